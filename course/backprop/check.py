"""`check(relu_backward)`: the report card of one exercise, in the reader's own kernel, within a second.

It plays the public cases with the reader's code and lets nudging say what is right. No solution is near.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
from collections.abc import Mapping
from typing import Any

from backprop.examination.examine import Verdict, examine
from backprop.examination.exercise import Exercise
from backprop.examination.oracle import Nudging
from backprop.examination.report import ReportCard, text
from backprop.exercises import ASSIGNMENTS, EXERCISES
from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Observation, RoomLost

SEED = 2026
"""The notebook's cases are the same at every call, so that a card changes only when the code does."""
SECONDS = 10.0
"""What the grader allows an exercise, unless its record says more."""


class NotYet(AssertionError):
    """A graded cell's exercise does not pass; shown as its report card, without a traceback through this library."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(answer: Any, *, assignment: str | None = None) -> ReportCard:
    """Examine one of the reader's functions or classes and return its report card.

    Args:
        answer: the function or class itself, or its name.
        assignment: which notebook's, for names that several notebooks use (`audit`).

    Raises:
        ValueError: no exercise has that name; the message lists the names there are.
    """
    names = _caller_names()
    exercise = _find(_name_of(answer, names), assignment)
    if not isinstance(answer, str):
        names = {**names, exercise.name: answer}
    return ReportCard(_examined(exercise, names))


def validate(answer: Any, *, assignment: str | None = None) -> None:
    """Like `check`, for the graded cells: says one line when all is well, and fails with the report card when not.

    Raises:
        AssertionError: some check failed; the message is the report card.
        ValueError: no exercise has that name.
    """
    names = _caller_names()
    exercise = _find(_name_of(answer, names), assignment)
    if not isinstance(answer, str):
        names = {**names, exercise.name: answer}
    verdict = _examined(exercise, names)
    if verdict.status != "passed":
        raise NotYet("\n" + text(verdict))
    if verdict.open:
        print(f"{exercise.name}: answered in the form that was asked for. The grader knows whether it is right.")
    else:
        print(f"{exercise.name}: every public check passes. The grader draws other inputs and asks the same.")


class _PatientRoom(LocalRoom):
    """The kernel as a room that loses patience between two calls: the grader would have ended the answer by then."""

    def __init__(self, names: Mapping[str, Any], seconds: float) -> None:
        super().__init__(names)
        self._seconds, self._end = seconds, time.monotonic() + seconds

    def call(self, *args: Any, **kwargs: Any) -> Observation:
        """Call and observe, while there is time."""
        if time.monotonic() > self._end:
            raise RoomLost("timeout", f"all its cases together took more than {self._seconds:g} s")
        return super().call(*args, **kwargs)


def _examined(exercise: Exercise, names: Mapping[str, Any]) -> Verdict:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        room = _PatientRoom(names, exercise.seconds or SECONDS)
        return examine(exercise, room, Nudging(room), SEED)


def _caller_names() -> Mapping[str, Any]:
    """The names of the notebook (or module) that called `check`."""
    return sys._getframe(2).f_globals


def _name_of(answer: Any, names: Mapping[str, Any]) -> str:
    """The name under which the answer was defined: by assignment counts as well as by `def`."""
    if isinstance(answer, str):
        return answer
    bound = [name for name, value in names.items() if value is answer and (name in EXERCISES or name == "audit")]
    return bound[0] if bound else str(getattr(answer, "__name__", type(answer).__name__))


def _find(name: str, assignment: str | None) -> Exercise:
    if name == "audit":
        assignment = assignment or next(iter(ASSIGNMENTS))
        return next(exercise for exercise in ASSIGNMENTS[assignment] if exercise.name == "audit")
    if name not in EXERCISES:
        raise ValueError(f"no exercise is called {name!r}; there are: {', '.join(EXERCISES)}")
    return EXERCISES[name]
