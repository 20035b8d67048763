"""Tolerances: what is right however it was computed, and what is not."""

import numpy as np
import pytest

from backprop.examination.compare import relative_error, same, worst_entry
from backprop.gradcheck import numeric_vjp


def test_a_tail_is_right_against_the_natural_scale_and_wrong_without_it() -> None:
    want, got = np.array([1e-12]), np.array([1.0002e-12])
    assert same(got, want, 1e-9, scale=0.25)
    assert not same(got, want, 1e-9)


def test_an_error_is_measured_against_the_largest_entry() -> None:
    assert relative_error(np.array([1000.0, 1e-7]), np.array([1000.0, 0.0])) == pytest.approx(1e-10)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_infinitely_wrong(bad: float) -> None:
    assert relative_error(np.array([1.0, bad]), np.array([1.0, 1.0])) == np.inf


def test_another_shape_is_infinitely_wrong() -> None:
    assert relative_error(np.zeros((2, 1)), np.zeros(2)) == np.inf


def test_where_zero_is_right_nothing_else_is() -> None:
    assert same(np.array([-0.0]), np.array([0.0]))
    assert not same(np.array([1e-300]), np.array([0.0]))


def test_the_worst_entry_is_the_one_that_is_not_finite() -> None:
    assert worst_entry(np.array([[1.0, np.nan], [9.0, 1.0]]), np.ones((2, 2))) == (0, 1)


def test_nudging_finds_the_derivative_of_a_product_of_matrices() -> None:
    rng = np.random.default_rng(3)
    x, w, dout = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 5))
    assert same(numeric_vjp(np.matmul, (x, w), dout, 0), dout @ w.T, 1e-8)
    assert same(numeric_vjp(np.matmul, (x, w), dout, 1), x.T @ dout, 1e-8)


def test_nudging_handles_several_outputs() -> None:
    x = np.array([0.3, -1.2])
    got = numeric_vjp(lambda a: (a**2, 3 * a), (x,), [np.array([1.0, 2.0]), np.array([0.5, -1.0])], 0)
    assert same(got, 2 * x * [1.0, 2.0] + 3 * np.array([0.5, -1.0]), 1e-8)


def test_nudging_leaves_its_arguments_alone() -> None:
    x = np.arange(3.0)
    numeric_vjp(np.sin, (x,), np.ones(3), 0)
    assert np.array_equal(x, np.arange(3.0))
