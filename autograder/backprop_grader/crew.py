"""A crew: who carries out the jobs of a class on this machine, in this process or in several.

Every worker process has a line of its own to the one warm sandbox. A worker reads a submission, runs and examines it,
and makes the graded copy; it writes nothing. One that dies takes no submission with it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.sharedctypes import Synchronized
from typing import Protocol

from backprop_grader.errors import GraderError
from backprop_grader.grading import Done, Job, carry_out
from backprop_grader.isolation import Isolation, IsolationUnavailable
from backprop_grader.supervisor import Undone

AHEAD = 3
"""Jobs handed out for each worker: enough to keep it busy, few enough that results do not pile up in memory."""
FRESH_STARTS = 5
"""So often, new workers take the place of ones that died."""


class Crew(Protocol):
    """Carries out jobs, in any order."""

    def results(self, jobs: Iterable[Job]) -> Iterator[Done | Undone]:
        """Every job's result, as it comes in."""


def carried_out(job: Job, isolation: Isolation) -> Done | Undone:
    """Grade one submission. What is so odd that the grader itself fails on it costs that submission, not the class."""
    try:
        return carry_out(job, isolation)
    except (GraderError, IsolationUnavailable):
        raise
    except Exception as error:
        *_, place = traceback.extract_tb(error.__traceback__)
        failed = f"the grader itself failed on it ({type(error).__name__} in {place.name})"
        return Undone(job.student, f"{failed}: look at it yourself, and please report this")


class Alone:
    """Everything in this process."""

    def __init__(self, isolation: Isolation) -> None:
        self._isolation = isolation

    def results(self, jobs: Iterable[Job]) -> Iterator[Done | Undone]:
        """Every job's result, in order."""
        for job in jobs:
            yield carried_out(job, self._isolation)


class Workers:
    """Several processes on this machine, forked from this one."""

    def __init__(self, isolation: Isolation, processes: int) -> None:
        self._isolation, self._processes = isolation, processes

    def results(self, jobs: Iterable[Job]) -> Iterator[Done | Undone]:
        """Every job's result, as it comes in.

        Raises:
            GraderError: workers die again and again.
        """
        left = list(jobs)
        for _ in range(FRESH_STARTS):
            lost: list[Job] = []
            yield from self._until_one_dies(left, lost)
            if not lost:
                return
            left = lost
        raise GraderError(
            f"workers died {FRESH_STARTS} times while they graded (is this machine short of memory?); "
            "what was graded is kept: try fewer --workers"
        )

    def _until_one_dies(self, jobs: Sequence[Job], lost: list[Job]) -> Iterator[Done | Undone]:
        """Results until all are there, or a worker has died: then `lost` holds the jobs that are still to be done."""
        doors = self._isolation.doors(self._processes)
        context = multiprocessing.get_context("fork")  # what is imported and drawn is not imported and drawn again
        executor = ProcessPoolExecutor(self._processes, context, _begin, (doors, context.Value("i", 0)))
        queue, waiting = iter(jobs), dict[Future[Done | Undone], Job]()
        try:
            for job in islice(queue, AHEAD * self._processes):
                waiting[executor.submit(_work, job)] = job
            for door in doors:
                door.close()  # the workers have them now
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    del waiting[future]
                    yield result
                for job in islice(queue, AHEAD * self._processes - len(waiting)):
                    waiting[executor.submit(_work, job)] = job
        except BrokenProcessPool:
            lost += [*waiting.values(), *queue]
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


_isolation: Isolation | None = None
"""In a worker: its sandbox."""


def _begin(doors: Sequence[Isolation], taken: Synchronized[int]) -> None:
    """Prepare a worker: it takes a door, ends when the one who started it does, and leaves Ctrl-C to it."""
    global _isolation  # noqa: PLW0603  one sandbox a worker process
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with taken.get_lock():
        mine, taken.value = taken.value, taken.value + 1
    for position, door in enumerate(doors):
        if position != mine:
            door.close()
    _isolation = doors[mine]


def _work(job: Job) -> Done | Undone:
    """Grade one submission in a prepared worker."""
    assert _isolation is not None
    return carried_out(job, _isolation)


def _end_with_parent() -> None:
    """Ask the kernel to end this process with its parent, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
