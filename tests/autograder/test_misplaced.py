"""Submissions that lie where nobody looks for them are named, and what is merely another assignment's is not."""

import os
from pathlib import Path

import pytest

from backprop_grader.cli import main
from backprop_grader.commands.doctor import examine_machine
from backprop_grader.misplaced import misplaced, remarks
from backprop_grader.run_folder import RunFolder

ASSIGNMENT = "03-vectors"


def folder_with(path: Path, *files: str) -> RunFolder:
    for file in files:
        (path / "submitted" / file).parent.mkdir(parents=True, exist_ok=True)
        (path / "submitted" / file).write_text("{}", encoding="utf-8")
    return RunFolder(path)


@pytest.mark.parametrize(
    ("file", "student"),
    [
        ("ivan/03-vectors.ipynb", "ivan"),
        ("ivan/my homework.ipynb", "ivan"),
        ("ivan/03-vectors (1).IPYNB", "ivan"),
        ("judit/03-Vectors/03-vectors.ipynb", "judit"),
        ("judit/vectors/answers.ipynb", "judit"),
        ("judit/3/answers.ipynb", "judit"),
        ("judit/handed in/03_vectors.ipynb", "judit"),
        ("kim.ipynb", "kim.ipynb"),
    ],
)
def test_a_notebook_beside_its_place_is_found(file, student, tmp_path):
    assert misplaced(folder_with(tmp_path, file), ASSIGNMENT) == {student: file}


@pytest.mark.parametrize(
    "file",
    [
        "ivan/02-node-gates.ipynb",
        "ivan/02-node-gates/03-vectors.ipynb",
        "ivan/04-matrices/04-matrices.ipynb",
        "ivan/notes.txt",
        "ivan/hw-1/answers.ipynb",
        "ivan/.ipynb_checkpoints/03-vectors.ipynb",
        "02-node-gates.ipynb",
    ],
)
def test_what_is_meant_for_something_else_is_not(file, tmp_path):
    assert misplaced(folder_with(tmp_path, file), ASSIGNMENT) == {}


def test_who_has_handed_in_is_not_looked_through(tmp_path):
    folder = folder_with(tmp_path, "ivan/03-vectors/03-vectors.ipynb", "ivan/03-vectors.ipynb")
    assert misplaced(folder, ASSIGNMENT) == {}


def test_links_are_not_followed(tmp_path):
    folder = folder_with(tmp_path, "ada/03-vectors/03-vectors.ipynb")
    (folder.submitted / "eve").symlink_to(folder.submitted / "ada" / ASSIGNMENT)
    (folder.submitted / "ivan").mkdir()
    (folder.submitted / "ivan" / "03-vectors.ipynb").symlink_to("/etc/passwd")
    assert misplaced(folder, ASSIGNMENT) == {}


def test_a_folder_that_may_be_listed_and_not_entered_stops_nobody(tmp_path, monkeypatch):
    folder = folder_with(tmp_path, "ivan/vectors/03-vectors.ipynb", "judit/03-vectors.ipynb")
    original = os.stat

    def closed(path, *args, **options):
        if "ivan/vectors/" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, *args, **{"follow_symlinks": False, **options})

    monkeypatch.setattr(os, "stat", closed)
    monkeypatch.setattr(os, "lstat", closed)
    assert misplaced(folder, ASSIGNMENT) == {"judit": "judit/03-vectors.ipynb"}


def test_a_line_says_what_is_left_out_and_where_it_should_lie(tmp_path):
    folder = folder_with(tmp_path, "iv\x1b[2Jan/03-vectors.ipynb", "kim.ipynb", "03-vectors/zoë/03-vectors.ipynb")
    assert remarks(folder, ASSIGNMENT) == [
        "left out: submitted/03-vectors/zoë/03-vectors.ipynb; "
        "it is looked for at submitted/<student>/03-vectors/03-vectors.ipynb",
        "left out: submitted/ivan/03-vectors.ipynb; it is looked for at submitted/ivan/03-vectors/03-vectors.ipynb",
        "left out: submitted/kim.ipynb; it is looked for at submitted/<student>/03-vectors/03-vectors.ipynb",
    ]


def test_a_class_that_is_misplaced_as_a_whole_is_refused_in_one_line_with_the_first(tmp_path, capsys):
    folder_with(tmp_path, "ada/03-vectors.ipynb", "bo/03-vectors.ipynb")
    assert main(["grade", ASSIGNMENT, "--run", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "nobody has handed in 03-vectors" in line
    assert "(left out: submitted/ada/03-vectors.ipynb; it is looked for at submitted/ada/" in line


def test_the_doctor_names_them_too(tmp_path):
    folder_with(tmp_path, "ada/03-vectors.ipynb", *(f"bo{number}/01-apple-orange.ipynb" for number in range(20)))
    found = [one.finding for one in examine_machine(tmp_path) if one.subject == "submission"]
    assert found[0] == "submitted/ada/03-vectors.ipynb is not where `grade` looks for it"
    assert found[-1] == "and 11 more like it"
