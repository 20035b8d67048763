"""What happens to notebooks and their folders, by accident and on purpose, and what must come of it.

Every function puts one submission into an empty folder; the decorator says what it is worth and what is noted.
"""

from __future__ import annotations

import copy
import json
import os
import random
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hostile.corpus import (
    ASSIGNMENT,
    FULL,
    KEEPS,
    MIXED,
    RIGHT,
    Entry,
    Places,
    cell_of,
    code,
    notebook_with,
    save,
    text,
)

NAME = f"{ASSIGNMENT}.ipynb"
Writes = Callable[[Path, Places], None]
Changes = Callable[[dict[str, Any]], None]
_MADE: list[tuple[str, str, str, Mapping[str, float] | None, str, Writes]] = []
"""Group, name, title, scores, says, function."""


def folder(title: str, says: str = "", scores: Mapping[str, float] | None = KEEPS) -> Callable[[Writes], Writes]:
    """A mutation that writes the folder itself."""

    def keep(write: Writes) -> Writes:
        _keep(write, title, scores, says, write)
        return write

    return keep


def notebook(title: str, says: str = "", scores: Mapping[str, float] | None = KEEPS) -> Callable[[Changes], Changes]:
    """A mutation of the notebook as data."""

    def keep(change: Changes) -> Changes:
        def write(place: Path, places: Places) -> None:
            made = notebook_with(RIGHT if scores is FULL else MIXED)
            change(made)
            save(made, place)

        _keep(change, title, scores, says, write)
        return change

    return keep


def contents(title: str, says: str = "", scores: Mapping[str, float] | None = KEEPS) -> Callable[..., Any]:
    """A mutation of the file as text, to bytes."""

    def keep(change: Callable[[str], bytes]) -> Callable[[str], bytes]:
        def write(place: Path, places: Places) -> None:
            (place / NAME).write_bytes(change(json.dumps(notebook_with(MIXED), ensure_ascii=False)))

        _keep(change, title, scores, says, write)
        return change

    return keep


def _keep(
    function: Callable[..., Any], title: str, scores: Mapping[str, float] | None, says: str, write: Writes
) -> None:
    group = function.__module__.rpartition(".")[2]
    _MADE.append((group, function.__name__.replace("_", "-"), title, scores, says, write))


def entries(places: Places) -> Iterator[Entry]:
    """Everything that was declared here, and in modules that use these decorators."""
    for group, name, title, scores, says, write in _MADE:
        yield Entry(name, group, title, lambda place, w=write: w(place, places), scores, says)


def unreadable(title: str, says: str, kind: Callable[..., Any] = contents) -> Callable[..., Any]:
    """A mutation from which nothing can be read."""
    return kind(title, says, None)


# --- the file's text -------------------------------------------------------------------------------------------------


@contents("a byte order mark", "byte order mark")
def byte_order_mark(whole: str) -> bytes:
    return b"\xef\xbb\xbf" + whole.encode()


@contents("UTF-16", "UTF-16")
def utf_16(whole: str) -> bytes:
    return whole.encode("utf-16")


@contents("UTF-16, big end first, without a mark", "UTF-16-BE")
def utf_16_big_end(whole: str) -> bytes:
    return whole.encode("utf-16-be")


@contents("UTF-32", "UTF-32")
def utf_32(whole: str) -> bytes:
    return whole.encode("utf-32")


@contents("Latin-1, with letters that are not ASCII", "Latin-1")
def latin_1(whole: str) -> bytes:
    return whole.replace("class MulLayer:", "class MulLayer:  # größer, à la carte").encode("latin-1", "replace")


@contents("bytes that are no text in the middle of a comment", "Latin-1")
def broken_utf_8(whole: str) -> bytes:
    return whole.encode().replace(b"class MulLayer:", b"class MulLayer:  # \xff\xfe\x80")


@contents("Windows line ends, within cells too")
def carriage_returns(whole: str) -> bytes:
    return json.dumps(json.loads(whole), indent=1).replace("\n", "\r\n").replace("\\n", "\\r\\n").encode()


@contents("keys that are there twice", "the last counts")
def duplicate_keys(whole: str) -> bytes:
    return (whole.rstrip()[:-1] + ', "nbformat": 4, "metadata": {"a": 1, "a": 2}}').encode()


@contents("cells that are there twice, the first time with full marks", "the last counts")
def duplicate_cells(whole: str) -> bytes:
    return ('{"cells": [{"cell_type": "code", "source": "9.0"}], ' + whole.lstrip()[1:]).encode()


@contents("numbers that JSON does not have, and some that are too large")
def odd_numbers(whole: str) -> bytes:
    head = '{"worth": [NaN, Infinity, -Infinity, 1e999, ' + "9" * 5000 + "], "
    return (head + whole.lstrip()[1:]).encode()


@contents("halves of characters", "")
def lone_surrogates(whole: str) -> bytes:
    return whole.replace("class MulLayer:", "class MulLayer:  # \\ud800 \\udfff").encode()


@unreadable("cut off in the middle", "cut off")
def cut_off(whole: str) -> bytes:
    return whole.encode()[: len(whole) // 2]


@unreadable("an empty file", "empty")
def empty(whole: str) -> bytes:
    return b""


@unreadable("nothing but blanks", "empty")
def blanks(whole: str) -> bytes:
    return b" \n\t" * 1000


@unreadable("nothing but zeros", "")
def zeros(whole: str) -> bytes:
    return bytes(1 << 16)


@unreadable("noise", "")
def noise(whole: str) -> bytes:
    return random.Random(7).randbytes(1 << 16)


@unreadable("a picture", "")
def picture(whole: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(500)


@unreadable("an archive", "")
def archive(whole: str) -> bytes:
    return b"PK\x03\x04" + bytes(500)


@unreadable("the page of a login", "")
def web_page(whole: str) -> bytes:
    return b"<!DOCTYPE html><html><body>Please log in</body></html>"


@unreadable("a notebook with marks of a merge conflict", "damaged")
def merge_conflict(whole: str) -> bytes:
    return b"<<<<<<< HEAD\n" + whole.encode() + b"\n=======\n>>>>>>> mine\n"


@unreadable("a list in place of an object", "not a notebook")
def a_list(whole: str) -> bytes:
    return b"[" + whole.encode() + b"]"


@unreadable("a word", "not a notebook")
def a_word(whole: str) -> bytes:
    return b'"9.0"'


@unreadable("lists within lists, a hundred thousand deep", "nested")
def deep(whole: str) -> bytes:
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@unreadable("millions of small values", "")
def many_values(whole: str) -> bytes:
    return b'{"cells": [' + b"[]," * 3_000_000 + b"0]}"


@unreadable("a file of more than 20 MiB", "MiB")
def huge(whole: str) -> bytes:
    return whole.encode() + b" " * (21 << 20)


@unreadable("no cells at all", "no cells")
def without_cells(whole: str) -> bytes:
    return b'{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


# --- the notebook ----------------------------------------------------------------------------------------------------


@notebook("saved in the format of nbformat 3", "old notebook format|given an id|converted")
def nbformat_3(made: dict[str, Any]) -> None:
    cells = made.pop("cells")
    for cell in cells:
        source = cell.pop("source")
        cell["input" if cell["cell_type"] == "code" else "source"] = source.splitlines(keepends=True)
        cell |= {"language": "python", "collapsed": False} if cell["cell_type"] == "code" else {}
        cell.pop("id", None)
    made |= {"worksheets": [{"cells": cells, "metadata": {}}], "nbformat": 3, "nbformat_minor": 0}


@notebook("saved as nbformat 4.0, without ids")
def without_ids(made: dict[str, Any]) -> None:
    for cell in made["cells"]:
        del cell["id"]
    made["nbformat_minor"] = 0


@notebook("every id is the same", "given an id")
def equal_ids(made: dict[str, Any]) -> None:
    for cell in made["cells"]:
        cell["id"] = "same"


@notebook("a format of the future")
def nbformat_99(made: dict[str, Any]) -> None:
    made |= {"nbformat": 99, "nbformat_minor": -1}


@notebook("all test cells deleted", "missing")
def tests_deleted(made: dict[str, Any]) -> None:
    made["cells"] = [cell for cell in made["cells"] if not cell["id"].startswith("test-")]


@notebook("all test cells give full marks", "edited")
def tests_edited(made: dict[str, Any]) -> None:
    for exercise in MIXED:
        cell_of(made, f"test-{exercise}")["source"] = "9.0"


@notebook("test cells stand before everything else", "put back")
def tests_moved(made: dict[str, Any]) -> None:
    made["cells"].sort(key=lambda cell: not cell["id"].startswith("test-"))


@notebook("every cell is there three times", "twice|answers")
def tripled(made: dict[str, Any]) -> None:
    made["cells"] = [copy.deepcopy(cell) for cell in made["cells"] for _ in range(3)]


@notebook("points are inflated", "metadata")
def points_inflated(made: dict[str, Any]) -> None:
    for exercise in MIXED:
        cell_of(made, f"test-{exercise}")["metadata"]["nbgrader"]["points"] = 1000


@notebook("test cells have outputs and scores of their own")
def outputs_forged(made: dict[str, Any]) -> None:
    for exercise in MIXED:
        shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "9.0"}}
        cell_of(made, f"test-{exercise}")["outputs"] = [shown, {"output_type": "stream", "name": "stdout", "text": "9"}]


@notebook("solution cells are declared as graded, by hand and by tests", "metadata")
def solutions_graded(made: dict[str, Any]) -> None:
    for exercise in MIXED:
        marks = {"grade": True, "points": 50, "locked": True, "schema_version": 99, "task": True}
        cell_of(made, f"solution-{exercise}")["metadata"]["nbgrader"] |= marks


@notebook("all metadata is gone", "recognised")
def metadata_gone(made: dict[str, Any]) -> None:
    made["metadata"] = {}
    for cell in made["cells"]:
        cell["metadata"] = {}


@notebook("metadata and ids are gone, answers are found by name", "by its name")
def names_only(made: dict[str, Any]) -> None:
    made["cells"] = [code(source, str(k)) for k, source in enumerate(MIXED.values())]


@notebook("wrong types everywhere", "left out|metadata|recognised")
def wrong_types(made: dict[str, Any]) -> None:
    made |= {"metadata": [1], "nbformat": "4", "nbformat_minor": {}, "signature": None}
    odd = [None, 7, "cell", [], {}, {"cell_type": 3, "source": 4}, {"cell_type": [], "metadata": "x", "outputs": 1}]
    for k, cell in enumerate(made["cells"]):
        cell["outputs"] = [None, {"output_type": 3}, {"output_type": "stream", "text": {}}, "x"][: k % 5]
        cell["execution_count"] = "one"
        cell["id"] = k
        cell["metadata"]["tags"] = [1, None, {}] if k % 2 else "check"
    made["cells"] = [each for cell in made["cells"] for each in (cell, odd[len(str(cell)) % len(odd)])]


@notebook("sources are lists with things that are no text in them")
def odd_sources(made: dict[str, Any]) -> None:
    for cell in made["cells"]:
        cell["source"] = [None, *cell["source"].splitlines(keepends=True), 3]


@notebook("the cells of two answers are exchanged", "put back")
def ids_exchanged(made: dict[str, Any]) -> None:
    one, other = (cell_of(made, f"solution-{name}") for name in ("AddLayer", "basket"))
    for key in ("id", "metadata"):
        one[key], other[key] = other[key], one[key]


@notebook("texts, figures and report cards deleted", "missing", FULL)
def texts_deleted(made: dict[str, Any]) -> None:
    made["cells"] = [cell for cell in made["cells"] if cell["cell_type"] == "code" and "demo" not in str(cell)]


@notebook("cells in the opposite order", "put back")
def reversed_cells(made: dict[str, Any]) -> None:
    made["cells"].reverse()


@notebook("cells split in two and merged", "")
def split_cells(made: dict[str, Any]) -> None:
    k = made["cells"].index(cell_of(made, "solution-basket"))
    made["cells"].insert(k + 1, code("print('a second half')"))


@notebook("the answer in the test cell, after its own cell was emptied", "by its name")
def answer_in_the_test_cell(made: dict[str, Any]) -> None:
    cell_of(made, "solution-MulLayer")["source"] = ""
    cell_of(made, "test-MulLayer")["source"] = RIGHT["MulLayer"] + "\n\nvalidate(MulLayer)"


@notebook("three hundred and more added cells", "left out")
def many_cells(made: dict[str, Any]) -> None:
    made["cells"] += [code(f"x = {k}", f"mine-{k}") for k in range(400)]


@notebook("a cell of a million characters", "")
def long_cell(made: dict[str, Any]) -> None:
    made["cells"].append(code("x = 1\n" * 170_000))


@notebook("a cell that is no Python", "", KEEPS)
def no_python(made: dict[str, Any]) -> None:
    cell_of(made, "solution-AddLayer")["source"] = "class AddLayer: (\n\0 ???"


@notebook("a cell in another language, with magics", "", FULL)
def magics(made: dict[str, Any]) -> None:
    made["cells"] += [
        code("%%bash\nsleep 100", "one"),
        code("%%javascript\nalert(1)", "two"),
        code("%%html\n<script>alert(1)</script>", "three"),
        code("!rm -rf /\n%pip install numpy\n?print", "four"),
        code("%%writefile notes.txt\nhello", "five"),
        code("await __import__('asyncio').sleep(0)", "six"),
    ]


@notebook("cells of unknown types, raw cells and attachments", "given an id")
def odd_cells(made: dict[str, Any]) -> None:
    made["cells"] += [
        {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": "<script>alert(1)</script>"},
        {"cell_type": "sql", "metadata": {}, "source": "drop table grade"},
        {**text("![x](attachment:x.svg)"), "attachments": {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}},
    ]


# --- the folder ------------------------------------------------------------------------------------------------------


@folder("another name", "renamed", FULL)
def renamed(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place, "My homework (1) [final] – копия.ipynb")


@folder("a name in capitals", "renamed", FULL)
def capitals(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place, NAME.upper())


@folder("a name with line ends and terminal escapes", "renamed", FULL)
def odd_name(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place, "a\n\x1b[2J\x1b]0;owned\x07 <b>[red]x[end].ipynb")


@folder("a name that is no UTF-8", "renamed", FULL)
def bytes_for_a_name(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place, os.fsdecode(b"devoir-\xe9.ipynb"))


@folder("two notebooks, one of them with the right name", "not looked at", FULL)
def two_notebooks(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place)
    save(notebook_with(MIXED), place, "copy.ipynb")


@folder("two notebooks, none with the right name", "several", None)
def two_wrong_names(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place, "one.ipynb")
    save(notebook_with(RIGHT), place, "two.ipynb")


@folder("checkpoints, hidden files and data beside it", "", FULL)
def things_beside(place: Path, places: Places) -> None:
    save(notebook_with(RIGHT), place)
    (place / ".ipynb_checkpoints").mkdir()
    save(notebook_with(MIXED), place / ".ipynb_checkpoints", f"{ASSIGNMENT}-checkpoint.ipynb")
    (place / "._01-apple-orange.ipynb").write_bytes(b"\0\x05\x16\x07")
    (place / "data.csv").write_text("1,2\n")


@folder("modules beside it, with names of what judges", "", KEEPS)
def modules_beside(place: Path, places: Places) -> None:
    save(notebook_with(MIXED), place)
    for name in ("numpy", "backprop", "backprop_grader", "sitecustomize", "conftest", "json"):
        (place / f"{name}.py").write_text("raise SystemExit(0)\n")
    (place / "nbgrader_config.py").write_text("c.Autograde.enabled = False\n")


@folder("nothing at all", "no notebook", None)
def nothing(place: Path, places: Places) -> None:
    pass


@folder("something else", "no notebook", None)
def another_file(place: Path, places: Places) -> None:
    (place / "homework.pdf").write_bytes(b"%PDF-1.4")


@folder("a link to a solution", "link", None)
def a_link(place: Path, places: Places) -> None:
    (place / NAME).symlink_to(Path(places.secrets) / "solved.ipynb")


@folder("a link to nowhere", "link", None)
def dangling_link(place: Path, places: Places) -> None:
    (place / NAME).symlink_to("/nowhere/at/all.ipynb")


@folder("a link to itself", "link", None)
def circle(place: Path, places: Places) -> None:
    (place / NAME).symlink_to(NAME)


@folder("a link to a device without end", "link", None)
def endless_link(place: Path, places: Places) -> None:
    (place / NAME).symlink_to("/dev/zero")


@folder("links to secrets beside a notebook", "", KEEPS)
def links_beside(place: Path, places: Places) -> None:
    save(notebook_with(MIXED), place)
    (place / "gradebook.db").symlink_to(Path(places.secrets) / "gradebook.db")
    (place / "folder").symlink_to(places.secrets)
    (place / "up").symlink_to("..")


@folder("a pipe", "place of a file", None)
def a_pipe(place: Path, places: Places) -> None:
    os.mkfifo(place / NAME)


@folder("pipes and sockets beside a notebook", "", KEEPS)
def pipes_beside(place: Path, places: Places) -> None:
    save(notebook_with(MIXED), place)
    os.mkfifo(place / "pipe")
    os.mkfifo(place / "other.ipynb")


@folder("a socket", "place of a file", None)
def a_socket(place: Path, places: Places) -> None:
    here = Path.cwd()
    os.chdir(place)  # a socket's whole path must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(NAME)
    finally:
        os.chdir(here)


@folder("a folder in place of the notebook", "place of a file", None)
def a_folder(place: Path, places: Places) -> None:
    (place / NAME).mkdir()
    save(notebook_with(RIGHT), place / NAME)


@folder("a device", "", None)
def a_device(place: Path, places: Places) -> None:
    try:
        os.mknod(place / NAME, 0o666 | 0o020000, os.makedev(1, 5))
    except OSError:
        os.mkfifo(place / NAME)


@folder("a file in place of the folder", "", None)
def file_for_a_folder(place: Path, places: Places) -> None:
    place.rmdir()
    place.write_text("9.0")


@folder("a link in place of the folder", "link", None)
def link_for_a_folder(place: Path, places: Places) -> None:
    place.rmdir()
    place.symlink_to(places.secrets)


@folder("three thousand files beside a notebook", "", KEEPS)
def many_files(place: Path, places: Places) -> None:
    save(notebook_with(MIXED), place)
    for number in range(3000):
        (place / f"{number}.txt").touch()


@folder("folders in folders, deeper than a path may be long", "", KEEPS)
def deep_folders(place: Path, places: Places) -> None:
    save(notebook_with(MIXED), place)
    here = os.open(place, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 200, dir_fd=here)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
