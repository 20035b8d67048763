"""`feedback`: one self-contained HTML page a student, with their report cards and no hidden test in it."""

from __future__ import annotations

import argparse
import stat
from collections.abc import Mapping
from pathlib import Path

from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import ByHand, Gradebook
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import read_notebook, released, write
from backprop_grader.notebook.feedback import feedback_html
from backprop_grader.run_folder import RunFolder

RECEIPTS = ("timestamp.txt", "submission_secret.txt")
"""What the exchange put beside a submission: `nbgrader release_feedback` finds the student by it."""
LARGEST_RECEIPT = 4096


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that are missing or older than their grade; with --force, all."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
        records = folder.records(assignment)
        with Gradebook(folder.gradebook) as gradebook:
            by_hand, known = gradebook.by_hand(assignment), gradebook.submissions(assignment)
        new = [record for record in records.values() if arguments.force or not _is_current(folder, record)]
        for record in new:
            penalty = known[record["student"]][-1] if record["student"] in known else 0.0
            write_page(folder, record, by_hand.get(record["student"], {}), penalty)
        unchanged = len(records) - len(new)
        print(f"{assignment}: {len(new)} pages written, {unchanged} unchanged, in {folder.path / 'feedback'}")
    return 0


def write_page(folder: RunFolder, record: Record, by_hand: Mapping[str, ByHand], penalty: float = 0.0) -> None:
    """Write the page of one student; a person's scores and comments go before ours, a penalty for lateness off them."""
    student, assignment = record["student"], record["assignment"]
    copy = folder.autograded(student, assignment)
    notebook = read_notebook(copy) if copy.is_file() else released(assignment)
    page = folder.feedback(student, assignment)
    write(page, feedback_html(record, notebook, by_hand, penalty))
    for name in RECEIPTS:
        copy_receipt(folder.submitted / student / assignment / name, page.with_name(name))


def copy_receipt(source: Path, goal: Path) -> None:
    """Copy one of the exchange's small files, if it came with the submission: a file, and no link to one."""
    try:
        status = source.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_RECEIPT:
            goal.write_bytes(source.read_bytes())
    except (FileNotFoundError, NotADirectoryError):  # a file may have been handed in for the folder
        goal.unlink(missing_ok=True)


def _is_current(folder: RunFolder, record: Record) -> bool:
    """Whether the page is newer than the graded copy and than whatever a person has entered."""
    page = folder.feedback(record["student"], record["assignment"])
    sources = (folder.autograded(record["student"], record["assignment"]), folder.gradebook)
    times = [source.stat().st_mtime_ns for source in sources if source.is_file()]
    return page.is_file() and page.stat().st_mtime_ns > max(times, default=0)
