"""The shop told step by step: frames, what a node says about itself, and the sentence after a nudge.

Everything here turns the numbers of a `Run` into words; where a number comes from is `shop_model`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..draw import short
from ..graph import Graph
from .frames import GraphFrame, Tone
from .readers import agree, in_words
from .shop_model import GATES, INPUTS, RESULT, Gate, Inputs, Nudge, Run

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Dial:
    """A slider: its range, the unit of its number, and the nudge that fits it."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    nudge: float
    nudge_label: str
    nudged: str
    per: str


@dataclass(frozen=True)
class Preset:
    """A named setting of the five inputs, with the question that it was made for."""

    name: str
    inputs: Inputs
    question: str


DIALS = (
    Dial("apple", "price of an apple", "won", 0, 300, 1, 1, "+1 won", "An apple costs 1 won more", "per won"),
    Dial("apple_num", "number of apples", "apples", 0, 10, 1, 1, "+1 apple", "One apple more", "per apple"),
    Dial("orange", "price of an orange", "won", 0, 300, 1, 1, "+1 won", "An orange costs 1 won more", "per won"),
    Dial("orange_num", "number of oranges", "oranges", 0, 10, 1, 1, "+1 orange", "One orange more", "per orange"),
    Dial("tax", "tax factor (1.1 is 10 %)", "", 1, 1.5, 0.01, 0.01, "+0.01", "The factor is 0.01 higher", "per 1.0"),
)


def _inputs(apple: float, apple_num: float, orange: float, orange_num: float, tax: float) -> Inputs:
    return dict(zip(INPUTS, (apple, apple_num, orange, orange_num, tax), strict=True))


PRESETS = (
    Preset("the shop", _inputs(100, 2, 150, 3, 1.1), "An apple becomes 1 won dearer: by how much does the price grow?"),
    Preset("no tax", _inputs(100, 2, 150, 3, 1), "The factor is 1 now. Four gradients get smaller; which one stays?"),
    Preset("a free apple", _inputs(0, 2, 150, 3, 1.1), "An apple costs nothing. What does one more apple add?"),
    Preset("no oranges", _inputs(100, 2, 150, 0, 1.1), "Nobody buys oranges. Does their price still matter?"),
)
_OPENING = GraphFrame("Five inputs", "Five numbers wait on the left. Nothing is computed yet.")
_TURN = "The price changes by 1 when the price changes by 1: that 1 is the first upstream gradient."
_DONE = "Every input has its gradient. Nudge one below: does the measurement say the same?"
_OWN_QUESTION = "An apple becomes 1 won dearer: by how much does the price grow now?"


def shop_graph() -> Graph:
    """Return the picture of the shop, without numbers."""
    graph = Graph()
    for name in INPUTS:
        graph.input(name)
    for gate in GATES:
        graph.gate(gate.name, gate.symbol, gate.inputs)
    graph.output("price", RESULT)
    return graph


WIRES = tuple(edge.source for edge in shop_graph().edges)  # in the shop every vertex has one wire


def frames(run: Run, inputs: Inputs) -> list[GraphFrame]:
    """Return the steps of a run: inputs, forward through each gate, the turn, backward through each gate."""
    values = {name: float(inputs[name]) for name in INPUTS}
    told = [_frame(values, {}, (), _OPENING)]
    for gate in GATES:
        if gate.name not in run.values:
            return [*told, _stop(run, values, {})]
        values = {**values, gate.name: run.values[gate.name]}
        told.append(_forward(gate, values, inputs))
    gradients = {RESULT: run.gradients[RESULT]}
    turn = GraphFrame("Turn round", _TURN, _next(GATES[-1], values, 1.0), "backward")
    told.append(_frame(values, gradients, (RESULT,), turn))
    for gate in reversed(GATES):
        if any(name not in run.gradients for name in gate.inputs):
            return [*told, _stop(run, values, gradients)]
        gradients = {**gradients, **{name: run.gradients[name] for name in gate.inputs}}
        told.append(_backward(gate, values, gradients))
    return told


def first_step(told: list[GraphFrame]) -> int:
    """Return the step that is shown first: the last one before anything goes backwards, or where the code stopped."""
    forward = [i for i, frame in enumerate(told) if frame.tone in ("forward", "waiting", "trouble")]
    return forward[-1] if told[-1].tone in ("waiting", "trouble") else forward[len(GATES) - 1]


def question(inputs: Inputs) -> str:
    """Return the question of the preset that these inputs are."""
    return next((preset.question for preset in PRESETS if preset.inputs == inputs), _OWN_QUESTION)


def details(run: Run, inputs: Inputs) -> dict[str, Any]:
    """Return for every vertex what the side panel says: its number, and upstream x local = downstream for a gate."""
    told: dict[str, Any] = {dial.name: _input_detail(dial, run, inputs) for dial in DIALS}
    told |= {gate.name: _gate_detail(gate, run) for gate in GATES}
    total = run.values.get(RESULT)
    return told | {
        "price": {
            "title": "price, the output",
            "wire": RESULT,
            "forward": "" if total is None else f"price = {short(total)} won",
            "inputs": 0,
            "backward": [],
            "note": "Backward starts here with an upstream gradient of 1.",
        }
    }


def nudge_sentence(dial: Dial, nudge: Nudge) -> str:
    """Say what a nudge did, with the rate that it measures."""
    before, after, change = short(nudge.before), short(nudge.after), short(nudge.after - nudge.before)
    moved = f"{dial.nudged}: the price goes from {before} to {after}, a change of {change}."
    return moved if dial.nudge == 1 else f"{moved} Divided by {dial.nudge:g}, that is {short(nudge.rate)} {dial.per}."


def _frame(values: Numbers, gradients: Numbers, fresh: tuple[str, ...], frame: GraphFrame) -> GraphFrame:
    """Write the numbers known so far on the wires of a frame."""
    return replace(
        frame,
        values=tuple(short(values[wire]) if wire in values else None for wire in WIRES),
        gradients=tuple(short(gradients[wire]) if wire in gradients else None for wire in WIRES),
        fresh=tuple(WIRES.index(name) for name in fresh),
    )


def _forward(gate: Gate, values: Numbers, inputs: Inputs) -> GraphFrame:
    arguments = ", ".join(in_words(values[name]) for name in gate.inputs)
    last = gate is GATES[-1]
    text = f"Your {gate.layer}.forward({arguments}) returned {short(values[gate.name])}: {gate.words}."
    ask = f"{question(inputs)} Write it down, then press Step." if last else ""
    frame = GraphFrame(f"Forward through {gate.symbol}", text, ask, "forward", gate.name)
    return _frame(values, {}, (gate.name,), frame)


def _backward(gate: Gate, values: Numbers, gradients: Numbers) -> GraphFrame:
    dx, dy = (short(gradients[name]) for name in gate.inputs)
    call = f"{gate.layer}.backward({in_words(gradients[gate.name])})"
    text = f"Your {call} returned {dx} for {gate.inputs[0]} and {dy} for {gate.inputs[1]}."
    rest = GATES[: GATES.index(gate)]
    ask = _next(rest[-1], values, gradients[rest[-1].name]) if rest else _DONE
    frame = GraphFrame(f"Backward through {gate.symbol}", text, ask, "backward" if rest else "done", gate.name)
    return _frame(values, gradients, gate.inputs, frame)


def _next(gate: Gate, values: Numbers, upstream: float) -> str:
    x, y = (short(values[name]) for name in gate.inputs)
    return f"Next comes {gate.symbol}, which was given {x} and {y}. What will it send back for {short(upstream)}?"


def _stop(run: Run, values: Numbers, gradients: Numbers) -> GraphFrame:
    assert run.problem is not None, "a run without a problem has all its numbers"
    tone: Tone = "waiting" if run.problem.waiting else "trouble"
    gate = next(gate for gate in GATES if gate.name == run.problem.gate)
    heading = "Not written yet" if run.problem.waiting else f"Stopped at {gate.symbol}, {gate.name}"
    message = run.problem.message[0].upper() + run.problem.message[1:] + "."
    return _frame(values, gradients, (), GraphFrame(heading, message, "", tone, gate.name))


def _input_detail(dial: Dial, run: Run, inputs: Inputs) -> dict[str, Any]:
    gradient = run.gradients.get(dial.name)
    return {
        "title": f"{dial.name}, {dial.label}",
        "wire": dial.name,
        "forward": f"{dial.name} = {inputs[dial.name]:g}",
        "inputs": 0,
        "backward": [],
        "note": "" if gradient is None else f"d price / d {dial.name} = {short(gradient)} won {dial.per}",
    }


def _gate_detail(gate: Gate, run: Run) -> dict[str, Any]:
    value = run.values.get(gate.name)
    known = value is not None
    x, y = (short(run.values.get(name)) for name in gate.inputs)
    return {
        "title": f"{gate.symbol} makes {gate.name}",
        "wire": gate.name,
        "forward": f"{x} {gate.symbol} {y} = {short(value)}" if known else "",
        "inputs": len(gate.inputs),
        "backward": [_product(gate, run, slot) for slot in (0, 1)] if gate.inputs[0] in run.gradients else [],
        "note": "local: what your backward returns for an upstream of 1",
    }


def _product(gate: Gate, run: Run, slot: int) -> dict[str, Any]:
    """Return upstream, local, downstream of one wire into a gate, and whether the product holds."""
    upstream, downstream = run.gradients[gate.name], run.gradients[gate.inputs[slot]]
    pair = run.locals.get(gate.name)
    local = None if pair is None else pair[slot]
    product = None if local is None else upstream * local
    return {
        "wire": gate.inputs[slot],
        "upstream": short(upstream),
        "local": short(local),
        "downstream": short(downstream),
        "product": short(product),
        "holds": product is None or agree(product, downstream),
    }
