"""The grader without a checkout of the course, as its wheel alone is: what works says so, and the rest too."""

import json

import pytest

from backprop_grader.cli import ANYWHERE, COMMANDS, main
from backprop_grader.notebook import conventions

WORDS = {
    "source": ("01-apple-orange", "--output", "out"),
    "intake": ("01-apple-orange", "download.zip"),
    "grade": ("01-apple-orange",),
    "merge": ("01-apple-orange",),
    "feedback": ("01-apple-orange",),
    "report": ("01-apple-orange",),
}


@pytest.fixture(autouse=True)
def outside(monkeypatch, tmp_path):
    """Stand in an empty folder, with the package installed elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conventions, "REPOSITORY", tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - ANYWHERE))
def test_what_needs_the_notebooks_says_in_one_line_where_to_be(command, outside, capsys):
    assert main([command, *WORDS.get(command, ())]) == 2
    said = capsys.readouterr()
    assert said.err == (
        f"backprop-grader: {outside} is no checkout of the course: run this in the folder with its course/\n"
    )
    assert said.out == ""
    assert not list(outside.iterdir())


def test_one_file_can_be_examined_anywhere(outside, capsys):
    (outside / "answers.py").write_text("def basket(prices, amounts): return None\n", encoding="utf-8")
    assert main(["examine", "01-apple-orange", "answers.py", "--json", "--isolation", "none"]) == 0
    assert json.loads(capsys.readouterr().out)["assignment"] == "01-apple-orange"


def test_a_checkout_is_found_where_we_stand_and_from_its_folder_for_graders(outside, monkeypatch):
    monkeypatch.setattr(conventions, "__file__", str(outside / "lib" / "python" / "site-packages" / "package" / "m.py"))
    checkout = outside / "checkout"
    (checkout / "course").mkdir(parents=True)
    (checkout / "autograder").mkdir()
    (checkout / "autograder" / "nbgrader_config.py").touch()
    assert conventions._checkout() == outside
    for folder in (checkout, checkout / "autograder"):
        monkeypatch.chdir(folder)
        assert conventions._checkout() == checkout
