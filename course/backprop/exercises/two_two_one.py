"""Notebook 05, by hand: two inputs, two hidden units, one output, sigmoid on both layers, binary cross-entropy.

The notebook nudges the reader's own loss; worked numbers say whether that is right. Only a witness is looked at with
the published network itself: how much it shows is nudged here, in the loss that the notebook prints.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs, away_from_zero
from backprop.rooms.room import Leaves, Spec
from backprop.rooms.stage import CallResult, Stage

ASSIGNMENT = "05-mlp-l2"
BY_HAND = "5.5, “Two, two, one, by hand”"

PARAMS = ("W1", "b1", "W2", "b2")
GRADIENTS = {f"grads['{name}']": name for name in PARAMS}
GRADS: Spec = {name: leaf for leaf, name in GRADIENTS.items()}


def params_of(inputs: Inputs) -> dict[str, Any]:
    """The four arrays of a network as the dict that the exercises take, in the order in which they stand here."""
    return {name: value for name, value in inputs.items() if name in PARAMS}


def in_another_order(inputs: Inputs) -> dict[str, Any]:
    """The same, with the parameters the other way round."""
    turned = {name: inputs[name] for name in reversed(PARAMS)}
    return {**turned, **{name: value for name, value in inputs.items() if name not in PARAMS}}


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


def confident(rng: np.random.Generator, y: float, z: float) -> dict[str, Any]:
    """A network whose last pre-activation is z: wrong, and sure of it."""
    inputs = draw_two_two_one(rng, y)
    h = 1 / (1 + np.exp(-(inputs["x"] @ inputs["W1"] + inputs["b1"])))
    return {**inputs, "b2": z - h @ inputs["W2"]}


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
            at_hand=True,
        ),
        Case(printed, "the published weights, x = (1, 2), y = 1", truth={"loss": 0.8796320746156681}, at_hand=True),
        Case(one_saturated(rng, 0.0), "a hidden pre-activation of 30", "extreme"),
        Case(one_saturated(rng, 1.0), "a hidden pre-activation of 30, y = 1", "extreme"),
        *(
            Case(confident(rng, y, z), f"a last pre-activation of {z:g}, y = {y:g}", "extreme", {"loss": loss})
            for y, z, loss in ((1.0, -30.0, 30.000000000000092), (0.0, 20.0, 20.000000002061153))
        ),
        Case({**more, "x": np.array([3, -1]), "y": 1}, "whole numbers", "integer"),
        Case(in_another_order(draw_two_two_one(rng, 1.0)), "parameters that stand in another order", "order"),
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
            f"Read in the wrong order, your x = {_told(x)} is the very same input. What did the published example have "
            "in common with it?"
        )
    return None


SHOWN = 1e-3
"""By more than this an entry of dW1 has to change when a witness is read in the wrong order."""


def published_loss(x: Any, b1: Any) -> float:
    """The loss of the published network for y = 0, as the notebook prints it, at another input and another b1."""
    with np.errstate(over="ignore"):  # far out a sigmoid is 0
        h = 1 / (1 + np.exp(-(x @ PUBLISHED["W1"] + b1)))
    return float(np.logaddexp(0.0, h @ PUBLISHED["W2"] + PUBLISHED["b2"])[0])  # -ln(1 - p)


def slopes_at(x: Any, h: float = 1e-5) -> Any:
    """What b1 feels at this input, which is what z feels, shape (2,): each entry nudged up and down by h."""
    nudges = h * np.eye(2)
    b1 = PUBLISHED["b1"]
    return np.array([published_loss(x, b1 + nudge) - published_loss(x, b1 - nudge) for nudge in nudges]) / (2 * h)


def witness_shows_it(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """Read in the wrong order, the input changes an entry of dW1 by more than `SHOWN`."""
    x = np.asarray(leaves["x"], dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        apart, slope = float(abs(x[1] - x[0])), float(np.max(np.abs(slopes_at(x))))
        change = apart * slope if slope else 0.0
    if change > SHOWN:
        return None
    symptom = f"With your x = {_told(x)}, reading the inputs in the wrong order changes no entry of dW1 by more than "
    if slope < 1e-3 and apart > 0.1:  # beside weights of size 0.1 to 0.5
        question = f"Its entries are {apart:g} apart. How steep are the two sigmoids there?"
    else:
        question = f"Its entries are {apart:.2g} apart. What could be larger?"
    return Complaint(f"{symptom}{change:.1g}, and {SHOWN:g} is the mark. {question}")


def _told(x: Any) -> str:
    """An input in digits that tell its entries apart."""
    return f"({float(x[0]):.8g}, {float(x[1]):.8g})"


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
        properties=(witness_is_a_point, witness_shows_it),
        understood="An example tests only what it can tell apart: unequal entries show which of them was read.",
    ),
)
