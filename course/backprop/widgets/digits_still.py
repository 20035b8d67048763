"""The experiment of notebook 08 where no widget runs: the same curve, matrix and images as a page, and as plain text.

It draws from the records that travel to the browser, so both show the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from ..draw import style
from .digits_model import CLASSES
from .digits_story import DigitFrame

Counts = Sequence[Sequence[int]]


def page(title: str, record: dict[str, Any], frames: Sequence[DigitFrame], counts: Counts) -> str:
    """The curve, the confusion matrix, the wrongly read images, and what the gradient says about the first."""
    first, *others = frames
    parts = [f"<p><strong>{escape(first.heading)}</strong>. {escape(first.text)}</p>"]
    if counts:
        parts.append(f'<div class="bp-digits-top">{_curve_svg(record)}{_matrix_html(counts)}</div>')
    if others:
        thumbs = "".join(f"<figure>{_ink(f.image)}<figcaption>{f.label}</figcaption></figure>" for f in others)
        parts.append(f'<div class="bp-gallery">{thumbs}</div><p>{escape(others[0].text)}</p>{_detail(others[0])}')
    head = f'<figcaption class="bp-theme bp-note">{escape(title)}</figcaption>'
    sheet = f"<style>{style('draw', 'widgets/digits')}</style>"
    return f'<figure class="bp-figure">{sheet}{head}<div class="bp-theme bp-digits">{"".join(parts)}</div></figure>'


def text(title: str, frames: Sequence[DigitFrame], counts: Counts) -> str:
    """The same in plain text."""
    first, *others = frames
    lines = [f"{title}. {first.heading}: {first.text}"]
    if counts:
        lines += ["shows \\ read as " + "".join(f"{k:>4}" for k in range(CLASSES))]
        lines += [f"{k:<16}" + "".join(f"{n or '·':>4}" for n in row) for k, row in enumerate(counts)]
    return "\n".join(lines + [f"{frame.heading}. {frame.text}" for frame in others])


def _detail(frame: DigitFrame) -> str:
    pictures = [_ink(frame.image), _push(frame.push), *([_ink(frame.moved)] if frame.moved else [])]
    shown = "".join(
        f"<figure>{drawn}<figcaption>{escape(words)}</figcaption></figure>"
        for drawn, words in zip(pictures, frame.titles, strict=False)
    )
    return f'<div class="bp-detail">{shown}</div>'


def _curve_svg(record: dict[str, Any]) -> str:
    size = f'viewBox="0 0 {record["width"]:g} {record["height"]:g}" width="{record["width"]:g}"'
    lines = "".join(_line(curve, record, k) for k, curve in enumerate(record["curves"]))
    title = "J and the share of wrongly read images against the steps"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-graph bp-training" role="img" {size}>'
        f"<title>{title}</title>{_axes(record)}{lines}</svg>"
    )


def _axes(record: dict[str, Any]) -> str:
    left, right, top, bottom = (record[side] for side in ("left", "right", "top", "bottom"))
    grid = "".join(f'<path class="bp-grid" d="M{left} {tick["at"]}H{right}"/>' for tick in record["up"])
    up = "".join(
        f'<text class="bp-up" x="{left - 6}" y="{tick["at"] + 4}">{tick["label"]}</text>' for tick in record["up"]
    )
    across = "".join(f'<text x="{tick["at"]}" y="{bottom + 17}">{tick["label"]}</text>' for tick in record["across"])
    middle = f'x="{(left + right) / 2}" y="{record["height"] - 6}"'
    frame = f'<path d="M{left} {top}V{bottom}H{right}"/>'
    return f'<g class="bp-axes">{grid}{frame}{up}{across}<text {middle}>calls of gradients</text></g>'


def _line(curve: dict[str, Any], record: dict[str, Any], k: int) -> str:
    points = " ".join(f"{x},{y}" for x, y in curve["points"])
    name = f'<text class="bp-name" x="{record["right"]}" y="{record["top"] - 6 + 16 * k}">{curve["name"]}</text>'
    return f'<g class="bp-curve bp-{curve["kind"]}"><polyline points="{points}"/>{name}</g>'


def _matrix_html(counts: Counts) -> str:
    head = "".join(f'<th scope="col">{k}</th>' for k in range(CLASSES))
    body = "".join(
        f'<tr><th scope="row">{k}</th>'
        + "".join(f"<td{_kind(k, j, n)}>{n or ''}</td>" for j, n in enumerate(row))
        + "</tr>"
        for k, row in enumerate(counts)
    )
    return (
        '<table class="bp-confusion"><caption>row: what it shows; column: what was read</caption>'
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _kind(row: int, column: int, count: int) -> str:
    return ' class="bp-right"' if row == column else ' class="bp-wrong"' if count else ""


def _ink(values: Sequence[float]) -> str:
    cells = "".join(
        f'<rect x="{k % 8}" y="{k // 8}" width="1" height="1" opacity="{value}"/>'
        for k, value in enumerate(values)
        if value
    )
    return f'<svg class="bp-ink" viewBox="0 0 8 8" aria-hidden="true">{cells}</svg>'


def _push(values: Sequence[float]) -> str:
    squares = "".join(map(_nudge, range(64), values))
    return f'<svg class="bp-ink bp-push" viewBox="0 0 8 8" aria-hidden="true">{squares}</svg>'


def _nudge(k: int, value: float) -> str:
    """One pixel of the gradient: a square whose area is the size, and a sign if it is large enough."""
    side, x, y = math.sqrt(abs(value)), k % 8 + 0.5, k // 8 + 0.5
    kind, sign = ("bp-add", "+") if value > 0 else ("bp-take", "−")
    text = f'<text x="{x}" y="{y}">{sign}</text>' if side > 0.5 else ""
    square = f'x="{x - side / 2:.3f}" y="{y - side / 2:.3f}" width="{side:.3f}" height="{side:.3f}"'
    return f'<g class="{kind}"><rect {square}/>{text}</g>'
