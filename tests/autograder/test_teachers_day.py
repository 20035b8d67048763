"""The teacher's day with nbgrader beside us: times, lateness, grading by hand, and what goes back to students."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backprop_grader import lateness
from backprop_grader.cli import main
from backprop_grader.gradebook import Gradebook
from backprop_grader.isolation import available
from backprop_grader.lateness import handed_in, settle
from backprop_grader.notebook.conventions import REPOSITORY, released
from backprop_grader.run_folder import RunFolder
from browser.notebooks import right_answers, write_copy
from graded_class import ASSIGNMENT, SWAPPED, Graded, give_by_hand, in_gradebook, write_class

pytestmark = pytest.mark.filterwarnings(
    "ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning"
)

DUE = datetime(2026, 3, 1, 12, 0)
RULE = """
from backprop_grader.preprocessors import AUTOGRADE
from nbgrader.plugins import LateSubmissionPlugin


class APointAnHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600


c = get_config()
c.AssignLatePenalties.plugin_class = APointAnHour
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """Three students with 9, 7 and 9 points; the rule takes a point an hour; nobody has a time yet."""
    rule = tmp_path / "nbgrader_config.py"
    rule.write_text(RULE, encoding="utf-8")
    monkeypatch.setattr(lateness, "CONFIGURATION", rule)
    made = write_class(tmp_path / "run", (Graded("ada"), Graded("bea", {"MulLayer": (0.0, *SWAPPED)}), Graded("carl")))
    in_gradebook(made, "UPDATE assignment SET duedate = ?", f"{DUE:%Y-%m-%d %H:%M:%S.%f}")
    return made


def hand_in(folder: RunFolder, student: str, text: str) -> None:
    place = folder.submitted / student / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    (place / "timestamp.txt").write_text(text, encoding="utf-8")


def settled(folder: RunFolder) -> dict[str, float]:
    """Student -> penalty, after everybody's lateness was looked at anew."""
    with Gradebook(folder.gradebook) as gradebook:
        settle(folder, ASSIGNMENT, gradebook)
        return {student: row[-1] for student, row in gradebook.submissions(ASSIGNMENT).items()}


@pytest.fixture
def theirs(folder: RunFolder) -> Iterator[Any]:
    """The same gradebook, opened by nbgrader."""
    from nbgrader.api import Gradebook as Stock

    with Stock(f"sqlite:///{folder.gradebook}") as stock:
        yield stock


# Times -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-01 12:30:15.250000 UTC\n", 12),
        ("2026-03-01 12:30:15.25 Europe/Berlin", 11),
        ("2026-03-01T12:30:15.25Z", 12),
    ],
)
def test_a_time_is_read_as_nbgrader_reads_it(tmp_path: Path, text: str, hour: int) -> None:
    from nbgrader.utils import parse_utc

    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert handed_in(tmp_path) == parse_utc(text.strip())
    assert handed_in(tmp_path) == datetime(2026, 3, 1, hour, 30, 15, 250_000)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-99-99 00:00:00 UTC", "9" * 5000, "1 " * 40])
def test_a_time_that_is_none_is_no_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert handed_in(tmp_path) is None


def test_a_time_behind_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("2026-03-01 12:00:00 UTC", encoding="utf-8")
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "other")
    assert handed_in(tmp_path) is None


def test_nbgrader_finds_the_time_and_the_names_stay(folder: RunFolder, theirs: Any) -> None:
    theirs.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    hand_in(folder, "ada", "2026-02-28 09:15:00.500000 UTC")
    settled(folder)
    (row,) = [row for row in theirs.submission_dicts(ASSIGNMENT) if row["student"] == "ada"]
    assert theirs.find_submission(ASSIGNMENT, "ada").timestamp == datetime(2026, 2, 28, 9, 15, 0, 500_000)
    assert (row["first_name"], row["last_name"]) == ("Ada", "Lovelace")


# Lateness ----------------------------------------------------------------------------------------------------------


def test_who_is_late_loses_what_the_plugin_says_and_nobody_else(folder: RunFolder, theirs: Any) -> None:
    hand_in(folder, "ada", "2026-03-01 15:00:00.000000 UTC")
    hand_in(folder, "bea", "2026-03-01 12:00:00.000000 UTC")
    assert settled(folder) == {"ada": 3.0, "bea": 0.0, "carl": 0.0}
    assert theirs.find_submission(ASSIGNMENT, "ada").late_submission_penalty == 3.0
    assert theirs.find_submission(ASSIGNMENT, "ada").total_seconds_late == 3 * 3600


def test_a_penalty_is_never_more_than_there_is(folder: RunFolder) -> None:
    hand_in(folder, "bea", "2026-03-05 12:00:00.000000 UTC")
    assert settled(folder)["bea"] == 7.0


def test_an_extension_given_later_takes_the_penalty_back(folder: RunFolder, theirs: Any) -> None:
    hand_in(folder, "ada", "2026-03-01 15:00:00.000000 UTC")
    assert settled(folder)["ada"] == 3.0
    theirs.grant_extension(ASSIGNMENT, "ada", hours=2)
    assert settled(folder)["ada"] == 1.0
    theirs.grant_extension(ASSIGNMENT, "ada", days=2)
    assert settled(folder)["ada"] == 0.0


def test_nbgrader_is_not_asked_where_nobody_is_late(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(folder, "ada", "2026-03-01 11:59:59.000000 UTC")
    monkeypatch.setattr(lateness, "_penalise", lambda *_: pytest.fail("it was"))
    assert settled(folder)["ada"] == 0.0


def test_extra_credit_is_counted_before_the_penalty(folder: RunFolder) -> None:
    give_by_hand(folder, "bea", "MulLayer", manual_score=0.5, extra_credit=0.25)
    hand_in(folder, "bea", "2026-03-05 12:00:00.000000 UTC")
    assert settled(folder)["bea"] == 7.75


def test_the_feedback_says_what_lateness_cost(folder: RunFolder) -> None:
    hand_in(folder, "ada", "2026-03-01 15:00:00.000000 UTC")
    settled(folder)
    assert main(["feedback", ASSIGNMENT, "--run", str(folder.path)]) == 0
    pages = {name: folder.feedback(name, ASSIGNMENT).read_text(encoding="utf-8") for name in ("ada", "bea")}
    assert "<b>6</b> of 9 points" in pages["ada"]
    assert "Handed in late: 3 points were taken off." in pages["ada"]
    assert "late" not in pages["bea"].partition("<main>")[0].partition("<body>")[2]


# What goes back ----------------------------------------------------------------------------------------------------


def test_what_the_exchange_needs_lies_beside_the_feedback_and_no_link_is_followed(folder: RunFolder) -> None:
    hand_in(folder, "ada", "2026-02-28 09:15:00 UTC")
    secret = folder.path / "gradebook.db"
    (folder.submitted / "ada" / ASSIGNMENT / "submission_secret.txt").write_text("5ecret", encoding="utf-8")
    (folder.submitted / "bea" / ASSIGNMENT).mkdir(parents=True)
    (folder.submitted / "bea" / ASSIGNMENT / "submission_secret.txt").symlink_to(secret)
    assert main(["feedback", ASSIGNMENT, "--run", str(folder.path)]) == 0
    beside = folder.feedback("ada", ASSIGNMENT).parent
    assert {path.name for path in beside.iterdir()} == {
        f"{ASSIGNMENT}.html", "timestamp.txt", "submission_secret.txt",
    }  # fmt: skip
    assert (beside / "submission_secret.txt").read_text(encoding="utf-8") == "5ecret"
    assert [path.suffix for path in folder.feedback("bea", ASSIGNMENT).parent.iterdir()] == [".html"]


@pytest.mark.parametrize("linked", ["the student's folder", "the assignment's folder"])
def test_whose_folder_is_a_link_gets_neither_the_time_nor_the_secret_of_the_student_behind_it(
    folder: RunFolder, linked: str
) -> None:
    hand_in(folder, "ada", "2026-02-28 09:15:00 UTC")
    (folder.submitted / "ada" / ASSIGNMENT / "submission_secret.txt").write_text("5ecret", encoding="utf-8")
    if linked == "the student's folder":
        (folder.submitted / "bea").symlink_to(folder.submitted / "ada")
    else:
        (folder.submitted / "bea").mkdir()
        (folder.submitted / "bea" / ASSIGNMENT).symlink_to(folder.submitted / "ada" / ASSIGNMENT)
    assert main(["feedback", ASSIGNMENT, "--run", str(folder.path)]) == 0
    assert [path.suffix for path in folder.feedback("bea", ASSIGNMENT).parent.iterdir()] == [".html"]
    assert handed_in(folder.submitted / "bea" / ASSIGNMENT) is None
    assert handed_in(folder.submitted / "ada" / ASSIGNMENT) is not None


def given_back(folder: RunFolder, *options: str) -> set[str]:
    """Write the feedback; the students whose page was written."""
    pages = {name: folder.feedback(name, ASSIGNMENT) for name in ("ada", "bea", "carl")}
    for page in pages.values():
        if page.exists():
            os.utime(page, ns=(1, 1))  # older than all it is made of
    assert main(["feedback", ASSIGNMENT, "--run", str(folder.path), *options]) == 0
    return {name for name, page in pages.items() if page.stat().st_mtime_ns != 1}


def test_a_page_is_written_again_when_it_would_say_something_else_and_no_other_is(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert given_back(folder) == {"ada", "bea", "carl"}
    assert given_back(folder) == set()
    give_by_hand(folder, "bea", "MulLayer", manual_score=0.5)
    capsys.readouterr()
    assert given_back(folder) == {"bea"}
    assert "1 page written, 2 unchanged" in capsys.readouterr().out
    assert "<b>7.5</b> of 9 points" in folder.feedback("bea", ASSIGNMENT).read_text(encoding="utf-8")
    assert given_back(folder, "--force") == {"ada", "bea", "carl"}


def test_a_submission_that_came_again_through_the_exchange_gets_its_new_receipt(folder: RunFolder) -> None:
    hand_in(folder, "ada", "2026-02-28 09:15:00 UTC")
    given_back(folder)
    hand_in(folder, "ada", "2026-02-28 10:30:00 UTC")
    assert given_back(folder) == {"ada"}
    beside = folder.feedback("ada", ASSIGNMENT).with_name("timestamp.txt")
    assert beside.read_text(encoding="utf-8") == "2026-02-28 10:30:00 UTC"
    (folder.submitted / "ada" / ASSIGNMENT / "timestamp.txt").unlink()
    assert given_back(folder) == {"ada"}
    assert not beside.exists()


# The whole day ------------------------------------------------------------------------------------------------------


class Day:
    """A class of one, whose student hands in through an exchange, an hour after the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.run = folder, RunFolder(folder / "run")
        for name in ("exchange", "student", "run"):
            (folder / name).mkdir()

    def type(self, program: str, *words: str, student: bool = False) -> str:
        """Run a command where each side runs it: a student at home, a teacher in autograder/."""
        folders = {"BACKPROP_RUN": self.run.path, "BACKPROP_EXCHANGE": self.folder / "exchange"}
        folders |= {"JUPYTER_CONFIG_PATH": REPOSITORY / "autograder", "JUPYTER_DATA_DIR": self.folder / "data"}
        done = subprocess.run(
            [Path(sys.executable).parent / program, *words],
            cwd=self.folder / "student" if student else REPOSITORY / "autograder",
            env={**os.environ, **{name: str(path) for name, path in folders.items()}, "PYTHONWARNINGS": "default"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    @property
    def student(self) -> str:
        """The one who has handed in."""
        (student,) = self.run.students()
        return student

    def rows(self) -> list[tuple[Any, ...]]:
        """What nbgrader reads: time, penalty, and the score of every cell."""
        found = """
            SELECT s.student_id, s.timestamp, n.late_submission_penalty, b.name, g.auto_score, g.needs_manual_grade
            FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id
            JOIN grade g ON g.notebook_id = n.id JOIN base_cell b ON b.id = g.cell_id ORDER BY b.name"""
        with sqlite3.connect(self.run.gradebook) as gradebook:
            rows = gradebook.execute(found).fetchall()
        gradebook.close()
        return rows


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Released, fetched, handed in with one exercise wrong, collected; the end was an hour before."""
    day = Day(tmp_path_factory.mktemp("day"))
    day.type("nbgrader", "release_assignment", ASSIGNMENT)
    day.type("nbgrader", "fetch_assignment", ASSIGNMENT, student=True)
    wrong = {**right_answers(ASSIGNMENT), "basket": "def basket(prices, counts):\n    return 0"}
    write_copy(ASSIGNMENT, wrong, day.folder / "student" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    day.type("nbgrader", "submit", ASSIGNMENT, student=True)
    day.type("nbgrader", "collect", ASSIGNMENT)
    with Gradebook(day.run.gradebook) as gradebook:
        gradebook.declare(ASSIGNMENT, released(ASSIGNMENT))
    time = handed_in(day.run.submitted / day.student / ASSIGNMENT)
    in_gradebook(day.run, "UPDATE assignment SET duedate = datetime(?, '-1 hour') || '.000000'", f"{time}")
    return day


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed")
def test_a_late_submission_has_the_same_rows_after_grade_as_after_nbgraders_autograde(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shutil.copytree(day.run.path, tmp_path / "before")
    day.type("nbgrader", "autograde", ASSIGNMENT, "--LateSubmissionPlugin.penalty_method=zero")
    by_nbgrader = day.rows()
    shutil.rmtree(day.run.path)
    shutil.copytree(before, day.run.path)
    rule = tmp_path / "nbgrader_config.py"
    rule.write_text("get_config().LateSubmissionPlugin.penalty_method = 'zero'", encoding="utf-8")
    monkeypatch.setattr(lateness, "CONFIGURATION", rule)
    assert main(["grade", ASSIGNMENT, "--run", str(day.run.path), "--workers", "1"]) == 0
    assert day.rows() == by_nbgrader
    assert all(time and penalty and 0 < penalty < 9 for _, time, penalty, *_ in by_nbgrader)


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed")
def test_what_a_person_gave_survives_a_regrade_and_reaches_the_student(day: Day) -> None:
    grade = ("grade", ASSIGNMENT, "--run", str(day.run.path), "--workers", "1")
    day.type("backprop-grader", *grade)
    from nbgrader.api import Gradebook as Stock

    with Stock(f"sqlite:///{day.run.gradebook}") as theirs:
        theirs.find_grade("test-basket", ASSIGNMENT, ASSIGNMENT, day.student).manual_score = 0.75
        theirs.find_grade("test-basket", ASSIGNMENT, ASSIGNMENT, day.student).extra_credit = 0.5
        theirs.find_comment("solution-basket", ASSIGNMENT, ASSIGNMENT, day.student).manual_comment = "Nearly."
        theirs.db.commit()
    day.type("backprop-grader", *grade, "--force")
    assert "9.25" in day.type("backprop-grader", "export", ASSIGNMENT, "--to", "csv", "--run", str(day.run.path))
    day.type("backprop-grader", "feedback", ASSIGNMENT, "--run", str(day.run.path))
    day.type("nbgrader", "release_feedback", ASSIGNMENT)
    day.type("nbgrader", "fetch_feedback", ASSIGNMENT, student=True)
    (page,) = (day.folder / "student" / ASSIGNMENT / "feedback").glob(f"*/{ASSIGNMENT}.html")
    assert "Nearly." in page.read_text(encoding="utf-8")
    assert "<b>9.25</b> of 9 points" in page.read_text(encoding="utf-8")
