"""Supervises a grading process: gives it a job, waits no longer than a deadline, and starts another where one is lost.

Runs inside a worker of a cluster, which itself never runs a student's code and never waits for one.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from backprop_grader.examination import exercises_of
from backprop_grader.grading import Done, Job
from backprop_grader.isolation import Limits

START_SECONDS = 120.0
SPARE_SECONDS = 60.0
"""On top of what the sandbox allows a submission: for forks, comparisons, and a machine that is busy."""


class Lost(Exception):
    """The grading process ended or was ended; the job can be tried elsewhere."""


class Refused(Exception):
    """This machine cannot grade: no sandbox, or another version of the grader."""


@dataclass(frozen=True)
class Undone:
    """A job that was given up, and why, in one line."""

    student: str
    reason: str


def deadline_of(job: Job) -> float:
    """Seconds after which no submission can still be at work, by the sandbox's own budgets."""
    limits = Limits()
    exercises = exercises_of(job.assignment, job.only)
    rooms = sum(2 * (exercise.seconds or limits.exercise_seconds) for exercise in exercises)
    return limits.submission_seconds + rooms + SPARE_SECONDS


class Supervisor:
    """One grading process, started when the first job comes.

    Args:
        level: the isolation to insist on, or "auto".
        version: the environment that the process must have; see `fingerprints.environment`.
    """

    def __init__(self, level: str, version: str) -> None:
        self._level, self._version = level, version
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def serves(self, level: str, version: str) -> bool:
        """Whether this is a supervisor for such jobs."""
        return (self._level, self._version) == (level, version)

    def carry_out(self, job: Job, seconds: float) -> Done | Undone:
        """Grade one submission.

        Raises:
            Lost: the grading process died.
            Refused: this machine cannot grade.
        """
        process = self._running()
        assert process.stdin is not None
        try:
            pickle.dump(job, process.stdin)
            process.stdin.flush()
            done: Done = self._answer(process, time.monotonic() + seconds)
        except TimeoutError:
            self.close()
            return Undone(job.student, f"not graded within {seconds:.0f} s")
        except OSError as error:
            self.close()
            raise Lost(f"the grading process has ended: {error}") from None
        return done

    def close(self) -> None:
        """End the process; the sandbox goes with it."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.kill()
            process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        words = [sys.executable, "-m", "backprop_grader.unit", self._level]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._process = process
        try:
            said = self._answer(process, time.monotonic() + START_SECONDS)
        except (OSError, TimeoutError) as error:
            self.close()
            raise Lost(f"a grading process did not start: {error}") from None
        if said.get("ready") != self._version:
            self.close()
            raise Refused(said.get("refused", "the grader installed there is another version: install the same one"))
        return process

    @staticmethod
    def _answer(process: subprocess.Popen[bytes], deadline: float) -> Any:
        """What the process says next.

        Raises:
            TimeoutError: nothing until the deadline.
            OSError: the process has ended.
        """
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError("no answer")
        try:
            return pickle.load(process.stdout)
        except (EOFError, pickle.UnpicklingError) as error:
            raise OSError(str(error) or "no more answers") from None


_mine = threading.local()


def carry_out_here(job: Job, level: str, version: str) -> Done | Undone:
    """Grade one submission with this thread's own grading process: what a cluster's worker does."""
    supervisor: Supervisor | None = getattr(_mine, "supervisor", None)
    if supervisor is None or not supervisor.serves(level, version):
        if supervisor is not None:
            supervisor.close()
        supervisor = _mine.supervisor = Supervisor(level, version)
    return supervisor.carry_out(job, deadline_of(job))
