"""Notebook 02: the backward passes of single gates, a sigmoid neuron, and the nudging that checks them all.

x, y, z and dout are arrays of one shape, 0-d arrays among them; a neuron takes plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.exercises.gate_inputs import (
    Draw,
    beside,
    copy_cases,
    draw_one,
    draw_two,
    extremes,
    forward_cases,
    gate_cases,
    kinks,
    nothing,
    play_copy,
    play_copy_twice,
    play_two_squashes,
    still_exponents,
    ties,
    tiny_divisors,
    zeros_and_twins,
)
from backprop.exercises.neuron import ASSIGNMENT, NEURON, NUMERIC_GRADIENT, probability
from backprop.rooms.room import Word

PATTERNS = "2.2, “Add hands on, multiply swaps, copy adds, max routes”"
SLOPES = "2.3, “One input, one slope”"
SIGMOID = "2.4, “Four small nodes or one sigmoid”"

# --- the records -----------------------------------------------------------------------------------------------------


def _size_of_dout(inputs: Inputs) -> float:
    """Slopes of a sigmoid are at most a quarter, so its gradients are of this size."""
    return float(np.max(np.abs(inputs["dout"]))) / 4


def _worked(**inputs: float | list[float]) -> dict[str, Any]:
    return {label: np.array(value) for label, value in inputs.items()}


def larger(x: Any, y: Any) -> Any:
    """max(x, y), entry by entry."""
    return np.maximum(x, y)


def exponential(x: Any) -> Any:
    """e to the power of x, entry by entry."""
    return np.exp(x)


def gate(
    name: str,
    forward: Callable[..., Any],
    *,
    example: Inputs,
    understood: str,
    draw: Draw = draw_two,
    sizes: Sequence[float] = (1.0, 1e3, 1e-3, 2.0),
    special: Callable[[np.random.Generator], Sequence[Case]] = nothing,
    points: float = 1,
    section: str = PATTERNS,
    scale: Callable[[Inputs], float] = lambda inputs: 0.0,
    may_use: tuple[Exercise, ...] = (),
) -> Exercise:
    """The record of one gate's backward pass: (dout, inputs) -> a gradient for every input."""
    gradients: Mapping[str, str] = {f"d{label}": label for label in example if label != "dout"}
    leaves = tuple(gradients)
    return Exercise(
        name=name,
        assignment=ASSIGNMENT,
        points=points,
        section=section,
        returns=leaves if len(leaves) > 1 else leaves[0],
        cases=partial(gate_cases, draw, sizes, special),
        understood=understood,
        forward=forward,
        gradients=gradients,
        upstream=("dout",),
        scale=scale,
        may_use=may_use,
        example=example,
        composition=beside(name, forward, draw),
        sized=lambda rng, n: draw(rng, (n,), 1.0),
    )


SIGMOID_FORWARD = Exercise(
    name="sigmoid_forward",
    assignment=ASSIGNMENT,
    points=1,
    section=SIGMOID,
    returns="y",
    cases=forward_cases,
    values={"y": probability},
    scale=lambda inputs: 1.0,
    example=_worked(z=1.0),
    composition=Composition(
        "inside sigmoid(sigmoid(a) + a)",
        play_two_squashes,
        lambda rng: {"a": away_from_zero(rng, (2, 3))},
        upstream=(),
        values={"y": lambda a: probability(probability(a) + a)},
    ),
    understood="A sigmoid can be asked about any number; only the way it is written can overflow.",
)
EXERCISES = (
    gate(
        "add_backward",
        lambda x, y: x + y,
        special=zeros_and_twins,
        example=_worked(dout=[4.0, -1.0], x=[7.0, 7.0], y=[3.0, 0.0]),
        understood="An addition hands its upstream gradient on, whole, to each input, whatever their values are.",
    ),
    gate(
        "mul_backward",
        lambda x, y: x * y,
        special=zeros_and_twins,
        example=_worked(dout=[2.0, 1.0], x=[3.0, -1.0], y=[5.0, 0.0]),
        understood="The local derivative of each factor is the other factor; upstream times local goes downstream.",
    ),
    Exercise(
        name="copy_backward",
        assignment=ASSIGNMENT,
        points=1,
        section=PATTERNS,
        returns="dx",
        play=play_copy,
        cases=copy_cases,
        forward=lambda x: (x, x),
        gradients={"dx": "x"},
        upstream=("dout1", "dout2"),
        example=_worked(dout1=[1.0, 2.0], dout2=[10.0, -2.0], x=[5.0, 5.0]),
        sized=lambda rng, n: {label: away_from_zero(rng, (n,)) for label in ("dout1", "dout2", "x")},
        composition=Composition(
            "for a value that is used three times",
            play_copy_twice,
            lambda rng: {label: away_from_zero(rng, (2, 3)) for label in ("dout1", "dout2", "dout3", "x")},
            forward=lambda x: (x, x, x),
            gradients={"dx": "x"},
            upstream=("dout1", "dout2", "dout3"),
        ),
        understood="A value with several uses moves the output through each of them, and the effects pile up.",
    ),
    gate(
        "max_backward",
        larger,
        special=ties,
        points=2,
        example=_worked(dout=[2.0, 2.0, 6.0], x=[4.0, -1.0, 3.0], y=[-1.0, 4.0, 3.0]),
        understood="Only the winner of the forward pass can move the output, so it gets all; a tie is ours to settle.",
    ),
    gate(
        "exp_backward",
        exponential,
        draw=partial(draw_one, "x"),
        special=still_exponents,
        sizes=(1.0, 3.0, 1e-3, 2.0),
        section=SLOPES,
        example=_worked(dout=-0.5344466, x=-1.0),
        understood="The slope of exp at x is its own output there: a forward pass that keeps it has done the work.",
    ),
    gate(
        "reciprocal_backward",
        lambda x: 1 / x,
        draw=partial(draw_one, "x"),
        sizes=(1.0, 1e3, 0.3, 2.0),
        special=tiny_divisors,
        section=SLOPES,
        example=_worked(dout=1.0, x=1.3678794),
        understood="1 / x falls wherever it is defined, and ever more slowly: its slope is negative and fades with x.",
    ),
    gate(
        "relu_backward",
        lambda x: np.maximum(x, 0.0),
        draw=partial(draw_one, "x"),
        special=kinks,
        section=SLOPES,
        example=_worked(dout=[3.0, -4.0, 5.0], x=[2.0, 0.1, -7.0]),
        understood="The forward input decides which gates are open, and an open gate hands dout on, negative or not.",
    ),
    SIGMOID_FORWARD,
    gate(
        "sigmoid_backward",
        probability,
        draw=partial(draw_one, "z"),
        sizes=(1.0, 3.0, 0.1, 2.0),
        special=extremes,
        points=2,
        section=SIGMOID,
        scale=_size_of_dout,
        may_use=(SIGMOID_FORWARD,),
        example=_worked(dout=1.0, z=1.0),
        understood="Four small nodes fuse into one whose slope needs the output alone, and is never above a quarter.",
    ),
    NEURON,
    NUMERIC_GRADIENT,
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, ("local", "upstream", "path", "shared", "arithmetic")),),
        understood="The function returned the right numbers, and the harm showed elsewhere: an array is shared by name.",
    ),
)
