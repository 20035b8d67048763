"""What was built is installed in fresh environments, and used there: by a student, and by who grades."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from backprop_grader.notebook.release import build_source
from collection import answers
from distributions import FOLDERS, ROOT, build
from fresh import Environment, insist_on_index

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed")]

NOTEBOOK = "01-apple-orange"
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
notebook.cells.append(nbformat.v4.new_code_cell("import backprop; print(backprop.__file__)"))
NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    return {name: build(folder, tmp_path_factory.mktemp(name))[0] for name, folder in FOLDERS.items()}


@pytest.fixture(scope="module")
def student(wheels, tmp_path_factory):
    """A student's environment: the student's wheel with JupyterLab, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("student")
    insist_on_index(folder)
    environment = Environment(folder / "venv")
    environment.install(f"{wheels['backprop-course']}[lab]")
    return environment


@pytest.fixture(scope="module")
def teacher(wheels, tmp_path_factory):
    """The environment of who grades: all three wheels."""
    folder = tmp_path_factory.mktemp("teacher")
    insist_on_index(folder)
    environment = Environment(folder / "venv")
    environment.install(*wheels.values())
    return environment


def executed(student: Environment, notebook: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook after a run in a kernel of the student's environment, which had the installed library."""
    mine = folder / notebook.name
    mine.write_bytes(notebook.read_bytes())
    done = student.run("python", "-c", EXECUTE, mine, cwd=folder)
    assert done.returncode == 0, done.stderr
    ran = nbformat.read(mine, 4)
    library = Path(ran.cells.pop().outputs[0].text.strip())
    assert library.is_relative_to(student.folder)
    return ran


def errors(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Cell -> the error that it ended with."""
    return {
        cell.metadata.get("nbgrader", {}).get("grade_id", cell.source): output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    }


def test_a_student_has_jupyterlab(student, tmp_path):
    done = student.run("jupyter", "lab", "--version", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split(".")[0]) >= 4


def test_a_student_has_nothing_that_answers(student, tmp_path):
    for module in ("backprop_reference", "backprop_grader"):
        done = student.run("python", "-c", f"import {module}", cwd=tmp_path)
        assert "ModuleNotFoundError" in done.stderr


def test_notebook_01_with_answers_runs_in_a_students_environment(student, tmp_path):
    (tmp_path / "run").mkdir()
    ran = executed(student, build_source(NOTEBOOK, tmp_path), tmp_path / "run")
    assert errors(ran) == {}
    assert "2.00 of 2.00" in json.dumps(ran)


def test_notebook_01_as_released_runs_and_only_its_graded_cells_object(student, tmp_path):
    ran = executed(student, ROOT / "course" / NOTEBOOK / f"{NOTEBOOK}.ipynb", tmp_path)
    graded = {
        cell.metadata.nbgrader.grade_id: "NotYet"
        for cell in ran.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert graded
    assert errors(ran) == graded


def test_an_installed_grader_examines_an_answer(teacher, tmp_path):
    right = next(answer for answer in answers("right") if answer.exercise == "MulLayer")
    (tmp_path / "answer.py").write_text(right.source, encoding="utf-8")
    words = ("examine", NOTEBOOK, tmp_path / "answer.py", "--exercise", "MulLayer")
    done = teacher.run("backprop-grader", *words, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "2.00 of 2.00" in done.stdout


def test_an_installed_grader_can_look_at_the_machine(teacher):
    done = teacher.run("backprop-grader", "doctor", cwd=ROOT)
    assert "Traceback" not in done.stderr
    assert "isolation" in done.stdout


@pytest.mark.parametrize("words", [("release",), ("lab",), ("demo",), ("source", NOTEBOOK, "--output", "out")], ids=str)
def test_outside_a_checkout_the_grader_says_so_in_one_line(teacher, words, tmp_path):
    done = teacher.run("backprop-grader", *words, cwd=tmp_path)
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert "run this in a checkout" in done.stderr
    assert not list(tmp_path.iterdir())
