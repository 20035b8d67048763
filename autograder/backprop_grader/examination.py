"""From a submission that runs in a sandbox to a list of verdicts: every exercise in a room of its own.

A crash, a hang or a flood costs only the exercise it happens in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from backprop.examination.evidence import Finding
from backprop.examination.examine import Verdict, absent, examine, lost_room, summary, without_points
from backprop.examination.exercise import Exercise
from backprop.examination.report import text
from backprop.exercises import ASSIGNMENTS
from backprop.rooms.room import Room, RoomLost
from backprop_grader.errors import GraderError
from backprop_grader.exercises import SECRETS
from backprop_grader.isolation import CellOutcome, Submission
from backprop_grader.oracle import Reference

Rooms = Callable[[float | None], AbstractContextManager[Room]]
"""Opens a room for one exercise, with so many seconds (None: the usual budget)."""


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
    oracle = Reference(secret.answers, secret.credits)
    try:
        with rooms(exercise.seconds) as room:
            return examine(exercise, room, oracle, seed, secret.mistakes.get(exercise.name, ()))
    except RoomLost as lost:
        return lost_room(exercise, lost)


def examine_submission(
    submission: Submission,
    cells: Sequence[str],
    exercises: Sequence[Exercise],
    seed: int,
    outcomes: list[CellOutcome] | None = None,
) -> list[Verdict]:
    """Run the cells of one submission, then examine its exercises; what a failed cell would have defined is said.

    `outcomes` is filled with one outcome for each cell, for those who want to show them.
    """
    outcomes = [] if outcomes is None else outcomes
    outcomes += submission.run(cells)
    verdicts = examine_all(exercises, submission.exercise, seed)
    return [blame(verdict, exercise, outcomes) for verdict, exercise in zip(verdicts, exercises, strict=True)]


def blame(verdict: Verdict, exercise: Exercise, outcomes: Sequence[CellOutcome]) -> Verdict:
    """Where an exercise is missing because a cell failed, say that instead."""
    failed = next((outcome for outcome in outcomes if outcome.status != "ok"), None)
    if verdict.status != "missing" or failed is None or not _is_undefined(verdict, exercise):
        return verdict
    status, code, what = _FAILURES[failed.status]
    error = next((output for output in failed.outputs if output.kind == "error"), None)
    said = f" ({f'{error.name}: {error.value}'.strip().splitlines()[0][:200]})" if error else ""
    finding = Finding(code, f"{exercise.name} was never defined: {what}{said}. What does that cell do when it is run?")
    return without_points(exercise, status, finding, "the code that should define it did not finish")


_FAILURES = {
    "error": ("error", "raised", "the code before it raised an exception"),
    "timeout": ("timeout", "timeout", "the code before it did not come to an end"),
    "died": ("crashed", "crashed", "the code before it ended its process"),
    "skipped": ("timeout", "timeout", "the time of the submission was used up"),
}
"""How a cell failed -> the status of what it should have defined, the code, and the reason."""


def _is_undefined(verdict: Verdict, exercise: Exercise) -> bool:
    """Not there at all, in contrast to a stub that is still to be written."""
    return verdict == absent(exercise)


def without_room(exercises: Iterable[Exercise], reason: str) -> list[Verdict]:
    """The verdicts on a submission from which nothing could be read."""
    return [absent(exercise, reason) for exercise in exercises]


def as_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as it stands in the journal: the public summary, and the report card as text."""
    return {**summary(verdict), "card": text(verdict)}
