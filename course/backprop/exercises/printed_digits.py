"""The example of exercise 8.1, whose J the notebook prints, and what a wrong J of it is made of.

Its gradients are not known here: nudging a J that is wrong would measure the slopes of another function, so J comes
first. The biases of the example are 0, and a second network differs in them alone.
"""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np

from backprop.data import load_digits
from backprop.examination import compare
from backprop.examination.exercise import Case, Complaint, Inputs
from backprop.rooms.room import Leaves

IMAGES, HIDDEN, LAM = 3, 2, 0.1
J, LOSS = 2.554661253650566, 2.2638610849869334
"""What the exercise prints: J, and J for lam = 0."""
PENALTY = J - LOSS
OF_W1, OF_W2 = 0.28305793562764087, 0.007742233035991557
"""The two parts of the penalty."""
BIASED_J = 2.9001667720338666
"""J of the same network with the biases of `biased`."""
_SAME = 1e-6
"""Relative; single precision is no mistake."""


@cache
def example() -> Inputs:
    """`tiny` of the notebook, two hidden units, and the first three images."""
    rng, digits = np.random.default_rng(8), load_digits()
    return {
        "W1": 0.2 * rng.standard_normal((digits.images.shape[1], HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "W2": 0.1 * rng.standard_normal((HIDDEN, 10)),
        "b2": np.zeros(10),
        "X": digits.images[:IMAGES],
        "labels": digits.labels[:IMAGES],
        "lam": LAM,
    }


def biased() -> Inputs:
    """The same with b1 = 0.1 and b2 = 0, 0.1, ..., 0.9."""
    return {**example(), "b1": np.full(HIDDEN, 0.1), "b2": np.arange(10) / 10}


def cases() -> list[Case]:
    """Both, with their J; the gradients are nudged, and a reader can repeat that."""
    return [
        Case(example(), "the example of the exercise", truth={"J": J}, at_hand=True),
        Case(biased(), "the example with b1 = 0.1 and b2 = np.arange(10) / 10", truth={"J": BIASED_J}),
    ]


SHARES: tuple[tuple[float, float, str, str], ...] = (
    (-1, 1, "sign-flipped", "The logarithm of a probability is not positive. Which sign has a loss?"),
    (1, 0, "penalty-missing", "Which two terms does J add up?"),
    (0, 1, "path-missing", "Which two terms does J add up?"),
    (1, 2, "penalty-scaled", "Which factor stands in front of the sum of squares?"),
    (1, 1 / 3, "penalty-scaled", "There are three images. Does a larger batch make the weights any smaller?"),
    (1, 3, "penalty-scaled", "There are three images. How often do the weights exist?"),
    (3, 1, "batch-scaled", "There are three images. Is the loss a sum over them, or a mean?"),
    (1 / 3, 1, "batch-scaled", "There are three images. How often has the loss been divided by their number?"),
    (0.1, 1, "scaled", "There are ten scores for each image. Over what is the mean taken: images, or numbers?"),
    (1 / log(2), 1, "scaled", "That is 1 / ln 2 times the loss. Which logarithm is it?"),
    (1 / log(10), 1, "scaled", "That is 1 / ln 10 times the loss. Which logarithm is it?"),
)
"""How often the loss and the penalty are in J, the diagnosis, and what to ask."""


def right(objectives: Leaves, of_biased: Leaves) -> bool:
    """Whether J is right for both networks."""
    return _is(objectives, J) and _is(of_biased, BIASED_J)


def made_of(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """What is wrong with the J of one of the two networks."""
    if inputs["lam"] != LAM or not np.array_equal(inputs["W1"], example()["W1"]) or leaves["J"].size != 1:
        return None
    if np.any(inputs["b1"]):
        return None if _is(leaves, BIASED_J) else _of_biases(_number(leaves))
    return None if _is(leaves, J) else _of_parts(_number(leaves))


def _of_parts(found: float) -> Complaint:
    said = f"For the example of the exercise (loss {LOSS:.6f}, penalty {PENALTY:.6f}) your J is {found:.6f}"
    for loss, penalty, code, question in SHARES:
        if compare.same(np.array(found), np.array(loss * LOSS + penalty * PENALTY), _SAME):
            return Complaint(
                f"{said}: that is {loss:.4g} times the loss and {penalty:.4g} times the penalty. {question}", code
            )
    for name, part in (("W1", OF_W1), ("W2", OF_W2)):
        if compare.same(np.array(found), np.array(LOSS + part), _SAME):
            return Complaint(
                f"{said}: that is the loss and the penalty of {name}. Which weights are penalised?", "penalty-missing"
            )
    return Complaint(
        f"{said}. What does your code give for lam = 0, and which line of the table in section 8.1 reads otherwise in your code?"
    )


def _of_biases(found: float) -> Complaint:
    said = (
        "Your J is right for the example of the exercise, whose biases are 0. "
        f"For b1 = 0.1 and b2 = np.arange(10) / 10 it is {found:.6f}"
    )
    of_biases = LAM / 2 * sum(float(np.sum(biased()[name] ** 2)) for name in ("b1", "b2"))
    if compare.same(np.array(found), np.array(BIASED_J + of_biases), _SAME):
        return Complaint(
            f"{said}, too large by lam / 2 times their squares. Which arrays are penalised?", "penalty-scaled"
        )
    return Complaint(f"{said}, which is wrong. In which two lines does a bias come in?")


def _is(leaves: Leaves, wanted: float) -> bool:
    return leaves["J"].size == 1 and compare.same(leaves["J"].reshape(()), np.array(wanted), _SAME)


def _number(leaves: Leaves) -> float:
    return float(leaves["J"].reshape(()))
