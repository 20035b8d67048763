"""From a submission that runs in a sandbox to a list of verdicts.

A crash, a hang or a flood costs only the exercise it happens in: what is not right is judged in a room of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from backprop.examination.examine import examine_with
from backprop.examination.exercise import Exercise
from backprop.examination.paper import Paper
from backprop.examination.report import text
from backprop.examination.verdict import Verdict, absent, lost_room, summary
from backprop.exercises import ASSIGNMENTS
from backprop.rooms.room import RoomLost
from backprop_grader.errors import GraderError
from backprop_grader.exercises import SECRETS
from backprop_grader.isolation import CellOutcome, RemoteRoom, Submission
from backprop_grader.oracle import Reference
from backprop_grader.undefined import Ran, undefined
from backprop_grader.words import Code, Discreet, Said, filled, has_gaps, said_in_public


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


@lru_cache(maxsize=64)
def paper(assignment: str, name: str, seed: int) -> Paper:
    """The paper of an exercise: drawn and answered once, for all submissions that are examined with one seed."""
    secret = SECRETS[assignment]
    (exercise,) = exercises_of(assignment, [name])
    return Paper(exercise, Reference(secret.answers, secret.credits), seed)


class Rooms:
    """The rooms of one submission. A room serves on as long as everything that is examined in it is right.

    What is not right is judged in a fresh room, so that no exercise suffers from what another left behind; what hangs
    is not tried again.
    """

    def __init__(self, submission: Submission, seed: int, cells: Sequence[str] = ()) -> None:
        self._submission, self._seed, self._code = submission, seed, Code(cells)
        self._open = ExitStack()
        self._room: RemoteRoom | None = None
        self.undefined: set[str] = set()
        """The exercises of whose name nothing is defined, among those that were examined."""

    def __enter__(self) -> Rooms:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def examine(self, exercise: Exercise) -> Verdict:
        """Examine one exercise."""
        fresh = self._room is None
        verdict = self._attempt(exercise)
        if not fresh and not _is_right(verdict) and verdict.status != "timeout":
            self._leave()
            verdict = self._attempt(exercise)
        if not _is_right(verdict):
            self._leave()
        return verdict

    def in_public_words(self, exercises: Sequence[Exercise], verdicts: Sequence[Verdict]) -> list[Verdict]:
        """The verdicts with what the code says to public inputs, asked where no others have ever been."""
        if any(map(has_gaps, verdicts)):
            self._leave()
            self._submission.renew()
        return [
            filled(verdict, self._said_in_public(exercise)) if has_gaps(verdict) else verdict
            for exercise, verdict in zip(exercises, verdicts, strict=True)
        ]

    def _said_in_public(self, exercise: Exercise) -> Said:
        try:
            return said_in_public(exercise, self._enter(exercise.seconds))
        except Exception:  # the room is lost, or an answer is too odd: then nothing is said
            return Said()
        finally:
            self._leave()

    def _attempt(self, exercise: Exercise) -> Verdict:
        mistakes = SECRETS[exercise.assignment].mistakes.get(exercise.name, ())
        questions = paper(exercise.assignment, exercise.name, self._seed)
        self.undefined.discard(exercise.name)
        try:
            room = Discreet(self._enter(exercise.seconds), self._code)
            verdict = examine_with(questions, room, mistakes)
            if verdict.status == "missing" and not room.has(exercise.name):
                self.undefined.add(exercise.name)
            return verdict
        except RoomLost as lost:
            return lost_room(exercise, lost)
        except Exception as error:  # what was answered is too odd for the grader: that costs this exercise, not a class
            said = f"the grader itself failed on this answer ({type(error).__name__}): a person has to look at it"
            return lost_room(exercise, RoomLost("crashed", said))

    def _enter(self, seconds: float | None) -> RemoteRoom:
        if self._room is None:
            self._room = self._open.enter_context(self._submission.exercise(seconds))
        else:
            self._room.begin(self._submission.seconds_for(seconds))
        return self._room

    def _leave(self) -> None:
        self._room = None
        self._open.close()


def _is_right(verdict: Verdict) -> bool:
    return verdict.status == "passed" and not verdict.diagnosis


def examine_submission(
    submission: Submission,
    cells: Sequence[str],
    exercises: Sequence[Exercise],
    seed: int,
    outcomes: list[CellOutcome] | None = None,
    owners: Sequence[str] = (),
    file: str = "",
) -> list[Verdict]:
    """Run the cells of one submission, then examine its exercises; why a name is not there at the end is said.

    `outcomes` is filled with one outcome for each cell, for those who want to show them. `owners`, `file`: see `Ran`.
    """
    outcomes = [] if outcomes is None else outcomes
    outcomes += submission.run(cells)
    with Rooms(submission, seed, cells) as rooms:
        verdicts = rooms.in_public_words(exercises, [rooms.examine(exercise) for exercise in exercises])
    ran = Ran(cells, outcomes, owners, file)
    return [
        undefined(exercise, ran) if exercise.name in rooms.undefined else verdict
        for verdict, exercise in zip(verdicts, exercises, strict=True)
    ]


def without_room(exercises: Iterable[Exercise], reason: str) -> list[Verdict]:
    """The verdicts on a submission from which nothing could be read."""
    return [absent(exercise, reason) for exercise in exercises]


def as_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as it stands in the journal: the public summary, and the report card as text."""
    return {**summary(verdict), "card": text(verdict)}
