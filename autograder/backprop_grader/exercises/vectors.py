"""Notebook 03: known mistakes of Jacobians, softmax, and the products with and without the matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop import apparatus
from backprop.evidence import Known, Mistake, Sign
from backprop.exercise import Inputs
from backprop.room import Leaves

Array = NDArray[Any]
Answer = Callable[[Inputs, Leaves], Mapping[str, Any]]


def _shares(z: Any) -> Array:
    powers = np.exp(z - np.max(z))
    return np.asarray(powers / np.sum(powers))


def _open(x: Any) -> Array:
    """1 where ReLU lets pass, else 0."""
    return np.asarray(np.asarray(x) > 0, dtype=np.float64)


def _relu_matrix(entries: Callable[[Any], Any]) -> Answer:
    return lambda i, right: {"jacobian": np.asarray(entries(np.asarray(i["x"], dtype=np.float64)))}


def _softmax(shares: Callable[[Any], Any]) -> Answer:
    return lambda i, right: {"y": shares(np.asarray(i["z"], dtype=np.float64))}


def _softmax_matrix(entries: Callable[[Array, Any], Any]) -> Answer:
    return lambda i, right: {"jacobian": entries(_shares(i["z"]), np.asarray(i["z"], dtype=np.float64))}


def _pulled(entries: Callable[[Any, Array, Any], Any]) -> Answer:
    """dz from dout, the shares y and the logits z."""
    return lambda i, right: {"dz": entries(i["dout"], _shares(i["z"]), i["z"])}


def _routed(entries: Callable[[Any, Any], Any]) -> Answer:
    return lambda i, right: {"dx": entries(i["dout"], i["x"])}


def _one_row(row: int) -> Answer:
    return lambda i, right: {"dx": np.asarray(i["jacobian"])[row] * np.asarray(i["dout"])[row]}


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


_DIAGONAL_ONLY = (
    "Every entry on the diagonal is right, and nothing of the rest is there. When one logit grows, what happens to "
    "the shares of the others?"
)
_SECOND_ONLY = (
    "One part of the answer is missing: what you have is how a share shrinks when the whole grows. When a logit "
    "grows, what happens to its own power, above the fraction line?"
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "relu_jacobian": (
        Mistake(
            "wrong-shape",
            _relu_matrix(_open),
            "You gave n slopes, one an entry, and a Jacobian has a number for every pair of an output and an input. "
            "Where in that table do your n slopes stand, and what is everywhere else?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _relu_matrix(lambda x: np.diag(x * _open(x))),
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
            _relu_matrix(lambda x: np.diag(1 - _open(x))),
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
                lambda x: np.tile(_open(x), (len(x), 1)),
                lambda x: np.tile(_open(x), (len(x), 1)).T,
                lambda x: np.outer(_open(x), _open(x)),
            )
        ),
    ),
    "softmax": (
        Mistake(
            "value-mismatch",
            _softmax(lambda z: np.exp(z - z.max())),
            "Your entries add up to more than one. By what is every power to be divided, so that all of them are shares "
            "of one whole?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(np.exp),
            "Your entries are powers of e and not shares yet: they do not add up to one. What is the whole?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(lambda z: z / z.sum()),
            "These are shares of the plain sum, and with negative logits some are negative. What makes every entry "
            "positive before the shares are taken?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(lambda z: np.log(_shares(z))),
            "Your entries are negative: they are the logarithms of the shares. Which step is one too many?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(lambda z: 1 / (1 + np.exp(-z))),
            "Every entry looks at its own logit only, as the sigmoid does. If another logit grows, what should become "
            "of this share?",
            telling=True,
        ),
        Mistake(
            "sign-flipped",
            _softmax(lambda z: _shares(-z)),
            "The smallest logit has the largest share. Which sign does the logit carry in the exponent?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(lambda z: np.exp(z - z.max()) / np.linalg.norm(np.exp(z - z.max()))),
            "The squares of your entries add up to one, and the entries do not. Which of the two makes them shares?",
            telling=True,
        ),
        Mistake(
            "scaled",
            _softmax(lambda z: len(z) * _shares(z)),
            "Every entry is n times its share, with n entries: their mean is one. What should be one, the mean or the "
            "sum?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            _softmax(lambda z: np.exp(z / z.max()) / np.exp(z / z.max()).sum()),
            "The logits were divided by the largest one. Which change of all logits leaves every ratio of shares as it "
            "is, a common factor or a common difference?",
            telling=True,
        ),
    ),
    "softmax_jacobian": (
        Mistake("path-missing", _softmax_matrix(lambda y, z: np.diag(y * (1 - y))), _DIAGONAL_ONLY, telling=True),
        Mistake("path-missing", _softmax_matrix(lambda y, z: -np.outer(y, y)), _SECOND_ONLY, telling=True),
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
        Mistake(
            "wrong-point",
            _softmax_matrix(lambda y, z: np.diag(z) - np.outer(z, z)),
            "The pattern is right, and it is filled with the logits. At which values are the slopes to be taken, at "
            "what goes into softmax or at what comes out of it?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _softmax_matrix(lambda y, z: np.diag(_shares(y)) - np.outer(_shares(y), _shares(y))),
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
    "vjp": (
        Mistake(
            "batch-scaled",
            lambda i, right: {"dx": right["dx"] / len(i["dout"])},
            "Every entry is 1/m of the answer, with m outputs. An input that reaches m outputs hears from all of them: "
            "do their voices add up, or are they averaged?",
            telling=True,
        ),
        *(
            Mistake(
                "path-missing",
                _one_row(row),
                "Your answer hears one output only, and an input reaches all of them. What does your code do with the "
                "sum it had before, in every turn of the loop?",
                telling=True,
            )
            for row in (0, -1)
        ),
    ),
    "relu_vjp": (
        Mistake(
            "wrong-local",
            _routed(lambda dout, x: dout * (1 - _open(x))),
            "The gradient passes where x is negative and stops where it is positive. Which entries can move the output?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _routed(lambda dout, x: dout * x * _open(x)),
            "Where the gate is open your gradient carries a factor of x. If x = 5 is nudged by 0.1, how far does the "
            "output move?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _routed(lambda dout, x: dout * x),
            "Your gradient is dout times x. If x = 5 is nudged by 0.1, how far does the output move, and if x = -5 is?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _routed(lambda dout, x: dout * np.sign(x)),
            "For negative entries the gradient comes back with the other sign, as for |x|. What does relu do down there?",
            telling=True,
        ),
        Mistake(
            "gate-on-upstream",
            _routed(lambda dout, x: dout * (np.asarray(dout) > 0)),
            "Negative upstream gradients vanish, whatever x is. Which number decided in the forward pass whether the "
            "gate is open?",
            telling=True,
        ),
    ),
    "softmax_vjp": (
        Mistake("path-missing", _pulled(lambda dout, y, z: dout * y * (1 - y)), _DIAGONAL_ONLY, telling=True),
        Mistake("path-missing", _pulled(lambda dout, y, z: -y * np.sum(dout * y)), _SECOND_ONLY, telling=True),
        Mistake(
            "path-missing",
            _pulled(lambda dout, y, z: dout * y),
            "Your gradient would be right if the whole stayed the same when a logit grows. By which second path does a "
            "logit reach all the shares?",
            telling=True,
        ),
        *(
            Mistake(
                "wrong-local",
                _pulled(entries),
                "One number is taken off dout in every entry, and it is not the right one. When all entries of dout are "
                "the same, the gradient must be zero, and a share of nearly one counts most: what kind of average is "
                "that?",
                telling=True,
            )
            for entries in (
                lambda dout, y, z: y * (dout - np.sum(dout)),
                lambda dout, y, z: y * (dout - np.mean(dout)),
                lambda dout, y, z: y * dout - np.mean(y * dout),
                lambda dout, y, z: y * (dout - y),
                lambda dout, y, z: dout - np.sum(dout * y),
                lambda dout, y, z: y * dout - np.sum(y * dout),
            )
        ),
        Mistake(
            "wrong-local",
            _pulled(lambda dout, y, z: y * (dout + np.sum(dout * y))),
            "Both parts are there, and the second has the wrong sign. If one share takes more of the whole, what is left "
            "to the others?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _pulled(lambda dout, y, z: z * (dout - np.sum(dout * z))),
            "The pattern is right, and it is filled with the logits. At which values are the slopes to be taken, at "
            "what goes into softmax or at what comes out of it?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _pulled(lambda dout, y, z: _shares(y) * (dout - np.sum(dout * _shares(y)))),
            "The pattern is right, and softmax was applied twice before it was filled. What is in your variable at that "
            "point already?",
            telling=True,
        ),
    ),
}
