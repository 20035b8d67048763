"""The reference against PyTorch's autograd, in double precision. Skipped where PyTorch is not installed."""

import numpy as np
import pytest

import backprop_reference as reference
from backprop_reference import GATES, linear, losses
from backprop_reference.exercises.mlp_l2 import PUBLISHED
from backprop_reference.gates import broadcast_to, sum_to

torch = pytest.importorskip("torch", reason="torch is not installed here")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")  # it still scripts functions when imported
F = torch.nn.functional
RNG = np.random.default_rng(8)
T = torch.from_numpy(RNG.normal(size=(4, 3)))
LABELS = [2, 0, 1, 1]
BITS = torch.tensor([0, 1, 1, 0], dtype=torch.float64)

UNARY = ("exp", "reciprocal", "sin", "cos", "sigmoid", "tanh", "relu")
OPERATIONS = {
    "add": (GATES["add"], torch.add, [(4, 3), (3,)]),
    "mul": (GATES["mul"], torch.mul, [(4, 3), (4, 1)]),
    "divide": (GATES["divide"], torch.div, [(4, 3), (4, 3)]),
    "max": (GATES["max"], torch.maximum, [(4, 3), (4, 3)]),
    "copy": (GATES["copy"], lambda x: (x.clone(), x.clone()), [(4, 3)]),
    **{name: (GATES[name], getattr(torch, name), [(4, 3)]) for name in UNARY},
    "sum_to": (sum_to((4, 1)), lambda x: x.sum(dim=1, keepdim=True), [(4, 3)]),
    "broadcast_to": (broadcast_to((4, 3)), lambda x: x.broadcast_to(4, 3), [(3,)]),
    "transpose": (linear.transpose, torch.t, [(4, 3)]),
    "reshape": (linear.reshape((6, 2)), lambda x: x.reshape(6, 2), [(4, 3)]),
    "matmul": (linear.matmul, torch.matmul, [(4, 3), (3, 5)]),
    "affine": (linear.affine, lambda X, W, b: X.flatten(1) @ W + b, [(4, 2, 3), (6, 5), (5,)]),
    "softmax": (losses.softmax, lambda z: torch.softmax(z, dim=-1), [(4, 3)]),
    "cross_entropy": (losses.cross_entropy(LABELS), lambda z: F.cross_entropy(z, torch.tensor(LABELS)), [(4, 3)]),
    "bce": (losses.bce([0, 1, 1, 0]), lambda z: F.binary_cross_entropy_with_logits(z, BITS), [(4,)]),
    "mse": (losses.mse(T.numpy()), lambda o: F.mse_loss(o, T), [(4, 3)]),
    "half_squared_error": (losses.half_squared_error(T.numpy()), lambda o: ((o - T) ** 2).sum(1).mean() / 2, [(4, 3)]),
    "l2": (losses.l2(0.3), lambda W: 0.15 * (W**2).sum(), [(4, 3)]),
}


def tuples(value):
    return value if isinstance(value, tuple) else (value,)


def assert_close(found, tensor, size=1.0):
    expected = tensor.detach().numpy()
    assert np.shape(found) == expected.shape
    assert np.max(np.abs(found - expected), initial=0.0) <= 1e-12 * max(size, np.max(np.abs(expected), initial=0.0))


def leaf(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0])
@pytest.mark.parametrize(("gate", "operation", "shapes"), OPERATIONS.values(), ids=OPERATIONS)
def test_a_gate_agrees_with_autograd(gate, operation, shapes, scale):
    inputs = [scale * RNG.normal(size=shape) for shape in shapes]
    leaves = [leaf(x) for x in inputs]
    outputs = tuples(operation(*leaves))
    douts = [RNG.normal(size=tuple(y.shape)) for y in outputs]
    torch.autograd.backward(outputs, [torch.from_numpy(np.asarray(dout)) for dout in douts])
    for found, expected in zip(tuples(gate.forward(*inputs)), outputs, strict=True):
        assert_close(found, expected)
    for found, x in zip(tuples(gate.vjp(*douts, *inputs)), leaves, strict=True):
        assert_close(found, x.grad)


@pytest.mark.parametrize(("gate", "operation", "shapes"), OPERATIONS.values(), ids=OPERATIONS)
def test_a_tangent_agrees_with_forward_mode(gate, operation, shapes):
    inputs, tangents = ([RNG.normal(size=shape) for shape in shapes] for _ in range(2))
    _, expected = torch.func.jvp(
        operation, tuple(map(torch.from_numpy, inputs)), tuple(map(torch.from_numpy, tangents))
    )
    for found, tensor in zip(tuples(gate.jvp(*tangents, *inputs)), tuples(expected), strict=True):
        assert_close(found, tensor)


def test_conventions_are_those_of_torch():
    ties, dout = np.zeros((2, 3)), RNG.normal(size=(2, 3))
    x, y = leaf(ties), leaf(ties)
    torch.maximum(x, y).backward(torch.from_numpy(dout))
    for found, tensor in zip(reference.max_backward(dout, ties, ties), (x, y), strict=True):
        assert_close(found, tensor.grad)
    z = leaf(ties)
    torch.relu(z).backward(torch.from_numpy(dout))
    assert_close(reference.relu_backward(dout, ties), z.grad)


def test_softmax_jacobian_agrees():
    z = RNG.normal(size=6)
    assert_close(reference.softmax_jacobian(z), torch.func.jacrev(lambda z: torch.softmax(z, 0))(torch.from_numpy(z)))


@pytest.mark.parametrize("lam", [0.0, 0.3])
def test_the_mlp_agrees(lam):
    sizes = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    params = {name: 3 * RNG.normal(size=size) for name, size in sizes.items()}
    X, Y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 2))
    J, cache = reference.mlp_forward(params, X, Y, lam)
    p = {name: leaf(value) for name, value in params.items()}
    o = torch.sigmoid(torch.from_numpy(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    penalty = lam / 2 * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
    objective = 0.5 * ((o - torch.from_numpy(Y)) ** 2).sum(dim=1).mean() + penalty
    objective.backward()
    assert_close(J, objective)
    for name, gradient in reference.mlp_backward(params, cache).items():
        assert_close(gradient, p[name].grad)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_two_two_one_network_agrees(y):
    x, p = RNG.normal(size=2), {name: leaf(value) for name, value in PUBLISHED.items()}
    h = torch.sigmoid(torch.from_numpy(x) @ p["W1"] + p["b1"])
    expected = F.binary_cross_entropy(torch.sigmoid(h @ p["W2"] + p["b2"]), torch.tensor([y], dtype=torch.float64))
    expected.backward()
    loss, grads = reference.two_two_one(PUBLISHED, x, y)
    assert_close(loss, expected)
    for name, gradient in grads.items():
        assert_close(gradient, p[name].grad)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_deep_stack_agrees(activation):
    weights, X, dout = [RNG.normal(size=(8, 8)) for _ in range(6)], RNG.normal(size=(4, 8)), RNG.normal(size=(4, 8))
    ws, a = [leaf(W) for W in weights], torch.from_numpy(X)
    for W in ws:
        a = getattr(torch, activation)(a @ W)
    a.backward(torch.from_numpy(dout))
    norms = reference.layer_gradient_norms(weights, X, dout, activation)
    np.testing.assert_allclose(norms, [W.grad.norm().item() for W in ws], rtol=1e-12)


def test_digit_gradients_agree():
    sizes = {"W1": (64, 7), "b1": (7,), "W2": (7, 10), "b2": (10,)}
    params = {name: RNG.normal(size=size) for name, size in sizes.items()}
    X, labels = RNG.uniform(size=(5, 64)), RNG.integers(0, 10, 5)
    p = {name: leaf(value) for name, value in params.items()}
    scores = torch.relu(torch.from_numpy(X) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    objective = F.cross_entropy(scores, torch.from_numpy(labels))
    objective = objective + 0.05 * ((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
    objective.backward()
    J, grads = reference.gradients(params, X, labels, 0.1)
    assert_close(J, objective)
    for name, gradient in grads.items():
        assert_close(gradient, p[name].grad)


def test_second_derivatives_agree():
    W, x, v = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3)), RNG.normal(size=(2, 3))

    def f(x):
        return losses.cross_entropy([3, 1])(GATES["tanh"](linear.matmul(x, W)))

    def g(x):
        return F.cross_entropy(torch.tanh(x @ torch.from_numpy(W)), torch.tensor([3, 1]))

    _, expected = torch.autograd.functional.hvp(g, torch.from_numpy(x), torch.from_numpy(v))
    assert_close(reference.exact_hvp(f, x, v), expected)
    nudged = reference.hvp(lambda x: reference.differentiate(f, x)[1][0], x, v)
    np.testing.assert_allclose(nudged, expected.numpy(), rtol=1e-9)
