"""The tests of the tests: no wrong answer keeps its points, no right one loses any, and the mistake is named."""

from collections import Counter
from pathlib import Path

import pytest

from backprop.exercises import ASSIGNMENTS
from collection import Answer, answers
from judging import exercise_of, judge

SEEDS = range(20)
FEW_SEEDS = range(3)
"""For exercises in which something is trained."""
WRONG, RIGHT = answers("wrong"), answers("right")


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_loses_points_and_its_mistake_is_named_whatever_the_seed(answer: Answer) -> None:
    for seed in range(1, 2 if exercise_of(answer).seconds else 5):
        verdict, place = judge(answer, seed), f"{answer.place}, seed {seed}"
        assert verdict.status != "passed", place
        assert verdict.points < verdict.max_points, place
        first = verdict.diagnosis[0]
        assert first.code == answer.code, f"{place}, gets another name: {first.code}, “{first.message}”"
        assert first.message.endswith("?"), f"{place}: a diagnosis ends with a question"


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_keeps_all_its_points_whatever_the_seed(answer: Answer) -> None:
    for seed in FEW_SEEDS if exercise_of(answer).seconds else SEEDS:
        verdict = judge(answer, seed)
        codes = [finding.code for finding in verdict.diagnosis if not finding.note]
        assert (verdict.points, codes) == (verdict.max_points, []), f"{answer.place}, seed {seed}: {verdict}"


def test_the_verdict_is_the_same_for_the_same_seed() -> None:
    for answer in WRONG[::7]:
        one, two = judge(answer, seed=5), judge(answer, seed=5)
        assert (one.points, one.status, one.diagnosis[0].code) == (two.points, two.status, two.diagnosis[0].code)


def test_every_exercise_has_wrong_and_right_answers() -> None:
    for assignment, exercises in ASSIGNMENTS.items():
        for exercise in exercises:
            for folder, collection in (("wrong", WRONG), ("right", RIGHT)):
                held = any((a.assignment, a.exercise) == (assignment, exercise.name) for a in collection)
                assert held, f"{exercise.name}: write answers to it, blocks in tests/{folder}/{assignment}/"


def test_the_published_table_lists_every_wrong_answer_under_its_name() -> None:
    lines = (Path(__file__).parents[2] / "autograder" / "DIAGNOSES.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip(" `") for cell in line.split("|")] for line in lines if line.count("|") > 7]
    listed = Counter((row[1], row[2], row[-2]) for row in rows if row[1] not in ("exercise", "---"))
    held = Counter((answer.exercise, answer.title.replace("|", "¦").strip(" `"), answer.code) for answer in WRONG)
    assert not held - listed, "not in the table: run `make diagnoses` and commit autograder/DIAGNOSES.md"
    assert not listed - held, "in the table only: run `make diagnoses` and commit autograder/DIAGNOSES.md"
