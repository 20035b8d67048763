"""`scores`: what stands in the gradebook, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import read_scores
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.run_folder import RunFolder


def run(arguments: argparse.Namespace) -> int:
    """Print the scores of the assignments named, or of all that were graded."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
    assignments = arguments.assignments or folder.graded_assignments()
    if not assignments:
        raise GraderError(f"nothing has been graded in {folder.path}: `backprop-grader grade ASSIGNMENT` does")
    found = {assignment: scores(folder, assignment) for assignment in assignments}
    if arguments.json:
        print(json.dumps(_by_student(found)))
    else:
        for assignment, students in found.items():
            Console(highlight=False, markup=False, emoji=False).print(table(assignment, students))
    return 0


def scores(folder: RunFolder, assignment: str) -> dict[str, Any]:
    """Student -> exercise -> score and maximum; {"error": reason} for a submission that could not be read."""
    book, records = read_scores(folder.gradebook, assignment), folder.records(assignment)
    found: dict[str, Any] = {}
    for student in sorted({*folder.students_of(assignment), *records}):
        record = records.get(student)
        reason = record["error"] if record else "not graded yet"
        found[student] = {"error": reason} if reason else book.get(student, {})
    return found


def _by_student(found: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """One assignment: students straight away; several: an object for each assignment under every student."""
    if len(found) == 1:
        return next(iter(found.values()))
    students = sorted({student for scores in found.values() for student in scores})
    return {
        student: {assignment: scores[student] for assignment, scores in found.items() if student in scores}
        for student in students
    }


def table(assignment: str, students: Mapping[str, Any]) -> Table:
    """The scores of one assignment as a table."""
    result = Table(title=assignment)
    result.add_column("student")
    exercises = [exercise.name for exercise in exercises_of(assignment)]
    for name in (*exercises, "total"):
        result.add_column(name, justify="right")
    for student, found in students.items():
        if "error" in found:
            result.add_row(one_line(student), *[""] * len(exercises), one_line(found["error"]))
            continue
        points = [found.get(name, {}).get("score", 0.0) for name in exercises]
        result.add_row(one_line(student), *(f"{score:g}" for score in points), f"{sum(points):g}")
    return result
