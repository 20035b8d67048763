"""Benchmarks, as ratios in one run: `make bench` (python -m tests.bench). Read the ratios, not the single figures."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.console import Console

from bench import grading, parts, training
from bench.table import Section, machine, write_into

SUBJECTS = ("stock", "parts", "scaling", "sizes", "student", "training")
README = Path(__file__).parents[2] / "autograder" / "README.md"


def main() -> None:
    """Measure, print, and with --write put the tables into autograder/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=20, help="of the class that stock nbgrader grades too")
    parser.add_argument("--rounds", type=int, default=3, help="alternating rounds of that")
    parser.add_argument("--sizes", type=int, nargs="*", default=[20, 200, 2000], help="classes that only we grade")
    parser.add_argument("--only", choices=SUBJECTS, action="append")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the tables into autograder/README.md")
    parser.add_argument("--parts", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.parts:
        print(json.dumps(parts.measure()))
        return
    subjects = {
        "stock": lambda: [grading.against_stock(arguments.submissions, arguments.rounds)],
        "parts": lambda: [parts.section()],
        "scaling": lambda: [grading.scaling(100)],
        "sizes": lambda: [grading.sizes(arguments.sizes)],
        "student": lambda: [grading.imports()],
        "training": training.sections,
    }
    sections: list[Section] = []
    for name in arguments.only or subjects:
        print(f"==> {name}", file=sys.stderr, flush=True)
        sections += subjects[name]()
    if arguments.write:
        write_into(README, sections)
    if arguments.json:
        print(json.dumps({section.title: {row.name: row.figures for row in section.rows} for section in sections}))
        return
    console = Console()
    console.print(machine(), highlight=False)
    for section in sections:
        section.show(console)


if __name__ == "__main__":
    main()
