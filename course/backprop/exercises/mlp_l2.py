"""Notebook 05: one hidden layer with a penalty. The 2-2-1 network, the step and the memory have modules of their own.

The forward passes are exercises here, so none is written down: the notebook nudges the reader's own, and a few of its
worked numbers say whether that one is right.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises import one_step, two_two_one
from backprop.exercises.audits import in_form
from backprop.exercises.printed_objective import PRINTED, SMALL, made_of
from backprop.exercises.two_two_one import ASSIGNMENT, GRADIENTS, GRADS, in_another_order, params_of
from backprop.rooms.room import Keep, Leaves, Spec, Word
from backprop.rooms.stage import CallResult, Stage

FORWARD = "5.3, “Forward: compute, and keep”"
PENALTY = "5.2, “The penalty has a path of its own”"
BACKWARD = "5.4, “Back, line by line”"
KINDS = ("local", "upstream", "path", "order", "arithmetic")

# --- the penalty -----------------------------------------------------------------------------------------------------


def penalty(lam: Any, **weights: Any) -> Any:
    """lam / 2 times the sum of all squared entries: what the notebook calls s."""
    return lam / 2 * sum(np.sum(np.square(W)) for W in weights.values())


def penalty_returns(inputs: Inputs) -> Spec:
    """The penalty, and one gradient for each matrix of the case."""
    return ("s", [f"grads[{k}]" for k in range(len(inputs) - 1)])


def play_penalty(stage: Stage, inputs: Inputs) -> Leaves:
    """One call with the list of all weights that the case has."""
    weights = [value for name, value in inputs.items() if name != "lam"]
    returns = penalty_returns(inputs)
    return stage.call("l2_penalty", {"weights": weights, "lam": inputs["lam"]}, returns=returns).leaves


def play_tied(stage: Stage, inputs: Inputs) -> Leaves:
    """One matrix stands twice in the list; its two gradients add."""
    tied = stage.room.put([inputs["W1"], inputs["W2"], inputs["W1"]])
    back = stage.call("l2_penalty", {"weights": tied, "lam": inputs["lam"]}, returns=("s", ["one", "dW2", "two"]))
    return {"s": back["s"], "dW1": stage.added(back["one"], back["two"]), "dW2": back["dW2"]}


def draw_weights(rng: np.random.Generator, *shapes: tuple[int, ...], lam: float, size: float = 1.0) -> Inputs:
    """Weights W1, W2, ... of these shapes, and lam."""
    return {**{f"W{k + 1}": away_from_zero(rng, shape, size) for k, shape in enumerate(shapes)}, "lam": lam}


def penalty_cases(rng: np.random.Generator) -> list[Case]:
    """Three matrices of several shapes and sizes; no penalty, one matrix, integers, strided matrices."""
    lams = [float(lam) for lam in rng.uniform(0.02, 0.9, 4)]
    whole = {name: rng.integers(-4, 5, shape) for name, shape in (("W1", (2, 3)), ("W2", (3, 1)), ("W3", (1, 4)))}
    strided = {
        f"W{k + 1}": np.repeat(away_from_zero(rng, shape), 2, axis=-1)[:, ::2]
        for k, shape in enumerate(((2, 3), (3, 4), (4, 1)))
    }
    return [
        Case(draw_weights(rng, (3, 4), (4, 2), (2, 5), lam=lams[0]), "three matrices"),
        Case(draw_weights(rng, (5, 2), (2, 3), (3, 1), lam=lams[1], size=30.0), "three large matrices"),
        Case(draw_weights(rng, (2, 6), (6, 4), (4, 3), lam=lams[2], size=0.01), "three small matrices"),
        Case(draw_weights(rng, (4, 3), (3, 2), (2, 2), lam=2 + lams[3]), "a large lam"),
        Case(draw_weights(rng, (3, 2), (2, 4), (4, 5), lam=0), "lam = 0", "zero"),
        Case(draw_weights(rng, (3, 4), lam=lams[0]), "a list of one matrix", "few"),
        Case({**whole, "lam": 0.25}, "whole numbers", "integer"),
        Case({**strided, "lam": 0.3}, "strided matrices", "strided"),
    ]


# --- one hidden layer ------------------------------------------------------------------------------------------------


def forward(stage: Stage, inputs: Inputs, params: Any) -> CallResult:
    """The reader's forward pass; what it keeps stays in the room."""
    given = {"params": params, **{name: inputs[name] for name in ("X", "Y", "lam")}}
    return stage.call("mlp_forward", given, returns=("J", Keep("cache")))


def play_forward(stage: Stage, inputs: Inputs) -> Leaves:
    """One forward pass."""
    return forward(stage, inputs, params_of(inputs)).leaves


def play_backward(stage: Stage, inputs: Inputs) -> Leaves:
    """Forward and back; what the forward pass does to its arguments is a matter of its own."""
    params = stage.room.put(params_of(inputs))
    cache = forward(stage, inputs, params).refs["cache"]
    stage.changed.clear()
    stage.shared.clear()
    return stage.call("mlp_backward", {"params": params, "cache": cache}, returns=GRADS).leaves


def play_two_batches(stage: Stage, inputs: Inputs) -> Leaves:
    """One set of parameters, two batches, both forward passes before the first way back: the gradients add."""
    params = stage.room.put(params_of(inputs))
    one = forward(stage, inputs, params).refs["cache"]
    two = forward(stage, second_batch(inputs), params).refs["cache"]
    back = [
        stage.call("mlp_backward", {"params": params, "cache": cache}, returns=GRADS).leaves
        for cache in (one, two, one)
    ]
    return {f"d{name}": stage.added(*(one[leaf] for one in back)) for leaf, name in GRADIENTS.items()}


def play_two_forward(stage: Stage, inputs: Inputs) -> Leaves:
    """What the gradients of `play_two_batches` add up to is the slope of this: twice the first J, and the second."""
    params = params_of(inputs)
    one, two = forward(stage, inputs, params)["J"], forward(stage, second_batch(inputs), params)["J"]
    return {"J": stage.added(one, two, one)}


def second_batch(inputs: Inputs) -> Inputs:
    """The same network, another batch."""
    return {**inputs, "X": inputs["X2"], "Y": inputs["Y2"]}


def draw_mlp(
    rng: np.random.Generator, sizes: tuple[int, int, int, int], lam: float, size: float = 1.0
) -> dict[str, Any]:
    """A network d - h - q and a batch of N samples; sizes are (N, d, h, q)."""
    n, d, h, q = sizes
    return {
        "W1": away_from_zero(rng, (d, h)) / np.sqrt(d),
        "b1": away_from_zero(rng, (h,), 0.5),
        "W2": away_from_zero(rng, (h, q)),
        "b2": away_from_zero(rng, (q,), 0.5),
        "X": away_from_zero(rng, (n, d), size),
        "Y": away_from_zero(rng, (n, q), size),
        "lam": lam,
    }


def saturated(rng: np.random.Generator) -> dict[str, Any]:
    """A batch in which the first two hidden units see pre-activations up to 30 in size; sizes (4, 2, 5, 3)."""
    inputs = draw_mlp(rng, (4, 2, 5, 3), 0.1)
    z = inputs["X"] @ inputs["W1"] + inputs["b1"]
    stretch = np.where(np.arange(5) < 2, 30.0 / np.max(np.abs(z), axis=0), 1.0)
    return {**inputs, "W1": inputs["W1"] * stretch, "b1": inputs["b1"] * stretch}


def never_negative(inputs: Inputs, leaves: Leaves) -> str | None:
    """Squares, divided and added up, are not negative."""
    value = leaves["J"]
    if value.size == 1 and float(value.reshape(())) < 0:
        return f"Your J is {float(value.reshape(())):.4g}. Which of the things that it adds up can be negative?"
    return None


def mlp_cases(rng: np.random.Generator) -> list[Case]:
    """Networks of several sizes; no penalty, saturated units, one sample, whole numbers, strided data."""
    lams = [float(lam) for lam in rng.uniform(0.05, 0.6, 4)]
    whole = {**draw_mlp(rng, (5, 3, 2, 4), 1.0), "X": rng.integers(-3, 4, (5, 3)), "Y": rng.integers(-3, 4, (5, 4))}
    strided = draw_mlp(rng, (3, 4, 2, 5), lams[0])
    strided = {**strided, **{name: np.repeat(strided[name], 2, axis=1)[:, ::2] for name in ("W1", "W2", "X", "Y")}}
    return [
        Case(PRINTED, "the notebook's batch of four", truth={"J": 0.879008833562644}, at_hand=True),
        Case(draw_mlp(rng, (5, 3, 4, 2), lams[0]), "a network 3 - 4 - 2, five samples"),
        Case(draw_mlp(rng, (3, 2, 5, 4), lams[1], 3.0), "a network 2 - 5 - 4, three large samples"),
        Case(draw_mlp(rng, (7, 4, 2, 3), lams[2], 0.1), "a network 4 - 2 - 3, seven small samples"),
        Case(draw_mlp(rng, (2, 5, 3, 1), 1 + lams[3]), "a network 5 - 3 - 1, a large lam"),
        Case(draw_mlp(rng, (4, 3, 5, 2), 0.0), "lam = 0", "zero"),
        Case({**PRINTED, "lam": 0.0}, "lam = 0, the batch of four", "zero", truth={"J": 0.6810088335626441}),
        Case(saturated(rng), "pre-activations up to 30", "extreme"),
        Case(draw_mlp(rng, (1, 4, 3, 2), lams[1]), "one sample", "single"),
        Case({**whole, "lam": 1}, "whole numbers in X and Y", "integer"),
        Case(draw_mlp(rng, (5, 2, 3, 3), lams[2]), "as many outputs as hidden units", "square"),
        Case(in_another_order(draw_mlp(rng, (4, 2, 3, 5), lams[3])), "parameters that stand in another order", "order"),
        Case(strided, "strided arrays", "strided"),
    ]


def forward_cases(rng: np.random.Generator) -> list[Case]:
    """The same, and the derivation's own example: its one output tells means over samples and over numbers apart.

    With another lam than there, so that an answer that only knows the example itself is still found out.
    """
    half = Case(
        {**SMALL, "lam": 0.05},
        "the worked example of section 5.4 with lam = 0.05",
        truth={"J": 0.7883013182065637},
        at_hand=True,
    )
    return [*mlp_cases(rng), half]


L2_PENALTY = Exercise(
    name="l2_penalty",
    assignment=ASSIGNMENT,
    points=1,
    section=PENALTY,
    returns=penalty_returns,
    play=play_penalty,
    cases=penalty_cases,
    forward=penalty,
    values={"s": penalty},
    gradients={f"grads[{k}]": f"W{k + 1}" for k in range(3)},
    penalty="lam",
    sized=lambda rng, n: draw_weights(rng, (n // 2, 2), (2, 3), (3, 1), lam=0.3),
    composition=Composition(
        "with one matrix twice in the list",
        play_tied,
        lambda rng: draw_weights(rng, (3, 4), (4, 2), lam=0.7),
        forward=lambda W1, W2, lam: penalty(lam, a=W1, b=W2, c=W1),
        values={"s": lambda W1, W2, lam: penalty(lam, a=W1, b=W2, c=W1)},
        gradients={"dW1": "W1", "dW2": "W2"},
        upstream=(),
    ),
    understood="The penalty pulls every weight towards 0, by a share of the weight itself.",
)

MLP_FORWARD = Exercise(
    name="mlp_forward",
    assignment=ASSIGNMENT,
    points=3,
    section=FORWARD,
    returns=("J", Keep("cache")),
    play=play_forward,
    cases=forward_cases,
    may_use=(L2_PENALTY,),
    properties=(never_negative, made_of),
    batch="X",
    penalty="lam",
    example=SMALL,
    understood="The data part is a mean over the batch; the penalty is added once, however many samples there are.",
)

EXERCISES = (
    L2_PENALTY,
    MLP_FORWARD,
    Exercise(
        name="mlp_backward",
        assignment=ASSIGNMENT,
        points=5,
        section=BACKWARD,
        returns=GRADS,
        play=play_backward,
        cases=lambda rng: [replace(case, truth={}) for case in mlp_cases(rng)],
        needs=(MLP_FORWARD,),
        scale=lambda inputs: 0.1 * float(np.max(np.abs(inputs["Y"]))),  # o - y may be small by chance
        may_use=(L2_PENALTY,),
        own=play_forward,
        gradients=GRADIENTS,
        batch="X",
        penalty="lam",
        example=SMALL,
        sized=lambda rng, n: draw_mlp(rng, (3, n // 4, 4, 2), 0.2),
        variants={
            "square": lambda rng: draw_mlp(rng, (3, 3, 3, 3), 0.3),
            "one sample": lambda rng: draw_mlp(rng, (1, 4, 3, 2), 0.3),
        },
        composition=Composition(
            "for two batches at once, each with its own cache",
            play_two_batches,
            lambda rng: {
                **draw_mlp(rng, (4, 3, 2, 5), 0.2),
                "X2": away_from_zero(rng, (6, 3)),
                "Y2": away_from_zero(rng, (6, 5)),
            },
            own=play_two_forward,
            gradients={f"d{name}": name for name in GRADIENTS.values()},
            upstream=(),
        ),
        understood="Two paths lead from J to each weight, through the loss and through the penalty; a bias has one.",
    ),
    *two_two_one.EXERCISES,
    *one_step.EXERCISES,
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, KINDS),),
        understood="Each sigmoid has a slope of its own, at its own output: two of them side by side are easily confused.",
    ),
)
