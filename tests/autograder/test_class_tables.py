"""The tables of a class on a terminal of 80 columns: every number in full, whatever somebody is called."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from backprop_grader.class_tables import marks_table, scores_table
from backprop_grader.cli import main
from backprop_grader.commands.export import read_sheet
from backprop_grader.commands.report import class_report
from backprop_grader.commands.scores import scores
from backprop_grader.examination import exercises_of
from backprop_grader.gradebook import Gradebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import standings
from graded_class import ASSIGNMENT, Graded, give_by_hand, make_late, write_class

LONGEST = "02-node-gates"
"""The assignment with the most exercises."""
LONG = "Jean-Baptiste " * 6 + "Jean"
NOT_READ = "the file ends in the middle, after a cell that belongs to the fourth exercise of the notebook"


def part_of_everything(name: str, assignment: str = LONGEST) -> Graded:
    return Graded(name, {one.name: (0.35, "value-mismatch", "x") for one in exercises_of(assignment)})


def shown(table: RenderableType) -> list[str]:
    written = io.StringIO()
    Console(file=written, width=80, markup=False, emoji=False, highlight=False).print(table)
    return [line.rstrip() for line in written.getvalue().splitlines()]


def marks(folder: RunFolder, assignment: str) -> list[str]:
    with Gradebook(folder.gradebook) as gradebook:
        by_hand = gradebook.by_hand(assignment)
    return shown(marks_table(assignment, folder.records(assignment), standings(folder.gradebook, assignment), by_hand))


def points(folder: RunFolder, assignment: str) -> list[str]:
    return shown(scores_table(assignment, scores(folder, assignment), standings(folder.gradebook, assignment)))


def row(lines: list[str], student: str) -> str:
    return next(line for line in lines if line.startswith(student))


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Ada has everything but is late; Bea was overruled; nobody could read Dora and Emil, who has a point by hand."""
    unread = [Graded("dora", error=NOT_READ), Graded("emil", error="the file is empty")]
    made = write_class(tmp_path / "run", [Graded("ada"), part_of_everything("bea", ASSIGNMENT), *unread])
    (made.submitted).mkdir()
    make_late(made, "ada", 2.0)
    give_by_hand(made, "bea", "basket", manual_score=0.5)
    give_by_hand(made, "emil", "audit", manual_score=1.0)
    return made


@pytest.mark.parametrize("name", ["ada", LONG, "ü" * 90])
def test_no_name_and_no_number_of_exercises_hides_a_mark_or_a_score(tmp_path: Path, name: str) -> None:
    made = write_class(tmp_path / "run", [part_of_everything(name), Graded("late")], LONGEST)
    (made.submitted).mkdir()
    make_late(made, "late", 2.0)
    line = row(marks(made, LONGEST), name[:8])
    assert line.count("~") == 12
    assert "4.20" in line
    line = row(points(made, LONGEST), name[:3])
    assert line.split()[-13:] == ["0.35"] * 12 + ["4.2"]


def test_exercises_have_numbers_and_below_stands_which_they_are(folder: RunFolder) -> None:
    for lines in (marks(folder, ASSIGNMENT), points(folder, ASSIGNMENT)):
        header = next(line for line in lines if line.startswith("student"))
        assert header.split()[1:7] == ["1", "2", "3", "4", "5", "6"]
        assert "1 MulLayer, 2 AddLayer, 3 apple_orange, 4 basket, 5 price_change, 6 audit" in lines


def test_a_reason_stands_below_the_table_and_makes_no_row_longer(folder: RunFolder) -> None:
    for lines in (marks(folder, ASSIGNMENT), points(folder, ASSIGNMENT)):
        first, *_ = [place for place, line in enumerate(lines) if line.startswith("dora")]
        assert lines[first + 1].startswith("emil")
        assert f"dora: {NOT_READ}" in " ".join(lines)


def test_equal_mistakes_are_named_once(folder: RunFolder) -> None:
    assert row(marks(folder, ASSIGNMENT), "bea").endswith("1 2 3 4 5 6 value-mismatch")


def test_both_tables_the_export_and_the_report_have_one_total(folder: RunFolder) -> None:
    sheet = read_sheet(folder, ASSIGNMENT)
    totals = {name: sheet.total(name) for name in ("ada", "bea", "emil")}
    assert totals == {"ada": 7.0, "bea": 2.25, "emil": 1.0}
    for name, total in totals.items():
        assert row(points(folder, ASSIGNMENT), name).split()[-1] == f"{total:g}"
        assert f"{total:.2f} " in row(marks(folder, ASSIGNMENT), name)
    assert class_report(folder, ASSIGNMENT)["scores"]["mean"] == round((7.0 + 2.25) / 2, 2)


def test_lateness_has_a_column_where_somebody_is_late(folder: RunFolder) -> None:
    assert row(points(folder, ASSIGNMENT), "ada").split()[-2:] == ["-2", "7"]
    make_late(folder, "ada", 0.0)
    assert "late" not in " ".join(points(folder, ASSIGNMENT))
    assert row(points(folder, ASSIGNMENT), "ada").split()[-1] == "9"


def test_what_a_person_or_the_clock_decided_is_marked_beside_the_marks_and_explained(folder: RunFolder) -> None:
    lines = marks(folder, ASSIGNMENT)
    assert "7.00 l" in row(lines, "ada")
    assert "2.25 h" in row(lines, "bea")
    assert {"h: with points that a person gave", "l: less what being late costs"} <= set(lines)
    make_late(folder, "ada", 0.0)
    assert "l: less what being late costs" not in marks(folder, ASSIGNMENT)


def test_points_by_hand_for_what_could_not_be_read_are_shown_with_the_reason(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = points(folder, ASSIGNMENT)
    assert row(lines, "emil").split() == ["emil", "1", "1"]
    assert "emil: the file is empty; the points were given by hand" in lines
    assert row(lines, "dora").split() == ["dora", "-"]
    found = scores(folder, ASSIGNMENT)
    assert found["emil"] == {"error": "the file is empty", "audit": {"score": 1.0, "max_score": 1.0}}
    assert found["dora"] == {"error": NOT_READ}
    assert main(["export", ASSIGNMENT, "--to", "csv", "--run", str(folder.path)]) == 0
    said = capsys.readouterr().err
    assert f"emil: {ASSIGNMENT} could not be read; the 1 here is what a person gave" in said
    assert f"dora: {ASSIGNMENT} could not be read, so this grade is 0" in said


def test_the_report_counts_points_by_hand_beside_what_could_not_be_read(folder: RunFolder) -> None:
    assert main(["report", ASSIGNMENT, "--run", str(folder.path)]) == 0
    found = json.loads(folder.report(ASSIGNMENT, "json").read_text(encoding="utf-8"))
    assert found["given"] == {"emil": 1.0}
    page = folder.report(ASSIGNMENT, "html").read_text(encoding="utf-8")
    assert "Points given by hand" in page
    assert "these students have no points yet" not in page
