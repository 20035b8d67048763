"""What a wrong objective of notebook 05 is made of, read from two numbers that the notebook prints.

For its batch of four it gives J with a penalty and without: so a loss or a penalty of the wrong size shows in plain
arithmetic. How either of them is computed is not known here.
"""

from __future__ import annotations

import numpy as np

from backprop.examination.exercise import Complaint, Inputs
from backprop.rooms.room import Leaves

PRINTED: Inputs = {
    "W1": np.array([[0.1, 0.3, -0.2], [-0.2, 0.4, 0.5]]),
    "b1": np.array([0.1, -0.3, 0.2]),
    "W2": np.array([[0.5, -0.4], [-0.6, 0.3], [0.2, 0.7]]),
    "b2": np.array([0.4, -0.1]),
    "X": np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -1.5], [0.5, 1.0]]),
    "Y": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0], [2.0, 1.0]]),
    "lam": 0.2,
}
"""A network 2 - 3 - 2 and a batch of four, whose J the notebook prints."""

SMALL: Inputs = {
    "W1": np.array([[0.1, 0.3], [-0.2, 0.4]]),
    "b1": np.zeros(2),
    "W2": np.array([[0.5], [-0.6]]),
    "b2": np.zeros(1),
    "X": np.array([[1.0, 2.0]]),
    "Y": np.array([[1.0]]),
    "lam": 0.1,
}
"""The derivation's own example: one sample, J = 0.811051."""

LOSS, PENALTY = 0.681008833562644, 0.198
"""The two parts of J for the batch of four and lam = 0.2, as the exercise prints them."""
OF_BIASES = PRINTED["lam"] / 2 * sum(float(np.sum(PRINTED[name] ** 2)) for name in ("b1", "b2"))

SIZES: tuple[tuple[float, float, str, str], ...] = (
    (1, 0, "penalty-missing", "Which two terms does J add up?"),
    (0, 1, "path-missing", "Which two terms does J add up?"),
    (1, 2, "penalty-scaled", "Which factor stands in front of the sum of squares?"),
    (1, 0.25, "penalty-scaled", "There are four samples. Does a larger batch make the weights any smaller?"),
    (1, 4, "penalty-scaled", "There are four samples. How often do the weights exist?"),
    (4, 1, "batch-scaled", "There are four samples. Is the loss a sum over them, or a mean?"),
    (8, 1, "batch-scaled", "Which two factors stand in front of the sum of all squares?"),
    (0.5, 1, "batch-scaled", "There are two outputs. Over what is the mean taken: samples, or numbers?"),
    (2, 1, "scaled", "Which factor stands in front of the squared error?"),
    (4, 4, "batch-scaled", "There are four samples. Of which term is a mean taken, and how often is the other added?"),
    (2, 2, "scaled", "Which factor stands in front of the squares?"),
    (0.25, 1, "batch-scaled", "There are four samples. How often has the loss been divided by their number?"),
)
"""How often the loss and the penalty are in J, the diagnosis, and what to ask."""


def made_of(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """For the printed batch: how often the right loss and the right penalty are in a wrong J."""
    value = leaves["J"]
    if value.size != 1 or inputs["lam"] != PRINTED["lam"] or not np.array_equal(inputs["X"], PRINTED["X"]):
        return None
    J = float(value.reshape(()))
    for loss, penalty, code, question in SIZES:
        if _same(J, loss * LOSS + penalty * PENALTY):
            return Complaint(f"{_said(J)} {_times(loss)} the loss and {_times(penalty)} the penalty. {question}", code)
    if _same(J, LOSS + PENALTY + OF_BIASES):
        words = f"That is {OF_BIASES:g} too much, which is lam / 2 times the squares of the biases"
        return Complaint(f"{_said(J, '')} {words}. Which arrays are penalised?", "penalty-scaled")
    return None


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-9


def _said(J: float, made: str = ": that is") -> str:
    return f"For the notebook's batch of four (loss {LOSS:.6f}, penalty {PENALTY:g}) your J is {J:.6f}{made or '.'}"


def _times(share: float) -> str:
    return f"{share:g} times"
