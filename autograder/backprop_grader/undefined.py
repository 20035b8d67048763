"""Why a name that an exercise asks for is not there when all cells of a submission have been run.

Looks at the text of the cells and at how each of them ended: the cell that should define the name is to blame or none
is, whatever else failed in the notebook. Runs nothing and examines nothing.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from backprop.examination.evidence import Finding
from backprop.examination.exercise import Exercise
from backprop.examination.verdict import Verdict, without_points
from backprop.exercises import ASSIGNMENTS
from backprop_grader.isolation import CellOutcome, Output

OURS = "*"
"""Owner of a cell that is not the student's."""
ALIKE = 0.6
"""How much of two names has to agree for one to be taken for the other (difflib's ratio)."""
LONGEST = 200
"""Characters of an exception's message."""
LARGE = 50_000
"""Characters of a cell up to which Python reads it here: its tree takes a hundred times the memory of its text."""
_ENDED = {
    "error": ("error", "raised", "raised an exception"),
    "timeout": ("timeout", "timeout", "did not come to an end"),
    "died": ("crashed", "crashed", "ended its process"),
    "skipped": ("timeout", "timeout", "was not run, for the time of the submission was used up"),
}
"""How a cell ended -> the status of what it should have defined, the code, and the reason."""


@dataclass(frozen=True)
class Ran:
    """The cells of a submission after they were run.

    Attributes:
        cells: their text.
        outcomes: how each of them ended.
        owners: what each of them is: the name of the exercise that it is meant for, OURS, or the empty string, for a
            cell of the student's own; nothing where that is not known.
        file: the name of the file that all of it stands in as one cell; empty where it is a notebook.
    """

    cells: Sequence[str]
    outcomes: Sequence[CellOutcome]
    owners: Sequence[str] = ()
    file: str = ""

    def home(self, name: str) -> int | None:
        """The cell that is meant for an exercise; the only one there is, is meant for all."""
        if len(self.cells) == 1:
            return 0
        return self.owners.index(name) if name in self.owners else None

    def definitions(self) -> dict[int, list[str]]:
        """Position -> the functions and classes that the student has defined there, but for the exercises."""
        taken = {exercise.name for exercises in ASSIGNMENTS.values() for exercise in exercises}
        theirs = [position for position, _ in enumerate(self.cells) if not self.owners or self.owners[position] != OURS]
        return {
            position: [name for name in _definitions(self.cells[position]) if name not in taken]
            for position in theirs
            if self.outcomes[position].status == "ok"
        }

    def to_blame(self, name: str) -> CellOutcome | None:
        """How the last cell ended that should have defined a name and did not come to its end."""
        home = self.home(name)
        meant = [position for position, cell in enumerate(self.cells) if position == home or mentions(cell, name)]
        failed = (self.outcomes[position] for position in reversed(meant) if self.outcomes[position].status != "ok")
        return next(failed, None)


def undefined(exercise: Exercise, ran: Ran) -> Verdict:
    """The verdict on an exercise of whose name nothing is defined."""
    failed = ran.to_blame(exercise.name)
    if failed is None:
        finding = Finding("not-implemented", _missing(exercise.name, ran))
        return without_points(exercise, "missing", finding, "nothing to examine yet")
    status, code, what = _ENDED[failed.status]
    error = next((output for output in failed.outputs if output.kind == "error"), None)
    if error:
        what = f"raised {error.name}{_in_brackets(error)}"
    its, that = (ran.file, "file") if ran.file else ("its cell", "cell")
    said = f"{exercise.name} was never defined: {its} {what}. What does that {that} do when it is run?"
    return without_points(exercise, status, Finding(code, said), f"its {that} did not come to its end")


def _in_brackets(error: Output) -> str:
    """The first line of an exception's message, and the line of the cell; the file that it may name is made up."""
    first = next(iter(error.value.strip().splitlines()), "")[:LONGEST]
    first, named = re.subn(r" ?\([^()]*, (line \d+)\)$", r", \1", first)
    reached = re.findall(r"^\s*Cell In\[\d+\], (line \d{1,6})\b", error.text, re.MULTILINE)
    parts = [first] * bool(first) + reached[-1:] * (not named)
    return f" ({', '.join(parts)})" if parts else ""


def _missing(name: str, ran: Ran) -> str:
    if any(mentions(cell, name) for cell in ran.cells):  # and all of them have come to their ends
        return f"{name} is defined in a cell, but no longer there at the end. Which line deletes or replaces it?"
    others = alike(name, ran)
    if not others:
        return (
            f"{name} is still to be written: nothing of that name is defined. "
            "Can you answer the question in its first hint?"
        )
    them = " and ".join(others) + (" are" if len(others) > 1 else " is")
    return f"No {name} is defined, but {them}. Which name is asked for?"


def alike(name: str, ran: Ran) -> list[str]:
    """At most two names that may have been meant: from the exercise's own cell, else the most similar of all."""
    home, defined = ran.home(name), ran.definitions()
    own = defined.get(home, []) if home is not None and len(ran.cells) > 1 else []
    lower = {one.lower(): one for names in defined.values() for one in names}
    near = [one for low, one in lower.items() if name.lower() in low]
    near += [lower[low] for low in get_close_matches(name.lower(), lower, n=2, cutoff=ALIKE)]
    return list(dict.fromkeys([*(one for one in near if one in own), *own, *near]))[:2]


def mentions(cell: str, name: str) -> bool:
    """Whether the text of a cell defines a name at its top level; where it is no Python, whatever its indentation."""
    word, indent = re.escape(name), "" if _body(cell) is not None else r"[ \t]*"
    ways = (
        rf"{indent}(?:(?:async[ \t]+)?def|class)[ \t]+{word}\b",
        rf"{word}[ \t]*(?::[^=\n]+)?=(?!=)",
        rf"(?:from|import)\b.*\b{word}\b",
    )
    return re.search(rf"^(?:{'|'.join(ways)})", cell, re.MULTILINE) is not None


def _definitions(cell: str) -> Iterator[str]:
    """The functions and classes that a cell defines at its top level."""
    for node in _body(cell) or ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name[:60]


def _body(cell: str) -> list[ast.stmt] | None:
    """The statements of a cell; None where it is no Python, or too much of it."""
    if len(cell) > LARGE:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a student's code warns when it is read
            return ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
