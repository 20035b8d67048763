"""Notebook 06: known mistakes of the bound and the rescue, and the measurement that decides whether a signal survives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Credit, Inputs
from backprop.exercises.vanishing_gradient import credit_for, is_a_choice
from backprop.rooms.observe import decode_word, encode_word
from backprop.rooms.room import Leaves
from backprop_grader.exercises import deep_stack
from backprop_reference.exercises.vanishing_gradient import survival

# --- the bound -------------------------------------------------------------------------------------------------------


def _bound(
    rule: Callable[[float, float], float],
) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """A wrong bound by weight norm and depth."""
    return lambda i, right: {"bound": rule(float(i["weight_norm"]), int(i["depth"]))}


SIGMOID_BOUND: tuple[Known, ...] = tuple(
    Mistake(code, _bound(rule), message, telling=True)
    for code, rule, message in (
        (
            "path-missing",
            lambda w, depth: 0.25**depth,
            "Your bound does not depend on weight_norm. What else does a gradient meet in every layer?",
        ),
        (
            "local-ignored",
            lambda w, depth: w**depth,
            "Your bound has the weights in it and nothing else. What does a sigmoid do to a gradient, at its very steepest?",
        ),
        (
            "path-mixed",
            lambda w, depth: w**depth / 4,
            "Your bound has the steepest slope in it once, for a stack of any depth. How many sigmoids does the gradient pass?",
        ),
        (
            "path-mixed",
            lambda w, depth: w * 0.25**depth,
            "Your bound has the weights in it once, for a stack of any depth. How many matrices does the gradient pass?",
        ),
        (
            "path-mixed",
            lambda w, depth: w**depth * 0.25 ** (depth - 1),
            "Your bound has one slope fewer than layers. How many sigmoids does the gradient pass?",
        ),
        (
            "path-mixed",
            lambda w, depth: w ** (depth - 1) * 0.25**depth,
            "Your bound has one matrix fewer than layers. How many does the gradient pass?",
        ),
        (
            "path-missing",
            lambda w, depth: w / 4,
            "Your bound is the same for every depth. What does one layer more do to it?",
        ),
        (
            "path-missing",
            lambda w, depth: (w / 4) ** (depth - 1),
            "Your bound is that of a stack one layer shorter. For a single layer, what is the most that it can do?",
        ),
        (
            "path-mixed",
            lambda w, depth: (w / 4) ** (depth + 1),
            "Your bound is that of a stack one layer deeper. With no layer at all, what is left of a gradient?",
        ),
        (
            "added-along-path",
            lambda w, depth: depth * w / 4,
            "Your bound grows in proportion to the depth. Along a path, are the factors of the layers added or multiplied?",
        ),
        (
            "added-along-path",
            lambda w, depth: (w + 0.25) ** depth,
            "Your bound adds the weights and the slope of each layer. Along a path, are they added or multiplied?",
        ),
        (
            "wrong-local",
            lambda w, depth: (w / 2) ** depth,
            "Your bound takes a sigmoid's slope for 1/2 at most: that is its value at 0. What is its slope there?",
        ),
        (
            "wrong-local",
            lambda w, depth: (4 * w) ** depth,
            "Your bound grows four times faster with every layer. Does the slope of a sigmoid stretch a gradient, or shrink it?",
        ),
        (
            "wrong-local",
            lambda w, depth: (w * w / 4) ** depth,
            "Your bound has the square of weight_norm in every layer. How often does the gradient meet each matrix?",
        ),
        (
            "wrong-local",
            lambda w, depth: min(1.0, (w / 4) ** depth),
            "Your bound is never above 1. If every matrix stretches a vector eightfold, may the gradient grow?",
        ),
        (
            "swapped",
            lambda w, depth: (depth / 4) ** w,
            "depth and weight_norm have changed places in your bound. Which of them counts how often something happens?",
        ),
    )
)


# --- the rescue ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _survival(depth: int, width: int, activation: Any, scale: float) -> float:
    with np.errstate(all="ignore"):
        return survival(depth, width, activation, scale)


def _ratio(inputs: Inputs, leaves: Leaves) -> float:
    """The measured |dL/dX| / |dout|, in the median of seven draws."""
    activation, scale = decode_word(leaves["activation"]), float(leaves["scale"])
    return _survival(int(inputs["depth"]), int(inputs["width"]), activation, scale)


def rescue_credit(inputs: Inputs, leaves: Leaves) -> Credit:
    """All or nothing: whether the signal survives in this stack."""
    return credit_for(_ratio(inputs, leaves), inputs)


def _gains(activation: str, low: float, high: float) -> Callable[[Inputs, Leaves], bool]:
    """Whether it is this activation, with a scale between these two, in units of 1 / sqrt(width)."""
    return lambda inputs, got: (
        decode_word(got["activation"]) == activation
        and low < float(got["scale"]) * float(np.sqrt(inputs["width"])) < high
    )


_SEEN: tuple[tuple[Callable[[Inputs, Leaves], bool], str], ...] = (
    (
        lambda inputs, got: float(got["scale"]) == 0,
        "With a scale of 0 all weights are 0, and nothing passes. What must the weights do to a gradient, on average?",
    ),
    (
        _gains("relu", 0.95, 1.05),
        "Your scale would keep the size of a signal if every gate were open, and the gradient fades with the depth. What "
        "share of its inputs does a relu let through?",
    ),
    (
        _gains("sigmoid", 0.0, 6.0),
        "A sigmoid with weights of this size lets the gradient fade, at each layer by more than a half. How steep is it at "
        "most, and what would the weights have to make up for?",
    ),
    (
        lambda inputs, got: (
            abs(float(got["scale"]) * inputs["width"] - 1) < 1e-6
            or abs(float(got["scale"]) * inputs["width"] - 2) < 1e-6
        ),
        "Your scale is a variance: the gradient fades. By what is standard_normal to be multiplied, by a variance or by "
        "a standard deviation?",
    ),
    (
        lambda inputs, got: not _ratio(inputs, got) <= 1,
        "Your stack lets the gradient grow out of bounds: it gets larger with every layer. How does the size of a sum of "
        "`width` random terms depend on the width?",
    ),
    (
        lambda inputs, got: _ratio(inputs, got) < 1,
        "Your stack lets the gradient fade: it gets smaller with every layer. How does the size of a sum of `width` random "
        "terms depend on the width, and what does the activation take away?",
    ),
)


def _only_narrow(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether the same weights would save the shallow, narrow stack of the notebook, and none of its wider ones."""
    narrow, *wider = ({"depth": 10, "width": 64}, {"depth": 20, "width": 128}, {"depth": 30, "width": 128})
    return is_a_choice(inputs, got) is None and _saves(narrow, got) and not any(_saves(stack, got) for stack in wider)


def _saves(stack: Inputs, got: Leaves) -> bool:
    return credit_for(_ratio(stack, got), stack).share == 1


RESCUE: tuple[Known, ...] = (
    Sign(
        "hard-coded",
        _only_narrow,
        "Your weights save a stack of 10 layers, 64 wide, and neither of the wider ones. Which of the two arguments does your "
        "scale depend on?",
    ),
    *(
        Sign(
            "value-mismatch",
            lambda inputs, got, want, seen=seen: is_a_choice(inputs, got) is None and seen(inputs, got),  # type: ignore[misc]
            message,
        )
        for seen, message in _SEEN
    ),
)

# --- the audit -------------------------------------------------------------------------------------------------------

AUDIT: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.00098)},
        "Line and kind are right; the value is the one that the note prints. How steep is tanh at 0?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.5**10)},
        "Line and kind are right; the value is that of the line before. How steep is tanh at 0?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(10.0)},
        "Line and kind are right; the value adds up the layers. Along a path, are factors added or multiplied?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("bound")},
        "The line is wrong, and at x = 0 every slope is reached exactly. From what does the line conclude how steep tanh is?",
        telling=True,
    ),
)

ANSWERS = {"audit": lambda: {"line": 5, "kind": "range", "value": 1.0}}

MISTAKES: dict[str, tuple[Known, ...]] = {
    "layer_gradient_norms": deep_stack.MISTAKES,
    "sigmoid_bound": SIGMOID_BOUND,
    "rescue": RESCUE,
    "audit": AUDIT,
}

CREDITS = {"rescue": rescue_credit}
