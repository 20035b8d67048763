"""Hessian-vector products: nudged, exact, and against the whole Hessian."""

import numpy as np
import pytest

from backprop_reference import differentiate, exact_hvp, hvp, numeric_jacobian
from backprop_reference.gates import GATES, divide, exp, maximum, mul, sigmoid, tanh
from backprop_reference.linear import affine, reshape, total
from backprop_reference.losses import bce, cross_entropy, half_squared_error, l2, mse, softmax
from backprop_reference.second_order import gradient_norm_gradient

RNG = np.random.default_rng(4)


def quartic(x):
    """Gradient and Hessian of sum(x**4) / 4 + (sum(x))**2 / 2 + sum(sin(x))."""
    return x**3 + x.sum() + np.cos(x), np.diag(3 * x**2 - np.sin(x)) + 1.0


@pytest.mark.parametrize("length", [1e-3, 1e-1, 1.0, 30.0, 1e3])
@pytest.mark.parametrize("seed", range(5))
def test_nudging_is_right_to_1e_9_whatever_the_length_of_v(length, seed):
    rng = np.random.default_rng(seed)
    x, v = rng.normal(size=5), rng.normal(size=5)
    v *= length / np.linalg.norm(v)
    exact = quartic(x)[1] @ v
    found = hvp(lambda x: quartic(x)[0], x, v)
    assert np.linalg.norm(found - exact) < 1e-9 * np.linalg.norm(exact)


@pytest.mark.parametrize("size", [1e-2, 1e2, 1e4])
@pytest.mark.parametrize("seed", range(5))
def test_nudging_is_right_to_1e_6_for_small_and_large_x(size, seed):
    rng = np.random.default_rng(seed)
    x, v = size * rng.uniform(1.0, 2.0, size=4), rng.normal(size=4)
    found = hvp(lambda x: np.log(x), x, v)
    assert np.linalg.norm(found - v / x) < 1e-6 * np.linalg.norm(v / x)


def test_no_direction_gives_zeros_and_asks_for_nothing():
    def grad(x):
        raise AssertionError("not needed")

    np.testing.assert_array_equal(hvp(grad, np.ones(3), np.zeros(3)), np.zeros(3))


def test_few_calls_with_real_float_arrays():
    calls = []

    def grad(x):
        calls.append(x)
        return 2 * x

    np.testing.assert_allclose(hvp(grad, [1, 2], [3, 0]), [6.0, 0.0], atol=1e-9)
    assert len(calls) <= 10
    assert all(x.dtype == np.float64 and x.shape == (2,) for x in calls)


def test_nudging_on_every_library(where):
    x, v = where.array([0.5, -1.0, 2.0]), where.array([1.0, 2.0, -0.5])
    found = hvp(lambda x: where.xp.sin(x), x, v)
    assert float(where.xp.max(where.xp.abs(found - where.xp.cos(x) * v))) < 1e-11
    narrow = hvp(lambda x: where.xp.sin(x), where.array([0.5], "float32"), where.array([1.0], "float32"))
    assert narrow.dtype == where.xp.float32
    assert float(narrow[0]) == pytest.approx(np.cos(0.5), abs=1e-4)


X = np.array([[0.8, -0.4, 1.3], [-1.1, 0.6, 2.0]])
Y = RNG.normal(size=(2, 3))
W, B = RNG.normal(size=(3, 4)), RNG.normal(size=4)
FUNCTIONS = {
    "sin and cos": lambda x: total(GATES["sin"](x) * GATES["cos"](x)),
    "mul": lambda x: total(mul(mul(x, x), mul(x, Y))),
    "divide": lambda x: total(divide(Y, x) * divide(x, Y) * divide(1.0, x)),
    "max": lambda x: total(maximum(x, Y) * x),
    "affine": lambda x: total(tanh(affine(x, W, B))),
    "product with itself": lambda x: total(tanh(x @ x.T)),
    "reshape": lambda x: total(exp(reshape((3, 2))(x)) @ x),
    "softmax": lambda x: total(softmax(x) * exp(x)),
    "cross-entropy": lambda x: cross_entropy([2, 0])(x * x),
    "bce": lambda x: bce(np.ones((2, 3)))(x * x),
    "half squared error": lambda x: half_squared_error(Y)(sigmoid(x)),
    "mse": lambda x: mse(Y)(sigmoid(x)),
    "l2": lambda x: l2(0.3)(sigmoid(x)),
}
"""Gates that work together; each by itself is differentiated twice in test_reference_gates.py."""


@pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
def test_differentiating_twice_is_the_whole_hessian_times_v(f):
    def gradient(flat):
        return differentiate(f, flat.reshape(2, 3))[1][0].ravel()

    v = RNG.normal(size=(2, 3))
    hessian = numeric_jacobian(gradient, X.ravel())
    np.testing.assert_allclose(exact_hvp(f, X, v).ravel(), hessian @ v.ravel(), atol=1e-8 * np.abs(hessian).max())
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-8 * np.abs(hessian).max())


def test_exact_and_nudged_agree_on_every_library(where):
    x, v = where.array(X), where.array(Y)
    weights, bias = where.array(W), where.array(B)

    def f(x):
        return cross_entropy([1, 3])(tanh(affine(x, weights, bias)))

    found, nudged = exact_hvp(f, x, v), hvp(lambda x: differentiate(f, x)[1][0], x, v)
    assert float(where.xp.max(where.xp.abs(found - nudged))) < 1e-10


def test_a_linear_function_has_no_curvature():
    np.testing.assert_array_equal(exact_hvp(lambda x: total(3 * x), X, Y), np.zeros((2, 3)))


def test_the_gradient_norm_penalty_has_the_gradient_hessian_times_gradient():
    def f(x):
        return total(mul(tanh(x), x))

    def penalty(flat):
        return np.array([0.5 * np.sum(differentiate(f, flat.reshape(2, 3))[1][0] ** 2)])

    expected = numeric_jacobian(penalty, X.ravel()).reshape(2, 3)
    np.testing.assert_allclose(gradient_norm_gradient(f, X), expected, rtol=1e-7)
