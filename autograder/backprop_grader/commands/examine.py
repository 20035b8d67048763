"""`examine`: judge one file, print its report cards or one JSON object, touch no gradebook."""

from __future__ import annotations

import argparse
import json
import secrets

from rich.console import Console

from backprop.examination.report import text
from backprop.examination.verdict import Verdict, summary
from backprop_grader.errors import NoIsolation
from backprop_grader.examination import examine_submission, exercises_of
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.isolation import IsolationUnavailable, open_isolation
from backprop_grader.submission_file import read_cells


def run(arguments: argparse.Namespace) -> int:
    """Examine the file; exit status 0 whatever the score."""
    exercises = exercises_of(arguments.assignment, arguments.exercise)
    cells = read_cells(arguments.file)
    file = one_line(arguments.file.name) if arguments.file.suffix == ".py" else ""
    try:
        with open_isolation(arguments.isolation) as isolation, isolation.submission() as submission:
            verdicts = examine_submission(submission, cells, exercises, secrets.randbits(32), file=file)
            level = isolation.level
    except IsolationUnavailable as error:
        raise NoIsolation(str(error)) from None
    if arguments.json:
        report = {"assignment": arguments.assignment, "isolation": level, "exercises": list(map(summary, verdicts))}
        print(json.dumps(report, ensure_ascii=False))
    else:
        _show(verdicts, arguments.assignment, level)
    return 0


def _show(verdicts: list[Verdict], assignment: str, level: str) -> None:
    console = Console(highlight=False)
    for verdict in verdicts:
        console.print(text(verdict), style=None if verdict.status == "passed" else "bold", markup=False, soft_wrap=True)
        console.print()
    points, best = sum(v.points for v in verdicts), sum(v.max_points for v in verdicts)
    console.print(f"{assignment}: {points:g} of {best:g} points (isolation: {level})", markup=False, soft_wrap=True)
