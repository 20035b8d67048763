"""The graphs of the walk experiment, as tables of names: values, local slopes, and what nudging a node measures.

This module computes forwards only; it knows nothing of orders, walks or pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Wire = tuple[str, str]
Numbers = Mapping[str, float]
NUDGE = 1e-5


@dataclass(frozen=True)
class Gate:
    """One operation: what it computes from its inputs, and how far that moves per 1 of each; `label` is for the eye."""

    name: str
    label: str
    inputs: tuple[str, ...]
    compute: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]


def _sum(name: str, x: str, y: str, label: str = "") -> Gate:
    return Gate(name, label or f"{name} = {x}+{y}", (x, y), lambda x, y: x + y, lambda x, y: (1.0, 1.0))


def _product(name: str, x: str, y: str, label: str = "") -> Gate:
    return Gate(name, label or f"{name} = {x}{y}", (x, y), lambda x, y: x * y, lambda x, y: (y, x))


def _times(name: str, factor: float, x: str) -> Gate:
    written = "−" if factor == -1 else f"{factor:g}"
    return Gate(name, f"{name} = {written}{x}", (x,), lambda x: factor * x, lambda x: (factor,))


@dataclass(frozen=True)
class Exhibit:
    """A graph: the numbers of its inputs, and its gates in an order in which they can be computed."""

    name: str
    inputs: Numbers
    gates: tuple[Gate, ...]

    @property
    def output(self) -> str:
        """The node that the walk starts from."""
        return self.gates[-1].name

    @property
    def names(self) -> tuple[str, ...]:
        """All nodes."""
        return (*self.inputs, *(gate.name for gate in self.gates))

    @property
    def wires(self) -> tuple[Wire, ...]:
        """All wires into gates."""
        return tuple((source, gate.name) for gate in self.gates for source in gate.inputs)

    def uses(self, name: str) -> int:
        """How many wires leave a node."""
        return sum(source == name for source, _ in self.wires)

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """What a node was computed from; nothing for an input."""
        return next((gate.inputs for gate in self.gates if gate.name == name), ())

    def values(self, held: Numbers | None = None) -> dict[str, float]:
        """The way forward; `held` are nodes that have another number, whatever goes into them."""
        held = held or {}
        values = {name: held.get(name, given) for name, given in self.inputs.items()}
        for gate in self.gates:
            values[gate.name] = held.get(gate.name, gate.compute(*(values[source] for source in gate.inputs)))
        return values

    def slopes(self) -> dict[Wire, float]:
        """For each wire how far its gate moves per 1 of it."""
        values = self.values()
        told: dict[Wire, float] = {}
        for gate in self.gates:
            slopes = gate.slopes(*(values[source] for source in gate.inputs))
            told.update({(source, gate.name): slope for source, slope in zip(gate.inputs, slopes, strict=True)})
        return told

    def measured(self) -> dict[str, float]:
        """How far the output moves per 1 of each node, by nudging that node up and down."""
        found = {}
        for name, value in self.values().items():
            step = NUDGE * max(1.0, abs(value))
            high, low = (self.values({name: value + move})[self.output] for move in (step, -step))
            found[name] = (high - low) / (2 * step)
        return found


EXHIBITS = (
    Exhibit(
        "six nodes",
        {"a": 1.0, "b": 3.0},
        (_product("c", "a", "b"), _sum("d", "c", "a"), _product("e", "c", "d"), _sum("f", "e", "c")),
    ),
    Exhibit(
        "the shop",
        {"apple": 100.0, "apple_num": 2.0, "orange": 150.0, "orange_num": 3.0, "tax": 1.1},
        (
            _product("apples", "apple", "apple_num", "apples"),
            _product("oranges", "orange", "orange_num", "oranges"),
            _sum("fruit", "apples", "oranges", "fruit"),
            _product("price", "fruit", "tax", "price"),
        ),
    ),
    Exhibit(
        "two diamonds",
        {"x": 1.0},
        (
            _times("p", 2, "x"),
            _times("q", 3, "x"),
            _sum("y", "p", "q"),
            _times("r", 4, "y"),
            _times("s", -1, "y"),
            _sum("z", "r", "s"),
        ),
    ),
)
