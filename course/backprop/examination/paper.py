"""An exam paper: the cases of one exercise that a seed draws, and the truth beside them once it has been asked for.

A class shares one seed, so a paper serves all its submissions: the questions are drawn once and answered once. It knows
no submission, and nothing in it changes.
"""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import Protocol

import numpy as np

from backprop.examination.exercise import Case, Credit, Exercise, Inputs
from backprop.rooms.room import Leaves, leaf_names


class Oracle(Protocol):
    """Who knows the truth. A leaf that is absent from an answer is not compared."""

    tolerance: float
    exact: bool

    def truth(self, exercise: Exercise, case: Case) -> Leaves:
        """The right results for one case."""

    def composed(self, exercise: Exercise, inputs: Inputs) -> Leaves:
        """The right results of the exercise's composition."""

    def credit(self, exercise: Exercise, case: Case, leaves: Leaves) -> Credit | None:
        """The share of `value` that results earn, where the exercise has more than right and wrong."""


class Paper:
    """The questions of one exercise for one seed.

    Attributes:
        exercise: the public record.
        oracle: who knows the truth.
        cases: what the exercise is called with: ordinary cases, edges, and the notebook's own example.
    """

    def __init__(self, exercise: Exercise, oracle: Oracle, seed: int) -> None:
        self.exercise, self.oracle = exercise, oracle
        self._stream = (seed, zlib.crc32(exercise.name.encode()))
        shown = (
            [Case(exercise.example, "the example that stands in the notebook", "example")] if exercise.example else []
        )
        self.cases = (*exercise.cases(self._draws(0)), *shown)
        self._truths: dict[int, Leaves] = {}

    def _draws(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng([*self._stream, purpose])

    def draws(self) -> np.random.Generator:
        """What further questions are drawn from, those that depend on the answer; the same at every call."""
        return self._draws(1)

    def truth(self, position: int) -> Leaves:
        """The right results for `cases[position]`."""
        if position not in self._truths:
            self._truths[position] = truth(self.oracle, self.exercise, self.cases[position])
        return self._truths[position]

    @cached_property
    def composition(self) -> Inputs:
        """What goes into the exercise's composition."""
        assert self.exercise.composition is not None
        return self.exercise.composition.inputs(self._draws(2))

    @cached_property
    def composed(self) -> Leaves:
        """What comes out of it."""
        return self.oracle.composed(self.exercise, self.composition)


def truth(oracle: Oracle, exercise: Exercise, case: Case) -> Leaves:
    """The right results of an exercise for one case; nobody is asked where several are right."""
    free = exercise.free
    if free and set(leaf_names(exercise.spec(case.inputs))) <= set(free):
        return {}
    return {leaf: array for leaf, array in oracle.truth(exercise, case).items() if leaf not in free}
