"""Notebook 02: known mistakes of the numeric gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.apparatus import TOOLS
from backprop.rooms.room import Leaves

Quotient = Callable[[Callable[[Any], float], Any, Any, float], float]
"""f, x, a step of size h along one entry (in x's shape), h -> the number for that entry."""


def _quotients(quotient: Quotient) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """The answer that fills in this quotient, entry by entry."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        f, x, h = TOOLS[i["f"].name](**i["f"].params), np.asarray(i["x"], dtype=np.float64), i.get("h", 1e-5)
        steps = (h * np.eye(x.size)).reshape(x.size, *x.shape)
        return {"gradient": np.reshape([quotient(f, x, step, h) for step in steps], x.shape)}

    return answer


def _nearly(i: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether the answer is a slope, but a rough one: worse than a forgotten restoring of x makes it."""
    gap, size = np.abs(got["gradient"] - want["gradient"]), np.max(np.abs(want["gradient"]))
    return bool(5e-4 * size < np.max(gap) < 0.2 * size)


NUMERIC: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x)) / h),
        "Your quotient looks ahead only: its error is about h, where 1e-6 is asked and h = 1e-4 occurs. Which second "
        "point would make the curvature cancel?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        _quotients(lambda f, x, step, h: (f(x) - f(x - step)) / h),
        "Your quotient looks back only: its error is about h, where 1e-6 is asked and h = 1e-4 occurs. Which second "
        "point would make the curvature cancel?",
        telling=True,
    ),
    Mistake(
        "collapsed",
        _quotients(lambda f, x, step, h: (f(x + h) - f(x - h)) / (2 * h)),
        "Every entry of your gradient is the same: all entries of x are moved at once. How can you tell which of them "
        "moved f?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x - step)) / h),
        "Every entry is twice the slope. How far apart are the two points at which f is called?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x)) / (2 * h)),
        "Every entry is half the slope. How far apart are the two points at which f is called?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _quotients(lambda f, x, step, h: f(x + step) - f(x - step)),
        "Your entries shrink with h: they are how far f moves, not how far it moves for each unit of x. What is missing?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _nearly,
        "Your slopes are nearly right, with the wrong digits spread at random: the subtraction has cancelled too many. "
        "How many of 16 digits are left when two values of f differ by 1e-12 of themselves, or are kept in float32?",
    ),
)
