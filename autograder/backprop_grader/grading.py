"""Grades one submission: its cells run in the sandbox, its exercises are examined, one record comes out.

The unit of work that every door shares: the class pipeline, nbgrader's autograde, and workers on other machines. It
writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from backprop.examination.verdict import Verdict
from backprop_grader.errors import GraderError
from backprop_grader.examination import as_record, examine_submission, exercises_of, without_room
from backprop_grader.isolation import CellOutcome, Isolation
from backprop_grader.journal import Record
from backprop_grader.notebook.autograded import autograded_notebook
from backprop_grader.notebook.conventions import (
    Cell,
    Notebook,
    as_lines,
    cells_to_run,
    exercise_of,
    grade_id,
    graded_cells,
    is_solution,
    marks,
    released,
)
from backprop_grader.notebook.ingest import Ingested, ingest
from backprop_grader.notebook.outputs import as_outputs
from backprop_grader.undefined import OURS


@dataclass(frozen=True)
class Job:
    """One submission to be graded: everything that a worker needs, also on another machine.

    Attributes:
        student: whose it is.
        assignment: of which assignment.
        folder: where it lies.
        seed: of the class.
        only: the exercises to be examined; none means all.
        before: where only some are examined, the record with the others.
        ingested: the submission, where it has been read already: a worker on another machine has no files.
    """

    student: str
    assignment: str
    folder: Path
    seed: int
    only: tuple[str, ...] = ()
    before: Record | None = None
    ingested: Ingested | None = None

    def read(self) -> Job:
        """The same job with the submission in it."""
        path = self.folder / f"{self.assignment}.ipynb"
        return self if self.ingested else replace(self, ingested=ingest(path, release_of(self.assignment)))


@dataclass(frozen=True)
class Done:
    """A graded submission: its record, and the text of its graded copy."""

    record: Record
    autograded: str


@cache
def release_of(assignment: str) -> Notebook:
    """The released notebook, read once a process; nothing may change it.

    Raises:
        GraderError: there is no such assignment, it has not been released, or it has other exercises than the grader;
            nobody is to lose points for an exercise that they were not given.
    """
    exercises_of(assignment)
    notebook = released(assignment)
    insist_on_the_same(assignment, notebook)
    return notebook


def insist_on_the_same(assignment: str, notebook: Notebook) -> None:
    """Complain where a released notebook and the grader are of different versions of the course.

    Raises:
        GraderError: they differ in an exercise or in its points.
    """
    ours = {exercise.name: float(exercise.points) for exercise in exercises_of(assignment)}
    given = {name: float(marks(cell).get("points", 0)) for name, cell in graded_cells(notebook).items()}
    if ours == given:
        return
    differences = [_difference(name, given.get(name), ours.get(name)) for name in {**ours, **given}]
    raise GraderError(
        f"nothing is graded: the notebook in course/{assignment}/ and the grader differ: "
        f"{'; '.join(filter(None, differences))}. Go back to the version of the course that this class was given, or, "
        f"before it is handed out, `backprop-grader release {assignment}`"
    )


def _difference(name: str, given: float | None, ours: float | None) -> str:
    if given is None:
        return f"{name} is not in the notebook"
    if ours is None:
        return f"{name} is unknown to the grader"
    return "" if given == ours else f"{name} has {given:g} points in the notebook and {ours:g} in the grader"


def carry_out(job: Job, isolation: Isolation) -> Done:
    """Grade one submission."""
    ingested = job.read().ingested
    assert ingested is not None
    if ingested.error is not None:
        record = unreadable(job.student, job.assignment, ingested.error, isolation.level)
    else:
        record = grade(job.student, job.assignment, ingested.notebook, isolation, job.seed, job.only)
    record["repairs"] = list(ingested.repairs)
    if job.before is not None:
        record["exercises"] = _with_the_others(record, job.before)
    text = as_lines(autograded_notebook(ingested.notebook, record))
    del record["cells"]  # they stand in the graded copy
    return Done(record, text)


def _with_the_others(record: Record, before: Record) -> list[Record]:
    """All exercises of the assignment in their order: those examined now, and the others as they were."""
    new = {found["exercise"]: found for found in record["exercises"]}
    old = {found["exercise"]: found for found in before["exercises"]}
    names = [exercise.name for exercise in exercises_of(record["assignment"])]
    return [new[name] if name in new else old[name] for name in names]


def grade(
    student: str, assignment: str, notebook: Notebook, isolation: Isolation, seed: int, only: Sequence[str] = ()
) -> Record:
    """Run and examine a notebook that was rebuilt from the release.

    Returns:
        the record: exercises with their checks, diagnosis and report card, and the outputs of every cell that was run.
    """
    start = time.monotonic()
    cells = list(cells_to_run(notebook))
    exercises = exercises_of(assignment, only)
    with isolation.submission() as submission:
        outcomes: list[CellOutcome] = []
        sources = [cell["source"] for cell in cells]
        owners = [_owner(cell) for cell in cells]
        verdicts = examine_submission(submission, sources, exercises, seed, outcomes, owners)
    shown = {cell["id"]: as_outputs(outcome) for cell, outcome in zip(cells, outcomes, strict=True)}
    seconds = round(time.monotonic() - start, 3)
    return _record(student, assignment, isolation.level, verdicts, cells=shown, seconds=seconds)


def _owner(cell: Cell) -> str:
    """The exercise that a cell of a rebuilt notebook is meant for, ours, or nothing for one that was added."""
    if is_solution(cell):
        return exercise_of(cell)
    return OURS if grade_id(cell) else ""


def unreadable(student: str, assignment: str, reason: str, level: str) -> Record:
    """The record of a submission from which nothing could be read."""
    verdicts = without_room(exercises_of(assignment), "nothing could be read")
    return _record(student, assignment, level, verdicts, error=reason)


def _record(
    student: str,
    assignment: str,
    level: str,
    verdicts: Sequence[Verdict],
    *,
    error: str | None = None,
    cells: dict[str, Any] | None = None,
    seconds: float = 0.0,
) -> Record:
    return {
        "student": student,
        "assignment": assignment,
        "isolation": level,
        "repairs": [],
        "error": error,
        "exercises": [as_record(verdict) for verdict in verdicts],
        "cells": cells or {},
        "seconds": seconds,
    }
