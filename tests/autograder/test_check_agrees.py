"""What `check` says in the notebook, the grader says too: on every wrong and every right answer of the collections."""

from __future__ import annotations

import pytest

from backprop.check import check
from collection import Answer, answers
from judging import exercise_of, judge

SEED = 7
TRAINED = {"train", "predict"}
"""They take seconds; `check` says of them what it can, and that is tested with their notebook."""
ASKED = [answer for kind in ("right", "wrong") for answer in answers(kind) if answer.exercise not in TRAINED]
BETTER_INFORMED = {
    "mlp_backward-right_beside_a_forward_pass_whose_J_is_wrong": "nudging starts from the reader's own, wrong J",
    "gradients-nudges_every_parameter": "in the notebook its time is up first",
}
"""Answers of which only the grader can tell, and why."""


def public(answer: Answer):
    """The verdict of `check`."""
    names = {**answer.names(), "check": check}
    return eval(f"check({answer.exercise!r}, assignment={answer.assignment!r})", names).verdict  # as in its notebook


@pytest.mark.parametrize("answer", ASKED, ids=lambda answer: f"{answer.assignment}-{answer}")
def test_check_passes_what_the_grader_passes(answer: Answer):
    notebook, grader = public(answer), judge(answer, SEED)
    if notebook.open or str(answer) in BETTER_INFORMED:
        assert notebook.status in ("passed", grader.status, "failed", "timeout")
        return
    assert (notebook.points == notebook.max_points) == (grader.points == grader.max_points), answer.place
    assert exercise_of(answer).section == notebook.section
