"""What the command says of itself: each word's help has an example that can be typed; half a word is no word."""

import shlex

import pytest

from backprop_grader.cli import COMMANDS, main, parser


def help_of(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_a_command_is_one_of_it(command, capsys, monkeypatch):
    *_, last = help_of(command, capsys, monkeypatch).splitlines()
    said, example = last.split(": backprop-grader ")
    assert said == "example"
    assert parser().parse_args(shlex.split(example)).command == command


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal_and_explains_every_argument(command, capsys, monkeypatch):
    shown = help_of(command, capsys, monkeypatch)
    assert max(map(len, shown.splitlines())) <= 80
    listed = [argument for argument in COMMANDS[command].arguments if argument.name != "options"]
    assert all(argument.settings["help"].split()[-1] in shown for argument in listed)


@pytest.mark.parametrize("command", ["intake", "grade"])
def test_where_submissions_lie_is_said(command, capsys, monkeypatch):
    assert "submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb" in help_of(command, capsys, monkeypatch)


def test_the_options_of_lab_are_not_listed_as_arguments(capsys, monkeypatch):
    shown = help_of("lab", capsys, monkeypatch)
    assert "positional arguments" not in shown
    assert "usage: backprop-grader lab [-h] [--teacher] [-- OPTION ...]" in shown


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("--deb doctor", "backprop-grader"),
        ("grade 03-vectors --forc", "backprop-grader grade"),
        ("scores --js", "backprop-grader scores"),
        ("export 03-vectors --t csv", "backprop-grader export"),
        ("doctor 03-vectors", "backprop-grader doctor"),
    ],
)
def test_half_an_option_is_refused_in_one_line_that_says_where_help_is(words, by, capsys):
    with pytest.raises(SystemExit) as refused:
        main(words.split())
    assert refused.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{by}: ")
    assert line.endswith(f"({by} --help shows how it is used)")
