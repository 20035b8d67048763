"""Derivatives with forty digits: exact where floats give up."""

import math
from decimal import Decimal

import numpy as np
import pytest

from backprop.examination import fine_nudge
from backprop.exercises.two_losses import doubt, surprise
from backprop.exercises.vectors import bowl, shares


def cubes(x: fine_nudge.Point) -> Decimal:
    return x[0] ** 3 * x[1]


def test_slopes_are_right_to_the_last_digit() -> None:
    assert fine_nudge.slopes(cubes, [2.0, 5.0]).tolist() == [60.0, 8.0]


def test_slopes_have_the_shape_of_the_point() -> None:
    assert fine_nudge.slopes(lambda x: sum(x, Decimal(0)), np.zeros((2, 3))).shape == (2, 3)


def test_second_derivatives_are_right_to_the_last_digit() -> None:
    assert fine_nudge.bends(cubes, [2.0, 5.0]).tolist() == [[60.0, 12.0], [12.0, 0.0]]


@pytest.mark.parametrize("far", [-1000.0, 0.0, 1000.0])
def test_shares_depend_on_differences_only_however_far_out(far: float) -> None:
    given = shares(np.array([far, far + math.log(3.0)]))
    assert given is not None
    assert given.tolist() == pytest.approx([0.25, 0.75], rel=1e-12)


def test_shares_of_too_many_entries_are_left_open() -> None:
    assert shares(np.zeros(1000)) is None


def test_second_derivatives_of_the_bowl_stay_finite_far_out() -> None:
    assert np.all(np.isfinite(fine_nudge.bends(bowl, [1000.0, -1000.0, 998.0])))


def test_a_confident_mistake_costs_its_logit() -> None:
    assert fine_nudge.value(doubt([0.0]), [1000.0]) == 1000.0
    assert fine_nudge.value(surprise(np.array([1]), (1, 2)), [[1000.0, 0.0]]) == 1000.0
