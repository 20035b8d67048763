"""`feedback`: one self-contained HTML page a student, with their report cards and no hidden test in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import ByHand, existing
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import Notebook, read_notebook, released, write
from backprop_grader.notebook.feedback import feedback_html
from backprop_grader.pending import pending
from backprop_grader.receipts import RECEIPTS, receipt
from backprop_grader.run_folder import RunFolder

Receipts = Mapping[str, bytes | None]
"""Name -> contents; None where there is no such file."""


def run(arguments: argparse.Namespace) -> int:
    """Write the pages that are missing or would say something else by now; with --force, all."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
        folder.graded(assignment)
    for assignment in arguments.assignments:
        journal = folder.graded(assignment)
        records = dict(journal.latest())
        if said := pending(folder, journal, assignment).sentence:
            print(f"backprop-grader: {said}", file=sys.stderr)
        written = write_pages(folder, assignment, list(records.values()), arguments.force)
        unchanged = len(records) - written
        pages = "page" if written == 1 else "pages"
        print(f"{assignment}: {written} {pages} written, {unchanged} unchanged, in {folder.path / 'feedback'}")
    return 0


def write_pages(folder: RunFolder, assignment: str, records: Sequence[Record], force: bool) -> int:
    """Write the pages of a class; how many were written. One that says already what it would say is left alone."""
    with existing(folder.gradebook, assignment) as gradebook:
        by_hand, known = gradebook.by_hand(assignment), gradebook.submissions(assignment)
    release = released(assignment)
    doubtful = [record for record in records if force or not _is_newer(folder, record)]
    receipts = [receipts_of(folder, record) for record in doubtful]  # before a page is written: one may be unreadable
    written = 0
    for record, found in zip(doubtful, receipts, strict=True):
        penalty = known[record["student"]][-1] if record["student"] in known else 0.0
        html = page_of(folder, record, release, by_hand.get(record["student"], {}), penalty)
        page = folder.feedback(record["student"], assignment)
        if force or not _says(page, html, found):
            _write_page(page, html, found)
            written += 1
    return written


def page_of(folder: RunFolder, record: Record, release: Notebook, by_hand: Mapping[str, ByHand], penalty: float) -> str:
    """The page of one student; a person's scores and comments go before ours, a penalty for lateness off them."""
    copy = folder.autograded(record["student"], record["assignment"])
    notebook = read_notebook(copy) if copy.is_file() else release
    return feedback_html(record, notebook, release, by_hand, penalty)


def _write_page(page: Path, html: str, receipts: Receipts) -> None:
    write(page, html)
    for name, found in receipts.items():
        if found is None:
            page.with_name(name).unlink(missing_ok=True)
        else:
            page.with_name(name).write_bytes(found)


def _says(page: Path, html: str, receipts: Receipts) -> bool:
    """Whether a page and what lies beside it are there as they would be written."""
    wanted = {page: html.encode(), **{page.with_name(name): found for name, found in receipts.items()}}
    return all((file.read_bytes() if file.is_file() else None) == content for file, content in wanted.items())


def receipts_of(folder: RunFolder, record: Record) -> Receipts:
    """The exchange's small files that came with a submission."""
    submission = folder.submitted / record["student"] / record["assignment"]
    return {name: receipt(submission, name) for name in RECEIPTS}


def _is_newer(folder: RunFolder, record: Record) -> bool:
    """Whether the page is newer than the graded copy and than anything in the gradebook, so that nobody need compare.

    If not, little is said: each student who is graded, and each score that a person enters, makes the gradebook newer
    than the pages of all.
    """
    page = folder.feedback(record["student"], record["assignment"])
    sources = (folder.autograded(record["student"], record["assignment"]), folder.gradebook)
    times = [source.stat().st_mtime_ns for source in sources if source.is_file()]
    return page.is_file() and page.stat().st_mtime_ns > max(times, default=0)
