"""`check(relu_backward)`: the report card of one exercise, in the reader's own kernel, within a second.

It plays the public cases with the reader's code and lets nudging say what is right. No solution is near.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from backprop.examination.examine import examine
from backprop.examination.exercise import Exercise
from backprop.examination.oracle import Nudging
from backprop.examination.report import ReportCard, text
from backprop.examination.verdict import Verdict
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
        ValueError: no exercise has that name, or no notebook, or several have it and nobody can tell which one is
            meant; the message lists what there is.
    """
    return ReportCard(_examined(answer, assignment, _caller_names()))


def validate(answer: Any, *, assignment: str | None = None) -> None:
    """Like `check`, for the graded cells: says one line when all is well, and fails with the report card when not.

    Raises:
        AssertionError: some check failed; the message is the report card.
        ValueError: as for `check`.
    """
    verdict = _examined(answer, assignment, _caller_names())
    if verdict.status != "passed":
        raise NotYet("\n" + text(verdict))
    if verdict.open:
        print(f"{verdict.exercise}: answered in the form that was asked for. The grader knows whether it is right.")
    else:
        print(f"{verdict.exercise}: every public check passes. The grader draws other inputs and asks the same.")


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


def _examined(answer: Any, assignment: str | None, names: Mapping[str, Any]) -> Verdict:
    """The verdict on an answer, or on the name of one, among the names of the notebook that asks."""
    exercise = _find(_name_of(answer, names), assignment, names)
    if not isinstance(answer, str):
        names = {**names, exercise.name: answer}
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


def _find(name: str, assignment: str | None, names: Mapping[str, Any]) -> Exercise:
    if name not in EXERCISES and name != "audit":
        raise ValueError(f"no exercise is called {name!r}; there are: {', '.join(EXERCISES)}")
    if name == "audit" and assignment is None:
        assignment = _notebook(names)
    if assignment is None:
        return EXERCISES[name]
    if assignment not in ASSIGNMENTS:
        raise ValueError(f"no notebook is called {assignment!r}; there are: {', '.join(ASSIGNMENTS)}")
    found = {exercise.name: exercise for exercise in ASSIGNMENTS[assignment]}
    if name not in found:
        raise ValueError(f"{assignment} has no exercise {name!r}; it has: {', '.join(found)}")
    return found[name]


def _notebook(names: Mapping[str, Any]) -> str:
    """The assignment of the notebook that asks: its file says it, or the exercises that are all defined in it.

    Jupyter tells a kernel the file by the environment, Visual Studio Code by a name in the notebook.
    """
    file = PurePath(str(names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", ""))).name
    by_file = [assignment for assignment in ASSIGNMENTS if assignment in file]
    by_names = [
        assignment
        for assignment, exercises in ASSIGNMENTS.items()
        if {exercise.name for exercise in exercises} <= {*names}
    ]
    for found in (by_file, by_names):
        if len(found) == 1:
            return found[0]
    raise ValueError(
        f"every notebook has an audit: say which one is meant, check(audit, assignment={next(iter(ASSIGNMENTS))!r}); "
        f"there are: {', '.join(ASSIGNMENTS)}"
    )
