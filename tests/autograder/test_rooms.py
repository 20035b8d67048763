"""Exercises share a room while all goes well; what goes wrong in one of them costs that one and no other."""

import pytest

from backprop.examination.examine import examine, examine_with
from backprop.examination.verdict import summary
from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Builtin
from backprop_grader.examination import examine_submission, exercises_of, paper
from backprop_grader.exercises import SECRETS
from backprop_grader.oracle import Reference
from collection import answers

SEED = 5
RIGHT = """
import os
import sys
import numpy as np

factor = 1.0

class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y
    def backward(self, dout):
        at_work()
        return dout * self.y, dout * self.x

class AddLayer:
    def forward(self, x, y):
        return np.add(x, y)
    def backward(self, dout):
        return dout * factor, dout * factor

def price_change(dtax, percentage_points):
    return factor * dtax * percentage_points / 100
"""
NAMES = ["MulLayer", "AddLayer", "price_change"]


def graded(submission, at_work, names=NAMES):
    """Status of every exercise, where MulLayer does `at_work` whenever it is used."""
    exercises = exercises_of("01-apple-orange", names)
    source = f"{RIGHT}\ndef at_work():\n    {at_work}\n"
    return {verdict.exercise: verdict.status for verdict in examine_submission(submission, [source], exercises, SEED)}


@pytest.fixture
def rooms_opened(monkeypatch):
    """The seconds of every room that is opened."""
    from backprop_grader.isolation.submission import Submission

    opened, original = [], Submission.exercise
    monkeypatch.setattr(Submission, "exercise", lambda self, s=None: opened.append(s) or original(self, s))
    return opened


@pytest.fixture
def submission(isolation):
    with isolation.submission() as submission:
        yield submission


def test_right_answers_share_one_room(submission, rooms_opened):
    assert graded(submission, "pass") == dict.fromkeys(NAMES, "passed")
    assert len(rooms_opened) == 1


def test_what_an_exercise_leaves_behind_costs_no_other(submission, rooms_opened):
    assert graded(submission, "global factor; factor = 2.0") == dict.fromkeys(NAMES, "passed")
    assert len(rooms_opened) > 1, "what is wrong in a used room is tried again in a fresh one"


def test_what_is_patched_in_numpy_is_there_again_for_the_next(submission, rooms_opened):
    assert graded(submission, "np.add = None") == dict.fromkeys(NAMES, "passed")
    assert len(rooms_opened) == 1


def test_a_process_that_ends_takes_only_its_exercise_along(submission):
    assert graded(submission, "os._exit(0)") == {"MulLayer": "crashed", "AddLayer": "passed", "price_change": "passed"}


def test_a_wrong_answer_after_a_right_one_is_judged_as_on_its_own(submission):
    both = graded(submission, "raise ValueError", ["AddLayer", "MulLayer"])
    assert both == {"AddLayer": "passed", "MulLayer": "error"}


def test_what_an_exercise_kept_is_gone_for_the_next(submission):
    submission.run([RIGHT])
    with submission.exercise() as room:
        kept = room.put(1.0)
        assert room.call(Builtin("read"), kept, returns="it").leaves["it"] == 1
        room.begin(5)
        assert room.call(Builtin("read"), kept, returns="it").raised.type == "KeyError", "the reference is void"


@pytest.mark.parametrize("answer", answers("wrong")[::40] + answers("right")[::40], ids=str)
def test_a_paper_can_be_used_again_and_again(answer):
    """The verdict with a paper that others have been examined with is the one with a new paper."""
    secret = SECRETS[answer.assignment]
    mistakes = secret.mistakes.get(answer.exercise, ())
    (exercise,) = exercises_of(answer.assignment, [answer.exercise])
    oracle = Reference(secret.answers, secret.credits)
    used = paper(answer.assignment, answer.exercise, SEED)
    alone = summary(examine(exercise, LocalRoom(answer.names()), oracle, SEED, mistakes))
    for _ in range(2):
        assert summary(examine_with(used, LocalRoom(answer.names()), mistakes)) == alone
