"""A crew on other machines: a Dask cluster, and with it whatever Dask runs on (Slurm, Kubernetes, a cloud).

A task is one submission, graded in a supervised process of the worker's; student code never runs inside a worker. A
worker that is lost has its work done again elsewhere. Only the coordinator writes.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from backprop_grader.crew import AHEAD
from backprop_grader.errors import GraderError, NoIsolation
from backprop_grader.fingerprints import environment
from backprop_grader.grading import Done, Job
from backprop_grader.supervisor import Lost, Refused, Undone, carry_out_here

CONNECT_SECONDS = 15
TRIES = 4
"""So often a submission is given to another worker after one was lost over it."""


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise GraderError("--scheduler needs Dask: pip install 'backprop-grader[dask]'") from None


class Cluster:
    """The workers of a Dask scheduler.

    Args:
        address: of the scheduler, like tcp://10.0.0.1:8786, or the path of its scheduler file.
        level: the isolation that every worker must have, or "auto".

    Raises:
        GraderError: Dask is not installed, or nobody answers there.
    """

    def __init__(self, address: str, level: str) -> None:
        self._dask = _distributed()
        where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
        try:
            self._client = self._dask.Client(**where, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise GraderError(f"no Dask scheduler answers at {address}: {' '.join(str(error).split())[:200]}") from None
        self._level = level

    def close(self) -> None:
        """Leave the cluster; it lives on."""
        self._client.close()

    def results(self, jobs: Iterable[Job]) -> Iterator[Done | Undone]:
        """Every job's result, as it comes in.

        Raises:
            NoIsolation: a worker's machine cannot grade.
        """
        queue = iter(jobs)
        tries: dict[Any, tuple[Job, int]] = {}
        running = self._dask.as_completed(loop=self._client.loop)
        for job in islice(queue, self._window()):
            self._hand_out(job, 1, running, tries)
        for future in running:
            job, tried = tries.pop(future.key)
            found = self._outcome(future, job)
            if found is None and tried < TRIES:
                self._hand_out(job, tried + 1, running, tries)
                continue
            yield found or Undone(job.student, f"{TRIES} workers were lost over it")
            for another in islice(queue, max(0, self._window() - len(tries))):
                self._hand_out(another, 1, running, tries)

    def _window(self) -> int:
        """How many submissions are handed out at once: in proportion to the threads that the cluster has now."""
        return int(AHEAD * max(1, sum(self._client.nthreads().values())))

    def _hand_out(self, job: Job, tried: int, running: Any, tries: dict[Any, tuple[Job, int]]) -> None:
        """Submit one job, with the submission in it: workers have no files of the class."""
        future = self._client.submit(carry_out_here, job.read(), self._level, environment(), pure=False, retries=0)
        tries[future.key] = (job, tried)
        running.add(future)

    def _outcome(self, future: Any, job: Job) -> Done | Undone | None:
        """The result of a task, or None where its worker or its grading process was lost."""
        try:
            found: Done | Undone = future.result()
            return found
        except (Lost, self._dask.KilledWorker):
            return None
        except Refused as error:
            raise NoIsolation(f"a worker of the cluster cannot grade: {error}") from None
        except ModuleNotFoundError as error:
            raise GraderError(f"a worker of the cluster has no grader installed ({error.name} is missing)") from None
        finally:
            future.release()
