"""Nodes that remember where they came from, and the record of a graph that is to be drawn.

`Node` is what notebook 07 walks over: a number, its parents, the local gradients. `Graph` is the picture of a
computation: what is drawn, in which order it was built, and the numbers on its wires. Nothing in this module computes a
gradient or sorts a graph; both are exercises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["input", "gate", "output"]
WireKey = str | tuple[str, str]
Values = Mapping[str, float | None]
Gradients = Mapping[str, float | None] | Mapping[WireKey, float | None]


class Node:
    """One number of a computation, with the nodes that it was computed from.

    value    float: what the node is
    parents  pairs (node, local gradient): d value / d parent, a float; a parent may occur in several pairs
    grad     float, 0.0 at first: room for the gradient of an output with respect to this node
    name     optional, for people

    Nodes are compared and hashed by identity: two nodes with the same number are two nodes. They have no `__slots__`,
    so an algorithm may leave a mark of its own on them.

        x = Node(3.0, name="x")
        square = Node(x.value**2, parents=[(x, 3.0), (x, 3.0)])     # x * x: two pairs, one parent
    """

    def __init__(self, value: float, parents: Iterable[tuple[Node, float]] = (), name: str | None = None) -> None:
        self.value = float(value)
        self.parents = tuple(_pair(parent) for parent in parents)
        self.grad = 0.0
        self.name = name

    def __repr__(self) -> str:
        label = f"{self.name!r}, " if self.name is not None else ""
        return f"Node({label}value={self.value!r}, {len(self.parents)} parents, grad={self.grad!r})"


def _pair(parent: object) -> tuple[Node, float]:
    """Return one (node, local gradient) pair, checked, or say in one line what it should have been."""
    match parent:
        case (Node() as node, (int() | float()) as local):
            return node, float(local)
        case (Node() as node, local) if hasattr(local, "__float__"):  # NumPy's scalars
            return node, float(local)
    raise TypeError(f"Node: parents are pairs (node, local gradient), as in [(x, 2.0)]; one of them is {parent!r}")


@dataclass(frozen=True)
class Vertex:
    """One node of a picture. `symbol` is what a gate shows (+, ×, max); inputs and outputs show their name."""

    name: str
    kind: Kind
    symbol: str = ""

    @property
    def label(self) -> str:
        """What is written inside the node."""
        return self.symbol or self.name


@dataclass(frozen=True)
class Edge:
    """One wire of a picture, from vertex to vertex; a number that is not known yet is None.

    `local` is the derivative of the gate that the wire enters with respect to it; few pictures show it.
    """

    source: str
    target: str
    value: float | None = None
    gradient: float | None = None
    local: float | None = None


class Graph:
    """A computation to be drawn: vertices in the order in which they were added, and the wires between them.

    A vertex is wired to vertices that exist already, so the order of construction is an order of computation.

        graph = Graph()
        graph.input("x"), graph.input("y"), graph.input("z")
        graph.gate("q", "+", ["x", "y"])
        graph.gate("f", "×", ["q", "z"])
        graph.output("out", "f")
        graph.with_numbers(values={"x": -2, "y": 5, "q": 3}, gradients={"f": 1})
    """

    def __init__(self) -> None:
        self._vertices: dict[str, Vertex] = {}
        self._edges: list[Edge] = []

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        """The vertices, in order of construction."""
        return tuple(self._vertices.values())

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The wires, in order of construction."""
        return tuple(self._edges)

    def __getitem__(self, name: str) -> Vertex:
        return self._vertices[name]

    def input(self, name: str) -> str:
        """Add a vertex where a number enters, and return its name."""
        return self._add(Vertex(name, "input"), [])

    def gate(self, name: str, symbol: str, inputs: Iterable[str]) -> str:
        """Add a gate that computes `name` from the vertices `inputs` (one may occur twice), and return its name."""
        return self._add(Vertex(name, "gate", symbol), list(inputs))

    def output(self, name: str, source: str) -> str:
        """Add a vertex where the number of `source` leaves, and return its name."""
        return self._add(Vertex(name, "output"), [source])

    def with_numbers(
        self, values: Values | None = None, gradients: Gradients | None = None, local: Gradients | None = None
    ) -> Graph:
        """Return the same graph with these numbers on its wires; wires that are not named keep theirs.

        values     by vertex: all wires that leave a vertex carry its value
        gradients  by vertex, or by (source, target) where a vertex has several wires: each carries its own gradient
        local      named in the same way: the local derivatives of the gates that the wires enter
        """
        known: dict[WireKey, float | None] = dict(gradients.items()) if gradients else {}
        near: dict[WireKey, float | None] = dict(local.items()) if local else {}
        self._refuse_unknown([*(values or {}), *known, *near])
        numbered = Graph()
        numbered._vertices = dict(self._vertices)
        numbered._edges = [_numbered(edge, values or {}, known, near) for edge in self._edges]
        return numbered

    def _add(self, vertex: Vertex, inputs: list[str]) -> str:
        if vertex.name in self._vertices:
            raise ValueError(f"Graph: there are two vertices called {vertex.name!r}; give the second another name")
        for source in inputs:
            if source not in self._vertices:
                raise ValueError(f"Graph: {vertex.name!r} is wired to {source!r}, which is not there yet; add it first")
        self._vertices[vertex.name] = vertex
        self._edges += [Edge(source, vertex.name) for source in inputs]
        return vertex.name

    def _refuse_unknown(self, keys: list[WireKey]) -> None:
        known = {edge.source for edge in self._edges} | {(edge.source, edge.target) for edge in self._edges}
        for key in keys:
            if key not in known:
                sources = ", ".join(sorted({edge.source for edge in self._edges}))
                raise ValueError(f"Graph: no wire leaves {key!r}; wires leave {sources}")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Show the picture in Jupyter, and a table of the same numbers where there is only text."""
        from .draw import picture  # noqa: PLC0415 -- drawing is needed only when somebody looks

        return picture(self)._repr_mimebundle_()


def _numbered(
    edge: Edge,
    values: Values,
    gradients: Mapping[WireKey, float | None],
    local: Mapping[WireKey, float | None],
) -> Edge:
    """Return `edge` with its numbers."""
    return replace(
        edge,
        value=values.get(edge.source, edge.value),
        gradient=_of_wire(edge, gradients, edge.gradient),
        local=_of_wire(edge, local, edge.local),
    )


def _of_wire(edge: Edge, numbers: Mapping[WireKey, float | None], otherwise: float | None) -> float | None:
    """Return the number of one wire; the key (source, target) comes before the key source."""
    return numbers.get((edge.source, edge.target), numbers.get(edge.source, otherwise))
