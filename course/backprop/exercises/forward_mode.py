"""Notebook 07, forward mode: dual numbers, a derivative along a direction, and the side from which to start a chain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from backprop import gradcheck
from backprop.examination import compare
from backprop.examination.evidence import number
from backprop.examination.exercise import Case, Composition, Exercise, Inputs
from backprop.rooms import programs
from backprop.rooms.room import Builtin, Keep, Leaves, Make
from backprop.rooms.stage import Stage

ASSIGNMENT = "07-autodiff"
DUAL = "7.3, “Numbers that carry their change”"
SIDES = "7.4, “From which side?”"


# --- Dual ------------------------------------------------------------------------------------------------------------

PROGRAMS: dict[str, list[list[Any]]] = {
    "x + y": [["out", "+", "x", "y"]],
    "x * y": [["out", "*", "x", "y"]],
    "x / y": [["out", "/", "x", "y"]],
    "-x": [["out", "neg", "x"]],
    "exp(x)": [["out", "exp", "x"]],
    "sin(x)": [["out", "sin", "x"]],
    "2.5 - x": [["out", "-", 2.5, "x"]],
    "1.5 / x": [["out", "/", 1.5, "x"]],
    "x - 2.5": [["out", "-", "x", 2.5]],
    "x / 4": [["out", "/", "x", 4]],
    "5 + x": [["out", "+", 5, "x"]],
    "x + 0.5": [["out", "+", "x", 0.5]],
    "x * 3": [["out", "*", "x", 3]],
    "x + y - 3 x": [["s", "+", "x", "y"], ["t", "*", 3, "x"], ["out", "-", "s", "t"]],
    "-(x - y) * x": [["d", "-", "x", "y"], ["n", "neg", "d"], ["out", "*", "n", "x"]],
    "sin(x * y)": [["p", "*", "x", "y"], ["out", "sin", "p"]],
    "exp(x / y)": [["q", "/", "x", "y"], ["out", "exp", "q"]],
    "sin(x) * exp(x) / (2 - x)": [
        ["s", "sin", "x"],
        ["e", "exp", "x"],
        ["p", "*", "s", "e"],
        ["d", "-", 2, "x"],
        ["out", "/", "p", "d"],
    ],
}
SHARED: list[list[Any]] = [
    ["p", "*", "x", "y"],
    ["s", "sin", "p"],
    ["e", "exp", "p"],
    ["q", "/", "e", "p"],
    ["r", "-", "q", "s"],
    ["out", "*", "r", "p"],
]
"""q, r and the result all use p, which has been used before."""


def play_dual(stage: Stage, inputs: Inputs) -> Leaves:
    """A program on two dual numbers, which must be what they were afterwards."""
    names = {}
    for name in ("x", "y"):
        arguments = {"value": inputs[name], "tangent": inputs[f"d{name}"]}
        names[name] = stage.new("Dual", {label: value for label, value in arguments.items() if value is not None})
    before = {name: _parts(stage, dual) for name, dual in names.items()}
    steps = Builtin("run"), {"steps": inputs["steps"], "names": names}
    result = stage.call(*steps, returns=Keep("result")).refs["result"]
    for name, dual in names.items():
        now = _parts(stage, dual)
        if any(not np.array_equal(now[leaf], before[name][leaf]) for leaf in now):
            stage.changed.append(name)
    return _parts(stage, result)


def _parts(stage: Stage, dual: Any) -> Leaves:
    return stage.call(Builtin("parts"), {"dual": dual}, returns=("value", "tangent")).leaves


def value_of(steps: Any, x: Any, dx: Any, y: Any, dy: Any) -> Any:
    """The program on plain numbers."""
    return programs.run(steps, {"x": x, "y": y})


def slope_of(steps: Any, x: Any, dx: Any, y: Any, dy: Any) -> Any:
    """How fast the result moves when x moves at the speed dx and y at the speed dy: by nudging."""
    dx, dy = (0.0 if speed is None else speed for speed in (dx, dy))
    return gradcheck.numeric_vjp(lambda t: value_of(steps, x + t * dx, dx, y + t * dy, dy), [0.0], 1.0, 0)


def draw_dual(rng: np.random.Generator, steps: Any, **changes: Any) -> dict[str, Any]:
    """A program and two numbers between 0.4 and 1.6, with speeds of both signs: short ones, to be typed again."""
    x, y = np.round(rng.uniform(0.4, 1.4, 2), 2)  # the sine still rises
    dx, dy = np.round(rng.uniform(0.5, 2.0, 2) * rng.choice([-1.0, 1.0], 2), 2)
    return {"steps": steps, "x": float(x), "dx": float(dx), "y": float(y), "dy": float(dy), **changes}


def dual_cases(rng: np.random.Generator) -> list[Case]:
    """Every operation on its own and together; integers, NumPy's numbers, a number that does not move."""
    both = PROGRAMS["sin(x) * exp(x) / (2 - x)"]
    product, quotient = PROGRAMS["x * y"], PROGRAMS["x / y"]
    mixed = [["p", "*", np.float64(1.5), "x"], ["s", "-", np.float64(3.0), "p"], ["q", "/", np.int64(2), "s"]]
    mixed += [["r", "+", np.float64(0.25), "q"], ["t", "/", "r", np.float64(2.0)], ["out", "/", "t", np.int64(4)]]
    sine = PROGRAMS["sin(x)"]
    return [
        *(Case(draw_dual(rng, steps), text) for text, steps in PROGRAMS.items()),
        Case(draw_dual(rng, product, x=-120.0, y=0.004), "x * y, one large and one small"),
        Case(draw_dual(rng, both, x=1, dx=2), "integers", "integer"),
        Case(draw_dual(rng, quotient, x=3, dx=1, y=2, dy=1), "x / y of integers", "integer"),
        Case(draw_dual(rng, mixed), "NumPy's numbers on both sides", "numpy"),
        Case(draw_dual(rng, product, dy=None), "a Dual made without a tangent", "constant"),
        Case(draw_dual(rng, product, x=0.0), "x * y at x = 0", "zero"),
        Case(draw_dual(rng, quotient, x=0.0), "x / y at x = 0", "zero"),
        Case(draw_dual(rng, sine, x=2.5), "sin(x) at x = 2.5, where it falls", "negative"),
        Case(draw_dual(rng, sine, x=-4.0), "sin(x) at x = -4", "negative"),
        Case(draw_dual(rng, quotient, x=-1.5, y=-0.25), "x / y of negative numbers", "negative"),
    ]


_TIME = 0.001
"""How long a reader lets the inputs move, to see at what speed a result moves."""


def other_tangent(inputs: Inputs, leaves: Leaves) -> str | None:
    """The program and its numbers, where the reader can type them again, and how to see the speed without a rule."""
    text = next((text for text, steps in PROGRAMS.items() if steps == inputs["steps"]), "")
    operands = {name for _, _, *arguments in inputs["steps"] for name in arguments if name in ("x", "y")}
    moving = {name: (inputs[name], inputs[f"d{name}"]) for name in sorted(operands)}
    if not text or not all(isinstance(part, float) for pair in moving.values() for part in pair):
        return None
    case = (
        f"For {text} with {' and '.join(f'{name} = Dual({at:g}, {speed:g})' for name, (at, speed) in moving.items())}"
    )
    plain = [inputs[label] for label in ("steps", "x", "dx", "y", "dy")]
    if not compare.same(leaves["value"], np.asarray(value_of(*plain)), compare.LOOSE):
        return f"{case} your value is {number(float(leaves['value']))}. What is it in plain numbers?"
    if compare.same(leaves["tangent"], np.asarray(slope_of(*plain)), compare.LOOSE):
        return None
    later = " and ".join(f"{name} = {at + _TIME * speed:g}" for name, (at, speed) in moving.items())
    return (
        f"{case} your tangent is {number(float(leaves['tangent']))}. A time of {_TIME} later it is {later}: by how much "
        f"has {text} changed, divided by {_TIME}?"
    )


# --- jvp -------------------------------------------------------------------------------------------------------------

FUNCTIONS: dict[str, tuple[int, list[list[Any]]]] = {
    "x0 sin(x0)": (1, [["s", "sin", "x0"], ["out", "*", "x0", "s"]]),
    "x0 * x1 + exp(x0)": (2, [["p", "*", "x0", "x1"], ["e", "exp", "x0"], ["out", "+", "p", "e"]]),
    "sin(x0 / x1) - x2 * x2": (
        3,
        [["q", "/", "x0", "x1"], ["s", "sin", "q"], ["p", "*", "x2", "x2"], ["out", "-", "s", "p"]],
    ),
    "x0 * x1 * x2 / (3 + x3)": (
        4,
        [["p", "*", "x0", "x1"], ["q", "*", "p", "x2"], ["d", "+", 3, "x3"], ["out", "/", "q", "d"]],
    ),
    "x1 alone": (3, [["out", "id", "x1"]]),
}


def play_jvp(stage: Stage, inputs: Inputs) -> Leaves:
    """One derivative along one direction; f knows at how many points it was asked."""
    f = stage.room.put(Make("program", {"steps": inputs["steps"]}))
    slope = stage.call("jvp", {"f": f, "x": inputs["x"], "v": inputs["v"]}, returns="slope")
    points = int(stage.call(Builtin("points_asked"), {"f": f}, returns="points")["points"])
    if points > 1:
        stage.nudged = (
            f"Your jvp asked f at {points} points, as for a difference of two values. What would a single call at x give, "
            "on numbers that carry their change?"
        )
    return slope.leaves


def slope_along(steps: Any, x: Any, v: Any) -> Any:
    """How fast f moves when x moves along v: by nudging."""
    f, length = programs.program(steps), float(np.linalg.norm(v)) or 1.0
    moved = lambda t: f([a + t * b / length for a, b in zip(x, v, strict=True)])  # noqa: E731
    return length * gradcheck.numeric_vjp(moved, [0.0], 1.0, 0)


def draw_jvp(rng: np.random.Generator, text: str, size: float = 1.0) -> dict[str, Any]:
    """A function, a point away from zero, and a direction of modulus about `size`."""
    n, steps = FUNCTIONS[text]
    x = np.round(rng.uniform(0.4, 1.6, n), 2)
    v = np.round(rng.uniform(0.5, 2.0, n) * rng.choice([-1.0, 1.0], n), 2)
    return {"steps": steps, "x": x.tolist(), "v": (size * v).tolist()}


def jvp_cases(rng: np.random.Generator) -> list[Case]:
    """Functions of one to four numbers; long and short directions; constants, integers, no direction at all."""
    text = "sin(x0 / x1) - x2 * x2"
    still = {**draw_jvp(rng, text), "v": [0.0, 0.0, 0.0]}
    return [
        *(Case(draw_jvp(rng, text), f"f = {text}") for text in FUNCTIONS),
        Case(draw_jvp(rng, text, 1e3), f"f = {text}, a long direction"),
        Case(draw_jvp(rng, text, 1e-3), f"f = {text}, a short direction"),
        *(
            Case({**draw_jvp(rng, text), "steps": [["out", "id", plain]]}, f"an f that gives {kind}", "constant")
            for plain, kind in ((3.5, "a plain number"), (7, "a whole number"), (np.int64(7), "a NumPy integer"))
        ),
        Case(still, "v = 0", "zero"),
        Case({**draw_jvp(rng, "x0 * x1 + exp(x0)"), "x": [2, 3], "v": [1, -1]}, "integers", "integer"),
    ]


def other_slope(inputs: Inputs, leaves: Leaves) -> str | None:
    """The function and its numbers, and how to see the slope without a dual number."""
    text = next((text for text, (_, steps) in FUNCTIONS.items() if steps == inputs["steps"]), "")
    x, v = inputs["x"], inputs["v"]
    if not text or leaves["slope"].ndim or not all(isinstance(part, float) for part in (*x, *v)):
        return None
    if compare.same(leaves["slope"], slope_along(**inputs), compare.LOOSE):
        return None
    x, v = (f"[{', '.join(f'{part:g}' for part in parts)}]" for parts in (x, v))
    return (
        f"For f = {text} at x = {x} along v = {v} your slope is {number(float(leaves['slope']))}. Step from x to "
        f"x + {_TIME} v: by how much does f change, divided by {_TIME}?"
    )


# --- the cost of a chain ---------------------------------------------------------------------------------------------


TOLD: dict[tuple[tuple[int, ...], str], int] = {
    ((2, 3, 4, 5), "reverse"): 90,
    ((2, 3, 4, 5), "forward"): 64,
    ((100, 1000, 1000, 1), "reverse"): 1_100_000,
    ((100, 1000, 1000, 1), "forward"): 100_100_000,
    ((784, 100, 10, 1), "reverse"): 79_400,
}
"""Sizes and mode -> multiplications."""


def other_cost(inputs: Inputs, leaves: Leaves) -> str | None:
    """A chain that a reader can multiply out by hand."""
    told, cost = TOLD.get((tuple(inputs["sizes"]), inputs["mode"])), float(leaves["cost"])
    if told in (None, cost):
        return None
    return (
        f"For sizes {list(inputs['sizes'])}, {inputs['mode']}, your cost is {cost:g}. Write down the shapes of the "
        "Jacobians, put the brackets where this mode puts them, and multiply out: which product costs what?"
    )


def cost_cases(rng: np.random.Generator) -> list[Case]:
    """Chains whose cost is told, most of them in the notebook; random ones, and the short ones."""

    def draw(length: int, most: int) -> list[int]:
        return [int(size) for size in rng.choice(np.arange(2, most), length, replace=False)]

    return [
        *(
            Case({"sizes": list(s), "mode": m}, f"sizes {list(s)}, {m}", truth={"cost": c})
            for (s, m), c in TOLD.items()
        ),
        *(
            Case({"sizes": draw(length, most), "mode": mode}, f"{length - 1} Jacobians, {mode}")
            for length, most in ((4, 20), (6, 50), (5, 3000))
            for mode in ("reverse", "forward")
        ),
        Case({"sizes": [5, 3], "mode": "reverse"}, "a single Jacobian", "few", {"cost": 0}),
        Case({"sizes": [5, 3], "mode": "forward"}, "a single Jacobian", "few", {"cost": 0}),
        Case({"sizes": [7, 2, 4], "mode": "forward"}, "two Jacobians", "few", {"cost": 56}),
        Case({"sizes": [1, 6, 1, 5], "mode": "reverse"}, "sizes of 1", "few", {"cost": 60}),
    ]


DUAL_CLASS = Exercise(
    name="Dual",
    assignment=ASSIGNMENT,
    points=3,
    section=DUAL,
    returns=("value", "tangent"),
    play=play_dual,
    cases=dual_cases,
    scale=lambda inputs: max(abs(inputs["dx"] or 0.0), abs(inputs["dy"] or 0.0)),  # where the two terms nearly cancel
    values={"value": value_of, "tangent": slope_of},
    properties=(other_tangent,),
    composition=Composition(
        "in a program that uses one intermediate number four times",
        play_dual,
        lambda rng: draw_dual(rng, SHARED),
        values={"value": value_of, "tangent": slope_of},
    ),
    understood="A value and its rate of change travel together; every operation has one rule for each.",
)

DUAL_HOLDS = replace(DUAL_CLASS, cases=lambda rng: [Case(draw_dual(rng, [["out", "id", "x"]]), "a Dual, read out")])
"""All that `jvp` needs of the class: a wrong rule of its arithmetic is put right on the way (see `programs.program`),
so that it costs the points of `Dual` alone."""

FORWARD = (
    DUAL_CLASS,
    Exercise(
        name="jvp",
        assignment=ASSIGNMENT,
        points=1,
        section=DUAL,
        returns="slope",
        play=play_jvp,
        cases=jvp_cases,
        may_use=(DUAL_HOLDS,),
        values={"slope": slope_along},
        properties=(other_slope,),
        understood="One pass forward gives the derivative along one direction, whatever the number of inputs.",
    ),
    Exercise(
        name="chain_cost",
        assignment=ASSIGNMENT,
        points=1,
        section=SIDES,
        returns="cost",
        cases=cost_cases,
        tolerance=0.0,
        properties=(other_cost,),
        understood="The product is the same from either side; what it costs depends on which end of the chain is narrow.",
    ),
)
