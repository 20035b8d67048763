"""What was built is installed in a fresh environment and used there: first by a student, then by who grades.

One environment serves both, in this order: whoever grades adds two wheels, and environment.yml's packages, to it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

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
    """Distribution -> its wheel."""
    return {name: build(folder, tmp_path_factory.mktemp(name))[0] for name, folder in FOLDERS.items()}


@pytest.fixture(scope="module")
def student(wheels, tmp_path_factory):
    """A student's environment: the student's wheel with JupyterLab, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("fresh")
    insist_on_index(folder)
    environment = Environment(folder / "venv")
    environment.install(f"{wheels['backprop-course']}[lab]")
    return environment


@pytest.fixture(scope="module")
def teacher(student, wheels):
    """The environment of who grades: what environment.yml asks for, with the wheels in place of the checkout."""
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    packages = [line for line in wanted if isinstance(line, str) and not line.startswith(("python>", "pip"))]
    student.install(*packages, *wheels.values())
    return student


def executed(student: Environment, notebook: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook after a run in a kernel of the student's environment, which had the installed library."""
    mine = folder / "run.ipynb"
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


def test_a_student_has_jupyterlab_and_what_its_widgets_need(student, tmp_path):
    done = student.run("jupyter", "lab", "--version", cwd=tmp_path)
    assert re.match(r"[4-9]\.", done.stdout), done.stderr
    extensions = student.folder / "share" / "jupyter" / "labextensions"
    assert (extensions / "anywidget").is_dir()
    assert (extensions / "@jupyter-widgets" / "jupyterlab-manager").is_dir()


def test_a_student_has_nothing_that_answers(student, tmp_path):
    for module in ("backprop_reference", "backprop_grader"):
        done = student.run("python", "-c", f"import {module}", cwd=tmp_path)
        assert "ModuleNotFoundError" in done.stderr


def test_notebook_01_with_answers_runs_in_a_students_environment(student, tmp_path):
    ran = executed(student, build_source(NOTEBOOK, tmp_path), tmp_path)
    assert errors(ran) == {}
    assert "2.00 of 2.00" in json.dumps(ran)


def test_notebook_01_as_released_runs_there_and_only_its_graded_cells_object(student, tmp_path):
    ran = executed(student, ROOT / "course" / NOTEBOOK / f"{NOTEBOOK}.ipynb", tmp_path)
    graded = {
        cell.metadata.nbgrader.grade_id: "NotYet"
        for cell in ran.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert graded
    assert errors(ran) == graded


def test_what_conda_would_install_imports_from_the_wheels(teacher, tmp_path):
    """environment.yml's pip translation: the same names and ranges, from pip."""
    modules = ("backprop", "backprop_reference", "backprop_grader")
    script = f"import {', '.join(modules)}\nfor module in ({', '.join(modules)}): print(module.__file__)"
    done = teacher.run("python", "-c", script, cwd=tmp_path)
    assert len(done.stdout.split()) == len(modules), done.stderr
    assert all(Path(file).is_relative_to(teacher.folder) for file in done.stdout.split())


def verdicts(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """What `examine --json` printed, without the words, whose numbers are drawn anew each time."""
    assert done.returncode == 0, done.stderr
    return [
        {**one, "diagnosis": [found["code"] for found in one["diagnosis"]]}
        for one in json.loads(done.stdout)["exercises"]
    ]


def test_an_installed_grader_gives_the_scores_that_this_one_gives(teacher, tmp_path):
    wrong = next(answer for answer in answers("wrong") if answer.exercise == "MulLayer")
    right = next(answer for answer in answers("right") if answer.exercise == "AddLayer")
    file = tmp_path / "answers.py"
    file.write_text(f"import numpy as np\n\n{wrong.source}\n\n{right.source}", encoding="utf-8")
    words = ["examine", NOTEBOOK, str(file), "--json"]
    theirs = verdicts(teacher.run("backprop-grader", *words, cwd=ROOT))
    command = [sys.executable, "-m", "backprop_grader.cli", *words]
    ours = verdicts(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False))
    assert theirs == ours
    status = {str(one["exercise"]): one["status"] for one in theirs}
    assert status["AddLayer"] == "passed"
    assert status["MulLayer"] != "passed"


def test_an_installed_grader_finds_the_notebooks_of_the_checkout_that_it_is_called_in(teacher, tmp_path):
    done = teacher.run("backprop-grader", "source", NOTEBOOK, "--output", tmp_path / "theirs", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    ours = build_source(NOTEBOOK, tmp_path / "ours")
    assert (tmp_path / "theirs" / ours.name).read_bytes() == ours.read_bytes()


def test_an_installed_grader_says_in_one_line_that_it_is_called_outside_a_checkout(teacher, tmp_path):
    done = teacher.run("backprop-grader", "demo", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"backprop-grader: {tmp_path} is no checkout of the course: run this in the folder with its course/\n"
    )
    assert not list(tmp_path.iterdir())
