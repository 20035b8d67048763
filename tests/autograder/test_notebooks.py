"""Every notebook of the course: released from its source, right in its numbers, clean when solved, clear when not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from backprop.exercises import ASSIGNMENTS
from backprop_grader.exercises import SECRETS
from backprop_grader.notebook.conventions import (
    COURSE,
    exercise_of,
    grade_id,
    is_graded,
    is_solution,
    marks,
    released,
)
from backprop_grader.notebook.release import NEVER_RELEASED, assignments, release, source_notebook

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


def test_every_notebook_has_its_row_in_both_tables_of_exercises() -> None:
    assert list(ASSIGNMENTS) == NOTEBOOKS, "change ASSIGNMENTS in course/backprop/exercises/__init__.py"
    assert list(SECRETS) == NOTEBOOKS, "change SECRETS in autograder/backprop_grader/exercises/__init__.py"
    for assignment, exercises in ASSIGNMENTS.items():
        assert exercises[-1].name == "audit", f"the last exercise of {assignment} is its audit"
        assert "audit" in SECRETS[assignment].answers, f"the grader has no answer to the audit of {assignment}"


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_the_committed_release_is_what_the_source_gives(assignment: str, tmp_path: Path) -> None:
    made = release(assignment, course=tmp_path / "course", built=tmp_path / "built")
    assert made.read_bytes() == committed(assignment).read_bytes(), f"run `backprop-grader release {assignment}`"


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_release_holds_no_solution_and_nothing_that_only_teachers_read(assignment: str) -> None:
    text = committed(assignment).read_text(encoding="utf-8")
    public, solved = json.loads(text), source_notebook(assignment)
    assert not [word for word in (*NEVER_RELEASED, '"stub"', '"covers"', "jupytext") if word in text]
    code = "".join(line for cell in public["cells"] if cell["cell_type"] == "code" for line in cell["source"])
    for cell in solved["cells"]:
        if is_solution(cell):
            for secret in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell["source"], re.DOTALL):
                lines = [line.strip() for line in secret.splitlines() if len(line.strip()) > 20]
                assert not [line for line in lines if line in code], exercise_of(cell)
    for cell in public["cells"]:
        if cell["cell_type"] == "code":
            assert not cell["outputs"]
        if is_graded(cell):
            assert re.fullmatch(r"validate\(\w+(, assignment=\"[\w-]+\")?\)", "".join(cell["source"]))


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_release_has_the_exercises_and_points_of_the_contract(assignment: str) -> None:
    points = {exercise_of(cell): marks(cell)["points"] for cell in released(assignment)["cells"] if is_graded(cell)}
    assert points == {exercise.name: exercise.points for exercise in ASSIGNMENTS[assignment]}, source_file(assignment)


# --- numbers in the text ---------------------------------------------------------------------------------------------

NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NAMED = re.compile(
    r"your own `?(?P<one>\w+)`?: finish exercise (?P<a>[\d.]+\d)|xercise (?P<b>[\d.]+\d) \(`?(?P<two>\w+)"
)
"""Where the text says of which exercise a number is."""


def source_file(assignment: str) -> str:
    return f"change it in solutions/notebooks/{assignment}.py"


def numbers_of(assignment: str) -> dict[str, str]:
    """Exercise -> its number, by its place in the table of records."""
    return {one.name: f"{int(assignment[:2])}.{k}" for k, one in enumerate(ASSIGNMENTS[assignment], 1)}


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_headings_points_and_stubs_have_the_numbers_of_the_records(assignment: str) -> None:
    cells = {grade_id(cell): cell["source"] for cell in released(assignment)["cells"]}
    for exercise in ASSIGNMENTS[assignment]:
        number = numbers_of(assignment)[exercise.name]
        lacking = {f"exercise-{exercise.name}", f"solution-{exercise.name}"} - set(cells)
        assert not lacking, source_file(assignment)
        task = cells[f"exercise-{exercise.name}"]
        assert task.splitlines()[0] == f"### Exercise {number} · `{exercise.name}`", source_file(assignment)
        points = f"*{exercise.points:g} point{'s' * (exercise.points != 1)}, about "
        assert any(line.startswith(points) for line in task.splitlines()), f"{points}...*: {source_file(assignment)}"
        stubs = re.findall(r'NotImplementedError\("(exercise.*?)"\)', cells[f"solution-{exercise.name}"])
        assert set(stubs) == {f"exercise {number}: {exercise.name}"}, source_file(assignment)


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_a_number_in_the_text_is_that_of_the_exercise_named_beside_it(assignment: str) -> None:
    numbers = numbers_of(assignment)
    for cell in released(assignment)["cells"]:
        of_this = re.findall(rf"\b[Ee]xercise ({int(assignment[:2])}\.\d+)", cell["source"])
        assert set(of_this) <= set(numbers.values()), f"{grade_id(cell)}: {source_file(assignment)}"
        for found in NAMED.finditer(cell["source"]):
            name, number = found["one"] or found["two"], found["a"] or found["b"]
            assert numbers.get(name, number) == number, f"{grade_id(cell)}: {source_file(assignment)}"


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_the_first_cell_counts_the_exercises_and_their_points(assignment: str) -> None:
    title = released(assignment)["cells"][0]["source"]
    said = next(line for line in title.splitlines() if line.startswith("**Time**"))
    counts = [NUMBERS.index(word.lower()) for word in re.findall(r"(\w+) exercises", said)]
    beside = said.count("(the audit")  # where a part of the notebook has the audit and nothing else
    assert max(counts) + beside == len(ASSIGNMENTS[assignment]), f"{said}: {source_file(assignment)}"
    points = sum(map(float, re.findall(r"(\d+) points?", said)))
    assert points == sum(exercise.points for exercise in ASSIGNMENTS[assignment]), f"{said}: {source_file(assignment)}"


# --- what happens when it is run -------------------------------------------------------------------------------------


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
    public = released(assignment)
    raised = errors(executed(public, tmp_path, allow_errors=True))
    graded = {cell["id"] for cell in public["cells"] if is_graded(cell)}
    unexpected = {
        name: f"{error.ename}: {error.evalue}"
        for name, error in raised.items()
        if name not in graded and error.ename != "NotImplementedError"
    }
    assert not unexpected
    assert graded <= set(raised), "a graded cell passes although nothing is written"
    assert all("still to be written" in " ".join(raised[name].evalue.split()) for name in graded)
