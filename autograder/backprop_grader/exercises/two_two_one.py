"""Notebook 05: known mistakes of the 2-2-1 network, many of them from its published table, and what a witness shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Credit, Inputs
from backprop.exercises.two_two_one import SHOWN
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid
from backprop_grader.exercises.mlp_backward import wrong_slopes
from backprop_reference.exercises.mlp_l2 import swap_gap


def _walk(i: Inputs) -> dict[str, Any]:
    """All values of the forward pass and the gradients at the two pre-activations."""
    z = i["x"] @ i["W1"] + i["b1"]
    h = sigmoid(z)
    z3 = h @ i["W2"] + i["b2"]
    p = sigmoid(z3)
    dh = (p - i["y"]) * i["W2"][:, 0]
    return {"z": z, "h": h, "z3": z3, "p": p, "dz3": p - i["y"], "dh": dh, "dz": dh * h * (1 - h)}


def _back(i: Inputs, **parts: Any) -> dict[str, Any]:
    """The right way back, with some of its parts exchanged."""
    w = {**_walk(i), **parts}
    return {
        "grads['W1']": np.outer(i["x"], w["dz"]),
        "grads['b1']": w["dz"],
        "grads['W2']": np.outer(w["h"], w["dz3"]),
        "grads['b2']": w["dz3"],
    }


def _output(dz3: Callable[[dict[str, Any], Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """A way back that starts from another gradient at the output's pre-activation."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        w = _walk(i)
        start = dz3(w, i["y"])
        return _back(i, dz3=start, dz=start * i["W2"][:, 0] * w["h"] * (1 - w["h"]))

    return answer


def _hidden(dz: Callable[[dict[str, Any]], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """A way back in which the hidden layer's gradient is another."""
    return lambda i, right: _back(i, dz=dz(_walk(i)))


def _with_loss(
    loss: Callable[[Any, Any], Any], dz3: Callable[[dict[str, Any], Any], Any] | None = None
) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """Another loss of p and y, with the right gradients or with its own."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        grads = _output(dz3)(i, right) if dz3 else {}
        return {"loss": loss(float(_walk(i)["p"][0]), i["y"]), **grads}

    return answer


def _turned(i: Inputs, right: Leaves) -> dict[str, Any]:
    """Everything as it is for the transpose of W1."""
    other = {**i, "W1": i["W1"].T}
    p = float(_walk(other)["p"][0])
    loss = -(i["y"] * np.log(p) + (1 - i["y"]) * np.log(1 - p))
    back = _back(other)
    return {"loss": loss, **back, "grads['W1']": back["grads['W1']"].T}


def _turned_forward(i: Inputs, right: Leaves) -> dict[str, Any]:
    """The forward pass through the transpose of W1, the way back by the ordinary rule."""
    return {**_turned(i, right), "grads['W1']": _back({**i, "W1": i["W1"].T})["grads['W1']"]}


def _updated_first(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether only the hidden layer is wrong, as if W2 had already gone a step against its gradient."""
    if not all(compare.same(got[f"grads['{name}']"], want[f"grads['{name}']"]) for name in ("W2", "b2")):
        return False
    w = _walk(inputs)
    change = -w["dz3"] * want["grads['W2']"][:, 0] * w["h"] * (1 - w["h"])
    off = got["grads['b1']"] - want["grads['b1']"]
    step = float(np.sum(off * change) / np.sum(change * change))
    moved = got["grads['W1']"] - want["grads['W1']"]
    return step > 1e-6 and compare.same(moved, step * np.outer(inputs["x"], change), 1e-6)


TWO_TWO_ONE: tuple[Known, ...] = (
    Mistake(
        "swapped",
        lambda i, right: {"grads['W1']": right["grads['W1']"][::-1]},
        "The rows of your gradient of W1 are exchanged: each weight has been given the other input. It does not show where "
        "both inputs are 1. Which input does W1[0, 1] multiply?",
        telling=True,
    ),
    Mistake(
        "swapped",
        lambda i, right: {"grads['W1']": right["grads['W1']"][:, ::-1], "grads['b1']": right["grads['b1']"][::-1]},
        "The two hidden units have changed places in your gradients of W1 and b1. To which unit does W1[0, 1] lead?",
        telling=True,
    ),
    Mistake(
        "swapped",
        lambda i, right: {"grads['W1']": right["grads['W1']"][:, ::-1]},
        "The columns of your gradient of W1 are exchanged. To which hidden unit does W1[0, 1] lead?",
        telling=True,
    ),
    Mistake(
        "swapped",
        lambda i, right: {"grads['W2']": right["grads['W2']"][::-1]},
        "The two entries of your gradient of W2 are exchanged. Which hidden unit does W2[0] multiply?",
        telling=True,
    ),
    Mistake(
        "transposed",
        _turned,
        "Your code takes W1[i, j] for the weight from input j to unit i, all the way through. Which index counts the inputs "
        "in this course?",
        telling=True,
    ),
    Mistake(
        "transposed",
        _turned_forward,
        "Your forward pass takes W1[i, j] for the weight from input j to unit i. Which index counts the inputs in this "
        "course?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _with_loss(lambda p, y: -np.log(1 - p), lambda w, y: w["p"]),
        "Right for y = 0, and the same for y = 1. Which term of the cross-entropy speaks when y is 1?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _with_loss(lambda p, y: -np.log(p), lambda w, y: w["p"] - 1),
        "Right for y = 1, and the same for y = 0. Which term of the cross-entropy speaks when y is 0?",
        telling=True,
    ),
    *(
        Mistake(
            "path-missing",
            _with_loss(loss, dz3),
            f"Right for y = {seen}; for y = {1 - seen} a term of the cross-entropy is missing. Which one is multiplied "
            f"by 0 when y is {seen}?",
            telling=True,
        )
        for seen, loss, dz3 in (
            (0, lambda p, y: -(1 - y) * np.log(1 - p), lambda w, y: (1 - y) * w["p"]),
            (1, lambda p, y: -y * np.log(p), lambda w, y: -y * (1 - w["p"])),
            (0, lambda p, y: -(1 - y) * np.log(1 - p), None),
            (1, lambda p, y: -y * np.log(p), None),
            (0, lambda p, y: -np.log(1 - p), None),
            (1, lambda p, y: -np.log(p), None),
        )
    ),
    *(
        Mistake(
            "path-missing",
            _output(dz3),
            f"Your loss is right, and your gradients only for y = {seen}. What does the other term of the cross-entropy add "
            "to them?",
            telling=True,
        )
        for seen, dz3 in (
            (0, lambda w, y: w["p"]),
            (1, lambda w, y: w["p"] - 1),
            (0, lambda w, y: (1 - y) * w["p"]),
            (1, lambda w, y: -y * (1 - w["p"])),
        )
    ),
    Mistake(
        "sign-flipped",
        _with_loss(lambda p, y: y * np.log(p) + (1 - y) * np.log(1 - p)),
        "Your loss is negative: exactly the negative of the answer. Is the logarithm of a probability ever above 0?",
        telling=True,
    ),
    Mistake(
        "sign-flipped",
        lambda i, right: {leaf: -value for leaf, value in right.items()},
        "Your loss is negative, and so is the answer's every gradient. Is the logarithm of a probability ever above 0?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _with_loss(lambda p, y: 0.5 * (p - y) ** 2, lambda w, y: (w["p"] - y) * w["p"] * (1 - w["p"])),
        "Your loss is half the squared error. Which loss does this network have?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _with_loss(lambda p, y: (p - y) ** 2, lambda w, y: 2 * (w["p"] - y) * w["p"] * (1 - w["p"])),
        "Your loss is the squared error. Which loss does this network have?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _output(lambda w, y: (w["p"] - y) * w["p"] * (1 - w["p"])),
        "All your gradients have the slope of the output's sigmoid in them once too often. What is left of it when it meets "
        "the slope of the cross-entropy?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _output(lambda w, y: (w["p"] - y) / (w["p"] * (1 - w["p"]))),
        "All your gradients start from dL/dp, as if z3 were p itself. Which node lies between the two?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _output(lambda w, y: w["z3"] - y),
        "Your gradients start from the difference of z3 and y. Is it z3 that is compared with y, or what the sigmoid makes "
        "of it?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _hidden(lambda w: w["dh"]),
        "Your W2 and b2 are right; W1 and b1 lack a factor, as if h were z itself. Which node lies between the two?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"grads['W1']": np.outer([1, 1], _walk(i)["dh"])},
        "Your gradient of W1 is that of h, the same in both rows. Which two nodes lie between h and W1?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"grads['W1']": np.outer([1, 1], _walk(i)["dz"])},
        "Your gradient of W1 has two equal rows, whatever x is. It is right for the published example; what has that one "
        "in particular?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"grads['W1']": np.outer(i["x"], _walk(i)["dh"])},
        "Your b1 is right, and W1 lacks a factor that b1 has. Which node lies between h and both of them?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"grads['W2']": np.outer([1, 1], _walk(i)["dz3"])},
        "Your gradient of W2 has two equal entries, whatever h is. What does W2 multiply?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _hidden(lambda w: w["dh"] * w["p"] * (1 - w["p"])),
        "Your W1 and b1 have the slope of the output's sigmoid where the hidden one belongs: for the published numbers "
        "0.2428 in place of 0.2255. Which unit's slope lies on the way to W1?",
        telling=True,
    ),
    *wrong_slopes(_hidden),
    Mistake(
        "wrong-point",
        lambda i, right: _back(i, h=_walk(i)["z"]),
        "Your gradient of W2 holds z. What did W2 multiply in the forward pass?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: _back(i, h=i["x"]),
        "Your gradient of W2 holds x, the input of the network. What did W2 multiply in the forward pass?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _hidden(lambda w: w["dz3"] * w["h"] * (1 - w["h"])),
        "Your W1 and b1 do not depend on W2. What does the gradient meet on its way from z3 to h?",
        telling=True,
    ),
    Sign(
        "wrong-point",
        _updated_first,
        "Your W2 and b2 are right; W1 and b1 look as if W2 had already taken a step when they were computed. At which "
        "weights were all four to be taken?",
        telling=True,
    ),
    *(
        Mistake(
            "scaled",
            _with_loss(lambda p, y, base=base: -(y * np.log(p) + (1 - y) * np.log(1 - p)) / np.log(base)),  # type: ignore[misc]
            f"Your loss is a logarithm to base {base}; its gradients are right. Which base has a slope of 1/x?",
            telling=True,
        )
        for base in (2, 10)
    ),
)


def witness_credit(inputs: Inputs, leaves: Leaves) -> Credit:
    """All or nothing: whether reading this input in the wrong order changes an entry of dW1 by more than `SHOWN`."""
    with np.errstate(over="ignore"):
        gap = swap_gap(np.asarray(leaves["x"], dtype=np.float64))
    x = ", ".join(f"{value:g}" for value in leaves["x"])
    said = f"with x = ({x}), reading the inputs in the wrong order changes dW1 by {gap:.1e} at most"
    return Credit(float(gap > SHOWN), said)


MISTAKES: dict[str, tuple[Known, ...]] = {"two_two_one": TWO_TWO_ONE}

CREDITS = {"swap_witness": witness_credit}
