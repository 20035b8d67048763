"""The error of the reader's numeric_gradient against the step h, in two precisions.

The functions and their slopes are known here, so that an error can be told; the nudging is the reader's. This module
knows nothing of widgets or pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, called, in_words, unwritten

Array = NDArray[Any]
STEPS = tuple(10.0**-k for k in range(1, 13))
"""The steps h that are tried, the largest first."""
PRECISIONS: tuple[tuple[str, type], ...] = (("float64", np.float64), ("float32", np.float32))
NAME, EXERCISE = "numeric_gradient", "2.11"


@dataclass(frozen=True)
class Landscape:
    """A function of an array, what it is called, the point where its slope is wanted, and that slope."""

    name: str
    words: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    point: tuple[float, ...]


LANDSCAPES = (
    Landscape("smooth", "the sum of sin(x) at (0.5, 1.3, −2.1)", np.sin, np.cos, (0.5, 1.3, -2.1)),
    Landscape(
        "a large x",
        "the sum of sin(x / 1000) at (500, 1300, −2100)",
        lambda x: np.sin(x / 1000),
        lambda x: np.cos(x / 1000) / 1000,
        (500.0, 1300.0, -2100.0),
    ),
    Landscape(
        "near a kink",
        "the sum of max(x, 0) at (0.0003, 1.3, −2.1)",
        lambda x: np.maximum(x, 0),
        lambda x: (x > 0).astype(np.float64),
        (0.0003, 1.3, -2.1),
    ),
)


@dataclass(frozen=True)
class Curve:
    """The relative error at each of `STEPS`, as far as the reader's function answers."""

    precision: str
    errors: tuple[float, ...]


@dataclass(frozen=True)
class Measurement:
    """Both curves, or why there are none."""

    curves: tuple[Curve, ...] = ()
    problem: str = ""
    waiting: bool = False


def measure(numeric_gradient: Callable[..., Any] | None, landscape: Landscape) -> Measurement:
    """Run the reader's function at every step h, in both precisions."""
    with redirect_stdout(io.StringIO()):
        try:
            return Measurement(
                tuple(
                    Curve(name, tuple(_error(numeric_gradient, landscape, dtype, h) for h in STEPS))
                    for name, dtype in PRECISIONS
                )
            )
        except RunStopped as stop:
            return Measurement(problem=str(stop), waiting=stop.waiting)


def relative_error(a: Array, b: Array) -> float:
    """The largest difference, relative to the largest entry; 0 where both are 0."""
    size = max(float(np.max(np.abs(a))), float(np.max(np.abs(b))))
    return float(np.max(np.abs(a - b))) / size if size else 0.0


def _error(numeric_gradient: Callable[..., Any] | None, landscape: Landscape, dtype: type, h: float) -> float:
    """The error where f computes in `dtype`: it rounds what it is given, and what it returns."""
    point = np.array(landscape.point)

    def f(x: Array) -> float:
        return float(np.sum(landscape.value(np.asarray(x).astype(dtype)), dtype=dtype))

    missing = unwritten(NAME, EXERCISE, NAME)
    returned = called(f"{NAME}(f, x, {h:g})", numeric_gradient, missing, f, point.copy(), h)
    try:
        found = np.asarray(returned, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape != point.shape:
        wanted = f"an array of shape {point.shape}"
        raise RunStopped(f"your {NAME}(f, x, {h:g}) returned {in_words(returned)}; {wanted} was expected")
    return relative_error(found, landscape.slope(point))
