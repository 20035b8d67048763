"""The referee: when the oracle calls a gradient wrong, the forward function has the last word.

The adjoint identity <J v, dout> = <v, J^T dout> needs no formula for J: J v is a central difference of the forward
function along a random direction v. A gradient for which it holds is right, whatever the oracle says; the answer then
goes to a person in place of being failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backprop.examination.evidence import Played
from backprop.examination.exercise import Exercise
from backprop.gradcheck import STEP

FARTHEST = 1e6
"""The products of a gradient may add up to so many times those of the other side: no sum cancels better than that."""
AGREEMENT = 1e-9
"""Relative to the sum of the moduli of all products, which is what rounding is relative to."""


def overrules(exercise: Exercise, plays: Sequence[Played], tolerance: float, rng: np.random.Generator) -> bool:
    """Whether everything that the oracle calls wrong is a gradient for which the identity holds, in every case."""
    if exercise.forward is None:
        return False
    for played in plays:
        if played.stage.leaves is None or played.complaint() is not None:
            return False
        for leaf in played.want:
            if played.leaf_error(leaf) <= tolerance:
                continue
            what = exercise.gradients.get(leaf)
            if what is None or not _holds(exercise, played, leaf, what, rng):
                return False
    return True


def _holds(exercise: Exercise, played: Played, leaf: str, what: str, rng: np.random.Generator) -> bool:
    """Try the identity for one gradient, along three directions."""
    point = {
        name: np.asarray(value, dtype=np.float64)
        for name, value in played.case.inputs.items()
        if name not in exercise.upstream
    }
    got = played.got[leaf]
    if got.shape != point[what].shape or not np.all(np.isfinite(got)):
        return False
    upstream = [np.asarray(played.case.inputs[name], dtype=np.float64) for name in exercise.upstream] or [np.ones(())]
    return all(_agrees(exercise, point, what, upstream, got, rng.standard_normal(got.shape)) for _ in range(3))


def _agrees(
    exercise: Exercise, point: Mapping[str, Any], what: str, upstream: Sequence[Any], got: Any, direction: Any
) -> bool:
    """Whether the identity holds along one direction."""
    with np.errstate(all="ignore"):  # a result may be anything
        pushed, terms = _pushed(exercise, point, what, upstream, direction)
        products = direction * got
        pulled, size = float(np.sum(products)), float(np.sum(np.abs(products)))
        if not size <= FARTHEST * max(terms, np.finfo(float).tiny):
            return False
        return abs(pushed - pulled) <= AGREEMENT * max(terms + size, 1e-300)


def _pushed(
    exercise: Exercise, point: Mapping[str, Any], what: str, upstream: Sequence[Any], direction: Any
) -> tuple[float, float]:
    """<J v, dout> along a direction v, and the sum of the moduli of its products."""
    assert exercise.forward is not None
    size = float(np.max(np.abs(point[what]), initial=1.0))
    high, low = (exercise.forward(**{**point, what: point[what] + s * STEP * size * direction}) for s in (1, -1))
    highs, lows = (value if isinstance(value, tuple) else (value,) for value in (high, low))
    width = 2 * STEP * size
    terms = [up * (above - below) / width for up, above, below in zip(upstream, highs, lows, strict=True)]
    return sum(float(np.sum(term)) for term in terms), sum(float(np.sum(np.abs(term))) for term in terms)
