"""Notebook 04, first half: known mistakes of the size of a Jacobian, of slices, products and biases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves

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


def _flat(i: Inputs) -> Array:
    return np.asarray(i["X"]).reshape(len(i["X"]), -1)


_RESHAPED = tuple(
    Mistake(
        "transposed",
        answer,
        f"Your {leaf} comes from {factor}.reshape where its transpose belongs. A reshape keeps the order of reading: is the "
        f"second number of {factor}'s first row still in the row of the first?",
        telling=True,
    )
    for leaf, factor, answer in (
        (
            "dX",
            "W",
            lambda i, right: {
                "dX": (np.asarray(i["dout"]) @ np.asarray(i["W"]).reshape(np.shape(i["W"])[::-1])).reshape(
                    np.shape(i["X"])
                )
            },
        ),
        (
            "dW",
            "X",
            lambda i, right: {"dW": _flat(i).reshape(_flat(i).shape[::-1]) @ np.asarray(i["dout"])},
        ),
    )
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
        Sign(
            "wrong-point",
            lambda i, got, right: _another_row(i, got),
            "Row i of your slice is a row of W, and not the one that counts. With which entries of W does X[i, j] meet "
            "when Y is computed?",
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
        *_RESHAPED,
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
        *_RESHAPED,
    ),
}


def _another_row(i: Inputs, got: Leaves) -> bool:
    """Whether row i, alone, holds a row of W other than row j."""
    slice_, W = got.get("slice", np.zeros((0, 0))), np.asarray(i["W"])
    if slice_.shape != (len(i["X"]), W.shape[1]) or np.any(np.delete(slice_, i["i"], axis=0)):
        return False
    return any(np.allclose(slice_[i["i"]], row) for row in np.delete(W, i["j"], axis=0))


def _exchanged(i: Inputs, got: Leaves) -> bool:
    """Whether row j holds W[i]."""
    slice_, W = got.get("slice", np.zeros((0, 0))), np.asarray(i["W"])
    if slice_.ndim != 2 or not (i["j"] < len(slice_) and i["i"] < len(W)) or slice_.shape[1] != W.shape[1]:
        return False
    want = np.zeros(slice_.shape)
    want[i["j"]] = W[i["i"]]
    return bool(np.allclose(slice_, want))
