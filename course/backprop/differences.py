"""Signs of finite differences in place of a backward pass: how large the errors are, how rough, and what they cost.

A formula, in whatever precision, is smooth or stands still when its inputs move by 1e-10 of themselves; a difference
quotient divides the rounding of two values by a small step, and jumps. Nobody is accused for an error alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.evidence import Finding, Played
from backprop.exercise import Case, Exercise, Inputs

EXACT = 1e-12
"""Relative errors below this are a formula's."""
COARSE = 1e-3
"""Relative errors of poor quotients stay below this; formulas that are wrong seldom do."""
ROUGH = 2e-14
"""Second differences of a formula stay near 1e-16 of its size, those of a quotient with step h near 1e-16 / h."""
MOVE = 1e-10

Cost = Callable[[int], int]
"""Number of entries -> function calls made for a backward pass over that many."""


def suspected(exercise: Exercise, played: list[Played], play: Callable[[Case], Played], cost: Cost) -> Finding | None:
    """What speaks for finite differences in an answer that is right; a note where the cost does not grow."""
    error = max(one.error() for one in played)
    if error <= EXACT or not _rough(exercise, played[0], play):
        return None
    small, large = cost(8), cost(64)
    return _finding(error, small, large, note=not _grows(small, large))


def coarse(exercise: Exercise, played: list[Played], play: Callable[[Case], Played], cost: Cost) -> Finding | None:
    """The same for an answer that is nearly right; only where cost and roughness leave no doubt."""
    error = max(one.error() for one in played)
    if error > COARSE or not _rough(exercise, played[0], play):
        return None
    small, large = cost(8), cost(64)
    return _finding(error, small, large) if _grows(small, large) else None


def _grows(small: int, large: int) -> bool:
    """Whether 8 times the entries cost about 8 times the calls, and not about the same."""
    return large > 3 * small


def _finding(error: float, small: int, large: int, note: bool = False) -> Finding:
    return Finding(
        "numeric",
        f"Your numbers are off by up to {error:.0e} of their size, as nudged ones are, and 8 times the "
        f"inputs cost {large / max(small, 1):.1f} times the calls. What does one backward pass cost, however many "
        "inputs there are?",
        note=note,
    )


def _rough(exercise: Exercise, played: Played, play: Callable[[Case], Played]) -> bool:
    """Whether the gradients jump when the inputs move by 1e-10 and 2e-10 of themselves."""
    inputs, upstream = played.case.inputs, exercise.upstream
    near, far = (play(Case(_moved(inputs, upstream, 1 + k * MOVE), "moved a little")).got for k in (1, 2))
    for leaf, want in played.want.items():
        live = want != 0
        if not (np.any(live) and leaf in near and leaf in far):
            continue
        here = played.got[leaf]
        if not here.shape == near[leaf].shape == far[leaf].shape == want.shape:
            continue
        jumps = np.abs(here - 2.0 * near[leaf] + far[leaf]) / np.max(np.abs(want))
        if float(np.median(jumps[live])) > ROUGH:
            return True
    return False


def _moved(inputs: Inputs, upstream: tuple[str, ...], factor: float) -> dict[str, Any]:
    return {name: value if name in upstream else _stretched(value, factor) for name, value in inputs.items()}


def _stretched(value: Any, factor: float) -> Any:
    """Every float in a tree of dicts and lists times the factor; the rest as it is."""
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return value * factor
    if isinstance(value, Mapping):
        return {key: _stretched(item, factor) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_stretched(item, factor) for item in value)
    return value
