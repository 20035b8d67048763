"""Matplotlib figures for a page: no background, ink in the page's own colour, and a text that says what they show.

A notebook is read in light and in dark, and by people who do not see its pictures. A figure therefore becomes inline
SVG whose ink is the colour of the surrounding text, with its description as the accessible name. It knows nothing of
what is drawn.
"""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .draw import style

BLUE = "#0072b2"
"""Values, and what goes forward. Told from vermillion also by colour-blind readers."""
VERMILLION = "#d55e00"
"""Gradients, and what goes backward."""
GREY = "#7f7f7f"
"""What is there for orientation: grids, bounds. Legible on white and on black."""
INK = "#000000"
"""Axes, ticks and text, as in Matplotlib's own style: `picture` turns black into the colour of the page's text."""

_THEMED = {BLUE: "var(--bp-value)", VERMILLION: "var(--bp-gradient)", GREY: "var(--bp-wire)", INK: "currentColor"}
"""What stands in the page for each of these: lighter on a dark page, as in the course's graphs."""

_STYLE: dict[Any, Any] = {
    "axes.facecolor": "none",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.facecolor": "none",
    "grid.color": GREY,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",  # letters stay letters: they scale, can be searched, and take the reader's font
    "svg.hashsalt": "backprop",  # the same figure gives the same text
}


def canvas(
    columns: int = 1, rows: int = 1, width: float = 6.5, height: float = 3.4, **arguments: Any
) -> tuple[Figure, Any]:
    """Return a figure of `width` by `height` inches and its axes (one, or an array of them), ready to be drawn on.

    `arguments` go to `Figure.subplots`. The figure belongs to no window and needs no closing.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasSVG(figure)
        return figure, figure.subplots(rows, columns, **arguments)


class Shown:
    """A figure as a page shows it: `svg` for the eye, `alt` for everyone else."""

    def __init__(self, svg: str, alt: str) -> None:
        self.svg, self.alt = svg, alt

    def _repr_html_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.alt


def picture(figure: Figure, alt: str) -> Shown:
    """Return `figure` for the end of a cell; `alt` says in words what it shows.

    Raises ValueError if `alt` is empty: a picture without words is lost on some of its readers.
    """
    if not alt.strip():
        raise ValueError("picture needs alt=...: one or two sentences that say what the figure shows")
    page = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(page, format="svg", transparent=True, metadata={"Date": None})
    svg = page.getvalue()
    svg = svg[svg.index("<svg") :]
    for colour, themed in _THEMED.items():
        svg = svg.replace(colour, themed)
    svg = re.sub(r"<(metadata|style)\b.*?</\1>", "", svg, flags=re.DOTALL)  # such a style would hold for the whole page
    words = escape(" ".join(alt.split()), quote=True)
    look = "max-width:100%;height:auto;color:var(--bp-ink)"
    named = f'<svg class="bp-theme" role="img" aria-label="{words}" fill="currentColor" style="{look}" '
    return Shown(svg.replace("<svg ", named, 1).replace("</svg>", f"<style>{style('draw')}</style></svg>"), alt)
