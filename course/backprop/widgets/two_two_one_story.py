"""The 2-2-1 network told step by step: forward, back, and then one frame a step of gradient descent.

Everything here turns the numbers of a `Run` into words; where a number comes from is `two_two_one_model`'s business.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..graph import Graph
from .frames import GraphFrame, Tone
from .readers import sentence
from .two_two_one_model import Point, Run, Setting

_FIRST = ("x[0]", "x[1]", "W1[0, 0]", "W1[1, 0]", "b1[0]", "W1[0, 1]", "W1[1, 1]", "b1[1]")
_SECOND = ("W2[0]", "W2[1]", "b2")
OPENING = 2
"""The step shown at first: the forward pass is done, and nothing has gone back."""


@dataclass(frozen=True)
class StepFrame(GraphFrame):
    """One step; `taken` is the number of steps of gradient descent so far."""

    taken: int = 0


def network() -> Graph:
    """Return the picture of the network, without numbers."""
    graph = Graph()
    for name in (*_FIRST, *_SECOND, "y"):
        graph.input(name)
    for unit in (0, 1):
        into = ["x[0]", "x[1]", f"W1[0, {unit}]", f"W1[1, {unit}]", f"b1[{unit}]"]
        graph.gate(f"z{unit + 1}", "affine", into)
        graph.gate(f"h{unit + 1}", "σ", [f"z{unit + 1}"])
    graph.gate("z3", "affine", ["h1", "h2", *_SECOND])
    graph.gate("p", "σ", ["z3"])
    graph.gate("L", "bce", ["p", "y"])
    graph.output("loss", "L")
    return graph


WIRES = tuple(edge.source for edge in network().edges)


def frames(run: Run, setting: Setting) -> list[StepFrame]:
    """Return the first point in five steps, then every later point in one; where the run stopped, why."""
    if not run.points:
        return [_stop(run)]
    start, *later = run.points
    told = [*_forward(start), *_backward(start, setting)]
    for taken, (before, after) in enumerate(zip(run.points, later, strict=False), start=1):
        told.append(_moved(before, after, taken, taken == len(later) and not run.problem))
    if run.problem:
        told.append(replace(_stop(run), values=told[-1].values, gradients=told[-1].gradients, taken=len(later)))
    opening = f"{setting.question} Then press Step."
    told[OPENING] = replace(told[OPENING], ask=opening)
    return told


def numbers(known: Mapping[str, float], shown: Sequence[str] | None = None) -> tuple[str | None, ...]:
    """Write numbers on the wires, those in `shown` only; None where there is none."""
    return tuple(digits(known[wire]) if wire in known and (shown is None or wire in shown) else None for wire in WIRES)


def digits(value: float) -> str:
    """Return a number with six decimals, whole numbers without: 0.415433, 1, −0.016160."""
    text = f"{value:.0f}" if abs(value) < 1e6 and value == round(value) else f"{value:.6f}"
    return (text if len(text) < 12 else f"{value:.3g}").replace("-", "−")


def _forward(point: Point) -> list[StepFrame]:
    values = point.values
    given = [*_FIRST, *_SECOND, "y"]
    hidden = [*given, "z1", "z2", "h1", "h2"]
    loss = digits(point.loss)
    return [
        _frame("The network", "Two inputs, nine parameters, one target.", "start", values, given),
        _frame(
            "Forward to the hidden layer",
            f"z = ({digits(values['z1'])}, {digits(values['z2'])}), and the sigmoid makes of it "
            f"h = ({digits(values['h1'])}, {digits(values['h2'])}).",
            "forward",
            values,
            hidden,
            fresh=hidden[-4:],
        ),
        _frame(
            "Forward to the loss",
            f"z3 = {digits(values['z3'])}, p = {digits(values['p'])}, and your two_two_one returns the loss {loss}.",
            "forward",
            values,
            [*hidden, "z3", "p", "L"],
            fresh=["z3", "p", "L"],
        ),
    ]


def _backward(point: Point, setting: Setting) -> list[StepFrame]:
    g = point.gradients
    end = ["L", "p", "z3"]
    second = [*end, *_SECOND, "h1", "h2"]
    first = [*second, "z1", "z2", *_FIRST[2:]]
    told = [
        (
            "Back through the loss",
            f"At p the gradient is {digits(g['p'])}, measured by nudging. At z3 it is what your function returns for "
            f"b2, {digits(g['z3'])}{_compared(point)}.",
            end,
            end,
        ),
        (
            "Back through the second layer",
            f"dW2 = ({digits(g['W2[0]'])}, {digits(g['W2[1]'])}), as your function returns it. The gradients of h are "
            "measured by nudging.",
            second,
            second[3:],
        ),
        (
            "Back through the first layer",
            f"dW1 has the rows ({digits(g['W1[0, 0]'])}, {digits(g['W1[0, 1]'])}) and ({digits(g['W1[1, 0]'])}, "
            f"{digits(g['W1[1, 1]'])}). At z stands what your function returns for b1.",
            first,
            first[len(second) :],
        ),
    ]
    drawn = [
        _frame(heading, text, "backward", point.values, None, point.gradients, shown, fresh)
        for heading, text, shown, fresh in told
    ]
    ask = f"Now all nine parameters move, each by −{setting.lr:g} times its gradient. What will the loss be?"
    return [*drawn[:-1], replace(drawn[-1], ask=ask)]


def _compared(point: Point) -> str:
    """Say whether the gradient at z3 is p - y."""
    rest = point.values["p"] - point.values["y"]
    return (
        ": that is p − y" if math.isclose(point.gradients["z3"], rest, abs_tol=1e-9) else f"; p − y is {digits(rest)}"
    )


def _moved(before: Point, after: Point, taken: int, last: bool) -> StepFrame:
    moves = f"W2[0] went from {digits(before.values['W2[0]'])} to {digits(after.values['W2[0]'])}"
    text = f"Your sgd_step moved all parameters at once: {moves}. The loss went from {digits(before.loss)} to "
    ask = "The loss goes on falling. Will it ever be 0?" if last else ("Which way does p go now?" if taken == 1 else "")
    frame = _frame(
        f"After {taken} {'step' if taken == 1 else 'steps'}",
        f"{text}{digits(after.loss)}.",
        "done" if last else "backward",
        after.values,
        None,
        after.gradients,
        None,
    )
    return replace(frame, ask=ask, taken=taken)


def _frame(
    heading: str,
    text: str,
    tone: Tone,
    values: Mapping[str, float],
    shown: Sequence[str] | None,
    gradients: Mapping[str, float] | None = None,
    reached: Sequence[str] | None = None,
    fresh: Sequence[str] = (),
) -> StepFrame:
    return StepFrame(
        heading,
        text,
        tone=tone,
        values=numbers(values, shown),
        gradients=numbers(gradients or {}, reached),
        locals=(None,) * len(WIRES),
        fresh=tuple(i for i, wire in enumerate(WIRES) if wire in fresh),
    )


def _stop(run: Run) -> StepFrame:
    tone: Tone = "waiting" if run.waiting else "trouble"
    heading = "Not written yet" if run.waiting else "Stopped"
    none = (None,) * len(WIRES)
    return StepFrame(heading, sentence(run.problem), "", tone, "", none, none, none)
