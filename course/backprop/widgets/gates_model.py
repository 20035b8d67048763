"""The gates of notebook 02, taken backwards by the reader's own functions, and never by ours.

An exhibit is a row of gates behind one or two inputs. Forward passes that are no exercise are computed here; every
backward pass, and the sigmoid's forward pass, is whatever the reader's function returns, wrong numbers included. This
module knows nothing of widgets, pictures or right answers.
"""

from __future__ import annotations

import io
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .readers import Problem, RunStopped, as_number, called, in_words, unwritten

Numbers = Mapping[str, float]
Wire = tuple[str, str]
Functions = Mapping[str, Callable[..., Any] | None]

EXERCISES = {
    "add_backward": "2.1",
    "mul_backward": "2.2",
    "copy_backward": "2.3",
    "max_backward": "2.4",
    "exp_backward": "2.5",
    "reciprocal_backward": "2.6",
    "sigmoid_forward": "2.8",
    "sigmoid_backward": "2.9",
}
"""The reader's functions that experiments run, with the exercises in which they are written."""
NUDGE = 1e-5


@dataclass(frozen=True)
class Gate:
    """One node: `name` is made of `inputs`, and the reader's function `backward` takes gradients back through it.

    formula    what the node computes, in words of its wires
    forward    floats -> float, or the name of the reader's function
    constants  further arguments of `backward`, whose gradients nobody needs
    keeps      whether `backward` is given the inputs after the upstream gradient
    """

    name: str
    symbol: str
    inputs: tuple[str, ...]
    formula: str
    forward: Callable[..., float] | str
    backward: str
    constants: tuple[float, ...] = ()
    keeps: bool = True

    @property
    def returns(self) -> tuple[str, ...]:
        """What `backward` returns, in the names of its exercise."""
        one = "dz" if self.symbol == "σ" else "dx"
        return (one,) if len(self.inputs + self.constants) == 1 else ("dx", "dy")

    def arguments(self, upstream: Sequence[float], values: Numbers) -> list[float]:
        """Return what `backward` is called with."""
        return [*upstream, *(values[name] for name in self.inputs), *self.constants] if self.keeps else [*upstream]


@dataclass(frozen=True)
class Exhibit:
    """A row of gates: where its numbers enter, and the upstream gradients of what leaves the last gate."""

    name: str
    inputs: tuple[str, ...]
    gates: tuple[Gate, ...]
    outputs: tuple[str, ...] = ("L",)
    upstream: tuple[str, ...] = ("dout",)

    @property
    def dials(self) -> tuple[str, ...]:
        """The numbers that a reader sets."""
        return self.inputs + self.upstream

    @property
    def wires(self) -> tuple[Wire, ...]:
        """All wires, those into the gates first."""
        into = tuple((source, gate.name) for gate in self.gates for source in gate.inputs)
        return into + tuple((self.gates[-1].name, output) for output in self.outputs)

    def wires_from(self, name: str) -> tuple[Wire, ...]:
        """The wires that leave a vertex."""
        return tuple(wire for wire in self.wires if wire[0] == name)


def _pair(name: str, symbol: str, formula: str, forward: Callable[..., float]) -> Exhibit:
    return Exhibit(name, ("x", "y"), (Gate("z", symbol, ("x", "y"), formula, forward, f"{name}_backward"),))


EXHIBITS = (
    _pair("add", "+", "z = x + y", operator.add),
    _pair("mul", "×", "z = x · y", operator.mul),
    Exhibit(
        "copy",
        ("x",),
        (Gate("copies", "copy", ("x",), "both copies are x", lambda x: x, "copy_backward", keeps=False),),
        outputs=("use 1", "use 2"),
        upstream=("dout1", "dout2"),
    ),
    _pair("max", "max", "z = max(x, y)", max),
    Exhibit(
        "four nodes",
        ("z",),
        (
            Gate("m", "×(−1)", ("z",), "m = −z", lambda z: -z, "mul_backward", (-1.0,)),
            Gate("e", "exp", ("m",), "e = exp(m)", math.exp, "exp_backward"),
            Gate("d", "+1", ("e",), "d = 1 + e", lambda e: 1 + e, "add_backward", (1.0,)),
            Gate("y", "1/·", ("d",), "y = 1 / d", lambda d: 1 / d, "reciprocal_backward"),
        ),
    ),
    Exhibit("one node", ("z",), (Gate("y", "σ", ("z",), "y = σ(z)", "sigmoid_forward", "sigmoid_backward"),)),
)


@dataclass
class Run:
    """One walk through an exhibit: the numbers as far as it came, and what stopped it.

    values     by vertex
    gradients  d L / d wire, as the reader's backward functions say; those of the last wires are the upstream gradients
    locals     for each wire into a gate, what the reader's function returns for an upstream gradient of 1 on each of
               the gate's outputs in turn; empty where that is no number
    """

    values: dict[str, float] = field(default_factory=dict)
    gradients: dict[Wire, float] = field(default_factory=dict)
    locals: dict[Wire, tuple[float, ...]] = field(default_factory=dict)
    problem: Problem | None = None


class GateModel:
    """Exhibits with the reader's functions in them (None: not written yet)."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def run(self, exhibit: Exhibit, dials: Numbers) -> Run:
        """Walk forwards, then backwards from the upstream gradients in `dials`; stop where the reader's code stops."""
        run = Run(values={name: float(dials[name]) for name in exhibit.inputs})
        with redirect_stdout(io.StringIO()):  # a reader's print would appear once for each move of a slider
            self._forward(exhibit, run)
            if run.problem is None:
                self._backward(exhibit, dials, run)
        return run

    def nudged(self, exhibit: Exhibit, dials: Numbers) -> dict[str, float]:
        """Measure d L / d input by moving each input up and down; without what cannot be measured."""
        slopes = {}
        weight = sum(dials[name] for name in exhibit.upstream)  # all outputs of a last gate carry the same number
        for name in exhibit.inputs:
            high, low = (self._result(exhibit, {**dials, name: dials[name] + step}) for step in (NUDGE, -NUDGE))
            if high is not None and low is not None:
                slopes[name] = weight * (high - low) / (2 * NUDGE)
        return slopes

    def _result(self, exhibit: Exhibit, dials: Numbers) -> float | None:
        run = Run(values={name: float(dials[name]) for name in exhibit.inputs})
        with redirect_stdout(io.StringIO()):
            self._forward(exhibit, run)
        return run.values.get(exhibit.gates[-1].name)

    def _forward(self, exhibit: Exhibit, run: Run) -> None:
        for gate in exhibit.gates:
            arguments = [run.values[name] for name in gate.inputs]
            try:
                if isinstance(gate.forward, str):
                    (run.values[gate.name],) = self._ask(gate.forward, arguments, ("y",))
                else:
                    run.values[gate.name] = gate.forward(*arguments)
            except RunStopped as stop:
                run.problem = Problem(gate.name, str(stop), stop.waiting)
                return

    def _backward(self, exhibit: Exhibit, dials: Numbers, run: Run) -> None:
        upstream = [float(dials[name]) for name in exhibit.upstream]
        run.gradients.update(zip(exhibit.wires_from(exhibit.gates[-1].name), upstream, strict=True))
        for gate in reversed(exhibit.gates):
            upstream = [run.gradients[wire] for wire in exhibit.wires_from(gate.name)]
            try:
                downstream = self._through(gate, upstream, run.values)
            except RunStopped as stop:
                run.problem = Problem(gate.name, str(stop), stop.waiting)
                return
            wires = [(name, gate.name) for name in gate.inputs]
            run.gradients.update(zip(wires, downstream, strict=True))
            run.locals.update(zip(wires, self._locals(gate, len(upstream), run.values), strict=True))

    def _locals(self, gate: Gate, outputs: int, values: Numbers) -> list[tuple[float, ...]]:
        """Ask the reader's function about an upstream gradient of 1 on each output: the local derivatives."""
        try:
            each = [self._through(gate, [float(i == k) for i in range(outputs)], values) for k in range(outputs)]
        except RunStopped:
            return [()] * len(gate.inputs)  # the run itself shows what there is to show
        return list(zip(*each, strict=True))

    def _through(self, gate: Gate, upstream: Sequence[float], values: Numbers) -> tuple[float, ...]:
        downstream = self._ask(gate.backward, gate.arguments(upstream, values), gate.returns)
        return downstream[: len(gate.inputs)]

    def _ask(self, name: str, arguments: Sequence[float], wanted: tuple[str, ...]) -> tuple[float, ...]:
        """Call the reader's function with 0-d arrays; return as many numbers as `wanted` names."""
        missing = unwritten(name, EXERCISES[name], name)
        returned = called(name, self._functions.get(name), missing, *map(np.array, arguments))
        numbers = _numbers(returned, len(wanted))
        if numbers is None:
            expected = "a number was" if len(wanted) == 1 else f"two numbers ({', '.join(wanted)}) were"
            raise RunStopped(f"your {call(name, arguments)} returned {in_words(returned)}; {expected} expected")
        return numbers


def call(name: str, arguments: Sequence[float]) -> str:
    """Return a call as it would be typed."""
    return f"{name}({', '.join(map(in_words, arguments))})"


def _numbers(returned: object, count: int) -> tuple[float, ...] | None:
    """Return what came back as `count` floats, or None."""
    parts = [returned] if count == 1 else returned
    if not isinstance(parts, (tuple, list)) or len(parts) != count:
        return None
    numbers = [as_number(part) for part in parts]
    return None if None in numbers else tuple(n for n in numbers if n is not None)
