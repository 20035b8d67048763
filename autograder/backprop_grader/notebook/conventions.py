"""What release, ingest and grading agree on: how a cell says what it is, where files lie, and how one is written.

Notebooks are plain JSON data here: reading a class does not need nbformat, whose import alone takes a second.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backprop_grader.errors import GraderError

Notebook = dict[str, Any]
Cell = dict[str, Any]


def _checkout() -> Path:
    """The checkout that this package lies in; where it was installed from a wheel, the one that we stand in."""
    beside = Path(__file__).resolve().parents[3]
    if _is_checkout(beside):
        return beside
    here = Path.cwd()
    return here.parent if _is_checkout(here.parent) else here


def _is_checkout(folder: Path) -> bool:
    files = (folder / "autograder" / "nbgrader_config.py", folder / "course")
    return all(os.access(file, os.R_OK) for file in files)  # False, not an error, in a folder that is closed to us


REPOSITORY = _checkout()
SOURCES = REPOSITORY / "solutions" / "notebooks"
COURSE = REPOSITORY / "course"
BUILT = REPOSITORY / "autograder" / "build" / "source"
"""nbgrader's source directory: notebooks with solutions, made from SOURCES, never committed."""

COURSE_ID = "backprop"
"""nbgrader's name of the course."""
SOLUTION = "solution-"
TEST = "test-"
NOT_RUN = frozenset({"check", "demo"})
"""Tags of cells that a grader need not run: report cards, figures and experiments."""


def marks(cell: Cell) -> dict[str, Any]:
    """nbgrader's metadata of a cell; empty where there is none, or where it is not a mapping."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def grade_id(cell: Cell) -> str:
    """nbgrader's name of a cell, or the empty string."""
    name = marks(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def is_solution(cell: Cell) -> bool:
    """Whether the cell is one that students write in."""
    return marks(cell).get("solution") is True


def is_graded(cell: Cell) -> bool:
    """Whether the cell carries points."""
    return marks(cell).get("grade") is True


def tags(cell: Cell) -> frozenset[str]:
    """The tags of one of our cells."""
    return frozenset(cell["metadata"].get("tags", ()))


def exercise_of(cell: Cell) -> str:
    """The exercise that a solution or graded cell belongs to."""
    return grade_id(cell).removeprefix(SOLUTION if is_solution(cell) else TEST)


def solution_cells(notebook: Notebook) -> dict[str, Cell]:
    """Exercise -> the cell in which it is solved."""
    return {exercise_of(cell): cell for cell in notebook["cells"] if is_solution(cell)}


def graded_cells(notebook: Notebook) -> dict[str, Cell]:
    """Exercise -> the cell that carries its points."""
    return {exercise_of(cell): cell for cell in notebook["cells"] if is_graded(cell)}


def cells_to_run(notebook: Notebook) -> Iterator[Cell]:
    """The code cells that a grader runs, in order: all but the graded ones, report cards, figures and experiments."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and not is_graded(cell) and not tags(cell) & NOT_RUN:
            yield cell


def released(assignment: str, course: Path = COURSE) -> Notebook:
    """The released notebook of an assignment.

    Raises:
        GraderError: it has not been released.
    """
    path = course / assignment / f"{assignment}.ipynb"
    try:
        return read_notebook(path)
    except (OSError, ValueError):
        raise GraderError(
            f"{path} is missing or damaged: `backprop-grader release {assignment}` makes it anew"
        ) from None


def insist_on_checkout() -> None:
    """Complain where only the package is installed, without the notebooks and their sources.

    Raises:
        GraderError: we are in no checkout of the course.
    """
    if not _is_checkout(REPOSITORY):
        raise GraderError(f"{REPOSITORY} is no checkout of the course: run this in the folder with its course/")


def read_notebook(path: Path) -> Notebook:
    """One of our own notebooks, with the source of every cell as one text. Submissions are for `ingest` to read."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def write(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the whole new one, whenever the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        partial.unlink(missing_ok=True)


def write_notebook(path: Path, notebook: Notebook) -> None:
    """Write a notebook as Jupyter does: sorted keys, one line of text a line, no blank at any end."""
    write(path, as_json(notebook))


def as_lines(notebook: Notebook) -> str:
    """The same notebook in a tenth of the time: one line a cell."""
    head = {key: value for key, value in notebook.items() if key != "cells"}
    cells = ",\n".join(_compact(cell) for cell in notebook["cells"])
    return f'{{"cells":[\n{cells}\n],{_compact(head)[1:]}\n'


def _compact(part: dict[str, Any]) -> str:
    return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_json(notebook: Notebook) -> str:
    """The notebook as the text of an .ipynb file."""
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
