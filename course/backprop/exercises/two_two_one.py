"""Notebook 05, by hand: two inputs, two hidden units, one output, sigmoid on both layers, binary cross-entropy.

The notebook nudges the reader's own loss; one worked number says whether that is right.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs, away_from_zero
from backprop.rooms.room import CallResult, Leaves, Spec, Stage

ASSIGNMENT = "05-mlp-l2"
BY_HAND = "5.5, “Two, two, one, by hand”"

PARAMS = ("W1", "b1", "W2", "b2")
GRADIENTS = {f"grads['{name}']": name for name in PARAMS}
GRADS: Spec = {name: leaf for leaf, name in GRADIENTS.items()}


def params_of(inputs: Inputs) -> dict[str, Any]:
    """The four arrays of a network as the dict that the exercises take."""
    return {name: inputs[name] for name in PARAMS}


PUBLISHED: Inputs = {
    "W1": np.array([[0.4352, 0.1951], [0.3545, 0.4835]]),
    "b1": np.array([-0.1419, 0.0439]),
    "W2": np.array([[-0.1725], [0.1129]]),
    "b2": np.array([-0.3043]),
    "x": np.array([1.0, 1.0]),
    "y": 0.0,
}
"""The example that was published with a slip: x = (1, 1), y = 0."""


def two_two_one(stage: Stage, inputs: Inputs) -> CallResult:
    """One call of the reader's two_two_one."""
    given = {"params": params_of(inputs), "x": inputs["x"], "y": inputs["y"]}
    return stage.call("two_two_one", given, returns=("loss", GRADS))


def play_by_hand(stage: Stage, inputs: Inputs) -> Leaves:
    """The loss and the gradients of one sample."""
    return two_two_one(stage, inputs).leaves


def play_loss(stage: Stage, inputs: Inputs) -> Leaves:
    """The loss alone."""
    return {"loss": two_two_one(stage, inputs)["loss"]}


def play_two_samples(stage: Stage, inputs: Inputs) -> Leaves:
    """Two samples of one class share the weights: losses and gradients add, and do not cancel."""
    one = two_two_one(stage, inputs).leaves
    two = two_two_one(stage, {**inputs, "x": inputs["x2"]}).leaves
    return {leaf: stage.added(one[leaf], two[leaf]) for leaf in one}


def draw_two_two_one(rng: np.random.Generator, y: float, size: float = 1.0) -> dict[str, Any]:
    """Other weights and another input, its two entries well apart."""
    first = float(away_from_zero(rng, (), size))
    return {
        "W1": away_from_zero(rng, (2, 2), 0.7),
        "b1": away_from_zero(rng, (2,), 0.5),
        "W2": away_from_zero(rng, (2, 1)),
        "b2": away_from_zero(rng, (1,), 0.5),
        "x": np.array([first, -float(rng.uniform(0.3, 0.7)) * first]),
        "y": y,
    }


def one_saturated(rng: np.random.Generator, y: float) -> dict[str, Any]:
    """One hidden unit at 30, the other one not, and an output that is confidently wrong."""
    inputs = draw_two_two_one(rng, y)
    sign = 1.0 if y == 0 else -1.0
    column = 30.0 / (np.sum(np.abs(inputs["x"]))) * np.sign(inputs["x"])
    return {
        **inputs,
        "W1": np.column_stack([column, inputs["W1"][:, 1]]),
        "b1": inputs["b1"] * [0.0, 1.0],
        "W2": inputs["W2"] * [[0.0], [1.0]] + [[15.0 * sign], [0.0]],
    }


def by_hand_cases(rng: np.random.Generator) -> list[Case]:
    """Both classes, inputs with unequal entries; saturated units, integers, 0-d targets."""
    more = draw_two_two_one(rng, 0.0)
    printed = {**PUBLISHED, "x": np.array([1.0, 2.0]), "y": 1.0}
    return [
        *(
            Case(draw_two_two_one(rng, y, size), f"random weights, y = {y:.0f}")
            for y, size in ((0.0, 1.0), (1.0, 1.0), (1.0, 3.0), (0.0, 0.3))
        ),
        Case(
            {**PUBLISHED, "x": np.array([2.0, -1.0])},
            "the published weights, x = (2, -1)",
            truth={"loss": 0.532788221408537},
        ),
        Case(printed, "the published weights, x = (1, 2), y = 1", truth={"loss": 0.8796320746156681}),
        Case(one_saturated(rng, 0.0), "a hidden pre-activation of 30", "extreme"),
        Case(one_saturated(rng, 1.0), "a hidden pre-activation of 30, y = 1", "extreme"),
        Case({**more, "x": np.array([3, -1]), "y": 1}, "whole numbers", "integer"),
        Case({**more, "x": np.array([0.0, 2.0])}, "an input of 0", "zero"),
        Case({**more, "y": np.array(1.0)}, "y as a 0-d array", "scalar"),
    ]


def witness_is_a_point(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """Two finite numbers, which are not read the same in either order."""
    x = leaves["x"]
    if x.shape != (2,):
        question = "How many inputs does the network have?"
        return Complaint(f"Your x has shape {x.shape}; the network takes one of shape (2,). {question}", "wrong-shape")
    if not np.all(np.isfinite(x)):
        return Complaint("Your x holds nan or inf. Which input would you type in by hand?", "not-finite")
    if np.array_equal(x, x[::-1]):
        return Complaint(
            f"Read in the wrong order, your x = ({x[0]:g}, {x[1]:g}) is the very same input. What did the published "
            "example have in common with it?"
        )
    return None


EXERCISES = (
    Exercise(
        name="two_two_one",
        assignment=ASSIGNMENT,
        points=3,
        section=BY_HAND,
        returns=("loss", GRADS),
        play=play_by_hand,
        cases=by_hand_cases,
        own=play_loss,
        scale=lambda inputs: (
            0.1 + 0.1 * float(np.max(np.abs(inputs["x"])))
        ),  # p - y may be small; its natural size is 1
        gradients=GRADIENTS,
        example=PUBLISHED,
        composition=Composition(
            "for two samples that share the weights",
            play_two_samples,
            lambda rng: {**draw_two_two_one(rng, 0.0), "x2": away_from_zero(rng, (2,))},
        ),
        understood="The slope of the last sigmoid cancels against the cross-entropy's; the hidden one stays.",
    ),
    Exercise(
        name="swap_witness",
        assignment=ASSIGNMENT,
        points=1,
        section=BY_HAND,
        returns="x",
        cases=lambda rng: [Case({}, "your input")],
        free=("x",),
        properties=(witness_is_a_point,),
        understood="An example tests only what it can tell apart: unequal entries show which of them was read.",
    ),
)
