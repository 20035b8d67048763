"""One table as the text of a CSV file that is safe to open: every text quoted, no cell that a spreadsheet would run.

A cell that begins like a formula gets an apostrophe in front (OWASP's rule; CWE-1236), also behind blanks and in the
full-width forms that Excel reads alike. Numbers are numbers. Quoting all texts keeps a semicolon in one of them from
beginning a new cell where semicolons separate.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from backprop_grader.isolated.safe_output import one_line

FORMULA = tuple("=+-@＝＋－＠|%")
"""What a formula can begin with; the last two call other programs in old spreadsheets."""
_SKIPPED = " \ufffd"
"""What may stand before a formula: blanks, and what stands in the place of a tab or an end of line."""
BOM = "\ufeff"

Cell = str | float | None
"""A text, a number, or nothing."""


def safe(text: str) -> str:
    """The text on one line, as a text in any spreadsheet.

    What is written decides: a terminal's escape, which is taken out, may have stood before a formula.
    """
    shown = one_line(text)
    return f"'{shown}" if shown.lstrip(_SKIPPED).startswith(FORMULA) else shown


def number(points: float) -> float:
    """Points with the two decimals that learning platforms keep, without the dust of adding up."""
    return round(points, 2) + 0.0


def as_csv(rows: Iterable[Sequence[Cell]], bom: bool = False) -> str:
    """The table as RFC 4180 has it, lines ended by CR LF; with a byte order mark where a spreadsheet needs one."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return (BOM if bom else "") + file.getvalue()


def _cell(value: Cell) -> str | float:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    return int(value) if float(value).is_integer() else float(value)
