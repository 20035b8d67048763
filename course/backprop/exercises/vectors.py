"""Notebook 03, first half: Jacobians written out.

One vector goes in and one comes out: x (n,) -> y (m,), J[i, j] = dy_i / dx_j.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import fine_nudge
from backprop.examination.exercise import Case, Exercise, Inputs, away_from_zero
from backprop.examination.oracle import MOST_NUDGES
from backprop.gradcheck import numeric_vjp
from backprop.rooms.room import Leaves, Make

ASSIGNMENT = "03-vectors"
JACOBIAN = "3.2, “A row for every output, a column for every input”"
SHARES = "3.3, “Shares of one whole”"
NUDGES = "3.4, “A column for every nudge”"

Array = NDArray[Any]


# --- what the notebook states ----------------------------------------------------------------------------------------


def relu(x: Any) -> Any:
    """The larger of x and 0, entry by entry."""
    return np.maximum(x, 0.0)


def bowl(z: fine_nudge.Point) -> Any:
    """ln(e^z_1 + ... + e^z_n), a smooth stand-in for the largest entry. Its slopes are the shares that softmax gives."""
    return sum(entry.exp() for entry in z).ln()  # type: ignore[union-attr]


def shares(z: Any) -> Array | None:
    """What softmax should give, found by nudging the bowl; None where there are too many entries to nudge."""
    return fine_nudge.slopes(bowl, z) if np.size(z) <= MOST_NUDGES else None


def by_rows(forward: Any, x: Array) -> Array:
    """A Jacobian by nudging, a row at a time: the upstream gradient picks one output."""
    return np.stack([numeric_vjp(forward, [x], row, 0) for row in np.eye(len(x))])


# --- Jacobians -------------------------------------------------------------------------------------------------------


def relu_cases(rng: np.random.Generator) -> list[Case]:
    """Vectors of several lengths and sizes, both signs; zeros and their neighbours, integers, one entry, strided."""

    def draw(n: int, size: float = 1.0) -> dict[str, Any]:
        x = away_from_zero(rng, (n,), size)
        x[:2] = [abs(x[0]), -abs(x[1])]
        return {"x": rng.permutation(x)}

    kinks, near = np.array([0.0, 1.5, -0.5, 0.0, 2.0]), np.array([1e-20, -1e-9, 1e-5, -1e-20])
    return [
        Case(draw(4), "4 entries"),
        Case(draw(7, 1e3), "7 entries, in the thousands"),
        Case(draw(5, 1e-3), "5 entries, in thousandths"),
        Case(draw(6), "6 entries"),
        Case({"x": kinks}, "zeros among the entries", "kink", {"jacobian": np.diag([0.0, 1.0, 0.0, 0.0, 1.0])}),
        Case({"x": near}, "entries near zero, on either side", "near", {"jacobian": np.diag([1.0, 0.0, 1.0, 0.0])}),
        Case({"x": rng.permutation(np.array([3, -2, 5, -1]))}, "integers", "integer"),
        Case({"x": np.array([-1.5])}, "one entry, below zero", "few"),
        Case({"x": np.abs(away_from_zero(rng, (4,)))}, "every entry above zero", "open"),
        Case({"x": np.repeat(draw(3)["x"], 2)}, "entries that are equal", "alike"),
        Case({"x": np.repeat(draw(4)["x"], 2)[::2]}, "a strided array", "strided"),
    ]


def logits(rng: np.random.Generator, n: int, size: float = 1.0) -> Array:
    """Scores of both signs, no two alike."""
    return away_from_zero(rng, (n,), size) + 0.01 * np.arange(n)


EXTREMES = {
    "logits near +1000": [1000.0, 998.5, 1001.0],
    "logits near -1000": [-1000.0, -1002.0, -999.5, -1001.0],
    "logits from -1000 to +1000": [-1000.0, 1000.0, 0.0],
}
"""What overflows, in words -> the vector."""


def softmax_cases(rng: np.random.Generator) -> list[Case]:
    """Vectors of several lengths and sizes; large ones, integers, one entry, equal entries, strided."""
    return [
        Case({"z": logits(rng, 4)}, "4 entries"),
        Case({"z": logits(rng, 3, 5.0)}, "3 entries of larger size"),
        Case({"z": logits(rng, 6, 0.1) - 3}, "6 entries that differ little"),
        Case({"z": logits(rng, 5, 2.0) + 2}, "5 entries"),
        *(Case({"z": np.array(z)}, why, "extreme") for why, z in EXTREMES.items()),
        Case({"z": rng.permutation(np.array([2, -1, 0, 3]))}, "integers", "integer"),
        Case({"z": np.array([0.7])}, "one entry", "few"),
        Case({"z": np.full(3, 0.3)}, "equal entries", "equal"),
        Case({"z": np.repeat(logits(rng, 4), 2)[::2]}, "a strided array", "strided"),
    ]


def typed(z: Array) -> str:
    """A vector as a reader types it, to four digits."""
    return f"[{', '.join(f'{entry:.4g}' for entry in z)}]"


def sums_to_one(inputs: Inputs, leaves: Leaves) -> str | None:
    """Shares of one whole add up to one."""
    total = float(np.sum(leaves["y"])) if leaves else 1.0
    if abs(total - 1) < 1e-4:
        return None
    return (
        f"For z = {typed(inputs['z'])} your shares add up to {total:.4g}. What is the whole that each entry should be a "
        "share of?"
    )


def columns_cancel(inputs: Inputs, leaves: Leaves) -> str | None:
    """Nudging one logit moves all shares, and their sum stays one."""
    columns = np.sum(leaves["jacobian"], axis=0) if leaves and leaves["jacobian"].ndim == 2 else np.zeros(1)
    j = int(np.argmax(np.abs(columns)))
    if abs(columns[j]) < 1e-4:
        return None
    return (
        f"For z = {typed(inputs['z'])} column {j} of your Jacobian, J[:, {j}], adds up to {columns[j]:.4g}. When one "
        "logit is nudged, the shares still add up to one: what must their changes add up to?"
    )


def slopes_of_waves(f: Make, x: Array, **more: Any) -> Array:
    """The Jacobian of sin(W x): a cosine for every row of W."""
    weights = np.asarray(f.params["weights"])
    return np.asarray(np.cos(weights @ x)[:, None] * weights)


def waves(rng: np.random.Generator, m: int, n: int, x: Array | None = None, **more: Any) -> Case:
    """A function of n numbers that gives m: sines of sums."""
    weights = rng.uniform(0.5, 2.0, (m, n)) * rng.choice([-1.0, 1.0], (m, n))
    x = away_from_zero(rng, (n,)) if x is None else x
    return Case({"f": Make("vector_waves", {"weights": weights}), "x": x, **more}, f"{n} numbers in, {m} out")


def numeric_cases(rng: np.random.Generator) -> list[Case]:
    """Functions with more outputs than inputs and fewer; integers, one number, strided, another step."""
    edges = [
        (waves(rng, 3, 2, rng.permutation(np.array([2, -1]))), "integer x", "integer"),
        (waves(rng, 3, 4, away_from_zero(rng, (4,)) * [1, 0, 1, 0]), "zeros in x", "zero"),
        (waves(rng, 1, 1), "one number in, one out", "few"),
        (waves(rng, 1, 4), "4 numbers in, one out", "few"),
        (waves(rng, 3, 4, np.repeat(away_from_zero(rng, (4,)), 2)[::2]), "a strided x", "strided"),
        (waves(rng, 2, 3, h=2e-5), "h = 2e-5, handed over", "step"),
    ]
    return [
        waves(rng, 3, 5),
        waves(rng, 4, 2),
        waves(rng, 2, 3),
        waves(rng, 5, 4),
        *(Case(case.inputs, why, kind) for case, why, kind in edges),
    ]


SOFTMAX = Exercise(
    name="softmax",
    assignment=ASSIGNMENT,
    points=1,
    section=SHARES,
    returns="y",
    cases=softmax_cases,
    values={"y": shares},
    properties=(sums_to_one,),
    scale=lambda inputs: 1.0,
    example={"z": np.array([1.0, 2.0, 3.0])},
    understood="Only differences of logits count, so a constant may be taken off before anything overflows.",
)
JACOBIANS = (
    Exercise(
        name="relu_jacobian",
        assignment=ASSIGNMENT,
        points=1,
        section=JACOBIAN,
        returns="jacobian",
        cases=relu_cases,
        values={"jacobian": lambda x: by_rows(relu, x)},
        example={"x": np.array([1.0, -2.0, 3.0])},
        understood="ReLU works entry by entry, so its Jacobian is diagonal: n numbers in n² places.",
    ),
    SOFTMAX,
    Exercise(
        name="softmax_jacobian",
        assignment=ASSIGNMENT,
        points=1,
        section=SHARES,
        returns="jacobian",
        cases=softmax_cases,
        values={"jacobian": lambda z: fine_nudge.bends(bowl, z)},
        properties=(columns_cancel,),
        scale=lambda inputs: 1 / (2 * np.size(inputs["z"])),
        may_use=(SOFTMAX,),
        example={"z": np.array([1.0, 2.0, 3.0])},
        understood="Every logit moves every share, and what one share gains the others lose.",
    ),
    Exercise(
        name="numeric_jacobian",
        assignment=ASSIGNMENT,
        points=1,
        section=NUDGES,
        returns="jacobian",
        cases=numeric_cases,
        values={"jacobian": slopes_of_waves},
        tolerance=1e-6,
        example={
            "f": Make("vector_waves", {"weights": np.array([[1.0, 0.5], [-1.0, 2.0]])}),
            "x": np.array([0.5, -1.0]),
        },
        variants={"square": lambda rng: waves(rng, 3, 3).inputs},
        understood="A nudge of one input shows one column: n columns cost 2 n calls, whatever m is.",
    ),
)
