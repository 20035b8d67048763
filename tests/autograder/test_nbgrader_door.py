"""The nbgrader door: nbgrader's own commands, with our configuration, run our engine and keep our scores."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from backprop_grader import preprocessors
from backprop_grader.examination import as_record, exercises_of, without_room
from backprop_grader.gradebook import Gradebook, read_scores
from backprop_grader.isolation import available
from backprop_grader.notebook.conventions import REPOSITORY, released, solution_cells
from backprop_grader.notebook.ingest import Ingested
from backprop_grader.notebook.release import source_notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning"
)

ASSIGNMENT = "01-apple-orange"
Door = Callable[..., Any]


@pytest.fixture(scope="session")
def solved() -> dict[str, Any]:
    notebook = released(ASSIGNMENT)
    answers = solution_cells(source_notebook(ASSIGNMENT))
    for exercise, cell in solution_cells(notebook).items():
        cell["source"] = answers[exercise]["source"]
    return notebook


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKPROP_RUN", str(tmp_path / "run"))
    return tmp_path / "run"


def hand_in(run: Path, student: str, content: dict[str, Any] | bytes, name: str = f"{ASSIGNMENT}.ipynb") -> Path:
    path = run / "submitted" / student / ASSIGNMENT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def points_by_length(ingested: Ingested, student: str, assignment: str, level: str, seed: int) -> dict[str, Any]:
    """A stand-in for the engine: half the points for every exercise that has an answer."""
    exercises = [as_record(verdict) for verdict in without_room(exercises_of(assignment), "not examined")]
    for exercise in exercises:
        answered = "NotImplementedError" not in ingested.solutions.get(exercise["exercise"], "NotImplementedError")
        exercise["points"] = exercise["max_points"] / 2 if answered else 0.0
        exercise["card"] = f"{exercise['exercise']}: seed {seed}"
    return {
        "student": student,
        "assignment": assignment,
        "isolation": level,
        "repairs": list(ingested.repairs),
        "error": ingested.error,
        "exercises": exercises,
        "cells": {},
        "seconds": 0.0,
    }


@pytest.fixture
def autograde(run: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """`nbgrader autograde` in this process, with the stand-in for an engine."""
    from nbgrader.apps import NbGraderAPI

    monkeypatch.setattr(preprocessors, "grade_submission", points_by_length)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    config: Config = PyFileConfigLoader("nbgrader_config.py", str(REPOSITORY / "autograder")).load_config()
    return NbGraderAPI(config=config)


def scores(run: Path) -> dict[str, float]:
    found = read_scores(run / "gradebook.db", ASSIGNMENT)
    return {student: sum(score["score"] for score in each.values()) for student, each in found.items()}


def test_autograde_runs_our_engine_on_a_gradebook_that_did_not_exist(
    autograde: Door, run: Path, solved: dict[str, Any]
) -> None:
    hand_in(run, "alice", solved)
    hand_in(run, "bob", released(ASSIGNMENT))
    for student in ("alice", "bob"):
        assert autograde.autograde(ASSIGNMENT, student)["success"]
    assert scores(run) == {"alice": 4.5, "bob": 0.0}
    graded = json.loads((run / "autograded" / "alice" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())
    card = next(cell for cell in graded["cells"] if cell["id"] == "test-basket")
    assert "".join(card["outputs"][1]["data"]["text/plain"]) == "0.5"


def test_the_formgrader_sees_the_scores_and_nothing_that_needs_a_person(
    autograde: Door, run: Path, solved: dict[str, Any]
) -> None:
    hand_in(run, "alice", solved)
    autograde.autograde(ASSIGNMENT, "alice")
    (row,) = autograde.get_submissions(ASSIGNMENT)
    assert (row["student"], row["score"], row["max_score"]) == ("alice", 4.5, 9.0)
    assert row["autograded"]
    assert not row["needs_manual_grade"]


def test_a_renamed_notebook_with_a_byte_order_mark_and_something_beside_it_is_graded(
    autograde: Door, run: Path, solved: dict[str, Any]
) -> None:
    hand_in(run, "alice", b"\xef\xbb\xbf" + json.dumps(solved).encode(), "my homework.ipynb")
    hand_in(run, "alice", b"1 2 3", "data.txt")
    assert autograde.autograde(ASSIGNMENT, "alice")["success"]
    assert scores(run) == {"alice": 4.5}


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 100, b"[]"], ids=["empty", "cut off", "zeros", "no notebook"])
def test_a_damaged_file_costs_its_student_only_and_says_why(autograde: Door, run: Path, content: bytes) -> None:
    hand_in(run, "alice", content)
    assert autograde.autograde(ASSIGNMENT, "alice")["success"]
    assert scores(run) == {"alice": 0.0}
    graded = (run / "autograded" / "alice" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "could not be read" in graded


def test_what_lies_behind_a_link_never_comes_back(
    autograde: Door, run: Path, solved: dict[str, Any], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the class's grades", encoding="utf-8")
    path = hand_in(run, "alice", solved)
    path.with_name("notes.txt").symlink_to(secret)
    path.with_name("folder").symlink_to(tmp_path)
    os.mkfifo(path.with_name("pipe"))
    assert autograde.autograde(ASSIGNMENT, "alice")["success"]
    assert autograde.generate_feedback(ASSIGNMENT, "alice")["success"]
    for step in ("autograded", "feedback"):
        left = [file.name for file in (run / step).rglob("*") if not file.is_dir()]
        assert all(name.startswith(ASSIGNMENT) for name in left), left
    assert secret.read_text(encoding="utf-8") == "the class's grades"
    assert len(list((run / "set-aside" / "alice" / ASSIGNMENT).iterdir())) == 3


def test_a_submission_that_is_a_link_is_not_read(autograde: Door, run: Path, solved: dict[str, Any]) -> None:
    other = hand_in(run, "alice", solved)
    hand_in(run, "eve", b"x").unlink()
    (run / "submitted" / "eve" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").symlink_to(other)
    autograde.autograde(ASSIGNMENT, "eve")
    assert scores(run) == {"eve": 0.0}
    assert other.is_file()


def test_grades_by_hand_survive_and_feedback_shows_them(autograde: Door, run: Path, solved: dict[str, Any]) -> None:
    hand_in(run, "alice", solved)
    autograde.autograde(ASSIGNMENT, "alice")
    with autograde.gradebook as gradebook:
        gradebook.find_grade("test-basket", ASSIGNMENT, ASSIGNMENT, "alice").manual_score = 1.0
        gradebook.find_comment("solution-basket", ASSIGNMENT, ASSIGNMENT, "alice").manual_comment = "Said in person."
        gradebook.db.commit()
    autograde.autograde(ASSIGNMENT, "alice")
    assert scores(run) == {"alice": 5.0}
    assert autograde.generate_feedback(ASSIGNMENT, "alice")["success"]
    page = (run / "feedback" / "alice" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "Said in person." in page


def test_both_doors_read_and_write_one_gradebook(autograde: Door, run: Path, solved: dict[str, Any]) -> None:
    hand_in(run, "alice", solved)
    autograde.autograde(ASSIGNMENT, "alice")
    record = points_by_length(Ingested(solved, {}), "alice", ASSIGNMENT, "none", 0)
    with Gradebook(run / "gradebook.db") as gradebook:
        gradebook.declare(ASSIGNMENT, released(ASSIGNMENT))
        gradebook.save(record)
    assert scores(run) == {"alice": 0.0}
    autograde.autograde(ASSIGNMENT, "alice")
    assert scores(run) == {"alice": 4.5}


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed")
def test_nbgrader_and_our_command_give_the_same_scores(run: Path, solved: dict[str, Any]) -> None:
    wrong = json.loads(json.dumps(solved))
    solution_cells(wrong)["MulLayer"]["source"] = (
        "class MulLayer:\n"
        "    def forward(self, x, y):\n        self.x, self.y = x, y\n        return x * y\n"
        "    def backward(self, dout):\n        dout *= 2\n        return dout * self.y / 2, dout * self.x / 2\n"
    )
    hand_in(run, "alice", solved)
    hand_in(run, "bob", wrong)
    hand_in(run, "carol", b"{")
    tools = Path(sys.executable).parent

    def grade(*command: str) -> dict[str, dict[str, dict[str, float]]]:
        environment = {**os.environ, "PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "default"}
        done = subprocess.run(
            command, cwd=REPOSITORY / "autograder", env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return read_scores(run / "gradebook.db", ASSIGNMENT)

    by_nbgrader = grade(str(tools / "nbgrader"), "autograde", ASSIGNMENT)
    (run / "gradebook.db").unlink()
    shutil.rmtree(run / "autograded")
    by_us = grade(str(tools / "backprop-grader"), "grade", ASSIGNMENT, "--run", str(run))
    assert by_nbgrader == by_us
    assert sum(score["score"] for score in by_us["alice"].values()) == 9.0
    assert 0.0 < by_us["bob"]["MulLayer"]["score"] < 2.0
    assert sum(score["score"] for score in by_us["carol"].values()) == 0.0


def test_the_configuration_generates_the_committed_release(autograde: Door, run: Path, tmp_path: Path) -> None:
    from backprop_grader.notebook.release import build_source

    run.mkdir()
    autograde.coursedir.source_directory = os.path.relpath(tmp_path / "source", REPOSITORY / "autograder")
    autograde.coursedir.release_directory = os.path.relpath(tmp_path / "release", REPOSITORY / "autograder")
    build_source(ASSIGNMENT, tmp_path / "source" / ASSIGNMENT)
    Gradebook(run / "gradebook.db").close()
    assert autograde.generate_assignment(ASSIGNMENT)["success"]
    made = tmp_path / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    committed = REPOSITORY / "course" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert made.read_bytes() == committed.read_bytes()
