"""Walks told step by step: pictures, frames with what each node still waits for, and the sum at the end.

Everything here turns visits into words; where they come from is `walk_model`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..draw import short
from ..graph import Graph, WireKey
from .frames import GraphFrame, factor
from .readers import agree
from .walk_graphs import Exhibit, Numbers
from .walk_model import Visit, Walk

OUT = "out"
_QUESTIONS = {
    "six nodes": "c is used three times. Which nodes must hand on before c may? Write it down, then press Step.",
    "the shop": "Every value is used once. Which node can hand on first, and which of them has to wait?",
    "two diamonds": "x and y are used twice each. How many paths lead from x to z, and how many wires?",
}
_BROKEN = {
    "forwards": "The list is not reversed. What do the inputs hand on, before anything has come back?",
    "first arrival": "A node hands on when its first share has come. Which node is reached too early?",
    "every arrival": "A node hands on whenever a share has come. Whose gradient goes down more than once?",
    "overwrite": "A share replaces what was there. Which nodes lose something?",
    "by value": "Nodes are recognised by their number. Which two are taken for one?",
}


_LAST = "No gate is left. Are all gradients right? Press Step: nudging will tell."
_BREAK = "Now break it: choose another walk. Which gradients will be wrong, and are they too small or too large?"
_HIDDEN = "This walk is broken, and on this graph it does not show. Why not?"


@dataclass(frozen=True)
class WalkFrame(GraphFrame):
    """One step of a walk.

    pending  by node: what its badge says, "" for no badge
    board    by node: name, missing shares, gradient, measured, difference, as text; and "right", "wrong" or ""
    """

    pending: Mapping[str, str] | None = None
    board: tuple[tuple[str, ...], ...] = ()


def graph_of(exhibit: Exhibit) -> Graph:
    """Return the picture of an exhibit with its values."""
    graph = Graph()
    for name in exhibit.inputs:
        graph.input(name)
    for gate in exhibit.gates:
        graph.gate(gate.name, gate.label, gate.inputs)
    graph.output(OUT, exhibit.output)
    return graph.with_numbers(exhibit.values())


def final(exhibit: Exhibit, visits: Sequence[Visit]) -> Graph:
    """Return the picture with what was handed along each wire at last; 0 where nothing was."""
    last = {wire: share for visit in visits for wire, share in visit.shares.items()}
    shares: dict[WireKey, float | None] = {wire: last.get(wire, 0.0) for wire in exhibit.wires}
    shares[exhibit.output, OUT] = 1.0
    return graph_of(exhibit).with_numbers(gradients=shares)


def frames(exhibit: Exhibit, walk: Walk, visits: Sequence[Visit], note: str = "") -> list[WalkFrame]:
    """Return the steps: the beginning, one for each node that hands on, the sum; `note` is added to the last."""
    shares: dict[tuple[str, str], float] = {(exhibit.output, OUT): 1.0}
    gradients = {name: float(name == exhibit.output) for name in exhibit.names}
    pending = {name: exhibit.uses(name) for name in exhibit.names}
    told = [_numbered(exhibit, shares, gradients, pending, _opening(exhibit, walk))]
    for visit in visits:
        shares |= visit.shares
        frame = _told(exhibit, visit, visit is visits[-1])
        told.append(_numbered(exhibit, shares, visit.gradients, visit.pending, frame, visit.shares))
        gradients, pending = visit.gradients, visit.pending
    return [*told, _numbered(exhibit, shares, gradients, pending, _sum(exhibit, walk, gradients, note), (), True)]


def stopped(exhibit: Exhibit, message: str, waiting: bool) -> list[WalkFrame]:
    """Return the only step there is where the reader's code gives no order."""
    heading, tone = ("Not written yet", "waiting") if waiting else ("No order to walk in", "trouble")
    values = tuple(short(edge.value) for edge in graph_of(exhibit).edges)
    nothing = (None,) * len(values)
    return [WalkFrame(heading, message, "", tone, "", values, nothing, nothing, pending={})]  # type: ignore[arg-type]


def differences(exhibit: Exhibit, gradients: Numbers) -> dict[str, float]:
    """By how much each gradient differs from what nudging measures; only those that do."""
    measured = exhibit.measured()
    return {n: gradients[n] - measured[n] for n in exhibit.names if not agree(gradients[n], measured[n])}


def in_numbers(exhibit: Exhibit, gradients: Numbers) -> str:
    """Say what is wrong with a set of gradients, or that nothing is."""
    wrong, measured = differences(exhibit, gradients), exhibit.measured()
    if not wrong:
        return f"All {len(exhibit.names)} gradients are what nudging measures."
    parts = [f"{name} has {short(gradients[name])} instead of {_number(measured[name])}" for name in reversed(wrong)]
    return f"Wrong at {len(wrong)} of {len(exhibit.names)} nodes: {', '.join(parts)}."


def compared(exhibit: Exhibit, gradients: Numbers) -> str:
    """Say whether the reader's backward leaves what nudging measures."""
    if not differences(exhibit, gradients):
        return "Your backward leaves the same numbers in grad."
    return f"Your backward leaves other numbers. {in_numbers(exhibit, gradients)}"


def _opening(exhibit: Exhibit, walk: Walk) -> WalkFrame:
    output = exhibit.output
    text = f"{output} moves by 1 per 1 of itself: its gradient is 1. Each node shows for how many shares it waits."
    return WalkFrame("The way back begins", text, _BROKEN.get(walk.name) or _QUESTIONS[exhibit.name], "start", output)


def _told(exhibit: Exhibit, visit: Visit, last: bool) -> WalkFrame:
    has = f"{visit.name} has {short(visit.upstream)}"
    if visit.waiting > 0:
        has += f" and still waits for {visit.waiting} {'share' if visit.waiting == 1 else 'shares'}"
    slopes = exhibit.slopes()
    products = [
        f"{short(visit.upstream)} × {factor(slopes[wire])} = {short(share)} to {wire[0]}"
        for wire, share in visit.shares.items()
    ]
    text = f"{has}. It hands {' and '.join(products)}."
    if visit.late:
        text += f" Too late for {' and '.join(visit.late)}: what comes now goes no further."
    early = "too early" if visit.waiting > 0 else ""
    heading = " ".join(word for word in (visit.name, "hands on", "again" if visit.again else early) if word)
    trouble = visit.waiting > 0 or visit.again or visit.late
    ask = "" if trouble else _LAST if last else _next(visit)
    return WalkFrame(heading, text, ask, "trouble" if trouble else "backward", visit.name)


def _next(visit: Visit) -> str:
    """Ask about a node that has become complete, or still waits."""
    for source, _ in visit.shares:
        left = visit.pending[source]
        if left > 0:
            missing = "share" if left == 1 else "shares"
            return f"{source} now has {short(visit.gradients[source])}. For which {missing} does it still wait?"
    return "Which node is complete now and hands on next?"


def _sum(exhibit: Exhibit, walk: Walk, gradients: Numbers, note: str) -> WalkFrame:
    right = not differences(exhibit, gradients)
    text = f"{in_numbers(exhibit, gradients)} {note}".strip()
    return WalkFrame(
        "The walk is over", text, _HIDDEN if walk.name in _BROKEN else _BREAK, "done" if right else "trouble"
    )


def _numbered(
    exhibit: Exhibit,
    shares: Mapping[tuple[str, str], float],
    gradients: Numbers,
    pending: Mapping[str, int],
    frame: WalkFrame,
    fresh: Mapping[tuple[str, str], float] | tuple[()] = (),
    over: bool = False,
) -> WalkFrame:
    """Write the numbers known so far into a frame; at the end, what nudging measures beside them."""
    edges = graph_of(exhibit).edges
    wires = [(edge.source, edge.target) for edge in edges]
    measured = exhibit.measured() if over else {}
    return replace(
        frame,
        values=tuple(short(edge.value) for edge in edges),
        gradients=tuple(short(shares[wire]) if wire in shares else None for wire in wires),
        locals=(None,) * len(wires),
        fresh=tuple(wires.index(wire) for wire in fresh),
        pending={name: _badge(left) for name, left in pending.items() if name != exhibit.output},
        board=tuple(_row(name, pending[name], gradients[name], measured.get(name)) for name in exhibit.names),
    )


def _row(name: str, pending: int, gradient: float, measured: float | None) -> tuple[str, ...]:
    waits = str(pending) if pending >= 0 else f"{-pending} too many"
    if measured is None:
        return name, waits, short(gradient), "", "", ""
    if agree(gradient, measured):
        return name, waits, short(gradient), _number(measured), "0", "right"
    return name, waits, short(gradient), _number(measured), _number(gradient - measured), "wrong"


def _badge(left: int) -> str:
    return "✓" if left == 0 else str(left) if left > 0 else f"+{-left}"


def _number(measured: float) -> str:
    """A measured number is sure to about nine digits; what is beyond is not shown."""
    return short(round(measured, 6) + 0.0)
