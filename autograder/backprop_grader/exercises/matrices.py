"""Notebook 04: known mistakes of the size of a Jacobian, of slices, products and biases, and of the two losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.evidence import Known, Mistake, Sign
from backprop.exercise import Inputs
from backprop.room import Leaves

Array = NDArray[Any]


def _size(count: Callable[[int, int, int, int], int]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    return lambda i, right: {"bytes": np.asarray(count(i["N"], i["D"], i["M"], i.get("itemsize", 4)))}


def _slice(fill: Callable[[Array, Inputs], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """A slice that is filled in place of the right one."""

    def answer(i: Inputs, right: Leaves) -> Mapping[str, Any]:
        out = np.zeros(right["slice"].shape)
        fill(out, i)
        return {"slice": out}

    return answer


def _place(rows: Callable[[Inputs], Any], value: Callable[[Inputs], Any]) -> Callable[[Array, Inputs], None]:
    def fill(out: Array, i: Inputs) -> None:
        out[rows(i)] = value(i)

    return fill


def _shares(scores: Any) -> Array:
    powers = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _rows(i: Inputs) -> Array:
    """One-hot rows of the labels, in the shape of the scores."""
    labels = np.asarray(i["labels"])
    return np.eye(np.shape(i["scores"])[1])[labels] if labels.ndim == 1 else labels.astype(np.float64)


def _gradient(entries: Callable[[Array, Array, Array], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """dscores from scores, shares and one-hot rows, before the mean over the batch."""
    return lambda i, right: {"dscores": entries(i["scores"], _shares(i["scores"]), _rows(i)) / len(i["scores"])}


def _across_the_batch(i: Inputs, right: Leaves) -> Mapping[str, Any]:
    shares, rows = _shares(np.asarray(i["scores"]).T).T, _rows(i)
    loss = -np.mean(np.log(np.sum(shares * rows, axis=1)))
    return {"loss": loss, "dscores": (shares - rows) / len(rows)}


def _sigmoid(z: Any) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.asarray(z, dtype=np.float64))))


def _pull(entries: Callable[[Any, Array, Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """dz from logits, their sigmoid, and targets, before the mean over the batch."""
    return lambda i, right: {"dz": entries(i["z"], _sigmoid(i["z"]), np.asarray(i["y"])) / len(i["z"])}


def _cost(entries: Callable[[Any, Array, Any], Any], dz: bool = False) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    return lambda i, right: {"loss": np.mean(entries(i["z"], _sigmoid(i["z"]), np.asarray(i["y"])))}


def _stepped_first(i: Inputs, got: Leaves, right: Leaves) -> bool:
    """dX is off by a multiple of what a step of W along its own gradient makes of it."""
    if "dX" not in got or got["dX"].shape != right["dX"].shape:
        return False
    off = (got["dX"] - right["dX"]).ravel()
    along = (np.asarray(i["dout"]) @ right["dW"].T).ravel()
    size = float(np.dot(along, along))
    factor = float(np.dot(off, along)) / size if size else 0.0
    return factor != 0.0 and bool(np.max(np.abs(off - factor * along)) < 1e-6 * np.max(np.abs(off)))


_STEPPED = Sign(
    "wrong-point",
    _stepped_first,
    "Your dX is what it would be after a step of gradient descent on W. At which W was the forward pass made, and which "
    "one do you read here?",
    telling=True,
)
_HOW_LARGE = "How many entries has Y, how many has X, and how many pairs of one of each are there?"

MISTAKES: dict[str, tuple[Known, ...]] = {
    "jacobian_bytes": (
        Mistake(
            "scaled",
            _size(lambda N, D, M, s: N * M * N * D),
            "You counted the entries and were asked for bytes. How many bytes does one float32 take?",
            telling=True,
        ),
        Mistake(
            "scaled",
            _size(lambda N, D, M, s: N * M * N * D * s * 8),
            "Your answer is 8 times too large: bits in place of bytes. In which unit is itemsize given?",
            telling=True,
        ),
        Mistake(
            "scaled",
            _size(lambda N, D, M, s: N * M * N * D * 4),
            "Your answer takes every entry for 4 bytes. Which argument says how many there are?",
            telling=True,
        ),
        Sign(
            "scaled",
            lambda i, got, right: "itemsize" not in i and got.get("bytes", np.zeros(())) == 2 * right["bytes"],
            "Right where the bytes of an entry are given; left out, your answer is twice what it should be. Which "
            "default does the signature name?",
            telling=True,
        ),
        Mistake(
            "batch-scaled",
            _size(lambda N, D, M, s: N * D * M * s),
            "Your answer is 1/N of what it should be: N appears once. The batch counts the rows of X and the rows of Y: "
            "does the table leave out the pairs of different samples, or are those zeros written out too?",
            telling=True,
        ),
        *(
            Mistake(
                "value-mismatch",
                _size(count),
                f"You counted something else than a number for every pair of an entry of Y and an entry of X. {_HOW_LARGE}",
                telling=True,
            )
            for count in (
                lambda N, D, M, s: N * M * s,
                lambda N, D, M, s: N * D * s,
                lambda N, D, M, s: D * M * s,
                lambda N, D, M, s: N * M * D * M * s,
                lambda N, D, M, s: (N * M + N * D) * s,
                lambda N, D, M, s: (N * D) ** 2 * s,
                lambda N, D, M, s: (N * M) ** 2 * s,
                lambda N, D, M, s: D * M * D * M * s,
            )
        ),
    ),
    "local_gradient_slice": (
        Mistake(
            "wrong-shape",
            lambda i, right: {"slice": np.asarray(i["W"])[i["j"]]},
            "You gave the one row that moves. The slice says for every entry of Y how it moves when X[i, j] does: what "
            "do the other rows do, and where does yours stand?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _slice(_place(lambda i: slice(None), lambda i: i["W"][i["j"]])),
            "Every row of your slice moves. Which samples does X[i, j] belong to, and which rows of Y does it reach?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _slice(_place(lambda i: i["i"], lambda i: i["X"][i["i"], i["j"]] * i["W"][i["j"]])),
            "Your row carries the value of X[i, j] as a factor: that is what this entry contributes to Y. If X[i, j] "
            "grows by 1, does it matter to Y's change how large it was?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _slice(_place(lambda i: i["i"], lambda i: 1.0)),
            "Row i of your slice is all ones. By how much does Y[i, m] move when X[i, j] grows by 1: by which number is "
            "X[i, j] multiplied on its way there?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _slice(_place(lambda i: i["i"], lambda i: i["W"].sum(axis=0))),
            "Row i of your slice is what it would be if the whole row of X moved at once. Which of its entries moves?",
            telling=True,
        ),
        Sign(
            "swapped",
            lambda i, got, right: _exchanged(i, got),
            "Your slice is what it would be with i and j exchanged. Which of the two counts rows of X, and which counts "
            "rows of W?",
            telling=True,
        ),
    ),
    "matmul_backward": (
        Mistake(
            "upstream-ignored",
            lambda i, right: {"dX": np.asarray(i["W"]).T, "dW": np.asarray(i["X"]).T},
            "You gave back the other factor, and dout has no say in it. If the end of the graph hardly listens to Y, "
            "what should dX be?",
            telling=True,
        ),
        _STEPPED,
    ),
    "affine_backward": (
        Mistake(
            "not-summed",
            lambda i, right: {"db": np.asarray(i["dout"])},
            "Your db has one row for every sample, and b has one row for all of them. What becomes of the gradients of "
            "something that is used several times?",
            telling=True,
        ),
        Mistake(
            "batch-scaled",
            lambda i, right: {"db": right["db"] / len(i["X"])},
            "Your db is 1/N of the answer, with N samples: a mean. Each row was given the whole of b: do the gradients "
            "that come back add up, or are they shared out?",
            telling=True,
        ),
        Mistake(
            "wrong-shape",
            lambda i, right: {"dX": right["dX"].reshape(len(i["X"]), -1)},
            "Your dX has one long row for every sample, and X may be more than rows and columns. Whose shape does a "
            "gradient have?",
            telling=True,
        ),
        Mistake(
            "local-ignored",
            lambda i, right: {"db": np.ones(prod(np.shape(i["b"])))},
            "Your db is all ones. That is the slope of one entry of Y; what does dout say about that entry?",
            telling=True,
        ),
        _STEPPED,
    ),
    "softmax_loss": (
        Mistake(
            "batch-scaled",
            lambda i, right: {leaf: value * len(i["scores"]) for leaf, value in right.items()},
            "Loss and gradient are both N times the answer: a sum over the batch. Which is this course's convention, "
            "the sum or the mean?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
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
            _gradient(lambda s, p, rows: _shares(p) - rows),
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
            "wrong-local",
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
        Mistake(
            "sign-flipped",
            lambda i, right: {"loss": -right["loss"]},
            "Your loss is exactly the negative of the answer, and below zero. Which sign has the logarithm of a "
            "probability?",
            telling=True,
        ),
    ),
}


def _exchanged(i: Inputs, got: Leaves) -> bool:
    """Whether row j holds W[i]."""
    slice_, W = got.get("slice", np.zeros((0, 0))), np.asarray(i["W"])
    if slice_.ndim != 2 or not (i["j"] < len(slice_) and i["i"] < len(W)) or slice_.shape[1] != W.shape[1]:
        return False
    want = np.zeros(slice_.shape)
    want[i["j"]] = W[i["i"]]
    return bool(np.allclose(slice_, want))
