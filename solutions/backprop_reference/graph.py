"""Graphs: the engine of notebook 07, and a tape that runs the gates of the table on arrays.

`topological_order` and `backward` walk over nodes that carry their local gradients as numbers. `Graph` does the same
with gates: each gate that is applied to one of its variables is written on a tape, and the tape, read from its end,
gives all gradients in one pass. This module knows the chain rule, and no formula of any gate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from backprop.graph import Node

from .arrays import Array, copied, is_traced, ones_like, promote, several, zeros_like
from .gates import Gate, add
from .operators import Traced


def topological_order(output: Node) -> list[Node]:
    """Return the nodes that `output` was computed from, every node after its parents; `output` is the last.

    A depth-first walk with a stack of its own: Python's would end at a chain of 1,000. A node is met twice on the
    stack, first to have its parents placed, then, when that is done, to be placed itself.
    """
    order: list[Node] = []
    placed: set[Node] = set()
    stack = [(output, False)]
    while stack:
        node, parents_are_placed = stack.pop()
        if node in placed:
            continue
        if parents_are_placed:
            placed.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents if parent not in placed)
    return order


def backward(output: Node) -> None:
    """Set `grad` of every node reached to d output / d node.

    Along a path local gradients multiply, where paths meet they add. In reversed topological order a gradient is
    complete before it is passed on, so each edge is used once. Old values of `grad` do not matter.
    """
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# --- the same with arrays and gates ----------------------------------------------------------------------------------


class Variable(Traced):
    """A value of a graph. Gates and operators applied to it are recorded."""

    def __init__(self, graph: Graph, value: Any) -> None:
        self.graph = graph
        self.value = value

    def __gate__(self, gate: Gate, inputs: tuple[Any, ...]) -> Any:
        return self.graph.record(gate, tuple(map(self.lift, inputs)))

    def lift(self, value: Any) -> Variable:
        """Return `value` as a variable; what is not one already is a constant, a variable that nobody asks about.

        Raises ValueError for a variable of another graph: neither tape would hold the whole way back.
        """
        if not isinstance(value, Variable):
            return Variable(self.graph, value)
        if value.graph is not self.graph:
            raise ValueError("Graph: variables of two graphs meet in one gate; enter the outer one in the inner graph")
        return value

    def __repr__(self) -> str:
        return f"Variable({self.value!r})"


@dataclass(frozen=True)
class Line:
    """One line of the tape: this gate computed these outputs from these inputs."""

    gate: Gate
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]


class Graph:
    """A tape of gates, in the order in which they ran, which is a topological order.

        graph = Graph()
        apples, price, tax = (graph.input(number) for number in (2, 100.0, 1.1))
        total = apples * price * tax
        dapples, dprice, dtax = graph.backward(total, [apples, price, tax])

    `backward` leaves nothing behind, so it may be called again, for another output or another upstream gradient.
    """

    def __init__(self) -> None:
        self.tape: list[Line] = []

    def input(self, value: Any) -> Variable:
        """Enter an array or a number, or what is traced elsewhere (a dual number, to differentiate twice)."""
        return Variable(self, value if is_traced(value) else promote(value)[0])

    def record(self, gate: Gate, inputs: tuple[Variable, ...]) -> Any:
        """Run `gate` and write it down."""
        results = gate(*(x.value for x in inputs))
        outputs = tuple(Variable(self, value) for value in several(results))
        self.tape.append(Line(gate, inputs, outputs))
        return outputs if isinstance(results, tuple) else outputs[0]

    def backward(self, output: Variable, inputs: Sequence[Variable], dout: Any = None) -> tuple[Array, ...]:
        """Return the gradient of `output` with respect to each of `inputs`: zeros where it does not depend on it.

        dout: the upstream gradient, in the shape of `output`; ones where it is not given.
        """
        gradients = {output: ones_like(output.value) if dout is None else copied(*promote(dout))}
        for line in reversed(self.tape):
            if any(variable in gradients for variable in line.outputs):
                _pass_on(line, gradients)
        return tuple(gradients[x] if x in gradients else zeros_like(x.value) for x in inputs)


def _pass_on(line: Line, gradients: dict[Variable, Any]) -> None:
    """Add what a gate hands back to the gradients of its inputs: where two paths meet, gradients add."""
    upstream = (gradients[y] if y in gradients else zeros_like(y.value) for y in line.outputs)
    downstream = several(line.gate.vjp(*upstream, *(x.value for x in line.inputs)))
    for x, gradient in zip(line.inputs, downstream, strict=True):
        gradients[x] = add(gradients[x], gradient) if x in gradients else gradient


def differentiate(f: Callable[..., Any], *arguments: Any, dout: Any = None) -> tuple[Array, tuple[Array, ...]]:
    """Return f(*arguments) and its gradient with respect to each argument, by one pass back over the tape."""
    graph = Graph()
    inputs = [graph.input(argument) for argument in arguments]
    output = f(*inputs)
    return output.value, graph.backward(output, inputs, dout)
