"""Notebook 02: what the gates are tried on, and the small graphs they are tried in. dout, x, y and z have one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.exercise import Case, Composition, Inputs, away_from_zero
from backprop.rooms.room import Builtin, Leaves
from backprop.rooms.stage import Stage

Draw = Callable[[np.random.Generator, tuple[int, ...], float], Inputs]
"""Draws dout and the inputs of a gate for one shape; the number is the size of the inputs."""


def draw_one(label: str, rng: np.random.Generator, shape: tuple[int, ...], size: float = 1.0) -> Inputs:
    """dout and one input, of both signs and away from zero."""
    return {"dout": away_from_zero(rng, shape), label: away_from_zero(rng, shape, size)}


def draw_two(rng: np.random.Generator, shape: tuple[int, ...], size: float = 1.0) -> Inputs:
    """dout, x and y; no entry of x is near that of y."""
    x = away_from_zero(rng, shape, size)
    return {"dout": away_from_zero(rng, shape), "x": x, "y": x + away_from_zero(rng, shape, size)}


def gate_cases(
    draw: Draw,
    sizes: Sequence[float],
    special: Callable[[np.random.Generator], Sequence[Case]],
    rng: np.random.Generator,
) -> list[Case]:
    """Arrays of several shapes and sizes, what is special about this gate, and integer, 0-d and strided arrays."""
    shapes = ((3, 4), (5,), (2, 3, 2), (4, 2))
    whole = {k: v if k == "dout" else _whole(rng, v) for k, v in draw(rng, (2, 3), 4.0).items()}
    if "y" in whole:
        whole["y"] = np.where(whole["y"] == whole["x"], whole["y"] + 1, whole["y"])
    strided = {k: np.repeat(v, 2, axis=-1)[..., ::2] for k, v in draw(rng, (3, 4), 1.0).items()}
    silent = dict(draw(rng, (5,), 1.0))
    silent["dout"] = silent["dout"] * [1, 0, 1, 0, 1]
    thin = draw(rng, (1, 13, 1), 1.0)
    ordinary = [draw(rng, shape, size) for shape, size in zip(shapes, sizes, strict=True)]
    return [
        *(
            Case(inputs, f"arrays of shape {shape}, entries of about {size:g}")
            for inputs, shape, size in zip(ordinary, shapes, sizes, strict=True)
        ),
        Case({**thin, "dout": 1e3 * thin["dout"]}, "axes of length 1, and a dout in the thousands", "ones"),
        Case({**ordinary[0], "dout": 1e-6 * away_from_zero(rng, (3, 4))}, "a dout in millionths", "small dout"),
        *special(rng),
        Case(silent, "zeros in dout", "zero"),
        Case(whole, "integer arrays", "integer"),
        Case({k: np.array(v) for k, v in draw(rng, (), 1.0).items()}, "0-d arrays", "scalar"),
        Case(strided, "strided arrays", "strided"),
    ]


def _whole(rng: np.random.Generator, like: NDArray[Any]) -> NDArray[Any]:
    """Integers of both signs, none of them 0."""
    return np.asarray(rng.integers(2, 7, like.shape) * rng.choice([-1, 1], like.shape))


def nothing(rng: np.random.Generator) -> list[Case]:
    """For gates without a special place."""
    return []


def zeros_and_twins(rng: np.random.Generator) -> list[Case]:
    """x = 0, and x equal to y: ordinary inputs."""
    alike = draw_two(rng, (4,))
    return [
        Case({**draw_two(rng, (5,)), "x": np.zeros(5)}, "x = 0", "zero"),
        Case({**alike, "y": alike["x"] * [1, -1, 1, -1]}, "y equal to x or to -x", "alike"),
    ]


def kinks(rng: np.random.Generator) -> list[Case]:
    """Zeros among the inputs, where the notebook fixes the slope, and numbers that are next to zero."""
    dout = away_from_zero(rng, (5,))
    x, near = np.array([1.0, 0.0, -1.0, 0.0, 2.0]), np.array([1e-9, -1e-9, 1e-5, -1e-5, 1e-20])
    return [
        Case({"dout": dout, "x": x}, "x with zeros in it", "kink", {"dx": dout * [1, 0, 0, 0, 1]}),
        Case({"dout": dout, "x": near}, "x near zero, on either side", "near", {"dx": dout * [1, 0, 1, 0, 1]}),
        Case({"dout": dout, "x": np.abs(away_from_zero(rng, (5,)))}, "x above zero throughout", "open"),
    ]


def ties(rng: np.random.Generator) -> list[Case]:
    """Equal inputs, where the notebook fixes who gets what, and inputs that are nearly equal."""
    dout, same = away_from_zero(rng, (4,)), away_from_zero(rng, (2, 3))
    x, y = np.array([1.0, -2.0, 3.0, 0.0]), np.array([1.0, 5.0, -3.0, 0.0])
    halves = {"dx": dout * [0.5, 0, 1, 0.5], "dy": dout * [0.5, 1, 0, 0.5]}
    up = away_from_zero(rng, (2, 3))
    near = np.array([1.0, -2.0, 1000.0, 1e-20])
    ahead = {"dx": dout * [0, 1, 0, 1], "dy": dout * [1, 0, 1, 0]}
    apart = np.array([1e-6, -1e-6, 1e-3, -2e-20])
    return [
        Case({"dout": dout, "x": x, "y": y}, "some x equal to their y", "tie", halves),
        Case({"dout": up, "x": same, "y": same.copy()}, "x equal to y", "tie", {"dx": up / 2, "dy": up / 2}),
        Case({"dout": dout, "x": near, "y": near + apart}, "x and y a hair apart", "close", ahead),
    ]


def still_exponents(rng: np.random.Generator) -> list[Case]:
    """x = 0, where exp is 1, and an exponent far from it."""
    x = np.array([0.0, 25.0, -3.0, 0.0])
    return [Case({"dout": away_from_zero(rng, (4,)) * [1, 1e-10, 1, 1], "x": x}, "x of 0 and of 25", "zero")]


def tiny_divisors(rng: np.random.Generator) -> list[Case]:
    """Inputs near zero, whose slopes are powers of ten."""
    dout = away_from_zero(rng, (4,))
    x = np.array([1e-3, -1e-4, 1e-5, -1e-6])
    return [Case({"dout": dout, "x": x}, "x near zero", "tiny", {"dx": dout * [-1e6, -1e8, -1e10, -1e12]})]


def extremes(rng: np.random.Generator) -> list[Case]:
    """Pre-activations up to 1000 in size."""
    z = np.array([-1000.0, -40.0, 0.0, 0.5, 40.0, 1000.0])
    return [Case({"dout": away_from_zero(rng, (6,)), "z": z}, "z from -1000 to 1000", "extreme")]


ABOUT_DOUT = ("zero", "ones", "small dout")
"""Kinds of the cases that are there for the upstream gradient's sake."""


def forward_cases(rng: np.random.Generator) -> list[Case]:
    """The cases of a gate without the upstream gradient."""
    cases = gate_cases(partial(draw_one, "z"), (1.0, 3.0, 0.1, 2.0), extremes, rng)
    drawn = [Case({"z": case.inputs["z"]}, case.why, case.kind) for case in cases if case.kind not in ABOUT_DOUT]
    return [*drawn, Case({"z": away_from_zero(rng, (1, 3, 1))}, "axes of length 1", "thin")]


def copy_cases(rng: np.random.Generator) -> list[Case]:
    """Two upstream gradients of several shapes and sizes; x is the value that was used twice, and is not handed over."""
    drawn = gate_cases(draw_two, (1.0, 1e3, 1e-3, 2.0), nothing, rng)
    same = {label: away_from_zero(rng, (4,)) for label in ("dout1", "x")}
    ups = same["dout1"]
    return [
        *(
            Case({"dout1": case.inputs["dout"], "dout2": case.inputs["y"], "x": case.inputs["x"]}, case.why, case.kind)
            for case in drawn
            if case.kind != "integer"
        ),
        Case({"dout1": ups, "dout2": ups.copy(), "x": same["x"]}, "dout2 equal to dout1", "alike"),
        Case({"dout1": ups, "dout2": ups * [1, -1, 0, 2], "x": same["x"]}, "some entries of dout2 equal", "alike"),
    ]


# --- plays and compositions ------------------------------------------------------------------------------------------


def play_copy(stage: Stage, inputs: Inputs) -> Leaves:
    """One call with the two upstream gradients."""
    return stage.call("copy_backward", {k: inputs[k] for k in ("dout1", "dout2")}, returns="dx").leaves


def play_copy_twice(stage: Stage, inputs: Inputs) -> Leaves:
    """Three uses of one value: two of them are gathered first, and the third joins them."""
    kept = {k: stage.room.put(inputs[k]) for k in ("dout1", "dout2")}
    both = stage.call("copy_backward", kept, returns="dx")["dx"]
    again = stage.call("copy_backward", {"dout2": kept["dout2"], "dout1": kept["dout1"]}, returns="dx")["dx"]
    third = stage.call("copy_backward", {"dx": both, "dout3": inputs["dout3"]}, returns="dx")["dx"]
    return {"dx": third, "twice": again}


def play_beside(name: str, stage: Stage, inputs: Inputs) -> Leaves:
    """gate(a, ...) + 3 a: both branches are handed one and the same dout."""
    dout = stage.room.put(inputs["dout"])
    others = {label: value for label, value in inputs.items() if label != "dout"}
    leaves = tuple(f"d{label}" for label in others)
    found = stage.call(name, {"dout": dout, **others}, returns=leaves if len(leaves) > 1 else leaves[0])
    now = stage.call(Builtin("read"), {"dout": dout}, returns="dout")["dout"]
    return {**found.leaves, "da": stage.added(found["da"], 3 * now)}


def beside(name: str, forward: Callable[..., Any], draw: Draw) -> Composition:
    """The gate beside 3 a, on a value a that feeds both."""
    renamed = {"dout": "dout", "x": "a", "z": "a", "y": "b"}

    def inputs(rng: np.random.Generator) -> Inputs:
        return {renamed[label]: value for label, value in draw(rng, (2, 3), 1.0).items()}

    binary = draw is draw_two
    return Composition(
        f"inside gate({'a, b' if binary else 'a'}) + 3 a, where both branches share dout",
        partial(play_beside, name),
        inputs,
        forward=(lambda a, b: forward(a, b) + 3 * a) if binary else (lambda a: forward(a) + 3 * a),
        gradients={"da": "a", "db": "b"} if binary else {"da": "a"},
    )


def play_two_squashes(stage: Stage, inputs: Inputs) -> Leaves:
    """sigmoid(sigmoid(a) + a)."""
    a = stage.room.put(inputs["a"])
    inner = stage.call("sigmoid_forward", {"z": a}, returns="y")["y"]
    now = stage.call(Builtin("read"), {"a": a}, returns="a")["a"]
    return stage.call("sigmoid_forward", {"z": stage.added(inner, now)}, returns="y").leaves
