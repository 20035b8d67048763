"""The grader's oracle: it plays every exercise with the reference implementation, in the trusted process.

The reference defines the same names as the exercises, so one play serves for the reader's answer and for the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import backprop_reference
from backprop.examination import compare
from backprop.examination.exercise import Case, Credit, Exercise, Inputs
from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Leaves
from backprop.rooms.stage import Stage

Crediting = Callable[[Inputs, Leaves], Credit]
"""Inputs and the reader's results -> the share of the points that they earn."""


class Reference:
    """Truth by the reference implementation; compared at `compare.LOOSE`, where single precision is noted."""

    tolerance = compare.LOOSE
    exact = True

    def __init__(
        self, answers: Mapping[str, Callable[..., Any]], credits: Mapping[str, Crediting] | None = None
    ) -> None:
        """What the reference implementation does not define.

        Args:
            answers: the answers to an assignment's audit.
            credits: exercise name -> the share of points that results earn, where it takes the reference to tell.
        """
        self._answers, self._credits = answers, credits or {}

    @cached_property
    def _room(self) -> LocalRoom:
        return LocalRoom({**vars(backprop_reference), **self._answers})

    def truth(self, exercise: Exercise, case: Case) -> Leaves:
        """The right results for one case."""
        stage = exercise.run(self._room, case.inputs)
        return _leaves(stage, exercise.name)

    def composed(self, exercise: Exercise, inputs: Inputs) -> Leaves:
        """The right results of the exercise's composition."""
        assert exercise.composition is not None
        stage = Stage(self._room)
        stage.perform(exercise.composition.play, inputs)
        return _leaves(stage, exercise.name)

    def credit(self, exercise: Exercise, case: Case, leaves: Leaves) -> Credit | None:
        """The share of points that results earn, where the exercise has more than right and wrong."""
        credit = self._credits.get(exercise.name) or exercise.credit
        return credit(case.inputs, leaves) if credit else None


def _leaves(stage: Stage, name: str) -> Leaves:
    if stage.leaves is None:
        raise RuntimeError(f"the reference implementation fails on {name}: {stage.raised or stage.problem}")
    return stage.leaves
