"""Every notebook of the course: the release is what its source gives, solutions run clean, stubs say what to write."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from backprop.exercises import ASSIGNMENTS
from backprop_grader.notebook.conventions import COURSE, exercise_of, graded_cells, is_graded, is_solution, marks
from backprop_grader.notebook.release import SECRETS, assignments, release, source_notebook

NOTEBOOKS = assignments()
SLOWEST_S = 60


def committed(assignment: str) -> Path:
    return COURSE / assignment / f"{assignment}.ipynb"


def executed(notebook: dict[str, Any], folder: Path, allow_errors: bool = False) -> nbformat.NotebookNode:
    """The notebook after a run from top to bottom in a fresh kernel."""
    node = nbformat.from_dict(notebook)
    nbclient.NotebookClient(
        node, timeout=SLOWEST_S, allow_errors=allow_errors, resources={"metadata": {"path": str(folder)}}
    ).execute()
    return node


def errors(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Cell id -> the error output of the cells that raised."""
    return {
        cell.id: output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    }


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_the_committed_release_is_what_the_source_gives(assignment: str, tmp_path: Path) -> None:
    made = release(assignment, course=tmp_path / "course", built=tmp_path / "built")
    assert made.read_bytes() == committed(assignment).read_bytes(), "run `make notebooks` and commit course/"


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_release_holds_no_solution_and_no_hidden_test(assignment: str) -> None:
    released = json.loads(committed(assignment).read_text(encoding="utf-8"))
    solved = source_notebook(assignment)
    assert not [secret for secret in SECRETS if secret in committed(assignment).read_text(encoding="utf-8")]
    code = "".join(line for cell in released["cells"] if cell["cell_type"] == "code" for line in cell["source"])
    for cell in solved["cells"]:
        if is_solution(cell):
            for secret in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell["source"], re.DOTALL):
                lines = [line.strip() for line in secret.splitlines() if len(line.strip()) > 20]
                assert not [line for line in lines if line in code], exercise_of(cell)
    for cell in released["cells"]:
        if cell["cell_type"] == "code":
            assert not cell["outputs"]
        if is_graded(cell):
            assert re.fullmatch(r"validate\(\w+(, assignment=\"[\w-]+\")?\)", "".join(cell["source"]))


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_release_has_the_exercises_and_points_of_the_contract(assignment: str) -> None:
    cells = graded_cells(json.loads(committed(assignment).read_text(encoding="utf-8")))
    points = {name: marks(cell)["points"] for name, cell in cells.items()}
    assert points == {exercise.name: exercise.points for exercise in ASSIGNMENTS[assignment]}


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_solved_notebook_runs_clean_in_a_fresh_kernel(assignment: str, tmp_path: Path) -> None:
    done = executed(source_notebook(assignment), tmp_path)
    said = [
        output["text"]
        for cell in done.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]
    assert said == []
    cards = [
        output["data"]["text/plain"]
        for cell in done.cells
        if "check" in cell.metadata.get("tags", ())
        for output in cell.outputs
        if "data" in output
    ]
    assert len(cards) == len(ASSIGNMENTS[assignment])
    assert not [card for card in cards if "FAIL" in card or "to be written" in card]


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_an_unsolved_notebook_runs_on_and_says_what_to_write(assignment: str, tmp_path: Path) -> None:
    released = json.loads(committed(assignment).read_text(encoding="utf-8"))
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"])
    raised = errors(executed(released, tmp_path, allow_errors=True))
    graded = {cell["id"] for cell in released["cells"] if is_graded(cell)}
    unexpected = {
        name: f"{error.ename}: {error.evalue}"
        for name, error in raised.items()
        if name not in graded and error.ename != "NotImplementedError"
    }
    assert not unexpected
    assert graded <= set(raised), "a graded cell passes although nothing is written"
    assert all("still to be written" in " ".join(raised[name].evalue.split()) for name in graded)
