"""The tables themselves: which columns a spreadsheet, Canvas and Moodle want, and what stands in them.

Knows what counts and who it is; nothing of files. The rules of Canvas and Moodle are those of their importers
(canvas-lms, lib/gradebook_importer.rb; moodle, grade/import/csv/classes/load_data.php) and of their documentation.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from backprop.examination.exercise import Exercise
from backprop_grader.exports.cells import Cell, number
from backprop_grader.gradebook import ByHand
from backprop_grader.standings import Person, Standing

MOODLE_MOST = 100
"""Moodle refuses a whole file with a grade above this, unless its administrator allows more."""
_CANVAS_ID = re.compile(r".*_(\d+)")
"""The name of a student folder that was made from a download of Canvas's: somebody, and their number."""


@dataclass(frozen=True)
class Sheet:
    """One assignment: what there is to get, and what everybody got.

    Attributes:
        standings: student -> what counts.
        remarks: student -> one line for the student.
        unread: student -> why nothing could be read.
        given: the students to whom a person gave points.
        numbers: student -> Moodle's number of them in this assignment, where it is known.
    """

    assignment: str
    exercises: Sequence[Exercise]
    standings: Mapping[str, Standing]
    remarks: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def best(self) -> float:
        """The points there are, without extra credit."""
        return sum(exercise.points for exercise in self.exercises)

    def total(self, student: str) -> float | None:
        """What counts in the end; None for somebody who has handed in nothing."""
        found = self.standings.get(student)
        return number(found.total) if found else None


Row = Sequence[Cell]


def people(sheets: Sequence[Sheet]) -> list[Person]:
    """Everybody who has handed in one of the assignments, by name."""
    found = {name: standing.person for sheet in sheets for name, standing in sheet.standings.items()}
    return [found[name] for name in sorted(found)]


def spreadsheet(sheets: Sequence[Sheet]) -> list[Row]:
    """One row a student: a column for each exercise, the penalty, the total, and what the total is out of."""
    several = len(sheets) > 1
    header = ["student", "first_name", "last_name", "email"]
    for sheet in sheets:
        lead = f"{sheet.assignment}/" if several else ""
        header += [lead + exercise.name for exercise in sheet.exercises]
        header += [f"{lead}late_penalty", f"{lead}total", f"{lead}max"]
    rows: list[Row] = [header]
    for person in people(sheets):
        row: list[Cell] = [person.name, person.first_name, person.last_name, person.email]
        for sheet in sheets:
            row += _in_full(sheet, person.name)
        rows.append(row)
    return rows


def _in_full(sheet: Sheet, student: str) -> list[Cell]:
    found = sheet.standings.get(student)
    if found is None:
        return [*[None] * (len(sheet.exercises) + 2), number(sheet.best)]
    points = [number(found.scores.get(exercise.name, 0.0)) for exercise in sheet.exercises]
    return [*points, number(found.penalty), number(found.total), number(sheet.best)]


def canvas(sheets: Sequence[Sheet]) -> list[Row]:
    """Canvas's gradebook: five columns that say who it is, then one for each assignment.

    Canvas finds a student by ID, then by SIS User ID, then by SIS Login ID, then by name. An assignment is found by
    its title; one that Canvas does not have is made, with the points of the second row.
    """
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(sheet.assignment for sheet in sheets)]
    points: Row = ["    Points Possible", "", "", "", "", *(number(sheet.best) for sheet in sheets)]
    rows = [[*_canvas_identity(person), *(sheet.total(person.name) for sheet in sheets)] for person in people(sheets)]
    return [header, points, *rows]


def _canvas_identity(person: Person) -> list[Cell]:
    parts = [part for part in (person.last_name, person.first_name) if part]
    numbered = _CANVAS_ID.fullmatch(person.name)
    identity = person.lms_user_id or (numbered[1] if numbered else "")
    return [", ".join(parts) or person.name, identity, "", person.name, ""]


def moodle(sheets: Sequence[Sheet]) -> list[Row]:
    """Moodle's grade import: three columns of which one says who it is, then a grade and a feedback an assignment.

    Moodle finds a student by the one column that the importer maps: user name (in small letters, as Moodle keeps it),
    ID number or e-mail. An empty cell leaves the grade empty. Feedback is HTML there, so it is escaped here. Where the
    numbers of a download are known, each assignment has a last column with the Identifier of Moodle's own grading
    worksheet (moodle, mod/assign/feedback/offline/importgradeslib.php).
    """
    header: list[Cell] = ["Username", "ID number", "Email address"]
    for sheet in sheets:
        header += [sheet.assignment, f"Feedback: {sheet.assignment}"]
    numbered = [sheet for sheet in sheets if sheet.numbers]
    header += ["Identifier" if len(sheets) == 1 else f"Identifier: {sheet.assignment}" for sheet in numbered]
    rows: list[Row] = [header]
    for person in people(sheets):
        row: list[Cell] = [person.name.lower(), person.lms_user_id or person.name, person.email]
        for sheet in sheets:
            row += [sheet.total(person.name), html.escape(sheet.remarks.get(person.name, ""), quote=False)]
        row += [_identifier(sheet.numbers.get(person.name)) for sheet in numbered]
        rows.append(row)
    return rows


def _identifier(number: str | None) -> str:
    return f"Participant {number}" if number else ""


TABLES: Mapping[str, Callable[[Sequence[Sheet]], list[Row]]] = {
    "csv": spreadsheet,
    "canvas": canvas,
    "moodle": moodle,
}
"""Where a table goes -> how it is made."""


def remark(
    standing: Standing, exercises: Sequence[Exercise], by_hand: Mapping[str, ByHand], unread: str | None = None
) -> str:
    """One line for the student: what every exercise got, the penalty, and what a person has written.

    `unread` is the reason why nothing could be read, if so.
    """
    points = [f"{one.name} {number(standing.scores.get(one.name, 0.0)):g}/{one.points:g}" for one in exercises]
    parts = [f"Your notebook could not be read: {unread}"] if unread else []
    parts.append("; ".join(points))
    if standing.penalty:
        parts.append(f"late: -{number(standing.penalty):g}")
    parts += [f"{name}: {' '.join(hand.comment.split())}" for name, hand in by_hand.items() if hand.comment]
    return ". ".join(part.rstrip(".") for part in parts) + "."
