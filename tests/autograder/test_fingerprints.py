"""What a grade depends on: the key of an exercise changes with what it does, and with nothing else."""

import dataclasses
import shutil
import subprocess
import sys
from weakref import WeakKeyDictionary

import pytest

from backprop.exercises import ASSIGNMENTS
from backprop_grader import fingerprints
from backprop_grader.exercises import SECRETS
from backprop_grader.fingerprints import environment, exercise_key, submission_key

EXERCISES = [exercise for exercises in ASSIGNMENTS.values() for exercise in exercises]
MUL, ADD = ASSIGNMENTS["01-apple-orange"][:2]


def made(source, **names):
    """The function `f` of a text, as a module would hold it."""
    space = {"__name__": "backprop.exercises.made", **names}
    exec(source, space)
    return space["f"]


def key_of(function):
    return exercise_key(dataclasses.replace(MUL, cases=function))


def test_every_exercise_has_a_key_of_its_own():
    assert len({exercise_key(exercise) for exercise in EXERCISES}) == len(EXERCISES)


def test_other_processes_find_the_same_keys():
    """Names in sets and dictionaries come in another order there."""
    code = (
        "from backprop.exercises import ASSIGNMENTS; from backprop_grader.fingerprints import exercise_key;"
        "print(*(exercise_key(exercise) for exercises in ASSIGNMENTS.values() for exercise in exercises))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert done.stdout.split() == [exercise_key(exercise) for exercise in EXERCISES]


def test_what_a_process_remembers_while_it_runs_changes_no_key():
    remembered = WeakKeyDictionary()
    function = made("def f(x):\n    return memory", memory=remembered)
    before = key_of(function)
    remembered[function] = 1
    assert key_of(function) == before


@pytest.mark.parametrize("change", [{"points": 7.0}, {"tolerance": 0.1}, {"understood": "Something else."}])
def test_a_changed_record_changes_the_key(change):
    assert exercise_key(dataclasses.replace(MUL, **change)) != exercise_key(MUL)


def test_a_changed_function_changes_the_key_and_a_moved_one_does_not():
    one = "def f(rng):\n    return [rng.normal(size=3)]"
    assert key_of(made(one)) == key_of(made("\n\n# further down\n" + one))
    assert key_of(made(one)) != key_of(made(one.replace("3", "4")))


def test_what_a_function_refers_to_counts():
    def inner(size):
        return made(f"def f(rng):\n    return rng.normal(size={size})")

    outer = "def f(rng):\n    return [sizes, draw(rng)]"
    base = key_of(made(outer, draw=inner(3), sizes=(1, 2)))
    assert base == key_of(made(outer, draw=inner(3), sizes=(1, 2)))
    assert base != key_of(made(outer, draw=inner(4), sizes=(1, 2)))
    assert base != key_of(made(outer, draw=inner(3), sizes=(1, 3)))


def test_a_new_mistake_concerns_its_exercise_only(monkeypatch):
    secret = SECRETS[MUL.assignment]
    before = exercise_key(MUL), exercise_key(ADD)
    fewer = {**secret.mistakes, MUL.name: secret.mistakes[MUL.name][1:]}
    monkeypatch.setitem(SECRETS, MUL.assignment, dataclasses.replace(secret, mistakes=fewer))
    assert exercise_key(MUL) != before[0]
    assert exercise_key(ADD) == before[1]


def test_a_changed_reference_concerns_its_exercise_only(monkeypatch):
    before = exercise_key(MUL), exercise_key(ADD)
    other = type("MulLayer", (), {"forward": lambda self, x, y: x, "__module__": "backprop_reference"})
    monkeypatch.setattr(fingerprints.backprop_reference, "MulLayer", other)
    assert exercise_key(MUL) != before[0]
    assert exercise_key(ADD) == before[1]


def test_the_environment_is_the_grader_without_its_exercises():
    rooms = {path.parent.name for package in fingerprints.PACKAGES for path in package.rglob("*.py")}
    assert {"exercises", "examination", "isolated"} <= rooms
    assert environment() == environment()


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("notebook/ingest.py", True),
        ("isolated/shell.py", True),
        ("grading.py", True),
        ("exports/__init__.py", False),
        ("class_report/meanings.py", False),
        ("intake/naming.py", False),
        ("exchange/releasing.py", False),
        ("commands/grade.py", False),
    ],
)
def test_a_change_in_what_no_grade_depends_on_is_no_change_of_the_grader(file, counts, tmp_path, monkeypatch):
    copy = tmp_path / "backprop_grader"
    shutil.copytree(fingerprints.PACKAGES[-1], copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprints, "PACKAGES", (copy,))
    before = environment.__wrapped__()
    (copy / file).write_text((copy / file).read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert (environment.__wrapped__() != before) == counts


def test_grading_loads_nothing_of_what_is_left_out():
    """Else a grade could depend on it after all."""
    code = "import sys, backprop_grader.unit, backprop_grader.crew, backprop_grader.isolated.warm; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    left_out = fingerprints.APART - {"exercises"}
    assert "backprop_grader.isolated.shell" in loaded
    assert not [name for name in loaded if name.startswith("backprop") and left_out & {*name.split(".")[1:2]}]


class TestTheKeyOfASubmission:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "a.ipynb").write_text("one")
        return tmp_path

    @staticmethod
    def key(folder, release=None, seed=1, walled=True):
        return submission_key(folder, release or {"cells": []}, seed, walled)

    def test_depends_on_the_bytes_the_seed_the_release_and_the_walls(self, folder):
        same = self.key(folder)
        assert same == self.key(folder)
        others = [self.key(folder, seed=2), self.key(folder, walled=False), self.key(folder, {"cells": [1]})]
        (folder / "a.ipynb").write_text("two")
        assert same not in [*others, self.key(folder)]

    def test_follows_no_link_and_opens_nothing_strange(self, folder, tmp_path_factory):
        import os

        elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.ipynb"
        elsewhere.write_text("one")
        (folder / "link.ipynb").symlink_to(elsewhere)
        os.mkfifo(folder / "pipe.ipynb")  # opening it would wait for somebody to write
        before = self.key(folder)
        elsewhere.write_text("two")
        assert self.key(folder) == before
