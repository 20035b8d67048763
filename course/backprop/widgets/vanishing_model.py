"""A random stack, and the size of each layer's gradient as the reader's own function finds it.

What is left of a gradient at the entrance is measured beside it, by nudging: no walk back stands here. This module
knows nothing of widgets or pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exercises.vanishing_gradient import ACTIVATIONS, stack
from .readers import RunStopped, called, in_words, unwritten

Array = NDArray[np.float64]
Function = Callable[..., Any] | None
NAME, EXERCISE = "layer_gradient_norms", "6.1"
NAMES = tuple(ACTIVATIONS)
"""The activations, in the order in which they are offered."""
DEEPEST, WIDEST, NARROWEST = 30, 128, 8
SMALLEST, LARGEST = 0.01, 4.0
"""The limits of the scale."""
_SAMPLES, _DIRECTIONS, _NUDGE = 64, 4, 1e-6


@dataclass(frozen=True)
class Setting:
    """A stack: `depth` layers, `width` wide, with weights of `scale` times standard normal, drawn with `seed`."""

    activation: str = "sigmoid"
    depth: int = 10
    width: int = 64
    scale: float = 0.125
    seed: int = 0

    def draw(self) -> tuple[list[Array], Array, Array]:
        """Return weights, X and dout, drawn in the order in which the notebook draws them."""
        rng = np.random.default_rng(self.seed)
        weights = [self.scale * rng.standard_normal((self.width, self.width)) for _ in range(self.depth)]
        return weights, rng.standard_normal((_SAMPLES, self.width)), rng.standard_normal((_SAMPLES, self.width))


@dataclass(frozen=True)
class Measurement:
    """The norms, first layer first, and what nudging finds at the entrance (None: lost in rounding); or why not."""

    norms: tuple[float, ...] = ()
    left: float | None = None
    problem: str = ""
    waiting: bool = False


def measure(function: Function, setting: Setting) -> Measurement:
    """Run the reader's function on the stack of `setting`."""
    weights, X, dout = setting.draw()
    try:
        return Measurement(norms_of(function, weights, X, dout, setting.activation), survival(setting))
    except RunStopped as stop:
        return Measurement(problem=str(stop), waiting=stop.waiting)


def norms_of(function: Function, weights: Sequence[Array], X: Array, dout: Array, activation: str) -> tuple[float, ...]:
    """Return what the reader's function says, one number a layer.

    Raises:
        RunStopped: it is not written yet, or raised, or returned something else.
    """
    given = [W.copy() for W in weights], X.copy(), dout.copy(), activation
    with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        returned = called(NAME, function, unwritten(NAME, EXERCISE, NAME), *given)
    try:
        norms = np.asarray(returned, dtype=np.float64)
    except (TypeError, ValueError):
        norms = np.empty((0, 0))
    if norms.shape != (len(weights),):
        raise RunStopped(
            f"your {NAME} returned {in_words(returned)}; {len(weights)} numbers were expected, one a layer"
        )
    return tuple(map(float, norms))


def survival(setting: Setting) -> float | None:
    """Return about |dL/dX| / |dout|: each sample is nudged along a few random directions.

    The slope along a standard normal direction has the mean square |dX|^2. None where the output moves by less than
    its own rounding.
    """
    weights, X, dout = setting.draw()
    rng = np.random.default_rng(setting.seed + 1)
    with np.errstate(all="ignore"):
        slopes = [_slopes(weights, X, dout, setting.activation, rng) for _ in range(_DIRECTIONS)]
        left = float(np.linalg.norm(slopes) / np.sqrt(_DIRECTIONS) / np.linalg.norm(dout))
        size = float(np.sqrt(np.mean(stack(weights, X, setting.activation) ** 2)))
    return None if left < np.finfo(float).eps * size / _NUDGE else left


def _slopes(weights: Sequence[Array], X: Array, dout: Array, activation: str, rng: np.random.Generator) -> Array:
    u = _NUDGE * rng.standard_normal(X.shape)
    moved = stack(weights, X + u, activation) - stack(weights, X - u, activation)
    return np.asarray(np.sum(dout * moved, axis=1) / (2 * _NUDGE))
