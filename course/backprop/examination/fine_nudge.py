"""Nudging with forty digits: derivatives by their definition, so fine that rounding has no say and nothing overflows.

With floats a nudge cannot be small (see `backprop.gradcheck`), and exp(1000) is out of range; Python's decimals know
neither limit. Slow, so for a handful of entries only. It knows no rule of differentiation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 40
STEP = Decimal("1e-10")
"""A central difference is off by about STEP squared, its rounding by 10^-DIGITS / STEP: both far below eps."""

Point = Sequence[Decimal]
Function = Callable[[Point], Decimal]
"""A list of decimals -> one decimal."""


def value(function: Function, point: Any) -> float:
    """The function's value at an array of any shape, its entries in row-major order."""
    with localcontext() as context:
        context.prec = DIGITS
        return float(function(_decimals(point)))


def slopes(function: Function, point: Any) -> NDArray[np.float64]:
    """The gradient, in the shape of `point`, right to the last digit of a float."""
    shape = np.shape(point)
    with localcontext() as context:
        context.prec = DIGITS
        found = [float(_slope(function, at, k)) for at in [_decimals(point)] for k in range(len(at))]
    return np.array(found, dtype=np.float64).reshape(shape)


def bends(function: Function, point: Any) -> NDArray[np.float64]:
    """The second derivatives (n, n) at a point (n,): the slopes of the slopes."""
    with localcontext() as context:
        context.prec = DIGITS
        at = _decimals(point)
        rows = [
            [float(_slope(lambda moved, k=row: _slope(function, moved, k), at, column)) for column in range(len(at))]  # type: ignore[misc]
            for row in range(len(at))
        ]
    return np.array(rows, dtype=np.float64)


def _slope(function: Function, point: Point, k: int) -> Decimal:
    high, low = (function(moved) for moved in _both_ways(point, k))
    return (high - low) / (2 * STEP)


def _both_ways(point: Point, k: int) -> Iterator[Point]:
    for step in (STEP, -STEP):
        moved = list(point)
        moved[k] += step
        yield moved


def _decimals(point: Any) -> Point:
    return [Decimal(float(entry)) for entry in np.asarray(point, dtype=np.float64).flat]
