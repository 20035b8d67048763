"""Submissions that lie beside the place where `grade` looks for them: found by their names, and said; never moved.

The place is `submitted/<student>/<assignment>/`. Looks only where there is nothing for a student, and opens no file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from backprop.exercises import ASSIGNMENTS
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.run_folder import RunFolder

NOTEBOOK = ".ipynb"
MOST = 1000
"""Entries of a folder that are looked at."""


def misplaced(folder: RunFolder, assignment: str) -> dict[str, str]:
    """Student -> what lies where it is not looked for, below `submitted/`, and may be meant for an assignment."""
    there = set(folder.students_of(assignment))
    found = {}
    for student in folder.students():
        if student not in there and (place := _notebook_of(folder.submitted / student, assignment)):
            found[student] = str(place.relative_to(folder.submitted))
    return found


def remarks(folder: RunFolder, assignment: str) -> list[str]:
    """What is left out of an assignment, and where it should lie, one line each."""
    return [
        f"left out: submitted/{one_line(place)}; it is looked for at "
        f"submitted/{_whose(student)}/{assignment}/{assignment}{NOTEBOOK}"
        for student, place in misplaced(folder, assignment).items()
    ]


def _whose(student: str) -> str:
    """The name of a student's folder; where a notebook or an assignment lies in its place, nobody's."""
    return "<student>" if student.lower().endswith(NOTEBOOK) or _means(student) else one_line(student)


def _notebook_of(path: Path, assignment: str) -> Path | None:
    """The first notebook in a student's folder that may be meant for an assignment, or the file in place of it."""
    if _is_notebook(path):
        return path if _means(_stem(path.name)) in (assignment, None) else None
    for entry in _entries(path):
        if _is_notebook(entry):
            if _means(_stem(entry.name)) in (assignment, None):
                return entry
        elif entry.name not in ASSIGNMENTS:
            for inner in filter(_is_notebook, _entries(entry)):
                if assignment in (_means(entry.name), _means(_stem(inner.name))):
                    return inner
    return None


def _entries(path: Path) -> Iterator[Path]:
    """What a folder holds, in order, without what is hidden; nothing where it is a link or cannot be read."""
    try:
        names = [] if path.is_symlink() else sorted(entry.name for entry in os.scandir(path))
    except OSError:
        return
    yield from (path / name for name in names[:MOST] if not name.startswith("."))


def _is_notebook(path: Path) -> bool:
    """Whether it is a file with the name of one, and no link; False where that may not be known."""
    try:
        return path.name.lower().endswith(NOTEBOOK) and stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _stem(name: str) -> str:
    return name[: -len(NOTEBOOK)] if name.lower().endswith(NOTEBOOK) else name


def _means(name: str) -> str | None:
    """The assignment that a name may stand for, whatever its capitals and hyphens are; None where it names none."""
    key = _key(name)
    for assignment in ASSIGNMENTS:
        number, _, words = assignment.partition("-")
        if _key(assignment) in key or _key(words) in key or key == str(int(number)):
            return assignment
    return None


def _key(name: str) -> str:
    """Letters and digits alone, in small letters, without zeros in front."""
    return re.sub(r"[\W_]+", "", name.lower()).lstrip("0")
