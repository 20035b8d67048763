"""`demo`: a sample class through the whole of it: submissions, grading, feedback, report."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from rich.console import Console

from backprop_grader.arguments import RUN
from backprop_grader.cli import parser
from backprop_grader.commands import feedback, grade, report
from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.sample_class import ASSIGNMENT, CLASS, write_class

MARKER = "sample-class"
"""A file that says that a run folder was made here and may be made anew."""


def run(arguments: argparse.Namespace) -> int:
    """Write the sample class, grade it, write its feedback and the report, and say where to look."""
    start = time.monotonic()
    path: Path = arguments.run if arguments.run != RUN else RUN / "demo"
    folder = RunFolder(path)
    _make_anew(folder)
    console = Console(highlight=False)
    console.print(
        f"writing {len(CLASS)} submissions of {ASSIGNMENT} to {folder.submitted}", markup=False, soft_wrap=True
    )
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), folder.submitted)
    for student in CLASS:
        console.print(f"  {student.name:<12}{student.shows}", markup=False)
    typed, isolation = [ASSIGNMENT, f"--run={path}"], f"--isolation={arguments.isolation}"
    status = (
        grade.run(parser().parse_args(["grade", *typed, "--workers=2", isolation]))
        or feedback.run(parser().parse_args(["feedback", *typed]))
        or report.run(parser().parse_args(["report", *typed]))
    )
    page = folder.feedback("cherry", ASSIGNMENT)
    console.print(f"\na feedback page: {page}", markup=False, soft_wrap=True)
    console.print(f"graded end to end in {time.monotonic() - start:.0f} s", markup=False)
    return status


def _make_anew(folder: RunFolder) -> None:
    """An empty run folder; one that holds other people's work is left alone."""
    if folder.path.exists() and any(folder.path.iterdir()):
        if not (folder.path / MARKER).is_file():
            raise GraderError(f"{folder.path} is not empty and no sample class: give another --run")
        with folder.locked():
            shutil.rmtree(folder.path)
    folder.make()
    (folder.path / MARKER).write_text(
        "made by `backprop-grader demo`, which may delete this folder\n", encoding="utf-8"
    )
