"""Reads one .py or .ipynb file as a list of cells, for an examination without a gradebook.

It trusts nothing in the file but its size and its kind, and changes nothing.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

from backprop_grader.errors import GraderError

LARGEST = 10 * 1024 * 1024
OURS = {"check", "demo"}
"""Tags of released cells that define nothing: report cards, figures and experiments."""


def read_cells(file: Path) -> list[str]:
    """The code cells of a file, in order; a .py file is one cell.

    Raises:
        GraderError: no such file, not a regular file, too large, or not readable as what its name says.
    """
    text = _read_text(file)
    if file.suffix == ".py":
        return [text]
    if file.suffix != ".ipynb":
        raise GraderError(f"{file} is neither a .py nor a .ipynb file")
    try:
        notebook = json.loads(text)
        cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code" and not _is_ours(cell)]
        return [_source(cell) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise GraderError(f"{file} is not a notebook: open it in JupyterLab and save it again") from None


def _read_text(file: Path) -> str:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise GraderError(f"{file} is not a regular file")
        if status.st_size > LARGEST:
            raise GraderError(f"{file} has {status.st_size:,} bytes; the limit is {LARGEST:,}")
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GraderError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise GraderError(f"{file} is not UTF-8 text: save it again with that encoding") from None


def _is_ours(cell: dict[str, Any]) -> bool:
    """A graded cell, or one that shows a report card, a figure or an experiment."""
    metadata = cell.get("metadata", {})
    return bool(metadata.get("nbgrader", {}).get("grade")) or bool(OURS & set(metadata.get("tags", ())))


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return "".join(source) if isinstance(source, list) else str(source)
