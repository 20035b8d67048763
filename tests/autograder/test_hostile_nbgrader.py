"""Hostile submissions through `nbgrader autograde` with our configuration: the same scores as by our own command.

Stock nbgrader takes half a second a submission on top of ours, so every class of attack has one here (none of those
that wait for a budget to run out), with a dozen mutations, of folders above all: nbgrader walks through them itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from backprop_grader.gradebook import read_scores
from backprop_grader.isolation import available
from hostile.classroom import SECRET, HostileClass, hostile_class
from hostile.corpus import ASSIGNMENT, NOTHING

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("hostile-nbgrader"),
    pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed"),
]
ATTACKS = """
    comparisons-say-yes builtins-in-the-call comparisons-rewritten equal-to-everything patches-later frames-above
    reads-files connects grades-written startup-files everybody-killed forged-answers prints-without-end objects leaves
"""
MUTATIONS = """
    latin-1 nbformat-3 tests-deleted tripled points-inflated wrong-types deep cut-off renamed odd-name two-notebooks
    things-beside a-link links-beside a-pipe pipes-beside a-folder
"""
HONEST = "prints warnings figures an-error-of-ones-own"
Graded = tuple[HostileClass, Mapping[str, Mapping[str, float]]]
LIVE = "outputs-handed-in answers"


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Graded]:
    """The class after `nbgrader autograde`, and what the gradebook says."""
    chosen = " ".join((ATTACKS, MUTATIONS, HONEST, LIVE)).split()
    with hostile_class(tmp_path_factory.mktemp("hostile"), chosen) as made:
        done = made.command("nbgrader", "autograde", ASSIGNMENT)
        assert done.returncode == 0, done.stderr[-3000:]
        found = read_scores(made.run / "gradebook.db", ASSIGNMENT)
        yield made, {student: {name: one["score"] for name, one in each.items()} for student, each in found.items()}


@pytest.mark.parametrize("name", " ".join((ATTACKS, MUTATIONS, HONEST, LIVE)).split())
def test_a_submission_gets_what_our_own_command_gives_it(graded: Graded, name: str) -> None:
    made, found = graded
    entry = made.entries[name]
    assert found.get(name, NOTHING) == pytest.approx(dict(entry.scores or NOTHING)), entry.title


def test_nothing_is_left_and_nothing_secret_comes_back(
    graded: Graded,
) -> None:
    made, _ = graded
    assert made.litter() == []
    assert made.calls == []
    for path in (made.run / "autograded").rglob("*"):
        assert not path.is_symlink(), path
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    for name in ("gradebook.db", "answers.py", "id_rsa"):
        assert (Path(made.places.secrets) / name).read_text(encoding="ascii") == SECRET
