"""What grading costs: ours against stock nbgrader and against the floor, by workers, by class size, and in memory."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backprop_grader.notebook.conventions import COURSE, released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class
from bench.clock import Cost, measured
from bench.table import Row, Section

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = 60
"""
NBGRADER = [sys.executable, "-m", "nbgrader"]
GRADE = [sys.executable, "-m", "backprop_grader.cli", "grade", ASSIGNMENT, "--run", "."]
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py")), "submitted"]


def ours(workers: int, *options: str) -> list[str]:
    """Our command, with so many workers."""
    return [*GRADE, "--workers", str(workers), *options]


def write_submissions(folder: Path, count: int) -> None:
    """A class of right submissions, each with a mark of its own so that no two are the same file."""
    students = [Student(f"student-{k:04}", "everything right") for k in range(count)]
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), folder / "submitted", students)


@contextmanager
def a_class(count: int) -> Iterator[Path]:
    """A run folder with so many submissions."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        write_submissions(Path(place), count)
        yield Path(place)


def stock_course(folder: Path, count: int) -> None:
    """A course as nbgrader's documentation sets it up, with the released notebook as its assignment."""
    (folder / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    shutil.copy(COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder / "source" / ASSIGNMENT)
    measured([*NBGRADER, "generate_assignment", ASSIGNMENT], folder)
    write_submissions(folder, count)


def against_stock(count: int, rounds: int) -> Section:
    """(a) and (b): the same class graded by stock nbgrader, by us, and by nobody; alternating rounds."""
    with a_class(count) as mine, a_class(1) as start, tempfile.TemporaryDirectory(prefix="bench-") as other:
        stock = Path(other)
        stock_course(stock, count)
        commands = {
            "stock nbgrader": ([*NBGRADER, "autograde", ASSIGNMENT, "--force"], stock, count),
            "ours, 1 worker": (ours(1, "--force"), mine, count),
            "ours, 2 workers": (ours(2, "--force"), mine, count),
            "ours, one submission": (ours(1, "--force"), start, 1),
            "floor with tests": ([*FLOOR, "--tests"], mine, count),
            "floor with tests, one submission": ([*FLOOR, "--tests"], start, 1),
            "floor": (FLOOR, mine, count),
            "floor, one submission": (FLOOR, start, 1),
        }
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for name, (words, folder, _) in commands.items():
                costs[name].append(measured(words, folder))
    cpu = {name: statistics.median(cost.cpu for cost in found) for name, found in costs.items()}
    wall = {name: statistics.median(cost.wall for cost in found) for name, found in costs.items()}
    rows = [
        Row(
            name,
            {
                "CPU ms a submission": 1000 * cpu[name] / of,
                "wall ms a submission": 1000 * wall[name] / of,
                "times less CPU than stock": (cpu["stock nbgrader"] / count) / (cpu[name] / of),
                "times less wall than stock": (wall["stock nbgrader"] / count) / (wall[name] / of),
            },
        )
        for name, (_, _, of) in commands.items()
    ]
    for name, whole in (("ours", "ours, 1 worker"), ("floor with tests", "floor with tests"), ("floor", "floor")):
        more = (cpu[whole] - cpu[f"{name}, one submission"]) / (count - 1)
        numbers = {
            "CPU ms a submission": 1000 * more,
            "times less CPU than stock": cpu["stock nbgrader"] / count / more,
        }
        rows.append(Row(f"{name}, one submission more", numbers))
    return Section(f"{count} right submissions of {ASSIGNMENT}, start of each command included", rows)


def scaling(count: int) -> Section:
    """(c): one worker, two workers, and a Dask cluster of two."""
    with a_class(count) as folder, _cluster() as scheduler:
        measured(ours(1, "--force"), folder)
        costs = {
            "1 worker": measured(ours(1, "--force"), folder),
            "2 workers": measured(ours(2, "--force"), folder),
        }
        if scheduler:
            elsewhere = ours(1, "--force", "--scheduler", scheduler)
            measured(elsewhere, folder)  # its sandboxes are opened by now
            costs["Dask, 2 workers"] = measured(elsewhere, folder)
    alone = costs["1 worker"].wall
    rows = [
        Row(name, {"submissions a second": count / cost.wall, "times faster than 1 worker": alone / cost.wall})
        for name, cost in costs.items()
    ]
    return Section(f"Scaling: {count} submissions", rows)


@contextmanager
def _cluster() -> Iterator[str]:
    """A scheduler with two workers, each a process; an empty address where Dask is not installed."""
    try:
        from distributed import LocalCluster
    except ImportError:
        yield ""
        return
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def sizes(counts: list[int]) -> Section:
    """(d) and (e): a submission's cost in classes of all sizes, memory, and an unchanged class graded again."""
    rows = []
    for count in counts:
        with a_class(count) as folder:
            print(f"a class of {count}", file=sys.stderr, flush=True)
            first, again = measured(ours(2), folder), measured(ours(2), folder)
        rows.append(
            Row(
                f"{count} submissions",
                {
                    "CPU ms a submission": 1000 * first.cpu / count,
                    "wall ms a submission": 1000 * first.wall / count,
                    "coordinator MiB at most": first.memory,
                    "unchanged a second": count / again.wall,
                },
            )
        )
    return Section("By size of the class, two workers, start included", rows)


def imports() -> Section:
    """The student's side: what `import backprop` costs beyond NumPy's own import, and one `check`."""
    numpy = _median_seconds("import numpy")
    course = _median_seconds("import numpy, backprop")
    check = (
        "import time\nfrom backprop import check\ndef relu_backward(dout, x):\n    return dout * (x > 0)\n"
        "start = time.perf_counter()\ncheck(relu_backward)\nprint(time.perf_counter() - start)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    rows = [
        Row("import backprop, beyond NumPy", {"ms": 1000 * (course - numpy)}),
        Row("check(relu_backward)", {"ms": 1000 * float(done.stdout.splitlines()[-1])}),
    ]
    return Section("On the student's side", rows)


def _median_seconds(code: str) -> float:
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
