"""The hostile class through `backprop-grader`: nothing is gained, nothing honest is lost, nothing is left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backprop_grader.isolation import available
from backprop_grader.notebook.conventions import REPOSITORY
from backprop_grader.run_folder import RunFolder
from hostile.classroom import SECRET, HostileClass, hostile_class, names_of, scores_of
from hostile.corpus import ASSIGNMENT, POINTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("hostile-grade"),
    pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed"),
]
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Command -> how it ended."""
    return {}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, told: dict[str, Any]) -> Iterator[HostileClass]:
    """The whole class after `grade`, `feedback` and `scores`; what they had for output is in `told`."""
    with hostile_class(tmp_path_factory.mktemp("hostile")) as made:
        trusted = {path: path.read_bytes() for path in _trusted()}
        for name, words in {
            "grade": ("grade", ASSIGNMENT, "--workers", "2"),
            "feedback": ("feedback", ASSIGNMENT),
            "scores": ("scores", ASSIGNMENT, "--json"),
            "table": ("scores", ASSIGNMENT),
        }.items():
            told[name] = made.command("backprop-grader", *words, "--run", str(made.run))
        told["scores found"] = scores_of(told["scores"].stdout)
        told["records"] = RunFolder(made.run).records(ASSIGNMENT)
        told["changed"] = [path for path, before in trusted.items() if path.read_bytes() != before]
        yield made


def _trusted() -> Iterator[Path]:
    """Files that decide, and that nobody edits while a test runs."""
    for folder in ("solutions/backprop_reference", "autograder/backprop_grader/exercises", f"course/{ASSIGNMENT}"):
        yield from (REPOSITORY / folder).rglob("*.[pi][yp]*")


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    groups = {"mutations": 0, "honest": 0}
    every = len(names_of())
    for group in groups:
        groups[group] = len(names_of([group]))
    assert groups["mutations"] >= 50
    assert groups["honest"] >= 20
    assert every - sum(groups.values()) >= 100
    assert len(set(names_of())) == every


@pytest.mark.parametrize("name", names_of())
def test_a_submission_gets_what_it_is_worth(graded: HostileClass, told: dict[str, Any], name: str) -> None:
    entry, found = graded.entries[name], told["scores found"][name]
    if entry.scores is None:
        assert isinstance(found, str), f"{entry.title}: read, and given {found}"
    else:
        assert found == pytest.approx(dict(entry.scores)), entry.title
    record = told["records"][name]
    said = " | ".join([record["error"]] if record["error"] else record["repairs"])
    if entry.says or entry.scores is not None:
        assert re.search(entry.says or r"\A\Z", said), f"{entry.title}: {said!r}"


@pytest.mark.parametrize("command", ["grade", "feedback", "scores", "table"])
def test_the_class_is_finished_and_no_process_is_left(graded: HostileClass, told: dict[str, Any], command: str) -> None:
    assert told[command].returncode == 0, told[command].stderr[-2000:]


@pytest.mark.parametrize("command", ["grade", "feedback", "scores", "table"])
def test_nothing_in_the_console_is_a_command_to_the_terminal(
    graded: HostileClass, told: dict[str, Any], command: str
) -> None:
    assert not CONTROL.findall(told[command].stdout + told[command].stderr)


def test_nothing_is_left_and_nobody_was_called(graded: HostileClass) -> None:
    assert graded.litter() == []
    assert graded.calls == []


def test_what_decides_was_not_touched(graded: HostileClass, told: dict[str, Any]) -> None:
    assert told["changed"] == []
    canaries = Path(graded.places.secrets)
    assert {path.name for path in canaries.iterdir()} == {"gradebook.db", "answers.py", "id_rsa", "solved.ipynb"}
    for name in ("gradebook.db", "answers.py", "id_rsa"):
        assert (canaries / name).read_text(encoding="ascii") == SECRET


def test_nothing_secret_comes_back(graded: HostileClass) -> None:
    seed = (graded.run / "seed").read_text(encoding="ascii").strip()
    for folder in ("autograded", "feedback", "journal"):
        for path in (graded.run / folder).rglob("*.*"):
            shown = path.read_text(encoding="utf-8")
            assert SECRET not in shown, path
            assert seed not in shown, path


def test_feedback_tells_no_hidden_input(graded: HostileClass, told: dict[str, Any]) -> None:
    public = {"200.0", "450.0", "100.0", "150.0", "1.1", "650.0", "1.0", "650", "1", "0", "100.000000", "150.000000"}
    leaks = 0
    for name in names_of(["reading"]):
        for exercise in told["records"][name]["exercises"]:
            card = re.sub(r"(?<=-)\s+", "", exercise["card"])
            for leaked in re.findall(r"LEAKED.INPUT(.{0,60})", card, re.DOTALL):
                numbers = re.findall(r"\d+[.p]\d+", re.split(r"\{|instead|in result|→|\(line", leaked)[0])
                assert {number.replace("p", ".") for number in numbers} <= public, card
                leaks += 1
    assert leaks > 3, "the attempts to tell are no longer seen at all: is this test still looking at them?"


def test_every_score_is_a_plain_number_for_stock_nbgrader(graded: HostileClass, told: dict[str, Any]) -> None:
    for path in sorted((graded.run / "autograded").rglob("*.ipynb")):
        cells = {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
        for exercise, points in POINTS.items():
            card, score = cells[f"test-{exercise}"]["outputs"]
            assert (card["output_type"], score["output_type"]) == ("stream", "execute_result")
            assert 0.0 <= float("".join(score["data"]["text/plain"])) <= points
