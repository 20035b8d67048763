"""The shop of notebook 01, computed by the reader's own layers, and never by ours.

Two multiplications, an addition and the tax are wired here; what they compute forwards and backwards is whatever the
reader's MulLayer and AddLayer return, wrong numbers included. What cannot be a number is reported in one line, with
the node where it happened. This module knows nothing of widgets, pictures or right answers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from .readers import Problem, RunStopped, as_number, called, in_words, unwritten

Number = int | float
Inputs = Mapping[str, Number]


@dataclass(frozen=True)
class Gate:
    """One of the reader's layers at work: `name` is made of `inputs` by a fresh layer of the class `layer`."""

    name: str
    layer: str
    symbol: str
    inputs: tuple[str, str]
    words: str


@dataclass
class Run:
    """One walk through the shop: the numbers by vertex as far as it came, and what stopped it.

    gradients   d price / d vertex, as the reader's backward passes say
    locals      for each gate what its backward returns for an upstream gradient of 1, where it returns numbers
    """

    values: dict[str, float] = field(default_factory=dict)
    gradients: dict[str, float] = field(default_factory=dict)
    locals: dict[str, tuple[float, float]] = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True)
class Nudge:
    """What raising one input by `size` does to the price: `rate` is the change of the price per unit of the input."""

    before: float
    after: float
    size: float

    @property
    def rate(self) -> float:
        """The slope measured."""
        return (self.after - self.before) / self.size


INPUTS = ("apple", "apple_num", "orange", "orange_num", "tax")
GATES = (
    Gate("apple_cost", "MulLayer", "×", ("apple", "apple_num"), "what the apples cost"),
    Gate("orange_cost", "MulLayer", "×", ("orange", "orange_num"), "what the oranges cost"),
    Gate("subtotal", "AddLayer", "+", ("apple_cost", "orange_cost"), "the fruit before tax"),
    Gate("taxed", "MulLayer", "×", ("subtotal", "tax"), "the price with tax"),
)
RESULT = GATES[-1].name
EXERCISES = {"MulLayer": "1.1", "AddLayer": "1.2"}


class ShopModel:
    """The shop with the reader's two classes in it (None: not written yet)."""

    def __init__(self, mul_layer: Callable[[], Any] | None, add_layer: Callable[[], Any] | None) -> None:
        self._classes = {"MulLayer": mul_layer, "AddLayer": add_layer}

    def run(self, inputs: Inputs) -> Run:
        """Walk forwards, then backwards with an upstream gradient of 1; stop where the reader's code stops."""
        run = Run(values=dict(inputs))
        with redirect_stdout(io.StringIO()):  # a reader's print would appear once for each move of a slider
            layers = self._forward(run)
            if run.problem is None:
                self._backward(run, layers)
        return run

    def nudge(self, inputs: Inputs, name: str, size: float) -> Nudge | None:
        """Raise the input `name` by `size` and measure the price again; None where there is no price."""
        before = self._price(inputs)
        after = self._price({**inputs, name: inputs[name] + size})
        return None if before is None or after is None else Nudge(before, after, size)

    def _price(self, inputs: Inputs) -> float | None:
        run = Run(values=dict(inputs))
        with redirect_stdout(io.StringIO()):
            self._forward(run)
        return run.values.get(RESULT)

    def _forward(self, run: Run) -> dict[str, Any]:
        layers: dict[str, Any] = {}
        for gate in GATES:
            try:
                layers[gate.name] = self._make(gate)
                run.values[gate.name] = _forward(gate, layers[gate.name], run)
            except RunStopped as stop:
                run.problem = Problem(gate.name, str(stop), stop.waiting)
                break
        return layers

    def _backward(self, run: Run, layers: Mapping[str, Any]) -> None:
        run.gradients[RESULT] = 1.0
        for gate in reversed(GATES):
            try:
                downstream = _backward(gate, layers[gate.name], run.gradients[gate.name])
            except RunStopped as stop:
                run.problem = Problem(gate.name, str(stop), stop.waiting)
                break
            run.gradients.update(zip(gate.inputs, downstream, strict=True))
            self._local(run, gate)

    def _local(self, run: Run, gate: Gate) -> None:
        """Ask a fresh layer for its local gradients: what comes back for an upstream gradient of 1."""
        try:
            layer = self._make(gate)
            _forward(gate, layer, run)
            run.locals[gate.name] = _backward(gate, layer, 1.0)
        except RunStopped:
            pass  # the run itself shows what there is to show

    def _make(self, gate: Gate) -> Any:
        return _called(gate.layer, "", self._classes[gate.layer])


def _forward(gate: Gate, layer: Any, run: Run) -> float:
    arguments = tuple(run.values[name] for name in gate.inputs)
    call = f"forward({', '.join(map(in_words, arguments))})"
    returned = _called(gate.layer, call, lambda: layer.forward(*arguments))
    value = as_number(returned)
    if value is None:
        raise RunStopped(f"your {gate.layer}.{call} returned {in_words(returned)}; a number was expected")
    return value


def _backward(gate: Gate, layer: Any, upstream: float) -> tuple[float, float]:
    call = f"backward({in_words(upstream)})"
    returned = _called(gate.layer, call, lambda: layer.backward(upstream))
    numbers = [as_number(part) for part in returned] if isinstance(returned, (tuple, list)) else []
    match numbers:
        case [float() as dx, float() as dy]:
            return dx, dy
    raise RunStopped(f"your {gate.layer}.{call} returned {in_words(returned)}; two numbers (dx, dy) were expected")


def _called(layer: str, call: str, function: Callable[[], Any] | None) -> Any:
    """Call the reader's code; whatever it raises becomes one line."""
    what = f"{layer}.{call}".rstrip(".").split("(", maxsplit=1)[0]
    return called(f"{layer}.{call}" if call else f"{layer}()", function, _unwritten(layer, what))


def _unwritten(layer: str, what: str) -> str:
    return unwritten(what, EXERCISES[layer], layer)
