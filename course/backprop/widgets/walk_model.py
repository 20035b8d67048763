"""Walks over small graphs in the order that the reader's topological_order gives, and in five broken ones.

A walk is a list of names, made from the reader's own list; what is handed along the wires is written down in a ledger,
from which gradients and missing shares are read. This module finds no order and fills in no node: it knows nothing of
widgets or pictures, and without the reader's list nothing moves.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

from ..graph import Node
from .readers import RunStopped, as_number, called, in_words, unwritten
from .walk_graphs import Exhibit, Wire

Order = Sequence[str]
ORDER, BACKWARD = "topological_order", "backward"
EXERCISES = {ORDER: "7.1", BACKWARD: "7.2"}


def _by_steps(exhibit: Exhibit, order: Order) -> list[str]:
    """The nodes by their least distance from the output: as if each handed on when first reached."""
    steps = {exhibit.output: 0}
    for gate in reversed(exhibit.gates):
        for source in gate.inputs:
            steps[source] = min(steps.get(source, len(exhibit.names)), steps[gate.name] + 1)
    back = list(reversed(order))  # nodes at one distance stay as they follow one another on the way back
    return sorted(back, key=lambda name: steps[name])


def _every_path(exhibit: Exhibit, order: Order) -> Iterator[str]:
    """As if each node handed on again whenever something has come."""

    def onwards(name: str) -> Iterator[str]:
        yield name
        for source in exhibit.inputs_of(name):
            yield from onwards(source)

    return onwards(exhibit.output)


def _one_of_each_number(exhibit: Exhibit, order: Order) -> list[str]:
    """Of nodes with equal numbers only the first is listed."""
    values = exhibit.values()
    listed: dict[float, str] = {}
    for name in order:
        listed.setdefault(values[name], name)
    return list(listed.values())[::-1]


@dataclass(frozen=True)
class Walk:
    """A way to use the reader's list: which nodes are visited, and whether what arrives replaces what was there."""

    name: str
    visits: Callable[[Exhibit, Order], Iterator[str] | Sequence[str]]
    overwrite: bool = False


WALKS = (
    Walk("your order", lambda exhibit, order: order[::-1]),
    Walk("forwards", lambda exhibit, order: order),
    Walk("first arrival", _by_steps),
    Walk("every arrival", _every_path),
    Walk("overwrite", lambda exhibit, order: order[::-1], overwrite=True),
    Walk("by value", _one_of_each_number),
)


@dataclass(frozen=True)
class Visit:
    """One node hands on.

    upstream   the gradient that it has at this moment
    shares     what goes down each of its wires
    waiting    how many shares it still waited for; `again` if it has handed on before
    late       nodes that receive a share although their own turn is over
    gradients, pending   of all nodes afterwards; below 0 where more has come than there are uses
    """

    name: str
    upstream: float
    shares: dict[Wire, float]
    waiting: int
    again: bool
    late: tuple[str, ...]
    gradients: dict[str, float]
    pending: dict[str, int]


class Ledger:
    """All that was handed along wires, in order of time."""

    def __init__(self, exhibit: Exhibit, overwrite: bool) -> None:
        self.exhibit, self.overwrite = exhibit, overwrite
        self.entries: list[tuple[Wire, float]] = []

    def gradient(self, name: str) -> float:
        """What a node has received: the sum, or the last entry where that replaces all others."""
        received = [share for (source, _), share in self.entries if source == name]
        if name == self.exhibit.output:
            return 1.0
        return float(sum(received[-1:] if self.overwrite else received))

    def pending(self, name: str) -> int:
        """How many shares a node still waits for."""
        return self.exhibit.uses(name) - sum(source == name for (source, _), _ in self.entries)


def replay(exhibit: Exhibit, walk: Walk, order: Order) -> list[Visit]:
    """Follow a walk through the reader's list; visits of inputs, which hand nothing on, are left out."""
    ledger, slopes, told = Ledger(exhibit, walk.overwrite), exhibit.slopes(), list[Visit]()
    visits = [name for name in walk.visits(exhibit, order) if exhibit.inputs_of(name)]
    for position, name in enumerate(visits):
        upstream, waiting = ledger.gradient(name), ledger.pending(name)
        shares = {wire: upstream * slope for wire, slope in slopes.items() if wire[1] == name}
        ledger.entries += shares.items()
        over = set(visits[: position + 1]) - set(visits[position + 1 :])
        told.append(
            Visit(
                name,
                upstream,
                shares,
                waiting,
                name in visits[:position],
                tuple(source for source, _ in shares if source in over),
                {each: ledger.gradient(each) for each in exhibit.names},
                {each: ledger.pending(each) for each in exhibit.names},
            )
        )
    return told


# --- the reader's functions ------------------------------------------------------------------------------------------


def nodes(exhibit: Exhibit) -> dict[str, Node]:
    """The graph as the reader's functions get it, made anew."""
    values, slopes = exhibit.values(), exhibit.slopes()
    made: dict[str, Node] = {}
    for name in exhibit.names:
        parents = [(made[source], slopes[source, name]) for source in exhibit.inputs_of(name)]
        made[name] = Node(values[name], parents, name=name)
    return made


def order_of(function: Callable[..., Any] | None, exhibit: Exhibit) -> list[str]:
    """Ask the reader's topological_order for its list.

    Raises:
        RunStopped: it is not written yet, raised, or returned something that is no list of the graph's nodes.
    """
    graph = nodes(exhibit)
    returned = _ask(ORDER, function, graph[exhibit.output])
    known = {id(node): name for name, node in graph.items()}
    if not isinstance(returned, (list, tuple)):
        raise RunStopped(f"your {ORDER} returned {in_words(returned)}; a list of nodes was expected")
    if strangers := [each for each in returned if id(each) not in known]:
        raise RunStopped(
            f"your {ORDER} returned a list with {in_words(strangers[0])} in it, which is no node of the graph"
        )
    return [known[id(each)] for each in returned]


def gradients_of(function: Callable[..., Any] | None, exhibit: Exhibit) -> dict[str, float]:
    """Let the reader's backward walk over the graph, and read what it leaves.

    Raises:
        RunStopped: it is not written yet, raised, or left something that is no number.
    """
    graph = nodes(exhibit)
    _ask(BACKWARD, function, graph[exhibit.output])
    found = {name: as_number(node.grad) for name, node in graph.items()}
    if odd := [name for name, grad in found.items() if grad is None]:
        raise RunStopped(f"your {BACKWARD} left {in_words(graph[odd[0]].grad)} in {odd[0]}.grad; a number was expected")
    return {name: grad for name, grad in found.items() if grad is not None}


def _ask(name: str, function: Callable[..., Any] | None, output: Node) -> Any:
    with redirect_stdout(io.StringIO()):
        return called(f"{name}({output.name})", function, unwritten(name, EXERCISES[name], name), output)
