"""Notebook 03, second half: Jacobian times upstream gradient, with the matrix and, for a million entries, without it.

dx = J.T @ dout; the Jacobians are those of `backprop.exercises.vectors`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from backprop.examination import fine_nudge
from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.exercises.vectors import ASSIGNMENT, SOFTMAX, bowl, logits, relu, relu_cases, shares, softmax_cases
from backprop.rooms.room import Builtin, Leaves, Word
from backprop.rooms.stage import Stage, Stopped

PULL = "3.5, “Pulling back with the transpose”"
WITHOUT = "3.6, “The product without the matrix”"
MILLION = 1_000_000


def draw_linear(rng: np.random.Generator, m: int, n: int, size: float = 1.0) -> dict[str, Any]:
    """A Jacobian (m, n), an upstream gradient (m,), and the point x (n,) where the linear map is nudged."""
    jacobian = away_from_zero(rng, (m, n), size)
    return {"jacobian": jacobian, "dout": away_from_zero(rng, (m,)), "x": rng.uniform(-1, 1, n)}


def play_linear(stage: Stage, inputs: Inputs) -> Leaves:
    """`vjp` gets the matrix and the upstream gradient, and never the point."""
    return stage.call("vjp", {label: inputs[label] for label in ("jacobian", "dout")}, returns="dx").leaves


def linear_cases(rng: np.random.Generator) -> list[Case]:
    """Wide and tall matrices of several sizes; integers, one output, one entry, strided."""
    whole = {**draw_linear(rng, 3, 2), "jacobian": rng.integers(-4, 5, (3, 2)), "dout": np.array([2, -1, 3])}
    wide = draw_linear(rng, 2, 3)
    strided = {
        **wide,
        "jacobian": np.repeat(wide["jacobian"], 2, axis=1)[:, ::2],
        "dout": np.repeat(wide["dout"], 2)[::2],
    }
    return [
        Case(draw_linear(rng, 3, 5), "a 3 x 5 Jacobian"),
        Case(draw_linear(rng, 4, 2, 1e3), "a 4 x 2 Jacobian, entries in the thousands"),
        Case(draw_linear(rng, 2, 6, 1e-3), "a 2 x 6 Jacobian, entries in thousandths"),
        Case(draw_linear(rng, 5, 3), "a 5 x 3 Jacobian"),
        Case(draw_linear(rng, 1, 4), "one output: a 1 x 4 Jacobian", "few"),
        Case(draw_linear(rng, 3, 1), "one input: a 3 x 1 Jacobian", "few"),
        Case(draw_linear(rng, 4, 4), "a square Jacobian", "square"),
        Case({**draw_linear(rng, 4, 3), "dout": away_from_zero(rng, (4,)) * [1, 0, 1, 0]}, "zeros in dout", "zero"),
        Case({**draw_linear(rng, 4, 3), "dout": np.repeat(away_from_zero(rng, (2,)), 2)}, "entries alike", "alike"),
        Case(whole, "integers", "integer"),
        Case({**whole, "dout": away_from_zero(rng, (3,))}, "integers in the Jacobian alone", "integer"),
        Case(strided, "strided arrays", "strided"),
    ]


def play_two_maps(stage: Stage, inputs: Inputs) -> Leaves:
    """h = A x goes into B and into C."""
    late = [
        stage.call("vjp", {"jacobian": inputs[name], "dout": inputs[up]}, returns="dh")["dh"]
        for name, up in (("B", "dout_b"), ("C", "dout_c"))
    ]
    return stage.call("vjp", {"jacobian": inputs["A"], "dout": stage.added(*late)}, returns="dx").leaves


def draw_two_maps(rng: np.random.Generator) -> Inputs:
    """A (4, 3), B (2, 4), C (5, 4), two upstream gradients, and the point x."""
    shapes = {"A": (4, 3), "B": (2, 4), "C": (5, 4), "dout_b": (2,), "dout_c": (5,), "x": (3,)}
    return {name: away_from_zero(rng, shape) for name, shape in shapes.items()}


SMALLER = ((400, 0.06), (2_000, 0.1), (10_000, 0.25), (30_000, 0.25))
"""Before a million entries, so many; where they take more CPU seconds than this, a million would take minutes."""
WATCHED = 2_000
"""For so many entries, memory is watched: a square array of them has 4 million numbers, the answer 2,000."""


def play_vjp(name: str, leaf: str, stage: Stage, inputs: Inputs) -> Leaves:
    """One call; a million entries only after fewer have shown that time and memory do not grow with the square."""
    if np.size(inputs["dout"]) >= MILLION:
        for entries, seconds in SMALLER:
            some = {label: value[:entries] for label, value in inputs.items()}
            time_one(name, stage, some, seconds)
            if entries == WATCHED:
                watch_one(name, stage, some)
    return stage.call(name, inputs, returns=leaf).leaves


def time_one(name: str, stage: Stage, inputs: Inputs, seconds: float) -> None:
    """Stop the play where one call takes longer than that."""
    before = stage.seconds
    stage.call(name, inputs, returns="some")
    if stage.seconds - before > seconds:
        stage.problem = f"no answer yet, as {np.size(inputs['dout']):,} took more than {seconds:g} s"
        raise Stopped


def watch_one(name: str, stage: Stage, inputs: Inputs) -> None:
    """Stop the play where one call keeps as many bytes as there are pairs of entries."""
    stage.call(Builtin("watch_memory"), returns="watched")
    try:
        stage.call(name, inputs, returns="some")
    finally:
        peak = float(stage.call(Builtin("peak_memory"), returns="peak")["peak"])
    entries = np.size(inputs["dout"])
    if peak > entries**2:
        stage.problem = (
            f"no answer yet, as {peak / 1e6:.0f} MB were in use for {entries:,} entries "
            f"(the answer takes {8 * entries / 1e6:.2g} MB), and a million would need {(MILLION / entries) ** 2:,.0f} "
            "times as much"
        )
        raise Stopped


def vector_cases(rng: np.random.Generator, name: str) -> list[Case]:
    """Upstream gradients for the cases of the Jacobians, and a million entries."""
    drawn = relu_cases(rng) if name == "x" else softmax_cases(rng)
    cases = []
    for case in drawn:
        dout = away_from_zero(rng, np.shape(case.inputs[name]))
        stated = case.truth.get("jacobian")
        if case.kind == "extreme":
            stated = fine_nudge.bends(bowl, case.inputs[name])
        truth = {} if stated is None else {f"d{name}": stated.T @ dout}
        inputs = {"dout": np.repeat(dout, 2)[::2] if case.kind == "strided" else dout, **case.inputs}
        cases.append(Case(inputs, case.why, case.kind, truth))
    first = drawn[0].inputs[name]
    return [
        *cases,
        Case({"dout": away_from_zero(rng, (4,)) * [1, 0, 0, 1], name: first}, "zeros in dout", "zero"),
        Case({"dout": 1e3 * away_from_zero(rng, (4,)), name: first}, "a dout in the thousands", "large dout"),
        Case(million(rng, name), "a million entries", "large"),
    ]


def million(rng: np.random.Generator, name: str) -> Inputs:
    """A million entries, a few of them large, so that no share is negligible beside all others."""
    x = rng.standard_normal(MILLION)
    x[:: MILLION // 8] += 13.0
    return {"dout": rng.standard_normal(MILLION), name: x}


def tail(inputs: Inputs) -> float:
    """Natural size of softmax's gradient: in saturated tails it loses relative precision, in absolute terms none."""
    n = np.size(inputs["z"])
    return float(np.max(np.abs(inputs["dout"]))) / (2 * n) if n < MILLION else 0.0


def play_relu_twice(stage: Stage, inputs: Inputs) -> Leaves:
    """h = relu(x) goes into relu(h - c) and straight to the sum."""
    h = relu(inputs["x"])
    inner = stage.call("relu_vjp", {"dout": inputs["dout"], "x": h - inputs["c"]}, returns="dh")["dh"]
    return stage.call("relu_vjp", {"dout": inner + inputs["dout"], "x": inputs["x"]}, returns="dx").leaves


def draw_relu_twice(rng: np.random.Generator) -> Inputs:
    """x and dout (6,), thresholds c that are half of |x| or one and a half times it."""
    x = away_from_zero(rng, (6,))
    return {"dout": away_from_zero(rng, (6,)), "x": x, "c": np.abs(x) * rng.choice([0.5, 1.5], 6)}


def play_softmax_twice(stage: Stage, inputs: Inputs) -> Leaves:
    """z goes into softmax(z) and into softmax(2 z)."""
    z = inputs["z"]
    one = stage.call("softmax_vjp", {"dout": inputs["dout"], "z": z}, returns="dz")["dz"]
    two = stage.call("softmax_vjp", {"dout": inputs["dout"], "z": 2 * z}, returns="dz")["dz"]
    return {"dz": stage.added(one, 2 * two)}


def _example(name: str) -> Inputs:
    return {"dout": np.array([10.0, 4.0, -1.0]), name: np.array([1.0, -2.0 if name == "x" else 2.0, 3.0])}


PULLBACKS = (
    Exercise(
        name="vjp",
        assignment=ASSIGNMENT,
        points=1,
        section=PULL,
        returns="dx",
        play=play_linear,
        cases=linear_cases,
        forward=lambda jacobian, x: jacobian @ x,
        gradients={"dx": "x"},
        upstream=("dout",),
        batch="dout",
        example={
            "jacobian": np.array([[3.0, 2.0, 0.0], [0.0, 1.0, -2.0]]),
            "dout": np.array([10.0, 4.0]),
            "x": np.ones(3),
        },
        variants={"square": lambda rng: draw_linear(rng, 4, 4)},
        composition=Composition(
            "for A x, which goes into B and into C",
            play_two_maps,
            draw_two_maps,
            forward=lambda A, B, C, x: (B @ (A @ x), C @ (A @ x)),
            gradients={"dx": "x"},
            upstream=("dout_b", "dout_c"),
        ),
        understood="Inputs reach outputs through rows, and gradients come back through columns.",
    ),
    Exercise(
        name="relu_vjp",
        assignment=ASSIGNMENT,
        points=2,
        section=WITHOUT,
        returns="dx",
        play=partial(play_vjp, "relu_vjp", "dx"),
        cases=lambda rng: vector_cases(rng, "x"),
        forward=relu,
        gradients={"dx": "x"},
        upstream=("dout",),
        example=_example("x"),
        sized=lambda rng, n: {"dout": away_from_zero(rng, (n,)), "x": away_from_zero(rng, (n,))},
        composition=Composition(
            "for h = relu(x) that goes into relu(h - c) and past it",
            play_relu_twice,
            draw_relu_twice,
            forward=lambda x, c: relu(relu(x) - c) + relu(x),
            gradients={"dx": "x"},
        ),
        understood="A diagonal matrix times a vector is one product an entry: a million of them, not a million squared.",
    ),
    Exercise(
        name="softmax_vjp",
        assignment=ASSIGNMENT,
        points=2,
        section=WITHOUT,
        returns="dz",
        play=partial(play_vjp, "softmax_vjp", "dz"),
        cases=lambda rng: vector_cases(rng, "z"),
        forward=shares,
        gradients={"dz": "z"},
        upstream=("dout",),
        scale=tail,
        may_use=(SOFTMAX,),
        example=_example("z"),
        sized=lambda rng, n: {"dout": away_from_zero(rng, (n,)), "z": logits(rng, n)},
        composition=Composition(
            "for logits that go into softmax(z) and into softmax(2 z)",
            play_softmax_twice,
            lambda rng: {"dout": away_from_zero(rng, (4,)), "z": logits(rng, 4)},
            forward=lambda z: np.asarray(shares(z)) + np.asarray(shares(2 * z)),
            gradients={"dz": "z"},
        ),
        understood="One number, shared by all entries, stands in for a full matrix.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        properties=(in_form(7, ("local", "upstream", "layout", "memory", "arithmetic")),),
        choices=("line", "kind"),
        understood="Writing a matrix as a vector saves nothing. Not forming the table does.",
    ),
)
