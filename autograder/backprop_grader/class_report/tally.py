"""Counts a class: who stands where, how every exercise went, and which mistakes were made how often.

Reads records one at a time, for a class may be large, and keeps of each only what is counted. Knows no HTML and gives
no advice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from backprop.examination.exercise import Exercise
from backprop_grader.journal import Record
from backprop_grader.notebook.feedback import RESULTS, result_kind
from backprop_grader.standings import Standing, as_recorded

KEPT = 20
"""Students of one mistake whose words are kept, for an example to be chosen from."""


@dataclass
class Course:
    """How one exercise went: how many have each result (a key of RESULTS), and how many fail for another's sake."""

    exercise: Exercise
    results: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(RESULTS, 0)))
    points: float = 0.0
    after_others: int = 0

    @property
    def examined(self) -> int:
        """Everybody whose notebook could be read."""
        return self.results.total()

    def share(self, *kinds: str) -> float:
        """The share of the class that has one of these results."""
        return sum(self.results[kind] for kind in kinds) / self.examined if self.examined else 0.0


@dataclass
class Mistake:
    """One mistake in one exercise: how many made it, and what some of them were told."""

    code: str
    exercise: Exercise
    count: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    """(student, message), of the first `KEPT` students."""


@dataclass
class Tally:
    """A class, counted.

    Attributes:
        totals: what counts in the end, of everybody whose notebook could be read.
        courses: exercise -> how it went, in the order of the notebook.
        mistakes: (code, exercise) -> the mistake; what only follows from a mistake elsewhere is not among them.
        struggling: section -> the students who made a mistake there.
        unread: student -> why nothing could be read.
        given: student -> the points that a person gave although nothing could be read.
        repaired: student -> what was repaired.
        levels: isolation level -> submissions graded at it.
        late: how many lose points for being late.
    """

    totals: list[float] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)
    mistakes: dict[tuple[str, str], Mistake] = field(default_factory=dict)
    struggling: dict[str, set[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    given: dict[str, float] = field(default_factory=dict)
    repaired: dict[str, list[str]] = field(default_factory=dict)
    levels: Counter[str] = field(default_factory=Counter)
    late: int = 0

    @property
    def submissions(self) -> int:
        """Everything that was handed in."""
        return self.levels.total()

    @property
    def best(self) -> float:
        """The points there are."""
        return sum(course.exercise.points for course in self.courses.values())

    def ranked(self) -> list[Mistake]:
        """The mistakes, the most frequent first; among equals, in the order of the notebook."""
        order = list(self.courses)
        return sorted(self.mistakes.values(), key=lambda found: (-found.count, order.index(found.exercise.name)))

    def add(self, record: Record, standing: Standing) -> None:
        """Count one graded submission."""
        self.levels[record["isolation"]] += 1
        if record["error"]:
            self.unread[record["student"]] = record["error"]
            if standing.total:
                self.given[record["student"]] = standing.total
            return
        if record["repairs"]:
            self.repaired[record["student"]] = record["repairs"]
        self.totals.append(standing.total)
        self.late += standing.penalty > 0
        for found in record["exercises"]:
            if course := self.courses.get(found["exercise"]):
                self._add(course, record, found, standing.scores.get(found["exercise"], found["points"]))

    def _add(self, course: Course, record: Record, found: Record, points: float) -> None:
        kind = result_kind(found["status"], points, found["max_points"])
        course.results[kind] += 1
        course.points += points
        if kind in ("full", "open") or found["status"] == "missing" or not found["diagnosis"]:
            return
        first, student = found["diagnosis"][0], record["student"]
        if follows(course.exercise, found, record["exercises"]):
            course.after_others += 1
            return
        key = (first["code"], course.exercise.name)
        mistake = self.mistakes.setdefault(key, Mistake(first["code"], course.exercise))
        mistake.count += 1
        self.struggling.setdefault(course.exercise.section, set()).add(student)
        if len(mistake.told) < KEPT:
            mistake.told.append((student, first["message"]))


def follows(exercise: Exercise, found: Record, submission: Iterable[Record]) -> bool:
    """Whether an exercise is wrong because another one is, on which it may build.

    Args:
        exercise: its record.
        found: what was found in it; its first diagnosis says so where the values are wrong.
        submission: what was found in all exercises of the submission: whoever is right but for the edges hands their
            mistake on to whoever calls them, and that shows at the edges again, under the same code.
    """
    others = {other.name for other in (*exercise.needs, *exercise.may_use)}
    first = found["diagnosis"][0]
    return any(first["message"].startswith(f"Your {name} is not right yet") for name in others) or any(
        one["exercise"] in others and _fails_at_edges(one) and one["diagnosis"][0]["code"] == first["code"]
        for one in submission
        if _fails_at_edges(found)
    )


def _fails_at_edges(found: Record) -> bool:
    """Whether the values are right, and those of the edge cases are not."""
    passed = {check["name"]: check["passed"] for check in found["checks"]}
    return bool(passed.get("value") and found["diagnosis"]) and passed.get("edge") is False


def tally(
    exercises: Iterable[Exercise], records: Iterable[tuple[str, Record]], standings: Mapping[str, Standing]
) -> Tally:
    """Count a class.

    Args:
        exercises: of the assignment, in its order.
        records: student and newest record.
        standings: what counts; whoever is not among them has what their record says.
    """
    counted = Tally(courses={exercise.name: Course(exercise) for exercise in exercises})
    for student, record in records:
        counted.add(record, standings.get(student) or as_recorded(record))
    return counted
