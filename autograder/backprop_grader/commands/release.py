"""`release`: from the sources in solutions/ to the notebooks that students get, through nbgrader."""

from __future__ import annotations

import argparse

from backprop_grader.notebook.release import assignments, release, source_of


def run(arguments: argparse.Namespace) -> int:
    """Release the assignments named, or all; none if there is one among them that does not exist."""
    for assignment in arguments.assignments:
        source_of(assignment)
    for assignment in arguments.assignments or assignments():
        print(release(assignment))
    return 0
