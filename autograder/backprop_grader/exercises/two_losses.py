"""Notebook 04, second half: known mistakes of the two losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.observe import encode_word
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid, softmax

Array = NDArray[Any]


def _rows(i: Inputs) -> Array:
    """One-hot rows of the labels, in the shape of the scores."""
    labels = np.asarray(i["labels"])
    return np.eye(np.shape(i["scores"])[1])[labels] if labels.ndim == 1 else labels.astype(np.float64)


def _gradient(entries: Callable[[Array, Array, Array], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """dscores from scores, shares and one-hot rows, before the mean over the batch."""
    return lambda i, right: {"dscores": entries(i["scores"], softmax(i["scores"]), _rows(i)) / len(i["scores"])}


def _across_the_batch(i: Inputs, right: Leaves) -> Mapping[str, Any]:
    shares, rows = softmax(i["scores"], axis=0), _rows(i)
    loss = -np.mean(np.log(np.sum(shares * rows, axis=1)))
    return {"loss": loss, "dscores": (shares - rows) / len(rows)}


def _pull(entries: Callable[[Any, Array, Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """dz from logits, their sigmoid, and targets, before the mean over the batch."""
    return lambda i, right: {"dz": entries(i["z"], sigmoid(i["z"]), np.asarray(i["y"])) / len(i["z"])}


def _cost(entries: Callable[[Any, Array, Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    return lambda i, right: {"loss": np.mean(entries(i["z"], sigmoid(i["z"]), np.asarray(i["y"])))}


MISTAKES: dict[str, tuple[Known, ...]] = {
    "softmax_loss": (
        Mistake(
            "batch-scaled",
            lambda i, right: {leaf: value * len(i["scores"]) for leaf, value in right.items()},
            "Loss and gradient are both N times the answer: a sum over the batch. Which is this course's convention, "
            "the sum or the mean?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _gradient(lambda s, p, rows: s - rows),
            "The rows of your dscores do not add up to zero. Adding one number to all scores of a sample changes no "
            "share: from what were the labels to be taken off?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _gradient(lambda s, p, rows: p * (1 - p)),
            "Your dscores holds how each share follows its own score, and the label has no say in it. In how many ways "
            "does a score reach the loss?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _gradient(lambda s, p, rows: p),
            "Your dscores is all positive, as if every score should fall. What becomes of the score of the right class?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _gradient(lambda s, p, rows: -rows),
            "Your dscores moves the right class only. The other scores stand below the fraction line: what do they do "
            "to the loss?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _gradient(lambda s, p, rows: (p - 1) * rows),
            "Your dscores is right for the right class, and zero for all others. Do their scores not move the loss?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _gradient(lambda s, p, rows: p * (1 - rows)),
            "Your dscores is right for the wrong classes, and zero for the right one. Does its score not move the loss?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _gradient(lambda s, p, rows: -rows / p),
            "Your dscores is the slope with respect to the shares. One node is left on the way back to the scores: "
            "which?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _gradient(lambda s, p, rows: (p - rows) * p * (1 - p)),
            "Your dscores carries a factor too many: where the shares are near 0 or 1 it nearly vanishes, even for a "
            "confident mistake. What has the logarithm already cancelled?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _gradient(lambda s, p, rows: softmax(p) - rows),
            "Softmax was applied twice before the gradient was taken. What is in your variable at that point already?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {"dscores": right["dscores"] / np.shape(i["scores"])[1]},
            "Your dscores is 1/C of the answer, with C classes. Over what is the loss a mean, over samples or over all "
            "scores?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {leaf: value / np.shape(i["scores"])[1] for leaf, value in right.items()},
            "Loss and gradient are 1/C of the answer, with C classes. Over what is the loss a mean, over samples or "
            "over all scores?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {"loss": right["loss"] / np.shape(i["scores"])[1]},
            "Your loss is 1/C of the answer, with C classes. Over what is it a mean, over samples or over all scores?",
            telling=True,
        ),
        Mistake(
            "collapsed",
            _across_the_batch,
            "Your shares add up to one down the columns, across the batch. Which scores compete with each other, those "
            "of one sample or those of one class?",
            telling=True,
        ),
        Mistake(
            "sign-flipped",
            lambda i, right: {"loss": -right["loss"]},
            "Your loss is exactly the negative of the answer, and below zero. Which sign has the logarithm of a share?",
            telling=True,
        ),
    ),
    "bce_loss": (
        Mistake(
            "batch-scaled",
            lambda i, right: {leaf: value * len(i["z"]) for leaf, value in right.items()},
            "Loss and gradient are both N times the answer: a sum over the batch. Which is this course's convention, "
            "the sum or the mean?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            _pull(lambda z, p, y: z - y),
            "Your dz compares the logit itself with the target. What lies between the logit and a number that can be "
            "compared with 0 and 1?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _pull(lambda z, p, y: (p - y) * p * (1 - p)),
            "For a confident mistake (logit 4, target 0) your gradient nearly vanishes. Which factor has already "
            "cancelled on the way, and is taken once more?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _pull(lambda z, p, y: (p - y) / (p * (1 - p))),
            "Your dz is the slope with respect to the probability. One node is left on the way back to the logit: which?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _pull(lambda z, p, y: y * (p - 1)),
            "Your dz is right where the target is 1, and zero where it is 0. What does the loss say of a sample with "
            "target 0?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            _pull(lambda z, p, y: (1 - y) * p),
            "Your dz is right where the target is 0, and zero where it is 1. What does the loss say of a sample with "
            "target 1?",
            telling=True,
        ),
        *(
            Mistake(
                "path-missing",
                _pull(entries),
                "Your dz does not depend on the target of a sample, or sees one of the two kinds only. How many terms "
                "has the loss, and when does each of them speak?",
                telling=True,
            )
            for entries in (
                lambda z, p, y: p,
                lambda z, p, y: p - 1,
                lambda z, p, y: -y / p,
                lambda z, p, y: (1 - y) / (1 - p),
            )
        ),
        Mistake(
            "wrong-local",
            _pull(lambda z, p, y: y * (p - 1) - (1 - y) * p),
            "Where the target is 0 your gradient has the wrong sign. If such a logit grows, does the loss fall?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _pull(lambda z, p, y: (p - y) * y + (y - p) * (1 - y)),
            "Where the target is 0 your gradient has the wrong sign. If such a logit grows, does the loss fall?",
            telling=True,
        ),
        *(
            Mistake(
                "path-missing",
                _cost(entries),
                "Your loss counts one of the two kinds of samples only. What does a sample with target 0 cost, and what "
                "one with target 1?",
                telling=True,
            )
            for entries in (
                lambda z, p, y: -y * np.log(p),
                lambda z, p, y: -(1 - y) * np.log(1 - p),
            )
        ),
        *(
            Mistake(
                "path-missing",
                lambda i, right, cost=cost, pull=pull: {**_cost(cost)(i, right), **_pull(pull)(i, right)},  # type: ignore[misc]
                f"Samples with target {blind} cost nothing in your loss, and their dz is 0. How many terms has the loss, and "
                "when does each of them speak?",
                telling=True,
            )
            for blind, cost, pull in (
                (0, lambda z, p, y: -y * np.log(p), lambda z, p, y: y * (p - 1)),
                (1, lambda z, p, y: -(1 - y) * np.log(1 - p), lambda z, p, y: (1 - y) * p),
            )
        ),
        Mistake(
            "sign-flipped",
            lambda i, right: {"loss": -right["loss"]},
            "Your loss is exactly the negative of the answer, and below zero. Which sign has the logarithm of a "
            "probability?",
            telling=True,
        ),
    ),
    "audit": (
        Mistake(
            "value-mismatch",
            lambda i, right: {"value": np.asarray(9.0)},
            "Line and kind are right; the value is an entry of W dY. X[1, 0] is multiplied with a column of W: which "
            "matrix has the columns of W as its rows?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            lambda i, right: {"value": np.asarray(3.0)},
            "Line and kind are right; the value is an entry of dY W. Which entries of Y does X[1, 0] reach, and what "
            "does dY say about each of them?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            lambda i, right: {"kind": encode_word("arithmetic")},
            "The line is wrong, and its calculation follows its formula. In which arrangement of the samples is that "
            "formula the right one?",
            telling=True,
        ),
    ),
}

ANSWERS = {"audit": lambda: {"line": 5, "kind": "layout", "value": 11.0}}
