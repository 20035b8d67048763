"""The graded copy of a submission: the rebuilt notebook with what its cells showed and what every exercise got.

A graded cell holds one report card and one number. nbgrader reads the number back as the score, and from anything else
(a word on stderr, the repr of a NumPy number) it would read something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backprop_grader.notebook import inert
from backprop_grader.notebook.conventions import Cell, Notebook, exercise_of, is_graded, marks

NOTES = "grading-notes"
"""The id of the cell on top that says what a person should know of this submission."""


def autograded_notebook(notebook: Notebook, record: Mapping[str, Any]) -> Notebook:
    """A copy of a rebuilt notebook with the outputs, report cards and scores of a record.

    Args:
        notebook: `Ingested.notebook`.
        record: one graded submission: "exercises" with "points" and "card", and "cells" (id -> outputs).
    """
    exercises = {exercise["exercise"]: exercise for exercise in record["exercises"]}
    cells = _notes(record)
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cells.append(dict(cell))
            continue
        outputs = _graded(cell, exercises) if is_graded(cell) else _shown(cell, record)
        number += 1
        cells.append({**cell, "execution_count": number, "outputs": _numbered(outputs, number)})
    return {**notebook, "cells": cells}


def _notes(record: Mapping[str, Any]) -> list[Cell]:
    """A cell with everything that a person should know before they grade by hand; none if there is nothing to say."""
    lines = [f"could not be read: {record['error']}"] if record["error"] else []
    lines += record["repairs"]
    if record["isolation"] == "none":
        lines.append("graded without isolation: the code in it ran with all rights of the one who graded it")
    if not lines:
        return []
    text = "**Notes on this submission**\n\n" + "\n".join(f"- {inert.markdown(line)}" for line in lines)
    return [{"cell_type": "markdown", "id": NOTES, "metadata": {"editable": False}, "source": text}]


def _graded(cell: Cell, exercises: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    exercise = exercises.get(exercise_of(cell))
    card = exercise["card"] if exercise else f"{exercise_of(cell)} was not examined"
    score = _score(exercise["points"] if exercise else 0.0, marks(cell)["points"])
    return inert.outputs(
        [
            {"output_type": "stream", "name": "stdout", "text": f"{card}\n"},
            {"output_type": "execute_result", "data": {"text/plain": repr(score)}},
        ]
    )


def _score(points: float, most: float) -> float:
    """The points as a plain number between 0 and what the cell is worth; what is no number is nothing."""
    return min(max(float(points), 0.0), float(most)) if points == points else 0.0  # noqa: PLR0124  NaN


def _shown(cell: Cell, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the cell showed when it ran; if it was not run, what the student left in it."""
    return inert.outputs(record["cells"].get(cell["id"], cell.get("outputs", ())))


def _numbered(outputs: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    for output in outputs:
        if output["output_type"] == "execute_result":
            output["execution_count"] = number
    return outputs
