"""`source`: notebooks with solutions, ready to run."""

from __future__ import annotations

import argparse

from backprop_grader.notebook.release import build_source, source_of


def run(arguments: argparse.Namespace) -> int:
    """Write `DIR/<assignment>.ipynb` for each assignment, or none if one of them does not exist."""
    for assignment in arguments.assignments:
        source_of(assignment)
    for assignment in arguments.assignments:
        print(build_source(assignment, arguments.output))
    return 0
