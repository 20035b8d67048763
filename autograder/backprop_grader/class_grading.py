"""Grades a class: finds what is new, has it carried out, and writes down what comes back, one submission at a time.

Only this process writes. A submission is first copied into `autograded/`, then into the gradebook, and last into the
journal: what the journal knows is done, and what was cut off before is done again with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from backprop_grader.cluster import Cluster
from backprop_grader.crew import Alone, Crew, Workers
from backprop_grader.errors import NoIsolation
from backprop_grader.examination import exercises_of
from backprop_grader.fingerprints import exercise_key, of_this_grader, submission_key
from backprop_grader.gradebook import Gradebook
from backprop_grader.grading import Done, Job, release_of
from backprop_grader.isolation import Isolation, IsolationUnavailable, open_isolation
from backprop_grader.isolation.canary import canary_report
from backprop_grader.journal import Entry, Journal, Keys, Record
from backprop_grader.lateness import settle
from backprop_grader.notebook.conventions import write
from backprop_grader.run_folder import RunFolder
from backprop_grader.shards import Shard
from backprop_grader.supervisor import Undone


@dataclass(frozen=True)
class Progress:
    """What is told after every submission: how far we are, and how many could not be read or graded so far."""

    done: int
    of: int
    failures: int


@dataclass
class Outcome:
    """What grading one assignment did.

    Attributes:
        assignment: its name.
        students: whose submissions were graded, in the order in which they were done.
        unchanged: submissions that were graded before, by the same exercises.
        changed_exercises: the exercises that made graded submissions be graded once more.
        grader_changed: whether the grader did, with all that is common to the exercises.
        level: the isolation; empty where nothing had to be run.
        damaged: student -> why nothing could be read, now or when it was graded before.
        repaired: student -> what was put right, likewise.
        undone: student -> why it was given up this time; the same command tries again.
        penalties: students who lose points for being late.
    """

    assignment: str
    students: list[str] = field(default_factory=list)
    unchanged: int = 0
    changed_exercises: tuple[str, ...] = ()
    grader_changed: bool = False
    level: str = ""
    damaged: dict[str, str] = field(default_factory=dict)
    repaired: dict[str, list[str]] = field(default_factory=dict)
    undone: dict[str, str] = field(default_factory=dict)
    penalties: int = 0

    @property
    def graded(self) -> int:
        """Submissions that were graded."""
        return len(self.students)

    @property
    def failures(self) -> int:
        """Submissions from which there is no grade."""
        return len(self.damaged) + len(self.undone)

    def note(self, record: Record) -> None:
        """Count one graded submission."""
        self.students.append(record["student"])
        self.level = record["isolation"]
        self.recall(record)

    def recall(self, record: Record) -> None:
        """Note what became of a submission, whenever it was graded."""
        if record["error"]:
            self.damaged[record["student"]] = record["error"]
        if record["repairs"]:
            self.repaired[record["student"]] = record["repairs"]


class Machine:
    """Who grades: a sandbox and workers, started when the first submission needs them; use it as a context manager.

    Args:
        level: the isolation to insist on, or "auto".
        folder: the run, which the canary tries to reach.
        processes: submissions at a time on this machine.
        scheduler: the address of a Dask scheduler, whose workers grade in place of this machine; empty for none.
    """

    def __init__(self, level: str, folder: RunFolder, processes: int, scheduler: str = "") -> None:
        self.level, self._folder, self._processes, self._scheduler = level, folder, processes, scheduler
        self._opened = ExitStack()
        self._isolation: Isolation | None = None

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def crew(self, jobs: int) -> Crew:
        """Who carries out so many jobs.

        Raises:
            NoIsolation: no sandbox can be had, or the canary reached something.
        """
        if self._scheduler:
            return self._opened.enter_context(closing(Cluster(self._scheduler, self.level)))
        isolation, processes = self._sandbox(), min(self._processes, jobs)
        return Alone(isolation) if processes == 1 else Workers(isolation, processes)

    def _sandbox(self) -> Isolation:
        """The sandbox, after a canary has tried to get out of it."""
        if self._isolation is None:
            try:
                isolation = self._opened.enter_context(open_isolation(self.level))
                hits = canary_report(isolation, self._folder.path) if isolation.level != "none" else []
            except IsolationUnavailable as error:
                raise NoIsolation(str(error)) from None
            if hits:
                raise NoIsolation(f"the canary got out of the sandbox ({'; '.join(hits)}): nothing was graded")
            self._isolation = isolation
        return self._isolation


class ClassGrading:
    """The grading of one assignment.

    Args:
        folder: the run.
        assignment: its released notebook must be in course/.
        walled: whether submissions run behind walls: what was graded without any is graded again behind them.
        shard: the part of the class to be graded, without the gradebook; None for all of it.
    """

    def __init__(self, folder: RunFolder, assignment: str, walled: bool, shard: Shard | None = None) -> None:
        self.folder, self.assignment, self.walled, self.shard = folder, assignment, walled, shard
        self.release, self.seed = release_of(assignment), folder.seed()
        self.journal: Journal = shard.journal(folder, assignment) if shard else folder.journal(assignment)
        self.whole = folder.journal(assignment) if shard else self.journal
        self.exercise_keys: Keys = {exercise.name: exercise_key(exercise) for exercise in exercises_of(assignment)}
        self.outcome = Outcome(assignment)

    def run(self, crew_of: Callable[[int], Crew], force: bool, tell: Callable[[Progress], None]) -> Outcome:
        """Grade everything that is new or changed.

        Args:
            crew_of: who carries out so many jobs; not asked where there are none.
            force: grade unchanged submissions too.
            tell: called after every submission.
        """
        keys = {student: self._key(student) for student in self._students()}
        jobs = [job for student, key in keys.items() if (job := self._job(student, key, force))]
        again = {job.student for job in jobs}
        unchanged = [student for student in keys if student not in again]
        self.outcome.unchanged = len(unchanged)
        with nullcontext() if self.shard else Gradebook(self.folder.gradebook) as gradebook:
            if gradebook is not None:
                gradebook.declare(self.assignment, self.release)
            for number, done in enumerate(crew_of(len(jobs)).results(jobs) if jobs else (), 1):
                self._take(done, keys, gradebook)
                tell(Progress(number, len(jobs), self.outcome.failures))
            if gradebook is not None:
                self.outcome.penalties = settle(self.folder, self.assignment, gradebook)
        for student in unchanged:
            self.outcome.recall(self._journal_of(student).record(student))
        return self.outcome

    def _students(self) -> list[str]:
        """Who is to be graded here, in the order of the class."""
        students = self.folder.students_of(self.assignment)
        return [student for student in students if self.shard is None or self.shard.holds(student)]

    def _journal_of(self, student: str) -> Journal:
        return self.journal if student in self.journal else self.whole

    def _key(self, student: str) -> str:
        return submission_key(self._place(student), self.release, self.seed, self.walled)

    def _place(self, student: str) -> Path:
        return self.folder.submitted / student / self.assignment

    def _job(self, student: str, key: str, force: bool) -> Job | None:
        """What is to be done for a student: everything, the exercises that have changed, or nothing."""
        whole = Job(student, self.assignment, self._place(student), self.seed)
        journal = self._journal_of(student)
        known = journal.find(student)
        if known is not None and not of_this_grader(known.key):
            self.outcome.grader_changed = True
        if force or known is None or known.key != key or not self._has_copy(student):
            return whole
        changed = self._changed(known)
        if not changed:
            return None
        record = journal.record(student)
        if record["error"] or not _concern(record, changed):
            return None
        self.outcome.changed_exercises = tuple(dict.fromkeys((*self.outcome.changed_exercises, *changed)))
        if set(self.exercise_keys) - {found["exercise"] for found in record["exercises"]} - set(changed):
            return whole
        return Job(student, self.assignment, whole.folder, self.seed, changed, record)

    def _has_copy(self, student: str) -> bool:
        return self.folder.autograded(student, self.assignment).is_file()

    def _changed(self, known: Entry) -> tuple[str, ...]:
        return tuple(name for name, key in self.exercise_keys.items() if known.exercises.get(name) != key)

    def _take(self, done: Done | Undone, keys: Mapping[str, str], gradebook: Gradebook | None) -> None:
        """Write down what has come of a job, or why nothing has."""
        if isinstance(done, Undone):
            self.outcome.undone[done.student] = done.reason
        else:
            self._write_down(gradebook, keys[done.record["student"]], done)

    def _write_down(self, gradebook: Gradebook | None, key: str, done: Done) -> None:
        """The copy, the gradebook (a shard has none), the journal: in this order."""
        record = done.record
        write(self.folder.autograded(record["student"], record["assignment"]), done.autograded)
        if gradebook is not None:
            gradebook.save(record)
        self.journal.append(key, self.exercise_keys, record)
        self.outcome.note(record)


def _concern(record: Record, changed: Iterable[str]) -> bool:
    """Whether a change of some exercises can change a record: not where none of them has been written."""
    statuses = {found["exercise"]: found["status"] for found in record["exercises"]}
    return any(statuses.get(name) != "missing" for name in changed)
