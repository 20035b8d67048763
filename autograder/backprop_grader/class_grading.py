"""Grades a class: finds what is new, hands it to workers, and writes down what comes back, one submission at a time.

Only this process writes. A submission is first copied into `autograded/`, then into the gradebook, and last into the
journal: what the journal knows is done, and what was cut off before is done again with the same result.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path

from backprop_grader import workers
from backprop_grader.errors import NoIsolation
from backprop_grader.gradebook import Gradebook
from backprop_grader.grading import key_of
from backprop_grader.isolation import IsolationUnavailable, open_isolation
from backprop_grader.isolation.canary import canary_report
from backprop_grader.journal import Journal, Record
from backprop_grader.notebook.conventions import released, write
from backprop_grader.notebook.reading import LARGEST
from backprop_grader.run_folder import RunFolder
from backprop_grader.workers import Done, Job


@dataclass(frozen=True)
class Progress:
    """What is told after every submission: how far we are, and the record that just came in."""

    done: int
    of: int
    record: Record


@dataclass(frozen=True)
class Outcome:
    """What grading one assignment did."""

    assignment: str
    graded: tuple[Record, ...]
    unchanged: int
    level: str


def sandbox(level: str, folder: RunFolder) -> str:
    """The level of isolation that can be had, at most the one asked for, after a canary has tried to get out of it.

    Raises:
        NoIsolation: no sandbox can be had, or the canary reached something.
    """
    try:
        with open_isolation(level) as isolation:
            hits = canary_report(isolation, folder.path) if isolation.level != "none" else []
    except IsolationUnavailable as error:
        raise NoIsolation(str(error)) from None
    if hits:
        raise NoIsolation(f"the canary got out of the sandbox ({'; '.join(hits)}): nothing was graded")
    return isolation.level


def grade_class(
    folder: RunFolder,
    assignment: str,
    level: str,
    processes: int,
    force: bool,
    tell: Callable[[Progress], None],
) -> Outcome:
    """Grade everything of one assignment that is new or changed.

    Args:
        folder: the run.
        assignment: its released notebook must be in course/.
        level: isolation, from `sandbox`.
        processes: submissions at a time.
        force: grade unchanged submissions too.
        tell: called after every submission.
    """
    release, journal, seed = released(assignment), folder.journal(assignment), folder.seed()
    jobs = [
        Job(student, assignment, folder.submitted / student / assignment, seed, level)
        for student in folder.students_of(assignment)
    ]
    keys = {job.student: key_of(fingerprint(job.folder), seed, level) for job in jobs}
    new = [job for job in jobs if force or not _is_done(folder, journal, job, keys[job.student])]
    graded: list[Record] = []
    with Gradebook(folder.gradebook) as gradebook:
        gradebook.declare(assignment, release)
        for done in _worked(new, level, min(processes, len(new))):
            _write_down(folder, gradebook, journal, keys[done.record["student"]], done)
            graded.append(done.record)
            tell(Progress(len(graded), len(new), done.record))
    return Outcome(assignment, tuple(graded), len(jobs) - len(new), level)


def _is_done(folder: RunFolder, journal: Journal, job: Job, key: str) -> bool:
    record = journal.find(job.student, key)
    return record is not None and folder.autograded(job.student, job.assignment).is_file()


def _write_down(folder: RunFolder, gradebook: Gradebook, journal: Journal, key: str, done: Done) -> None:
    """The copy, the gradebook, the journal: in this order."""
    record = done.record
    write(folder.autograded(record["student"], record["assignment"]), done.autograded)
    gradebook.save(record)
    journal.append(key, record)


def _worked(jobs: Sequence[Job], level: str, processes: int) -> Iterator[Done]:
    """The results, as they come in; a worker that dies takes no submission with it."""
    if not jobs:
        return
    if processes == 1:
        with workers.alone(level) as work:
            yield from map(work, jobs)
        return
    with workers.pool(level, processes) as executor:
        waiting: dict[Future[Done], Job] = {executor.submit(workers.work, job): job for job in jobs}
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                del waiting[future]
                yield future.result()


def fingerprint(folder: Path) -> Iterator[bytes]:
    """What is in a submission's folder, as bytes to be hashed; no link is followed and nothing strange is opened."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name) if not folder.is_symlink() else []
    except OSError as error:
        yield f"{error.errno}".encode()
        return
    for entry in entries:
        status = entry.stat(follow_symlinks=False)
        yield f"{os.fsencode(entry.name)!r} {status.st_mode} {status.st_size}".encode()
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST and entry.name.endswith(".ipynb"):
            yield _read(entry.path)


def _read(path: str) -> bytes:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        return f"{error.errno}".encode()
