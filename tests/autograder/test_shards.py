"""Shards: a class in parts gets the grades of the class as a whole."""

import pytest

from backprop_grader import isolation
from backprop_grader.class_grading import ClassGrading, Machine
from backprop_grader.errors import GraderError
from backprop_grader.gradebook import read_scores
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.run_folder import RunFolder
from backprop_grader.sample_class import ASSIGNMENT, Student, write_class
from backprop_grader.shards import Shard, merge

needs_sandbox = pytest.mark.skipif(
    not any(probe.available for probe in isolation.probe()[:2]), reason="NO SANDBOX HERE, so grading is NOT tested"
)
NAMES = ["ada", "bea", "cleo", "dina", "eve"]


@pytest.fixture
def folder(tmp_path):
    students = [Student(name, "right") for name in NAMES[:-1]]
    students.append(Student("eve", "wrong", {"MulLayer": "class MulLayer: pass"}))
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), tmp_path / "submitted", students)
    return RunFolder(tmp_path)


def grade(folder, shard=None, force=False):
    with Machine("auto", folder, 1) as machine:
        return ClassGrading(folder, ASSIGNMENT, True, shard).run(machine.crew, force, lambda progress: None)


@pytest.mark.parametrize("of", [1, 2, 3, 10])
def test_every_student_is_in_one_part(of):
    for name in NAMES:
        assert [Shard(number, of).holds(name) for number in range(1, of + 1)].count(True) == 1


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3", ""])
def test_what_is_no_shard_is_refused(text):
    with pytest.raises(ValueError, match="is no shard"):
        Shard.read(text)


@needs_sandbox
def test_a_class_in_parts_gets_the_grades_of_the_whole(folder):
    parts = [grade(folder, Shard(number, 2)) for number in (1, 2)]
    assert sum(part.graded for part in parts) == len(NAMES)
    assert not folder.gradebook.exists(), "a part leaves the gradebook alone"
    assert merge(folder, ASSIGNMENT) == len(NAMES)
    merged = read_scores(folder.gradebook, ASSIGNMENT)
    assert grade(folder).unchanged == len(NAMES)
    grade(folder, force=True)
    assert read_scores(folder.gradebook, ASSIGNMENT) == merged
    assert merged["ada"]["MulLayer"]["score"] > merged["eve"]["MulLayer"]["score"]


@needs_sandbox
def test_a_part_that_was_cut_off_goes_on_where_it_stopped(folder):
    shard = Shard(1, 1)
    grade(folder, shard)
    assert grade(folder, shard).graded == 0
    merge(folder, ASSIGNMENT)
    assert grade(folder, shard).graded == 0, "what is in the class's own journal is done too"


@needs_sandbox
def test_parts_are_merged_once(folder):
    grade(folder, Shard(1, 1))
    merge(folder, ASSIGNMENT)
    with pytest.raises(GraderError, match="no shard of 01-apple-orange"):
        merge(folder, ASSIGNMENT)
