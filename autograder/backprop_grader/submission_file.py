"""Reads one .py or .ipynb file as a list of cells, for an examination without a gradebook.

It trusts nothing in the file but its size and its kind, and changes nothing.
"""

from __future__ import annotations

import stat
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import NOT_RUN
from backprop_grader.notebook.reading import LARGEST, Found, Unreadable, cells_in


def read_cells(file: Path) -> list[str]:
    """The code cells of a file, in order; a .py file is one cell.

    Raises:
        GraderError: no such file, not a regular file, too large, or not readable as what its name says.
    """
    if file.suffix not in (".py", ".ipynb"):
        kind = "not a regular file" if file.is_dir() else "neither a .py nor a .ipynb file"
        raise GraderError(f"{file} is {kind}")
    data = _read(file)
    if file.suffix == ".py":
        return [_text(file, data)]
    try:
        return [cell.source for cell in cells_in(data, []) if cell.kind == "code" and not _is_ours(cell)]
    except Unreadable as error:
        raise GraderError(f"{file}: {error}") from None


def _read(file: Path) -> bytes:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise GraderError(f"{file} is not a regular file")
        if status.st_size > LARGEST:
            raise GraderError(f"{file} has more than {LARGEST >> 20} MiB: clear the outputs and save it")
        return file.read_bytes()
    except OSError as error:
        raise GraderError(f"{file} cannot be read: {error.strerror}") from None


def _text(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GraderError(f"{file} is not UTF-8 text: save it again with that encoding") from None


def _is_ours(cell: Found) -> bool:
    """A graded cell, or one that shows a report card, a figure or an experiment: none of them defines anything."""
    return cell.marks.get("grade") is True or bool(NOT_RUN & cell.tags)
