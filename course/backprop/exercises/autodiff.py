"""Notebook 07: the engine, both directions, twice. The walks and forward mode have modules of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.exercises.forward_mode import FORWARD
from backprop.exercises.graph_walks import ASSIGNMENT, WALKS
from backprop.rooms.room import Leaves, Make, Word
from backprop.rooms.stage import Stage

TWICE = "7.5, “The derivative of a derivative”"
FRAMEWORK = "7.6, “What the big frameworks ask for”"
MOST_CALLS = 10
"""Gradients that `hvp` may ask for."""


# --- hvp -------------------------------------------------------------------------------------------------------------


def play_hvp(stage: Stage, inputs: Inputs) -> Leaves:
    """One product; the gradient function is built in the room, and may count its calls."""
    grad = stage.room.put(Make("field", {name: inputs[name] for name in ("A", "B", "most")}))
    return stage.call("hvp", {"grad": grad, "x": inputs["x"], "v": inputs["v"]}, returns="hv").leaves


def second_slope(A: Any, B: Any, most: Any, x: Any, v: Any) -> Any:
    """How fast the gradient of x.A.x / 2 - sum(cos(3 B x)) / 9 moves along v."""
    return A @ v + B.T @ (np.cos(3 * B @ x) * (B @ v))


def draw_hvp(rng: np.random.Generator, n: int, length: float = 1.0, most: int | None = None) -> dict[str, Any]:
    """A gradient field of n entries, a point, and a direction of this length along which the gradient moves and bends."""
    while True:
        A, v = rng.normal(size=(n, n)), away_from_zero(rng, (n,))
        inputs = {
            "A": A + A.T,
            "B": rng.normal(size=(n, n)) / np.sqrt(n),
            "most": most,
            "x": away_from_zero(rng, (n,)),
            "v": length * v / np.linalg.norm(v),
        }
        if np.max(np.abs(second_slope(**inputs))) > 0.5 * length and _bends(**inputs):
            return inputs


def _bends(A: Any, B: Any, most: Any, x: Any, v: Any) -> bool:
    """Whether the gradient leaves its tangent along v soon enough for a long step, or one to a single side, to show."""
    at, along = 3 * B @ x, 3 * B @ v / np.linalg.norm(v)
    bends = B.T @ (np.sin(at) * along**2), B.T @ (np.cos(at) * along**3)
    return all(float(np.max(np.abs(bend))) > 1 for bend in bends)


def hvp_cases(rng: np.random.Generator) -> list[Case]:
    """Small fields and directions of many lengths; a very long one; a large field, in which the number of calls counts."""
    whole = {**draw_hvp(rng, 3), "x": np.array([1, -2, 3]), "v": np.array([2, 1, -1])}
    strided = {k: np.repeat(v, 2)[::2] if k in "xv" else v for k, v in draw_hvp(rng, 4).items()}
    return [
        Case(draw_hvp(rng, 2), "2 entries"),
        Case(draw_hvp(rng, 3), "3 entries"),
        Case(draw_hvp(rng, 4, 10.0), "4 entries, |v| = 10"),
        Case(draw_hvp(rng, 5, 1e-3), "5 entries, |v| = 0.001"),
        Case({**draw_hvp(rng, 3), "v": np.zeros(3)}, "v = 0", "zero"),
        Case({**draw_hvp(rng, 3), "x": np.zeros(3)}, "x = 0", "zero"),
        Case(draw_hvp(rng, 1), "a single entry", "few"),
        Case(whole, "integer x and v", "integer"),
        Case(strided, "strided arrays", "strided"),
        Case(draw_hvp(rng, 60, most=MOST_CALLS), "60 entries, at most 10 calls of grad", "large"),
        Case(draw_hvp(rng, 4, 1e3), "4 entries, |v| = 1000", "far"),
    ]


def play_two_products(stage: Stage, inputs: Inputs) -> Leaves:
    """One gradient function, one point, two directions."""
    grad = stage.room.put(Make("field", {"A": inputs["A"], "B": inputs["B"], "most": None}))
    x = stage.room.put(inputs["x"])
    return {
        leaf: stage.call("hvp", {"grad": grad, "x": x, "v": inputs[v]}, returns="hv")["hv"]
        for leaf, v in (("hv", "v"), ("hw", "w"), ("hv_again", "v"))
    }


# --- Multiply --------------------------------------------------------------------------------------------------------


def play_multiply(stage: Stage, inputs: Inputs) -> Leaves:
    """Forward and backward, as a framework calls them: on the class, with a context."""
    kept = {label: stage.room.put(inputs[label]) for label in ("x", "y")}
    ctx = stage.room.put(Make("context"))
    out = stage.call("Multiply", {"ctx": ctx, **kept}, method="forward", returns="out")
    back = stage.call("Multiply", {"ctx": ctx, "dout": inputs["dout"]}, method="backward", returns=("dx", "dy"))
    stage.look_again(kept, inputs)
    return {**out.leaves, **back.leaves}


def play_square_times(stage: Stage, inputs: Inputs) -> Leaves:
    """(a * a) * b: the class is used twice, with a context each, before the way back begins."""
    first, second = stage.room.put(Make("context")), stage.room.put(Make("context"))
    a = stage.room.put(inputs["a"])
    m = stage.call("Multiply", {"ctx": first, "x": a, "y": a}, method="forward", returns="m")["m"]
    stage.call("Multiply", {"ctx": second, "x": m, "y": inputs["b"]}, method="forward", returns="out")
    returns = ("left", "right")
    for _ in range(2):  # a context may be asked again
        late = stage.call("Multiply", {"ctx": second, "dout": inputs["dout"]}, method="backward", returns=returns)
    early = stage.call("Multiply", {"ctx": first, "dout": late["left"]}, method="backward", returns=returns)
    return {"da": early["left"] + early["right"], "db": late["right"]}


def multiply_cases(rng: np.random.Generator) -> list[Case]:
    """Arrays of several shapes and sizes, numbers, zeros, integers."""

    def draw(*shape: int, size: float = 1.0) -> dict[str, Any]:
        return {label: away_from_zero(rng, shape, size if label == "x" else 1.0) for label in ("x", "y", "dout")}

    number = {label: float(value) for label, value in draw().items()}
    whole = {"x": rng.integers(2, 9, (2, 3)), "y": rng.integers(2, 9, (2, 3)), "dout": away_from_zero(rng, (2, 3))}
    alike = draw(4)
    alike |= {"y": alike["x"] * [1, -1, 1, -1], "dout": alike["dout"] * [1, 1, 0, 1]}
    return [
        Case(draw(3, 4), "arrays of shape (3, 4)"),
        Case(draw(5, size=1e3), "arrays of shape (5,), x in the thousands"),
        Case(draw(2, 3, 2, size=1e-3), "arrays of shape (2, 3, 2), x in thousandths"),
        Case(number, "three numbers"),
        Case({**draw(5), "x": np.zeros(5)}, "x = 0", "zero"),
        Case({**draw(5), "y": np.zeros(5)}, "y = 0", "zero"),
        Case(alike, "y equal to x or to -x, and a 0 in dout", "alike"),
        Case(whole, "integer x and y", "integer"),
        Case({**draw(4), "dout": rng.integers(1, 5, 4)}, "integer dout", "integer"),
        Case({label: np.array(value) for label, value in number.items()}, "0-d arrays", "scalar"),
    ]


def product(x: Any, y: Any) -> Any:
    """What the forward method is named after."""
    return x * y


EXERCISES = (
    *WALKS,
    *FORWARD,
    Exercise(
        name="hvp",
        assignment=ASSIGNMENT,
        points=2,
        section=TWICE,
        returns="hv",
        play=play_hvp,
        cases=hvp_cases,
        tolerance=1e-6,
        scale=lambda inputs: 0.5 * float(np.linalg.norm(inputs["v"])) or 1.0,  # the field moves at about that rate
        values={"hv": second_slope},
        composition=Composition(
            "for two directions at one point, and the first once more",
            play_two_products,
            lambda rng: {**draw_hvp(rng, 4), "w": away_from_zero(rng, (4,))},
            values={
                leaf: lambda A, B, most, x, v, w, way=way: second_slope(A, B, most, x, {"v": v, "w": w}[way])
                for leaf, way in (("hv", "v"), ("hw", "w"), ("hv_again", "v"))
            },
        ),
        understood="A handful of gradients told how the gradient moves along v; the n x n matrix was never there.",
    ),
    Exercise(
        name="Multiply",
        assignment=ASSIGNMENT,
        points=1,
        section=FRAMEWORK,
        returns=("out", "dx", "dy"),
        play=play_multiply,
        cases=multiply_cases,
        forward=product,
        values={"out": product},
        gradients={"dx": "x", "dy": "y"},
        upstream=("dout",),
        example={"x": -3.0, "y": 4.0, "dout": 0.5},
        sized=lambda rng, n: {label: away_from_zero(rng, (n,)) for label in ("x", "y", "dout")},
        composition=Composition(
            "inside (a * a) * b, two contexts at work",
            play_square_times,
            lambda rng: {label: away_from_zero(rng, (2, 3)) for label in ("a", "b", "dout")},
            forward=lambda a, b: (a * a) * b,
            gradients={"da": "a", "db": "b"},
        ),
        understood="The class holds nothing: what the way back needs travels in the context.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, ("order", "path", "constant", "mode", "arithmetic")),),
        understood="The product of H and a vector is the derivative of g · v for a v that stays; in g · g both factors move.",
    ),
)
