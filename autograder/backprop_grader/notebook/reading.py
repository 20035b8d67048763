"""A submission's file as a list of cells, whatever is in the file; trusts neither the file system nor the text.

Every value that leaves this module has the type it says it has. What a cell means is decided elsewhere.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backprop_grader.isolated.safe_output import one_line

LARGEST = 20 << 20
"""Bytes of a file: a notebook with a dozen figures has one or two million."""
MOST_VALUES = 2_000_000
"""JSON values in a file: each costs about a hundred bytes of memory here."""
LONGEST = 200_000
"""Characters of one cell."""
KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown"}


class Unreadable(Exception):
    """Nothing can be read from a submission. The message is one line: what is wrong, and what to hand in instead."""


@dataclass(frozen=True)
class Found:
    """One cell as it was handed in. `marks`: what it says of itself to nbgrader."""

    kind: str
    source: str
    id: str = ""
    marks: dict[str, Any] = field(default_factory=dict)
    outputs: tuple[dict[str, Any], ...] = ()
    tags: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """nbgrader's name of the cell, or the empty string."""
        name = self.marks.get("grade_id")
        return name if isinstance(name, str) else ""


def read_submission(path: Path, within: Path) -> tuple[list[Found], list[str]]:
    """The cells of a submission, and what had to be repaired on the way.

    Args:
        path: where the notebook should be. If it is not there and its folder holds one other notebook, that is taken.
        within: the folder above all submissions; nothing on the way from there may be a link.

    Raises:
        Unreadable: there is no notebook, or none that can be read.
    """
    notes: list[str] = []
    data = _read(_locate(path, within, notes), within)
    return cells_in(data, notes), notes


def cells_in(data: bytes, notes: list[str]) -> list[Found]:
    """The cells of a notebook file's contents; what had to be repaired is added to `notes`.

    Raises:
        Unreadable: it is no notebook.
    """
    return _cells(_parse(_decode(data, notes), notes), notes)


def _locate(path: Path, within: Path, notes: list[str]) -> Path:
    """The file to read: the one with the right name, or the only notebook beside it."""
    folder = within
    for part in path.parent.relative_to(within).parts:
        folder = folder / part
        _insist(folder, stat.S_ISDIR, "a folder")
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if _is_notebook(entry, path.name))
    except OSError as error:
        raise Unreadable(f"{_short(folder, within)} cannot be opened: {error.strerror}") from None
    others = [name for name in names if name != path.name]
    if path.name in names:
        if others:
            notes.append(f"not looked at: {listed(others)}, beside {path.name}")
        return path
    if len(others) != 1:
        what = "several notebooks" if others else "no notebook"
        raise Unreadable(f"{_short(folder, within)} holds {what}: exactly one, {path.name}, should be handed in")
    notes.append(f"renamed: {listed(others)} was taken as {path.name}")
    return folder / others[0]


def _is_notebook(entry: os.DirEntry[str], wanted: str) -> bool:
    if entry.name == wanted:
        return True
    return entry.name.lower().endswith(".ipynb") and entry.name[0] != "." and entry.is_file(follow_symlinks=False)


def _short(path: Path, within: Path) -> str:
    """The path as people know it, on one line."""
    return one_line(str(path.relative_to(within)))


def _insist(path: Path, test: Any, what: str) -> os.stat_result:
    """The state of a path, which must pass a test without following links."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise Unreadable(f"{one_line(path.name)} cannot be opened: {getattr(error, 'strerror', error)}") from None
    if not test(found.st_mode):
        real = "a link" if stat.S_ISLNK(found.st_mode) else "something else"
        raise Unreadable(f"there is {real} in place of {what}, {one_line(path.name)}: hand in the notebook itself")
    return found


def _read(path: Path, within: Path) -> bytes:
    _insist(path, stat.S_ISREG, "a file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags)
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Unreadable(f"{one_line(path.name)} is not a file")
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"{_short(path, within)} cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise Unreadable(
            f"the file has more than {LARGEST >> 20} MiB: clear the outputs, save it and hand it in once more"
        )
    if not data.strip():
        raise Unreadable("the file is empty: save the notebook and hand it in once more")
    return data


def _decode(data: bytes, notes: list[str]) -> str:
    """The text, in whichever encoding an editor has saved it."""
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        notes.append("the text is not UTF-8 and was read as Latin-1")
        return data.decode("latin-1")
    if encoding == "utf-8-sig":
        notes.append("removed a byte order mark")
    elif encoding != "utf-8":
        notes.append(f"the text is {encoding.upper()} and was read as such")
    return text


def _parse(text: str, notes: list[str]) -> dict[str, Any]:
    """The notebook as data; the last of several equal keys counts, as in every browser."""
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise Unreadable("the file holds millions of values: clear the outputs, save it and hand it in once more")
    repeated = False

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        found = dict(pairs)
        repeated = repeated or len(found) < len(pairs)
        return found

    try:
        notebook = json.loads(text, object_pairs_hook=collect, parse_int=float, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        lines = text.count("\n") + 1
        where = f" at line {error.lineno} of {lines}" if lines > 1 else ""
        raise Unreadable(f"the file is cut off or damaged{where}: save it and hand it in once more") from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("the file is nested too deeply to be a notebook") from None
    if not isinstance(notebook, dict):
        raise Unreadable("the file is not a notebook: open it in JupyterLab and save it again")
    if repeated:
        notes.append("of keys that are there twice, the last counts")
    return notebook


def _cells(notebook: dict[str, Any], notes: list[str]) -> list[Found]:
    """All cells; of formats before 4 those of all worksheets."""
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        sheets = notebook.get("worksheets")
        if not isinstance(sheets, list):
            raise Unreadable("the file is not a notebook, it has no cells: open it in JupyterLab and save it again")
        notes.append("converted from an old notebook format")
        cells = [cell for sheet in map(_mapping, sheets) for cell in _sequence(sheet.get("cells"))]
    found = [cell for cell in map(_cell, cells) if cell is not None]
    if len(found) < len(cells):
        notes.append(
            f"left out: {counted(len(cells) - len(found), 'entry that is no cell', 'entries that are no cells')}"
        )
    if notebook.get("nbformat") == 4 and notebook.get("nbformat_minor") in (5, 6, 7):
        _note_ids(found, notes)
    return found


def _note_ids(found: list[Found], notes: list[str]) -> None:
    lacking = len(found) - len({cell.id for cell in found if cell.id})
    if lacking:
        notes.append(f"given an id: {counted(lacking, 'cell')} without one of its own")


def _cell(value: Any) -> Found | None:
    if not isinstance(value, dict):
        return None
    kind = KINDS.get(value["cell_type"], "raw") if isinstance(value.get("cell_type"), str) else "raw"
    source = text_of(value["source"] if "source" in value else value.get("input"))
    if value.get("cell_type") == "heading":
        source = f"# {source}"
    if len(source) > LONGEST:
        source = f"# left out: {len(source):,} characters, more than a cell may have"
    return Found(
        kind,
        source.replace("\r\n", "\n").replace("\r", "\n"),
        value["id"] if isinstance(value.get("id"), str) else "",
        _mapping(_mapping(value.get("metadata")).get("nbgrader")),
        tuple(output for output in _sequence(value.get("outputs")) if isinstance(output, dict)),
        frozenset(tag for tag in _sequence(_mapping(value.get("metadata")).get("tags")) if isinstance(tag, str)),
    )


def text_of(value: Any) -> str:
    """A multi-line string of the notebook format: a string, or a list of them. Anything else is no text."""
    text = "".join(piece for piece in _sequence(value) if isinstance(piece, str)) if isinstance(value, list) else value
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: list[str], most: int = 4) -> str:
    """The names on one line, the first few of them."""
    shown = ", ".join(one_line(name[:80]) for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
