"""The two pictures of the report, as static SVG that follows the page's colours: how the scores lie, and how every
exercise went.

Each has a title and a description, and never says more than the table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 560, 230
LEFT, BASE, TOP = 8, 190, 24
"""Of the histogram: the margin beside it, the line on which the bars stand, the room above the tallest."""
MOST_BARS = 12
NAME, ROW, BAR = 160, 34, 22
"""Of the exercises: the width of the names, the height of a row, and of the bar in it."""
LETTER = 7.6
"""Width of a letter at the size in which names are written."""


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: scores from `low` up to but not including `high`; the last holds full points."""

    low: float
    high: float
    count: int
    full: bool = False

    @property
    def label(self) -> str:
        """The interval in words."""
        return f"{self.low:g} (all) or more" if self.full else f"{self.low:g} to below {self.high:g}"


def histogram(totals: Sequence[float], best: float) -> list[Bar]:
    """The scores in bars of a whole number of points; everybody who has all the points has a bar of their own."""
    width = max(1, math.ceil(best / MOST_BARS))
    edges = [width * k for k in range(math.ceil(best / width))]
    bars = []
    for low in edges:
        high = min(low + width, best)
        bars.append(Bar(low, high, sum(low <= total < high for total in totals)))
    return [*bars, Bar(best, best, sum(total >= best for total in totals), full=True)]


def histogram_svg(bars: Sequence[Bar]) -> Markup:
    """The histogram."""
    step = (WIDTH - 2 * LEFT) / len(bars)
    tallest = max(bar.count for bar in bars) or 1
    parts = [Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(LEFT, BASE, WIDTH - LEFT, BASE)]
    for place, bar in enumerate(bars):
        parts.append(_column(bar, LEFT + place * step, step, (BASE - TOP) * bar.count / tallest))
    parts.append(_text(WIDTH / 2, HEIGHT - 4, "points", "soft"))
    said = "; ".join(f"{bar.label}: {bar.count}" for bar in bars if bar.count)
    return _svg("scores", WIDTH, HEIGHT, "How the scores lie", f"Students by points. {said}.", parts)


def _column(bar: Bar, x: float, step: float, height: float) -> Markup:
    middle, kind = x + step / 2, "full" if bar.full else "bar"
    parts = [_text(middle, BASE + 17, f"all {bar.low:g}" if bar.full else f"{bar.low:g}–{bar.high:g}", "soft")]
    if bar.count:
        rect = '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
        parts.append(Markup(rect).format(kind, x + 3, BASE - height, step - 6, height))
        parts.append(_text(middle, BASE - height - 6, str(bar.count), "count"))
    return Markup("").join(parts)


def exercises_svg(rows: Sequence[tuple[str, Mapping[str, int]]], words: Mapping[str, str]) -> Markup:
    """How every exercise went: one bar for each, cut into the results.

    Args:
        rows: exercise and result -> count.
        words: result -> what it is called; their order is that of the bar's pieces.
    """
    height = ROW * len(rows) + 2
    parts = [_row(name, counts, words, ROW * place) for place, (name, counts) in enumerate(rows)]
    said = " ".join(
        f"{name}: " + ", ".join(f"{counts[kind]} {word}" for kind, word in words.items()) + "." for name, counts in rows
    )
    return _svg("results", WIDTH, height, "How every exercise went", said, parts)


def _row(name: str, counts: Mapping[str, int], words: Mapping[str, str], y: float) -> Markup:
    of = sum(counts.values()) or 1
    x, unit = float(NAME), (WIDTH - NAME - LEFT) / of
    shown = name if len(name) * LETTER <= NAME - 8 else name[: int((NAME - 16) / LETTER)] + "…"
    parts = [_text(NAME - 10, y + ROW / 2 + 5, shown, "name")]
    for kind in words:
        width = unit * counts[kind]
        if counts[kind]:
            rect = '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}"/>'
            parts.append(Markup(rect).format(kind, x + 1, y + (ROW - BAR) / 2, max(width - 2, 1), BAR))
        if width > LETTER * len(str(counts[kind])) + 4:
            parts.append(_text(x + width / 2, y + ROW / 2 + 5, str(counts[kind]), f"in {kind}"))
        x += width
    return Markup("").join(parts)


def _text(x: float, y: float, text: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, text)


def _svg(name: str, width: float, height: float, title: str, description: str, parts: Sequence[Markup]) -> Markup:
    head = (
        '<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {width} {height}" class="{name}">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>'
    )
    return Markup(head).format(name=name, width=width, height=height, title=title, description=description) + Markup(
        "{}</svg>"
    ).format(Markup("").join(parts))
