"""Finite differences are told from formulas, in the notebook and in the grader, and no formula is mistaken for one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop.examination.examine import examine
from backprop.examination.oracle import Nudging
from backprop.examination.verdict import Verdict
from backprop.exercises import EXERCISES
from backprop.rooms.observe import LocalRoom

Array = NDArray[Any]


def quotient(h: float) -> Callable[[Array, Array], Array]:
    """Central differences of a weighed sum, one entry after the other."""

    def exp_backward(dout: Array, x: Array) -> Array:
        x = np.asarray(x, dtype=float)
        dx = np.zeros(x.shape)
        for k in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[k] = h
            dx[k] = np.sum(dout * (np.exp(x + e) - np.exp(x - e))) / (2 * h)
        return dx

    return exp_backward


def all_at_once(dout: Array, x: Array) -> Array:
    return dout * (np.exp(x + 1e-5) - np.exp(x - 1e-5)) / 2e-5


def in_single_precision(dout: Array, x: Array) -> Array:
    dx = np.zeros(np.shape(x))
    for k in np.ndindex(np.shape(x)):
        dx[k] = dout[k] * np.exp(np.float32(x[k]))
    return dx


def with_few_digits(dout: Array, x: Array) -> Array:
    dx = np.zeros(np.shape(x))
    for k in np.ndindex(np.shape(x)):
        dx[k] = dout[k] * 2.7182818285 ** float(x[k])
    return dx


def judged(answer: Callable[..., Any]) -> Verdict:
    return examine(EXERCISES["exp_backward"], LocalRoom({"exp_backward": answer}), Nudging(), seed=3)


@pytest.mark.parametrize("h", [1e-4, 1e-5, 1e-6, 1e-7])
def test_nudging_entry_by_entry_earns_nothing_for_the_value(h: float) -> None:
    verdict = judged(quotient(h))
    assert [finding.code for finding in verdict.diagnosis] == ["numeric"]
    assert not next(check for check in verdict.checks if check.name == "value").passed


def test_a_quotient_whose_cost_does_not_grow_is_only_noted() -> None:
    verdict = judged(all_at_once)
    assert [(finding.code, finding.note) for finding in verdict.diagnosis] == [("numeric", True)]
    assert verdict.points == verdict.max_points


@pytest.mark.parametrize("formula", [in_single_precision, with_few_digits])
def test_a_formula_with_few_digits_that_loops_is_not_taken_for_nudging(formula: Callable[..., Any]) -> None:
    verdict = judged(formula)
    assert (verdict.points, verdict.diagnosis) == (verdict.max_points, ())
