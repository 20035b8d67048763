"""Signs of finite differences in place of a backward pass: how large the errors are, how rough, and what they cost.

A formula, in whatever precision, is smooth or stands still when its inputs move by 1e-10 of themselves; a difference
quotient divides the rounding of two values by a small step, and jumps. Nobody is accused for an error alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Finding, Played
from backprop.examination.exercise import Exercise, Inputs, stretched
from backprop.rooms.room import Leaves

EXACT = 1e-14
"""Relative errors below this may be a formula's: steps of a tenth nudge a product as exactly as that."""
COARSE = 1e-3
"""Relative errors of poor quotients stay below this; formulas that are wrong seldom do."""
ROUGH = 1e-14
"""Second differences of a formula stay near 1e-16 of its size, those of a quotient with step h near 1e-16 / h: steps of
a hundredth, which are long enough for whatever is bent to be wrong, are told apart."""
MOVE = 1e-10
MANY = 0.2
"""Share of entries that jump: of a difference quotient's about one half do, of single precision's one in a hundred."""

PLAYS = 3
"""Ordinary cases that are looked at: some have a handful of entries only."""

FEW, MORE = 8, 64
"""Numbers of entries for which the steps are counted."""

Answer = Callable[[Inputs], Leaves]
"""Inputs -> the reader's results, empty where there are none."""
Cost = Callable[[int], int]
"""Number of entries -> calls made and lines run for a backward pass over that many."""


def seen(played: list[Played]) -> Finding | None:
    """What the plays themselves have seen of finite differences, in an answer that is right or nearly so."""
    said = next((one.stage.nudged for one in played if one.stage.nudged), "")
    return Finding("numeric", said) if said and max(one.error() for one in played) <= COARSE else None


def suspected(exercise: Exercise, played: list[Played], answer: Answer, cost: Cost) -> Finding | None:
    """What speaks for finite differences in an answer that is right; a note where the cost does not grow."""
    error = max(one.error() for one in played)
    if error <= EXACT or not _rough(exercise, played[:PLAYS], answer):
        return None
    small, large = cost(FEW), cost(MORE)
    return _finding(error, small, large, note=not _grows(small, large))


def coarse(exercise: Exercise, played: list[Played], answer: Answer, cost: Cost) -> Finding | None:
    """The same for an answer that is nearly right; only where cost and roughness leave no doubt."""
    error = max(one.error() for one in played)
    if error > COARSE or not _rough(exercise, played[:PLAYS], answer):
        return None
    small, large = cost(FEW), cost(MORE)
    return _finding(error, small, large) if _grows(small, large) else None


def _grows(small: int, large: int) -> bool:
    """Whether most of the additional entries cost a step of their own."""
    return large - small > (MORE - FEW) / 2


def _finding(error: float, small: int, large: int, note: bool = False) -> Finding:
    return Finding(
        "numeric",
        f"Your numbers are off by up to {error:.0e} of their size, as nudged ones are, and {MORE // FEW} times the "
        f"inputs cost {large / max(small, 1):.1f} times the steps. What does one backward pass cost, however many "
        "inputs there are?",
        note=note,
    )


def _rough(exercise: Exercise, plays: list[Played], answer: Answer) -> bool:
    """Whether many entries of the gradients jump when the inputs are moved by MOVE of themselves, again and again."""
    jumps = [jump for played in plays for jump in _jumps_of(exercise, played, answer)]
    return bool(jumps) and sum(jumps) >= MANY * len(jumps)


def _jumps_of(exercise: Exercise, played: Played, answer: Answer) -> Iterator[bool]:
    inputs, upstream = played.case.inputs, exercise.upstream
    walk = [played.got] + [answer(_moved(inputs, upstream, 1 + k * MOVE)) for k in range(1, 5)]
    for leaf, want in played.want.items():
        yield from _jumps([got.get(leaf) for got in walk], want)


def _jumps(walk: list[Any], want: NDArray[Any]) -> Iterator[bool]:
    """For every entry that is not zero, and every three neighbours on the way: whether they lie on a line or not."""
    live = want != 0
    if not np.any(live) or any(array is None or array.shape != want.shape for array in walk):
        return
    for before, here, after in zip(walk, walk[1:], walk[2:], strict=False):
        bends = np.abs(before - 2.0 * here + after) / np.max(np.abs(want))
        yield from (bends[live] > ROUGH).tolist()


def _moved(inputs: Inputs, upstream: tuple[str, ...], factor: float) -> dict[str, Any]:
    return {name: value if name in upstream else stretched(value, factor) for name, value in inputs.items()}
