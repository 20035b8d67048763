"""The training and the wrongly read digits told: the curve as points, the steps as frames.

Everything here turns numbers into words, points and rows; where a number comes from is `digits_training`'s and
`digits_model`'s business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..draw import short
from .digits_model import Advice, Array, Reading
from .digits_training import Training
from .frames import Frame, Tone
from .readers import RunStopped, sentence

RIGHT, READ = "the right digit", "the digit it read"
"""Which probability the gradient is asked to raise; the names of the presets."""
MOST_POINTS = 120
WIDTH, HEIGHT = 420.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 22.0, 20.0, 40.0
_LOW, _HIGH = -2.0, 1.0  # decades shown: J of a network that knows nothing is 2.3


@dataclass(frozen=True)
class DigitFrame(Frame):
    """One step: the whole (`place` -1), or one wrongly read image.

    place    its number among the held-back images; `label`: what it shows and what was read, such as "8→1"
    image    64 pixels from 0 to 1; `moved`: the same after the step, or nothing
    push     64 numbers from -1 to 1: where ink is to be added (above 0) or taken away, so that `aim` gets more probable
    titles   what stands above the three pictures
    rows     the gradient, 8 rows of 8 numbers as text
    """

    place: int = -1
    label: str = ""
    image: tuple[float, ...] = ()
    push: tuple[float, ...] = ()
    moved: tuple[float, ...] = ()
    titles: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


# --- the curve -------------------------------------------------------------------------------------------------------


def plot(objectives: Sequence[float], shares: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """Return axes and two curves as points: J of each call (means of some, if there are many), and the share wrong."""
    last = _ceiling(max(len(objectives), 1))
    every = math.ceil(max(len(objectives), 1) / MOST_POINTS)
    pieces = [objectives[k : k + every] for k in range(0, len(objectives), every)]
    means = [(k * every + (len(piece) + 1) / 2, sum(piece) / len(piece)) for k, piece in enumerate(pieces)]
    thin = math.ceil(max(len(shares), 1) / MOST_POINTS)
    name = "J of the minibatch" if every == 1 else f"J, mean of {every} steps"
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "top": _TOP,
        "bottom": HEIGHT - _BOTTOM,
        "across": [{"at": _x(k * last / 4, last), "label": f"{k * last / 4:g}"} for k in range(5)],
        "up": [{"at": _y(10.0**k), "label": f"{10.0**k:g}"} for k in range(-2, 2)],
        "curves": [
            {"kind": "objective", "name": name, "points": _points(means, last)},
            {"kind": "share", "name": "held back: share wrong", "points": _points(shares[::-1][::thin][::-1], last)},
        ],
    }


def _points(found: Sequence[tuple[float, float]], last: float) -> list[list[float]]:
    return [[_x(step, last), _y(value)] for step, value in found if not math.isnan(value)]


def _ceiling(steps: int) -> float:
    """The first of 100, 120, 160, 200, ..., 1000, 1200, ... that is not smaller: its quarters are short numbers."""
    return next(m * 10.0**k for k in range(2, 12) for m in (1, 1.2, 1.6, 2, 3, 4, 6, 8) if m * 10.0**k >= steps)


def _x(step: float, last: float) -> float:
    return round(_LEFT + step / last * (WIDTH - _LEFT - _RIGHT), 1)


def _y(value: float) -> float:
    exponent = math.log10(value) if 0 < value < math.inf else (_LOW if value <= 0 else _HIGH)
    share = (min(max(exponent, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW)
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


# --- frames ----------------------------------------------------------------------------------------------------------


def trouble(stop: RunStopped) -> DigitFrame:
    """The frame that says why there is nothing more to show."""
    tone: Tone = "waiting" if stop.waiting else "trouble"
    return DigitFrame("Not written yet" if stop.waiting else "Stopped", sentence(str(stop)), "", tone)


def silent() -> DigitFrame:
    """The frame of a training that runs and cannot be watched."""
    text = "Your train has run for some seconds without calling your gradients by name. It still runs."
    return DigitFrame("Nothing to watch", text, "Press Train to wait for its end.", "start")


def progress(training: Training, reading: Reading | None) -> DigitFrame:
    """The frame of a training that is at work."""
    steps = len(training.objectives)
    return DigitFrame(f"Training, step {steps}", _numbers(training, reading), "", "forward")


def overview(training: Training, reading: Reading) -> DigitFrame:
    """The frame of a training that rests or has ended."""
    steps, text = len(training.objectives), _numbers(training, reading)
    if training.finished:
        ask = "Choose a wrongly read image, or press Step. Where would you add ink?"
        if not steps:
            text = f"Your train returned without calling your gradients by name, so there is no curve. {text}"
        return DigitFrame(f"Your train has returned, after {steps} steps", text, ask, "done")
    ask = "Which confusions will be left at the end? Write two down, then press Train."
    return DigitFrame(f"After {steps} steps", text, ask, "start")


def _numbers(training: Training, reading: Reading | None) -> str:
    parts = []
    if training.objectives:
        parts.append(f"J of the latest minibatch is {short(training.objectives[-1], 3)}.")
    if reading is not None:
        wrong, total = len(reading.wrong), len(reading.shown)
        parts.append(
            f"Of {total} held-back images {total - wrong} are read right ({1 - wrong / total:.1%}), {wrong} wrongly."
        )
    return " ".join(parts)


def digit(reading: Reading, place: int, image: Array, advice: Advice, aim: str) -> DigitFrame:
    """The frame of one wrongly read image."""
    shown, was = int(reading.shown[place]), int(reading.read[place])
    chance = f"The network gives the {advice.label} a probability of {advice.before:.3f}."
    if advice.moved is None:
        then, after = (
            f"No step up to length 3 in its direction makes it a {advice.label}: farther on, the gradient differs.",
            "",
        )
    else:
        most = float(np.max(np.abs(advice.moved - image)))
        then = (
            f"After a step of length {advice.step:g} against the gradient, at most {short(most, 2)} in a pixel, it is "
        )
        then += f"read as {advice.label}." if aim == RIGHT else f"{advice.after:.3f}."
        after = f"read as {advice.label}" if aim == RIGHT else f"probability {advice.after:.3f}"
    ask = f"Where would you add ink to make it a clear {shown}? Compare with the plus signs."
    if aim == READ:
        ask = "Is it the picture for the right digit with its signs exchanged?"
    top = float(np.max(np.abs(advice.direction))) or 1.0
    return DigitFrame(
        heading=f"{shown}, read as {was}",
        text=f"Held-back image {place}. {chance} {then}",
        ask=ask,
        tone="backward",
        place=place,
        label=f"{shown}→{was}",
        image=_rounded(image),
        push=_rounded(advice.direction / top),
        moved=() if advice.moved is None else _rounded(advice.moved),
        titles=(
            f"shows {shown}, read as {was}",
            f"more {advice.label}: add (+), take (−)",
            f"after the step: {after}",
        ),
        rows=tuple(tuple(short(value, 2) for value in row) for row in advice.gradient.reshape(8, 8)),
    )


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 3) for value in values)
