"""`grade`: a class, in parallel, resumably, into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from backprop_grader.class_grading import ClassGrading, Machine, Outcome, Progress
from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import Gradebook
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import released
from backprop_grader.run_folder import RunFolder


def run(arguments: argparse.Namespace) -> int:
    """Grade the assignments named; damaged submissions are listed and cost only their student."""
    folder = RunFolder(arguments.run)
    for assignment in arguments.assignments:
        exercises_of(assignment)
        released(assignment)
    _insist_on_something(folder, arguments.assignments)
    for name in folder.misnamed():
        print(f"left out: submitted/{one_line(name)}, whose name is no UTF-8: rename the folder", file=sys.stderr)
    folder.make()
    part = f".{arguments.shard.number}-of-{arguments.shard.of}" if arguments.shard else ""
    with folder.locked(part), Machine(arguments.isolation, folder, arguments.workers, arguments.scheduler) as machine:
        outcomes = [_grade(machine, folder, assignment, arguments) for assignment in arguments.assignments]
    if arguments.json:
        print(json.dumps({outcome.assignment: _summary(outcome) for outcome in outcomes}))
        return 0
    console = Console(highlight=False, markup=False, emoji=False)
    for outcome in outcomes:
        if outcome.graded and not arguments.shard:
            console.print(class_table(outcome.assignment, folder.records(outcome.assignment)))
        console.print(_sentence(outcome), markup=False, soft_wrap=True)
        for student, reason in outcome.undone.items():
            console.print(
                f"  {one_line(student)}: {one_line(reason)}; the same command tries again", markup=False, soft_wrap=True
            )
    if arguments.shard:
        console.print(f"shard {arguments.shard} is done; after the last one: backprop-grader merge", markup=False)
    return 0


def _insist_on_something(folder: RunFolder, assignments: Sequence[str]) -> None:
    """Raise before anything is written: nobody has handed in, or what was graded before cannot be read."""
    if not any(folder.students_of(assignment) for assignment in assignments):
        raise GraderError(
            f"nobody has handed in {' or '.join(assignments)}: {folder.submitted} has no <student>/<assignment>/ for it"
        )
    if folder.gradebook.exists():
        Gradebook(folder.gradebook).close()
    for assignment in assignments:
        folder.journal(assignment)
    folder.known_seed()


def _grade(machine: Machine, folder: RunFolder, assignment: str, arguments: argparse.Namespace) -> Outcome:
    grading = ClassGrading(folder, assignment, machine.level != "none", arguments.shard)
    with _bar(assignment, arguments.json) as tell:
        return grading.run(machine.crew, arguments.force, tell)


@contextmanager
def _bar(assignment: str, quiet: bool) -> Iterator:  # type: ignore[type-arg]
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
    step = max(1, progress.of // 20)
    if progress.done % step == 0 or progress.done == progress.of:
        failures = f", {progress.failures} not readable" * bool(progress.failures)
        print(f"{assignment}: {progress.done} of {progress.of} graded{failures}", file=sys.stderr, flush=True)


def _summary(outcome: Outcome) -> dict[str, object]:
    return {
        "graded": outcome.graded,
        "unchanged": outcome.unchanged,
        "changed_exercises": list(outcome.changed_exercises),
        "grader_changed": outcome.grader_changed,
        "isolation": outcome.level,
        "damaged": outcome.damaged,
        "repaired": outcome.repaired,
        "undone": outcome.undone,
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


def class_table(assignment: str, records: Mapping[str, Record]) -> Table:
    """The class at a glance: a mark for every exercise, the score, and the named mistakes."""
    table = Table(title=assignment, caption="✓ full points   ~ some   ✗ none   · to be written")
    table.add_column("student", no_wrap=True)
    for number, _ in enumerate(exercises_of(assignment), 1):
        table.add_column(str(number), justify="center")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("what it looks like", overflow="fold")
    for student, record in records.items():
        marks = [_mark(exercise) for exercise in record["exercises"]]
        points = sum(exercise["points"] for exercise in record["exercises"])
        best = sum(exercise["max_points"] for exercise in record["exercises"])
        table.add_row(one_line(student), *marks, f"{points:.2f} / {best:g}", _mistakes(record))
    return table


def _mark(exercise: Mapping[str, float | str]) -> str:
    if exercise["status"] == "missing":
        return "·"
    if exercise["points"] == exercise["max_points"]:
        return "✓"
    return "~" if exercise["points"] else "✗"


def _mistakes(record: Record) -> str:
    """The first diagnosis of every exercise that lost points."""
    if record["error"]:
        return one_line(f"damaged: {record['error']}")
    named = [
        f"{exercise['exercise']}: {exercise['diagnosis'][0]['code']}"
        for exercise in record["exercises"]
        if exercise["points"] < exercise["max_points"] and exercise["status"] != "missing"
    ]
    return ", ".join(named)
