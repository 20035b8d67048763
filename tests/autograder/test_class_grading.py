"""Grading a class: what is done is not done again, what has changed is, and nothing is lost on the way."""

import dataclasses
import json
import os
import signal
from pathlib import Path

import pytest

from backprop_grader import class_grading, crew, fingerprints, isolation
from backprop_grader.class_grading import ClassGrading, Machine
from backprop_grader.cli import main
from backprop_grader.errors import GraderError
from backprop_grader.fingerprints import exercise_key
from backprop_grader.gradebook import read_scores
from backprop_grader.grading import Job
from backprop_grader.isolation import Isolation
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class

STUDENTS = [
    Student("ada", "everything right"),
    Student("bea", "no basket", {"basket": "def basket(prices, counts, tax):\n    raise NotImplementedError"}),
    Student("cleo", "a broken file", damage=lambda text: text[:200]),
    Student("dina", "a wrong product", {"MulLayer": "class MulLayer: pass"}),
]
pytestmark = pytest.mark.skipif(
    not any(probe.available for probe in isolation.probe()[:2]), reason="NO SANDBOX HERE, so grading is NOT tested"
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), tmp_path / "submitted", STUDENTS)
    return RunFolder(tmp_path)


@pytest.fixture
def jobs_done(monkeypatch):
    """Every job that was handed out: student and the exercises that were asked for."""
    handed: list[tuple[str, tuple[str, ...]]] = []
    original = crew.Alone.results

    def results(self, jobs):
        jobs = list(jobs)
        handed.extend((job.student, job.only) for job in jobs)
        return original(self, jobs)

    monkeypatch.setattr(crew.Alone, "results", results)
    return handed


def grade(folder, processes=1, force=False):
    with Machine("auto", folder, processes) as machine:
        return ClassGrading(folder, ASSIGNMENT, walled=True).run(machine.crew, force, lambda progress: None)


def points(folder):
    return {
        student: sum(exercise["score"] for exercise in found.values())
        for student, found in read_scores(folder.gradebook, ASSIGNMENT).items()
    }


def changed(monkeypatch, *names):
    """Let these exercises have changed."""
    monkeypatch.setattr(
        class_grading, "exercise_key", lambda exercise: exercise_key(exercise) + "new" * (exercise.name in names)
    )


@pytest.mark.parametrize("processes", [1, 2])
def test_a_submission_on_which_the_grader_itself_fails_is_named_and_costs_nobody_else(folder, monkeypatch, processes):
    original = crew.carry_out

    def fails_on_bea(job, isolation):
        return original(job, isolation) if job.student != "bea" else 1 // 0

    monkeypatch.setattr(crew, "carry_out", fails_on_bea)
    outcome = grade(folder, processes)
    assert outcome.graded == len(STUDENTS) - 1
    assert "ZeroDivisionError in fails_on_bea" in outcome.undone["bea"]
    monkeypatch.setattr(crew, "carry_out", original)
    assert (grade(folder).graded, grade(folder).graded) == (1, 0)


def test_who_was_not_readable_before_is_named_in_the_order_of_the_class(folder, tmp_path):
    broken = [Student(f"student-{number:02}", "a broken file", damage=lambda text: text[:200]) for number in range(12)]
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), tmp_path / "submitted", broken)
    grade(folder)
    assert list(grade(folder).damaged) == ["cleo", *(student.name for student in broken)]


def test_what_is_done_needs_no_sandbox_any_more(folder, monkeypatch):
    assert grade(folder).graded == len(STUDENTS)
    monkeypatch.setattr(class_grading, "open_isolation", lambda level: pytest.fail("opened a sandbox for nothing"))
    again = grade(folder)
    assert (again.graded, again.unchanged, again.level) == (0, len(STUDENTS), "")


def test_who_could_not_be_read_or_was_repaired_is_known_also_when_nothing_is_graded_again(folder):
    place = folder.submitted / "ada" / ASSIGNMENT
    (place / f"{ASSIGNMENT}.ipynb").rename(place / "mine.ipynb")
    first, again = grade(folder), grade(folder)
    assert again.graded == 0
    assert list(again.damaged) == ["cleo"]
    assert again.damaged == first.damaged
    assert again.repaired == first.repaired == {"ada": [f"renamed: mine.ipynb was taken as {ASSIGNMENT}.ipynb"]}
    assert again.failures == 1


def test_a_changed_exercise_is_examined_alone_and_the_others_keep_their_verdicts(folder, jobs_done, monkeypatch):
    grade(folder)
    before, copy = dict(folder.journal(ASSIGNMENT).latest()), folder.autograded("ada", ASSIGNMENT).read_text()
    del jobs_done[:]
    changed(monkeypatch, "basket")
    outcome = grade(folder)
    assert outcome.changed_exercises == ("basket",)
    assert jobs_done == [("ada", ("basket",)), ("dina", ("basket",))], "bea has not written it, cleo's cannot be read"
    assert (outcome.graded, outcome.unchanged) == (2, 2)
    after = dict(folder.journal(ASSIGNMENT).latest())
    assert [found["exercises"] for found in after.values()] == [found["exercises"] for found in before.values()]
    assert folder.autograded("ada", ASSIGNMENT).read_text() == copy
    assert (grade(folder).graded, jobs_done[2:]) == (0, [])


def test_a_changed_grader_grades_everything_again_and_says_why(folder, monkeypatch, capsys):
    assert not grade(folder).grader_changed
    monkeypatch.setattr(fingerprints, "environment", lambda: "another grader")
    assert main(["grade", ASSIGNMENT, "--run", str(folder.path)]) == 0
    assert f"{ASSIGNMENT}: the grader itself has changed, 4 regraded, 0 unchanged" in capsys.readouterr().out
    outcome = grade(folder)
    assert (outcome.graded, outcome.grader_changed) == (0, False)
    (folder.submitted / "bea" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_text("{}")
    outcome = grade(folder)
    assert (outcome.graded, outcome.grader_changed) == (1, False), "what a student hands in again is another matter"


def test_what_was_graded_without_walls_is_graded_again_behind_them(folder):
    with Machine("none", folder, 1) as machine:
        ClassGrading(folder, ASSIGNMENT, walled=False).run(machine.crew, False, lambda progress: None)
    assert grade(folder).graded == len(STUDENTS)
    assert {record["isolation"] for _, record in folder.journal(ASSIGNMENT).latest()} == {isolation.available()[0]}


def test_two_workers_find_what_one_does(folder):
    grade(folder, processes=1)
    alone = points(folder)
    assert grade(folder, processes=2, force=True).graded == len(STUDENTS)
    assert points(folder) == alone
    assert alone["ada"] > alone["dina"] > alone["cleo"] == 0


def test_all_workers_share_one_warm_sandbox(folder, monkeypatch):
    opened = []
    original = isolation.levels.Parent
    monkeypatch.setattr(isolation.levels, "Parent", lambda *args: opened.append(args) or original(*args))
    grade(folder, processes=2)
    assert len(opened) == 1


def test_a_worker_that_dies_takes_no_submission_with_it(folder, monkeypatch, tmp_path):
    original, marker = crew.carry_out, tmp_path / "died"

    def dies_once(job: Job, sandbox: Isolation):
        if job.student == "bea" and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return original(job, sandbox)

    monkeypatch.setattr(crew, "carry_out", dies_once)
    assert grade(folder, processes=2).graded == len(STUDENTS)
    assert marker.exists()
    assert set(points(folder)) == {student.name for student in STUDENTS}


def test_workers_that_die_again_and_again_are_given_up_and_what_was_graded_is_kept(folder, monkeypatch):
    def dies(job: Job, sandbox: Isolation):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(crew, "carry_out", dies)
    with pytest.raises(GraderError, match="short of memory"):
        grade(folder, processes=2)
    monkeypatch.undo()
    assert grade(folder).graded == len(STUDENTS)


def test_a_torn_line_of_the_journal_is_graded_again_and_nothing_else(folder):
    grade(folder)
    path = folder.journal(ASSIGNMENT).path
    path.write_bytes(path.read_bytes()[:-40])  # the power went while the last line was written
    outcome = grade(folder)
    assert (outcome.graded, outcome.unchanged) == (1, len(STUDENTS) - 1)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(STUDENTS) + 1
    assert json.loads(lines[-1])["record"]["student"] == "dina"


def test_the_graded_copy_that_somebody_deleted_is_made_again(folder):
    grade(folder)
    folder.autograded("ada", ASSIGNMENT).unlink()
    assert grade(folder).graded == 1
    assert folder.autograded("ada", ASSIGNMENT).is_file()


def test_jobs_can_be_sent_to_another_process_with_their_submission(folder):
    job = Job("ada", ASSIGNMENT, folder.submitted / "ada" / ASSIGNMENT, 7).read()
    elsewhere = dataclasses.replace(job, folder=Path("/nonexistent"))
    assert elsewhere.read().ingested is job.ingested
