"""Deep stacks of notebook 06, and the digits of notebook 08."""

from itertools import pairwise

import numpy as np
import pytest

from backprop_reference import differentiate, gradients, layer_gradient_norms, predict, rescue, sigmoid_bound, train
from backprop_reference.arrays import norm
from backprop_reference.exercises.vanishing_gradient import (
    he_scale,
    stack_backward,
    stack_forward,
    survival,
    xavier_scale,
)
from backprop_reference.gates import GATES, relu
from backprop_reference.linear import affine
from backprop_reference.losses import cross_entropy, l2

RNG = np.random.default_rng(6)
DEPTHS = [(10, 64), (20, 128), (30, 128)]


def stack(widths):
    return [RNG.normal(size=pair) for pair in pairwise(widths)]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_stack_has_the_gradients_of_its_tape(activation):
    weights, X, dout = stack((3, 5, 4, 2)), RNG.normal(size=(6, 3)), RNG.normal(size=(6, 2))
    phi = GATES[activation]

    def f(X, *weights):
        for W in weights:
            X = phi(X @ W)
        return X

    _, (dX, *dWs) = differentiate(f, X, *weights, dout=dout)
    by_hand = stack_backward(stack_forward(weights, X, phi), dout, phi)
    np.testing.assert_allclose(by_hand[0], dX, atol=1e-15)
    found = layer_gradient_norms(weights, X, dout, activation)
    np.testing.assert_allclose(found, [np.linalg.norm(dW) for dW in dWs], rtol=1e-13)


def test_norms_survive_where_their_squares_would_not():
    weights, X = [1e-150 * np.eye(3)] * 2, np.ones((2, 3))
    first, last = layer_gradient_norms(weights, X, np.full((2, 3), 1e-100), "tanh")
    np.testing.assert_allclose([first, last], [6e-250, 6e-250], rtol=1e-12)
    assert norm(np.zeros(3)) == 0.0
    assert norm(np.ones((0, 3))) == 0.0


def test_no_draw_of_sigmoids_exceeds_the_bound():
    weights = stack((4, 4, 4, 4))
    length = max(np.linalg.norm(W, 2) for W in weights)
    for _ in range(20):
        X, dout = RNG.normal(size=(1, 4)), RNG.normal(size=(1, 4))
        dX, _ = stack_backward(stack_forward(weights, X, GATES["sigmoid"]), dout, GATES["sigmoid"])
        assert norm(dX) <= sigmoid_bound(3, length) * norm(dout)
    assert sigmoid_bound(10, 1) == 4.0**-10


@pytest.mark.parametrize(("depth", "width"), DEPTHS)
def test_the_rescued_gradient_survives(depth, width):
    assert 0.1 <= survival(depth, width, **rescue(depth, width)) <= 10
    assert 0.1 <= survival(depth, width, "tanh", xavier_scale(width)) <= 10


def test_other_scales_and_sigmoids_do_not_survive():
    assert survival(10, 64, "relu", 0.01) < 1e-9
    assert survival(10, 64, "relu", 1.0) > 1e5
    assert survival(10, 64, "sigmoid", he_scale(64)) < 1e-4


def test_the_ratio_of_layers_does_not_see_the_scale():
    ratios = []
    for scale in (0.01, he_scale(64), 1.0):
        rng = np.random.default_rng(0)
        weights = [scale * rng.standard_normal((64, 64)) for _ in range(10)]
        norms = layer_gradient_norms(weights, rng.standard_normal((64, 64)), rng.standard_normal((64, 64)), "relu")
        ratios.append(float(norms[0] / norms[-1]))
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-9)


# --- digits ----------------------------------------------------------------------------------------------------------


def test_the_digit_network_has_the_gradients_of_its_tape(where):
    sizes = {"W1": (64, 5), "b1": (5,), "W2": (5, 10), "b2": (10,)}
    params = {name: where.array(RNG.normal(size=size)) for name, size in sizes.items()}
    X, labels = where.array(RNG.uniform(size=(4, 64))), where.xp.asarray([3, 0, 9, 3], device=where.device)

    def objective(W1, b1, W2, b2):
        scores = affine(relu(affine(X, W1, b1)), W2, b2)
        return cross_entropy(labels)(scores) + l2(0.2)(W1) + l2(0.2)(W2)

    J, grads = gradients(params, X, labels, 0.2)
    value, expected = differentiate(objective, *params.values())
    assert float(J) == float(value)
    for name, gradient in zip(params, expected, strict=True):
        assert norm(grads[name] - gradient) < 1e-14


def ten_patterns(rng, count):
    """Images of ten random patterns with noise, in [0, 1], and which pattern each shows."""
    patterns = np.random.default_rng(99).uniform(size=(10, 64))
    labels = rng.integers(0, 10, count)
    return np.clip(patterns[labels] + 0.35 * rng.standard_normal((count, 64)), 0.0, 1.0), labels


def test_ten_noisy_patterns_are_learned():
    X, labels = ten_patterns(RNG, 400)
    params = train(X, labels, seed=1)
    unseen, answers = ten_patterns(RNG, 400)
    assert np.mean(predict(params, unseen) == answers) > 0.95
    again = train(X, labels, seed=1)
    assert all(np.array_equal(params[name], again[name]) for name in params)


def test_training_runs_on_every_library_and_in_single_precision(where):
    X, labels = ten_patterns(RNG, 40)
    params = train(where.array(X, "float32"), where.xp.asarray(labels, device=where.device), seed=2)
    assert all(value.dtype == where.xp.float32 for value in params.values())
    right = predict(params, where.array(X, "float32")) == where.xp.asarray(labels, device=where.device)
    assert float(where.xp.mean(where.xp.astype(right, where.xp.float32))) > 0.9
