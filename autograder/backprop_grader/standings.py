"""Who stands where: every student's scores in one assignment as they count, the penalty for lateness, and who it is.

Reads the gradebook as nbgrader's own export does: a person's score before ours, plus extra credit, less the penalty,
never below zero. Knows nothing of what became of an exercise, nor of the files that are made of this.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.gradebook import Gradebook, insist_on
from backprop_grader.journal import Record


@dataclass(frozen=True)
class Person:
    """One student as the gradebook knows them; what nobody has entered is empty."""

    name: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Standing:
    """One student's scores in one assignment, points by exercise, and the penalty for handing it in late."""

    person: Person
    scores: Mapping[str, float] = field(default_factory=dict)
    penalty: float = 0.0

    @property
    def total(self) -> float:
        """What counts in the end."""
        return max(0.0, sum(self.scores.values()) - self.penalty)


def as_recorded(record: Record) -> Standing:
    """The standing of somebody whom the gradebook lacks: what their record says."""
    scores = {found["exercise"]: found["points"] for found in record["exercises"]}
    return Standing(Person(record["student"]), scores)


def standings(path: Path, assignment: str) -> dict[str, Standing]:
    """Student -> standing, for everybody who has handed in the assignment and was graded.

    Raises:
        GraderError: there is no gradebook at this path, or it cannot be read.
    """
    insist_on(path, assignment)
    with _reading(path) as gradebook:
        scores, rows = gradebook.scores(assignment), gradebook.submissions(assignment)
    return {
        name: Standing(
            Person(name, *known),
            {exercise: found["score"] for exercise, found in scores.get(name, {}).items()},
            penalty,
        )
        for name, (*known, penalty) in rows.items()
    }


def roster(path: Path) -> list[Person]:
    """Everybody whom the gradebook knows.

    Raises:
        GraderError: it cannot be read.
    """
    with _reading(path) as gradebook:
        return [Person(*known) for known in gradebook.students()]


@contextmanager
def _reading(path: Path) -> Iterator[Gradebook]:
    try:
        with Gradebook(path) as gradebook:
            yield gradebook
    except sqlite3.Error as error:
        raise GraderError(f"the gradebook {path} cannot be read: {error}: put a copy of it in its place") from None
