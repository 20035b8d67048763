"""`export`: the numbers are nbgrader's, the columns are what Canvas and Moodle read, and no cell is a formula."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backprop_grader.cli import main
from backprop_grader.exports.cells import as_csv, safe
from backprop_grader.run_folder import RunFolder
from graded_class import ASSIGNMENT, SWAPPED, Graded, give_by_hand, in_gradebook, make_late, write_class

COMMAND = [sys.executable, "-m", "backprop_grader.cli"]
CLASS = (
    Graded("ada"),
    Graded("Bea", {"MulLayer": (0.0, *SWAPPED)}),
    Graded("carl_40312", {"basket": (0.3, "not-summed", "Some sum is missing.")}),
    Graded("dora", error="the file is empty"),
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Four students: one right, one overruled by a person, one late, one whose file could not be read."""
    made = write_class(tmp_path / "run", CLASS)
    give_by_hand(made, "Bea", "MulLayer", manual_score=1.5, extra_credit=0.25)
    make_late(made, "carl_40312", 2.0)
    known = "first_name = 'Ada', last_name = 'Lovelace', email = 'ada@example.org', lms_user_id = '77'"
    in_gradebook(made, f"UPDATE student SET {known} WHERE id = 'ada'")
    return made


def export(folder: RunFolder, to: str, *assignments: str) -> list[list[str]]:
    output = folder.path / f"{to}.csv"
    words = ["export", *(assignments or [ASSIGNMENT]), "--to", to, "--run", str(folder.path), "--output", str(output)]
    assert main(words) == 0
    return list(csv.reader(io.StringIO(output.read_bytes().decode("utf-8-sig"), newline="")))


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


# The numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
def test_totals_are_those_of_nbgraders_own_export(folder: RunFolder, tmp_path: Path) -> None:
    from nbgrader.api import Gradebook
    from nbgrader.plugins.export import CsvExportPlugin

    theirs = tmp_path / "theirs.csv"
    with Gradebook(f"sqlite:///{folder.gradebook}") as gradebook:
        CsvExportPlugin(to=str(theirs)).export(gradebook)
    with theirs.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {student.name for student in CLASS}
    header, *ours = export(folder, "csv")
    for row in ours:
        found = dict(zip(header, row, strict=True))
        (their,) = [one for one in rows if one["student_id"] == found["student"]]
        assert float(found["total"]) == pytest.approx(float(their["score"])), found["student"]
        assert float(found["late_penalty"]) == float(their["late_submission_penalty"])
        assert float(found["max"]) == float(their["max_score"])
        assert found["email"] == their["email"]


def test_a_persons_score_and_extra_credit_count_and_a_penalty_never_goes_below_zero(folder: RunFolder) -> None:
    make_late(folder, "dora", 3.0)
    header, *rows = export(folder, "csv")
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert (found["Bea"]["MulLayer"], found["Bea"]["total"]) == ("1.75", "8.75")
    assert (found["carl_40312"]["late_penalty"], found["carl_40312"]["total"]) == ("2", "6.3")
    assert found["dora"]["total"] == "0"


def test_every_table_has_everybody_once_and_the_same_totals(folder: RunFolder) -> None:
    totals = {to: [row[column] for row in export(folder, to)] for to, column in (("canvas", 5), ("moodle", 3))}
    header, *rows = export(folder, "csv")
    ours = [row[header.index("total")] for row in rows]
    assert len(ours) == len(CLASS)
    assert totals["canvas"][2:] == totals["moodle"][1:] == ours


def test_several_assignments_stand_side_by_side_and_nothing_handed_in_is_empty(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    second = "02-node-gates"
    write_class(folder.path, [Graded("ada")], second)
    header, points, *rows = export(folder, "canvas", ASSIGNMENT, second)
    assert header[5:] == [ASSIGNMENT, second]
    assert float(points[6]) > 0
    found = {row[3]: row[5:] for row in rows}
    assert found["ada"] == [points[5], points[6]]
    assert found["Bea"] == ["8.75", ""]
    assert "an empty cell empties the grade" in capsys.readouterr().err
    assert f"{second}/total" in export(folder, "csv", ASSIGNMENT, second)[0]


# The columns -------------------------------------------------------------------------------------------------------


def test_canvas_finds_its_columns_and_the_points_possible(folder: RunFolder) -> None:
    """The conditions are those under which Canvas's importer takes a file (lib/gradebook_importer.rb)."""
    header, points, *rows = export(folder, "canvas")
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    computed = "Current Score|Current Points|Current Grade|Final|Override"
    assert not [title for title in header[5:] if re.search(computed, title)]
    assert "Points Possible" in points[0]
    assert points[5] == "9"
    assert all(len(row) == len(header) for row in rows)
    assert all(re.fullmatch(r"\d+(\.\d\d?)?", row[5]) for row in rows)


def test_canvas_finds_students_by_id_where_it_is_known_and_else_by_login(folder: RunFolder) -> None:
    _, _, *rows = export(folder, "canvas")
    identities = {row[3]: (row[0], row[1], row[2]) for row in rows}
    assert identities["ada"] == ("Lovelace, Ada", "77", "")
    assert identities["Bea"] == ("Bea", "", "")
    assert identities["carl_40312"] == ("carl_40312", "40312", "")


def test_moodle_gets_three_ways_to_find_a_student_and_a_feedback_beside_each_grade(folder: RunFolder) -> None:
    give = "UPDATE comment SET manual_comment = ? WHERE auto_comment LIKE 'swapped%'"
    in_gradebook(folder, give, "See <b>me</b> &\nbring x < y")
    header, *rows = export(folder, "moodle")
    assert header == ["Username", "ID number", "Email address", ASSIGNMENT, f"Feedback: {ASSIGNMENT}"]
    found = {row[0]: row[1:] for row in rows}
    assert found["ada"][:3] == ["77", "ada@example.org", "9"]
    assert found["bea"][0] == "Bea"
    assert "MulLayer 1.75/2" in found["bea"][3]
    assert "MulLayer: See &lt;b&gt;me&lt;/b&gt; &amp; bring x &lt; y." in found["bea"][3]
    assert "late: -2" in found["carl_40312"][3]
    assert found["dora"][3].startswith("Your notebook could not be read: the file is empty.")
    assert all(0 <= float(row[3]) <= 100 for row in rows)


def test_moodle_is_not_sent_a_class_of_which_it_can_know_nobody_without_a_word(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "nobody here has an e-mail address or an ID number"
    export(folder, "moodle")
    assert said not in capsys.readouterr().err, "ada has both"
    in_gradebook(folder, "UPDATE student SET email = NULL WHERE id = 'ada'")
    export(folder, "moodle")
    assert said not in capsys.readouterr().err, "ada has an ID number"
    in_gradebook(folder, "UPDATE student SET lms_user_id = NULL WHERE id = 'ada'")
    export(folder, "canvas")
    assert said not in capsys.readouterr().err, "Canvas goes by other names"
    header, *_ = export(folder, "moodle")
    (line,) = [line for line in capsys.readouterr().err.splitlines() if said in line]
    assert "`nbgrader db student import roster.csv`" in line
    assert "Identifier" not in [*header, line]


@pytest.mark.parametrize(("to", "bom"), [("csv", True), ("canvas", False), ("moodle", False)])
def test_only_the_spreadsheet_gets_a_byte_order_mark(folder: RunFolder, to: str, bom: bool) -> None:
    in_gradebook(folder, "UPDATE student SET last_name = 'Łukasiewicz', first_name = 'Ä' WHERE id = 'Bea'")
    export(folder, to)
    data = (folder.path / f"{to}.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == bom
    assert data.endswith(b"\r\n")
    assert ("Łukasiewicz" in data.decode("utf-8-sig")) == (to != "moodle")


# Cells that somebody would run -------------------------------------------------------------------------------------


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0", "-2+3", "\n@x"]
ESCAPED = ["\x1b[0m=1+1", "\x1b]0;x\x07=2+2", "\x00 \x1b[31m@SUM(A1)", "\u202e\x1b[m-1"]


@pytest.mark.parametrize("text", [*FORMULAS, *ESCAPED])
def test_what_begins_like_a_formula_becomes_text(text: str) -> None:
    assert safe(text).startswith("'")


@pytest.mark.parametrize("text", ["ada", "ada=1", "O'Neil", "", "2-3", "a@b.org", "    Points Possible"])
def test_what_does_not_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_a_name_with_escapes_before_a_formula_runs_nothing_and_is_named(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    write_class(folder.path, [Graded("\x1b[0m=1+1"), Graded("\x1b[1mbold")])
    rows = export(folder, "canvas")
    assert {"'=1+1", "bold"} <= {row[3] for row in rows}
    said = capsys.readouterr().err
    assert "'=1+1' could be read as a formula" in said
    assert "'bold' holds characters that cannot be printed" in said


def test_numbers_below_zero_stay_numbers_and_texts_are_quoted() -> None:
    assert as_csv([["a;=1", -1.5, 3.0, None]]) == '"a;=1",-1.5,3,""\r\n'


@pytest.mark.parametrize("to", ["csv", "canvas", "moodle"])
def test_a_student_whose_name_is_a_formula_runs_nothing_and_is_named(
    folder: RunFolder, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = '=HYPERLINK("http://example.org";"x")'
    write_class(folder.path, [Graded(name)])
    in_gradebook(folder, "UPDATE student SET first_name = '@SUM(1)', email = '+1' WHERE id = ?", name)
    rows = export(folder, to)
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r") and cell]
    assert ("could be read as a formula" in capsys.readouterr().err) == (to != "csv")


# Bad input ---------------------------------------------------------------------------------------------------------


def test_a_wrong_assignment_is_one_line(folder: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no assignment" in refused(capsys, "export", "99-nothing", "--to", "csv", "--run", folder.path)


def test_an_empty_run_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "export", ASSIGNMENT, "--to", "csv", "--run", tmp_path / "nowhere")
    assert "nothing of 01-apple-orange has been graded" in line
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("damage", ["gone", "text", "torn"])
def test_a_gradebook_that_cannot_be_read_is_one_line(
    folder: RunFolder, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = folder.gradebook.read_bytes()
    folder.gradebook.unlink()
    if damage != "gone":
        folder.gradebook.write_bytes(b"no database\n" * 500 if damage == "text" else data[:4096] + bytes(len(data)))
    line = refused(capsys, "export", ASSIGNMENT, "--to", "canvas", "--run", folder.path)
    assert "gradebook" in line
    assert str(folder.gradebook) in line


def test_a_place_that_cannot_be_written_is_one_line(folder: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path / "file").touch()
    output = folder.path / "file" / "grades.csv"
    words = ("export", ASSIGNMENT, "--to", "canvas", "--run", folder.path, "--output", output)
    assert main([str(word) for word in words]) == 2
    *_, line = capsys.readouterr().err.splitlines()
    assert str(output.parent) in line


def test_without_output_the_table_is_printed_and_nothing_else(folder: RunFolder) -> None:
    words = ["export", ASSIGNMENT, "--to", "canvas", "--run", str(folder.path)]
    done = subprocess.run([*COMMAND, *words], capture_output=True, timeout=120, check=True)
    assert done.stdout.decode().splitlines()[0].startswith('"Student","ID"')
    assert done.stderr.decode().strip().splitlines() == [
        f"backprop-grader: dora: {ASSIGNMENT} could not be read, so this grade is 0"
    ]
