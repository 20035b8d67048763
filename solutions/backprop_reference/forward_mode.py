"""Forward mode: a change that travels along with the values.

A dual number is a value and its tangent; a gate applied to it computes the value by `forward` and the tangent by `jvp`.
One pass gives the derivative along one direction of the inputs, where one pass backwards gives all derivatives of one
output. This module knows no formula of any gate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from .arrays import several, zeros_like
from .gates import Gate, exp, sin
from .operators import Traced


class Dual(Traced):
    """A value that moves: value + tangent * epsilon, epsilon**2 = 0. Numbers or arrays of one shape.

    + - * / with numbers, arrays and other dual numbers on either side; unary minus, `exp()`, `sin()`; any gate.
    There is one epsilon: a derivative that is taken inside a function whose derivative is taken mixes both changes up,
    where they meet. Second derivatives come from `second_order`.
    """

    def __init__(self, value: Any, tangent: Any = 0.0) -> None:
        self.value = value
        self.tangent = tangent

    def __gate__(self, gate: Gate, inputs: tuple[Any, ...]) -> Any:
        duals = tuple(map(self.lift, inputs))
        values, tangents = [x.value for x in duals], [x.tangent for x in duals]
        results, changes = gate(*values), gate.jvp(*tangents, *values)
        moving = tuple(map(Dual, several(results), several(changes)))
        return moving if isinstance(results, tuple) else moving[0]

    def lift(self, value: Any) -> Dual:
        """Return `value` as a dual number; what is not one already does not move."""
        return value if isinstance(value, Dual) else Dual(value, zeros_like(value))

    def exp(self) -> Any:
        """Return e to the power of this number."""
        return exp(self)

    def sin(self) -> Any:
        """Return the sine of this number, in radians."""
        return sin(self)

    def __repr__(self) -> str:
        return f"Dual({self.value!r}, {self.tangent!r})"


def tangent(value: Any) -> Any:
    """Return the tangent of a dual number; anything else does not move."""
    return value.tangent if isinstance(value, Dual) else zeros_like(value)


def jvp(f: Callable[[list[Any]], Any], x: Sequence[float], v: Sequence[float]) -> float:
    """Return the derivative of f at x along v, J @ v, in one pass; f: list of Dual -> Dual or a plain number."""
    return float(tangent(f([Dual(value, change) for value, change in zip(x, v, strict=True)])))


def chain_cost(sizes: Sequence[int], mode: Literal["forward", "reverse"]) -> int:
    """Return the multiplications that it takes to form J_k ... J_2 J_1, with J_i of shape (sizes[i], sizes[i - 1]).

    (m, n) times (n, p) takes m n p. Reverse mode starts at J_k: each product has sizes[k] rows. Forward mode starts at
    J_1: each has sizes[0] columns. So few outputs speak for reverse mode, few inputs for forward mode.
    Raises ValueError for another mode.
    """
    sizes = [int(size) for size in sizes]
    entries = [rows * columns for rows, columns in zip(sizes[1:], sizes[:-1], strict=True)]
    match mode:
        case "reverse":
            return sizes[-1] * sum(entries[:-1])
        case "forward":
            return sizes[0] * sum(entries[1:])
    raise ValueError(f'chain_cost: mode is "forward" or "reverse", not {mode!r}')
