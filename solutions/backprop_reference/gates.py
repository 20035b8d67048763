"""The table of gates: what each computes, how it hands a gradient back, how it carries a change forward.

A gate is three formulas. `forward` is the function. `vjp` (backward) takes the upstream gradient `dout`, then the
inputs, and gives every input its downstream gradient: upstream times local. `jvp` (forward mode) takes the tangents of
the inputs, then the inputs, and gives the tangent of the output. The backward formulas are written with gates of this
same table, so they can be differentiated again: second derivatives need no further rule.

This module knows formulas: not graphs, not networks, and no array library by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .arrays import Array, Rule, array_namespace, copied, pure, several, shape


@dataclass(frozen=True)
class Gate:
    """A differentiable function of arrays.

    forward  (*inputs) -> output
    vjp      (*upstream gradients, *inputs) -> downstream gradients, each in the shape of its input; J.T @ dout
    jvp      (*tangents of the inputs, *inputs) -> tangent of the output; J @ tangent

    A tuple stands where there are several outputs (of forward and jvp) or several inputs (of vjp). Numbers and integers
    are promoted, float32 stays float32, no argument is changed, and no result shares memory with an argument or with
    another result. `arrays.pure` copies an argument that is handed back as it is; a rule that would hand back a view of
    one says `copied` itself, and the tests look at the memory.
    """

    name: str
    forward: Rule
    vjp: Rule
    jvp: Rule

    def __call__(self, *inputs: Any) -> Any:
        """Compute the output of arrays; an input that is traced (a dual number, a variable) decides for itself."""
        for value in inputs:
            if hasattr(value, "__gate__"):
                return value.__gate__(self, inputs)
        return self.forward(*inputs)


def gate(name: str, forward: Rule, vjp: Rule, jvp: Rule) -> Gate:
    """Make a gate of three formulas, and hold them to what a gate promises."""
    return Gate(name, pure(forward), pure(vjp), pure(jvp))


def elementwise(name: str, forward: Rule, vjp: Rule, jvp: Rule) -> Gate:
    """Make a gate that works entry by entry; its inputs may be broadcast against each other.

    To broadcast is to copy, and gradients of copies are added: what flows back is summed to the shape of its input.
    """

    def fitted(*values: Any) -> Any:
        gradients = several(vjp(*values))
        inputs = values[-len(gradients) :]
        results = tuple(_fit(gradient, shape(x)) for gradient, x in zip(gradients, inputs, strict=True))
        return results if len(results) > 1 else results[0]

    return gate(name, forward, fitted, jvp)


def _logistic(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) with an exponent that is never positive: nothing overflows, and both tails are right."""
    xp = array_namespace(x)
    small = xp.exp(-xp.abs(x))
    return xp.where(x >= 0, xp.ones_like(small), small) / (1 + small)


# fmt: off
# --- the patterns: add hands on, mul swaps, copy adds, max routes ----------------------------------------------------

add: Gate = elementwise("add",
    lambda x, y:         x + y,
    lambda dout, x, y:   (dout, dout),
    lambda tx, ty, x, y: tx + ty)

mul: Gate = elementwise("mul",
    lambda x, y:         x * y,
    lambda dout, x, y:   (dout * y, dout * x),
    lambda tx, ty, x, y: tx * y + x * ty)

copy: Gate = elementwise("copy",
    lambda x:               (x, x),
    lambda dout1, dout2, x: dout1 + dout2,
    lambda tx, x:           (tx, tx))

maximum: Gate = elementwise("max",
    lambda x, y:         array_namespace(x, y).maximum(x, y),
    lambda dout, x, y:   (dout * wins(x, y), dout * wins(y, x)),
    lambda tx, ty, x, y: tx * wins(x, y) + ty * wins(y, x))

divide: Gate = elementwise("divide",  # twice x / y in place of x / y**2: y**2 overflows long before the result does
    lambda x, y:         x / y,
    lambda dout, x, y:   (dout / y, -dout / y * (x / y)),
    lambda tx, ty, x, y: (tx - x / y * ty) / y)

# --- one input: the local gradient is a slope, the Jacobian is diagonal, so vjp and jvp are the same product ---------

reciprocal: Gate = elementwise("reciprocal",
    lambda x:       1 / x,
    lambda dout, x: -dout * reciprocal(x) * reciprocal(x),
    lambda tx, x:   -tx * reciprocal(x) * reciprocal(x))

exp: Gate = elementwise("exp",
    lambda x:       array_namespace(x).exp(x),
    lambda dout, x: dout * exp(x),
    lambda tx, x:   tx * exp(x))

sin: Gate = elementwise("sin",
    lambda x:       array_namespace(x).sin(x),
    lambda dout, x: dout * cos(x),
    lambda tx, x:   tx * cos(x))

cos: Gate = elementwise("cos",
    lambda x:       array_namespace(x).cos(x),
    lambda dout, x: -dout * sin(x),
    lambda tx, x:   -tx * sin(x))

sigmoid: Gate = elementwise("sigmoid",  # dout * y * (1 - y): 1 - y is sigmoid(-x), which keeps its digits in the tail
    _logistic,
    lambda dout, x: dout * sigmoid(x) * sigmoid(-x),
    lambda tx, x:   tx * sigmoid(x) * sigmoid(-x))

tanh: Gate = elementwise("tanh",  # dout * (1 - y**2), by tanh(x) = 2 sigmoid(2 x) - 1, for the same reason
    lambda x:       array_namespace(x).tanh(x),
    lambda dout, x: dout * 4 * sigmoid(2 * x) * sigmoid(-2 * x),
    lambda tx, x:   tx * 4 * sigmoid(2 * x) * sigmoid(-2 * x))

relu: Gate = elementwise("relu",  # at 0 the slope is 0: a convention, and not the one of max at a tie
    lambda x:       array_namespace(x).maximum(x, array_namespace(x).zeros_like(x)),
    lambda dout, x: dout * step(x),
    lambda tx, x:   tx * step(x))

step: Gate = elementwise("step",  # the slope of relu; its own slope is 0 wherever it has one
    lambda x:       array_namespace(x).astype(x > 0, x.dtype),
    lambda dout, x: dout * 0.0,
    lambda tx, x:   tx * 0.0)
# fmt: on


GATES: Mapping[str, Gate] = MappingProxyType(
    {row.name: row for row in tuple(globals().values()) if isinstance(row, Gate)}
)
"""Name -> gate, for every row above. To add a gate is to add its row: `selfcheck` and the tests find it here."""


def wins(x: Any, y: Any) -> Any:
    """Return 1 where x > y, 0 where x < y, one half at a tie: the share of max's gradient that goes to x."""
    return (1 + step(x - y) - step(y - x)) / 2


# --- shapes ----------------------------------------------------------------------------------------------------------


def sum_to(target: tuple[int, ...]) -> Gate:
    """Make the gate that adds up an array to the shape `target`; () gives the sum of all entries."""
    return gate(
        "sum_to",
        lambda x: _added_up(x, target),
        lambda dout, x: broadcast_to(shape(x))(dout),
        lambda tx, x: sum_to(target)(tx),
    )


def broadcast_to(target: tuple[int, ...]) -> Gate:
    """Make the gate that repeats an array to the shape `target`, by NumPy's rules; the transpose of `sum_to`."""
    return gate(
        "broadcast_to",
        lambda x: copied(array_namespace(x).broadcast_to(x, target)),
        lambda dout, x: sum_to(shape(x))(dout),
        lambda tx, x: broadcast_to(target)(tx),
    )


def _added_up(array: Array, target: tuple[int, ...]) -> Array:
    """Sum over the axes that `target` lacks, and over those where it has 1."""
    xp = array_namespace(array)
    new = array.ndim - len(target)
    stretched = (new + k for k, size in enumerate(target) if size == 1)
    return xp.reshape(xp.sum(array, axis=(*range(new), *stretched)), target)


def _fit(gradient: Any, target: tuple[int, ...]) -> Any:
    """Return `gradient` in the shape of its variable."""
    if shape(gradient) == target:
        return gradient
    return sum_to(target)(gradient) if len(shape(gradient)) >= len(target) else broadcast_to(target)(gradient)
