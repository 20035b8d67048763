"""Notebook 06: how large the gradients of a deep stack are, layer by layer, and which stack lets them through.

The forward pass stands in the notebook, so it may stand here; every slope here is found by nudging.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.exercise import Case, Complaint, Composition, Credit, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.gradcheck import numeric_vjp
from backprop.rooms.observe import decode_word
from backprop.rooms.room import Leaves, Word
from backprop.rooms.stage import Stage

ASSIGNMENT = "06-vanishing-gradient"
STACK = "6.2, “A deep stack, layer by layer”"
QUARTER = "6.3, “A quarter at most”"
RESCUE = "6.4, “The rescue”"
AUDIT = "“Audit: seven lines, one mistake”"

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
}


def stack(weights: Sequence[Any], X: Any, activation: str) -> Any:
    """The last activation of the stack: z = a @ W and a = phi(z), layer after layer."""
    a = X
    with np.errstate(over="ignore"):
        for W in weights:
            a = ACTIVATIONS[activation](a @ W)
    return a


# --- the norms -------------------------------------------------------------------------------------------------------


def nudged_norms(weights: Sequence[Any], X: Any, dout: Any, activation: str) -> NDArray[np.float64]:
    """Frobenius norms of the gradients of all weights, each entry of each matrix nudged."""
    return np.array(
        [
            np.linalg.norm(numeric_vjp(lambda *now: stack(now, X, activation), list(weights), dout, layer))
            for layer in range(len(weights))
        ]
    )


def draw_stack(rng: np.random.Generator, sizes: Sequence[int], activation: str, size: float = 1.0) -> dict[str, Any]:
    """A stack without biases; sizes are N, then the widths, the input's first. `size` is that of dout."""
    n, *widths = sizes
    while True:
        weights = [1.5 * away_from_zero(rng, (rows, columns)) / np.sqrt(rows) for rows, columns in pairwise(widths)]
        X = away_from_zero(rng, (n, widths[0]))
        if np.any(stack(weights, X, activation)):  # with every gate of a layer closed there would be nothing to see
            break
    return {"weights": weights, "X": X, "dout": away_from_zero(rng, (n, widths[-1]), size), "activation": activation}


SMALL_STACK: dict[str, Any] = {
    "weights": [np.array([[1.0, -0.5]]), np.array([[2.0], [1.0]])],
    "X": np.array([[1.0], [2.0]]),
    "dout": np.array([[1.0], [3.0]]),
}
"""The second example of the exercise: two samples, and so few numbers that a reader can repeat every line."""


def norm_cases(rng: np.random.Generator) -> list[Case]:
    """Every activation in stacks of several depths; one layer, one sample, zeros, a kink, whole numbers, strides."""
    whole = draw_stack(rng, (4, 3, 2, 5), "tanh")
    whole = {**whole, "X": rng.integers(-2, 3, (4, 3)), "weights": [rng.integers(-1, 2, (3, 2)), whole["weights"][1]]}
    sums = {**draw_stack(rng, (4, 3, 2, 5), "sigmoid"), "dout": rng.integers(1, 5, (4, 5))}
    strided = draw_stack(rng, (3, 4, 2, 5), "sigmoid")
    strided = {**strided, "X": np.repeat(strided["X"], 2, axis=1)[:, ::2]}
    kink = {
        "weights": [np.array([[1.0], [1.0]])],
        "X": np.array([[1.0, -1.0], [1.0, 1.0]]),
        "dout": np.array([[5.0], [3.0]]),
        "activation": "relu",
    }
    still = draw_stack(rng, (3, 2, 4), "tanh")
    small = [
        Case({**SMALL_STACK, "activation": name}, f"the small stack with {name}", at_hand=True) for name in ACTIVATIONS
    ]
    return [
        Case(draw_stack(rng, (5, 3, 4, 2), "sigmoid"), "two sigmoid layers"),
        Case(draw_stack(rng, (3, 4, 5, 2, 6), "tanh"), "three tanh layers"),
        Case(draw_stack(rng, (6, 5, 4, 3), "relu", 20.0), "two relu layers, a large dout"),
        Case(draw_stack(rng, (4, 2, 5, 3, 6), "sigmoid", 0.01), "three sigmoid layers, a small dout"),
        Case(draw_stack(rng, (7, 5, 6, 4, 3), "relu"), "three relu layers"),
        Case(draw_stack(rng, (2, 6, 3, 4), "tanh"), "two tanh layers"),
        *small,
        Case(draw_stack(rng, (4, 3, 5), "sigmoid"), "one layer", "few"),
        Case(draw_stack(rng, (1, 3, 4, 2), "relu"), "one sample", "single"),
        Case(kink, "a relu at exactly 0", "kink", {"norms": [np.sqrt(18.0)]}),
        Case({**still, "dout": 0 * still["dout"]}, "dout = 0", "zero"),
        Case(whole, "whole numbers in X and W", "integer"),
        Case(sums, "whole numbers in dout", "integer"),
        Case(strided, "a strided X", "strided"),
    ]


def play_shared(stage: Stage, inputs: Inputs) -> Leaves:
    """One matrix is every layer of the stack, and the same dout is asked about twice."""
    layers = stage.room.put([inputs["W"]] * 3)
    dout = stage.room.put(inputs["dout"])
    given = {"weights": layers, "X": inputs["X"], "dout": dout}
    one = stage.call("layer_gradient_norms", {**given, "activation": "tanh"}, returns="norms")["norms"]
    two = stage.call("layer_gradient_norms", {**given, "activation": "relu"}, returns="norms")["norms"]
    return {"tanh": one, "relu": two}


def draw_shared(rng: np.random.Generator) -> dict[str, Any]:
    """A square matrix, a batch, an upstream gradient."""
    return {
        "W": away_from_zero(rng, (3, 3), 0.5),
        "X": away_from_zero(rng, (4, 3)),
        "dout": away_from_zero(rng, (4, 3)),
    }


# --- the bound -------------------------------------------------------------------------------------------------------


def bound_cases(rng: np.random.Generator) -> list[Case]:
    """Stacks that may shrink a gradient and stacks that may not; four of them have numbers one sees at once."""

    def draw(depth: int, low: float, high: float) -> dict[str, Any]:
        return {"depth": depth, "weight_norm": float(rng.uniform(low, high))}

    return [
        Case({"depth": 2, "weight_norm": 2.0}, "depth 2 and weight_norm 2", truth={"bound": 0.25}, at_hand=True),
        Case({"depth": 3, "weight_norm": 8.0}, "depth 3 and weight_norm 8", truth={"bound": 8.0}, at_hand=True),
        Case(draw(5, 0.5, 3.5), "5 layers that shrink it"),
        Case(draw(12, 4.5, 9.0), "12 layers that may let it grow"),
        Case(draw(30, 1.0, 3.0), "30 layers that shrink it"),
        Case({"depth": 1, "weight_norm": 4.0}, "one layer that may just keep it", "few", {"bound": 1.0}),
        Case({"depth": 0, "weight_norm": 2.7}, "no layer at all", "few", {"bound": 1.0}),
        Case({"depth": 4, "weight_norm": 0.0}, "weights of 0", "zero", {"bound": 0.0}),
        Case({"depth": 0, "weight_norm": 0.0}, "no layer at all, and weights of 0", "zero", {"bound": 1.0}),
        Case({"depth": np.int64(10), "weight_norm": 2}, "whole numbers", "integer", {"bound": 2.0**-10}),
        Case({"depth": np.int64(40), "weight_norm": 4}, "whole numbers, 40 layers", "integer", {"bound": 1.0}),
        Case({"depth": 3, "weight_norm": np.array(2.0)}, "a 0-d weight_norm", "scalar", {"bound": 0.125}),
    ]


# --- the rescue ------------------------------------------------------------------------------------------------------

SURVIVES = (0.1, 10.0)
"""The signal survives where |dL/dX| / |dout| lies in this interval."""


def rescue_cases(rng: np.random.Generator) -> list[Case]:
    """The three stacks of the notebook."""
    sizes = ((10, 64), (20, 128), (30, 128))
    return [Case({"depth": depth, "width": width}, f"{depth} layers, {width} wide") for depth, width in sizes]


def is_a_choice(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """One of the three activations, and one finite number."""
    activation, scale = decode_word(leaves["activation"]), leaves["scale"]
    if activation not in ACTIVATIONS:
        words = f"Your activation is {activation!r}, and the stack knows {', '.join(ACTIVATIONS)}."
        return Complaint(f"{words} Which of these do you mean?")
    if scale.shape != ():
        return Complaint(f"Your scale has shape {scale.shape}. How many numbers multiply all weights?", "wrong-shape")
    if not np.isfinite(scale):
        return Complaint(f"Your scale is {float(scale)}. Which operation turned it into that?", "not-finite")
    return None


@lru_cache(maxsize=64)
def nudged_survival(depth: int, width: int, activation: str, scale: float) -> float:
    """About |dL/dX| / |dout|, the median of three draws, by nudging each sample along a random direction.

    The slope along a standard normal direction u has the mean square |dX|^2, and every row of X has its own.
    """
    return median(_one_survival(np.random.default_rng(draw), depth, width, activation, scale) for draw in range(3))


def _in_parts(weights: Sequence[Any], X: NDArray[np.float64], activation: str) -> NDArray[np.float64]:
    """The stack for 16 samples at a time: larger products are shared out among threads, which waits on a busy machine."""
    return np.vstack([stack(weights, rows, activation) for rows in np.split(X, 4)])


def _one_survival(rng: np.random.Generator, depth: int, width: int, activation: str, scale: float) -> float:
    weights = [scale * rng.standard_normal((width, width)) for _ in range(depth)]
    X, dout, u = (rng.standard_normal((64, width)) for _ in range(3))
    h = 1e-6
    with np.errstate(all="ignore"):
        moved = _in_parts(weights, X + h * u, activation) - _in_parts(weights, X - h * u, activation)
        slopes = np.sum(dout * moved, axis=1) / (2 * h)
        return float(np.linalg.norm(slopes) / np.linalg.norm(dout))


def credit_for(ratio: float, inputs: Inputs) -> Credit:
    """All or nothing: whether a measured |dL/dX| / |dout| says that the signal survives."""
    low, high = SURVIVES
    survives = low <= ratio <= high
    said = f"for {inputs['depth']} layers, {inputs['width']} wide, |dL/dX| is {ratio:.2g} times |dout|"
    each = "" if survives else f", as if each layer multiplied it by {ratio ** (1 / inputs['depth']):.2g}"
    return Credit(float(survives), said + each)


def nudged_credit(inputs: Inputs, leaves: Leaves) -> Credit:
    """The notebook's measurement, by nudging."""
    activation, scale = decode_word(leaves["activation"]), float(leaves["scale"])
    return credit_for(nudged_survival(int(inputs["depth"]), int(inputs["width"]), activation, scale), inputs)


EXERCISES = (
    Exercise(
        name="layer_gradient_norms",
        assignment=ASSIGNMENT,
        points=4,
        section=STACK,
        returns="norms",
        cases=norm_cases,
        values={"norms": nudged_norms},
        batch="X",
        sized=lambda rng, n: draw_stack(rng, (3, n // 2, 2, 3), "tanh"),
        variants={
            "square": lambda rng: draw_stack(rng, (3, 3, 3, 3), "sigmoid"),
            "one sample": lambda rng: draw_stack(rng, (1, 3, 4, 2), "tanh"),
        },
        composition=Composition(
            "for one matrix used three times, and one dout used twice",
            play_shared,
            draw_shared,
            values={
                "tanh": lambda W, X, dout: nudged_norms([W] * 3, X, dout, "tanh"),
                "relu": lambda W, X, dout: nudged_norms([W] * 3, X, dout, "relu"),
            },
            upstream=(),
        ),
        understood="One walk back gives every layer's gradient, and each layer multiplies by its slope and its weights.",
    ),
    Exercise(
        name="sigmoid_bound",
        assignment=ASSIGNMENT,
        points=1,
        section=QUARTER,
        returns="bound",
        cases=bound_cases,
        example={"depth": 2, "weight_norm": 2.0},
        understood="The slope of a sigmoid is a quarter at most, so only weights of norm 4 can make up for it.",
    ),
    Exercise(
        name="rescue",
        assignment=ASSIGNMENT,
        points=3,
        section=RESCUE,
        returns={"activation": Word("activation"), "scale": "scale"},
        cases=rescue_cases,
        free=("activation", "scale"),
        properties=(is_a_choice,),
        credit=nudged_credit,
        understood="A gradient survives where every layer, on average, neither shrinks nor stretches it.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section=AUDIT,
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, ("bound", "path", "point", "range", "arithmetic")),),
        understood="Two functions may reach equally far and differ in how steep they are; a gradient meets only slopes.",
    ),
)
