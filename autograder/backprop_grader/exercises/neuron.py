"""Notebook 02: known mistakes of the sigmoid and the neuron."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid

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


# --- sigmoid and neuron ----------------------------------------------------------------------------------------------

SIGMOID_FORWARD: tuple[Known, ...] = (
    value(
        "y",
        "value-mismatch",
        lambda z: sigmoid(-np.asarray(z)),
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
        lambda z: sigmoid(z) * (1 - sigmoid(z)),
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
        "wrong-point",
        lambda z: sigmoid(z) * (1 - z),
        "Of the two factors of your local derivative one is right. Which number belongs in the other one: what went "
        "into the node, or what came out?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-point",
        lambda z: z * (1 - sigmoid(z)),
        "Of the two factors of your local derivative one is right. Which number belongs in the other one: what went "
        "into the node, or what came out?",
        "z",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dz": i["dout"] * sigmoid(i["dout"]) * (1 - sigmoid(i["dout"]))},
        "Your slope is taken at dout. Which number went into the sigmoid on the way forward?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dz": i["z"] * sigmoid(i["dout"]) * (1 - sigmoid(i["dout"]))},
        "Your dz is what it would be if z and dout had changed places. In which order does the exercise hand them over?",
        telling=True,
    ),
    slope(
        "wrong-local",
        sigmoid,
        "At z = 0 your local derivative is 0.5. The output goes from 0 to 1: how steep is the S where it is steepest?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: 1 - sigmoid(z),
        "For a very negative z your local derivative is near 1. How steep is the S out there? And is there a square "
        "somewhere on the way through the four nodes?",
        "z",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda z: 1 - sigmoid(z) ** 2,
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
        lambda z: sigmoid(z) * (1 + sigmoid(z)),
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
        lambda z: sigmoid(z) ** 2,
        "For a large z your local derivative is near 1. How far does the output still move when z goes from 20 to 21?",
        "z",
        telling=True,
    ),
)


def _neuron(dz: Callable[[Inputs, Any, Any], Any]) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """The five gradients for another gradient of the pre-activation; dz: inputs, s, L -> number."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        s = i["w0"] * i["x0"] + i["w1"] * i["x1"] + i["w2"]
        back = dz(i, s, sigmoid(s))
        return {"dw0": back * i["x0"], "dx0": back * i["w0"], "dw1": back * i["x1"], "dx1": back * i["w1"], "dw2": back}

    return answer


def _added_up(bias: float) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """The slope of the sigmoid plus the local derivatives, in place of their products."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        back = right["L"] * (1 - right["L"])
        local = {"dw0": i["x0"], "dx0": i["w0"], "dw1": i["x1"], "dx1": i["w1"], "dw2": bias}
        return {leaf: back + slope for leaf, slope in local.items()}

    return answer


def _without_bias(i: Inputs, right: Leaves) -> dict[str, Any]:
    L = sigmoid(i["w0"] * i["x0"] + i["w1"] * i["x1"])
    return {"L": L, **_neuron(lambda i, s, _: L * (1 - L))(i, right)}


SLOPE_MISSING = (
    "Your gradients are those of the weighted sum: the way back begins behind the sigmoid. How far does L move when "
    "the sum moves by 1?"
)

NEURON: tuple[Known, ...] = (
    Mistake("local-ignored", _neuron(lambda i, s, L: 1.0), SLOPE_MISSING, telling=True),
    *(
        Mistake(
            "added-along-path",
            _added_up(bias),
            "Your gradients are the slope of the sigmoid plus a weight or an input. On one path from a name to L, do "
            "slopes add or multiply?",
            telling=True,
        )
        for bias in (0.0, 1.0)
    ),
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
        _neuron(lambda i, s, L: sigmoid(L) * (1 - sigmoid(L))),
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
        lambda i, right: {"L": sigmoid(i["w0"] * i["x0"] + i["w1"] * i["x1"])},
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
