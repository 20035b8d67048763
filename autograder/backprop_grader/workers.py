"""Workers: processes of the trusted side, each with a sandbox of its own, that turn a job into a result.

A worker reads a submission, runs and examines it, and makes the graded copy. It writes nothing.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backprop_grader.grading import grade, unreadable
from backprop_grader.isolation import Isolation, open_isolation
from backprop_grader.journal import Record
from backprop_grader.notebook.autograded import autograded_notebook
from backprop_grader.notebook.conventions import as_json, released
from backprop_grader.notebook.ingest import ingest


@dataclass(frozen=True)
class Job:
    """One submission to be graded: everything that a worker needs, also on another machine."""

    student: str
    assignment: str
    folder: Path
    seed: int
    level: str


@dataclass(frozen=True)
class Done:
    """A graded submission: its record, and the text of its graded copy."""

    record: Record
    autograded: str


def carry_out(job: Job, isolation: Isolation) -> Done:
    """Grade one submission."""
    ingested = ingest(job.folder / f"{job.assignment}.ipynb", released(job.assignment))
    if ingested.error is not None:
        record = unreadable(job.student, job.assignment, ingested.error, job.level)
        return Done(record, as_json(autograded_notebook(ingested.notebook, record)))
    record = grade(job.student, job.assignment, ingested.notebook, isolation, job.seed)
    record["repairs"] = list(ingested.repairs)
    return Done(record, as_json(autograded_notebook(ingested.notebook, record)))


@contextmanager
def alone(level: str) -> Iterator[Callable[[Job], Done]]:
    """Work in this process."""
    with open_isolation(level) as isolation:
        yield lambda job: carry_out(job, isolation)


@contextmanager
def pool(level: str, processes: int) -> Iterator[ProcessPoolExecutor]:
    """Work in several processes; each opens its sandbox once."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(processes, context, _begin, (level,))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


_kept = ExitStack()
_isolation: Isolation | None = None


def _begin(level: str) -> None:
    """Prepare a worker: it ends when the one who started it does, and leaves Ctrl-C to it."""
    global _isolation  # noqa: PLW0603  one sandbox a worker process
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _isolation = _kept.enter_context(open_isolation(level))


def work(job: Job) -> Done:
    """Grade one submission in a prepared worker."""
    assert _isolation is not None
    return carry_out(job, _isolation)


def _end_with_parent() -> None:
    """Ask the kernel to end this process with its parent, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
