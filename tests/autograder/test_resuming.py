"""`grade` may be cut off at any moment: the same command goes on, loses nothing and grades nothing twice."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backprop_grader import isolation
from backprop_grader.gradebook import read_scores
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class

pytestmark = pytest.mark.skipif(
    not any(probe.available for probe in isolation.probe()[:2]), reason="NO SANDBOX HERE, so grading is NOT tested"
)
SLOW = """
import time

def price_change(dtax, percentage_points):
    time.sleep(0.05)
    return dtax * percentage_points / 100
"""
STUDENTS = [Student(f"student-{k}", "right, and slow", {"price_change": SLOW}) for k in range(6)]
GRADE = [sys.executable, "-m", "backprop_grader.cli", "grade", ASSIGNMENT, "--workers", "2", "--json", "--run"]


@pytest.fixture
def folder(tmp_path):
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), tmp_path / "submitted", STUDENTS)
    return RunFolder(tmp_path)


def finish(folder, **options):
    """Run `grade` to its end: its exit status, what it counted, and what it complained of."""
    done = subprocess.run([*GRADE, str(folder.path)], capture_output=True, text=True, check=False, **options)
    counted = json.loads(done.stdout)[ASSIGNMENT] if done.returncode == 0 else {}
    return done.returncode, counted, done.stderr.strip()


def lines(folder):
    path = folder.path / "journal" / f"{ASSIGNMENT}.jsonl"
    return path.read_bytes().splitlines() if path.exists() else []


def marked(mark):
    """Processes that still have this text in their command line or environment."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark.encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def all_graded(folder):
    scores = read_scores(folder.gradebook, ASSIGNMENT)
    assert sorted(scores) == [student.name for student in STUDENTS]
    assert all(sum(each["score"] for each in found.values()) == 9.0 for found in scores.values())
    students = [json.loads(line)["record"]["student"] for line in lines(folder)]
    assert sorted(set(students)) == [student.name for student in STUDENTS]
    return students


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_grading_is_gone_in_seconds_and_goes_on_where_it_was(folder, after):
    mark = f"MARK-OF-THIS-TEST-{os.getpid()}-{after}"
    started = subprocess.Popen([*GRADE, str(folder.path)], env={**os.environ, "MARK": mark}, stdout=subprocess.DEVNULL)
    while len(lines(folder)) < after:
        assert started.poll() is None
        time.sleep(0.005)
    started.send_signal(signal.SIGKILL)
    started.wait()
    deadline = time.monotonic() + 10
    while marked(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not marked(mark)
    known = len(lines(folder))
    status, counted, _ = finish(folder)
    assert (status, counted["unchanged"], counted["graded"]) == (0, known, len(STUDENTS) - known)
    assert len(all_graded(folder)) == len(STUDENTS), "every submission was graded once"


def test_a_full_disk_is_one_line_and_loses_nothing(folder):
    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as on a full disk, writing fails and nobody is killed
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))  # less than a gradebook

    status, _, said = finish(folder, preexec_fn=little_room)
    assert status == 2
    assert len(said.splitlines()) == 1, said
    assert finish(folder)[:2][0] == 0
    assert len(all_graded(folder)) == len(STUDENTS)


def test_a_gradebook_that_somebody_writes_to_is_waited_for(folder):
    assert finish(folder)[0] == 0
    with sqlite3.connect(folder.gradebook, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = subprocess.Popen([*GRADE, str(folder.path), "--force"], stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        assert waiting.poll() is None
        other.execute("ROLLBACK")
        out, _ = waiting.communicate(timeout=100)
    assert json.loads(out)[ASSIGNMENT]["graded"] == len(STUDENTS)
    all_graded(folder)
