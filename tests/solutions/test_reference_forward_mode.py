"""Dual numbers, directional derivatives, and the cost of a chain of Jacobians."""

import math
from itertools import pairwise

import numpy as np
import pytest

from backprop_reference import Dual, chain_cost, differentiate, jvp
from backprop_reference.gates import exp, sigmoid, sin
from backprop_reference.linear import matmul


def everything(x, y):
    return (2 - x * y / (3 + y) + (x - 1) * 0.5 - (-y)) / x + 1 / y + x / 4


def numpy_everything(x, y):
    return everything(np.float64(x), np.float64(y))


def test_arithmetic_on_both_sides_follows_central_differences():
    x, y, v, w, h = 1.7, -0.6, 0.3, 2.1, 1e-6
    out = everything(Dual(x, v), Dual(y, w))
    slope = (numpy_everything(x + h * v, y + h * w) - numpy_everything(x - h * v, y - h * w)) / (2 * h)
    assert out.value == pytest.approx(numpy_everything(x, y), rel=1e-15)
    assert out.tangent == pytest.approx(slope, rel=1e-8)


@pytest.mark.parametrize("three", [3, 3.0, np.float64(3), np.float32(3), np.int64(3), np.array(3.0)], ids=repr)
def test_any_number_may_stand_on_the_left(three):
    x = Dual(2.0, 1.0)
    found = [three + x, three - x, three * x, three / x]
    assert [float(out.value) for out in found] == [5.0, 1.0, 6.0, 1.5]
    assert [float(out.tangent) for out in found] == [1.0, -1.0, 3.0, -0.75]


def test_integers_are_numbers():
    out = Dual(3, 1) / 2
    assert (out.value, out.tangent) == (1.5, 0.5)


def test_exponential_and_sine():
    x = Dual(0.4, 2.0)
    assert (x.exp().value, x.exp().tangent) == pytest.approx((math.exp(0.4), 2 * math.exp(0.4)))
    assert (x.sin().value, x.sin().tangent) == pytest.approx((math.sin(0.4), 2 * math.cos(0.4)))


def test_a_number_does_not_move():
    assert Dual(5.0).tangent == 0.0
    assert (Dual(5.0, 1.0) * 0).tangent == 0.0


def test_dual_numbers_may_be_arrays_of_any_library(where):
    X, V = where.array(np.arange(6.0).reshape(2, 3)), where.array(np.ones((2, 3)))
    W = where.array(np.eye(3)[:, :2])
    out = sigmoid(matmul(Dual(X, V) * where.array(2.0), W))
    y = sigmoid(2 * X @ W)
    assert float(where.xp.max(where.xp.abs(out.tangent - y * (1 - y) * 2 * (V @ W)))) < 1e-15


def test_arrays_on_the_left_leave_the_operation_to_the_dual_number(where):
    if where.name.startswith("strict"):
        pytest.skip("array_api_strict refuses every operand that is not its own, in place of asking it")
    x = where.array([1.0, 2.0])
    for out in (x * Dual(x, x), x + Dual(x, x), x - Dual(x, x), x / Dual(x, x)):
        assert isinstance(out, Dual)


def test_forward_and_reverse_give_one_number():
    def f(inputs):
        a, b, c = inputs
        return sin(a * b) + exp(c) / (a - b)

    x, v = [0.3, -1.2, 2.0], [1.0, 0.5, -2.0]
    _, gradient = differentiate(lambda *inputs: f(inputs), *x)
    assert jvp(f, x, v) == pytest.approx(float(np.dot(gradient, v)), rel=1e-14)


def test_a_function_that_ignores_its_inputs_has_derivative_zero():
    assert jvp(lambda x: 7, [1.0, 2.0], [1.0, 1.0]) == 0.0
    assert type(jvp(lambda x: x[0] * x[1], np.ones(2), np.ones(2))) is float


def test_a_dual_number_in_a_dual_number_is_a_second_derivative():
    x = Dual(Dual(2.0, 1.0), Dual(1.0, 0.0))
    assert (x * x * x).tangent.tangent == 12.0


@pytest.mark.parametrize("sizes", [(3, 5), (3, 4, 2), (10, 1, 7, 2), (1000, 100, 100, 1), (2, 3, 5, 7, 11)])
@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_cost_is_that_of_multiplying_the_matrices_one_by_one(sizes, mode):
    shapes = [(rows, columns) for columns, rows in pairwise(sizes)]
    shapes = shapes if mode == "forward" else shapes[::-1]
    cost, product = 0, shapes[0]
    for shape in shapes[1:]:
        left, right = (shape, product) if mode == "forward" else (product, shape)
        assert left[1] == right[0]
        cost, product = cost + left[0] * left[1] * right[1], (left[0], right[1])
    assert chain_cost(sizes, mode) == cost


def test_another_mode_is_refused():
    with pytest.raises(ValueError, match='"forward" or "reverse"'):
        chain_cost([1, 2], "backward")
