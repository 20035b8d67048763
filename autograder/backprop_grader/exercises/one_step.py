"""Notebook 05, the end: known mistakes of one step of gradient descent and of the counts of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves

# --- one step --------------------------------------------------------------------------------------------------------


def _step(
    rule: Callable[[Any, Any, float], Any], only: tuple[str, ...] = ("W1", "b1", "W2", "b2")
) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """New parameters by a wrong rule of parameter, gradient and learning rate, for the names it touches."""
    return lambda i, right: {
        f"params['{name}']": rule(i["params"][name], i["grads"][name], i["lr"]) for name in i["params"] if name in only
    }


def _clipped(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Whether every array moves in the right direction, by another length."""
    for name, old in inputs["params"].items():
        moved, right = (leaves[f"params['{name}']"] - old for leaves in (got, want))
        share = float(np.sum(moved * right) / np.sum(right * right))
        if share <= 0 or not compare.same(moved, share * right):
            return False
    return True


SGD_STEP: tuple[Known, ...] = (
    Mistake(
        "sign-flipped",
        _step(lambda p, g, lr: p + lr * g),
        "Every parameter moves the right distance in the wrong direction. The gradient points to where the loss grows: which "
        "way is down?",
        telling=True,
    ),
    Mistake(
        "sign-flipped",
        _step(lambda p, g, lr: lr * g - p),
        "Your result is exactly the negative of the answer. Which of the two is taken from which?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _step(lambda p, g, lr: p - g),
        "Your step is the same for every lr, and right for lr = 1. What is lr there for?",
        telling=True,
    ),
    Mistake(
        "sign-flipped",
        _step(lambda p, g, lr: p + g),
        "Your step goes up the slope, and is the same for every lr. Which way is down, and what is lr there for?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _step(lambda p, g, lr: p - lr * p),
        "Your parameters shrink towards 0, and the gradients have no say. Which of the two dicts is the step to be taken "
        "along?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _step(lambda p, g, lr: -lr * g),
        "You return the step alone: with gradients of 0, your new parameters are 0. Where does the step start?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _step(lambda p, g, lr: lr * g),
        "You return the length of the step alone: with gradients of 0, your new parameters are 0. Where does the step "
        "start?",
        telling=True,
    ),
    Mistake(
        "zero-gradient",
        _step(lambda p, g, lr: p),
        "All parameters are after the step as before it. Does the new value get back into the dict that you return?",
        telling=True,
    ),
    *(
        Mistake(
            "path-missing",
            _step(lambda p, g, lr: p, only),
            f"{words} after the step as before it. Does the new value get back into the dict that you return?",
            telling=True,
        )
        for only, words in (
            (("b1", "b2"), "Both biases are"),
            (("W1", "W2"), "Both matrices are"),
            (("b1",), "b1 is"),
            (("b2",), "b2 is"),
            (("W1",), "W1 is"),
            (("W2",), "W2 is"),
            (("W1", "b1", "W2"), "All parameters but the last are"),
            (("b1", "W2", "b2"), "All parameters but the first are"),
            (("W1", "b1"), "The first layer is"),
            (("W2", "b2"), "The second layer is"),
        )
    ),
    Mistake(
        "batch-scaled",
        _step(lambda p, g, lr: p - lr * g / len(p)),
        "Each step is divided by the number of rows of the parameter. Who has already taken the mean over the batch?",
        telling=True,
    ),
    Mistake(
        "batch-scaled",
        _step(lambda p, g, lr: p - lr * g / np.size(g)),
        "Each step is divided by the number of entries of the parameter. Who has already taken the mean over the batch?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _step(lambda p, g, lr: p - lr * np.sign(g)),
        "Every entry moves by lr, whether its slope is steep or shallow. What happens to the size of the gradient?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _step(lambda p, g, lr: p - lr * g / np.linalg.norm(g)),
        "Every parameter moves by lr, whether its slope is steep or shallow. What happens to the size of the gradient?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _step(lambda p, g, lr: p - lr * g**2),
        "Your step uses the square of each gradient, so that no entry ever grows. What happens to its sign?",
        telling=True,
    ),
    Mistake(
        "penalty-scaled",
        _step(lambda p, g, lr: (1 - lr) * p - lr * g),
        "Your parameters shrink on top of the step. Where is the pull of the penalty already: in the gradients, or still "
        "outside?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _step(lambda p, g, lr: p * (1 - lr * g)),
        "Your step is larger for larger parameters. Does the slope alone decide the step, or the parameter too?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _step(lambda p, g, lr: p - g / lr),
        "A larger lr makes your step smaller. What should twice the learning rate do?",
        telling=True,
    ),
    Mistake(
        "swapped",
        _step(lambda p, g, lr: g - lr * p),
        "Parameters and gradients have changed places: you return gradients less a share of the parameters. Which of the "
        "two arguments comes first?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        _step(lambda p, g, lr: p - 2 * lr * g),
        "Every step is twice as long as it should be. How often is it taken?",
        telling=True,
    ),
    Sign(
        "scaled",
        _clipped,
        "Every parameter moves in the right direction, by another length than lr says. What else decides the length of your "
        "step?",
        telling=True,
    ),
)


# --- what is kept ----------------------------------------------------------------------------------------------------


def _parameters(i: Inputs) -> int:
    return int(i["d"] * i["h"] + i["h"] + i["h"] * i["q"] + i["q"])


def _kept(i: Inputs) -> int:
    return int(i["n"] * (i["d"] + 2 * i["h"] + i["q"]))


def _widest(i: Inputs) -> int:
    return int(i["n"] * max(i["d"] + i["h"], 2 * i["h"], i["h"] + i["q"]))


def _counts(
    training: Callable[[Inputs], Any] | None = None, prediction: Callable[[Inputs], Any] | None = None
) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """Wrong counts, where given."""
    wrong = {"training": training, "prediction": prediction}
    return lambda i, right: {leaf: rule(i) for leaf, rule in wrong.items() if rule}


def _weights(i: Inputs) -> int:
    return int(i["d"] * i["h"] + i["h"] * i["q"])


MEMORY_FLOATS: tuple[Known, ...] = (
    Mistake(
        "swapped",
        lambda i, right: {"training": right["prediction"], "prediction": right["training"]},
        "Both counts are right, in the wrong order. Which of the two needs more, and which does the docstring name first?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(lambda i: 2 * _weights(i) + _kept(i), lambda i: _weights(i) + _widest(i)),
        "Your counts are short by the biases. Which four arrays are the parameters?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(training=lambda i: _parameters(i) + _kept(i)),
        "Your count for training has each parameter once. What is there one of for every parameter, after the way back?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(training=_kept),
        "Your count for training holds the activations alone. What else is in memory while a network is trained?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(training=lambda i: 2 * _parameters(i)),
        "Your count for training does not depend on n. What does the way back need that was computed for every sample?",
        telling=True,
    ),
    *(
        Mistake(
            "path-missing",
            _counts(training=lambda i, rule=rule: 2 * _parameters(i) + i["n"] * rule(i)),  # type: ignore[misc]
            f"Your count for training leaves out {words}. Which arrays does the notebook's rule name?",
            telling=True,
        )
        for words, rule in (
            ("z or h: only one of the two is in it", lambda i: i["d"] + i["h"] + i["q"]),
            ("the inputs x", lambda i: 2 * i["h"] + i["q"]),
            ("the outputs o", lambda i: i["d"] + 2 * i["h"]),
            ("both x and o", lambda i: 2 * i["h"]),
        )
    ),
    Mistake(
        "single-sample",
        _counts(training=lambda i: 2 * _parameters(i) + _kept(i) // i["n"]),
        "Your count for training keeps the activations of one sample. How many are in the batch?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        _counts(training=lambda i: 3 * _parameters(i) + _kept(i)),
        "Your count for training has each parameter three times. What are the three?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        _counts(prediction=lambda i: _parameters(i) + _kept(i)),
        "Your count for prediction keeps x, z, h and o until the end. Which of them are still needed once the next layer has "
        "been computed?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        _counts(prediction=lambda i: 2 * _parameters(i) + _widest(i)),
        "Your count for prediction has each parameter twice. What is the second one for, when nothing is to be learned?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(prediction=_widest),
        "Your count for prediction has no parameters in it. What does the input meet on its way?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _counts(prediction=_parameters),
        "Your count for prediction has nothing but parameters in it. Where do a layer's input and output stay meanwhile?",
        telling=True,
    ),
    *(
        Mistake(
            "path-missing",
            _counts(prediction=lambda i, rule=rule: _parameters(i) + i["n"] * rule(i)),  # type: ignore[misc]
            f"Your count for prediction {words}. Which step of the forward pass needs most room at a time?",
            telling=True,
        )
        for words, rule in (
            ("keeps a single layer, not what goes in and what comes out", lambda i: max(i["d"], i["h"], i["q"])),
            (
                "forgets that the activation has an input and an output too",
                lambda i: max(i["d"] + i["h"], i["h"] + i["q"]),
            ),
            ("looks at the first layer only", lambda i: i["d"] + i["h"]),
            ("looks at the last layer only", lambda i: i["h"] + i["q"]),
            ("looks at the activation only", lambda i: 2 * i["h"]),
            ("forgets the first layer", lambda i: max(2 * i["h"], i["h"] + i["q"])),
            ("forgets the last layer", lambda i: max(2 * i["h"], i["d"] + i["h"])),
            ("keeps only the network's own input and output", lambda i: i["d"] + i["q"]),
        )
    ),
    *(
        Mistake(
            "scaled",
            lambda i, right, size=size: {leaf: size * value for leaf, value in right.items()},  # type: ignore[misc]
            f"Both counts are {size} times the answer: bytes. In what does the notebook count?",
            telling=True,
        )
        for size in (4, 8)
    ),
)

MISTAKES: dict[str, tuple[Known, ...]] = {"sgd_step": SGD_STEP, "memory_floats": MEMORY_FLOATS}
