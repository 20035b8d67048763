"""Notebook 02: known mistakes of the sigmoid, the neuron and the numeric gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop.apparatus import TOOLS
from backprop.evidence import Known, Mistake, Sign
from backprop.exercise import Inputs
from backprop.room import Leaves

Slope = Callable[[Any], Any]


def slope(code: str, local: Slope, message: str, label: str = "x", telling: bool = False) -> Mistake:
    """The mistake of a gate with one input that multiplies dout by another slope."""

    def answer(i: Inputs, right: Leaves) -> Leaves:
        with np.errstate(all="ignore"):
            return {f"d{label}": i["dout"] * local(np.asarray(i[label], dtype=np.float64))}

    return Mistake(code, answer, message, telling)


def value(leaf: str, code: str, function: Callable[..., Any], message: str) -> Mistake:
    """The mistake of an exercise that returns another function of its inputs."""
    return Mistake(code, lambda i, right: {leaf: function(*i.values())}, message, telling=True)


def squashed(z: Any) -> Any:
    """The sigmoid, for sizes that do not overflow."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=np.float64)))


# --- sigmoid and neuron ----------------------------------------------------------------------------------------------

SIGMOID_FORWARD: tuple[Known, ...] = (
    value(
        "y",
        "value-mismatch",
        lambda z: squashed(-np.asarray(z)),
        "Your y falls where it should rise: for a large z it is near 0. At which of the four nodes does the sign change?",
    ),
    value(
        "y",
        "value-mismatch",
        np.tanh,
        "Your y runs from -1 to 1 and is 0 at z = 0: that is another S. Between which two numbers does a sigmoid run?",
    ),
    value(
        "y",
        "value-mismatch",
        lambda z: np.exp(-np.asarray(z, dtype=np.float64)),
        "Your y is e to the -z, and it leaves the interval from 0 to 1. Which two of the four nodes are missing?",
    ),
    value(
        "y",
        "value-mismatch",
        lambda z: 1 + np.exp(-np.asarray(z, dtype=np.float64)),
        "Your y is one plus e to the -z, and it is always above 1. Which of the four nodes is missing?",
    ),
    value(
        "y",
        "value-mismatch",
        lambda z: squashed(z) * (1 - squashed(z)),
        "Your y is never above a quarter: that is the slope of the sigmoid. What does the forward pass hand on?",
    ),
)

SIGMOID_BACKWARD: tuple[Known, ...] = (
    slope(
        "wrong-point",
        lambda z: z * (1 - z),
        "Your dz is zero at z = 1 and grows without bound. Which number belongs in that rule: what went into the node, "
        "or what came out?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        squashed,
        "At z = 0 your local derivative is 0.5. The output goes from 0 to 1: how steep is the S where it is steepest?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: 1 - squashed(z),
        "For a very negative z your local derivative is near 1. How steep is the S out there? And is there a square "
        "somewhere on the way through the four nodes?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: 1 - squashed(z) ** 2,
        "For a very negative z your local derivative is near 1, as if the output ran from -1 to 1. Whose rule is that?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: 1 - np.tanh(z) ** 2,
        "Your local derivative is 1 at z = 0: a slope of tanh. How steep is a curve that goes from 0 to 1 in place of "
        "-1 to 1?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: squashed(z) * (1 + squashed(z)),
        "Your local derivative goes on growing with z. Does the S get steeper to the right, or does it level off?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: np.exp(-z),
        "Your dz comes from one of the four nodes. What do the other three do to it on the way back?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: squashed(z) ** 2,
        "For a large z your local derivative is near 1. How far does the output still move when z goes from 20 to 21?",
        "z",
        telling=True,
    ),
)


def _neuron(dz: Callable[[Inputs, Any, Any], Any]) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """The five gradients for another gradient of the pre-activation; dz: inputs, s, L -> number."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        s = i["w0"] * i["x0"] + i["w1"] * i["x1"] + i["w2"]
        back = dz(i, s, squashed(s))
        return {"dw0": back * i["x0"], "dx0": back * i["w0"], "dw1": back * i["x1"], "dx1": back * i["w1"], "dw2": back}

    return answer


def _without_bias(i: Inputs, right: Leaves) -> dict[str, Any]:
    L = squashed(i["w0"] * i["x0"] + i["w1"] * i["x1"])
    return {"L": L, **_neuron(lambda i, s, _: L * (1 - L))(i, right)}


SLOPE_MISSING = (
    "Your gradients are those of the weighted sum: the way back begins behind the sigmoid. How far does L move when "
    "the sum moves by 1?"
)

NEURON: tuple[Known, ...] = (
    Mistake("local-ignored", _neuron(lambda i, s, L: 1.0), SLOPE_MISSING, telling=True),
    Mistake(
        "local-ignored",
        lambda i, right: {
            "L": i["w0"] * i["x0"] + i["w1"] * i["x1"] + i["w2"],
            **_neuron(lambda i, s, L: 1.0)(i, right),
        },
        "Your neuron is a weighted sum, forward and backward. Which node comes last?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _neuron(lambda i, s, L: s * (1 - s)),
        "All five gradients are off by one factor, the slope of the sigmoid: yours is taken from the sum. Does that "
        "rule want what goes into the sigmoid, or what comes out?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _neuron(lambda i, s, L: squashed(L) * (1 - squashed(L))),
        "All five gradients are off by one factor, the slope of the sigmoid: L has been squashed once already. At "
        "which number is the slope wanted?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _neuron(lambda i, s, L: L),
        "All five gradients hold L where the slope of the sigmoid should be. For a large sum L is near 1: does it "
        "still move much then?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _neuron(lambda i, s, L: 1 - L),
        "All five gradients hold 1 - L where the slope of the sigmoid should be. For a very negative sum that is near "
        "1: does L still move much then?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _without_bias,
        "Your L does not change with w2. Where does the bias join the sum?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"L": squashed(i["w0"] * i["x0"] + i["w1"] * i["x1"])},
        "Your L does not change with w2. Where does the bias join the sum?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: {"dw2": np.asarray(1.0)},
        "Your dw2 is 1, the local derivative of the addition. What comes down to that node from the sigmoid?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dw2": right["dw2"] * i["w2"]},
        "Your dw2 has a factor w2. The bias is added, not multiplied: if it grows by 1, by how much does the sum grow?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: {"dw0": i["x0"], "dw1": i["x1"]},
        "Your dw0 and dw1 are the inputs themselves. What comes down to those nodes from the sigmoid?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: {"dx0": i["w0"], "dx1": i["w1"]},
        "Your dx0 and dx1 are the weights themselves. What comes down to those nodes from the sigmoid?",
        telling=True,
    ),
)


# --- nudging ---------------------------------------------------------------------------------------------------------

Quotient = Callable[[Callable[[Any], float], Any, Any, float], float]
"""f, x, a step of size h along one entry (in x's shape), h -> the number for that entry."""


def _quotients(quotient: Quotient) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """The answer that fills in this quotient, entry by entry."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        f, x, h = TOOLS[i["f"].name](**i["f"].params), np.asarray(i["x"], dtype=np.float64), i.get("h", 1e-5)
        steps = (h * np.eye(x.size)).reshape(x.size, *x.shape)
        return {"gradient": np.reshape([quotient(f, x, step, h) for step in steps], x.shape)}

    return answer


def _nearly(i: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether the answer is a slope, but a rough one: worse than a forgotten restoring of x makes it."""
    gap, size = np.abs(got["gradient"] - want["gradient"]), np.max(np.abs(want["gradient"]))
    return bool(5e-4 * size < np.max(gap) < 0.2 * size)


NUMERIC: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x)) / h),
        "Your quotient looks ahead only: its error is about h, where 1e-6 is asked and h = 1e-4 occurs. Which second "
        "point would make the curvature cancel?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        _quotients(lambda f, x, step, h: (f(x) - f(x - step)) / h),
        "Your quotient looks back only: its error is about h, where 1e-6 is asked and h = 1e-4 occurs. Which second "
        "point would make the curvature cancel?",
        telling=True,
    ),
    Mistake(
        "collapsed",
        _quotients(lambda f, x, step, h: (f(x + h) - f(x - h)) / (2 * h)),
        "Every entry of your gradient is the same: all entries of x are moved at once. How can you tell which of them "
        "moved f?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x - step)) / h),
        "Every entry is twice the slope. How far apart are the two points at which f is called?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _quotients(lambda f, x, step, h: (f(x + step) - f(x)) / (2 * h)),
        "Every entry is half the slope. How far apart are the two points at which f is called?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _quotients(lambda f, x, step, h: f(x + step) - f(x - step)),
        "Your entries shrink with h: they are how far f moves, not how far it moves for each unit of x. What is missing?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _nearly,
        "Your slopes are nearly right, with the wrong digits spread at random: the subtraction has cancelled too many. "
        "How many of 16 digits are left when two values of f differ by 1e-12 of themselves, or are kept in float32?",
    ),
)
