"""Notebook 07, forward mode: dual numbers with one rule wrong, and what else is mistaken for a derivative along v."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms import programs
from backprop.rooms.room import Leaves
from backprop_reference import jvp

# --- Dual: the answer of a class that has one rule wrong -----------------------------------------------------------------


class Pair(NamedTuple):
    """A value and its rate of change; `still` marks a plain number."""

    value: Any
    tangent: Any
    still: bool = False


Rule = Callable[..., Any]
RULES: dict[str, Rule] = {
    "+": lambda a, da, b, db: da + db,
    "-": lambda a, da, b, db: da - db,
    "*": lambda a, da, b, db: a * db + b * da,
    "/": lambda a, da, b, db: (da * b - a * db) / b**2,
    "neg": lambda a, da: -da,
    "exp": lambda a, da: np.exp(a) * da,
    "sin": lambda a, da: np.cos(a) * da,
}
"""Operation -> tangent of the result, from values and tangents of its operands."""


def _operation(name: str, rule: Rule, still: float) -> Callable[..., Pair]:
    """One operation on pairs; plain numbers move at the speed `still`."""

    def operate(*operands: Any) -> Pair:
        pairs = [one if isinstance(one, Pair) else Pair(one, still, True) for one in operands]
        value = programs.OPERATIONS[name](*(pair.value for pair in pairs))
        return Pair(value, rule(*(number for pair in pairs for number in pair[:2])))

    return operate


def _turned(operate: Callable[..., Pair]) -> Callable[..., Pair]:
    """A sum or product whose plain number always comes second, as where the reflected method is the method itself."""
    return lambda a, b: operate(b, a) if isinstance(b, Pair) and not isinstance(a, Pair) else operate(a, b)


def _mirrored(name: str) -> Callable[..., Pair]:
    """An operation that exchanges its operands where the left one is a plain number."""
    return _turned(_operation(name, RULES[name], 0.0))


def _simulated(
    still: float = 0.0, mirrored: str = "", turned: bool = False, **rules: Rule
) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """What a class gives that differs in these rules (add, sub, mul, div, neg, exp, sin)."""
    symbols = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
    changed = {**RULES, **{symbols.get(name, name): rule for name, rule in rules.items()}}
    operations = {name: _operation(name, rule, still) for name, rule in changed.items()}
    if turned:
        operations |= {name: _turned(operations[name]) for name in "+*"}
    if mirrored:
        operations[mirrored] = _mirrored(mirrored)

    def answer(inputs: Inputs, right: Leaves) -> dict[str, Any]:
        names = {"x": Pair(inputs["x"], inputs["dx"]), "y": Pair(inputs["y"], inputs["dy"])}
        result = programs.run(inputs["steps"], names, operations)
        return {"value": np.asarray(result.value), "tangent": np.asarray(result.tangent)}

    return answer


def _wrong(code: str, message: str, **changes: Any) -> tuple[Mistake, ...]:
    """The mistake, and the same where a plain number on the left changes places with the operand on the right."""
    ways = (False, True) if changes.keys() & {"add", "mul"} else (False,)
    return tuple(Mistake(code, _simulated(turned=way, **changes), message, telling=True) for way in ways)


_PRODUCT = "In a product x * y your tangent {seen}. If x and y both grow a little, how many parts does the growth of the product's area have?"
_QUOTIENT = "In a quotient x / y your tangent {seen}. At x = 6, y = 2 nudge each by 0.001 with a calculator: by how much does 3 change?"

DUAL: tuple[Known, ...] = (
    *_wrong("path-missing", _PRODUCT.format(seen="follows the change of y alone"), mul=lambda a, da, b, db: a * db),
    *_wrong("path-missing", _PRODUCT.format(seen="follows the change of x alone"), mul=lambda a, da, b, db: b * da),
    *_wrong("path-mixed", _PRODUCT.format(seen="is the product of the tangents"), mul=lambda a, da, b, db: da * db),
    *_wrong("local-ignored", _PRODUCT.format(seen="is the sum of the tangents"), mul=lambda a, da, b, db: da + db),
    *_wrong(
        "wrong-local",
        _PRODUCT.format(seen="has each value beside its own tangent"),
        mul=lambda a, da, b, db: a * da + b * db,
    ),
    *_wrong("sign-flipped", _PRODUCT.format(seen="has a minus in it"), mul=lambda a, da, b, db: b * da - a * db),
    *_wrong("path-missing", _QUOTIENT.format(seen="follows the change of x alone"), div=lambda a, da, b, db: da / b),
    *_wrong(
        "path-missing", _QUOTIENT.format(seen="follows the change of y alone"), div=lambda a, da, b, db: -a * db / b**2
    ),
    *_wrong(
        "path-mixed",
        _QUOTIENT.format(seen="is the quotient of the tangents"),
        div=lambda a, da, b, db: da / db if db else np.nan,
    ),
    *_wrong(
        "sign-flipped",
        _QUOTIENT.format(seen="is exactly the negative"),
        div=lambda a, da, b, db: (a * db - da * b) / b**2,
    ),
    *_wrong(
        "sign-flipped",
        _QUOTIENT.format(seen="grows with y, and the quotient shrinks"),
        div=lambda a, da, b, db: (da * b + a * db) / b**2,
    ),
    *_wrong(
        "wrong-local",
        _QUOTIENT.format(seen="is too large by a factor of y"),
        div=lambda a, da, b, db: (da * b - a * db) / b,
    ),
    *_wrong(
        "wrong-local",
        _QUOTIENT.format(seen="is divided by the square of x"),
        div=lambda a, da, b, db: (da * b - a * db) / a**2,
    ),
    *_wrong(
        "upstream-ignored",
        "Your exp() is right when its input moves at speed 1, and gives the same tangent at every other speed. Who tells "
        "it how fast its input moves?",
        exp=lambda a, da: np.exp(a),
    ),
    *_wrong(
        "wrong-local",
        "The tangent of your exp() is its input times a speed. At 0, where e^x rises with slope 1, yours does not rise "
        "at all: how fast does e^x grow?",
        exp=lambda a, da: a * da,
    ),
    *_wrong(
        "wrong-local",
        "The tangent of your exp() is what it would be for a power of x. Where is the variable in e^x: below or above?",
        exp=lambda a, da: a * np.exp(a - 1) * da,
    ),
    *_wrong(
        "local-ignored",
        "Your exp() changes the value and leaves the tangent as it came. Does e^x move by as much as x does?",
        exp=lambda a, da: da,
    ),
    *_wrong(
        "wrong-point",
        "Your exp() is applied to the tangent as well. A tangent is a speed: what is it to be multiplied by?",
        exp=lambda a, da: np.exp(da),
    ),
    *_wrong(
        "upstream-ignored",
        "Your sin() is right when its input moves at speed 1, and gives the same tangent at every other speed. Who tells "
        "it how fast its input moves?",
        sin=lambda a, da: np.cos(a),
    ),
    *_wrong(
        "upstream-ignored",
        "Your exp() and sin() are right when their input moves at speed 1, and give the same tangent at every other "
        "speed. Who tells them how fast their input moves?",
        exp=lambda a, da: np.exp(a),
        sin=lambda a, da: np.cos(a),
    ),
    *_wrong(
        "wrong-local",
        "The tangent of your sin() vanishes at 0, where the sine is steepest. Whose slope have you taken?",
        sin=lambda a, da: np.sin(a) * da,
    ),
    *_wrong(
        "sign-flipped",
        "The tangent of your sin() is exactly the negative. Just right of 0, does the sine rise or fall?",
        sin=lambda a, da: -np.cos(a) * da,
    ),
    *_wrong(
        "local-ignored",
        "Your sin() changes the value and leaves the tangent as it came. Does the sine move by as much as x does?",
        sin=lambda a, da: da,
    ),
    *_wrong(
        "wrong-point",
        "Your sin() takes its slope at the tangent. At which number is the slope to be taken, and what is the speed for?",
        sin=lambda a, da: np.cos(da),
    ),
    *_wrong(
        "sign-flipped",
        "Minus a number moves the same way as the number in your class. If x grows, does -x grow?",
        neg=lambda a, da: da,
    ),
    *_wrong(
        "sign-flipped",
        "In a difference x - y your tangents are added. If both grow by 1, by how much does the difference grow?",
        sub=lambda a, da, b, db: da + db,
    ),
    *_wrong(
        "path-missing",
        "In a sum your tangent is that of the left operand alone. In x + y, whose change moves the sum?",
        add=lambda a, da, b, db: da,
    ),
    *_wrong(
        "path-missing",
        "In a difference your tangent is that of the left operand alone. In x - y, whose change moves the difference?",
        sub=lambda a, da, b, db: da,
    ),
    *_wrong(
        "path-mixed",
        "In a sum your tangents are multiplied. If both operands grow by 1, by how much does the sum grow?",
        add=lambda a, da, b, db: da * db,
    ),
    *_wrong(
        "wrong-local",
        "Plain numbers move at speed 1 in your class: 5 + x changes faster than x. How fast does a 5 change?",
        still=1.0,
    ),
    *_wrong(
        "sign-flipped",
        "Your 2.5 - x is x - 2.5. When a plain number stands on the left, Python calls another method with the two "
        "operands in which order?",
        mirrored="-",
    ),
    *_wrong(
        "swapped",
        "Your 1.5 / x is x / 1.5. When a plain number stands on the left, Python calls another method with the two "
        "operands in which order?",
        mirrored="/",
    ),
)


# --- jvp -------------------------------------------------------------------------------------------------------------


def _partials(i: Inputs) -> list[float]:
    """The partial derivatives of the program."""
    f, n = programs.program(i["steps"]), len(i["x"])
    return [jvp(f, i["x"], [float(k == j) for j in range(n)]) for k in range(n)]


def _slope(i: Inputs, x: Any, v: Any) -> dict[str, Any]:
    return {"slope": jvp(programs.program(i["steps"]), x, v)}


JVP: tuple[Known, ...] = (
    Mistake(
        "wrong-local",
        lambda i, right: {"slope": np.asarray(programs.program(i["steps"])(i["x"]), dtype=float)},
        "Your result is f itself at x. A dual number carries two numbers: which of them was asked for?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: _slope(i, i["x"], [1.0] * len(i["x"])),
        "Your result is right when v is all ones, and does not change with v. Which number says how fast each input "
        "moves?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: _slope(i, i["x"], [*i["v"][:1], *(0.0 for _ in i["v"][1:])]),
        "Only the first input moves in your pass. If all of x moves along v, which of the inputs have a tangent?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: _slope(i, i["x"], [*(0.0 for _ in i["v"][1:]), *i["v"][-1:]]),
        "Only the last input moves in your result. If every input is moved in a pass of its own, what becomes of the "
        "slopes of the earlier passes?",
        telling=True,
    ),
    Mistake(
        "path-missing",
        lambda i, right: _slope(i, i["x"], [1.0, *(0.0 for _ in i["v"][1:])]),
        "Your result is the partial derivative with respect to the first input. Which direction was asked for?",
        telling=True,
    ),
    Mistake(
        "swapped",
        lambda i, right: _slope(i, i["v"], i["x"]),
        "Your result is what it would be at the point v in the direction x. Which of a dual number's two parts comes "
        "first?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"slope": right["slope"] / np.linalg.norm(i["v"])},
        "Your result does not grow with v: it is too small by the factor |v|. If x moves twice as fast, how fast does f "
        "move?",
        telling=True,
    ),
    Mistake(
        "path-mixed",
        lambda i, right: {"slope": float(np.prod([p * v for p, v in zip(_partials(i), i["v"], strict=True)]))},
        "Your result multiplies what the inputs contribute. If two inputs each move f by 1, how far does f move?",
        telling=True,
    ),
)
