"""Judges an answer of the collections in this process, as the grader does, without a sandbox: all of them are ours."""

from __future__ import annotations

import functools

from backprop.examination.examine import examine
from backprop.examination.exercise import Exercise
from backprop.examination.verdict import Verdict
from backprop.exercises import ASSIGNMENTS
from backprop.rooms.observe import LocalRoom
from backprop_grader.exercises import SECRETS
from backprop_grader.oracle import Reference
from collection import Answer


@functools.cache
def oracle(assignment: str) -> Reference:
    """The grader's oracle of an assignment."""
    secret = SECRETS[assignment]
    return Reference(secret.answers, secret.credits)


def exercise_of(answer: Answer) -> Exercise:
    """The record of the exercise that an answer is for."""
    return next(exercise for exercise in ASSIGNMENTS[answer.assignment] if exercise.name == answer.exercise)


def judge(answer: Answer, seed: int) -> Verdict:
    """The grader's verdict on an answer."""
    mistakes = SECRETS[answer.assignment].mistakes.get(answer.exercise, ())
    return examine(exercise_of(answer), LocalRoom(answer.names()), oracle(answer.assignment), seed, mistakes)
