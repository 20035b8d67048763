"""`feedback`: one self-contained HTML page a student, with their report cards and no hidden test in it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from backprop_grader.examination import exercises_of
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import Notebook, released, write
from backprop_grader.notebook.feedback import feedback_html
from backprop_grader.run_folder import RunFolder


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that are missing or older than their grade; with --force, all."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
        records = folder.records(assignment)
        written = sum(write_page(folder, assignment, record, arguments.force) for record in records.values())
        print(
            f"{assignment}: {written} pages written, {len(records) - written} unchanged, in {folder.path / 'feedback'}"
        )
    return 0


def write_page(folder: RunFolder, assignment: str, record: Record, force: bool) -> bool:
    """Write the page of one student, unless it is newer than the grade; whether it was written."""
    page, copy = folder.feedback(record["student"], assignment), folder.autograded(record["student"], assignment)
    grade = copy if copy.is_file() else folder.journal_file(assignment)
    if not force and page.is_file() and page.stat().st_mtime_ns > grade.stat().st_mtime_ns:
        return False
    write(page, feedback_html(record, _notebook(copy, assignment)))
    return True


def _notebook(copy: Path, assignment: str) -> Notebook:
    """The graded copy; the release where nothing of the student's could be read."""
    if not copy.is_file():
        return released(assignment)
    notebook: Notebook = json.loads(copy.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook
