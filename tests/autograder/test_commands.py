"""The command `backprop-grader`, as people type it: a class graded end to end, and bad input in one line."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from backprop_grader import isolation
from backprop_grader.class_grading import Progress
from backprop_grader.cli import main, parser
from backprop_grader.commands import demo, grade
from backprop_grader.sample_class import ASSIGNMENT, CLASS

COMMAND = [sys.executable, "-m", "backprop_grader.cli"]
LEVEL = next((probe.level for probe in isolation.probe() if probe.available and probe.level != "none"), None)
pytestmark = pytest.mark.xdist_group("commands")
"""One worker for all of them: the sample class is graded once."""
needs_sandbox = pytest.mark.skipif(
    LEVEL is None, reason="NO SANDBOX HERE, so grading is NOT tested: apt install bubblewrap, or a kernel with Landlock"
)


def command(*words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample class, graded."""
    run = tmp_path_factory.mktemp("class") / "run"
    command("demo", "--run", run)
    return run


def scores(run: Path) -> dict[str, dict[str, dict[str, float]]]:
    return json.loads(command("scores", ASSIGNMENT, "--run", run, "--json").stdout)


def totals(run: Path) -> dict[str, float]:
    return {
        student: sum(exercise["score"] for exercise in found.values())
        for student, found in scores(run).items()
        if "error" not in found
    }


@needs_sandbox
def test_the_right_submissions_get_everything_however_they_are_written(graded: Path) -> None:
    found = totals(graded)
    assert found["apricot"] == found["bilberry"] == 9.0


@needs_sandbox
def test_the_number_of_a_notebook_is_enough(graded: Path) -> None:
    named, numbered = (command("scores", name, "--run", graded, "--json").stdout for name in (ASSIGNMENT, "01"))
    assert numbered == named
    assert "no assignment '12'" in command("scores", "12", "--run", graded, status=2).stderr


@needs_sandbox
def test_without_run_the_folder_of_the_environment_is_meant(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_RUN", str(graded))
    assert json.loads(command("scores", ASSIGNMENT, "--json").stdout) == scores(graded)


@needs_sandbox
def test_every_other_submission_loses_points(graded: Path) -> None:
    found = totals(graded)
    for student in CLASS[2:]:
        assert found.get(student.name, 0.0) < 9.0, student.name


@needs_sandbox
def test_a_damaged_file_costs_its_student_only(graded: Path) -> None:
    found = scores(graded)
    assert list(found["juniper"]) == ["error"]
    assert "\n" not in found["juniper"]["error"]
    assert len(found) == len(CLASS)


@needs_sandbox
def test_a_hostile_submission_gains_nothing_and_touches_nothing(graded: Path) -> None:
    found = scores(graded)["kiwi"]
    assert found["MulLayer"]["score"] == 0.0
    with sqlite3.connect(graded / "gradebook.db") as gradebook:
        assert gradebook.execute("select count(*) from grade where manual_score is not null").fetchone() == (0,)


@needs_sandbox
def test_the_page_of_who_has_not_finished_shows_no_stub_as_their_code(graded: Path) -> None:
    page = (graded / "feedback" / "hazelnut" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert page.count("is still to be written") == 3
    assert page.count("<h3>Your code</h3>") == 3
    assert "NotImplementedError" not in page


@needs_sandbox
def test_an_endless_loop_costs_its_exercise_only(graded: Path) -> None:
    found = scores(graded)["grape"]
    assert found["basket"]["score"] == 0.0
    assert found["price_change"]["score"] == 1.0


@needs_sandbox
def test_what_is_unchanged_is_not_graded_again(graded: Path) -> None:
    again = json.loads(command("grade", ASSIGNMENT, "--run", graded, "--json").stdout)[ASSIGNMENT]
    assert (again["graded"], again["unchanged"]) == (0, len(CLASS))


@needs_sandbox
def test_who_could_not_be_read_is_named_below_also_when_nothing_is_graded_again(graded: Path) -> None:
    said = command("grade", ASSIGNMENT, "--run", graded).stdout.splitlines()
    assert said[0] == f"{ASSIGNMENT}: 0 graded, {len(CLASS)} unchanged, 1 could not be read"
    assert said[1].startswith("  juniper: the file is cut off or damaged")
    assert said[-1] == f"next: backprop-grader feedback {ASSIGNMENT} --run {graded}; then report and export, likewise"


@needs_sandbox
def test_a_changed_submission_is_graded_again_and_only_that(graded: Path) -> None:
    mended = graded / "submitted" / "cherry" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = mended.read_bytes()
    mended.write_bytes((graded / "submitted" / "apricot" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes())
    again = json.loads(command("grade", ASSIGNMENT, "--run", graded, "--json").stdout)[ASSIGNMENT]
    assert (again["graded"], again["unchanged"]) == (1, len(CLASS) - 1)
    assert totals(graded)["cherry"] == 9.0
    mended.write_bytes(before)
    said = command("grade", ASSIGNMENT, "--run", graded).stdout
    assert "cherry" in said
    assert "apricot" not in said
    assert f"backprop-grader scores {ASSIGNMENT} --run {graded}" in said
    assert "juniper: the file is cut off" in said, "who could not be read before is named all the same"


@needs_sandbox
def test_examine_names_the_file_and_its_line_where_it_is_no_python(tmp_path: Path) -> None:
    answer = tmp_path / "my answer.py"
    answer.write_text("\n\nclass MulLayer\n    pass\n", encoding="utf-8")
    said = " ".join(command("examine", ASSIGNMENT, answer, "--exercise", "MulLayer").stdout.split())
    assert "my answer.py raised SyntaxError (expected ':', line 3)" in said


@pytest.mark.parametrize(("of", "lines"), [(1, 1), (10, 1), (11, 2), (95, 10), (100, 10), (101, 10), (5000, 10)])
def test_off_a_terminal_a_class_of_any_size_takes_ten_lines_at_most(
    of: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with grade.progress(ASSIGNMENT, quiet=False) as tell:
        for done in range(1, of + 1):
            tell(Progress(done, of, failures=0))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == lines
    assert told[-1] == f"{ASSIGNMENT}: {of} of {of} graded"


@needs_sandbox
def test_the_mistakes_are_named_in_the_journal(graded: Path) -> None:
    lines = (graded / "journal" / f"{ASSIGNMENT}.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["student"]: record for record in (json.loads(line)["record"] for line in lines)}
    codes = {
        (student, exercise["exercise"]): exercise["diagnosis"][0]["code"]
        for student, record in records.items()
        for exercise in record["exercises"]
        if exercise["diagnosis"]
    }
    assert codes["cherry", "MulLayer"] == "swapped"
    assert codes["damson", "AddLayer"] == "scaled"
    assert codes["elderberry", "apple_orange"] == "hard-coded"
    assert codes["fig", "MulLayer"] == "mutates"
    assert codes["fig", "basket"] == "not-summed"
    assert codes["grape", "basket"] == "timeout"
    assert codes["hazelnut", "basket"] == "not-implemented"
    assert all(record["isolation"] == LEVEL for record in records.values())


@needs_sandbox
def test_every_student_gets_a_feedback_page_without_hidden_inputs(graded: Path) -> None:
    pages = {page.parts[-3]: page.read_text(encoding="utf-8") for page in (graded / "feedback").rglob("*.html")}
    assert set(pages) >= {student.name for student in CLASS} - {"juniper"}
    assert "swapped" in pages["cherry"]
    assert "<script" not in pages["kiwi"].lower()


@needs_sandbox
def test_the_run_folder_is_its_owners_only(graded: Path) -> None:
    assert graded.stat().st_mode & 0o077 == 0


@needs_sandbox
def test_two_gradings_at_once_are_refused(graded: Path) -> None:
    import fcntl

    with (graded / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = command("grade", ASSIGNMENT, "--run", graded, status=2)
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "another `grade`" in refused.stderr


def test_the_demo_runs_the_commands_with_all_their_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an option that a command gets would be missing there."""
    ran = {}
    for slow in ("source_notebook", "write_class"):
        monkeypatch.setattr(demo, slow, lambda *given: None)
    for module in (demo.grade, demo.feedback, demo.report):
        name = module.__name__.rpartition(".")[2]
        monkeypatch.setattr(module, "run", lambda options, name=name: ran.update({name: vars(options)}) or 0)
    assert main(["demo", "--run", str(tmp_path / "run"), "--isolation", "none"]) == 0
    assert list(ran) == ["grade", "feedback", "report"]
    for name, options in ran.items():
        assert options.keys() == vars(parser().parse_args([name, ASSIGNMENT])).keys()
        assert (options["assignments"], options["run"]) == ([ASSIGNMENT], tmp_path / "run")
    assert ran["grade"]["isolation"] == "none"


@needs_sandbox
def test_the_demo_leaves_other_peoples_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    refused = command("demo", "--run", tmp_path, status=2)
    assert "no sample class" in refused.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "required: COMMAND"),
        (("frobnicate",), "invalid choice: 'frobnicate'"),
        (("grade", "99-unheard-of"), "there is no assignment '99-unheard-of'; there are: 01-apple-orange"),
        (("grade", ASSIGNMENT, "--run", "/nonexistent/run"), "/nonexistent/run/submitted does not exist"),
        (("grade", ASSIGNMENT, "--workers", "none"), "'none' is not a number of workers"),
        (("scores", ASSIGNMENT, "--run", "/nonexistent/run"), "there is no gradebook"),
        (("feedback", ASSIGNMENT, "--run", "/nonexistent/run"), f"nothing of {ASSIGNMENT} has been graded"),
        (("examine", ASSIGNMENT, "/nonexistent.py"), "/nonexistent.py cannot be read: No such file"),
        (("examine", ASSIGNMENT, "/tmp"), "/tmp is not a regular file"),
        (("examine", ASSIGNMENT, __file__, "--exercise", "sing"), "has no exercise 'sing'; it has: MulLayer"),
        (("source", "99-unheard-of", "--output", "/tmp/x"), "99-unheard-of"),
        (("release", "99-unheard-of"), "99-unheard-of"),
    ],
)
def test_a_wrong_word_gets_one_line_and_status_2(words: tuple[str, ...], said: str) -> None:
    refused = command(*words, status=2)
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


@needs_sandbox
@pytest.mark.parametrize(
    ("source", "exercise", "status", "code"),
    [
        ("def broken(:\n", "MulLayer", "error", "raised"),
        ("", "MulLayer", "missing", "not-implemented"),
        ("1 / 0\nclass MulLayer: pass\n", "MulLayer", "error", "raised"),
        ("while True:\n    pass\n", "MulLayer", "timeout", "timeout"),
        ("import os\nos._exit(0)\n", "MulLayer", "crashed", "crashed"),
        ("print('x' * 10_000_000)\ndef price_change(d, p):\n    return d * p / 100\n", "price_change", "passed", None),
    ],
)
def test_a_bad_file_gets_a_status_and_a_clear_line(
    tmp_path: Path, source: str, exercise: str, status: str, code: str | None
) -> None:
    file = tmp_path / "answer.py"
    file.write_text(source, encoding="utf-8")
    (found,) = json.loads(command("examine", ASSIGNMENT, file, "--json", "--exercise", exercise).stdout)["exercises"]
    assert found["status"] == status
    assert [one["code"] for one in found["diagnosis"]] == ([code] if code else [])
    assert not any("Traceback" in one["message"] for one in found["diagnosis"])


@needs_sandbox
def test_examine_prints_one_object_with_everything_that_the_contract_names(tmp_path: Path) -> None:
    file = tmp_path / "answer.py"
    file.write_text("def price_change(dtax, points):\n    return dtax * points\n", encoding="utf-8")
    report = json.loads(command("examine", ASSIGNMENT, file, "--json").stdout)
    assert set(report) == {"assignment", "isolation", "exercises"}
    assert len(report["exercises"]) == 6
    found = next(one for one in report["exercises"] if one["exercise"] == "price_change")
    assert set(found) == {"exercise", "points", "max_points", "status", "checks", "diagnosis"}
    assert all(set(check) == {"name", "passed", "points", "max_points"} for check in found["checks"])
    assert sum(check["max_points"] for check in found["checks"]) == pytest.approx(found["max_points"])
    assert sum(check["points"] for check in found["checks"]) == pytest.approx(found["points"])


def test_no_sandbox_is_status_3_and_one_line(tmp_path: Path) -> None:
    file = tmp_path / "answer.py"
    file.write_text("", encoding="utf-8")
    bare = {"PATH": str(tmp_path), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [*COMMAND, "examine", ASSIGNMENT, str(file), "--isolation", "bwrap"],
        capture_output=True, text=True, timeout=60, check=False, env=bare,
    )  # fmt: skip
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
