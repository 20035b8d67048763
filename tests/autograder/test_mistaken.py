"""Another assignment's notebook, or none of ours, is called what it is; whoever has an answer in it is graded."""

import copy
import json
from itertools import permutations
from pathlib import Path

import pytest

from backprop_grader.cli import main
from backprop_grader.exercises import SECRETS
from backprop_grader.grading import release_of
from backprop_grader.notebook.conventions import grade_id, solution_cells
from backprop_grader.notebook.ingest import Ingested, ingest
from backprop_grader.notebook.mistaken import FEW, Likeness
from backprop_grader.undefined import mentions

ASSIGNMENTS = tuple(SECRETS)
RIGHT, OTHER = "03-vectors", "02-node-gates"
ANSWER = {"cell_type": "code", "metadata": {}, "source": "def vjp(jacobian, dout):\n    return jacobian.T @ dout"}


def handed_in(tmp_path: Path, notebook: object, name: str = RIGHT) -> Ingested:
    path = tmp_path / "submitted" / "kim" / RIGHT / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return ingest(path.with_name(f"{RIGHT}.ipynb"), release_of(RIGHT))


def notebook_of(assignment: str) -> dict:
    return copy.deepcopy(release_of(assignment))


def solved_other() -> dict:
    """The other assignment with something in every solution cell, `audit` included."""
    notebook = notebook_of(OTHER)
    for name, cell in solution_cells(notebook).items():
        cell["source"] = f"def {name}(*arguments):\n    return 1"
    return notebook


def test_another_assignments_notebook_is_called_so(tmp_path):
    got = handed_in(tmp_path, solved_other())
    assert got.error == f"this is {OTHER}, not {RIGHT}: {RIGHT}.ipynb should be handed in"
    assert got.instead == OTHER
    assert got.repairs == (), "nothing of it is called a repair"


def test_it_is_recognised_under_its_own_name_and_without_its_metadata(tmp_path):
    stripped = notebook_of(OTHER)
    for cell in stripped["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    assert handed_in(tmp_path, stripped, OTHER).instead == OTHER


def test_an_answer_in_it_is_graded_all_the_same(tmp_path):
    notebook = solved_other()
    notebook["cells"].append(ANSWER)
    got = handed_in(tmp_path, notebook)
    assert (got.error, got.solutions["vjp"]) == (None, ANSWER["source"])


@pytest.mark.parametrize("cells", [[], [{"cell_type": "code", "metadata": {}, "source": "import pandas as pd"}]])
def test_a_notebook_of_something_else_is_not_taken_for_the_assignment(tmp_path, cells):
    got = handed_in(tmp_path, {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    assert (got.error or "").startswith(f"hardly a cell of this is {RIGHT}'s: {RIGHT}.ipynb should")


def test_answers_in_a_notebook_of_ones_own_are_graded(tmp_path):
    assert handed_in(tmp_path, {"cells": [ANSWER], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).error is None


def test_what_is_left_of_the_right_notebook_is_still_the_right_one(tmp_path):
    notebook = notebook_of(RIGHT)
    notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) == "solution-vjp"]
    assert handed_in(tmp_path, notebook).error is None


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_notebook_that_nobody_has_touched_is_the_right_one(assignment, tmp_path):
    path = tmp_path / "submitted" / "kim" / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(release_of(assignment)), encoding="utf-8")
    assert ingest(path, release_of(assignment)).error is None


@pytest.mark.parametrize(("one", "other"), list(permutations(ASSIGNMENTS, 2)))
def test_notebooks_have_few_cells_in_common_and_define_no_answer_of_another(one, other):
    cells = release_of(other)["cells"]
    names, texts = {grade_id(cell) for cell in cells}, {cell["source"].strip() for cell in cells}
    likeness = Likeness.of(release_of(one))
    assert likeness.share(names, texts) < FEW
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    own = likeness.exercises - solution_cells(release_of(other)).keys()
    assert [name for name in sorted(own) if any(mentions(text, name) for text in code)] == []


def test_intake_leaves_it_out_and_says_whose_it_is(tmp_path, capsys):
    download = tmp_path / "download"
    download.mkdir()
    files = {f"smithbob_40314_99003_{OTHER}.ipynb": OTHER, f"leeann_40315_99004_{RIGHT}.ipynb": RIGHT}
    for name, assignment in files.items():
        (download / name).write_text(json.dumps(release_of(assignment)), encoding="utf-8")
    assert main(["intake", RIGHT, str(download), "--run", str(tmp_path / "run")]) == 0
    printed = capsys.readouterr().out
    assert f"smithbob_40314: this is {OTHER}, not {RIGHT}: ask for {RIGHT}.ipynb" in printed
    assert [path.name for path in (tmp_path / "run" / "submitted").iterdir()] == ["leeann_40315"]
