"""Ingest: whatever happened to a notebook, only answers and added cells are a student's, nothing honest is lost."""

import copy
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backprop_grader.notebook.conventions import cells_to_run, grade_id
from backprop_grader.notebook.ingest import MOST_ADDED, Ingested, ingest

SMALL = "99-small"
Notebook = dict[str, Any]


def cell(name: str, source: str, kind: str = "code", tags: tuple[str, ...] = (), **marks: Any) -> dict[str, Any]:
    full = {"grade": False, "solution": False, "locked": True, "schema_version": 3, "task": False, "grade_id": name}
    metadata = {"nbgrader": {**full, "checksum": "0" * 32, "cell_type": kind, **marks}, "tags": list(tags)}
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def stub(exercise: str) -> str:
    return f"def {exercise}(x):\n    raise NotImplementedError"


RELEASE: Notebook = {
    "cells": [
        cell("title", "# Small", "markdown"),
        cell("setup", "import numpy as np"),
        cell("solution-double", stub("double"), solution=True, locked=False),
        cell("check-double", "check(double)", tags=("check",)),
        cell("test-double", "validate(double)", grade=True, points=2),
        cell("figure", "draw(double)", tags=("demo",)),
        cell("between", "Some text", "markdown"),
        cell("solution-half", stub("half"), solution=True, locked=False),
        cell("test-half", "validate(half)", grade=True, points=1),
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def half(x):\n    return x / 2"
ANSWERS = {"double": DOUBLE, "half": HALF}
LOCKED = [c for c in RELEASE["cells"] if not c["metadata"]["nbgrader"]["solution"]]


def solved() -> Notebook:
    notebook = copy.deepcopy(RELEASE)
    at(notebook, "solution-double")["source"] = DOUBLE
    at(notebook, "solution-half")["source"] = HALF
    return notebook


def at(notebook: Notebook, name: str) -> dict[str, Any]:
    return next(c for c in notebook["cells"] if grade_id(c) == name)


def index(notebook: Notebook, name: str) -> int:
    return notebook["cells"].index(at(notebook, name))


def plain(source: Any, kind: str = "code", **more: Any) -> dict[str, Any]:
    made = {"cell_type": kind, "id": "x1", "metadata": {}, "source": source, **more}
    return {"outputs": [], "execution_count": None} | made if kind == "code" else made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "submitted" / "alice" / SMALL / f"{SMALL}.ipynb"
    path.parent.mkdir(parents=True)
    return path


def read(place: Path, content: Notebook | bytes | str) -> Ingested:
    data = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    got = ingest(place, RELEASE)
    nbformat.validate(nbformat.from_dict(copy.deepcopy(got.notebook)))
    assert all("\n" not in line for line in (*got.repairs, got.error or ""))
    return got


def names(got: Ingested) -> list[str]:
    return [grade_id(c) or c["id"] for c in got.notebook["cells"]]


def assert_ours_is_ours(got: Ingested) -> None:
    assert [c for c in got.notebook["cells"] if c["id"] not in got.added and "solution" not in c["id"]] == LOCKED


def test_an_honest_submission_comes_through_without_a_word(place: Path) -> None:
    got = read(place, solved())
    assert got.solutions == ANSWERS
    assert (got.repairs, got.error, got.added) == ((), None, ())
    assert_ours_is_ours(got)


def test_what_runs_is_neither_graded_nor_a_report_card_nor_a_figure(place: Path) -> None:
    notebook = solved()
    notebook["cells"].append(plain("print(double(1))"))
    ran = [c["id"] for c in cells_to_run(read(place, notebook).notebook)]
    assert ran == ["setup", "solution-double", "solution-half", "added-1"]


# Mutations ---------------------------------------------------------------------------------------------------------


def delete(*gone: str) -> Callable[[Notebook], None]:
    def mutate(notebook: Notebook) -> None:
        notebook["cells"] = [c for c in notebook["cells"] if grade_id(c) not in gone]

    return mutate


def edit(name: str, source: str) -> Callable[[Notebook], None]:
    return lambda notebook: at(notebook, name).update(source=source)


def mark(name: str, **marks: Any) -> Callable[[Notebook], None]:
    return lambda notebook: at(notebook, name)["metadata"]["nbgrader"].update(marks)


def double_cell(name: str) -> Callable[[Notebook], None]:
    return lambda notebook: notebook["cells"].insert(index(notebook, name), copy.deepcopy(at(notebook, name)))


def move_to_end(name: str) -> Callable[[Notebook], None]:
    return lambda notebook: notebook["cells"].append(notebook["cells"].pop(index(notebook, name)))


def each(**different: Any) -> Callable[[Notebook], None]:
    return lambda notebook: [c.update(copy.deepcopy(different)) for c in notebook["cells"]] and None


def without(key: str) -> Callable[[Notebook], None]:
    return lambda notebook: [c.pop(key, None) for c in notebook["cells"]] and None


def as_markdown(name: str) -> Callable[[Notebook], None]:
    def mutate(notebook: Notebook) -> None:
        made = at(notebook, name)
        made["cell_type"] = "markdown"
        del made["outputs"], made["execution_count"]

    return mutate


def reverse(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def lines(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = c["source"].splitlines(keepends=True)


def junk(notebook: Notebook) -> None:
    notebook["cells"][2:2] = [None, 3, "cell", [], {}, {"cell_type": 5, "source": 7, "metadata": []}]


def windows(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = c["source"].replace("\n", "\r\n")


def no_grade_ids(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["metadata"] = {}


def no_ids_at_all(notebook: Notebook) -> None:
    no_grade_ids(notebook)
    for c in notebook["cells"]:
        c["id"] = "same"


def stub_behind(notebook: Notebook) -> None:
    again = {**copy.deepcopy(at(notebook, "solution-double")), "source": stub("double")}
    notebook["cells"].insert(index(notebook, "solution-double") + 1, again)


def wrong_before(notebook: Notebook) -> None:
    again = {**copy.deepcopy(at(notebook, "solution-double")), "source": "def double(x):\n    return 3 * x"}
    notebook["cells"].insert(index(notebook, "solution-double"), again)


def answer_in_an_added_cell(notebook: Notebook) -> None:
    notebook["cells"].insert(2, plain(DOUBLE))
    at(notebook, "solution-double")["source"] = stub("double")


def answer_in_the_test(notebook: Notebook) -> None:
    at(notebook, "test-double")["source"] = DOUBLE
    at(notebook, "solution-double")["source"] = stub("double")


HARMLESS: dict[str, tuple[Callable[[Notebook], None], str | None]] = {
    "a deleted test": (delete("test-double"), r"restored, because they were missing: 1 cell \(test-double\)"),
    "all tests deleted": (delete("test-double", "test-half"), "2 cells"),
    "deleted texts and figures": (delete("title", "between", "figure"), "missing: 3 cells"),
    "an edited test": (edit("test-double", "2.0"), "edited: 1 cell"),
    "an edited report card": (edit("check-double", "print('full marks')"), "edited: 1 cell"),
    "an edited text": (edit("between", "<b>mine</b>"), "edited: 1 cell"),
    "an emptied test": (edit("test-double", ""), None),
    "inflated points": (mark("test-double", points=1000), "metadata was ignored: 1 cell"),
    "a negative number of points": (mark("test-double", points=-5), "metadata was ignored"),
    "points that are no number": (mark("test-double", points={"a": []}), "metadata was ignored"),
    "a schema from the future": (mark("test-double", schema_version=99), "metadata was ignored"),
    "a solution that says it is graded": (mark("solution-double", grade=True, points=50), "metadata was ignored"),
    "an unlocked test": (mark("test-half", locked=False, solution=True), "metadata was ignored"),
    "a test twice": (double_cell("test-double"), "twice: 1 cell"),
    "an answer twice": (double_cell("solution-double"), "double has 2 answers"),
    "a stub behind the answer": (stub_behind, None),
    "a wrong answer before the right one": (wrong_before, "last that defines it counts"),
    "a moved test": (move_to_end("test-double"), r"put back in their place: 1 cell \(test-double\)"),
    "everything upside down": (reverse, "put back in their place: 8 cells"),
    "a test that is a text now": (as_markdown("test-double"), None),
    "an answer that is a text now": (as_markdown("solution-double"), None),
    "no cell ids": (without("id"), "given an id: 9 cells"),
    "one id for all": (each(id="a"), "given an id: 8 cells"),
    "no outputs": (without("outputs"), None),
    "sources as lines": (lines, None),
    "line ends of Windows": (windows, None),
    "entries that are no cells": (junk, "left out: 4 entries"),
    "no grade_ids": (no_grade_ids, "recognised without their grade_id: 9 cells"),
    "neither grade_ids nor ids": (no_ids_at_all, "found by its name: the answer to double"),
    "an answer in an added cell": (answer_in_an_added_cell, "found by its name"),
    "an answer in a test cell": (answer_in_the_test, "found by its name"),
    "metadata that are no mapping": (lambda notebook: notebook.update(metadata=3), None),
    "a wrong format number": (lambda notebook: notebook.update(nbformat="four", nbformat_minor=None), None),
    "a future format": (lambda notebook: notebook.update(nbformat=7, nbformat_minor=0), None),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_changes_nothing(place: Path, name: str) -> None:
    mutate, repair = HARMLESS[name]
    notebook = solved()
    mutate(notebook)
    got = read(place, notebook)
    assert got.error is None
    assert got.solutions == ANSWERS
    assert_ours_is_ours(got)
    assert [n for n in names(got) if not n.startswith("added-")] == names(Ingested(RELEASE, {}))
    assert repair is None or any(re.search(repair, line) for line in got.repairs), got.repairs


def test_a_duplicate_key_is_repaired_and_the_last_one_counts(place: Path) -> None:
    text = json.dumps(solved())
    got = read(place, '{"cells": [], ' + text[1:])
    assert got.solutions == ANSWERS
    assert any("twice" in line for line in got.repairs)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_any_encoding_is_recognised(place: Path, encoding: str) -> None:
    notebook = solved()
    notebook["cells"].append(plain("# é ü ß", "markdown"))
    got = read(place, json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert got.solutions == ANSWERS
    assert got.notebook["cells"][-1]["source"] == "# é ü ß"
    assert len(got.repairs) == 1


def test_format_3_is_converted(place: Path) -> None:
    cells = [
        {"input" if c["cell_type"] == "code" else "source": c["source"], **c, "language": "python"}
        for c in solved()["cells"]
    ]
    for c in cells:
        if "input" in c:
            del c["source"], c["id"]
    cells.append({"cell_type": "heading", "level": 2, "source": "Mine", "metadata": {}})
    got = read(place, {"worksheets": [{"cells": cells, "metadata": {}}], "metadata": {}, "nbformat": 3})
    assert got.solutions == ANSWERS
    assert got.notebook["cells"][-1]["source"] == "# Mine"
    assert any("old notebook format" in line for line in got.repairs)


def test_format_3_as_nbformat_writes_it_is_converted(place: Path) -> None:
    old = nbformat.convert(nbformat.from_dict(solved()), 3)
    assert read(place, json.dumps(old)).solutions == ANSWERS


def test_one_cell_that_answers_everything_is_run_once(place: Path) -> None:
    notebook = solved()
    notebook["cells"] = [plain(f"{DOUBLE}\n\n{HALF}"), *copy.deepcopy(LOCKED)]
    got = read(place, notebook)
    assert got.solutions["double"] == f"{DOUBLE}\n\n{HALF}"
    assert got.solutions["half"].startswith("# half is defined above, together with double")
    assert not got.added


def test_a_split_answer_runs_in_order(place: Path) -> None:
    notebook = solved()
    second = {**copy.deepcopy(at(notebook, "solution-double")), "source": "double.checked = True"}
    first = {**copy.deepcopy(second), "source": "factor = 2"}
    where = index(notebook, "solution-double")
    notebook["cells"][where : where + 1] = [first, at(notebook, "solution-double"), second]
    got = read(place, notebook)
    assert [c["source"] for c in cells_to_run(got.notebook)][1:4] == ["factor = 2", DOUBLE, "double.checked = True"]


def test_added_cells_keep_their_place_among_their_neighbours(place: Path) -> None:
    notebook = solved()
    notebook["cells"].insert(0, plain("top = 1"))
    notebook["cells"].insert(index(notebook, "solution-half"), plain("above = 2", id="x2"))
    notebook["cells"].append(plain("My note", "markdown", id="x3"))
    got = read(place, notebook)
    assert names(got)[0] == "added-1"
    assert names(got).index("added-2") + 1 == names(got).index("solution-half")
    assert names(got)[-1] == "added-3"
    assert not got.repairs


def test_an_import_added_to_a_cell_of_ours_still_works(place: Path) -> None:
    notebook = solved()
    at(notebook, "setup")["source"] += "\nimport math"
    got = read(place, notebook)
    assert at(got.notebook, "setup")["source"] == "import numpy as np"
    assert [c["source"] for c in cells_to_run(got.notebook)][1] == "import numpy as np\nimport math"


def test_a_figure_that_was_changed_is_run_as_an_added_cell(place: Path) -> None:
    notebook = solved()
    at(notebook, "figure")["source"] = "draw(double, size=2)"
    assert "draw(double, size=2)" in [c["source"] for c in cells_to_run(read(place, notebook).notebook)]


def test_a_deleted_answer_leaves_the_stub(place: Path) -> None:
    notebook = solved()
    delete("solution-half")(notebook)
    got = read(place, notebook)
    assert got.solutions == {"double": DOUBLE, "half": stub("half")}
    assert any("missing: 1 cell (solution-half)" in line for line in got.repairs)


def test_a_notebook_without_cells_is_not_the_one_that_was_asked_for(place: Path) -> None:
    got = read(place, {"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    assert got.notebook == RELEASE
    assert (got.error or "").startswith(f"hardly a cell of this is {SMALL}'s")


def test_thousands_of_cells_are_cut_off_and_said(place: Path) -> None:
    notebook = solved()
    notebook["cells"] += [plain("x = 1") for _ in range(5000)]
    got = read(place, notebook)
    assert len(got.added) == MOST_ADDED
    assert got.solutions == ANSWERS
    assert any("4700 added cells" in line for line in got.repairs)


# Damaged files -----------------------------------------------------------------------------------------------------

DAMAGED = {
    "empty": b"",
    "blank": b"  \n\n",
    "cut off": json.dumps(solved()).encode()[:700],
    "binary": bytes(range(256)) * 20,
    "zeros": bytes(4096),
    "not a mapping": b"[1, 2, 3]",
    "a number": b"12",
    "null": b"null",
    "no cells": b'{"metadata": {}, "nbformat": 4}',
    "cells that are no list": b'{"cells": {"0": {}}}',
    "cells that are text": b'{"cells": "print(1)"}',
    "nested": b"[" * 200_000 + b"]" * 200_000,
    "nested mappings": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "millions of values": b"[" + b"[]," * 1_500_000 + b"[]]",
    "a page": b"<!DOCTYPE html><html>Sign in</html>",
    "an archive": b"PK\x03\x04" + bytes(100),
    "half of UTF-16": b"\xff\xfe" + json.dumps(solved()).encode("utf-16-le")[:301],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_an_error_of_one_line(place: Path, name: str) -> None:
    got = read(place, DAMAGED[name])
    assert got.error
    assert len(got.error) < 200
    assert got.notebook == RELEASE
    assert got.solutions == {}


def test_a_file_that_is_too_large_is_not_read(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(5 << 30)
    assert "more than 20 MiB" in (ingest(place, RELEASE).error or "")


def test_links_and_devices_are_not_followed(place: Path, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text(json.dumps(solved()), encoding="utf-8")
    for make in (
        lambda: place.symlink_to(secret),
        lambda: os.mkfifo(place),
        place.mkdir,
        lambda: place.symlink_to("/dev/zero"),
    ):
        make()
        error = ingest(place, RELEASE).error
        assert error
        assert "in place of a file" in error
        place.rmdir() if place.is_dir() else place.unlink()


@pytest.mark.parametrize("level", [0, 1])
def test_folders_that_are_links_are_not_followed(place: Path, tmp_path: Path, level: int) -> None:
    read(place, solved())
    folder = place.parents[level]
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert "a link in place of a folder" in (ingest(place, RELEASE).error or "")


def test_a_run_folder_that_is_a_link_is_the_instructors_choice(place: Path, tmp_path: Path) -> None:
    read(place, solved())
    (tmp_path / "submitted").rename(tmp_path / "disk")
    (tmp_path / "submitted").symlink_to(tmp_path / "disk")
    assert ingest(place, RELEASE).error is None


def test_names_are_said_as_people_write_them_and_nothing_in_them_commands_a_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "hélène" / SMALL
    folder.mkdir(parents=True)
    assert (ingest(folder / f"{SMALL}.ipynb", RELEASE).error or "").startswith(f"hélène/{SMALL} holds no notebook")
    (folder / "meine Lösung\x1b[2J\n\u202e.ipynb").write_text(json.dumps(solved()), encoding="utf-8")
    (line,) = (line for line in ingest(folder / f"{SMALL}.ipynb", RELEASE).repairs if line.startswith("renamed"))
    assert line == f"renamed: meine Lösung\ufffd\ufffd.ipynb was taken as {SMALL}.ipynb"


def test_a_renamed_notebook_is_found_if_it_is_the_only_one(place: Path) -> None:
    read(place, solved())
    place.rename(place.with_name("my homework (1).ipynb"))
    (place.parent / ".ipynb_checkpoints").mkdir()
    (place.parent / "link.ipynb").symlink_to("my homework (1).ipynb")
    got = ingest(place, RELEASE)
    assert got.solutions == ANSWERS
    assert any("renamed: my homework (1).ipynb" in line for line in got.repairs)


def test_of_two_notebooks_the_one_with_the_name_counts_and_without_it_none(place: Path) -> None:
    read(place, solved())
    place.with_name("Copy1.ipynb").write_text("{}", encoding="utf-8")
    got = ingest(place, RELEASE)
    assert got.solutions == ANSWERS
    assert any("Copy1.ipynb" in line for line in got.repairs)
    place.rename(place.with_name("Copy2.ipynb"))
    assert "several notebooks" in (ingest(place, RELEASE).error or "")


def test_a_folder_without_a_notebook_or_no_folder_is_an_error(place: Path) -> None:
    assert "no notebook" in (ingest(place, RELEASE).error or "")
    place.parent.rmdir()
    assert ingest(place, RELEASE).error


def test_a_file_name_cannot_write_to_the_terminal(place: Path) -> None:
    read(place, solved())
    place.rename(place.with_name("\x1b[31mred\n.ipynb"))
    (line,) = ingest(place, RELEASE).repairs
    assert "\x1b" not in line
    assert "\n" not in line


def test_text_that_no_encoding_holds_is_replaced(place: Path) -> None:
    notebook = json.dumps(solved()).replace("2 * x", r"2 * x  # \ud800")
    got = read(place, notebook)
    assert got.solutions["double"].endswith("# ?")
    json.dumps(got.notebook, ensure_ascii=False).encode()


# Anything at all ---------------------------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(["cell_type", "source", "id", "metadata", "outputs", "execution_count", "input"])
nbgrader_keys = st.sampled_from(["grade_id", "grade", "solution", "locked", "points", "schema_version", "cell_type"])
fuzz = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@fuzz
@given(
    st.lists(st.tuples(st.integers(0, 8), keys, values), max_size=6),
    st.lists(st.tuples(st.integers(0, 8), nbgrader_keys, values), max_size=6),
)
def test_wrong_types_anywhere_raise_nothing_and_leave_ours_as_it_is(
    place: Path, replaced: list[tuple[int, str, Any]], marked: list[tuple[int, str, Any]]
) -> None:
    notebook = solved()
    for position, key, value in marked:
        notebook["cells"][position]["metadata"]["nbgrader"][key] = value
    for position, key, value in replaced:
        notebook["cells"][position][key] = value
    got = read(place, json.dumps(notebook))
    assert got.error is None
    assert_ours_is_ours(got)


@fuzz
@given(values)
def test_any_json_at_all_raises_nothing(place: Path, value: Any) -> None:
    read(place, json.dumps(value))
    read(place, json.dumps({"cells": value, "metadata": value}))
    read(
        place,
        json.dumps(
            {"cells": [value, {"cell_type": "code", "outputs": [value, {"output_type": "pyout", "data": value}]}]}
        ),
    )


@fuzz
@given(st.integers(0, 3000), st.binary(max_size=6))
def test_any_damage_to_the_bytes_raises_nothing(place: Path, position: int, damage: bytes) -> None:
    data = json.dumps(solved()).encode()
    read(place, data[:position] + damage + data[position + len(damage) :])
