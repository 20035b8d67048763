"""Notebook 08: what a trained network is worth, and what went wrong where it is worth little."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import backprop_reference
from backprop.examination.evidence import Known, Sign
from backprop.examination.exercise import Credit, Inputs
from backprop.exercises.two_two_one import PARAMS
from backprop.exercises.worth import GUESSED, accuracy_credit, credit_for_training
from backprop.rooms.room import Leaves

Array = NDArray[Any]


def credit_for_params(inputs: Inputs, leaves: Leaves) -> Credit:
    """What the parameters are worth: read by the reference, or by the reader's own `predict` where that does better."""
    own = credit_for_training(inputs, leaves)
    if not set(PARAMS) <= leaves.keys() or not len(inputs["held"]):
        return own
    read = backprop_reference.predict({name: leaves[name] for name in PARAMS}, inputs["X_held"])
    ours = accuracy_credit(read, inputs["held"])
    return max(ours, own, key=lambda credit: credit.share) if "labels" in leaves else ours


def _loss(inputs: Inputs, leaves: Leaves) -> float:
    """L of the images that were trained on, after training; nan where the parameters are of no network."""
    try:
        params = {name: leaves[name] for name in PARAMS}
        with np.errstate(all="ignore"):
            return float(backprop_reference.gradients(params, inputs["X"], inputs["labels"], 0.0)[0])
    except (KeyError, ValueError, TypeError, IndexError):
        return math.nan


def _all_alike(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    W1 = got.get("W1", np.zeros((1, 1)))
    return W1.ndim == 2 and W1.shape[1] > 1 and np.allclose(W1, W1[:, :1], 1e-9, 1e-12)


TRAIN: tuple[Known, ...] = (
    Sign(
        "value-mismatch",
        _all_alike,
        "All hidden units have the same weights after training, so they count as one. What did they differ in before the "
        "first step, and what can set them apart later?",
    ),
    Sign(
        "value-mismatch",
        lambda inputs, got, want: _loss(inputs, got) > 1.2 * GUESSED,
        f"After training, L of the training images is larger than {GUESSED:.2f}, which is that of a network that guesses. "
        "Which way does each step of yours go, and how far?",
    ),
    Sign(
        "value-mismatch",
        lambda inputs, got, want: _loss(inputs, got) > 0.9 * GUESSED,
        f"After training, L of the training images is hardly below {GUESSED:.2f}, that of a network that guesses. Does every "
        "step reach the parameters that come back, and does each image still stand beside the label that came in with it?",
    ),
)


def _reading(shows: Callable[[Array, Array], Any]) -> Callable[[Inputs, Leaves, Leaves], bool]:
    """A sign in the labels (N,) beside the right ones; in other shapes, and in fractions, it is not seen."""

    def seen(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
        labels, held = got["labels"], inputs["held"]
        return labels.shape == held.shape and bool(np.all(labels == np.floor(labels)) and shows(labels, held))

    return seen


PREDICT: tuple[Known, ...] = (
    Sign(
        "value-mismatch",
        _reading(lambda read, right: np.mean((read + 1) % 10 == right) > 0.8),
        "Nearly all your labels are one less than what the image shows. Where do you begin to count the classes?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _reading(lambda read, right: np.mean((read - 1) % 10 == right) > 0.8),
        "Nearly all your labels are one more than what the image shows. Where do you begin to count the classes?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _reading(lambda read, right: np.all(read == read[0])),
        "Your labels are the same for every image. On which of its arguments does your answer depend?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _reading(lambda read, right: np.mean(read == right) < 0.03),
        "Your labels are wrong far more often than by guessing: the network knows, and the answer is turned round. Is it "
        "the largest score that wins?",
        telling=True,
    ),
)
