"""The bytes of a table of n x n numbers: measured on the reader's, counted beyond, and placed on logarithmic axes.

The browser draws from the same record as the static picture. It knows nothing of widgets.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from ..draw import style
from .readers import RunStopped, called, in_words, unwritten
from .stepsize_plot import axes, dotted

SIZES = tuple(10**k for k in range(7))
"""The n that are shown, 1 to a million."""
FORMED = 1_000
"""Up to this n the reader's table is formed; the next one would take 763 MiB."""
NUMBER = 8
"""Bytes of a float64."""
UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")

WIDTH, HEIGHT = 640.0, 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 112.0, 30.0, 48.0
_MOST = 13.5
_MARKS = ((16 * 2**30, "16 GiB: the memory of a laptop"), (2**40, "1 TiB: its disk"))


@dataclass(frozen=True)
class Sizes:
    """Bytes of the reader's table for the first of `SIZES`, or why there are none."""

    measured: tuple[int, ...] = ()
    problem: str = ""
    waiting: bool = False


def measure(softmax_jacobian: Callable[..., Any] | None) -> Sizes:
    """Form the reader's table for every n up to `FORMED`."""
    with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            return Sizes(tuple(_bytes(softmax_jacobian, n) for n in SIZES if n <= FORMED))
        except RunStopped as stop:
            return Sizes(problem=str(stop), waiting=stop.waiting)


def in_units(size: int) -> str:
    """Return a number of bytes in words: 80 bytes, 78.1 KiB, 7.3 TiB."""
    power = 0
    while size >= 1024 ** (power + 1) and power < len(UNITS) - 1:
        power += 1
    return f"{size:,} {UNITS[0]}" if not power else f"{size / 1024**power:,.1f} {UNITS[power]}"


def _bytes(softmax_jacobian: Callable[..., Any] | None, n: int) -> int:
    name = "softmax_jacobian"
    as_read = softmax_jacobian and (lambda logits: np.asarray(softmax_jacobian(logits)))
    returned = called(name, as_read, unwritten(name, "3.3", name), np.linspace(-1.0, 1.0, n))
    if returned.shape != (n, n):
        got = f"an array of shape {returned.shape}" if returned.shape else in_words(returned.item())
        raise RunStopped(f"your {name} returned {got} for {n} logits; an array of shape {(n, n)} was expected")
    return int(returned.nbytes)


# --- where everything stands -----------------------------------------------------------------------------------------


def plot() -> dict[str, Any]:
    """Return size, ticks, marks, and for the table and for one vector their points in the order of `SIZES`."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "top": _TOP,
        "bottom": HEIGHT - _BOTTOM,
        "across": [{"at": _x(n), "label": f"{n:,}"} for n in SIZES],
        "up": [{"at": _y(1024.0**k), "label": f"1 {unit}"} for k, unit in enumerate(UNITS[:5]) if k],
        "marks": [{"at": _y(size), "label": label} for size, label in _MARKS],
        "lines": [
            _line("matrix", "J", -2, [NUMBER * n * n for n in SIZES]),
            _line("vector", "x", 11, [NUMBER * n for n in SIZES]),
        ],
    }


def _line(name: str, label: str, beside: int, sizes: list[int]) -> dict[str, Any]:
    points = [
        {"x": _x(n), "y": _y(size), "n": f"{n:,}", "size": in_units(size)} for n, size in zip(SIZES, sizes, strict=True)
    ]
    return {"name": name, "label": label, "beside": beside, "points": points}


def _x(n: float) -> float:
    return round(_LEFT + 16 + math.log10(n) / 6 * (WIDTH - _LEFT - _RIGHT - 16), 1)


def _y(size: float) -> float:
    return round(HEIGHT - _BOTTOM - math.log10(size) / _MOST * (HEIGHT - _TOP - _BOTTOM), 1)


def svg(title: str, words: str) -> str:
    """Return the whole picture, with a text alternative."""
    record = plot()
    body = axes(record, "n, entries of x", "memory", _marks(record)) + "".join(_drawn(line) for line in record["lines"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph bp-plot bp-sizes" role="img" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}"><title>{escape(title)}</title>'
        f"<desc>{escape(words)}</desc><style>{style('draw', 'widgets/stepsize', 'widgets/jacobian_size')}</style>"
        f"{body}</svg>"
    )


def _marks(record: dict[str, Any]) -> str:
    left, right = record["left"], record["right"]
    return "".join(
        f'<path class="bp-mark" d="M{left} {mark["at"]}H{right}"/>'
        f'<text class="bp-mark-words" x="{left + 8}" y="{mark["at"] - 5}">{mark["label"]}</text>'
        for mark in record["marks"]
    )


def _drawn(line: dict[str, Any]) -> str:
    last = line["points"][-1]
    label = f'<text x="{last["x"] + 10}" y="{last["y"] + line["beside"]}">{line["label"]}: {last["size"]}</text>'
    return dotted(line["name"], line["points"], label)
