"""The notebook's oracle: it nudges the forward function that the notebook states, and knows no rule.

What nudging cannot tell (the slope at a kink, the answer to an audit, a million entries) it leaves open: a result that
is absent from its answer is not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.exercise import Case, Credit, Exercise, Inputs, Play
from backprop.gradcheck import numeric_vjp
from backprop.rooms.room import Leaves, Room
from backprop.rooms.stage import Stage

MOST_NUDGES = 400
"""Arguments with more entries are left to the grader: `check` answers within a second."""


class Nudging:
    """Truth by central differences, good to about 1e-9; compared at `compare.NUMERIC`."""

    tolerance = compare.NUMERIC
    exact = False

    def __init__(self, room: Room | None = None) -> None:
        """`room` is the reader's own, for exercises that nudge the forward pass that the reader wrote."""
        self._room = room

    def truth(self, exercise: Exercise, case: Case) -> Leaves:
        """Forward values as the notebook states them, gradients by nudging, conventions as the case states them."""
        point = _floats(case.inputs, exercise.upstream)
        values = _stated(exercise.values, point)
        forward = exercise.forward or self._own(exercise.own, point, exercise.gradients)
        gradients = _nudged(forward, point, exercise.gradients, exercise.upstream, case.inputs)
        stated = {leaf: np.asarray(value) for leaf, value in case.truth.items()}
        return {**values, **gradients, **stated}

    def _own(
        self, play: Play | None, point: Mapping[str, Any], gradients: Mapping[str, str]
    ) -> Callable[..., Any] | None:
        """The reader's own forward pass as a function, where it works at this point."""
        room = self._room
        if room is None or play is None:
            return None

        def forward(**arguments: Any) -> float:
            stage = Stage(room)
            stage.perform(play, arguments)
            value = next(iter(stage.leaves.values())) if stage.leaves else np.array(np.nan)
            return float(value.reshape(())) if value.size == 1 else np.nan

        return forward if np.isfinite(forward(**point)) and _fine(forward, point, gradients.values()) else None

    def composed(self, exercise: Exercise, inputs: Inputs) -> Leaves:
        """Gradients of the composition's stated forward function."""
        composition = exercise.composition
        if composition is None:
            return {}
        point = _floats(inputs, composition.upstream)
        forward = composition.forward or self._own(composition.own, point, composition.gradients)
        nudged = _nudged(forward, point, composition.gradients, composition.upstream, inputs)
        return {**_stated(composition.values, point), **nudged}

    def credit(self, exercise: Exercise, case: Case, leaves: Leaves) -> Credit | None:
        """What the exercise itself can say about the share of points that results earn."""
        return exercise.credit(case.inputs, leaves) if exercise.credit else None


def _fine(forward: Callable[..., Any], point: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Whether a function feels a nudge of 1e-12: in single precision it does not, and nudging would tell nothing."""
    nudged = {name: point[name] * (1 + 1e-12) for name in names if name in point}
    return bool(forward(**{**point, **nudged}) != forward(**point))


def _stated(values: Mapping[str, Callable[..., Any]], point: Mapping[str, Any]) -> Leaves:
    """Results by the functions that the notebook states, as far as they can tell."""
    told = {leaf: value(**point) for leaf, value in values.items()}
    return {leaf: np.asarray(value) for leaf, value in told.items() if value is not None}


def _floats(inputs: Inputs, upstream: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of the forward function, numbers as floats."""
    return {
        name: np.asarray(value, dtype=np.float64) if isinstance(value, (int, float, np.ndarray, np.generic)) else value
        for name, value in inputs.items()
        if name not in upstream
    }


def _nudged(
    forward: Callable[..., Any] | None,
    point: Mapping[str, Any],
    gradients: Mapping[str, str],
    upstream: tuple[str, ...],
    inputs: Inputs,
) -> Leaves:
    if forward is None:
        return {}
    names = list(point)
    ups = [inputs[name] for name in upstream] or [1.0]
    return {
        leaf: numeric_vjp(
            lambda *values: forward(**dict(zip(names, values, strict=True))),
            list(point.values()),
            ups if len(ups) > 1 else ups[0],
            names.index(wrt),
        )
        for leaf, wrt in gradients.items()
        if wrt in point and np.size(point[wrt]) <= MOST_NUDGES
    }
