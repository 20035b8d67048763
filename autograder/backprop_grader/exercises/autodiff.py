"""Notebook 07: known mistakes of the cost of a chain, of `hvp` and of `Multiply`; walks and forward mode have their own modules."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import compare
from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.observe import encode_word
from backprop.rooms.programs import field
from backprop.rooms.room import Leaves
from backprop_grader.exercises import forward_mode, graph_walks

# --- chain_cost ------------------------------------------------------------------------------------------------------


def _products(sizes: list[int], mode: str) -> list[tuple[int, int, int]]:
    """(m, n, p) of each product, in the order of the mode."""
    if mode == "reverse":
        return [(sizes[-1], sizes[k], sizes[k - 1]) for k in range(len(sizes) - 2, 0, -1)]
    return [(sizes[k + 1], sizes[k], sizes[0]) for k in range(1, len(sizes) - 1)]


def _costs(count: Callable[[int, int, int], int]) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    return lambda i, right: {"cost": sum(count(*product) for product in _products(i["sizes"], i["mode"]))}


def _cost(sizes: list[int], mode: str) -> int:
    return sum(m * n * p for m, n, p in _products(sizes, mode))


def _with_the_identity(i: Inputs, right: Leaves) -> dict[str, Any]:
    """One product too many: that of the first matrix with the identity."""
    own, next_to_it = i["sizes"][:2] if i["mode"] == "forward" else i["sizes"][:-3:-1]
    return {"cost": right["cost"] + own * own * next_to_it}


COST: tuple[Known, ...] = (
    Mistake(
        "swapped",
        lambda i, right: {"cost": _cost(i["sizes"], "forward" if i["mode"] == "reverse" else "reverse")},
        "The two modes have exchanged their costs. In which mode is the matrix that you carry along as wide as the input, "
        "and in which as high as the output?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"cost": _cost(i["sizes"], "forward")},
        "Your cost is the same in both modes: the one of the input side. Which product comes first in reverse mode?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"cost": _cost(i["sizes"], "reverse")},
        "Your cost is the same in both modes: the one of the output side. Which product comes first in forward mode?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"cost": min(_cost(i["sizes"], "forward"), _cost(i["sizes"], "reverse"))},
        "Your cost is the smaller of the two, whatever the mode. What is the caller's `mode` for?",
        telling=True,
    ),
    Mistake(
        "scaled",
        _costs(lambda m, n, p: 2 * m * n * p),
        "Your cost is 2 times the answer in every case. Were additions asked for, too?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        _costs(lambda m, n, p: m * p),
        "You count one multiplication for every entry of a product. How many does a single entry take, when the rows "
        "have n numbers?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        lambda i, right: {"cost": prod(i["sizes"])},
        "Your cost multiplies all the sizes. The products are made one after the other: how do their costs combine?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        _with_the_identity,
        "Your cost counts one product too many. How many products does it take to multiply 3 matrices?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"cost": prod(_products(i["sizes"], i["mode"])[0])},
        "Your cost is that of the first product alone. What becomes of its result?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {
            "cost": sum(a * b * c for a, b, c in zip(i["sizes"], i["sizes"][1:], i["sizes"][2:], strict=False))
        },
        "Your products are those of neighbours only, as if each result were thrown away. Which shape does the matrix "
        "have that meets the next Jacobian?",
        telling=True,
    ),
)


# --- hvp -------------------------------------------------------------------------------------------------------------


def _hessian(i: Inputs, point: Any = None) -> NDArray[Any]:
    x = i["x"] if point is None else point
    return np.asarray(i["A"] + i["B"].T @ np.diag(np.cos(3 * i["B"] @ x)) @ i["B"])


def _gradient(i: Inputs, point: Any) -> NDArray[Any]:
    return field(i["A"], i["B"])(point)


def _one_sided(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """What is left over points where the second derivative of the gradient along v points."""
    along, at = inputs["B"] @ inputs["v"], 3 * inputs["B"] @ inputs["x"]
    rest, bend = got["hv"] - want["hv"], -inputs["B"].T @ (np.sin(at) * along**2)
    size = float(np.linalg.norm(rest) * np.linalg.norm(bend))
    small = float(np.max(np.abs(rest))) < 0.1 * float(np.max(np.abs(want["hv"])))
    return small and size > 0 and abs(float(rest @ bend)) > 0.99 * size


def _one_sided_and_halved(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Half of what a look on one side gives, or of a result that is as good as right."""
    doubled = {"hv": 2 * got["hv"]}
    return _one_sided(inputs, doubled, want) or compare.same(doubled["hv"], want["hv"], 1e-4)


HVP: tuple[Known, ...] = (
    Mistake(
        "collapsed",
        lambda i, right: {"hv": i["v"] @ right["hv"]},
        "Your result is a single number: how the slope along v changes along v. The gradient has one entry for every "
        "entry of x; how many of them change when x moves along v?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"hv": _gradient(i, i["x"]) * i["v"]},
        "Your result is the gradient times v, entry by entry: first derivatives only. The second ones say how the "
        "gradient changes; at how many points do you have to look at it to see a change?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: {"hv": np.diag(_hessian(i)) * i["v"]},
        "Your result is what it would be if each entry of the gradient depended on its own entry of x alone. What happens "
        "to grad(x)[0] when x[1] moves?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"hv": _hessian(i).sum(axis=1) * i["v"]},
        "Your x moves by the same step in every entry, and v comes in afterwards. Which way was x to move?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"hv": _gradient(i, i["v"])},
        "Your result is the gradient at v. v is a direction; from which point does one walk along it?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"hv": _hessian(i, i["v"]) @ i["v"]},
        "Your result is right for another point: v itself. v is a direction; from which point does one walk along it?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"hv": _hessian(i, 0 * i["x"]) @ i["v"]},
        "Your result is right for another point: the origin. Where does your code use x?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        lambda i, right: {"hv": _hessian(i) @ i["x"]},
        "Your result is the product with x in place of v. Which of the two is the direction, and which the point?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"hv": right["hv"] / np.linalg.norm(i["v"])},
        "Your result does not grow with v: it is too small by the factor |v|. A step along v was given a length of its "
        "own; where is that undone?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"hv": right["hv"] * np.linalg.norm(i["v"])},
        "Your result is too large by the factor |v|. How long is the step that your x takes, and by what do you divide?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"hv": right["hv"] / 2},
        "Your result is exactly half of the answer. How far apart are the two points at which you look at the gradient?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"hv": right["hv"] * 2},
        "Your result is exactly twice the answer. How far apart are the two points at which you look at the gradient?",
        telling=True,
    ),
    Sign(
        "scaled",
        _one_sided_and_halved,
        "Your result is half of the answer, give or take a little. How far apart are the two points at which you look at "
        "the gradient?",
        telling=True,
    ),
    Sign(
        "value-mismatch",
        _one_sided,
        "Nearly right: what is left over grows with the step and points where the gradient bends. You look at the "
        "gradient on one side of x only, or far from it; what would a look on the other side cancel?",
        telling=True,
    ),
)


# --- Multiply --------------------------------------------------------------------------------------------------------

MULTIPLY: tuple[Known, ...] = (
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": i["dout"] * (i["x"] + i["y"]), "dy": i["dout"] * (i["x"] + i["y"])},
        "Your dx and dy are equal, as if both inputs moved at once. If only x moves, how many terms of the change are "
        "left?",
    ),
    Mistake(
        "local-ignored",
        lambda i, right: {"dx": i["dout"], "dy": i["dout"]},
        "Your dx and dy are both dout. What was saved on the way forward, and where is it used?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"dx": right["out"] * i["dout"], "dy": right["out"] * i["dout"]},
        "Your dx and dy hold dout times the product itself. Which numbers does the way back need: the result, or what "
        "went in?",
    ),
    Mistake(
        "wrong-local",
        lambda i, right: {"out": i["x"] + i["y"]},
        "Your forward method adds its inputs. What is the class called?",
        telling=True,
    ),
)


# --- audit -----------------------------------------------------------------------------------------------------------

AUDIT: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(18.0)},
        "Line and kind are right; the value is the one that is printed there. By how much does P grow, per 1 of the first "
        "weight, if you nudge it?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(16.0)},
        "Line and kind are right; the value is the second entry of the derivative. With which entry does the line end?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("path")},
        "Line and value are right, and there are indeed two terms where the report has one. Which sentence of the line "
        "makes one of them disappear, and on what condition is that sentence true?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("arithmetic")},
        "Line and value are right. The product of H and g is calculated correctly; is it the derivative that was wanted?",
        telling=True,
    ),
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "backward": graph_walks.BACKWARD,
    "Dual": forward_mode.DUAL,
    "jvp": forward_mode.JVP,
    "chain_cost": COST,
    "hvp": HVP,
    "Multiply": MULTIPLY,
    "audit": AUDIT,
}

ANSWERS = {"audit": lambda: {"line": 6, "kind": "constant", "value": 36.0}}
