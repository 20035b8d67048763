"""`feedback`: one self-contained HTML page a student, with their report cards and no hidden test in it."""

from __future__ import annotations

import argparse
import stat
from collections.abc import Mapping
from pathlib import Path

from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import ByHand, existing
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import read_notebook, released, write
from backprop_grader.notebook.feedback import feedback_html
from backprop_grader.run_folder import RunFolder

RECEIPTS = ("timestamp.txt", "submission_secret.txt")
"""What the exchange put beside a submission: `nbgrader release_feedback` finds the student by it."""
LARGEST_RECEIPT = 4096

Receipts = Mapping[str, bytes | None]
"""Name -> contents; None where there is no such file."""


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that are missing or older than their grade; with --force, all."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
        folder.graded(assignment)
    for assignment in arguments.assignments:
        records = folder.records(assignment)
        with existing(folder.gradebook, assignment) as gradebook:
            by_hand, known = gradebook.by_hand(assignment), gradebook.submissions(assignment)
        new = [record for record in records.values() if arguments.force or not _is_current(folder, record)]
        receipts = [receipts_of(folder, record) for record in new]  # before a page is written: one may be unreadable
        for record, found in zip(new, receipts, strict=True):
            penalty = known[record["student"]][-1] if record["student"] in known else 0.0
            write_page(folder, record, by_hand.get(record["student"], {}), penalty, found)
        unchanged = len(records) - len(new)
        print(f"{assignment}: {len(new)} pages written, {unchanged} unchanged, in {folder.path / 'feedback'}")
    return 0


def write_page(
    folder: RunFolder, record: Record, by_hand: Mapping[str, ByHand], penalty: float, receipts: Receipts
) -> None:
    """Write the page of one student; a person's scores and comments go before ours, a penalty for lateness off them."""
    student, assignment = record["student"], record["assignment"]
    copy = folder.autograded(student, assignment)
    notebook = read_notebook(copy) if copy.is_file() else released(assignment)
    page = folder.feedback(student, assignment)
    write(page, feedback_html(record, notebook, by_hand, penalty))
    for name, receipt in receipts.items():
        if receipt is None:
            page.with_name(name).unlink(missing_ok=True)
        else:
            page.with_name(name).write_bytes(receipt)


def receipts_of(folder: RunFolder, record: Record) -> Receipts:
    """The exchange's small files that came with a submission: files, and no links to them."""
    submission = folder.submitted / record["student"] / record["assignment"]
    return {name: _receipt(submission / name) for name in RECEIPTS}


def _receipt(file: Path) -> bytes | None:
    try:
        status = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    small = stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_RECEIPT
    return file.read_bytes() if small else None


def _is_current(folder: RunFolder, record: Record) -> bool:
    """Whether the page is newer than the graded copy and than whatever a person has entered."""
    page = folder.feedback(record["student"], record["assignment"])
    sources = (folder.autograded(record["student"], record["assignment"]), folder.gradebook)
    times = [source.stat().st_mtime_ns for source in sources if source.is_file()]
    return page.is_file() and page.stat().st_mtime_ns > max(times, default=0)
