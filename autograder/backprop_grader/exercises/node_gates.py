"""Notebook 02: known mistakes of the gates. Those of the sigmoid, the neuron and the numeric gradient are next door."""

from __future__ import annotations

import numpy as np

from backprop.examination.evidence import Known, Mistake
from backprop.rooms.observe import encode_word
from backprop_grader.exercises.neuron import NEURON, SIGMOID_BACKWARD, SIGMOID_FORWARD, slope
from backprop_grader.exercises.nudging import NUMERIC

# --- two inputs ------------------------------------------------------------------------------------------------------

ADD: tuple[Known, ...] = (
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * i["y"], "dy": i["dout"] * i["x"]},
        "Your dx and dy change with the values of x and y, as in a multiplication. If x grows by 1, does it matter to "
        "the sum how large y is?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"dx": i["dout"] / 2, "dy": i["dout"] / 2},
        "Your dx and dy are each half of dout, as if it had to be shared out. Nudge x alone by h: how far does x + y "
        "move, by h or by half of it?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * i["x"], "dy": i["dout"] * i["y"]},
        "Your dx holds dout times x, and dy dout times y. Put x = 0 and nudge it: does the sum stay where it is?",
        telling=True,
    ),
)

MUL: tuple[Known, ...] = (
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * (i["x"] + i["y"]), "dy": i["dout"] * (i["x"] + i["y"])},
        "Your dx and dy are equal, as if x and y moved together. If only x moves and y is held still, how many terms "
        "of the change are left?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"dx": i["dout"], "dy": i["dout"]},
        "Your dx and dy are both dout, as behind an addition. If x grows by 1 and y is 5, by how much does x y grow?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * i["x"] * i["y"], "dy": i["dout"] * i["x"] * i["y"]},
        "Your dx and dy hold dout times the product itself. The product is a value; which number says how fast it "
        "changes when only x moves?",
        telling=True,
    ),
)

MAX: tuple[Known, ...] = (
    Mistake(
        "local-ignored",
        lambda i, right: {"dx": i["dout"], "dy": i["dout"]},
        "Your dx and dy are both dout, whoever won. Nudge the smaller of the two a little: does the output notice?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": right["dx"] * i["x"], "dy": right["dy"] * i["y"]},
        "The right input gets the gradient, times its own value. If the winner grows by h, does the output grow by h "
        "or by h times the winner?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] / 2, "dy": i["dout"] / 2},
        "Each input gets half of dout, everywhere. That is a rule for a tie; how much of the output's change does the "
        "loser cause where there is none?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * np.sign(i["x"] - i["y"]), "dy": i["dout"] * np.sign(i["y"] - i["x"])},
        "The loser gets minus dout in place of nothing. If the loser grows a little, does the output shrink?",
        telling=True,
    ),
)

_LARGER = (
    "In each entry your dx is the larger of the two upstream gradients{of}. Does a nudge of x move one copy, or both?"
)

COPY: tuple[Known, ...] = (
    Mistake(
        "path-missing",
        lambda i, right: {"dx": np.where(np.abs(i["dout1"]) > np.abs(i["dout2"]), i["dout1"], i["dout2"])},
        _LARGER.format(of=", by its size"),
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"dx": np.maximum(i["dout1"], i["dout2"])},
        _LARGER.format(of=""),
    ),
)
"""The generic probes know the rest: one path, the last path, the mean, the product."""


# --- one input -------------------------------------------------------------------------------------------------------

EXP: tuple[Known, ...] = (
    slope(
        "wrong-local",
        lambda x: x,
        "Your dx is dout times x. At x = 0 the curve of exp is not flat: what does your rule say there?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: x * np.exp(x - 1),
        "Your dx treats exp like a power of x. In e to the x, what stays fixed and what moves: the base or the exponent?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: 1 / x,
        "Your local derivative is large near x = 0 and negative left of it. Does exp ever fall? Which function does?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: x * np.exp(x),
        "There is one factor of x too many in your dx: at x = 0 it vanishes. Is the curve of exp flat there?",
        telling=True,
    ),
    slope(
        "wrong-point",
        lambda x: np.exp(-x),
        "Your local derivative is the slope of exp at -x. At which number was exp evaluated on the way forward?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dx": i["dout"] * np.exp(i["dout"])},
        "Your slope is taken at dout. Which number went into exp on the way forward?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dx": i["x"] * np.exp(i["dout"])},
        "Your dx is what it would be if x and dout had changed places. In which order does the exercise hand them over?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dx": np.exp(i["dout"] * i["x"])},
        "Your dx is exp taken at dout times x. Which number went into exp on the way forward, and where does dout join?",
        telling=True,
    ),
)

RECIPROCAL: tuple[Known, ...] = (
    slope(
        "wrong-local",
        lambda x: 1 / x,
        "Your dx is dout over x: that is the value of the node, times dout. If x grows, does 1 / x grow or fall, and "
        "how does that depend on the size of x?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: -1 / x,
        "The sign of your dx is right; at x = 2 it is twice too large, at x = 0.5 half as large as it should be. Nudge "
        "x = 2 by 0.01: how far does 1 / x fall?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: np.log(np.abs(x)),
        "Your local derivative is a logarithm: the function whose derivative is 1 / x. Which way round was it asked?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: 2 / x**3,
        "Your local derivative is the second one. How often does the chain rule differentiate each node?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: -2 / x**3,
        "Your local derivative belongs to 1 / x squared. Which power of x is this node?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"dx": -i["x"] / np.asarray(i["dout"]) ** 2},
        "Your dx is what it would be if x and dout had changed places. In which order does the exercise hand them over?",
        telling=True,
    ),
)

RELU: tuple[Known, ...] = (
    Mistake(
        "gate-on-upstream",
        lambda i, right: {"dx": np.maximum(i["dout"], 0)},
        "Your dx is never negative: it lets dout through where dout is positive. Which value opened or closed the gate "
        "on the way forward?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: (x <= 0) * 1.0,
        "Your dx passes dout where x is negative and blocks it where x is positive. Nudge x = 2: does the output move?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: np.maximum(x, 0),
        "The right entries are open, and each is multiplied by its x. When x goes from 2 to 2.01, how far does the "
        "output go?",
        telling=True,
    ),
    slope(
        "wrong-local",
        lambda x: x,
        "Your dx is dout times x, open and closed alike. When x goes from 2 to 2.01, how far does the output go? And "
        "from -2 to -1.99?",
        telling=True,
    ),
    slope(
        "wrong-local",
        np.sign,
        "Where x is negative your dx is minus dout: that is the slope of |x|. Nudge x = -2: does the output move?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: {"dx": np.maximum(i["x"], 0)},
        "Your dx is the output of the forward pass, whatever dout is. What does the rest of the graph make of a change "
        "in that output?",
        telling=True,
    ),
)


AUDIT: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.0)},
        "Line and kind are right; the value is the one that the program prints. Two paths lead back to the first entry: "
        "what comes along the open one?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(40.0)},
        "Line and kind are right; the value counts a path that is closed. Which of the two paths lets nothing through "
        "for a negative entry?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("path")},
        "The line is wrong, and both paths are in its formula. What is in the second term by the time it is computed?",
        telling=True,
    ),
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "add_backward": ADD,
    "mul_backward": MUL,
    "copy_backward": COPY,
    "max_backward": MAX,
    "exp_backward": EXP,
    "reciprocal_backward": RECIPROCAL,
    "relu_backward": RELU,
    "sigmoid_forward": SIGMOID_FORWARD,
    "sigmoid_backward": SIGMOID_BACKWARD,
    "neuron": NEURON,
    "numeric_gradient": NUMERIC,
    "audit": AUDIT,
}

ANSWERS = {"audit": lambda: {"line": 6, "kind": "shared", "value": 30.0}}
