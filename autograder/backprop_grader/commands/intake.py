"""`intake`: a download from Moodle or Canvas, put where `grade` looks for it."""

from __future__ import annotations

import argparse
import os
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.grading import release_of
from backprop_grader.intake.download import Damaged, File, opened
from backprop_grader.intake.naming import Sender, by_sender, chosen, folders
from backprop_grader.intake.senders import remember
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.notebook.ingest import rebuilt
from backprop_grader.notebook.reading import Unreadable, cells_in
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import roster

ENDINGS = {"new": "taken in", "same": "unchanged", "replaced": "replaced", "kept": "not taken: another lies there"}
"""What became of a submission -> how it is counted."""
SHOWN = 10
"""Names that a complaint lists."""

Sent = Mapping[Sender, Sequence[tuple[str, File]]]
"""Sender -> the names and files of their notebooks."""


def run(arguments: argparse.Namespace) -> int:
    """Take in every notebook of the download whose student can be told; say what was left out, and why."""
    assignment, folder = arguments.assignment, RunFolder(arguments.run)
    exercises_of(assignment)
    known = roster(folder.gradebook) if folder.gradebook.is_file() else []
    with opened(arguments.source) as files:
        sent = by_sender(files)
        if not sent:
            raise GraderError(f"{arguments.source} holds no file that is named as Moodle or Canvas name them")
        names = folders(sent, known)
        wanted = _wanted(arguments.student, names.values())
        folder.make()
        counted, left_out = _take(
            folder, assignment, {who: name for who, name in names.items() if name in wanted}, sent, arguments.force
        )
    parts = [f"{counted[ending]} {said}" for ending, said in ENDINGS.items() if counted[ending]]
    print(f"{assignment}: {', '.join(parts) or 'nothing taken in'} (submissions lie in {folder.submitted})")
    for line in left_out:
        print(f"  {line}")
    return 0


def _wanted(named: Sequence[str], senders: Iterable[str]) -> set[str]:
    """The students to be taken in: those named, or all where nobody is."""
    known = set(senders)
    if unknown := [name for name in named if name not in known]:
        there = ", ".join(sorted(known)[:SHOWN]) + ", ..." * (len(known) > SHOWN)
        raise GraderError(f"nobody in this download is called {unknown[0]!r}; there are: {there}")
    return set(named) or known


def _take(
    folder: RunFolder, assignment: str, names: Mapping[Sender, str], sent: Sent, force: bool
) -> tuple[Counter[str], list[str]]:
    """Put everything where it belongs: ending -> how many, and a line for each that was left out."""
    counted: Counter[str] = Counter()
    left_out: list[str] = []
    known: dict[str, Sender] = {}
    often = Counter(names.values())
    for who, student in sorted(names.items()):
        try:
            data = _notebook(sent[who], assignment, often[student] > 1)
            _insist_on_the_assignment(data, assignment)
            place = folder.submitted / student / assignment / f"{assignment}.ipynb"
            ending = _place(place, data, force)
        except Damaged as error:
            left_out.append(f"{one_line(student)}: {error}")
            continue
        counted[ending] += 1
        known[student] = who
        if ending == "kept":
            this = f"--force --student {shlex.quote(one_line(student))}"
            left_out.append(f"{one_line(student)}: another file lies there already; {this} replaces it, --force all")
    remember(folder, assignment, known)
    return counted, left_out


def _notebook(notebooks: Sequence[tuple[str, File]], assignment: str, doubled: bool) -> bytes:
    """The bytes of a student's notebook; Damaged where there is none to take."""
    if doubled:
        raise Damaged("two in the download are this student: put the right notebook there yourself")
    if not notebooks:
        raise Damaged("no notebook in what was sent")
    file = chosen(notebooks, assignment)
    if file is None:
        raise Damaged(f"{len(notebooks)} notebooks, none called {assignment}.ipynb")
    return file.read()


def _insist_on_the_assignment(data: bytes, assignment: str) -> None:
    """Raise Damaged where the bytes are another assignment's notebook; what cannot be read is told by `grade`."""
    with suppress(Unreadable):
        instead = rebuilt(cells_in(data, []), [], release_of(assignment), assignment).instead
        if instead:
            raise Damaged(f"this is {instead}, not {assignment}: ask for {assignment}.ipynb")


def _place(place: Path, data: bytes, force: bool) -> str:
    """Put the bytes there, whole or not at all; what is there already stays, unless it is told otherwise."""
    if os.path.lexists(place):
        if place.is_file() and not place.is_symlink() and place.read_bytes() == data:
            return "same"
        if not force:
            return "kept"
    ending = "replaced" if os.path.lexists(place) else "new"
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data)
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)
    return ending
