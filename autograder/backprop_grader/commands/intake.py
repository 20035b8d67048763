"""`intake`: a download from Moodle or Canvas, put where `grade` looks for it."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.intake.download import Damaged, File, opened
from backprop_grader.intake.naming import by_sender, chosen, folders
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import roster

ENDINGS = {"new": "taken in", "same": "unchanged", "replaced": "replaced", "kept": "left as they were"}
"""What became of a submission -> how it is counted."""


def run(arguments: argparse.Namespace) -> int:
    """Take in every notebook of the download whose student can be told; say what was left out, and why."""
    assignment, folder = arguments.assignment, RunFolder(arguments.run)
    exercises_of(assignment)
    known = roster(folder.gradebook) if folder.gradebook.is_file() else []
    counted: Counter[str] = Counter()
    left_out: list[str] = []
    with opened(arguments.source) as files:
        sent = by_sender(files)
        if not sent:
            raise GraderError(f"{arguments.source} holds no file that is named as Moodle or Canvas name them")
        folder.make()
        names = folders(sent, known)
        doubled = {name for name, count in Counter(names.values()).items() if count > 1}
        for who, notebooks in sorted(sent.items()):
            student = names[who]
            try:
                data = _notebook(notebooks, assignment, student in doubled)
                place = folder.submitted / student / assignment / f"{assignment}.ipynb"
                ending = _place(place, data, arguments.force)
            except Damaged as error:
                left_out.append(f"{one_line(student)}: {error}")
                continue
            counted[ending] += 1
            if ending == "kept":
                left_out.append(f"{one_line(student)}: another file lies there already; --force replaces it")
    parts = [f"{counted[ending]} {said}" for ending, said in ENDINGS.items() if counted[ending]]
    print(f"{assignment}: {', '.join(parts) or 'nothing taken in'}, in {folder.submitted}")
    for line in left_out:
        print(f"  {line}")
    return 0


def _notebook(notebooks: Sequence[tuple[str, File]], assignment: str, doubled: bool) -> bytes:
    """The bytes of a student's notebook; Damaged where there is none to take."""
    if doubled:
        raise Damaged("two in the download are this student: put the right notebook there yourself")
    if not notebooks:
        raise Damaged("no notebook among the files")
    file = chosen(notebooks, assignment)
    if file is None:
        raise Damaged(f"{len(notebooks)} notebooks, none called {assignment}.ipynb")
    return file.read()


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
