"""The cells of an assignment in nbgrader's tables: entered at a release, brought up to date at the next.

Each function works inside a transaction that its caller has begun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from backprop_grader.notebook.conventions import Cell, grade_id, is_graded, is_solution, marks

_ANYTHING_BY_HAND = """
SELECT 1 FROM grade WHERE cell_id = ?1 AND (manual_score IS NOT NULL OR extra_credit IS NOT NULL)
UNION SELECT 1 FROM comment WHERE cell_id = ?1 AND manual_comment IS NOT NULL
"""
_TABLES = (
    ("grade", "cell_id"),
    ("comment", "cell_id"),
    ("grade_cells", "id"),
    ("solution_cells", "id"),
    ("task_cells", "id"),
    ("base_cell", "id"),
)
"""Every table in which a cell stands, and the column that says which."""


def insert(db: sqlite3.Connection, table: str, **values: object) -> None:
    """Insert a row unless there is one with its unique columns."""
    columns, places = ", ".join(values), ", ".join("?" * len(values))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING"
    db.execute(statement, tuple(values.values()))


def one(db: sqlite3.Connection, query: str, *values: object) -> Any:
    """The first value of the first row, or None."""
    row = db.execute(query, values).fetchone()
    return row[0] if row else None


def update_cells(db: sqlite3.Connection, notebook: str, cells: Sequence[Cell]) -> str | None:
    """Enter the cells of a release, and remove those that it no longer has.

    Returns:
        the name of a cell that would have to be removed although a person has graded it, if there is one; the caller
        then undoes everything.
    """
    for cell in cells:
        _enter_source(db, notebook, cell)
        if is_graded(cell):
            _enter_graded(db, notebook, cell)
        if is_solution(cell):
            insert(db, "solution_cells", id=_base_cell(db, notebook, cell, "SolutionCell"))
    return _remove_others(db, notebook, {grade_id(cell) for cell in cells})


def _enter_source(db: sqlite3.Connection, notebook: str, cell: Cell) -> None:
    name, kind = grade_id(cell), cell["cell_type"]
    locked = is_graded(cell) or marks(cell).get("locked") is True
    insert(db, "source_cell", id=uuid4().hex, name=name, cell_type=kind, locked=locked, notebook_id=notebook)
    db.execute(
        "UPDATE source_cell SET cell_type = ?, locked = ?, source = ?, checksum = ? WHERE name = ? AND notebook_id = ?",
        (kind, locked, cell["source"], marks(cell).get("checksum"), name, notebook),
    )


def _enter_graded(db: sqlite3.Connection, notebook: str, cell: Cell) -> None:
    identity, kind = _base_cell(db, notebook, cell, "GradeCell"), cell["cell_type"]
    insert(db, "grade_cells", id=identity, max_score=0.0, cell_type=kind)
    points = float(marks(cell)["points"])
    db.execute("UPDATE grade_cells SET max_score = ?, cell_type = ? WHERE id = ?", (points, kind, identity))


def _base_cell(db: sqlite3.Connection, notebook: str, cell: Cell, kind: str) -> str:
    """The id of a cell, entered if it is new."""
    insert(db, "base_cell", id=uuid4().hex, name=grade_id(cell), notebook_id=notebook, type=kind)
    query = "SELECT id FROM base_cell WHERE name = ? AND notebook_id = ? AND type = ?"
    return str(one(db, query, grade_id(cell), notebook, kind))


def _remove_others(db: sqlite3.Connection, notebook: str, keep: set[str]) -> str | None:
    known = db.execute("SELECT id, name FROM base_cell WHERE notebook_id = ?", (notebook,)).fetchall()
    for identity, name in known:
        if name in keep:
            continue
        if one(db, _ANYTHING_BY_HAND, identity):
            return str(name)
        for table, column in _TABLES:
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (identity,))
    for (name,) in db.execute("SELECT name FROM source_cell WHERE notebook_id = ?", (notebook,)).fetchall():
        if name not in keep:
            db.execute("DELETE FROM source_cell WHERE notebook_id = ? AND name = ?", (notebook, name))
    return None
