"""Bad input, command by command: one line that says what happened, and everything stays as it was."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from backprop_grader import isolation
from backprop_grader.cli import COMMANDS, main
from backprop_grader.errors import GraderError
from backprop_grader.gradebook import Gradebook
from backprop_grader.journal import Journal
from backprop_grader.notebook.conventions import COURSE
from backprop_grader.notebook.reading import LARGEST
from backprop_grader.submission_file import read_cells
from graded_class import Graded, record, write_class

ASSIGNMENT = "01-apple-orange"
UNHEARD_OF = "99-unheard-of"
COMMAND = [sys.executable, "-m", "backprop_grader.cli"]
WALLED = any(probe.available and probe.level != "none" for probe in isolation.probe())
needs_sandbox = pytest.mark.skipif(not WALLED, reason="NO SANDBOX HERE, so grading is NOT tested")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="capabilities and limits as Linux has them")
DAC_OVERRIDE, DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


def graded(run: Path) -> None:
    """Two students, graded."""
    write_class(run, [Graded("ada"), Graded("bob")])
    for student in ("ada", "bob"):
        place = run / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        shutil.copy(COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", place)


def journal(run: Path) -> Path:
    return run / "journal" / f"{ASSIGNMENT}.jsonl"


def empty(run: Path) -> None:
    """A folder and nothing in it."""
    run.mkdir()


def absent(run: Path) -> None:
    """Nothing at all."""


def a_file(run: Path) -> None:
    """A file where the folder should be."""
    run.write_text("mine")


def without_students(run: Path) -> None:
    """Nobody has handed in."""
    (run / "submitted").mkdir(parents=True)


def without_gradebook(run: Path) -> None:
    graded(run)
    (run / "gradebook.db").unlink()


def with_another_gradebook(run: Path) -> None:
    graded(run)
    (run / "gradebook.db").write_text("this is no database\n" * 100)


def with_a_foreign_journal(run: Path) -> None:
    graded(run)
    journal(run).write_text('not json\n[]\n{"key": "k", "exercises": {}, "record": {"student": "ada"}}\n')


def with_another_seed(run: Path) -> None:
    graded(run)
    (run / "seed").write_text("eleven")


def other_peoples_work(run: Path) -> None:
    run.mkdir()
    (run / "thesis.tex").write_text("mine")


def closed(*parts: str) -> Callable[[Path], None]:
    """A graded class, of which a file or folder may not be read by anybody."""

    def make(run: Path) -> None:
        graded(run)
        run.joinpath(*parts).chmod(0)

    make.__name__ = f"closed {'/'.join(parts) or 'run'}"
    return make


def not_to_be_written(run: Path) -> None:
    graded(run)
    for path in (run, *run.rglob("*")):
        if path.is_dir():
            path.chmod(0o500)


def state(folder: Path) -> dict[str, tuple[int, str]]:
    """Everything below a folder: modes and contents. The lock is left out: an empty file that says nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".lock"):
            continue
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found


def one_line(stdout: str, stderr: str) -> str:
    """The one line that a refused command says."""
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("backprop-grader"), stderr
    assert "Traceback" not in stderr
    assert "this should not happen" not in stderr
    assert stdout == ""
    return lines[0]


READERS = ("feedback", "report", "scores", "export")
EXPORT = ("--to", "csv")


def words_of(command: str) -> tuple[str, ...]:
    return (command, ASSIGNMENT, *(EXPORT if command == "export" else ()))


NOTHING_GRADED = f"nothing of {ASSIGNMENT} has been graded"
NO_GRADEBOOK = "there is no gradebook at"
NO_DATABASE = "file is not a database"
NO_SHARD = f"no shard of {ASSIGNMENT} has been graded"
CASES: list[tuple[str, Callable[[Path], None], str]] = [
    ("grade", empty, "submitted does not exist"),
    ("grade", absent, "submitted does not exist"),
    ("grade", a_file, "submitted does not exist"),
    ("grade", without_students, f"nobody has handed in {ASSIGNMENT}"),
    ("grade", with_another_gradebook, NO_DATABASE),
    ("grade", with_another_seed, "seed holds no number"),
    ("merge", empty, "submitted does not exist"),
    ("merge", absent, "submitted does not exist"),
    ("merge", without_students, NO_SHARD),
    ("merge", graded, NO_SHARD),
    *((reader, empty, NO_GRADEBOOK if reader == "scores" else NOTHING_GRADED) for reader in READERS),
    *((reader, absent, NO_GRADEBOOK if reader == "scores" else NOTHING_GRADED) for reader in READERS),
    *((reader, a_file, NO_GRADEBOOK if reader == "scores" else NOTHING_GRADED) for reader in READERS),
    *((reader, without_gradebook, NO_GRADEBOOK) for reader in READERS),
    *((reader, with_another_gradebook, NO_DATABASE) for reader in READERS),
    *((reader, with_a_foreign_journal, NOTHING_GRADED) for reader in READERS),
    ("demo", other_peoples_work, "is not empty and no sample class"),
    ("demo", a_file, "Not a directory"),
]
"""Command, what it finds at --run, and what it says."""


def name(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("command", "make", "said"), CASES, ids=name)
def test_a_run_folder_that_is_not_one_gets_one_line_and_stays_as_it_was(command, make, said, tmp_path, capsys):
    run = tmp_path / "run"
    make(run)
    before = state(tmp_path)
    words = ("demo",) if command == "demo" else words_of(command)
    assert main([*words, "--run", str(run)]) == 2
    assert said in one_line(*capsys.readouterr())
    assert state(tmp_path) == before


BAD_WORDS: list[tuple[tuple[str, ...], str]] = [
    *(((command, UNHEARD_OF), f"there is no assignment '{UNHEARD_OF}'; there are: {ASSIGNMENT}")
      for command in ("grade", "merge", "feedback", "report", "scores")),
    (("export", UNHEARD_OF, *EXPORT), f"there is no assignment '{UNHEARD_OF}'"),
    (("intake", UNHEARD_OF, "download.zip"), f"there is no assignment '{UNHEARD_OF}'"),
    (("examine", UNHEARD_OF, "answer.py"), f"there is no assignment '{UNHEARD_OF}'"),
    (("source", ASSIGNMENT, UNHEARD_OF, "--output", "out"), f"there is no notebook '{UNHEARD_OF}'"),
    (("source", "../01-apple-orange", "--output", "out"), "there is no notebook '../01-apple-orange'"),
    (("source", ASSIGNMENT, "--output", "answer.py"), "answer.py"),
    (("release", ASSIGNMENT, UNHEARD_OF), f"there is no notebook '{UNHEARD_OF}'"),
    (("grade", ASSIGNMENT, UNHEARD_OF), f"there is no assignment '{UNHEARD_OF}'"),
    (("export", ASSIGNMENT, *EXPORT, "--output", "."), NOTHING_GRADED),
    (("export", ASSIGNMENT, *EXPORT, "--output", "no/such/grades.csv"), "no/such is no folder: make it"),
    (("intake", ASSIGNMENT, "absent.zip"), "absent.zip does not exist"),
    (("intake", ASSIGNMENT, "answer.py"), "answer.py is neither a folder nor a zip"),
    (("intake", ASSIGNMENT, "empty"), "holds no file that is named as Moodle or Canvas name them"),
    (("examine", ASSIGNMENT, "absent.py"), "absent.py cannot be read: No such file"),
    (("examine", ASSIGNMENT, "empty"), "empty is not a regular file"),
    (("examine", ASSIGNMENT, "/dev/zero"), "neither a .py nor a .ipynb file"),
    (("examine", ASSIGNMENT, "two\nlines.py"), "cannot be read"),
    (("examine", ASSIGNMENT, "latin.py"), "latin.py is not UTF-8 text"),
    (("examine", ASSIGNMENT, "torn.ipynb"), "torn.ipynb"),
    (("examine", ASSIGNMENT, "answer.py", "--exercise", "sing"), "has no exercise 'sing'"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), BAD_WORDS, ids=lambda value: " ".join(value) if value is tuple else None)
def test_wrong_words_get_one_line_and_nothing_is_written(words, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answer.py").write_text("x = 1\n")
    (tmp_path / "latin.py").write_bytes(b"# \xe9\n")
    (tmp_path / "torn.ipynb").write_text('{"cells": [')
    (tmp_path / "empty").mkdir()
    where = () if words[0] in ("source", "release", "examine") else ("--run", str(tmp_path / "run"))
    before = state(tmp_path)
    released = (COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns
    assert main([*words, *where]) == 2
    assert said in one_line(*capsys.readouterr())
    assert state(tmp_path) == before
    assert (COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").stat().st_mtime_ns == released


@pytest.mark.parametrize("words", [("grade", "a\nb", "--workers", "x\ny"), ("grade", "x", "--no\nsuch"), ("a\nb",)])
def test_a_line_end_in_a_word_makes_no_second_line(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    one_line(*capsys.readouterr())


def test_every_command_that_reads_something_is_tried_here():
    tried = {command for command, _, _ in CASES} | {words[0] for words, _ in BAD_WORDS}
    assert tried | {"doctor", "lab"} == set(COMMANDS)


def without_roots_privileges() -> None:
    """In a child: root without the right to read what it may not read, so like anybody else."""
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def as_anybody(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user for whom permissions count."""
    prepare = {"preexec_fn": without_roots_privileges} if os.geteuid() == 0 else {}
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True, text=True, timeout=240, check=False, **prepare | options,
    )  # fmt: skip


BOOK, JOURNAL = closed("gradebook.db"), closed("journal", f"{ASSIGNMENT}.jsonl")
SUBMITTED, RUN = closed("submitted"), closed()
PERMISSIONS = [
    ("grade", BOOK, "unable to open database file"),
    ("grade", JOURNAL, "Permission denied"),
    ("grade", SUBMITTED, "Permission denied"),
    ("grade", not_to_be_written, "Permission denied"),
    ("feedback", SUBMITTED, "Permission denied"),
    ("feedback", not_to_be_written, "Permission denied"),
    ("report", not_to_be_written, "Permission denied"),
    ("scores", BOOK, "unable to open database file"),
    ("export", JOURNAL, "Permission denied"),
    ("merge", RUN, "Permission denied"),
]


@linux_only
@pytest.mark.parametrize(("command", "make", "said"), PERMISSIONS, ids=name)
def test_what_may_not_be_read_or_written_gets_one_line(command, make, said, tmp_path):
    run = tmp_path / "run"
    make(run)
    try:
        before = state(tmp_path)
        refused = as_anybody(*words_of(command), "--run", run)
        assert refused.returncode == 2, refused.stderr
        assert said in one_line(refused.stdout, refused.stderr)
        assert state(tmp_path) == before
    finally:
        for path in (run, *run.rglob("*")):
            path.chmod(0o700)


def test_examine_takes_files_as_large_as_grade_does_and_no_larger(tmp_path):
    file = tmp_path / "large.py"
    file.write_text("#" * LARGEST)
    assert len(read_cells(file)[0]) == LARGEST
    file.write_text("#" * (LARGEST + 1))
    with pytest.raises(GraderError, match=r"large\.py has more than 20 MiB: clear the outputs"):
        read_cells(file)


@linux_only
def test_a_file_to_be_examined_that_may_not_be_read_gets_one_line(tmp_path):
    file = tmp_path / "answer.py"
    file.touch(mode=0)
    refused = as_anybody("examine", ASSIGNMENT, file)
    assert refused.returncode == 2
    assert "answer.py cannot be read: Permission denied" in one_line(refused.stdout, refused.stderr)


@linux_only
@needs_sandbox
def test_a_submission_that_may_not_be_read_costs_its_student_only(tmp_path):
    run = tmp_path / "run"
    graded(run)
    notebook = run / "submitted" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    folder = run / "submitted" / "bob"
    notebook.chmod(0)
    folder.chmod(0)
    try:
        done = as_anybody("grade", ASSIGNMENT, "--run", run, "--json", "--workers", 1)
        assert done.returncode == 0, done.stderr
        assert all(f'"{student}": ' in done.stdout.split('"damaged"')[1] for student in ("ada", "bob"))
    finally:
        folder.chmod(0o700)
        notebook.chmod(0o600)


@linux_only
def test_doctor_says_what_may_not_be_read_as_a_finding(tmp_path):
    run = tmp_path / "[bold]run"
    run.mkdir(mode=0)
    found = as_anybody("doctor", "--run", run, env=os.environ | {"COLUMNS": "400"})
    run.chmod(0o700)
    assert found.returncode in (0, 3), found.stderr
    assert f"{run} cannot be written" in found.stdout
    assert found.stderr == ""


def with_a_full_disk() -> None:
    """In a child: no file grows beyond a kilobyte; a write beyond that fails, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def on_a_full_disk(*words: object) -> subprocess.CompletedProcess[str]:
    return as_anybody(*words, preexec_fn=with_a_full_disk)


@linux_only
@pytest.mark.parametrize("command", ["feedback", "report", "export"])
def test_a_disk_without_room_leaves_no_half_of_a_file(command, tmp_path):
    run = tmp_path / "run"
    students = [Graded("ada"), Graded("bob"), *(Graded(f"student-{number}") for number in range(40))]
    write_class(run, students)
    before = {path for path in run.rglob("*") if path.is_file()}
    more = ("--output", run / "grades.csv") if command == "export" else ()
    refused = on_a_full_disk(*words_of(command), "--run", run, *more)
    assert refused.returncode == 2, refused.stderr
    said = one_line(refused.stdout, refused.stderr)
    assert "File too large: " in said
    assert str(run) in said
    assert {path for path in run.rglob("*") if path.is_file()} == before


FULL = """
cp -a "$1"/. "$2"
cat /dev/zero > "$2"/.lock.fill 2> /dev/null
"$3" -m backprop_grader.cli grade "$4" --run "$2" --workers 1
status=$?
rm "$2"/.lock.fill
cp -a "$2"/. "$5"
exit $status
"""
"""A class on a disk of its own, which is full when grading begins, and a copy of what that leaves."""


@linux_only
@needs_sandbox
def test_grading_on_a_full_disk_says_so_and_enters_nothing(tmp_path):
    a_disk = ["bwrap", "--dev-bind", "/", "/", "--size", "4096", "--tmpfs", str(tmp_path), "true"]
    if not shutil.which("bwrap") or subprocess.run(a_disk, capture_output=True, check=False).returncode:
        pytest.skip("NO DISK OF ONE'S OWN HERE, so a full one is NOT tried: apt install bubblewrap")
    prepared, run, after = (tmp_path / folder for folder in ("prepared", "run", "after"))
    graded(prepared)
    run.mkdir()
    disk = ["bwrap", "--dev-bind", "/", "/", "--size", str(1 << 20), "--tmpfs", str(run)]
    words = ["sh", "-c", FULL, "sh", prepared, run, sys.executable, ASSIGNMENT, after]
    after.mkdir()
    refused = subprocess.run([*disk, *map(str, words)], capture_output=True, text=True, timeout=240, check=False)
    assert refused.returncode == 2, refused.stderr
    assert "No space left on device" in one_line(refused.stdout, refused.stderr)
    files = {path: found for path, found in state(after).items() if found[1]}
    assert files == {path: found for path, found in state(prepared).items() if found[1]}


def test_a_record_for_which_there_is_no_room_leaves_the_journal_as_it_was(tmp_path, monkeypatch):
    journal = Journal(tmp_path, ASSIGNMENT)
    journal.append("key", {}, record(Graded("ada")))
    before = journal.path.read_bytes()
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left on device"):
        journal.append("key", {}, record(Graded("bob")))
    assert journal.path.read_bytes() == before
    assert "bob" not in journal


def no_room(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_new_gradebook_for_which_there_is_no_room_is_not_left_behind(tmp_path, monkeypatch):
    def full(_: Gradebook) -> str:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Gradebook, "_version", full)
    with pytest.raises(GraderError, match="database or disk is full"):
        Gradebook(tmp_path / "gradebook.db")
    assert list(tmp_path.iterdir()) == []


@linux_only
def test_a_source_that_does_not_fit_leaves_nothing(tmp_path):
    refused = on_a_full_disk("source", ASSIGNMENT, "--output", tmp_path)
    assert refused.returncode == 2
    assert f"File too large: {tmp_path}/{ASSIGNMENT}.ipynb" in one_line(refused.stdout, refused.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [("scores", ASSIGNMENT, "--json"), ("export", ASSIGNMENT, *EXPORT)])
def test_output_that_cannot_be_written_gets_one_line(words, tmp_path):
    graded(tmp_path / "run")
    with open("/dev/full", "w") as full:  # noqa: PTH123  a device
        refused = subprocess.run(
            [*COMMAND, *words, "--run", str(tmp_path / "run")],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert refused.returncode == 2
    assert "No space left on device" in one_line("", refused.stderr)


@pytest.mark.parametrize("command", ["grade", "merge", "demo"])
def test_while_a_grading_is_at_work_another_is_refused(command, tmp_path, capsys):
    run = tmp_path / "run"
    graded(run)
    (run / "sample-class").touch()
    shards = run / "journal" / "shards"
    shards.mkdir()
    shutil.copy(journal(run), shards / f"{ASSIGNMENT}.1-of-2.jsonl")
    with ExitStack() as stack:
        file = stack.enter_context((run / ".lock").open("w"))
        fcntl.flock(file, fcntl.LOCK_EX)
        before = state(tmp_path)
        words = ("demo",) if command == "demo" else words_of(command)
        assert main([*words, "--run", str(run)]) == 2
        assert "another `grade` is at work" in one_line(*capsys.readouterr())
        assert state(tmp_path) == before
