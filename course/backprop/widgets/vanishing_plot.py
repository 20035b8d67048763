"""Sizes of gradients by layer on a logarithmic axis: where everything lies, as plain JSON, and the same as static SVG.

Both experiments of notebook 06 draw from this record, and the exported picture shows the same points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from ..draw import style

HEIGHT = 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 20.0, 30.0, 46.0
_MOST_TICKS = 8


def plot(norms: Sequence[float], before: Sequence[float] = (), width: float = 680.0) -> dict[str, Any]:
    """Return size, ticks and points, first layer first; `before`: sizes at an earlier time, for comparison."""
    low, high = decades([*norms, *before])
    every = -(-(high - low) // _MOST_TICKS)
    skip = max(-(-len(norms) // int(width / 34)), 1)  # labels that have room
    bottom = HEIGHT - _BOTTOM

    def up(value: float) -> float:
        exponent = math.log10(value) if 0 < value < math.inf else (low if value == 0 else high)
        share = (min(max(exponent, low), high) - low) / (high - low)
        return round(bottom - share * (bottom - _TOP), 1)

    def across(layer: int) -> float:
        return round(_LEFT + (width - _LEFT - _RIGHT) * (layer - 0.5) / max(len(norms), 1), 1)

    def placed(values: Sequence[float]) -> list[dict[str, Any]]:
        return [
            {"layer": str(layer), "x": across(layer), "y": up(value), "size": size(value)}
            for layer, value in enumerate(values, start=1)
        ]

    return {
        "width": width,
        "height": HEIGHT,
        "left": _LEFT,
        "right": width - _RIGHT,
        "top": _TOP,
        "bottom": bottom,
        "up": [{"at": up(10.0**k), "label": power(k)} for k in range(low, high + 1, every)],
        "across": [{"at": across(layer), "label": str(layer)} for layer in range(1, len(norms) + 1, skip)],
        "points": placed(norms),
        "before": placed(before),
    }


def decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten between which the axis runs: at least from -2 to 3, and around all finite values."""
    exponents = [math.log10(value) for value in values if 0 < value < math.inf]
    low = min([-2, *(math.floor(exponent) for exponent in exponents)])
    high = max([3, *(math.ceil(exponent) for exponent in exponents)])
    return max(low, -320), high


def svg(record: dict[str, Any], title: str) -> str:
    """Return the picture of a `plot`, all of its points shown, with a text alternative."""
    words = ", ".join(f"layer {point['layer']}: {point['size']}" for point in record["points"])
    width, height = record["width"], record["height"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph bp-layers" role="img" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}"><title>{escape(title)}</title>'
        f"<desc>{escape(words)}</desc><style>{style('draw', 'widgets/layers')}</style>"
        f"{_axes(record)}{_curve(record)}</svg>"
    )


def _axes(record: dict[str, Any]) -> str:
    left, right, top, bottom = (record[side] for side in ("left", "right", "top", "bottom"))
    lines = "".join(f'<path class="bp-grid" d="M{left} {tick["at"]}H{right}"/>' for tick in record["up"])
    up = "".join(
        f'<text class="bp-up" x="{left - 8}" y="{tick["at"] + 4}">{tick["label"]}</text>' for tick in record["up"]
    )
    across = "".join(f'<text x="{tick["at"]}" y="{bottom + 18}">{tick["label"]}</text>' for tick in record["across"])
    return (
        f'<g class="bp-axes">{lines}<path d="M{left} {top}V{bottom}H{right}"/>{up}{across}'
        f'<text x="{(left + right) / 2}" y="{record["height"] - 8}">layer</text>'
        f'<text class="bp-up-title" x="8" y="{top - 14}">size of dW</text></g>'
    )


def _curve(record: dict[str, Any]) -> str:
    points = record["points"]
    line = " ".join(f"{point['x']},{point['y']}" for point in points)
    dots = "".join(f'<circle cx="{point["x"]}" cy="{point["y"]}" r="4"/>' for point in points)
    return f'<g class="bp-now-points"><polyline points="{line}"/>{dots}</g>'


def size(value: float) -> str:
    """Return a size of any magnitude as short text."""
    if not math.isfinite(value):
        return str(value)
    if 1e3 <= abs(value) < 1e6:
        return f"{float(f'{value:.3g}'):,.0f}".replace("-", "−")
    text = f"{value:.3g}" if value == 0 or 1e-3 <= abs(value) < 1e3 else f"{value:.1e}"
    mantissa, e, exponent = text.partition("e")
    return (f"{mantissa}e{int(exponent)}" if e else text).replace("-", "−")


def power(exponent: int) -> str:
    """Return a power of ten as the label of a tick."""
    return f"1e{exponent}".replace("-", "−") if abs(exponent) > 2 else f"{10.0**exponent:g}"
