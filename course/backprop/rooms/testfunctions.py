"""Functions of one array that an examiner hands to whoever takes a function.

Each is built from plain numbers, so it crosses a wire as a name and arrays. Nothing here knows a derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[[NDArray[Any]], float]
VectorFunction = Callable[[Any], NDArray[Any]]

NOISE = 1e-7
"""How far `trembling` is from smooth: invisible in a step of 1, and all there is in a step of 1e-5."""


def waves(weights: NDArray[Any], phases: NDArray[Any]) -> Function:
    """A weighted sum of sines, one an entry; weights, phases of x's shape."""
    return lambda x: float(np.sum(weights * np.sin(np.asarray(x) + phases)))


def ridge(weights: NDArray[Any]) -> Function:
    """One sine of a weighted sum: every entry has a say in every slope; weights of x's shape."""
    return lambda x: float(np.sin(np.sum(weights * np.asarray(x))))


def trembling(weights: NDArray[Any]) -> Function:
    """A weighted sum of squares, read from an instrument that trembles by NOISE; weights of x's shape."""

    def measured(x: NDArray[Any]) -> float:
        exact = np.sum(weights * np.asarray(x) ** 2)
        return float(exact + NOISE * np.sum(np.sin(1e7 * np.asarray(x) + np.cumsum(weights).reshape(np.shape(x)))))

    return measured


def vector_waves(weights: NDArray[Any]) -> VectorFunction:
    """A function (n,) -> (m,): sines of the sums that `weights` (m, n) gives."""

    def f(x: Any) -> NDArray[Any]:
        return np.asarray(np.sin(weights @ np.asarray(x)))

    return f


TOOLS: dict[str, Callable[..., Any]] = {
    "waves": waves,
    "ridge": ridge,
    "trembling": trembling,
    "vector_waves": vector_waves,
}
"""Name -> builder; see `backprop.rooms.apparatus.TOOLS`."""
