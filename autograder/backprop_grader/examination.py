"""From a submission that runs in a sandbox to a list of verdicts: every exercise in a room of its own.

A crash, a hang or a flood costs only the exercise it happens in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from backprop.examine import Verdict, absent, examine, lost_room, summary
from backprop.exercise import Exercise
from backprop.exercises import ASSIGNMENTS
from backprop.report import text
from backprop.room import Room, RoomLost

from backprop_grader.errors import GraderError
from backprop_grader.exercises import SECRETS
from backprop_grader.oracle import Reference

Rooms = Callable[[], AbstractContextManager[Room]]
"""Opens a room for one exercise."""


def exercises_of(assignment: str, names: Iterable[str] = ()) -> list[Exercise]:
    """The exercises of an assignment, or those named.

    Raises:
        GraderError: no such assignment or exercise; the message lists the ones there are.
    """
    if assignment not in ASSIGNMENTS:
        raise GraderError(f"there is no assignment {assignment!r}; there are: {', '.join(ASSIGNMENTS)}")
    chosen = list(names)
    known = {exercise.name: exercise for exercise in ASSIGNMENTS[assignment]}
    if unknown := [name for name in chosen if name not in known]:
        raise GraderError(f"{assignment} has no exercise {unknown[0]!r}; it has: {', '.join(known)}")
    return [known[name] for name in chosen] or list(known.values())


def examine_all(exercises: Iterable[Exercise], rooms: Rooms, seed: int) -> list[Verdict]:
    """Examine each exercise in a fresh room."""
    return [_examine_one(exercise, rooms, seed) for exercise in exercises]


def _examine_one(exercise: Exercise, rooms: Rooms, seed: int) -> Verdict:
    secret = SECRETS[exercise.assignment]
    oracle = Reference(secret.answers)
    try:
        with rooms() as room:
            return examine(exercise, room, oracle, seed, secret.mistakes.get(exercise.name, ()))
    except RoomLost as lost:
        return lost_room(exercise, lost)


def without_room(exercises: Iterable[Exercise], reason: str) -> list[Verdict]:
    """The verdicts on a submission from which nothing could be read."""
    return [absent(exercise, reason) for exercise in exercises]


def as_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as it stands in the journal: the public summary, and the report card as text."""
    return {**summary(verdict), "card": text(verdict)}
