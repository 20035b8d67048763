"""Notebook 05: known mistakes of the penalty, and the table of the whole notebook; other exercises have modules of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.observe import encode_word
from backprop.rooms.room import Leaves
from backprop_grader.exercises import mlp_backward, mlp_forward, one_step, two_two_one


def _matrices(i: Inputs) -> list[Any]:
    return [np.asarray(value, dtype=np.float64) for name, value in i.items() if name != "lam"]


def _grads(rule: Callable[[Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """All gradients of the penalty by a wrong rule, without lam."""
    return lambda i, right: {f"grads[{k}]": i["lam"] * rule(W) for k, W in enumerate(_matrices(i))}


def _off_by(factor: float, *leaves: str) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """The results whose names begin so, by a factor too large."""
    return lambda i, right: {leaf: factor * value for leaf, value in right.items() if leaf.startswith(leaves)}


def _per_entry(i: Inputs, right: Leaves) -> dict[str, Any]:
    return {"s": i["lam"] / 2 * sum(np.mean(W**2) for W in _matrices(i))}


L2_PENALTY: tuple[Known, ...] = (
    Mistake(
        "penalty-scaled",
        _off_by(2.0, "s", "grads"),
        "Your s and your gradients are both twice the answer: right for lam times the sum of squares. Which s does the "
        "notebook ask for?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _off_by(2.0, "grads"),
        "Your gradients are exactly twice the answer. What does the factor in front of the sum of squares do to the 2 "
        "that comes down from the square?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _off_by(0.5, "grads"),
        "Your gradients are exactly half of the answer. The square brings a factor with it when it is differentiated; "
        "where has it gone?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _off_by(2.0, "s"),
        "Your s is exactly twice the answer; its gradients are right. Which factor stands in front of the sum?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _off_by(0.5, "s"),
        "Your s is exactly half of the answer; its gradients are right. How often has the one half been applied?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        lambda i, right: {f"grads[{k}]": W for k, W in enumerate(_matrices(i))},
        "Your gradients are the weights themselves, whatever lam is. If lam is doubled, how much faster does s grow?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        lambda i, right: {leaf: g / len(g) for leaf, g in right.items() if leaf != "s"},
        "Each of your gradients is divided by the number of rows of its matrix. Is the penalty a sum over the weights, "
        "or a mean?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        lambda i, right: {leaf: g / g.size for leaf, g in right.items() if leaf != "s"} | _per_entry(i, right),
        "Your s takes the mean over the entries of each matrix. Is the penalty a sum over the weights, or a mean?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _per_entry,
        "Your s takes the mean over the entries of each matrix, and your gradients are those of a sum. Which of the "
        "two is the penalty?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _grads(np.square),
        "Your gradients hold the squares of the weights, so none of them is ever negative. Does s grow when a negative "
        "weight grows a little?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _grads(lambda W: W**2 / 2),
        "Your gradients hold the penalty of each weight, so none of them is ever negative. Does s grow when a negative "
        "weight grows a little?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _grads(np.sign),
        "Your gradients know only the signs of the weights, as if |w| were added up. Does a weight of 10 pull as hard as one "
        "of 0.1?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _grads(lambda W: W / np.linalg.norm(W)),
        "Your gradients all have length lam: that is the slope of the norm. Is it the norm that is penalised, or its "
        "square?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"s": i["lam"] / 2 * sum(np.linalg.norm(W) for W in _matrices(i))},
        "Your s adds up the norms of the matrices. If all weights are doubled, does the penalty become twice or four times "
        "as large?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"s": i["lam"] / 2 * sum(np.sum(np.abs(W)) for W in _matrices(i))},
        "Your s adds up the moduli of the weights. If all weights are doubled, does the penalty become twice or four times "
        "as large?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"s": i["lam"] / 2 * np.sum(_matrices(i)[-1] ** 2)},
        "Your s counts the last matrix of the list alone. What happens to the sum of the others each time around the loop?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"s": i["lam"] / 2 * np.sum(_matrices(i)[0] ** 2)},
        "Your s counts the first matrix of the list alone. How many matrices does the penalty have to see?",
        telling=True,
    ),
)

AUDIT: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.1536)},
        "Line and kind are right; the value is the one that the report prints. Whose slope is 0.16?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.24)},
        "Line and kind are right; the value takes the slope of the first hidden unit. Which unit does z2 belong to?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.54)},
        "Line and kind are right; the value is the gradient of a weight. Where does the line itself end: at z2, or one "
        "node further?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("upstream")},
        "The line is wrong, and what arrives there from above, 0.96, is right. What is it multiplied by?",
        telling=True,
    ),
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "l2_penalty": L2_PENALTY,
    "mlp_forward": mlp_forward.MISTAKES,
    "mlp_backward": mlp_backward.MISTAKES,
    **two_two_one.MISTAKES,
    **one_step.MISTAKES,
    "audit": AUDIT,
}

ANSWERS = {"audit": lambda: {"line": 6, "kind": "local", "value": 0.18}}

CREDITS = two_two_one.CREDITS
