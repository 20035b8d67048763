"""Notebook 03, first half: known mistakes of Jacobians and of softmax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms import apparatus
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import softmax

Array = NDArray[Any]
Answer = Callable[[Inputs, Leaves], Mapping[str, Any]]


def open_gates(x: Any) -> Array:
    """1 where ReLU lets pass, else 0."""
    return np.asarray(np.asarray(x) > 0, dtype=np.float64)


def _relu_matrix(entries: Callable[[Any], Any]) -> Answer:
    return lambda i, right: {"jacobian": np.asarray(entries(np.asarray(i["x"], dtype=np.float64)))}


def _probabilities(entries: Callable[[Any], Any]) -> Answer:
    return lambda i, right: {"y": entries(np.asarray(i["z"], dtype=np.float64))}


def _softmax_matrix(entries: Callable[[Array, Any], Any]) -> Answer:
    return lambda i, right: {"jacobian": entries(softmax(i["z"]), np.asarray(i["z"], dtype=np.float64))}


def _nudged(i: Inputs, numerator: Callable[[Any, Any, Array], Any], step: float = 1e-5) -> Array:
    """A Jacobian by columns: `numerator` of the function, the point and the nudge, over the step."""
    f, x = apparatus.TOOLS["vector_waves"](**i["f"].params), np.asarray(i["x"], dtype=np.float64)
    h = float(i.get("h", step))
    return np.stack([numerator(f, x, h * unit) / h for unit in np.eye(len(x))], axis=1)


def _one_sided(i: Inputs, got: Leaves, right: Leaves) -> bool:
    ahead = _nudged(i, lambda f, x, nudge: f(x + nudge) - f(x))
    behind = _nudged(i, lambda f, x, nudge: f(x) - f(x - nudge))
    if got.get("jacobian", np.zeros(0)).shape != ahead.shape:
        return False
    off = got["jacobian"] - right["jacobian"]
    return any(
        np.max(np.abs(off - (side - right["jacobian"]))) < 0.01 * np.max(np.abs(off)) + 1e-9 for side in (ahead, behind)
    )


def _trembles(i: Inputs, got: Leaves, right: Leaves) -> bool:
    """Errors of no pattern, larger than any curvature makes them and smaller than the answer."""
    if got.get("jacobian", np.zeros(0)).shape != right["jacobian"].shape:
        return False
    off = np.max(np.abs(got["jacobian"] - right["jacobian"])) / np.max(np.abs(right["jacobian"]))
    return bool(1e-6 < off < 0.5)


DIAGONAL_ONLY = (
    "Every entry on the diagonal is right, and nothing of the rest is there. When one logit grows, what happens to "
    "the shares of the others?"
)
SECOND_ONLY = (
    "One part of the answer is missing: what you have is how a share shrinks when the whole grows. When a logit "
    "grows, what happens to its own power, above the fraction line?"
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "relu_jacobian": (
        Mistake(
            "wrong-shape",
            _relu_matrix(open_gates),
            "You gave n slopes, one an entry, and a Jacobian has a number for every pair of an output and an input. "
            "Where in that table do your n slopes stand, and what is everywhere else?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(lambda x: np.diag(x * open_gates(x))),
            "The diagonal holds the values of relu(x). If x = 5 is nudged by 0.1, by how much does the output move, by "
            "0.1 or by 0.5?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(np.diag),
            "The diagonal holds x itself. If x = 5 is nudged by 0.1, by how much does the output move, and if x = -5 is?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(lambda x: np.diag(1 - open_gates(x))),
            "The ones and zeros on the diagonal have changed places. For which entries does the output follow a nudge?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(lambda x: np.eye(len(x))),
            "Your Jacobian is the identity whatever x is. What does a nudge of a negative entry do to the output?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(lambda x: np.diag(np.sign(x))),
            "For negative entries the diagonal says -1: the output would grow when x falls, as |x| does. What does relu "
            "do down there?",
            telling=True,
        ),
        *(
            Mistake(
                "wrong-local",
                _relu_matrix(fill),
                "Off the diagonal there should be nothing, and your matrix has whole rows or columns of ones. Which "
                "outputs move when x[0] alone is nudged?",
                telling=True,
            )
            for fill in (
                lambda x: np.tile(open_gates(x), (len(x), 1)),
                lambda x: np.tile(open_gates(x), (len(x), 1)).T,
                lambda x: np.outer(open_gates(x), open_gates(x)),
            )
        ),
    ),
    "softmax": (
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: np.exp(z - z.max())),
            "Your entries add up to more than one. By what is every power to be divided, so that all of them are shares "
            "of one whole?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(np.exp),
            "Your entries are powers of e and not shares yet: they do not add up to one. What is the whole?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: z / z.sum()),
            "These are shares of the plain sum, and with negative logits some are negative. What makes every entry "
            "positive before the shares are taken?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: np.log(softmax(z))),
            "Your entries are negative: they are the logarithms of the shares. Which step is one too many?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: 1 / (1 + np.exp(-z))),
            "Every entry looks at its own logit only, as the sigmoid does. If another logit grows, what should become "
            "of this share?",
            telling=True,
        ),
        Mistake(
            "sign-flipped",
            _probabilities(lambda z: softmax(-z)),
            "The smallest logit has the largest share. Which sign does the logit carry in the exponent?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: np.exp(z - z.max()) / np.linalg.norm(np.exp(z - z.max()))),
            "The squares of your entries add up to one, and the entries do not. Which of the two makes them shares?",
            telling=True,
        ),
        Mistake(
            "scaled",
            _probabilities(lambda z: len(z) * softmax(z)),
            "Every entry is n times its share, with n entries: their mean is one. What should be one, the mean or the "
            "sum?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _probabilities(lambda z: np.exp(z / z.max()) / np.exp(z / z.max()).sum()),
            "The logits were divided by the largest one. Which change of all logits leaves every ratio of shares as it "
            "is, a common factor or a common difference?",
            telling=True,
        ),
    ),
    "softmax_jacobian": (
        Mistake("path-missing", _softmax_matrix(lambda y, z: np.diag(y * (1 - y))), DIAGONAL_ONLY, telling=True),
        Mistake("path-missing", _softmax_matrix(lambda y, z: -np.outer(y, y)), SECOND_ONLY, telling=True),
        Mistake(
            "path-missing",
            _softmax_matrix(lambda y, z: np.diag(y)),
            "Your matrix would be right if the whole stayed the same when a logit grows. In how many places of "
            "softmax does z_j stand?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _softmax_matrix(lambda y, z: np.diag(y * y) - np.outer(y, y)),
            "Off the diagonal everything is right, and the diagonal is zero. What does a share do when its own logit "
            "grows?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _softmax_matrix(lambda y, z: np.diag(y + y * y) - np.outer(y, y)),
            "Off the diagonal everything is right, and on it stands the share alone. The logit of a share stands above "
            "the fraction and below it: what does the second way add?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _softmax_matrix(lambda y, z: np.diag(y) + np.outer(y, y)),
            "Every entry is positive, as if all shares could grow at once. If one share takes more of the whole, what "
            "is left to the others?",
            telling=True,
        ),
        *(
            Mistake(
                "wrong-local",
                _softmax_matrix(fill),
                "The two parts of your matrix do not fit together: each column should add up to zero, and yours does "
                "not. Which part belongs everywhere, and which on the diagonal only?",
                telling=True,
            )
            for fill in (
                lambda y, z: y[:, None] - np.outer(y, y),
                lambda y, z: y[None, :] - np.outer(y, y),
                lambda y, z: np.eye(len(y)) - np.outer(y, y),
                lambda y, z: np.diag(y) - np.diag(y * y) + np.outer(y, y) - np.diag(y * y),
            )
        ),
        *(
            Mistake(
                "wrong-local",
                _softmax_matrix(fill),
                "What you take off the diagonal matrix is not a table of all pairs of shares. Which shape has the "
                "product of two vectors as you wrote it, and what does NumPy make of it in a difference?",
                telling=True,
            )
            for fill in (
                lambda y, z: np.diag(y) - y * y,
                lambda y, z: np.diag(y) - (y * y)[:, None],
                lambda y, z: np.diag(y) - y @ y,
            )
        ),
        *(
            Mistake(
                "wrong-point",
                _softmax_matrix(fill),
                "What you take off the diagonal matrix is a table of shares times logits. Which numbers meet there when "
                "a share moves because another one does?",
                telling=True,
            )
            for fill in (
                lambda y, z: np.diag(y) - np.outer(y, z),
                lambda y, z: np.diag(y) - np.outer(z, y),
                lambda y, z: np.diag(y * (1 - y + z)) - np.outer(y, z),
                lambda y, z: np.diag(y * (1 - y + z)) - np.outer(z, y),
            )
        ),
        Mistake(
            "wrong-point",
            _softmax_matrix(lambda y, z: np.diag(z) - np.outer(z, z)),
            "The pattern is right, and it is filled with the logits. At which values are the slopes to be taken, at "
            "what goes into softmax or at what comes out of it?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _softmax_matrix(lambda y, z: np.diag(softmax(y)) - np.outer(softmax(y), softmax(y))),
            "The pattern is right, and softmax was applied twice before it was filled. What is in your variable at that "
            "point already?",
            telling=True,
        ),
        Mistake(
            "wrong-shape",
            _softmax_matrix(lambda y, z: y * (1 - y)),
            "You gave n numbers, one an entry. Softmax lets every logit move every share: how many pairs of them are "
            "there?",
            telling=True,
        ),
    ),
    "numeric_jacobian": (
        Mistake(
            "scaled",
            lambda i, right: {"jacobian": 2 * right["jacobian"]},
            "Every entry is exactly twice the answer. How far apart are the two points at which you call f?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {"jacobian": right["jacobian"] / 2},
            "Every entry is half the answer. How far apart are the two points at which you call f, and by what do you "
            "divide?",
            telling=True,
        ),
        Mistake(
            "path-mixed",
            lambda i, right: {
                "jacobian": np.repeat(right["jacobian"].sum(axis=1, keepdims=True), np.size(i["x"]), axis=1)
            },
            "All columns of your matrix are the same. Which entries of x move when you nudge, and which should?",
            telling=True,
        ),
        Sign(
            "value-mismatch",
            _one_sided,
            "Your entries are off by an amount that grows with the step: what a nudge to one side only leaves. Where "
            "does the curve lie above its secant, and what would a nudge to the other side change about that?",
            telling=True,
        ),
        Sign(
            "value-mismatch",
            _trembles,
            "Your entries are nearly right, each off by another small amount: digits were lost in a difference. How "
            "small is your step, in which precision do you count, and how many digits do two nearly equal numbers "
            "leave?",
        ),
    ),
}
