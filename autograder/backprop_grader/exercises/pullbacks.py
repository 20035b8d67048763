"""Notebook 03, second half: known mistakes of the products with a Jacobian, written out or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake
from backprop.rooms.observe import encode_word
from backprop_grader.exercises.activations import softmax
from backprop_grader.exercises.vectors import SECOND_ONLY, Answer, open_gates

Array = NDArray[Any]


def _pulled(entries: Callable[[Any, Array, Any], Any]) -> Answer:
    """dz from dout, the shares y and the logits z."""
    return lambda i, right: {"dz": entries(i["dout"], softmax(i["z"]), i["z"])}


def _routed(entries: Callable[[Any, Any], Any]) -> Answer:
    return lambda i, right: {"dx": entries(i["dout"], i["x"])}


def _one_row(row: int) -> Answer:
    return lambda i, right: {"dx": np.asarray(i["jacobian"])[row] * np.asarray(i["dout"])[row]}


MISTAKES: dict[str, tuple[Known, ...]] = {
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
            _routed(lambda dout, x: dout * (1 - open_gates(x))),
            "The gradient passes where x is negative and stops where it is positive. Which entries can move the output?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _routed(lambda dout, x: dout * x * open_gates(x)),
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
        Mistake(
            "path-missing",
            _pulled(lambda dout, y, z: dout * y * (1 - y)),
            "Your gradient is what the diagonal of the Jacobian alone would give. When one logit grows, what happens to the "
            "shares of the others?",
            telling=True,
        ),
        Mistake("path-missing", _pulled(lambda dout, y, z: -y * np.sum(dout * y)), SECOND_ONLY, telling=True),
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
                "One number is taken off dout in every entry, and it is not the right one: all entries of dout count the "
                "same in it. Say that one share is nearly 1 and dout is 5 there, so that dz must be nearly 0: which "
                "number has to be taken off then?",
                telling=True,
            )
            for entries in (
                lambda dout, y, z: y * (dout - np.sum(dout)),
                lambda dout, y, z: y * (dout - np.mean(dout)),
            )
        ),
        *(
            Mistake(
                "wrong-local",
                _pulled(entries),
                "The same number is taken off every entry of dout times share. When a logit grows, the whole grows with "
                "its power: is that as much for a small share as for a large one?",
                telling=True,
            )
            for entries in (
                lambda dout, y, z: y * dout - np.mean(y * dout),
                lambda dout, y, z: y * dout - np.sum(y * dout),
            )
        ),
        Mistake(
            "wrong-local",
            _pulled(lambda dout, y, z: dout - np.sum(dout * y)),
            "What you take off dout is right, and a factor is missing. If a share is nearly 0, how far does anything move "
            "when its logit does?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _pulled(lambda dout, y, z: y * (dout - y)),
            "The shares themselves are taken off dout. If dout is doubled, dz has to double: does what you take off?",
            telling=True,
        ),
        *(
            Mistake(
                "wrong-local",
                _pulled(entries),
                "If dout is doubled, dz has to double, and a part of yours grows fourfold. How many times does dout stand "
                "in that part?",
                telling=True,
            )
            for entries in (
                lambda dout, y, z: dout * (y - np.sum(y * dout)),
                lambda dout, y, z: dout * y * (1 - np.sum(y * dout)),
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
            _pulled(lambda dout, y, z: softmax(y) * (dout - np.sum(dout * softmax(y)))),
            "The pattern is right, and softmax was applied twice before it was filled. What is in your variable at that "
            "point already?",
            telling=True,
        ),
    ),
    "audit": (
        Mistake(
            "value-mismatch",
            lambda i, right: {"value": np.asarray(360_000.0)},
            "Line and kind are right; the value counts numbers. How many bytes does a number take, and what does the "
            "line end with?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            lambda i, right: {"value": np.asarray(144_000.0)},
            "Line and kind are right; the value counts only the entries that are not zero. What does a table hold at "
            "the places where there is nothing?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            lambda i, right: {"kind": encode_word("layout")},
            "The line is wrong, and its rows and columns are where this course has them. What does it say about the "
            "number of entries?",
            telling=True,
        ),
    ),
}

ANSWERS = {"audit": lambda: {"line": 5, "kind": "memory", "value": 2_880_000.0}}
