"""Graphs that an examiner puts on the table: built next to the reader's code, walked by it, and read out afterwards.

A graph crosses a wire as three arrays: values (n,), wires (m, 2) of positions (child, parent) in the order of each
child's parents, and slopes (m,), d child / d parent. Nothing here sorts or differentiates a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.graph import Node
from backprop.rooms.room import Misfit

READS = 100_000
"""How often the parents of one graph's nodes may be looked at, all nodes together. A walk along the edges needs a few
looks a node (a chain of 5,000 is the longest); one along all paths of a ladder of diamonds would never end."""


TOO_MANY_READS = f"the parents of its nodes were looked at more than {READS:,} times"


class Patience:
    """Counts looks at the parents in one graph, and ends a walk that goes along every path."""

    def __init__(self) -> None:
        self.reads = 0

    def look(self) -> None:
        """One more look.

        Raises:
            TimeoutError: it was one too many.
        """
        self.reads += 1
        if self.reads > READS:
            raise TimeoutError(TOO_MANY_READS)


class WatchedNode(Node):
    """A node like any other, whose graph knows how often parents are looked at."""

    def __init__(self, patience: Patience, value: float, parents: Iterable[tuple[Node, float]]) -> None:
        self.patience = patience
        super().__init__(value, parents)

    @property
    def parents(self) -> tuple[tuple[Node, float], ...]:
        """Pairs (node, local gradient), as in every node."""
        self.patience.look()
        return self.pairs

    @parents.setter
    def parents(self, pairs: tuple[tuple[Node, float], ...]) -> None:
        self.pairs = pairs


def graph(values: Sequence[float], wires: Sequence[Sequence[int]], slopes: Sequence[float]) -> list[WatchedNode]:
    """The nodes of a graph, in the order of `values`; parents come before their children."""
    patience = Patience()
    parents: list[list[tuple[int, float]]] = [[] for _ in values]
    for (child, parent), slope in zip(wires, slopes, strict=True):
        parents[int(child)].append((int(parent), float(slope)))
    nodes: list[WatchedNode] = []
    for value, pairs in zip(values, parents, strict=True):
        nodes.append(WatchedNode(patience, float(value), [(nodes[position], slope) for position, slope in pairs]))
    return nodes


def node(graph: list[WatchedNode], position: int) -> WatchedNode:
    """One node of a graph."""
    return graph[position]


def positions(graph: list[WatchedNode], order: Any) -> NDArray[np.int64]:
    """Where in the graph the nodes of a list are; -1 for a node that is not there.

    Raises:
        Misfit: it is no list of nodes.
    """
    if isinstance(order, (str, bytes)) or not isinstance(order, Sequence):
        raise Misfit(f"{_kind(order)} instead of a list of nodes")
    if strangers := [item for item in order if not isinstance(item, Node)]:
        raise Misfit(f"a list with {_kind(strangers[0])} in it instead of a list of nodes")
    known = {id(one): position for position, one in enumerate(graph)}
    return np.array([known.get(id(one), -1) for one in order], dtype=np.int64)


def _kind(value: Any) -> str:
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def grads(graph: list[WatchedNode]) -> list[Any]:
    """`grad` of every node, as it is now."""
    return [one.grad for one in graph]


def wiring(graph: list[WatchedNode]) -> NDArray[np.float64]:
    """Values and slopes of a graph as they are now, in one row: shows whether a walk has changed more than `grad`."""
    slopes = chain.from_iterable((slope for _, slope in one.pairs) for one in graph)
    return np.array([*(one.value for one in graph), *slopes], dtype=np.float64)


TOOLS: dict[str, Callable[..., Any]] = {
    "graph": graph,
    "node": node,
    "positions": positions,
    "grads": grads,
    "wiring": wiring,
}
