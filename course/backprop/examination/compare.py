"""When are two arrays the same? Normwise, against the size of the case or the natural scale of the function.

Elementwise relative tolerances fail right answers: in the tail of a sigmoid `y * (1 - y)` is right to 1e-16 and still
off by 2e-4 of itself. Comparing with the largest entry of the case, or with the function's natural scale where that is
larger, accepts every right way of writing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT = 1e-9
"""Relative error up to which a float64 answer is right (roundoff of any sensible formula stays far below)."""
LOOSE = 1e-5
"""Up to here an answer is right, with the note that it was computed in single precision."""
NUMERIC = 1e-6
"""Relative error allowed where the truth itself is a numeric derivative."""
FEW = 64
"""So many whole numbers are compared exactly."""


def relative_error(got: NDArray[Any], want: NDArray[Any], scale: float = 0.0) -> float:
    """Largest difference over the larger of max|want| and `scale`; inf for other shapes, nan or inf in `got`.

    Where both sizes are zero the answer must be zero: any other is infinitely wrong.
    """
    if got.shape != want.shape:
        return float("inf")
    if want.size == 0:
        return 0.0
    if not np.all(np.isfinite(got)):
        return float("inf")
    difference = _largest_difference(got, want)
    size = max(float(np.max(np.abs(want))), scale)
    if difference == 0.0:
        return 0.0
    return difference / size if size > 0 else float("inf")


def _largest_difference(got: NDArray[Any], want: NDArray[Any]) -> float:
    """As floats; exactly, where whole numbers are asked for (a float counts them one by one only up to 2^53)."""
    if want.dtype.kind in "iu" and want.size <= FEW:
        pairs = zip(got.ravel().tolist(), want.ravel().tolist(), strict=True)
        return float(max(abs(Fraction(one) - Fraction(other)) for one, other in pairs))
    with np.errstate(over="ignore"):
        return float(np.max(np.abs(got.astype(np.float64) - want)))


def same(got: NDArray[Any], want: NDArray[Any], tolerance: float = NUMERIC, scale: float = 0.0) -> bool:
    """Whether two arrays have one shape and agree to the tolerance."""
    return relative_error(got, want, scale) <= tolerance


def all_same(one: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]]) -> bool:
    """Whether two plays gave the same results: those that the first names, to a rounding error; nan is like nan."""
    return all(
        np.array_equal(other[name], array, equal_nan=True) or same(other[name], array, 1e-12)
        for name, array in one.items()
    )


def worst_entry(got: NDArray[Any], want: NDArray[Any]) -> tuple[int, ...]:
    """Index of the entry with the largest difference (the first that is not finite, if any)."""
    bad = ~np.isfinite(got)
    gap = np.where(bad, np.inf, np.abs(np.where(bad, 0, got) - want))
    return tuple(int(k) for k in np.unravel_index(int(np.argmax(gap)), got.shape))
