"""What every answer owes the examination: its signature, its manners with arguments, and every kind of number."""

import inspect
from copy import deepcopy
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

import backprop_reference as reference
from backprop.exercises import EXERCISES
from backprop_reference import numeric_gradient
from backprop_reference.arrays import several

SIGNATURES = {
    "apple_orange": "apple apple_num orange orange_num tax",
    "basket": "prices counts tax",
    "price_change": "dtax percentage_points",
    "add_backward": "dout x y",
    "mul_backward": "dout x y",
    "copy_backward": "dout1 dout2",
    "max_backward": "dout x y",
    "exp_backward": "dout x",
    "reciprocal_backward": "dout x",
    "relu_backward": "dout x",
    "sigmoid_forward": "z",
    "sigmoid_backward": "dout z",
    "neuron": "w0 x0 w1 x1 w2",
    "numeric_gradient": "f x h",
    "relu_jacobian": "x",
    "softmax": "z",
    "softmax_jacobian": "z",
    "numeric_jacobian": "f x h",
    "vjp": "jacobian dout",
    "relu_vjp": "dout x",
    "softmax_vjp": "dout z",
    "jacobian_bytes": "N D M itemsize",
    "local_gradient_slice": "X W i j",
    "matmul_backward": "dout X W",
    "affine_backward": "dout X W b",
    "softmax_loss": "scores labels",
    "bce_loss": "z y",
    "l2_penalty": "weights lam",
    "mlp_forward": "params X Y lam",
    "mlp_backward": "params cache",
    "two_two_one": "params x y",
    "sgd_step": "params grads lr",
    "memory_floats": "n d h q",
    "swap_witness": "",
    "layer_gradient_norms": "weights X dout activation",
    "sigmoid_bound": "depth weight_norm",
    "rescue": "depth width",
    "topological_order": "output",
    "backward": "output",
    "Dual": "value tangent",
    "jvp": "f x v",
    "chain_cost": "sizes mode",
    "hvp": "grad x v",
    "gradients": "params X labels lam",
    "train": "X labels seed",
    "predict": "params X",
}
METHODS = {
    reference.MulLayer: {"forward": "self x y", "backward": "self dout"},
    reference.AddLayer: {"forward": "self x y", "backward": "self dout"},
    reference.Dual: {"exp": "self", "sin": "self"},
    reference.Multiply: {"forward": "ctx x y", "backward": "ctx dout"},
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_an_answer_has_the_name_and_the_arguments_of_its_exercise(name):
    assert list(inspect.signature(getattr(reference, name)).parameters) == SIGNATURES[name].split()


@pytest.mark.parametrize("cls", METHODS, ids=lambda cls: cls.__name__)
def test_a_class_has_the_methods_of_its_exercise(cls):
    for method, arguments in METHODS[cls].items():
        assert list(inspect.signature(getattr(cls, method)).parameters) == arguments.split()


HERE = "tests/solutions/test_reference_exercises.py"


def test_every_exercise_has_its_arguments_in_a_table_above_and_a_call_below():
    known = {*SIGNATURES, *(cls.__name__ for cls in METHODS)}
    called = {*(name.split()[0] for name in CALLS), *CALLED_OTHERWISE}
    unknown, uncalled = sorted(set(EXERCISES) - known), sorted(set(EXERCISES) - called)
    assert not unknown, f"name their arguments in SIGNATURES or METHODS in {HERE}"
    assert not uncalled, f"give them a row in CALLS in {HERE}, or one in CALLED_OTHERWISE"


def test_no_table_here_names_what_is_no_exercise():
    assert {*SIGNATURES, *(cls.__name__ for cls in METHODS), *CALLED_OTHERWISE} <= set(EXERCISES)
    assert {name.split()[0] for name in CALLS} - set(EXERCISES) == {"mlp"}


def test_all_names_are_public():
    assert {*SIGNATURES, *(cls.__name__ for cls in METHODS)} <= set(reference.__all__)
    assert all(getattr(reference, name).__doc__ for name in reference.__all__ if name != "GATES")


# --- manners ---------------------------------------------------------------------------------------------------------


def mul_layer(x, y, dout):
    layer = reference.MulLayer()
    return layer.forward(x, y), *layer.backward(dout)


def add_layer(x, y, dout):
    layer = reference.AddLayer()
    return layer.forward(x, y), *layer.backward(dout)


def multiply(x, y, dout):
    ctx = SimpleNamespace()
    ctx.save_for_backward = lambda *tensors: setattr(ctx, "saved_tensors", tensors)
    return reference.Multiply.forward(ctx, x, y), *reference.Multiply.backward(ctx, dout)


def mlp(params, X, Y, lam):
    J, cache = reference.mlp_forward(params, X, Y, lam)
    return J, reference.mlp_backward(params, cache)


def whole(*shape):
    """Small integers of both signs, without 0, as floats: exact in every type."""
    rng = np.random.default_rng(sum(shape) + len(shape))
    return rng.integers(1, 4, shape) * rng.choice([-1.0, 1.0], shape)


ELEMENTWISE = ("add", "mul", "copy", "max", "exp", "reciprocal", "relu", "sigmoid")
PARAMS = {"W1": whole(3, 4), "b1": whole(4), "W2": whole(4, 2), "b2": whole(2)}
SMALL = {"W1": whole(2, 2), "b1": whole(2), "W2": whole(2, 1), "b2": whole(1)}
CALLS = {
    "MulLayer": (mul_layer, [whole(3, 4), whole(3, 4), whole(3, 4)]),
    "AddLayer": (add_layer, [whole(3, 4), whole(3, 4), whole(3, 4)]),
    "Multiply": (multiply, [whole(3, 4), whole(3, 4), whole(3, 4)]),
    "apple_orange": (reference.apple_orange, [100, 2, 150, 3, 2]),
    "basket": (reference.basket, [whole(3), whole(3), 2]),
    "price_change": (reference.price_change, [650, 1]),
    **{
        name: (getattr(reference, name), [whole(3, 4)] * len(SIGNATURES[name].split()))
        for name in SIGNATURES
        if name.endswith("_backward") and name.split("_")[0] in ELEMENTWISE
    },
    "sigmoid_forward": (reference.sigmoid_forward, [whole(3, 4)]),
    "neuron": (reference.neuron, [2, -1, -3, -2, -3]),
    "numeric_gradient": (lambda x: reference.numeric_gradient(lambda x: np.sum(x**2), x), [whole(3, 4)]),
    "numeric_jacobian": (lambda x: reference.numeric_jacobian(lambda x: x[:2] ** 2, x), [whole(4)]),
    "relu_jacobian": (reference.relu_jacobian, [whole(4)]),
    "softmax": (reference.softmax, [whole(4)]),
    "softmax_jacobian": (reference.softmax_jacobian, [whole(4)]),
    "vjp": (reference.vjp, [whole(3, 4), whole(3)]),
    "relu_vjp": (reference.relu_vjp, [whole(4), whole(4)]),
    "softmax_vjp": (reference.softmax_vjp, [whole(4), whole(4)]),
    "local_gradient_slice": (lambda X, W: reference.local_gradient_slice(X, W, 1, 2), [whole(2, 3), whole(3, 4)]),
    "matmul_backward": (reference.matmul_backward, [whole(2, 4), whole(2, 3), whole(3, 4)]),
    "affine_backward": (reference.affine_backward, [whole(2, 4), whole(2, 3), whole(3, 4), whole(4)]),
    "affine_backward of a tensor": (
        reference.affine_backward,
        [whole(2, 4), whole(2, 3, 5), whole(15, 4), whole(4)],
    ),
    "softmax_loss": (reference.softmax_loss, [whole(2, 3), np.array([2.0, 0.0])]),
    "softmax_loss one-hot": (reference.softmax_loss, [whole(2, 3), np.eye(3)[:2]]),
    "bce_loss": (reference.bce_loss, [whole(3), np.array([1.0, 0.0, 1.0])]),
    "l2_penalty": (reference.l2_penalty, [[whole(2, 3), whole(4)], 2]),
    "mlp": (mlp, [PARAMS, whole(5, 3), whole(5, 2), 2]),
    "two_two_one": (reference.two_two_one, [SMALL, whole(2), 1]),
    "sgd_step": (reference.sgd_step, [PARAMS, PARAMS, 2]),
    "sgd_step that does not move": (reference.sgd_step, [PARAMS, PARAMS, 0]),
    "swap_witness": (reference.swap_witness, []),
    "layer_gradient_norms": (
        lambda weights, X, dout: reference.layer_gradient_norms(weights, X, dout, "tanh"),
        [[whole(3, 4), whole(4, 2)], whole(5, 3), whole(5, 2)],
    ),
    "hvp": (lambda x, v: reference.hvp(lambda x: x**3, x, v), [whole(3), whole(3)]),
    "gradients": (
        lambda params, X, labels: reference.gradients(params, X, labels, 0.5),
        [PARAMS, whole(5, 3), np.array([0.0, 1.0, 1.0, 0.0, 1.0])],
    ),
    "predict": (reference.predict, [PARAMS, whole(5, 3)]),
    "sigmoid_bound": (reference.sigmoid_bound, [3, 1.5]),
    "jacobian_bytes": (reference.jacobian_bytes, [2, 3, 4, 8]),
    "memory_floats": (reference.memory_floats, [2, 3, 4, 2]),
    "chain_cost": (lambda sizes: reference.chain_cost(sizes, "reverse"), [np.array([3.0, 4.0, 2.0])]),
}
CALLED_OTHERWISE = {
    "mlp_forward": "with mlp_backward, as mlp",
    "mlp_backward": "with mlp_forward, as mlp",
    "topological_order": "nodes, not arrays: test_reference_graph.py",
    "backward": "nodes, not arrays: test_reference_graph.py",
    "Dual": "numbers that gates trace: test_reference_forward_mode.py",
    "jvp": "a function of Dual: test_reference_forward_mode.py",
    "rescue": "words, not numbers: test_reference_deep.py",
    "train": "seconds: test_reference_deep.py",
}
"""Exercises that the calls below do not suit -> what they are about, and the test that has them."""
each_answer = pytest.mark.parametrize(("answer", "arguments"), CALLS.values(), ids=CALLS)


def leaves(value):
    """Return the arrays and numbers inside lists, tuples and dictionaries."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def changed(value, change):
    """Return the same lists and dictionaries with every array changed."""
    if isinstance(value, dict):
        return {name: changed(item, change) for name, item in value.items()}
    if isinstance(value, list):
        return [changed(item, change) for item in value]
    return change(value) if isinstance(value, np.ndarray) else value


def assert_same(found, expected, tolerance=0.0):
    for a, b in zip(leaves(found), leaves(expected), strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@each_answer
def test_an_answer_leaves_its_arguments_alone_and_says_the_same_again(answer, arguments):
    kept = deepcopy(arguments)
    first = answer(*arguments)
    assert_same(arguments, kept)
    assert_same(answer(*arguments), first)


@each_answer
def test_results_share_no_memory(answer, arguments):
    results, given = leaves(answer(*arguments)), leaves(arguments)
    assert not any(np.shares_memory(a, b) for a, b in combinations(results, 2))
    assert not any(np.shares_memory(a, b) for a in results for b in given)


@each_answer
@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.astype(int),
        lambda x: x.astype(np.int8),
        lambda x: np.asfortranarray(x),
        lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
        lambda x: np.flip(np.flip(x).copy()),
        lambda x: x.tolist() if x.ndim == 1 else x,
    ],
    ids=["integers", "small integers", "by columns", "strided", "backwards", "lists"],
)
def test_arrays_of_every_kind_give_the_same(answer, arguments, change):
    assert_same(answer(*changed(arguments, change)), answer(*arguments), tolerance=1e-14)


@each_answer
def test_results_are_real_numbers_in_double_precision(answer, arguments):
    for leaf in leaves(answer(*changed(arguments, lambda x: x.astype(int)))):
        assert np.asarray(leaf).dtype in (np.float64, np.int64)


@each_answer
def test_read_only_arguments_are_enough(answer, arguments):
    def frozen(x):
        x = x.copy()
        x.flags.writeable = False
        return x

    assert_same(answer(*changed(arguments, frozen)), answer(*arguments))


POINTWISE = ["MulLayer", "AddLayer", "Multiply", "sigmoid_forward", *(f"{name}_backward" for name in ELEMENTWISE)]


@pytest.mark.parametrize("name", POINTWISE)
@pytest.mark.parametrize("kind", [float, int, np.float64, np.int64, np.array], ids=lambda kind: kind.__name__)
def test_single_numbers_are_arrays_without_axes(name, kind):
    answer, arguments = CALLS[name]
    found = several(answer(*(kind(2) for _ in arguments)))
    expected = several(answer(*(np.array([2.0]) for _ in arguments)))
    for a, b in zip(found, expected, strict=True):
        assert np.shape(a) == ()
        assert float(a) == float(b[0])


def test_float32_stays_float32():
    for name in ("mul_backward", "softmax_vjp", "affine_backward", "bce_loss", "mlp", "gradients", "hvp", "sgd_step"):
        answer, arguments = CALLS[name]
        for leaf in leaves(answer(*changed(arguments, lambda x: x.astype(np.float32)))):
            assert leaf.dtype == np.float32, name


# --- nudging ---------------------------------------------------------------------------------------------------------


def test_nudging_hands_out_arrays_of_its_own():
    x = np.array([[1, 2, 3], [4, 5, 6]]).T

    def f(nudged):
        assert not np.shares_memory(nudged, x)
        value = np.sum(nudged**2)
        nudged *= 0
        return value

    np.testing.assert_allclose(numeric_gradient(f, x), 2 * x, rtol=1e-9)


def test_nudging_a_number():
    assert float(numeric_gradient(lambda x: x**3, 2)) == pytest.approx(12.0, rel=1e-9)


def test_numeric_jacobian_has_a_row_an_output():
    A = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(reference.numeric_jacobian(lambda x: A @ x, np.ones(3)), A, atol=1e-9)


# --- one step --------------------------------------------------------------------------------------------------------


def test_a_step_goes_against_the_gradient_as_far_as_the_rate_says():
    after = reference.sgd_step({"W": [1.0, 2.0], "b": 3}, {"W": [10.0, -10.0], "b": 4}, 0.1)
    np.testing.assert_allclose(after["W"], [0.0, 3.0])
    assert float(after["b"]) == pytest.approx(2.6)


def test_penalties_add_up_and_gradients_come_in_the_order_of_the_weights():
    s, (dV, dW) = reference.l2_penalty([np.array([[1.0, 2.0]]), np.array([3.0])], 0.2)
    assert float(s) == pytest.approx(1.4)
    np.testing.assert_allclose(dV, [[0.2, 0.4]])
    np.testing.assert_allclose(dW, [0.6])
    assert reference.l2_penalty([], 0.2) == (0.0, [])
