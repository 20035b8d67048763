"""The slices told step by step: which entries light up, the inner product in words, and what fills the gradient.

Everything here turns the numbers of a `Filling` into words; where a number comes from is `slices_model`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..draw import short
from .frames import Frame, Tone, factor
from .readers import sentence
from .slices_model import Array, Entry, Filling, Setting

Cells = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class SliceFrame(Frame):
    """One step.

    entry  which entry of the gradient the step is about, by its number; -1: none, or all of them
    filled whether its inner product is known already; `all_filled`: whether that of every entry is
    slice  the slice, as text, row by row
    lit    the cells that count, by the name of their matrix
    sum    the inner product, term by term
    """

    entry: int = -1
    filled: bool = False
    all_filled: bool = False
    slice: tuple[tuple[str, ...], ...] = ()
    lit: dict[str, Cells] = field(default_factory=dict)
    sum: str = ""


def frames(setting: Setting, filling: Filling) -> list[SliceFrame]:
    """Return the steps: the first slice, then every entry filled, then the comparison with the product."""
    if filling.problem:
        heading = "Not written yet" if filling.waiting else "Stopped at a slice"
        tone: Tone = "waiting" if filling.waiting else "trouble"
        return [SliceFrame(heading, sentence(filling.problem), "", tone)]
    steps = [_entry_frame(setting, entry, k) for k, entry in enumerate(filling.entries)]
    return [_opening(setting, filling.entries[0]), *steps, _closing(setting, filling)]


def board(setting: Setting) -> dict[str, Any]:
    """Return what is given, as text: X, W, Y, dout, and whose gradient is filled."""
    given = {"X": setting.X, "W": setting.W, "Y": setting.X @ setting.W, "dout": setting.dout}
    return {"of": setting.of, "rows": {name: written(matrix) for name, matrix in given.items()}}


def entries(setting: Setting, filling: Filling) -> list[dict[str, Any]]:
    """Return every entry of the gradient as a row of the table: name, inner product, value, and what nudging says."""
    return [
        {
            "name": f"{setting.of}[{entry.place[0]}, {entry.place[1]}]",
            "sum": inner_product(setting, entry),
            "value": short(entry.value),
            "measured": short(entry.measured),
            "agrees": bool(np.isclose(entry.value, entry.measured)),
        }
        for entry in filling.entries
    ]


def written(matrix: Array) -> list[list[str]]:
    """Return a matrix as text, row by row."""
    return [[short(value) for value in row] for row in matrix]


def inner_product(setting: Setting, entry: Entry) -> str:
    """Return the inner product of a slice and dout, without the terms in which the slice is 0."""
    terms = [f"{factor(entry.slice[at])} · {factor(setting.dout[at])}" for at in _cells(entry.slice)]
    return f"{' + '.join(terms) or '0'} = {short(entry.value)}"


def _cells(slice_: Array) -> Cells:
    return tuple((int(n), int(m)) for n, m in np.argwhere(slice_))


def _opening(setting: Setting, first: Entry) -> SliceFrame:
    ask = "Slice times dout, lit entries only, added up: write the number down, then press Step."
    return SliceFrame(
        f"{_name(setting, first)} is picked",
        _where(setting, first),
        ask,
        "forward",
        entry=0,
        slice=tuple(map(tuple, written(first.slice))),
        lit=_lit(setting, first),
    )


def _entry_frame(setting: Setting, entry: Entry, number: int) -> SliceFrame:
    """The slice of one entry, times dout, fills one entry of the gradient."""
    text = f"{_where(setting, entry)} Times dout and added up, it gives {short(entry.value)}."
    if not np.isclose(entry.value, entry.measured):
        text += f" Nudging measures {short(entry.measured)}."
    return SliceFrame(
        f"d{_name(setting, entry)}",
        text,
        _ask(setting, number),
        "backward",
        entry=number,
        filled=True,
        slice=tuple(map(tuple, written(entry.slice))),
        lit=_lit(setting, entry),
        sum=inner_product(setting, entry),
    )


def _name(setting: Setting, entry: Entry) -> str:
    i, j = entry.place
    return f"{setting.of}[{i}, {j}]"


def _where(setting: Setting, entry: Entry) -> str:
    """Say where the numbers of a slice stand and where they come from, if it is right."""
    i, j = entry.place
    if not entry.is_right:
        return f"Your slice is not what nudging {_name(setting, entry)} by 1 does to Y."
    if setting.of == "X":
        return f"Row {i} of the slice is row {j} of W, all else is 0."
    return f"Column {j} of the slice is column {i} of X, all else is 0."


def _lit(setting: Setting, entry: Entry) -> dict[str, Cells]:
    """The entry, the numbers of its slice, those of dout that they meet, and where they come from."""
    i, j = entry.place
    cells = _cells(entry.slice)
    lit = {setting.of: ((i, j),), "slice": cells, "dout": cells}
    if not entry.is_right:
        return lit
    if setting.of == "X":
        return {**lit, "W": tuple((j, m) for m in range(setting.W.shape[1])), "Y": cells}
    return {**lit, "X": tuple((n, i) for n in range(setting.X.shape[0])), "Y": cells}


def _ask(setting: Setting, number: int) -> str:
    columns = setting.matrix.shape[1]
    if number == 0 and setting.of == "X":
        return "Which row of W will light up for X[0, 1]?"
    if number == 0:
        return "Where in the slice will the numbers stand for W[0, 1], and where will they come from?"
    if number == columns - 1:
        return f"Now {setting.of}[1, 0]. What stays, and what moves?"
    return ""


def _closing(setting: Setting, filling: Filling) -> SliceFrame:
    """Compare with the reader's product of two matrices, if there is one."""
    count, gradient = len(filling.entries), f"d{setting.of}"
    if filling.whole is None and not filling.whole_problem:
        ask = "Which product of two matrices gives all of them at once?"
        return SliceFrame(
            f"All of {gradient}", f"{count} slices, {count} inner products.", ask, "done", all_filled=True
        )
    if filling.whole_problem:
        tone: Tone = "waiting" if filling.whole_waiting else "trouble"
        text = f"{count} inner products, {count} numbers. {sentence(filling.whole_problem)}"
        return SliceFrame(f"All of {gradient}", text, "", tone, all_filled=True)
    differing = filling.differing()
    if differing:
        text = f"{differing} of the {count} numbers of your matmul_backward are not those of your slices."
        return SliceFrame(f"All of {gradient}", text, "", "trouble", all_filled=True)
    text = f"Your matmul_backward returns the same {count} numbers at once. {_fit(gradient, filling)}"
    ask = "Could you have told by the shapes alone which one?" if filling.agreeing else ""
    return SliceFrame(f"All of {gradient}", text.strip(), ask, "done", all_filled=True)


def _fit(gradient: str, filling: Filling) -> str:
    """Say how far shapes decide: only where the reader's own numbers are right."""
    if len(filling.agreeing) != 1:
        return ""
    one, count = filling.agreeing[0], len(filling.fitting)
    if count == 1:
        return f"Of all products of dout and the other matrix, only {one} has the shape of {gradient}."
    return (
        f"{', '.join(filling.fitting)}: {count} products have the shape of {gradient}, and only {one} has its numbers."
    )
