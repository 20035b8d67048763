"""Notebook 05: known mistakes of the forward pass of one hidden layer, and the values that its way back is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid


def walk(i: Inputs) -> dict[str, Any]:
    """All values of the forward pass and all gradients of the data part, by name."""
    z = i["X"] @ i["W1"] + i["b1"]
    h = sigmoid(z)
    o = h @ i["W2"] + i["b2"]
    do = (o - i["Y"]) / len(i["X"])
    dh = do @ i["W2"].T
    return {"z": z, "h": h, "o": o, "do": do, "dh": dh, "dz": dh * h * (1 - h), "n": len(i["X"])}


def data_part(i: Inputs, o: Any) -> Any:
    """The loss alone, for these outputs."""
    return 0.5 * np.sum((o - i["Y"]) ** 2) / len(i["X"])


def _s(i: Inputs, *names: str) -> Any:
    return i["lam"] / 2 * sum(np.sum(i[name] ** 2) for name in names)


def _J(change: Callable[[Inputs, Leaves], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    return lambda i, right: {"J": change(i, right)}


def _with_hidden(phi: Callable[[Any], Any]) -> Callable[[Inputs, Leaves], Any]:
    """J for another activation of the hidden layer."""
    return lambda i, right: data_part(i, phi(walk(i)["z"]) @ i["W2"] + i["b2"]) + _s(i, "W1", "W2")


def _with_bias(b1: float, b2: float) -> Callable[[Inputs, Leaves], Any]:
    """J with the biases multiplied by these factors."""

    def value(i: Inputs, right: Leaves) -> Any:
        changed = {**i, "b1": b1 * i["b1"], "b2": b2 * i["b2"]}
        return data_part(i, walk(changed)["o"]) + _s(i, "W1", "W2")

    return value


MISTAKES: tuple[Known, ...] = (
    Mistake(
        "penalty-missing",
        _J(lambda i, right: right["J"] - _s(i, "W1", "W2")),
        "Your J is the loss alone: it is the same for every lam. Which two terms does J add up?",
        telling=True,
    ),
    *(
        Mistake(
            "penalty-missing",
            _J(lambda i, right, name=name: right["J"] - _s(i, name)),  # type: ignore[misc]
            f"Your J does not change when {name} is penalised harder. Which weights does the penalty count?",
            telling=True,
        )
        for name in ("W1", "W2")
    ),
    Mistake(
        "penalty-scaled",
        _J(lambda i, right: right["J"] + _s(i, "W1", "W2")),
        "The loss in your J is right, and the penalty in it is twice what it should be. Which factor stands in front of the "
        "sum of squares?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _J(lambda i, right: right["J"] - 0.5 * _s(i, "W1", "W2")),
        "The loss in your J is right, and the penalty in it is half of what it should be. How often has its one half been "
        "applied?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _J(lambda i, right: right["J"] + (1 / len(i["X"]) - 1) * _s(i, "W1", "W2")),
        "Your J divides the penalty by the number of samples. Does a larger batch make the weights any smaller?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _J(lambda i, right: right["J"] + (len(i["X"]) - 1) * _s(i, "W1", "W2")),
        "Your J counts the penalty once for every sample. How often do the weights exist, for a batch of many?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _J(lambda i, right: right["J"] + _s(i, "b1", "b2")),
        "Your penalty counts the biases too. Which arrays does the notebook's s name?",
        telling=True,
    ),
    Mistake(
        "batch-scaled",
        _J(lambda i, right: right["J"] + (len(i["X"]) - 1) * data_part(i, walk(i)["o"])),
        "The loss in your J is the sum over the samples, and the penalty is right. If every sample stood in the batch twice, "
        "should J grow?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _J(lambda i, right: right["J"] + (len(i["X"]) / i["X"].shape[1] - 1) * data_part(i, walk(i)["o"])),
        "The loss in your J is divided by the number of inputs, d, and not by the number of samples. Which axis of X counts "
        "the samples?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _J(lambda i, right: right["J"] + (1 / i["Y"].shape[1] - 1) * data_part(i, walk(i)["o"])),
        "The loss in your J is a mean over all entries of the output. Over what does the notebook take the mean: "
        "samples, or numbers?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _J(lambda i, right: right["J"] + (2 / i["Y"].shape[1] - 1) * data_part(i, walk(i)["o"])),
        "The loss in your J is the mean of the squares over all entries. Over what does the notebook take the mean, and which "
        "factor does it put in front?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _J(lambda i, right: right["J"] + data_part(i, walk(i)["o"])),
        "The loss in your J is exactly twice what it should be, and the penalty is right. Which factor stands in front of the "
        "squared error?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _J(_with_hidden(lambda z: z)),
        "Your J is that of a network whose hidden layer is linear. What happens to z on its way to h?",
        telling=True,
    ),
    *(
        Mistake(
            "wrong-local",
            _J(_with_hidden(phi)),
            f"Your J is that of a network with {name} in the hidden layer. Which activation does this notebook use?",
            telling=True,
        )
        for name, phi in (("tanh", np.tanh), ("relu", lambda z: np.maximum(z, 0)))
    ),
    Mistake(
        "wrong-point",
        _J(lambda i, right: data_part(i, sigmoid(walk(i)["o"])) + _s(i, "W1", "W2")),
        "Your J is that of a network that squashes its output as well. Which of the two layers has an activation here?",
        telling=True,
    ),
    *(
        Mistake(
            "path-missing",
            _J(_with_bias(*factors)),
            f"Your J does not depend on {name}. Where does it come in?",
            telling=True,
        )
        for name, factors in (("either bias", (0, 0)), ("b1", (0, 1)), ("b2", (1, 0)))
    ),
    Mistake(
        "single-sample",
        _J(lambda i, right: data_part({**i, "X": i["X"][:1], "Y": i["Y"][:1]}, walk(i)["o"][:1]) + _s(i, "W1", "W2")),
        "Your J knows the first sample of the batch and no other. What happens to the rest?",
        telling=True,
    ),
)
