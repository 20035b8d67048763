"""Notebook 05: known mistakes of the way back through one hidden layer.

Most of them differ from the right way in one factor, so they are written as the right walk with one part exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid
from backprop_grader.exercises.mlp_forward import walk

Answer = Callable[[Inputs, Leaves], Mapping[str, Any]]
"""Inputs and the right results -> what a misunderstanding returns."""


def _through(i: Inputs, do: Any) -> Any:
    """The gradient that arrives at z for another one at o."""
    h = walk(i)["h"]
    return do @ i["W2"].T * h * (1 - h)


def _back(i: Inputs, **parts: Any) -> dict[str, Any]:
    """The right way back, with some of its parts exchanged."""
    w = {**walk(i), "h_in": None, **parts}
    h = w["h"] if w["h_in"] is None else w["h_in"]
    return {
        "grads['W1']": i["X"].T @ w["dz"] + i["lam"] * i["W1"],
        "grads['b1']": w["dz"].sum(0),
        "grads['W2']": h.T @ w["do"] + i["lam"] * i["W2"],
        "grads['b2']": w["do"].sum(0),
    }


def _hidden(dz: Callable[[dict[str, Any]], Any]) -> Answer:
    """A way back in which z's gradient is another."""
    return lambda i, right: _back(i, dz=dz(walk(i)))


def _extra(i: Inputs, **shares: float) -> dict[str, Any]:
    """So many times lam W for each array named."""
    return {f"grads['{name}']": share * i["lam"] * i[name] for name, share in shares.items()}


def _plus(change: Callable[[Inputs], Mapping[str, Any]]) -> Answer:
    """The right gradients plus something."""
    return lambda i, right: {leaf: right[leaf] + more for leaf, more in change(i).items()}


def _scaled_penalty(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether both matrices are right but for the same simple multiple of lam W."""
    factors = []
    for name in ("W1", "W2"):
        leaf, pull = f"grads['{name}']", inputs["lam"] * inputs[name]
        off = got[leaf] - want[leaf]
        factor = float(np.sum(off * pull) / np.sum(pull * pull))
        if abs(factor) < 1e-6 or not compare.same(off, factor * pull, 1e-6):
            return False
        factors.append(factor + 1)
    biases = ("grads['b1']", "grads['b2']")
    n = len(inputs["X"])
    simple = any(abs(factors[0] - share) < 1e-6 for share in (-2, -1, 0.25, 0.5, 3, 4, 0.5 / n, 2 / n, 2 * n))
    return (
        simple and abs(factors[0] - factors[1]) < 1e-6 and all(compare.same(got[leaf], want[leaf]) for leaf in biases)
    )


def _updated_first(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether only the first layer is wrong, as if W2 had already gone a step of some length along its gradient."""
    if not all(compare.same(got[f"grads['{name}']"], want[f"grads['{name}']"]) for name in ("W2", "b2")):
        return False
    w = walk(inputs)
    for pull in (want["grads['W2']"], want["grads['W2']"] - inputs["lam"] * inputs["W2"]):
        change = -(w["do"] @ pull.T) * w["h"] * (1 - w["h"])
        off = got["grads['b1']"] - want["grads['b1']"]
        direction = change.sum(0)
        step = float(np.sum(off * direction) / np.sum(direction * direction))
        moved = got["grads['W1']"] - want["grads['W1']"]
        if step > 1e-6 and compare.same(moved, step * (inputs["X"].T @ change), 1e-6):
            return True
    return False


def wrong_slopes(hidden: Callable[[Callable[[dict[str, Any]], Any]], Answer]) -> tuple[Mistake, ...]:
    """Mistakes of the slope between dh and dz; `hidden` makes an answer of the dz that the values of a walk give."""
    return (
        Mistake(
            "wrong-point",
            hidden(lambda w: w["dh"] * sigmoid(w["h"]) * (1 - sigmoid(w["h"]))),
            "Your W1 and b1 take the slope of the sigmoid at h. Which of z and h went into it?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            hidden(lambda w: w["dh"] * w["z"] * (1 - w["z"])),
            "Your W1 and b1 put z where the slope is written in terms of something else. Is that formula about what "
            "goes into the sigmoid, or about what comes out?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            hidden(lambda w: w["dh"] * (1 - w["h"] ** 2)),
            "Your W1 and b1 have the slope of another activation in them. At z = 0, how steep is yours, and how steep "
            "is a sigmoid?",
            telling=True,
        ),
    )


MISTAKES: tuple[Known, ...] = (
    Mistake(
        "penalty-missing",
        _plus(lambda i: _extra(i, W1=-1, W2=-1)),
        "Your gradients of W1 and W2 are those of the loss alone: for lam = 0 they are right, and lam changes nothing. Along how "
        "many paths do the weights reach J?",
        telling=True,
    ),
    *(
        Mistake(
            "penalty-missing",
            _plus(lambda i, name=name: _extra(i, **{name: -1.0})),  # type: ignore[misc]
            f"Your gradient of {name} does not change with lam; the other one does. Along how many paths does {name} reach J?",
            telling=True,
        )
        for name in ("W1", "W2")
    ),
    Mistake(
        "penalty-scaled",
        _plus(lambda i: _extra(i, W1=1, W2=1)),
        "The part of W1's and W2's gradients that comes from the penalty is twice what it should be. What does the factor in "
        "front of the sum of squares do to the 2 of the square?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _plus(lambda i: _extra(i, W1=1 / len(i["X"]) - 1, W2=1 / len(i["X"]) - 1)),
        "The part of your gradients that comes from the penalty shrinks as the batch grows. How often is the penalty added, "
        "for a batch of many samples?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _plus(lambda i: _extra(i, W1=len(i["X"]) - 1, W2=len(i["X"]) - 1)),
        "The part of your gradients that comes from the penalty grows with the batch. How often is the penalty added, for a "
        "batch of many samples?",
        telling=True,
    ),
    *(
        Mistake(
            "penalty-scaled",
            _plus(lambda i, names=names: _extra(i, **dict.fromkeys(names, 1.0))),  # type: ignore[misc]
            f"Your gradient of {' and '.join(names)} grows with lam. Is a bias penalised, in the s of the notebook?",
            telling=True,
        )
        for names in (("b1", "b2"), ("b1",), ("b2",))
    ),
    Sign(
        "penalty-scaled",
        _scaled_penalty,
        "Your gradients of W1 and W2 are right but for a multiple of the weights themselves: the penalty's part has "
        "another size. How large is it if you nudge one weight and look at s alone?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _hidden(lambda w: w["dh"]),
        "Your W2 and b2 are right; W1 and b1 are what they would be if h were z itself. Which node lies between the two, and "
        "what does it do to a gradient?",
        telling=True,
    ),
    *wrong_slopes(_hidden),
    Mistake(
        "wrong-local",
        _hidden(lambda w: w["dh"] * (w["z"] > 0)),
        "Your W1 and b1 have the slope of a ReLU in them: 0 or 1. Which activation did the forward pass use?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _hidden(lambda w: w["dh"] * w["h"]),
        "Your W1 and b1 have only one of the two factors of the sigmoid's slope. At z = 0, how steep is yours, and how steep "
        "is a sigmoid?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _hidden(lambda w: w["dh"] * (1 - w["h"])),
        "Your W1 and b1 have only one of the two factors of the sigmoid's slope. At z = 0, how steep is yours, and how steep "
        "is a sigmoid?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: _back(i, h_in=walk(i)["z"]),
        "Your gradient of W2 is right but for one thing: it holds z. What did W2 multiply in the forward pass?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: _back(i, do=walk(i)["o"] / len(i["X"]), dz=_through(i, walk(i)["o"] / len(i["X"]))),
        "Your gradients start from o. If o equals y, what should be left of them, but for the penalty?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: _back(i, do=2 * walk(i)["do"], dz=2 * walk(i)["dz"]),
        "What comes from the loss is exactly twice the answer; the penalty's part is right. Which factor stands in front of "
        "the squared error?",
        telling=True,
    ),
    Mistake(
        "batch-scaled",
        lambda i, right: _back(i, do=len(i["X"]) * walk(i)["do"], dz=len(i["X"]) * walk(i)["dz"]),
        "What comes from the loss is N times the answer for N samples; the penalty's part is right. Is the loss a sum over "
        "the batch, or a mean?",
        telling=True,
    ),
    Mistake(
        "batch-scaled",
        lambda i, right: _back(i, do=walk(i)["do"] / len(i["X"]), dz=walk(i)["dz"] / len(i["X"])),
        "What comes from the loss is 1/N of the answer for N samples; the penalty's part is right. Who else has already taken "
        "care of the mean?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: _back(i, do=walk(i)["do"] / i["Y"].shape[1], dz=walk(i)["dz"] / i["Y"].shape[1]),
        "What comes from the loss is divided by the number of outputs as well. Over what does the notebook take the mean?",
        telling=True,
    ),
    Sign(
        "wrong-point",
        _updated_first,
        "Your W2 and b2 are right; W1 and b1 look as if W2 had already taken a step when they were computed. At which "
        "weights were all four to be taken?",
        telling=True,
    ),
)
