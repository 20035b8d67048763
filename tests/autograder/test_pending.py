"""What came, changed or went in `submitted/` after grading is said by whatever is made of the grades."""

import json
from pathlib import Path

import pytest

from backprop_grader.class_report.page import report_html
from backprop_grader.cli import main
from backprop_grader.commands.report import class_report
from backprop_grader.fingerprints import submission_key
from backprop_grader.pending import pending
from backprop_grader.run_folder import RunFolder
from graded_class import ASSIGNMENT, Graded, record, write_class

COMMANDS = {
    "export": ("export", ASSIGNMENT, "--to", "csv"),
    "feedback": ("feedback", ASSIGNMENT),
    "report": ("report", ASSIGNMENT),
    "scores": ("scores", ASSIGNMENT),
}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Two students whose submissions lie there as they were graded."""
    made = write_class(tmp_path / "run", [])
    for name in ("ada", "bea"):
        hand_in(made, name, "first")
        grade(made, name)
    return made


def hand_in(folder: RunFolder, student: str, text: str) -> None:
    place = folder.submitted / student / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")


def grade(folder: RunFolder, student: str) -> None:
    """Write down a grade of what lies there, by a grader that is not today's."""
    write_class(folder.path, [Graded(student)])
    key = submission_key(folder.submitted / student / ASSIGNMENT, "an older release", 7, walled=False)
    folder.journal(ASSIGNMENT).append(key, {}, record(Graded(student)))


def said(folder: RunFolder) -> str:
    return pending(folder, folder.journal(ASSIGNMENT), ASSIGNMENT).sentence


def test_of_a_class_that_is_wholly_graded_nothing_is_said_whatever_grader_it_was(folder: RunFolder) -> None:
    assert said(folder) == ""


def test_what_lies_beside_its_place_is_named_whatever_is_made_of_the_grades(folder: RunFolder, capsys) -> None:  # type: ignore[no-untyped-def]
    (folder.submitted / "iván").mkdir()
    (folder.submitted / "iván" / f"{ASSIGNMENT}.ipynb").write_text("{}", encoding="utf-8")
    line = f"{ASSIGNMENT}: 1 notebook lies where `grade` does not look (submitted/iván/{ASSIGNMENT}.ipynb)"
    assert said(folder) == line
    for words in COMMANDS.values():
        main([*words, "--run", str(folder.path)])
        assert line in "".join(capsys.readouterr())


def test_who_came_later_is_counted_and_the_remedy_is_said(folder: RunFolder) -> None:
    hand_in(folder, "carl", "first")
    assert said(folder) == (f"{ASSIGNMENT}: 1 submission is not graded yet; `backprop-grader grade {ASSIGNMENT}` first")
    hand_in(folder, "dora", "first")
    assert "2 submissions are not graded yet" in said(folder)


def test_other_bytes_of_the_same_length_are_another_submission(folder: RunFolder) -> None:
    hand_in(folder, "ada", "other")
    assert f"{ASSIGNMENT}: 1 has changed since it was graded; " in said(folder)
    grade(folder, "ada")
    assert said(folder) == ""


def test_who_is_gone_still_counts_and_is_named(folder: RunFolder) -> None:
    (folder.submitted / "bea").rename(folder.path / "bea")
    assert said(folder) == f"{ASSIGNMENT}: 1 still counts, though no longer in submitted/ (bea)"


def test_a_run_that_keeps_no_submissions_is_taken_as_it_is(folder: RunFolder) -> None:
    folder.submitted.rename(folder.path / "elsewhere")
    assert said(folder) == ""


def test_a_key_that_does_not_say_what_was_handed_in_is_believed(folder: RunFolder) -> None:
    folder.journal(ASSIGNMENT).append("0" * 64, {}, record(Graded("ada")))
    assert said(folder) == ""


def test_an_odd_name_stays_on_its_line(folder: RunFolder) -> None:
    write_class(folder.path, [Graded("a\x1b[2J\nb")])
    assert "(ada" not in said(folder)
    assert said(folder).isprintable()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_it_in_one_line_beside_its_work(
    folder: RunFolder, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*COMMANDS[command], "--run", str(folder.path)]
    assert main(words) == 0
    assert capsys.readouterr().err == ""
    hand_in(folder, "carl", "first")
    hand_in(folder, "ada", "other")
    assert main(words) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"backprop-grader: {said(folder)}"


def test_the_json_of_the_scores_stays_json(folder: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(folder, "carl", "first")
    assert main(["scores", ASSIGNMENT, "--json", "--run", str(folder.path)]) == 0
    found = capsys.readouterr()
    assert json.loads(found.out)["carl"] == {"error": "not graded yet"}
    assert "not graded yet" in found.err


def test_the_page_of_the_class_says_how_many_are_missing_on_it(folder: RunFolder) -> None:
    whole = report_html(class_report(folder, ASSIGNMENT))
    assert "<b>2</b><span>handed in</span>" in whole
    assert "not graded yet" not in whole
    hand_in(folder, "carl", "first")
    part = report_html(class_report(folder, ASSIGNMENT))
    assert "<b>2</b><span>graded</span>" in part
    assert "<b>1</b><span>not graded yet</span>" in part
    assert "This page is not up to date." in part
