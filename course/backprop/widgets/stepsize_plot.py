"""Two curves on logarithmic axes: where everything lies, as plain JSON, and the same as a static SVG.

The browser draws from the same record, so the live picture and the exported one show the same points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..draw import style
from .stepsize_model import STEPS, Curve

WIDTH, HEIGHT = 640.0, 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 24.0, 30.0, 48.0
_H = (-13.4, -1.0)  # on the left there is room for the labels
_ERROR = (-13.0, 1.0)
_BESIDE = {"float64": 12.0, "float32": -4.0}  # a label stands beside the latest point; the curves begin together


def plot(curves: Sequence[Curve]) -> dict[str, Any]:
    """Return size, ticks, axis titles, and for each curve its points in the order of `STEPS`."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "top": _TOP,
        "bottom": HEIGHT - _BOTTOM,
        "across": [{"at": _x(10.0**k), "label": power(10.0**k)} for k in range(-12, 0, 2)],
        "up": [{"at": _y(10.0**k), "label": power(10.0**k)} for k in range(-12, 1, 2)],
        "curves": [_drawn(curve) for curve in curves],
    }


def svg(curves: Sequence[Curve], title: str) -> str:
    """Return the whole picture, with a text alternative."""
    record = plot(curves)
    body = [axes(record, "step h", "relative error")] + [_curve(curve) for curve in record["curves"]]
    words = " ".join(_in_words(curve) for curve in curves)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph bp-plot" role="img" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}"><title>{escape(title)}</title>'
        f"<desc>{escape(words)}</desc><style>{style('draw', 'widgets/stepsize')}</style>{''.join(body)}</svg>"
    )


def power(value: float) -> str:
    """Return a step as it is written everywhere here: 1e−5."""
    return f"1e{round(math.log10(value))}".replace("-", "−")


def error(value: float) -> str:
    """Return an error with two digits."""
    if value == 0:
        return "0"
    if not 1e-1 <= value < 10 and math.isfinite(value):
        return _scientific(value)
    return f"{value:.2g}"


def _scientific(value: float) -> str:
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def _drawn(curve: Curve) -> dict[str, Any]:
    points = [
        {"x": _x(h), "y": _y(e), "h": power(h), "error": error(e)} for h, e in zip(STEPS, curve.errors, strict=True)
    ]
    return {"name": curve.precision, "points": points, "label": _BESIDE[curve.precision]}


def _x(h: float) -> float:
    low, high = _H
    share = (math.log10(h) - low) / (high - low)
    return round(_LEFT + 8 + share * (WIDTH - _LEFT - _RIGHT - 16), 1)


def _y(value: float) -> float:
    """An error of 0, or one that is too large or no number, lies on the edge."""
    low, high = _ERROR
    exponent = math.log10(value) if 0 < value < math.inf else (low if value == 0 else high)
    share = (min(max(exponent, low), high) - low) / (high - low)
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def axes(record: Mapping[str, Any], across: str, up: str, behind: str = "") -> str:
    """Return the two axes of a record with their ticks, grid and titles; `behind` is drawn over the grid alone."""
    left, right, top, bottom = (record[side] for side in ("left", "right", "top", "bottom"))
    grid = "".join(f'<path class="bp-grid" d="M{left} {tick["at"]}H{right}"/>' for tick in record["up"])
    below = "".join(f'<text x="{tick["at"]}" y="{bottom + 20}">{tick["label"]}</text>' for tick in record["across"])
    beside = "".join(
        f'<text class="bp-up" x="{left - 8}" y="{tick["at"] + 4}">{tick["label"]}</text>' for tick in record["up"]
    )
    return (
        f'<g class="bp-axes">{grid}{behind}<path d="M{left} {top}V{bottom}H{right}"/>{below}{beside}'
        f'<text x="{(left + right) / 2}" y="{record["height"] - 8}">{across}</text>'
        f'<text class="bp-up-title" x="{left - 66}" y="{top - 10}">{up}</text></g>'
    )


def dotted(name: str, points: Sequence[Mapping[str, Any]], label: str) -> str:
    """Return a line through points of a record, a dot on each, and its label."""
    way = " ".join(f"{point['x']},{point['y']}" for point in points)
    dots = "".join(f'<circle cx="{point["x"]}" cy="{point["y"]}" r="3.5"/>' for point in points)
    return f'<g class="bp-curve bp-{name}"><polyline points="{way}"/>{dots}{label}</g>'


def _curve(curve: dict[str, Any]) -> str:
    last = curve["points"][-1]
    label = f'<text x="{last["x"] - 10}" y="{last["y"] + curve["label"]}">{curve["name"]}</text>'
    return dotted(curve["name"], curve["points"], label)


def _in_words(curve: Curve) -> str:
    steps = ", ".join(f"{error(e)} at {power(h)}" for h, e in zip(STEPS, curve.errors, strict=True))
    return f"{curve.precision}: {steps}."
