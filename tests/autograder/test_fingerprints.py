"""What a grade depends on: the key of an exercise changes with what it does, and with nothing else."""

import ast
import dataclasses
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import resolve_name
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
        ("gradebook.py", True),
        ("cli.py", False),
        ("class_tables.py", False),
        ("pending.py", False),
        ("standings.py", False),
        ("notebook/feedback.py", False),
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


# What is left out of it: the modules that a grade depends on are found by their imports ----------------------------

NAMES = ("backprop", "backprop_reference", "backprop_grader")
DECIDE = tuple(f"backprop_grader.{name}" for name in ("class_grading", "unit", "preprocessors", "isolated"))
"""Who grades a class, one submission here or elsewhere, for nbgrader, and inside the sandbox."""
MODULES = {
    ".".join((name, *file.relative_to(package).with_suffix("").parts)).removesuffix(".__init__"): file
    for name, package in zip(NAMES, fingerprints.PACKAGES, strict=True)
    for file in package.rglob("*.py")
}


def imported(name):
    """Every name that a module imports, at the top or inside a function, with the packages that it lies in."""
    found, file = set(), MODULES[name]
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            where = resolve_name("." * node.level + (node.module or ""), package)
            found |= {where, *(f"{where}.{alias.name}" for alias in node.names)}
    return {".".join(parts[:count]) for name in found if (parts := name.split(".")) for count in range(1, 9)}


@cache
def deciding():
    """Whatever a grade depends on, but for what a student's code asks of the course."""
    found: set[str] = set()
    waiting = [name for name in MODULES if name.startswith(DECIDE)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported(name) & MODULES.keys()
    return found


def left_out():
    places = {
        name: file.relative_to(fingerprints.PACKAGES[NAMES.index(name.split(".")[0])]) for name, file in MODULES.items()
    }
    return {name for name, place in places.items() if fingerprints.is_apart(place)}


def test_the_imports_that_are_followed_lead_to_what_grades():
    assert {"backprop_grader.gradebook", "backprop_grader.isolated.shell", "backprop_reference"} <= deciding()
    assert {"backprop.examination.examine", "backprop_grader.exercises.vectors"} <= deciding()


def test_nothing_that_decides_a_grade_is_left_out():
    assert not deciding() & left_out()


def test_of_the_grader_nothing_else_makes_a_class_be_graded_again():
    """A module that is named here belongs into fingerprints.APART, or else what decides a grade should import it."""
    assert not {name for name in MODULES if name.startswith("backprop_grader")} - deciding() - left_out()


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
