"""`report`: one page for the class: how it went, which mistakes were made, and what to go over again."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from typing import Any

from backprop_grader.class_report.examples import Names, Source
from backprop_grader.class_report.page import report, report_html
from backprop_grader.class_report.tally import tally
from backprop_grader.examination import exercises_of
from backprop_grader.notebook.conventions import read_notebook, released, solution_cells, write
from backprop_grader.pending import pending
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import standings


def run(arguments: argparse.Namespace) -> int:
    """Write the report on every assignment named, as a page and as JSON; say where, or print the JSON."""
    folder = RunFolder(arguments.run)
    found = {assignment: class_report(folder, assignment) for assignment in arguments.assignments}
    for assignment, one in found.items():
        if one["since"]["text"]:
            print(f"backprop-grader: {one['since']['text']}", file=sys.stderr)
        write(folder.report(assignment, "html"), report_html(one))
        write(folder.report(assignment, "json"), json.dumps(one, ensure_ascii=False, indent=1) + "\n")
    if arguments.json:
        print(json.dumps(next(iter(found.values())) if len(found) == 1 else found))
        return 0
    for assignment, one in found.items():
        print(f"{assignment}: {one['advice']['text']}")
        print(f"the page: {folder.report(assignment, 'html')}")
    return 0


def class_report(folder: RunFolder, assignment: str) -> dict[str, Any]:
    """The report on one assignment, as plain data.

    Raises:
        GraderError: no such assignment, nothing graded, or no gradebook that can be read.
    """
    exercises = exercises_of(assignment)
    journal = folder.graded(assignment)
    counting = standings(folder.gradebook, assignment)
    date = datetime.fromtimestamp(journal.path.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
    counted = tally(exercises, journal.latest(), counting)
    notebook = released(assignment)
    names = Names(counting.values(), " ".join(cell["source"] for cell in notebook["cells"]))
    since = pending(folder, journal, assignment)
    return report(assignment, counted, notebook, names, source_in(folder, assignment), date, since)


def source_in(folder: RunFolder, assignment: str) -> Source:
    """Where the code of an answer is found: in the graded copies."""

    def source(student: str, exercise: str) -> str:
        try:
            cells = solution_cells(read_notebook(folder.autograded(student, assignment)))
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return str(cells[exercise]["source"]) if exercise in cells else ""

    return source
