"""The gates told step by step: pictures, frames, and upstream x local = downstream for every wire.

Everything here turns the numbers of a `Run` into words; where a number comes from is `gates_model`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..draw import short
from ..graph import Graph, WireKey
from .frames import GraphFrame, Tone, factor
from .gates_model import EXHIBITS, Exhibit, Gate, Numbers, Run, call
from .readers import agree, sentence


@dataclass(frozen=True)
class Dial:
    """A slider: what it sets, and its range."""

    name: str
    label: str
    low: float
    high: float
    step: float
    upstream: bool = False


@dataclass(frozen=True)
class Preset:
    """A named setting: an exhibit and its numbers; `follows` where numbers of its twin are kept instead."""

    name: str
    exhibit: str
    dials: Numbers
    follows: bool = False


_PAIR = "Write down what {symbol} sends back to x and what to y, then press Step."
GATES = (
    Preset("add", "add", {"x": -2, "y": 5, "dout": -4}),
    Preset("mul", "mul", {"x": 3, "y": -4, "dout": 1}),
    Preset("copy", "copy", {"x": 5, "dout1": -1, "dout2": 3}),
    Preset("max", "max", {"x": 4, "y": -1, "dout": 2}),
    Preset("a tie", "max", {"x": 2, "y": 2, "dout": 2}),
)
SIGMOID = (
    Preset("four nodes", "four nodes", {"z": 1, "dout": 1}, follows=True),
    Preset("one node", "one node", {"z": 1, "dout": 1}, follows=True),
    Preset("saturated", "one node", {"z": 8, "dout": 1}),
)
PRESETS = GATES + SIGMOID
DIALS = {
    dial.name: dial
    for dial in (
        Dial("x", "x", -5, 5, 0.5),
        Dial("y", "y", -5, 5, 0.5),
        Dial("z", "z", -8, 8, 0.25),
        Dial("dout", "upstream, dout", -4, 4, 0.5, upstream=True),
        Dial("dout1", "upstream of use 1", -4, 4, 0.5, upstream=True),
        Dial("dout2", "upstream of use 2", -4, 4, 0.5, upstream=True),
    )
}
_ASKS = {
    "add": _PAIR.format(symbol="+"),
    "mul": _PAIR.format(symbol="×"),
    "copy": "Write down what the copy sends back to x, then press Step.",
    "max": _PAIR.format(symbol="max"),
    "four nodes": "Four local derivatives lie on the way back to z. Write down the first, of 1/d, then press Step.",
    "one node": "Write down what the one node sends back to z, then press Step.",
}
_CLOSING = {
    "add": "Now move x and y. Which numbers below the wires follow, and why?",
    "mul": "Now set x to 0. Which of the two gradients becomes 0?",
    "copy": "Now set the two upstream gradients to 3 and −3. What reaches x, and what does that say?",
    "max": "Now drag x past y. What happens before the tie, at it, and after it?",
    "four nodes": "Now choose “one node”. Which numbers stay, and which are no longer needed?",
    "one node": "Now drag z. Where is the local derivative largest, and what is left of it at 8?",
}


def graph_of(exhibit: Exhibit) -> Graph:
    """Return the picture of an exhibit, without numbers."""
    graph = Graph()
    for name in exhibit.inputs:
        graph.input(name)
    for gate in exhibit.gates:
        graph.gate(gate.name, gate.symbol, gate.inputs)
    for output in exhibit.outputs:
        graph.output(output, exhibit.gates[-1].name)
    return graph


def numbered(exhibit: Exhibit, run: Run) -> Graph:
    """Return the picture with all numbers of a run; a wire shows a local derivative where there is one for it."""
    gradients: dict[WireKey, float | None] = {wire: gradient for wire, gradient in run.gradients.items()}  # noqa: C416
    local: dict[WireKey, float | None] = {wire: each[0] for wire, each in run.locals.items() if len(each) == 1}
    return graph_of(exhibit).with_numbers(run.values, gradients, local)


def frames(exhibit: Exhibit, run: Run, dials: Numbers, note: str = "") -> list[GraphFrame]:
    """Return the steps: inputs, forward through each gate, the upstream gradient, backward through each gate.

    `note` is added to the text of the last step.
    """
    told = [_frame(exhibit, Run(values=_only(run.values, exhibit.inputs)), _opening(exhibit, dials))]
    known = Run(values=_only(run.values, exhibit.inputs))
    for gate in exhibit.gates:
        if gate.name not in run.values:
            return [*told, _stop(exhibit, run, known)]
        known.values[gate.name] = run.values[gate.name]
        frame = GraphFrame(f"Forward through {gate.symbol}", _forward_text(gate, run), "", "forward", gate.name)
        told.append(_frame(exhibit, known, frame, ((gate.name, _next(exhibit, gate)),)))
    last = exhibit.wires_from(exhibit.gates[-1].name)
    known.gradients.update(_only(run.gradients, last))
    turn = GraphFrame("The upstream gradient arrives", _upstream_text(exhibit, dials), _ask(exhibit, dials), "backward")
    told.append(_frame(exhibit, known, turn, last))
    for gate in reversed(exhibit.gates):
        wires = tuple((name, gate.name) for name in gate.inputs)
        if wires[0] not in run.gradients:
            return [*told, _stop(exhibit, run, known)]
        known.gradients.update(_only(run.gradients, wires))
        known.locals.update(_only(run.locals, wires))
        done = gate is exhibit.gates[0]
        text = _backward_text(exhibit, gate, run) + (f" {note}" if done and note else "")
        ask = _CLOSING[exhibit.name] if done else ""
        frame = GraphFrame(f"Backward through {gate.symbol}", text, ask, "done" if done else "backward", gate.name)
        told.append(_frame(exhibit, known, frame, wires))
    return told


def opening_step(exhibit: Exhibit, told: list[GraphFrame]) -> int:
    """Return the step that is shown first: where the upstream gradient arrives, or where the reader's code stopped."""
    last = len(told) - 1
    return last if told[last].tone in ("waiting", "trouble") else len(exhibit.gates) + 1


def products(exhibit: Exhibit, run: Run, measured: Numbers) -> list[dict[str, Any]]:
    """Return for every wire into a gate what stands below it: upstream x local = downstream, and the measured slope."""
    told = []
    for gate in reversed(exhibit.gates):
        upstream = [run.gradients.get(wire) for wire in exhibit.wires_from(gate.name)]
        for name in gate.inputs:
            wire = (name, gate.name)
            if wire in run.gradients:
                told.append(_product(exhibit, wire, [u for u in upstream if u is not None], run, measured.get(name)))
    return told


def exhibit_of(name: str) -> Exhibit:
    """Return an exhibit by its name."""
    return next(exhibit for exhibit in EXHIBITS if exhibit.name == name)


def _product(
    exhibit: Exhibit, wire: tuple[str, str], upstream: list[float], run: Run, measured: float | None
) -> dict[str, Any]:
    downstream, local = run.gradients[wire], run.locals.get(wire, ())
    product = sum(u * v for u, v in zip(upstream, local, strict=True)) if local else None
    return {
        "position": exhibit.wires.index(wire),
        "wire": wire[0],
        "product": " + ".join(f"{factor(u)} × {factor(v)}" for u, v in zip(upstream, local, strict=False)) or "?",
        "downstream": short(downstream),
        "holds": product is None or agree(product, downstream),
        "measured": "" if measured is None else short(_clean(measured), 5),
        "agrees": None if measured is None else agree(measured, downstream),
    }


def _clean(slope: float) -> float:
    """A slope of 1e-12 is the rounding of a measurement that should have been 0."""
    return slope if abs(slope) > 1e-9 else 0.0


def _only(numbers: Mapping[Any, Any], keys: tuple[Any, ...]) -> dict[Any, Any]:
    return {key: numbers[key] for key in keys if key in numbers}


def _next(exhibit: Exhibit, gate: Gate) -> str:
    return next(target for source, target in exhibit.wires if source == gate.name)


def _frame(exhibit: Exhibit, known: Run, frame: GraphFrame, fresh: tuple[tuple[str, str], ...] = ()) -> GraphFrame:
    """Write the numbers known so far on the wires of a frame."""
    wires = exhibit.wires

    def written(wire: tuple[str, str]) -> str | None:
        local = known.locals.get(wire, ())
        return short(local[0]) if len(local) == 1 else None

    return replace(
        frame,
        values=tuple(short(known.values[source]) if source in known.values else None for source, _ in wires),
        gradients=tuple(short(known.gradients[wire]) if wire in known.gradients else None for wire in wires),
        locals=tuple(written(wire) for wire in wires),
        fresh=tuple(wires.index(wire) for wire in fresh),
    )


def _opening(exhibit: Exhibit, dials: Numbers) -> GraphFrame:
    given = " and ".join(f"{name} = {short(dials[name])}" for name in exhibit.inputs)
    heading = "Two inputs" if len(exhibit.inputs) == 2 else "One input"
    return GraphFrame(heading, f"{given}. Nothing is computed yet.")


def _forward_text(gate: Gate, run: Run) -> str:
    value = short(run.values[gate.name])
    if isinstance(gate.forward, str):
        return f"Your {call(gate.forward, [run.values[name] for name in gate.inputs])} returned {value}."
    return f"{gate.formula}: {value}."


def _upstream_text(exhibit: Exhibit, dials: Numbers) -> str:
    one, *more = (short(dials[name]) for name in exhibit.upstream)
    if more:
        return f"Per 1 of its first use, L moves by {one}; per 1 of its second use, by {more[0]}."
    return f"Per 1 of {exhibit.gates[-1].name}, L moves by {one}."


def _ask(exhibit: Exhibit, dials: Numbers) -> str:
    if exhibit.name == "max" and dials["x"] == dials["y"]:
        return "x and y are equal. What does max send back to each of them? Write it down, then press Step."
    return _ASKS[exhibit.name]


def _backward_text(exhibit: Exhibit, gate: Gate, run: Run) -> str:
    upstream = [run.gradients[wire] for wire in exhibit.wires_from(gate.name)]
    returned = " and ".join(f"{short(run.gradients[name, gate.name])} for {name}" for name in gate.inputs)
    return f"Your {call(gate.backward, gate.arguments(upstream, run.values))} returned {returned}."


def _stop(exhibit: Exhibit, run: Run, known: Run) -> GraphFrame:
    assert run.problem is not None, "a run without a problem has all its numbers"
    tone: Tone = "waiting" if run.problem.waiting else "trouble"
    gate = next(gate for gate in exhibit.gates if gate.name == run.problem.gate)
    heading = "Not written yet" if run.problem.waiting else f"Stopped at {gate.symbol}"
    return _frame(exhibit, known, GraphFrame(heading, sentence(run.problem.message), "", tone, gate.name))
