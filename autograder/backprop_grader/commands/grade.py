"""`grade`: a class, in parallel, resumably, into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from backprop_grader.arguments import RUN
from backprop_grader.class_grading import ClassGrading, Machine, Outcome, Progress
from backprop_grader.class_tables import marks_table
from backprop_grader.errors import GraderError
from backprop_grader.gradebook import Gradebook
from backprop_grader.grading import release_of
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.misplaced import misplaced, remarks
from backprop_grader.notebook.reading import listed
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import standings

NAMED = 10
"""Students who are named one by one on the terminal."""
LINES = 10
"""Lines on how far it is, at most, where there is no terminal; a class of so many gets its last one only."""


def run(arguments: argparse.Namespace) -> int:
    """Grade the assignments named; damaged submissions are listed and cost only their student."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        release_of(assignment)
    _insist_on_something(folder, arguments.assignments)
    for name in folder.misnamed():
        print(f"left out: submitted/{one_line(name)}, whose name is no UTF-8: rename the folder", file=sys.stderr)
    for assignment in arguments.assignments:
        for line in remarks(folder, assignment):
            print(line, file=sys.stderr)
    folder.make()
    part = f".{arguments.shard.number}-of-{arguments.shard.of}" if arguments.shard else ""
    with folder.locked(part), Machine(arguments.isolation, folder, arguments.workers, arguments.scheduler) as machine:
        outcomes = [_grade(machine, folder, assignment, arguments) for assignment in arguments.assignments]
    if arguments.json:
        print(json.dumps({outcome.assignment: _summary(folder, outcome) for outcome in outcomes}))
        return 0
    console = Console(highlight=False, markup=False, emoji=False)
    for outcome in outcomes:
        shown = [] if arguments.shard else outcome.students
        if shown:
            console.print(_table(folder, outcome.assignment, shown))
        for line in (_sentence(outcome), *_others(outcome, shown, arguments), *by_name(outcome, shown)):
            console.print(line, markup=False, soft_wrap=True)
    console.print(_next(arguments), markup=False, soft_wrap=True)
    return 0


def _insist_on_something(folder: RunFolder, assignments: Sequence[str]) -> None:
    """Raise before anything is written: nobody has handed in, or what was graded before cannot be read."""
    if not any(folder.students_of(assignment) for assignment in assignments):
        lost = [line for assignment in assignments for line in remarks(folder, assignment)]
        raise GraderError(
            f"nobody has handed in {' or '.join(assignments)}: {folder.submitted} has no <student>/<assignment>/ for it"
            + f" ({lost[0] if lost else ''})" * bool(lost)
        )
    if folder.gradebook.exists():
        Gradebook(folder.gradebook).close()
    for assignment in assignments:
        folder.journal(assignment)
    folder.known_seed()


def _grade(machine: Machine, folder: RunFolder, assignment: str, arguments: argparse.Namespace) -> Outcome:
    grading = ClassGrading(folder, assignment, machine.level != "none", arguments.shard)
    with progress(assignment, arguments.json) as tell:
        return grading.run(machine.crew, arguments.force, tell)


@contextmanager
def progress(assignment: str, quiet: bool) -> Iterator:  # type: ignore[type-arg]
    """A progress bar on a terminal, a line now and then elsewhere, nothing where JSON is wanted."""
    if quiet:
        yield lambda progress: None
    elif sys.stderr.isatty():
        failures = TextColumn("{task.fields[failures]} not readable")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), failures)
        with Bar(*columns, console=Console(stderr=True), auto_refresh=False) as bar:  # no thread: workers are forked
            task = bar.add_task(assignment, total=None, failures=0)
            yield lambda now: bar.update(task, total=now.of, completed=now.done, failures=now.failures, refresh=True)
    else:
        yield lambda progress: _line(assignment, progress)


def _line(assignment: str, progress: Progress) -> None:
    step = max(LINES, -(-progress.of // LINES))
    if progress.done % step == 0 or progress.done == progress.of:
        failures = f", {progress.failures} not readable" * bool(progress.failures)
        print(f"{assignment}: {progress.done} of {progress.of} graded{failures}", file=sys.stderr, flush=True)


def _table(folder: RunFolder, assignment: str, students: Collection[str]) -> RenderableType:
    """Those students with what counts by now, which a person may have decided."""
    with Gradebook(folder.gradebook) as gradebook:
        by_hand = gradebook.by_hand(assignment)
    records = {name: record for name, record in folder.records(assignment).items() if name in students}
    return marks_table(assignment, records, standings(folder.gradebook, assignment), by_hand)


def _summary(folder: RunFolder, outcome: Outcome) -> dict[str, object]:
    return {
        "graded": outcome.graded,
        "unchanged": outcome.unchanged,
        "changed_exercises": list(outcome.changed_exercises),
        "grader_changed": outcome.grader_changed,
        "isolation": outcome.level,
        "damaged": outcome.damaged,
        "repaired": outcome.repaired,
        "undone": outcome.undone,
        "misplaced": misplaced(folder, outcome.assignment),
    }


def _sentence(outcome: Outcome) -> str:
    changed = len(outcome.changed_exercises)
    parts = [f"{changed} exercise{'s' * (changed != 1)} changed"] * bool(changed)
    parts += ["the grader itself has changed"] * outcome.grader_changed
    again = changed or outcome.grader_changed
    parts += [f"{outcome.graded} {'regraded' if again else 'graded'}", f"{outcome.unchanged} unchanged"]
    parts += [f"{len(outcome.damaged)} could not be read"] * bool(outcome.damaged)
    parts += [f"{len(outcome.undone)} given up"] * bool(outcome.undone)
    parts += [f"{outcome.penalties} with a penalty for lateness"] * bool(outcome.penalties)
    return f"{outcome.assignment}: {', '.join(parts)}" + f" (isolation: {outcome.level})" * bool(outcome.level)


def _others(outcome: Outcome, shown: Collection[str], arguments: argparse.Namespace) -> list[str]:
    """Where those are found who are in no row of the table."""
    if not shown or not outcome.unchanged:
        return []
    return [f"  the table leaves out who is unchanged: backprop-grader scores {outcome.assignment}{_where(arguments)}"]


def by_name(outcome: Outcome, shown: Collection[str]) -> list[str]:
    """Who needs a hand, a line each, and whose notebook was repaired, on one line; of many the first ones.

    Who could not be read and is shown in the table above is not named again: their reasons are the last that it says.
    """
    given_up = {student: f"{reason}; the same command tries again" for student, reason in outcome.undone.items()}
    damaged = {student: reason for student, reason in outcome.damaged.items() if student not in shown}
    reasons = [*given_up.items(), *sorted(damaged.items())[:NAMED]]
    lines = [f"  {one_line(student)}: {one_line(reason)}" for student, reason in reasons]
    if len(damaged) > NAMED:
        more = f"{len(damaged) - NAMED} more"
        lines.append(f"  and {more}: backprop-grader report {outcome.assignment} names them all")
    if outcome.repaired:
        lines.append(f"  repaired, at no cost: {listed(sorted(outcome.repaired), NAMED)}")
    return lines


def _next(arguments: argparse.Namespace) -> str:
    """What to type next."""
    if arguments.shard:
        return f"shard {arguments.shard} is done; after the last one: backprop-grader merge"
    names = " ".join(arguments.assignments)
    return f"next: backprop-grader feedback {names}{_where(arguments)}; then report and export, likewise"


def _where(arguments: argparse.Namespace) -> str:
    """The option that names the run folder, where it is not the usual one."""
    return "" if arguments.run == RUN else f" --run {shlex.quote(str(arguments.run))}"
