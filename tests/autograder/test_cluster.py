"""Grading on a Dask cluster: the same grades as here, also when a worker is killed over its work."""

import os
import signal
import threading

import pytest

from backprop_grader import isolation, supervisor
from backprop_grader.class_grading import ClassGrading, Machine
from backprop_grader.errors import GraderError, NoIsolation
from backprop_grader.fingerprints import environment
from backprop_grader.gradebook import read_scores
from backprop_grader.grading import Done, Job
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class
from backprop_grader.supervisor import Lost, Refused, Supervisor, Undone

distributed = pytest.importorskip("distributed", reason="DASK IS MISSING: grading on a cluster is NOT tested")
pytestmark = [
    pytest.mark.xdist_group("cluster"),
    pytest.mark.filterwarnings("ignore"),  # Dask's own, while it starts and stops
    pytest.mark.skipif(
        not any(probe.available for probe in isolation.probe()[:2]), reason="NO SANDBOX HERE, so grading is NOT tested"
    ),
]
WAITS = """
import time

def price_change(dtax, percentage_points):
    time.sleep(0.2)
    return dtax * percentage_points / 100
"""
STUDENTS = [
    *(Student(f"ada-{k}", "right, and slow", {"price_change": WAITS}) for k in range(4)),
    Student("bea", "a wrong product", {"MulLayer": "class MulLayer: pass"}),
    Student("cleo", "a broken file", damage=lambda text: text[:200]),
]


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of its own, under a nanny that starts another where one is lost."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


@pytest.fixture
def folder(tmp_path):
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), tmp_path / "submitted", STUDENTS)
    return RunFolder(tmp_path)


@pytest.fixture
def job(folder):
    return Job("ada-0", ASSIGNMENT, folder.submitted / "ada-0" / ASSIGNMENT, 7).read()


def grade(folder, scheduler="", tell=lambda progress: None):
    with Machine("auto", folder, 1, scheduler) as machine:
        return ClassGrading(folder, ASSIGNMENT, walled=True).run(machine.crew, True, tell)


def test_a_cluster_grades_as_this_machine_does_and_loses_nothing_with_a_worker(cluster, folder):
    grade(folder)
    here = read_scores(folder.gradebook, ASSIGNMENT)
    with distributed.Client(cluster, set_as_default=False) as client:
        before = list(client.run(os.getpid).values())
    killed = threading.Event()

    def kill_one(progress):
        if not killed.is_set():
            os.kill(before[0], signal.SIGKILL)
            killed.set()

    outcome = grade(folder, cluster.scheduler_address, kill_one)
    assert killed.is_set()
    assert (outcome.graded, outcome.undone) == (len(STUDENTS), {})
    assert list(outcome.damaged) == ["cleo"]
    assert read_scores(folder.gradebook, ASSIGNMENT) == here
    assert here["ada-0"]["price_change"]["score"] == 1.0


def test_no_scheduler_at_an_address_is_one_line(folder, monkeypatch):
    monkeypatch.setattr("backprop_grader.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(GraderError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9") as error:
        grade(folder, "tcp://127.0.0.1:9")
    assert "\n" not in str(error.value)


def _carry_out_for_ever(supervisor, job):
    while True:
        supervisor.carry_out(job, 60)


class TestASupervisor:
    @pytest.fixture
    def watched(self):
        with_level = Supervisor("auto", environment())
        yield with_level
        with_level.close()

    def test_keeps_its_process_for_the_next_job(self, watched, job):
        first, process = watched.carry_out(job, 60), watched._process
        assert isinstance(first, Done)
        assert watched.carry_out(job, 60).record["exercises"] == first.record["exercises"]
        assert watched._process is process

    def test_gives_a_job_up_at_its_deadline_and_goes_on_with_the_next(self, watched, job):
        given_up = watched.carry_out(job, 0.05)
        assert given_up == Undone("ada-0", "not graded within 0 s")
        assert isinstance(watched.carry_out(job, 60), Done)

    def test_says_when_its_process_was_lost(self, watched, job):
        watched.carry_out(job, 60)
        threading.Timer(0.1, os.kill, (watched._process.pid, signal.SIGKILL)).start()
        with pytest.raises(Lost):
            _carry_out_for_ever(watched, job)
        assert isinstance(watched.carry_out(job, 60), Done)

    def test_refuses_another_version_of_the_grader(self, job):
        with pytest.raises(Refused, match="another version"):
            Supervisor("auto", "0000").carry_out(job, 60)

    def test_refuses_where_no_sandbox_is_to_be_had(self, job):
        with pytest.raises(Refused, match="no isolation level"):
            Supervisor("castle", environment()).carry_out(job, 60)

    def test_its_process_ends_with_it_also_in_the_middle_of_a_job(self, watched, job):
        watched.carry_out(job, 60)
        process, watched._process = watched._process, None
        process.stdin.close()
        assert process.wait(10) is not None

    def test_a_deadline_leaves_room_for_all_that_the_sandbox_allows(self, job):
        assert supervisor.deadline_of(job) > isolation.Limits().submission_seconds + 6 * 10


def test_a_worker_that_cannot_grade_stops_the_class_with_one_line(cluster, folder, monkeypatch):
    monkeypatch.setattr("backprop_grader.cluster.environment", lambda: "0000")
    with pytest.raises(NoIsolation, match="another version"):
        grade(folder, cluster.scheduler_address)
