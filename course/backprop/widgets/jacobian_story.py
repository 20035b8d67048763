"""What the Jacobian experiment tells at each step, and where each number stands, as plain JSON.

The browser draws from the same record as the static picture. The numbers come from `jacobian_model`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from ..draw import style
from .frames import Frame, Tone
from .jacobian_model import Array, Exhibit, Run, agree, column_sum
from .readers import sentence

CELL_W, CELL_H = 84.0, 34.0
_LABELS, _GAP, _TOP, _LEFT = 64.0, 34.0, 66.0, 8.0
_TABLE = _LEFT + _LABELS + CELL_W + _GAP
"""Where the Jacobian begins, behind the column of dout."""

_ASK = {
    "ReLU": "Which columns carry nothing at all? Compute the next entry of dx, then press Step.",
    "softmax": "Compute the next entry of dx before it appears. What will all of them add up to?",
    "a sure softmax": "The shares hardly move any more. How much of dout will arrive?",
    "matrix product": "Six outputs, four inputs. Which cells are zero, and where is W?",
}
_CLOSING = {
    "ReLU": "How many products were needed, and how many of them had a factor of 0?",
    "softmax": "If all entries of dout were equal, what would dx be?",
    "a sure softmax": "What does a network learn from such an example?",
    "matrix product": "Is there a way to write these four numbers as a product of small matrices?",
}


@dataclass(frozen=True)
class ColumnFrame(Frame):
    """One step of the product: the column at work (-1: none), and how many entries of dx are known."""

    column: int = -1
    known: int = 0


def number(value: float) -> str:
    """Return a number with three digits; what nudging leaves of a zero is a zero."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) < 1e-8:
        return "0"
    text = f"{value:.3g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def factor(value: float) -> str:
    """Return a number as a factor of a product: negative ones stand in brackets."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def equals(*values: float) -> str:
    """Return the sign before a result: "≈" where one of the numbers of the line is shown with digits cut off."""
    shown_in_full = (
        not math.isfinite(value) or abs(value) < 1e-8 or math.isclose(float(f"{value:.3g}"), value, rel_tol=1e-7)
        for value in values
    )
    return "=" if all(shown_in_full) else "≈"


def column_sign(exhibit: Exhibit, run: Run, j: int) -> str:
    """Return the sign before the sum of a column."""
    assert run.jacobian is not None
    return equals(*exhibit.dout, *run.jacobian[:, j], column_sum(run, exhibit, j))


def terms(exhibit: Exhibit, jacobian: Array, j: int) -> list[str]:
    """Return the products that add up to dx[j], one for each output."""
    return [f"{factor(up)} · {factor(local)}" for up, local in zip(exhibit.dout, jacobian[:, j], strict=True)]


def frames(exhibit: Exhibit, run: Run) -> list[ColumnFrame]:
    """Return the opening, one frame a column and the end; or the one that says why there is no product."""
    if run.problem or run.jacobian is None or run.dx is None:
        tone: Tone = "waiting" if run.waiting else "trouble"
        return [ColumnFrame("Not written yet" if run.waiting else "Stopped", sentence(run.problem), "", tone)]
    m, n = run.jacobian.shape
    opening = (
        f"{exhibit.words}. Each of the {m} outputs has a row, each of the {n} inputs a column. dout stands on the "
        "left, one number for each row."
    )
    steps = [_column(exhibit, run, j) for j in range(n)]
    start = ColumnFrame(f"{m} × {n} local derivatives", opening, _ASK[exhibit.name])
    return [start, *steps, _end(exhibit, run)]


def _column(exhibit: Exhibit, run: Run, j: int) -> ColumnFrame:
    assert run.jacobian is not None
    assert run.dx is not None
    total, told = column_sum(run, exhibit, j), float(run.dx[j])
    products = " + ".join(terms(exhibit, run.jacobian, j))
    text = f"{products} {column_sign(exhibit, run, j)} {number(total)}. Column {j} against dout, row by row."
    if j == 0:
        text += f" The node: {exhibit.words}."
    if agree(total, told):
        return ColumnFrame(_name(exhibit, j), text, _ASK[exhibit.name] if j == 0 else "", "backward", j, j + 1)
    text += f" Your vjp says {number(told)}."
    ask = "Which numbers of the table did your vjp use in place of this column?"
    return ColumnFrame(_name(exhibit, j), text, ask, "backward", j, j + 1)


def _end(exhibit: Exhibit, run: Run) -> ColumnFrame:
    assert run.dx is not None
    n = len(run.dx)
    text = f"dx = ({', '.join(map(number, run.dx))}), one number for each input. Their sum is {number(run.dx.sum())}."
    if run.without is not None:
        text += f" Your {exhibit.without} gives ({', '.join(map(number, run.without))}) without the table: "
        same = all(agree(a, b) for a, b in zip(run.dx, run.without, strict=True))
        text += "the same numbers." if same else "not the same numbers."
    return ColumnFrame("All of dx", text, _CLOSING[exhibit.name], "done", -1, n)


def _name(exhibit: Exhibit, j: int) -> str:
    return "d" + exhibit.inputs[j]


# --- where everything stands -----------------------------------------------------------------------------------------


def board(exhibit: Exhibit, run: Run) -> dict[str, Any]:
    """Return size, labels, and every cell with its place, its text and its tint; {} where there is no table."""
    if run.jacobian is None or run.dx is None:
        return {}
    m, n = run.jacobian.shape
    bottom = _TOP + m * CELL_H + _GAP
    gradients = _largest(np.concatenate([exhibit.dout, run.dx]))
    return {
        "width": _TABLE + n * CELL_W + _LEFT,
        "height": bottom + CELL_H + 12,
        "name": exhibit.name,
        "cells": _table(exhibit, run, run.jacobian),
        "dout": [_cell(_LEFT + _LABELS, _TOP + i * CELL_H, exhibit.dout[i], gradients, i=i) for i in range(m)],
        "dx": [_cell(_TABLE + j * CELL_W, bottom, run.dx[j], gradients, j=j) for j in range(n)],
        "labels": _labels(exhibit, bottom),
        "inputs": list(exhibit.inputs),
        "outputs": list(exhibit.outputs),
        "sums": [_sum(exhibit, run, run.jacobian, j) for j in range(n)],
    }


def _table(exhibit: Exhibit, run: Run, jacobian: Array) -> list[dict[str, Any]]:
    """The cells of the Jacobian, row by row."""
    (m, n), largest = jacobian.shape, _largest(jacobian)
    return [
        _cell(
            _TABLE + j * CELL_W, _TOP + i * CELL_H, jacobian[i, j], largest, i=i, j=j, words=_words(exhibit, run, i, j)
        )
        for i in range(m)
        for j in range(n)
    ]


def _labels(exhibit: Exhibit, bottom: float) -> list[dict[str, Any]]:
    """The names of rows and columns, the point that the table belongs to, and what stands beside and below it."""
    middles = [_TABLE + (j + 0.5) * CELL_W for j in range(len(exhibit.inputs))]
    return [
        *(
            _label(_LEFT + _LABELS - 10, _TOP + (i + 0.5) * CELL_H, name, "bp-row")
            for i, name in enumerate(exhibit.outputs)
        ),
        *(_label(x, _TOP - 32, name, "bp-column") for x, name in zip(middles, exhibit.inputs, strict=True)),
        *(_label(x, _TOP - 13, number(value), "bp-point") for x, value in zip(middles, exhibit.point, strict=True)),
        _label(_LEFT + _LABELS + CELL_W / 2, _TOP - 13, "dout", "bp-title"),
        _label(_TABLE - 12, bottom + CELL_H / 2, "Jᵀ dout = dx", "bp-title bp-end"),
    ]


def _sum(exhibit: Exhibit, run: Run, jacobian: Array, j: int) -> dict[str, Any]:
    """The sum that one column adds up to, in words."""
    return {
        "name": _name(exhibit, j),
        "terms": terms(exhibit, jacobian, j),
        "sign": column_sign(exhibit, run, j),
        "total": number(column_sum(run, exhibit, j)),
    }


def _largest(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _cell(x: float, y: float, value: float, largest: float, **more: Any) -> dict[str, Any]:
    share = abs(value) / largest if largest and math.isfinite(value) else 0.0
    tint = "plus" if value > 0 else "minus"
    level = round(float(0.1 + 0.4 * share), 3) if number(value) != "0" and math.isfinite(value) else 0
    return {"x": x, "y": y, "text": number(value), "tint": tint, "level": level, **more}


def _label(x: float, y: float, text: str, kind: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "kind": kind}


def _words(exhibit: Exhibit, run: Run, i: int, j: int) -> str:
    """Say what a cell means, and what it carries."""
    assert run.jacobian is not None
    local, up = float(run.jacobian[i, j]), exhibit.dout[i]
    source, target, name = exhibit.inputs[j], exhibit.outputs[i], _name(exhibit, j)
    if number(local) == "0":
        return f"Row {i}, column {j}: 0. A small nudge of {source} does not move {target}; nothing goes to {name}."
    return (
        f"Row {i}, column {j}: {number(local)}. Per 1 of {source}, {target} moves by {number(local)}. "
        f"So {factor(up)} · {factor(local)} {equals(up, local, up * local)} {number(up * local)} goes to {name}."
    )


# --- the still picture -----------------------------------------------------------------------------------------------


def svg(exhibit: Exhibit, run: Run, title: str) -> str:
    """Return the finished product as a picture, with a text alternative."""
    record = board(exhibit, run)
    width, height = record["width"], record["height"]
    cells = "".join(_drawn(cell) for part in ("dout", "cells", "dx") for cell in record[part])
    labels = "".join(
        f'<text class="{label["kind"]}" x="{label["x"]:g}" y="{label["y"] + 4:g}">{escape(label["text"])}</text>'
        for label in record["labels"]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph bp-board" role="img" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        f"<title>{escape(f'{title}: {exhibit.name}')}</title><desc>{escape(text_table(exhibit, run))}</desc>"
        f"<style>{style('draw', 'widgets/jacobian')}</style>{cells}{labels}</svg>"
    )


def _drawn(cell: dict[str, Any]) -> str:
    x, y = cell["x"], cell["y"]
    return (
        f'<g class="bp-cell" data-tint="{cell["tint"]}">'
        f'<rect class="bp-tint" fill-opacity="{cell["level"]}" x="{x:g}" y="{y:g}" '
        f'width="{CELL_W:g}" height="{CELL_H:g}"/>'
        f'<text x="{x + CELL_W / 2:g}" y="{y + CELL_H / 2 + 5:g}">{escape(cell["text"])}</text></g>'
    )


def rows(exhibit: Exhibit, run: Run) -> list[list[str]]:
    """Return the whole product as a table of texts: dout and the Jacobian by rows, dx below."""
    assert run.jacobian is not None
    assert run.dx is not None
    head = ["", "dout", *exhibit.inputs]
    body = [
        [name, number(up), *map(number, line)]
        for name, up, line in zip(exhibit.outputs, exhibit.dout, run.jacobian, strict=True)
    ]
    return [head, *body, ["dx", "", *map(number, run.dx)]]


def text_table(exhibit: Exhibit, run: Run) -> str:
    """Return `rows` as lines of text."""
    lines = ["".join(f"{cell:>10}" for cell in line).rstrip() for line in rows(exhibit, run)]
    return "\n".join([exhibit.name, *lines])
