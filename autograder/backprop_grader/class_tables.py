"""The tables of a class for a terminal of 80 columns: exercises by number with a legend, long names cut, reasons below.

Knows records and standings; nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import ByHand
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.journal import Record
from backprop_grader.standings import Standing, as_recorded

NAME = 20
"""Letters of a student's name that a table shows; a folder may have a hundred."""
SHORTEST = 8
"""Letters of it that are shown however little room there is."""
MARKS = "✓ full points   ~ some   ✗ none   · to be written"
NOTES = {"h": "h: with points that a person gave", "l": "l: less what being late costs"}
"""Letter beside a score -> what it says."""

Given = Mapping[str, ByHand]
"""Exercise -> what a person has entered for it."""


def marks_table(
    assignment: str,
    records: Mapping[str, Record],
    standings: Mapping[str, Standing],
    by_hand: Mapping[str, Given],
) -> RenderableType:
    """The class at a glance: a mark for every exercise as the grader found it, what counts in the end, the mistakes."""
    numbers = _numbers(assignment)
    counting = {student: standings.get(student) or as_recorded(record) for student, record in records.items()}
    table = _table(assignment)
    table.add_column(" ".join(numbers.values()), no_wrap=True)
    best = sum(exercise.points for exercise in exercises_of(assignment))
    table.add_column(f"of {best:g}", justify="right", no_wrap=True)
    table.add_column("what it looks like", overflow="fold")
    notes = {student: _notes(counting[student], by_hand.get(student, {})) for student in records}
    width = max(map(len, notes.values()), default=0)
    for student, record in records.items():
        table.add_row(
            _name(student),
            " ".join(f"{_mark(one):>{len(numbers.get(one['exercise'], ''))}}" for one in record["exercises"]),
            f"{counting[student].total:.2f}{notes[student]:<{width}}",
            _mistakes(record, numbers),
        )
    unread = {student: record["error"] for student, record in records.items() if record["error"]}
    legends = [said for letter, said in NOTES.items() if any(letter in found for found in notes.values())]
    return Group(table, *_below(numbers, [MARKS, *legends], unread))


def scores_table(
    assignment: str, students: Mapping[str, Mapping[str, Any]], standings: Mapping[str, Standing]
) -> RenderableType:
    """The scores of every exercise, what being late costs, and what counts in the end.

    Args:
        assignment: which one.
        students: student -> exercise -> {"score", "max_score"}, and "error" where nothing could be read.
        standings: student -> what counts.
    """
    numbers = _numbers(assignment)
    late = {name: found.penalty for name, found in standings.items() if found.penalty > 0}
    table = _table(assignment)
    for title in (*numbers.values(), *["late"] * bool(late), "total"):
        table.add_column(title, justify="right", no_wrap=True)
    for student, found in students.items():
        counts = student in standings and bool(found.keys() - {"error"})
        points = [f"{found[name]['score']:g}" if name in found else "" for name in numbers]
        penalty = [f"-{late[student]:g}" if student in late else ""] * bool(late)
        table.add_row(_name(student), *points, *penalty, f"{standings[student].total:g}" if counts else "-")
    reasons = {student: found["error"] for student, found in students.items() if "error" in found}
    given = [student for student in reasons if students[student].keys() - {"error"}]
    said = {student: reasons[student] + "; the points were given by hand" * (student in given) for student in reasons}
    return Group(table, *_below(numbers, [], said))


def _numbers(assignment: str) -> dict[str, str]:
    """Exercise -> its number in this table."""
    return {exercise.name: str(number) for number, exercise in enumerate(exercises_of(assignment), 1)}


def _table(assignment: str) -> Table:
    table = Table(title=assignment, box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("student", min_width=SHORTEST, max_width=NAME)
    return table


def _name(student: str) -> Text:
    """A name that is cut where there is no room: of all columns only this one may become narrower."""
    return Text(one_line(student), no_wrap=True, overflow="ellipsis")


def _below(numbers: Mapping[str, str], legends: Iterable[str], reasons: Mapping[str, str]) -> list[Text]:
    """What the numbers and signs mean, and why somebody has no score: whole sentences, which no column holds."""
    exercises = ", ".join(f"{number} {name}" for name, number in numbers.items())
    lines = [exercises, *legends, *(f"{student}: {reason}" for student, reason in reasons.items())]
    return [Text(one_line(line)) for line in lines]


def _notes(standing: Standing, given: Given) -> str:
    by_hand = any(hand.score is not None for hand in given.values())
    return " h" * by_hand + " l" * (standing.penalty > 0)


def _mark(exercise: Mapping[str, float | str]) -> str:
    if exercise["status"] == "missing":
        return "·"
    if exercise["points"] == exercise["max_points"]:
        return "✓"
    return "~" if exercise["points"] else "✗"


def _mistakes(record: Record, numbers: Mapping[str, str]) -> str:
    """The first diagnosis of every exercise that lost points, with the numbers of the exercises that share it."""
    if record["error"]:
        return "could not be read"
    found: dict[str, list[str]] = {}
    for one in record["exercises"]:
        if one["points"] < one["max_points"] and one["status"] != "missing":
            found.setdefault(one["diagnosis"][0]["code"], []).append(numbers.get(one["exercise"], one["exercise"]))
    return ", ".join(f"{' '.join(where)} {code}" for code, where in found.items())
