"""Copies of a released notebook as students leave them: untouched, solved, or with an answer of the reader's choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from backprop_grader.notebook.conventions import exercise_of, released, solution_cells
from backprop_grader.notebook.release import source_notebook

Notebook = dict[str, Any]


@cache
def right_answers(assignment: str) -> Mapping[str, str]:
    """Exercise -> the cell that solves it, from the notebook's source."""
    return {name: cell["source"] for name, cell in solution_cells(source_notebook(assignment)).items()}


def write_copy(assignment: str, answers: Mapping[str, str], file: Path) -> None:
    """Write the released notebook with these answers in its solution cells; the other stubs stay as they are."""
    notebook = released(assignment)
    for name, cell in solution_cells(notebook).items():
        cell["source"] = answers.get(name, cell["source"]).strip()
    file.write_text(json.dumps(notebook), encoding="utf-8")


def place_of(assignment: str, grade_id: str) -> int:
    """The position of a cell in the released notebook, from 0."""
    cells = released(assignment)["cells"]
    return next(i for i, cell in enumerate(cells) if cell["metadata"]["nbgrader"]["grade_id"] == grade_id)


def graded(assignment: str) -> dict[str, int]:
    """Exercise -> the position of the cell that carries its points, in the notebook's order."""
    cells = released(assignment)["cells"]
    return {exercise_of(cell): i for i, cell in enumerate(cells) if cell["metadata"]["nbgrader"]["grade"]}
