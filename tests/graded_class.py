"""A graded class without grading: records as the journal holds them, and the same scores in a gradebook of nbgrader's.

For tests of what is made from grades (the report, the exports); nothing of it has been through a sandbox.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import Gradebook
from backprop_grader.notebook.conventions import released, solution_cells, write_notebook
from backprop_grader.run_folder import RunFolder

ASSIGNMENT = "01-apple-orange"
SWAPPED = ("swapped", "The numbers are right, in the wrong places: which number says how far the output moves?")


@dataclass(frozen=True)
class Graded:
    """One student: the exercises that lost points, with points, code and message; the rest is right.

    `wrong`: exercise -> (points, code, message); code "not-implemented" stands for an exercise that is not written.
    """

    name: str
    wrong: Mapping[str, tuple[float, str, str]] = field(default_factory=dict)
    error: str | None = None
    repairs: Sequence[str] = ()
    code: Mapping[str, str] = field(default_factory=dict)
    level: str = "bwrap"


def record(student: Graded, assignment: str = ASSIGNMENT) -> dict[str, Any]:
    """The record of one student."""
    return {
        "student": student.name,
        "assignment": assignment,
        "isolation": student.level,
        "repairs": list(student.repairs),
        "error": student.error,
        "exercises": [_exercise(student, one.name, one.points) for one in exercises_of(assignment)],
        "seconds": 0.2,
    }


def _exercise(student: Graded, name: str, most: float) -> dict[str, Any]:
    unread = (0.0, "not-implemented", "nothing could be read") if student.error else None
    points, code, message = unread or student.wrong.get(name, (most, "", ""))
    status = "missing" if code == "not-implemented" else "failed" if code else "passed"
    return {
        "exercise": name,
        "points": points,
        "max_points": most,
        "status": status,
        "checks": [],
        "diagnosis": [{"code": code, "message": message}] if code else [],
        "card": "",
    }


def write_class(path: Path, students: Sequence[Graded], assignment: str = ASSIGNMENT) -> RunFolder:
    """Write the journal, the gradebook and the graded copies of a class."""
    folder = RunFolder(path)
    folder.make()
    journal = folder.journal(assignment)
    with Gradebook(folder.gradebook) as gradebook:
        gradebook.declare(assignment, released(assignment))
        for student in students:
            made = record(student, assignment)
            journal.append("key", {}, made)
            gradebook.save(made)
            _write_copy(folder, student, assignment)
    return folder


def _write_copy(folder: RunFolder, student: Graded, assignment: str) -> None:
    if student.code:
        notebook = released(assignment)
        for exercise, source in student.code.items():
            solution_cells(notebook)[exercise]["source"] = source
        write_notebook(folder.autograded(student.name, assignment), notebook)


def in_gradebook(folder: RunFolder, statement: str, *values: object) -> None:
    """Change the gradebook as another program would."""
    with sqlite3.connect(folder.gradebook) as gradebook:
        assert gradebook.execute(statement, values).rowcount > 0, statement
    gradebook.close()


def give_by_hand(folder: RunFolder, student: str, exercise: str, **columns: float) -> None:
    """Enter what a person gives in the formgrader: manual_score, extra_credit."""
    cell = """
        cell_id = (SELECT id FROM base_cell WHERE name = ?) AND notebook_id = (
            SELECT n.id FROM submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id
            WHERE s.student_id = ?)"""
    for column, value in columns.items():
        in_gradebook(folder, f"UPDATE grade SET {column} = ? WHERE {cell}", value, f"test-{exercise}", student)


def make_late(folder: RunFolder, student: str, penalty: float) -> None:
    """Enter a penalty for lateness, as nbgrader's autograde does."""
    statement = """
        UPDATE submitted_notebook SET late_submission_penalty = ?
        WHERE assignment_id IN (SELECT id FROM submitted_assignment WHERE student_id = ?)"""
    in_gradebook(folder, statement, penalty, student)
