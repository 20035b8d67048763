"""Ctrl-C: one line that says what is left and what the same command does next, and no more than is true."""

import importlib

import pytest

from backprop_grader.cli import COMMANDS, main
from graded_class import ASSIGNMENT

WORDS = {
    "source": (ASSIGNMENT, "--output", "nowhere"),
    "intake": (ASSIGNMENT, "nowhere.zip"),
    "grade": (ASSIGNMENT,),
    "merge": (ASSIGNMENT,),
    "feedback": (ASSIGNMENT,),
    "report": (ASSIGNMENT,),
    "export": (ASSIGNMENT, "--to", "csv"),
    "examine": (ASSIGNMENT, "nowhere.py"),
}
"""Command -> what it cannot do without."""
SAID = {
    ("intake",): "what was taken in is kept, the same command takes in the rest",
    ("grade",): "what was graded is kept, the same command goes on from there",
    ("grade", "--force"): "what was graded is kept, but with --force the same command begins anew",
    ("merge",): "what was entered is kept, the same command enters the rest",
    ("feedback",): "the pages that were written are kept, the same command writes the rest",
    ("feedback", "--force"): "the pages that were written are kept, but with --force the same command begins anew",
}


def stopped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, *options: str) -> str:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib.import_module(f"backprop_grader.commands.{command}"), "run", interrupted)
    assert main([command, *WORDS.get(command, ()), *options]) == 130
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("words", SAID)
def test_what_is_kept_and_how_it_goes_on_is_said(words, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    assert stopped(monkeypatch, capsys, *words) == f"backprop-grader: stopped; {SAID[words]}"


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {words[0] for words in SAID}))
def test_of_the_others_nothing_is_promised(command, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    assert stopped(monkeypatch, capsys, command) == "backprop-grader: stopped"


@pytest.mark.parametrize(
    ("command", "said"), [("grade", "grade again"), ("feedback", "every page"), ("intake", "files")]
)
def test_force_is_explained_by_each_command_for_itself(
    command: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.lstrip().startswith("--force ")]
    assert said in line
