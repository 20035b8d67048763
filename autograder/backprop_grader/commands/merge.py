"""`merge`: enter into the gradebook what `grade --shard I/N` has graded."""

from __future__ import annotations

import argparse

from backprop_grader.grading import release_of
from backprop_grader.run_folder import RunFolder
from backprop_grader.shards import graded_shards, merge


def run(arguments: argparse.Namespace) -> int:
    """Merge the shards of the assignments named."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        release_of(assignment)
    folder.students()
    for assignment in arguments.assignments:
        graded_shards(folder, assignment)
    with folder.locked():
        for assignment in arguments.assignments:
            count = merge(folder, assignment)
            print(f"{assignment}: {count} submission{'s' * (count != 1)} entered into {folder.gradebook}")
    return 0
