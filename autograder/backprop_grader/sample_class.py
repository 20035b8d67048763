"""A sample class for notebook 01: ten submissions, one of each kind that an instructor meets.

Made from the released notebook and the solved one, the way students make theirs: by filling in the cells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ASSIGNMENT = "01-apple-orange"
Notebook = dict[str, Any]


@dataclass(frozen=True)
class Student:
    """One submission: what it shows, the cells that differ from the solved notebook, and what happened to the file.

    A cell that is None is as it was handed out.
    """

    name: str
    shows: str
    cells: Mapping[str, str | None] = field(default_factory=dict)
    damage: Callable[[str], str] = str


SWAPPED = """
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.y
"""

SHARED_OUT = """
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout / 2, dout / 2
"""

IN_POINTS = """
def price_change(dtax, percentage_points):
    return dtax * percentage_points
"""

BY_HEART = """
def apple_orange(apple, apple_num, orange, orange_num, tax):
    return 715.0, {"apple": 2.2, "apple_num": 110.0, "orange": 3.3, "orange_num": 165.0, "tax": 650.0}
"""

IN_PLACE = """
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx = dout * self.y
        dout *= self.x
        return dx, dout + 0
"""

PER_FRUIT = """
def basket(prices, counts, tax):
    return (prices * counts).sum() * tax, counts * tax, prices * tax, prices * counts
"""

NO_TAX = """
def apple_orange(apple, apple_num, orange, orange_num, tax):
    subtotal = apple * apple_num + orange * orange_num
    grads = {"apple": apple_num, "apple_num": apple, "orange": orange_num, "orange_num": orange, "tax": subtotal}
    return subtotal * tax, grads
"""

ENDLESS = """
def basket(prices, counts, tax):
    total = 0.0
    while total < 1e9:
        total += 0.0
    return total, counts * tax, prices * tax, total
"""

OWN_STYLE = '''
import warnings


class MulLayer:
    """Written my way: prints, a warning, and lists in place of tuples."""

    def forward(self, left, right):
        print("multiplying", left, right)
        warnings.warn("mind the order")
        self.kept = [left, right]
        return left * right

    def backward(self, upstream):
        left, right = self.kept
        return [upstream * right, upstream * left]
'''

HOSTILE = """
import builtins, os, sqlite3, sys
import numpy as np
import numpy.testing

np.allclose = lambda *args, **options: True
np.testing.assert_allclose = lambda *args, **options: None
builtins.abs = lambda value: 0.0
print("9.0")
for place in ("gradebook.db", "../../gradebook.db", "/gradebook.db"):
    try:
        sqlite3.connect(place).execute("update grade set auto_score = 9, manual_score = 9")
    except Exception:
        pass


class MulLayer:
    def forward(self, x, y):
        return x * y

    def backward(self, dout):
        print("2.0")
        sys.stdout.write("2.0")
        raise SystemExit(0)
"""

CLASS = (
    Student("apricot", "everything right"),
    Student("bilberry", "right, in a style of its own", {"MulLayer": OWN_STYLE}),
    Student("cherry", "operands not exchanged", {"MulLayer": SWAPPED}),
    Student("damson", "shares gradients out; percentage points", {"AddLayer": SHARED_OUT, "price_change": IN_POINTS}),
    Student("elderberry", "knows the shop's numbers by heart", {"apple_orange": BY_HEART}),
    Student("fig", "writes into dout; forgets a sum", {"MulLayer": IN_PLACE, "basket": PER_FRUIT}),
    Student("grape", "forgets the tax; loops for ever", {"apple_orange": NO_TAX, "basket": ENDLESS}),
    Student("hazelnut", "has not finished", dict.fromkeys(("basket", "price_change", "audit"))),
    Student("juniper", "the file is cut off in the middle", damage=lambda text: text[: len(text) // 2]),
    Student("kiwi", "hostile: patches, prints marks, writes to the gradebook, leaves", {"MulLayer": HOSTILE}),
)


def write_class(released: Notebook, solved: Notebook, submitted: Path, students: Sequence[Student] = CLASS) -> None:
    """Write every student's notebook to `submitted/<student>/<assignment>/<assignment>.ipynb`."""
    solutions = {cell["metadata"]["nbgrader"]["grade_id"]: _bare(cell["source"]) for cell in _solution_cells(solved)}
    for student in students:
        notebook = json.loads(json.dumps(released))
        for cell in _solution_cells(notebook):
            grade_id = cell["metadata"]["nbgrader"]["grade_id"]
            answer = student.cells.get(grade_id.removeprefix("solution-"), solutions[grade_id])
            cell["source"] = cell["source"] if answer is None else answer.strip()
        folder = submitted / student.name / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{ASSIGNMENT}.ipynb"
        partial = target.with_suffix(".part")
        partial.write_text(student.damage(json.dumps(notebook, indent=1, ensure_ascii=False)), encoding="utf-8")
        partial.replace(target)


def _bare(source: str) -> str:
    """A solution without the lines that mark it."""
    return "\n".join(line for line in source.splitlines() if not line.strip().startswith("### "))


def _solution_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
