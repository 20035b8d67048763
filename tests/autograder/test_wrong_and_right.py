"""The tests of the tests: no wrong answer keeps its points, no right one loses any, and the mistake is named."""

import functools

import pytest

from backprop.examine import Verdict, examine
from backprop.exercises import ASSIGNMENTS, EXERCISES
from backprop.observe import LocalRoom
from backprop_grader.exercises import SECRETS
from backprop_grader.oracle import Reference
from collection import Answer, answers

SEEDS = range(20)
FEW_SEEDS = range(3)
"""For exercises in which something is trained."""
WRONG, RIGHT = answers("wrong"), answers("right")


@functools.cache
def oracle(assignment: str) -> Reference:
    secret = SECRETS[assignment]
    return Reference(secret.answers, secret.credits)


def judge(answer: Answer, seed: int) -> Verdict:
    exercise = next(e for e in ASSIGNMENTS[answer.assignment] if e.name == answer.exercise)
    mistakes = SECRETS[answer.assignment].mistakes.get(answer.exercise, ())
    return examine(exercise, LocalRoom(answer.names()), oracle(answer.assignment), seed, mistakes)


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_loses_points_and_its_mistake_is_named(answer: Answer) -> None:
    verdict = judge(answer, seed=1)
    assert verdict.status != "passed"
    assert verdict.points < verdict.max_points
    assert verdict.diagnosis[0].code == answer.code, [finding.message for finding in verdict.diagnosis]
    assert verdict.diagnosis[0].message.endswith("?"), "a diagnosis ends with a question"


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_keeps_all_its_points_whatever_the_seed(answer: Answer) -> None:
    trained = EXERCISES[answer.exercise].seconds if answer.exercise in EXERCISES else None
    for seed in FEW_SEEDS if trained else SEEDS:
        verdict = judge(answer, seed)
        codes = [finding.code for finding in verdict.diagnosis if not finding.note]
        assert (verdict.points, codes) == (verdict.max_points, []), f"seed {seed}: {verdict}"


def test_the_verdict_is_the_same_for_the_same_seed() -> None:
    for answer in WRONG[::7]:
        assert judge(answer, seed=5) == judge(answer, seed=5)


def test_every_exercise_has_wrong_and_right_answers() -> None:
    for assignment, exercises in ASSIGNMENTS.items():
        for exercise in exercises:
            for collection in (WRONG, RIGHT):
                assert any((a.assignment, a.exercise) == (assignment, exercise.name) for a in collection), exercise.name
