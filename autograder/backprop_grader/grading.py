"""Grades one submission: its cells run in the sandbox, its exercises are examined, one record comes out.

The unit of work that every door shares: the class pipeline, nbgrader's autograde, and workers on other machines. It
writes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import platform
import time
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import backprop
import backprop_reference
from backprop_grader.examination import as_record, examine_submission, exercises_of, without_room
from backprop_grader.isolation import CellOutcome, Isolation, Output
from backprop_grader.journal import Record
from backprop_grader.notebook.conventions import Notebook, cells_to_run


def grade(student: str, assignment: str, notebook: Notebook, isolation: Isolation, seed: int) -> Record:
    """Run and examine a notebook that was rebuilt from the release.

    Returns:
        the record: exercises with their checks, diagnosis and report card, and the outputs of every cell that was run.
    """
    start = time.monotonic()
    cells = list(cells_to_run(notebook))
    exercises = exercises_of(assignment)
    with isolation.submission() as submission:
        outcomes: list[CellOutcome] = []
        verdicts = examine_submission(submission, [cell["source"] for cell in cells], exercises, seed, outcomes)
    return {
        "student": student,
        "assignment": assignment,
        "isolation": isolation.level,
        "repairs": [],
        "error": None,
        "exercises": [as_record(verdict) for verdict in verdicts],
        "cells": {cell["id"]: as_outputs(outcome) for cell, outcome in zip(cells, outcomes, strict=True)},
        "seconds": round(time.monotonic() - start, 3),
    }


def unreadable(student: str, assignment: str, reason: str, level: str) -> Record:
    """The record of a submission from which nothing could be read."""
    verdicts = without_room(exercises_of(assignment), "nothing could be read")
    return {
        "student": student,
        "assignment": assignment,
        "isolation": level,
        "repairs": [],
        "error": reason,
        "exercises": [as_record(verdict) for verdict in verdicts],
        "cells": {},
        "seconds": 0.0,
    }


def as_outputs(outcome: CellOutcome) -> list[dict[str, Any]]:
    """A cell's outcome as a notebook's outputs; a cell that did not finish says so."""
    outputs = [_as_output(output, outcome.number) for output in outcome.outputs]
    said = {"died": "This cell ended its process.", "timeout": "This cell did not come to an end in time."}
    if outcome.status in said:
        outputs.append(_stream("stderr", f"{said[outcome.status]} It was left out when grading went on.\n"))
    if outcome.status == "skipped":
        outputs.append(_stream("stderr", "This cell was not run: the time of the submission was used up.\n"))
    return outputs


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _as_output(output: Output, number: int | None) -> dict[str, Any]:
    if output.kind in ("stdout", "stderr"):
        return _stream(output.kind, output.text)
    if output.kind == "error":
        lines = output.text.splitlines()
        return {"output_type": "error", "ename": output.name, "evalue": output.value, "traceback": lines}
    data: dict[str, Any] = {"text/plain": output.text}
    if output.png:
        data["image/png"] = base64.b64encode(output.png).decode("ascii")
    if output.kind == "result":
        return {"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def key_of(parts: Iterable[bytes], seed: int, level: str) -> str:
    """The key of a submission in the journal: what decides its grade, hashed."""
    digest = hashlib.sha256(f"{seed} {level} {environment()}".encode())
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


@cache
def environment() -> str:
    """The versions and the code that grades depend on, hashed."""
    digest = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('ipython')}".encode())
    for package in (Path(backprop.__file__), Path(backprop_reference.__file__), Path(__file__)):
        for file in sorted(package.parent.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
