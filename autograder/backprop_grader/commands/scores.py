"""`scores`: what stands in the gradebook, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from backprop_grader.class_tables import scores_table
from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import existing
from backprop_grader.pending import pending
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import standings


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
        console = Console(highlight=False, markup=False, emoji=False)
        for assignment, students in found.items():
            console.print(scores_table(assignment, students, standings(folder.gradebook, assignment)))
    for assignment in assignments:
        if said := pending(folder, folder.journal(assignment), assignment).sentence:
            print(f"backprop-grader: {said}", file=sys.stderr)
    return 0


def scores(folder: RunFolder, assignment: str) -> dict[str, Any]:
    """Student -> exercise -> score and maximum, as nbgrader counts them, without what being late costs.

    A submission that could not be read: {"error": reason}, and beside it the exercises that a person gave points for.
    """
    with existing(folder.gradebook, assignment) as gradebook:
        book, by_hand = gradebook.scores(assignment), gradebook.by_hand(assignment)
    records = folder.records(assignment)
    found: dict[str, Any] = {}
    for student in sorted({*folder.students_of(assignment), *records}):
        record, scored = records.get(student), book.get(student, {})
        if reason := record["error"] if record else "not graded yet":
            given = {name for name, hand in by_hand.get(student, {}).items() if hand.score is not None}
            found[student] = {"error": reason, **{name: score for name, score in scored.items() if name in given}}
        else:
            found[student] = scored
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
