"""The grader's oracle: it plays every exercise with the reference implementation, in the trusted process.

The reference defines the same names as the exercises, so one play serves for the reader's answer and for the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import backprop_reference
from backprop import compare
from backprop.exercise import Case, Exercise, Inputs
from backprop.observe import LocalRoom
from backprop.room import Leaves, Stage


class Reference:
    """Truth by the reference implementation; compared at `compare.LOOSE`, where single precision is noted."""

    tolerance = compare.LOOSE
    exact = True

    def __init__(self, answers: Mapping[str, Callable[..., Any]]) -> None:
        """`answers` holds what the reference implementation does not define: the answers to an assignment's audit."""
        self._answers = answers

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


def _leaves(stage: Stage, name: str) -> Leaves:
    if stage.leaves is None:
        raise RuntimeError(f"the reference implementation fails on {name}: {stage.raised or stage.problem}")
    return stage.leaves
