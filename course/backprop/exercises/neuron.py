"""Notebook 02: the sigmoid neuron, and the nudging that checks every gate.

Weights, inputs and output of the neuron are plain numbers; a function that is nudged takes an array of any shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import compare
from backprop.examination.compare import NUMERIC
from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.gradcheck import numeric_vjp
from backprop.rooms.apparatus import TOOLS
from backprop.rooms.room import Leaves, Make
from backprop.rooms.stage import Stage

ASSIGNMENT = "02-node-gates"

# --- sigmoid and neuron ----------------------------------------------------------------------------------------------

WEIGHTS = ("w0", "x0", "w1", "x1", "w2")
NEURON_RETURNS = ("L", tuple(f"d{name}" for name in WEIGHTS))
CS231N = dict(zip(WEIGHTS, (2.0, -1.0, -3.0, -2.0, -3.0), strict=True))


def probability(z: Any) -> NDArray[np.float64]:
    """The y between 0 and 1 whose log odds, log(y / (1 - y)), are z; found by halving the interval.

    That is what a sigmoid is, and no way to write one: it takes 60 steps an answer.
    """
    target = np.asarray(z, dtype=np.float64)
    low, high = np.zeros(target.shape), np.ones(target.shape)
    with np.errstate(divide="ignore"):
        for _ in range(60):
            middle = (low + high) / 2
            below = np.log(middle) - np.log1p(-middle) < target
            low, high = np.where(below, middle, low), np.where(below, high, middle)
    return low


def fired(w0: Any, x0: Any, w1: Any, x1: Any, w2: Any) -> NDArray[np.float64]:
    """The output of the neuron."""
    return probability(w0 * x0 + w1 * x1 + w2)


def draw_neuron(rng: np.random.Generator, pre_activation: float) -> dict[str, float]:
    """Weights and inputs of both signs; the bias makes the pre-activation what is asked for."""
    w0, x0, w1, x1 = (float(value) for value in away_from_zero(rng, (4,)))
    return dict(zip(WEIGHTS, (w0, x0, w1, x1, pre_activation - w0 * x0 - w1 * x1), strict=True))


def neuron_cases(rng: np.random.Generator) -> list[Case]:
    """Neurons that are undecided, and some that are saturated; integers and zeros."""
    undecided = np.array([0.5, -0.8, 1.6, -2.2, 0.3]) + rng.uniform(-0.2, 0.2, 5)
    saturated = {name: value * 5 for name, value in draw_neuron(rng, 0.0).items()} | {"w2": 0.0}
    to_thirty = -30.0 - saturated["w0"] * saturated["x0"] - saturated["w1"] * saturated["x1"]
    return [
        *(Case(draw_neuron(rng, float(s)), f"a pre-activation of {s:.2f}") for s in undecided),
        Case({**saturated, "w2": to_thirty}, "a pre-activation of -30", "extreme"),
        Case(draw_neuron(rng, 30.0), "a pre-activation of 30", "extreme"),
        Case({**draw_neuron(rng, 0.4), "x0": 0.0, "w1": 0.0}, "zeros among the arguments", "zero"),
        Case({"w0": 2, "x0": -1, "w1": -3, "x1": -1, "w2": int(rng.integers(-2, 3))}, "Python integers", "integer"),
        Case({name: np.float64(value) for name, value in draw_neuron(rng, -0.6).items()}, "NumPy scalars", "scalar"),
    ]


def play_two_neurons(stage: Stage, inputs: Inputs) -> Leaves:
    """Two neurons that share their first weight and their bias."""
    one = stage.call("neuron", {k: inputs[k] for k in WEIGHTS}, returns=NEURON_RETURNS)
    other = {**{k: inputs[k] for k in WEIGHTS}, "x0": inputs["x2"], "x1": inputs["x3"]}
    two = stage.call("neuron", other, returns=NEURON_RETURNS)
    return {leaf: stage.added(one[leaf], two[leaf]) for leaf in ("L", "dw0", "dw2")}


# --- nudging ---------------------------------------------------------------------------------------------------------


TREMBLING = "trembling"
"""The test function that is measured with noise."""


def draw_function(name: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Make:
    """A test function for arrays of that shape."""
    params = {"weights": away_from_zero(rng, shape)}
    return Make(name, params | {"phases": rng.uniform(-3, 3, shape)} if name == "waves" else params)


def nudging_cases(rng: np.random.Generator) -> list[Case]:
    """Smooth functions of arrays of several shapes, several steps; integers, 0-d and strided arrays; a noisy function."""

    def case(name: str, why: str, x: Any, kind: str = "value", **more: Any) -> Case:
        return Case({"f": draw_function(name, rng, np.shape(x)), "x": x, **more}, why, kind)

    return [
        case("waves", "a sum of sines of a (3, 4) array", away_from_zero(rng, (3, 4))),
        case("waves", "a sum of sines of a (5,) array, h = 1e-4", away_from_zero(rng, (5,)), h=1e-4),
        case("ridge", "a sine of a sum over a (2, 3) array, h = 1e-6", away_from_zero(rng, (2, 3)), h=1e-6),
        case("waves", "a sum of sines of a (2, 3, 2) array, h = 3e-5", away_from_zero(rng, (2, 3, 2), 10.0), h=3e-5),
        case("ridge", "a sine of a sum over a (4,) array, h = 2e-6", away_from_zero(rng, (4,), 0.3), h=2e-6),
        case("waves", "an array with zeros in it", away_from_zero(rng, (4,)) * [1, 0, 1, 0], "zero"),
        case("waves", "an integer array", rng.integers(-4, 5, (2, 3)), "integer"),
        case("waves", "a 0-d array", np.array(float(away_from_zero(rng, ()))), "scalar"),
        case("ridge", "a transposed array", away_from_zero(rng, (4, 3)).T, "strided"),
        trembling_case(rng),
    ]


def trembling_case(rng: np.random.Generator) -> Case:
    """A sum of squares measured with noise, where only a large step sees the slope; its slope is stated here."""
    x, weights = away_from_zero(rng, (6,)), away_from_zero(rng, (6,))
    inputs = {"f": Make(TREMBLING, {"weights": weights}), "x": x, "h": 1.0}
    return Case(inputs, "a measured f that trembles by 1e-7, with h = 1", "step", {"gradient": 2 * weights * x})


def slope(f: Make, x: Any, h: Any = None) -> NDArray[np.float64]:
    """What the notebook's own gradient check says."""
    return numeric_vjp(TOOLS[f.name](**f.params), [x], 1.0, 0)


def half_a_nudge(inputs: Inputs, leaves: Leaves) -> str | None:
    """What is missing in a wrong gradient that is a nudge one way, or a nudge that was never taken back.

    Says nothing of a gradient that is right, nor of a function that trembles: there the slope is not to be had so.
    """
    got = leaves["gradient"]
    if inputs["f"].name == TREMBLING or compare.same(got, slope(inputs["f"], inputs["x"])):
        return None
    f, x, h = TOOLS[inputs["f"].name](**inputs["f"].params), np.array(inputs["x"], float), inputs.get("h", 1e-5)
    tried = {
        "what a nudge upwards alone gives, (f(x + h) - f(x)) / h. Where does the formula put its second point?": (
            h,
            0,
            0,
        ),
        "what a nudge downwards alone gives, (f(x) - f(x - h)) / h. Where does the formula put its other point?": (
            0,
            h,
            0,
        ),
        "right for an x whose entries before it are still nudged. What does x hold when you go on to the next?": (
            h,
            h,
            h,
        ),
    }
    for said, steps in tried.items():
        if compare.same(got, _nudged(f, x, *steps), 1e-9):
            return f"Every entry is {said}"
    return None


def _nudged(f: Callable[[Any], float], x: NDArray[Any], up: float, down: float, left: float) -> NDArray[np.float64]:
    """Differences of f from so far below each entry to so far above; entries before it have been left lower."""
    gradient = np.zeros(x.shape)
    low = x.copy()
    for place in np.ndindex(x.shape):
        above, below = low.copy(), low.copy()
        above[place] += up
        below[place] -= down
        gradient[place] = (f(above) - f(below)) / (up + down)
        low[place] -= left
    return gradient


# --- the records ------------------------------------------------------------------------------------------------------

NEURON = Exercise(
    name="neuron",
    assignment=ASSIGNMENT,
    points=2,
    section="2.5, “A neuron as flat code”",
    returns=NEURON_RETURNS,
    cases=neuron_cases,
    forward=fired,
    values={"L": fired},
    gradients={f"d{name}": name for name in WEIGHTS},
    scale=lambda inputs: max(1.0, *(abs(float(value)) for value in inputs.values())) / 4,
    example=CS231N,
    composition=Composition(
        "for two neurons that share a weight and the bias",
        play_two_neurons,
        lambda rng: {
            **draw_neuron(rng, 0.7),
            "x2": float(rng.uniform(0.3, 1.0)),
            "x3": float(rng.uniform(-1, -0.3)),
        },
        forward=lambda w0, x0, w1, x1, w2, x2, x3: fired(w0, x0, w1, x1, w2) + fired(w0, x2, w1, x3, w2),
        gradients={"dw0": "w0", "dw2": "w2"},
        upstream=(),
        values={"L": lambda w0, x0, w1, x1, w2, x2, x3: fired(w0, x0, w1, x1, w2) + fired(w0, x2, w1, x3, w2)},
    ),
    understood="Backward code is the forward code read upwards, one line for each, with a gradient for each name.",
)

NUMERIC_GRADIENT = Exercise(
    name="numeric_gradient",
    assignment=ASSIGNMENT,
    points=1,
    section="2.6, “The gradient check, and what it cannot see”",
    returns="gradient",
    cases=nudging_cases,
    values={"gradient": slope},
    properties=(half_a_nudge,),
    tolerance=NUMERIC,
    understood="Two calls of f an entry and no rule at all: slow, and the judge of every rule.",
)
