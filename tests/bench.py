"""Benchmarks, as ratios in one run: `make bench` (python -m tests.bench).

Ours and stock nbgrader grade the same class of right submissions of notebook 01 in alternating rounds, on the same
machine. CPU is the busy time of the whole machine meanwhile, because a sandbox does not hand its processes' times on to
who started it: run this on a machine that does nothing else (Linux). Read the ratios, not the single figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from backprop_grader.notebook.conventions import COURSE, released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = 60
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, and of the machine's cores."""

    wall: float
    cpu: float


def measured(words: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end and look at both clocks."""
    before, start = busy_seconds(), time.perf_counter()
    # nbgrader starts `alembic` by that name, which is only found where this Python's programs are
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed: {done.stderr[-2000:]}")
    return Cost(time.perf_counter() - start, busy_seconds() - before)


def busy_seconds() -> float:
    """Seconds that the machine's cores have worked since it was started: user, nice, system, and interrupts."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def write_submissions(folder: Path, count: int) -> None:
    """A class of right submissions, each with a mark of its own so that no two are the same file."""
    students = [Student(f"student-{k:04}", "everything right") for k in range(count)]
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), folder / "submitted", students)


def stock_course(folder: Path, count: int) -> None:
    """A course as nbgrader's documentation sets it up, with the released notebook as its assignment."""
    (folder / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    shutil.copy(COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder / "source" / ASSIGNMENT)
    measured([*NBGRADER, "generate_assignment", ASSIGNMENT], folder)
    write_submissions(folder, count)


NBGRADER = [sys.executable, "-m", "nbgrader"]
OURS = [sys.executable, "-m", "backprop_grader.cli", "grade", ASSIGNMENT, "--force", "--run", "."]


def main() -> None:
    """Print the table; with --json, the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    costs: dict[str, list[Cost]] = {"stock nbgrader": [], "ours, 1 worker": [], "ours, 2 workers": []}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        ours, stock = Path(place) / "ours", Path(place) / "stock"
        ours.mkdir()
        stock.mkdir()
        write_submissions(ours, arguments.submissions)
        stock_course(stock, arguments.submissions)
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            costs["stock nbgrader"].append(measured([*NBGRADER, "autograde", ASSIGNMENT, "--force"], stock))
            for workers in (1, 2):
                name = f"ours, {workers} worker{'s' * (workers > 1)}"
                costs[name].append(measured([*OURS, "--workers", str(workers)], ours))
    show(costs, arguments.submissions, arguments.json)


def show(costs: dict[str, list[Cost]], count: int, as_json: bool) -> None:
    """Medians a submission, and how many times less than stock."""
    stock = costs["stock nbgrader"]
    rows = [
        {
            "grader": name,
            "cpu_ms": 1000 * statistics.median(cost.cpu for cost in found) / count,
            "wall_ms": 1000 * statistics.median(cost.wall for cost in found) / count,
            "cpu_ratio": statistics.median(s.cpu / cost.cpu for s, cost in zip(stock, found, strict=True)),
            "wall_ratio": statistics.median(s.wall / cost.wall for s, cost in zip(stock, found, strict=True)),
        }
        for name, found in costs.items()
    ]
    if as_json:
        print(json.dumps(rows))
        return
    table = Table(title=f"{count} right submissions of {ASSIGNMENT}, start of the command included")
    for column in ("grader", "CPU ms each", "wall ms each", "times less CPU", "times less wall"):
        table.add_column(column, justify="left" if column == "grader" else "right")
    for row in rows:
        ratios = (f"{row['cpu_ratio']:.1f}", f"{row['wall_ratio']:.1f}")
        table.add_row(str(row["grader"]), f"{row['cpu_ms']:.0f}", f"{row['wall_ms']:.0f}", *ratios)
    Console().print(table)


if __name__ == "__main__":
    main()
