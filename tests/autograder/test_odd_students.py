"""Students are called as they like: no name is a command to the terminal, to rich, or the end of a class."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from backprop_grader.class_grading import Outcome
from backprop_grader.class_tables import marks_table, scores_table
from backprop_grader.commands import grade
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.run_folder import RunFolder

ASSIGNMENT = "01-apple-orange"
ODD = ["[/b]", "[bold red]x", "\x1b[2J\x1b]0;owned\x07x", "a\nb", ":smile:", "\x9b31m", "\u202egnp.txt", "-x", "$(id)"]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("kind", ["grade", "scores"])
def test_a_table_shows_an_odd_name_on_one_line(name: str, kind: str) -> None:
    reason = f"the file {name} is empty"
    if kind == "grade":
        record = {"student": name, "error": reason, "exercises": []}
        table = marks_table(ASSIGNMENT, {name: record}, {}, {})
    else:
        table = scores_table(ASSIGNMENT, {name: {"error": reason}}, {})
    written = io.StringIO()
    Console(file=written, width=300, markup=False, emoji=False, highlight=False).print(table)
    assert one_line(name) in written.getvalue()
    assert all(letter.isprintable() or letter == "\n" for letter in written.getvalue())


def test_what_is_said_at_the_end_is_short_and_harmless() -> None:
    many = {f"s{number:02}\x1b[2J": "the file is empty\n" for number in range(grade.NAMED + 3)}
    repaired = {name: ["renamed"] for name in many}
    outcome = Outcome(ASSIGNMENT, damaged=many, repaired=repaired, undone={"zoë": "no\nsandbox"})
    said = grade.by_name(outcome, shown=[])
    assert said[0] == "  zoë: no\ufffdsandbox; the same command tries again"
    assert said[1] == "  s00: the file is empty\ufffd"
    assert said[-2] == f"  and 3 more: backprop-grader report {ASSIGNMENT} names them all"
    assert said[-1].startswith("  repaired, at no cost: s00, s01, ")
    assert said[-1].endswith(" and 3 more")
    assert len(said) == 1 + grade.NAMED + 2
    assert grade.by_name(outcome, shown=list(many)) == [said[0], said[-1]]


def test_a_name_that_is_no_text_is_left_out_and_said(tmp_path: Path) -> None:
    for name in (b"alice", b"jos\xe9", "josé".encode(), b".hidden"):
        (tmp_path / "submitted" / os.fsdecode(name) / ASSIGNMENT).mkdir(parents=True)
    folder = RunFolder(tmp_path)
    assert folder.students() == ["alice", "josé"]
    assert [one_line(name) for name in folder.misnamed()] == ["jos\ufffd"]
