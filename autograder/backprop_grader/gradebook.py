"""The gradebook: scores and comments in nbgrader's own database, written without nbgrader and in one transaction each.

nbgrader's API, its formgrader and its export read what stands here. Scores, extra credit and comments that a person
has entered are never touched. This room knows records and tables, and nothing of notebooks but their cells' marks.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import (
    COURSE_ID,
    SOLUTION,
    TEST,
    Cell,
    Notebook,
    grade_id,
    is_graded,
    is_solution,
    marks,
)

SCHEMA = Path(__file__).with_suffix(".sql")
VERSIONS = frozenset({"e43177bfe90b"})
"""Versions of nbgrader's schema that this module knows how to write."""
PATIENCE = 60.0
"""Seconds to wait for another program that is writing."""
NO_RESPONSE = "No response."

Scores = dict[str, dict[str, dict[str, float]]]
"""Student -> exercise -> {"score", "max_score"}."""


def create(path: Path) -> None:
    """Make an empty gradebook if there is none.

    Raises:
        GraderError: the file is something else, or of an unknown version.
    """
    Gradebook(path).close()


def read_scores(path: Path, assignment: str) -> Scores:
    """All scores of an assignment as nbgrader counts them: a person's score before ours, plus extra credit.

    Raises:
        GraderError: there is no gradebook at this path.
    """
    if not path.is_file():
        raise GraderError(f"there is no gradebook at {path}: `backprop-grader grade {assignment}` makes one")
    with Gradebook(path) as gradebook:
        return gradebook.scores(assignment)


def auto_comment(exercise: Mapping[str, Any]) -> str | None:
    """What the comment field of a solution says by itself: the first diagnosis of the exercise's record, if any."""
    if exercise["status"] == "missing":
        return NO_RESPONSE
    return next((f"{found['code']}: {found['message']}" for found in exercise["diagnosis"]), None)


class Gradebook:
    """An open gradebook; use it as a context manager. One at a time writes, others wait."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=patience, isolation_level=None)
            version = self._version()
        except sqlite3.Error as error:
            raise self._failure(error) from None
        if version not in VERSIONS:
            self.close()
            raise GraderError(
                f"{path} has schema version {version}, and only {', '.join(VERSIONS)} is known: "
                "use the nbgrader that wrote it, or a newer backprop-grader"
            )

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def declare(self, assignment: str, release: Notebook) -> None:
        """Enter an assignment with its cells, or bring them up to date after a new release.

        Raises:
            GraderError: a cell has gone that a person has graded.
        """
        with self._transaction():
            self._insert("course", id=COURSE_ID)
            self._insert("assignment", id=uuid4().hex, name=assignment, course_id=COURSE_ID)
            owner = self._one("SELECT id FROM assignment WHERE name = ?", assignment)
            self._insert("notebook", id=uuid4().hex, name=assignment, assignment_id=owner)
            notebook = self._notebook(assignment)
            kernel = json.dumps(release["metadata"]["kernelspec"])
            self._db.execute("UPDATE notebook SET kernelspec = ? WHERE id = ?", (kernel, notebook))
            for cell in release["cells"]:
                self._declare_cell(notebook, cell)
            self._forget(notebook, {grade_id(cell) for cell in release["cells"]})

    def save(self, record: Mapping[str, Any]) -> None:
        """Enter the scores and automatic comments of one graded submission, all or nothing.

        An exercise that the record lacks gets 0. Where a person's score stands and ours has changed, the cell is
        marked for another look.

        Raises:
            GraderError: the assignment was not declared, or the file cannot be written.
        """
        exercises = {exercise["exercise"]: exercise for exercise in record["exercises"]}
        with self._transaction():
            notebook = self._submitted_notebook(record["student"], record["assignment"])
            for cell, kind, exercise in self._cells(record["assignment"]):
                found = exercises.get(exercise)
                if kind == "GradeCell":
                    self._save_score(notebook, cell, float(found["points"]) if found else 0.0)
                elif kind == "SolutionCell":
                    self._save_comment(notebook, cell, auto_comment(found) if found else None)

    def scores(self, assignment: str) -> Scores:
        """All scores of an assignment, exercises in the order of the notebook; see `read_scores`."""
        rows = self._db.execute(_SCORES, (assignment,))
        found: Scores = {}
        for student, cell, score, max_score in rows:
            found.setdefault(student, {})[cell.removeprefix(TEST)] = {"score": score, "max_score": max_score}
        return found

    def _version(self) -> str:
        """The schema's version; an empty file becomes a gradebook first."""
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            self._db.executescript(f"BEGIN IMMEDIATE; {SCHEMA.read_text(encoding='utf-8')} COMMIT;")
        elif "alembic_version" not in tables:
            return "none"
        return str(self._one("SELECT version_num FROM alembic_version"))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _failure(self, error: sqlite3.Error) -> GraderError:
        advice = {
            "database is locked": "close the program that is writing to it and run the same command again",
            "file is not a database": "it is something else: move it away and run the same command again",
        }.get(str(error), "nothing was entered; mend that and run the same command again")
        return GraderError(f"the gradebook {self.path}: {error}: {advice}")

    def _insert(self, table: str, **values: object) -> None:
        """Insert a row unless there is one with its unique columns."""
        columns, places = ", ".join(values), ", ".join("?" * len(values))
        self._db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING", tuple(values.values())
        )

    def _one(self, query: str, *values: object) -> Any:
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    def _notebook(self, assignment: str) -> str:
        found = self._one(
            "SELECT n.id FROM notebook n JOIN assignment a ON a.id = n.assignment_id WHERE a.name = ? AND n.name = ?",
            assignment,
            assignment,
        )
        if found is None:
            raise GraderError(f"the gradebook {self.path} does not know the assignment {assignment}: release it first")
        return str(found)

    def _declare_cell(self, notebook: str, cell: Cell) -> None:
        name, kind = grade_id(cell), cell["cell_type"]
        locked = is_graded(cell) or marks(cell).get("locked") is True
        self._insert("source_cell", id=uuid4().hex, name=name, cell_type=kind, locked=locked, notebook_id=notebook)
        self._db.execute(
            "UPDATE source_cell SET cell_type = ?, locked = ?, source = ?, checksum = ? "
            "WHERE name = ? AND notebook_id = ?",
            (kind, locked, cell["source"], marks(cell).get("checksum"), name, notebook),
        )
        if is_graded(cell):
            identity = self._base_cell(notebook, name, "GradeCell")
            self._insert("grade_cells", id=identity, max_score=0.0, cell_type=kind)
            self._db.execute(
                "UPDATE grade_cells SET max_score = ?, cell_type = ? WHERE id = ?",
                (float(marks(cell)["points"]), kind, identity),
            )
        if is_solution(cell):
            self._insert("solution_cells", id=self._base_cell(notebook, name, "SolutionCell"))

    def _base_cell(self, notebook: str, name: str, kind: str) -> str:
        self._insert("base_cell", id=uuid4().hex, name=name, notebook_id=notebook, type=kind)
        query = "SELECT id FROM base_cell WHERE name = ? AND notebook_id = ? AND type = ?"
        return str(self._one(query, name, notebook, kind))

    def _forget(self, notebook: str, keep: Iterable[str]) -> None:
        """Remove the cells that a new release no longer has, with their automatic scores."""
        known = self._db.execute("SELECT id, name FROM base_cell WHERE notebook_id = ?", (notebook,)).fetchall()
        gone = [(identity, name) for identity, name in known if name not in set(keep)]
        for identity, name in gone:
            if self._one(_BY_HAND, identity, identity):
                raise GraderError(
                    f"the gradebook {self.path} holds scores or comments that a person gave for {name}, which the new "
                    "release no longer has: grade this class with the release it was given"
                )
            for table, column in (("grade", "cell_id"), ("comment", "cell_id"), *_CELL_TABLES):
                self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (identity,))
        sources = self._db.execute("SELECT name FROM source_cell WHERE notebook_id = ?", (notebook,)).fetchall()
        for (name,) in sources:
            if name not in set(keep):
                self._db.execute("DELETE FROM source_cell WHERE notebook_id = ? AND name = ?", (notebook, name))

    def _cells(self, assignment: str) -> list[tuple[str, str, str]]:
        """(id, kind, exercise) of every cell that is graded or solved."""
        rows = self._db.execute(
            "SELECT id, type, name FROM base_cell WHERE notebook_id = ?", (self._notebook(assignment),)
        )
        return [(identity, kind, name.removeprefix(TEST).removeprefix(SOLUTION)) for identity, kind, name in rows]

    def _submitted_notebook(self, student: str, assignment: str) -> str:
        notebook = self._notebook(assignment)
        owner = self._one("SELECT assignment_id FROM notebook WHERE id = ?", notebook)
        self._insert("student", id=student)
        self._insert("submitted_assignment", id=uuid4().hex, assignment_id=owner, student_id=student)
        submission = self._one(
            "SELECT id FROM submitted_assignment WHERE assignment_id = ? AND student_id = ?", owner, student
        )
        self._insert(
            "submitted_notebook", id=uuid4().hex, assignment_id=submission, notebook_id=notebook, flagged=False
        )
        query = "SELECT id FROM submitted_notebook WHERE assignment_id = ? AND notebook_id = ?"
        return str(self._one(query, submission, notebook))

    def _save_score(self, notebook: str, cell: str, score: float) -> None:
        self._db.execute(_SAVE_SCORE, (uuid4().hex, notebook, cell, score))

    def _save_comment(self, notebook: str, cell: str, text: str | None) -> None:
        self._db.execute(_SAVE_COMMENT, (uuid4().hex, notebook, cell, text))


_CELL_TABLES = (("grade_cells", "id"), ("solution_cells", "id"), ("task_cells", "id"), ("base_cell", "id"))
_BY_HAND = """
SELECT 1 FROM grade WHERE cell_id = ? AND (manual_score IS NOT NULL OR extra_credit IS NOT NULL)
UNION SELECT 1 FROM comment WHERE cell_id = ? AND manual_comment IS NOT NULL
"""
_SAVE_SCORE = """
INSERT INTO grade (id, notebook_id, cell_id, auto_score, needs_manual_grade) VALUES (?, ?, ?, ?, 0)
ON CONFLICT (cell_id, notebook_id) DO UPDATE SET
    auto_score = excluded.auto_score,
    needs_manual_grade = manual_score IS NOT NULL
        AND (needs_manual_grade OR auto_score IS NOT excluded.auto_score)
"""
_SAVE_COMMENT = """
INSERT INTO comment (id, notebook_id, cell_id, auto_comment) VALUES (?, ?, ?, ?)
ON CONFLICT (cell_id, notebook_id) DO UPDATE SET auto_comment = excluded.auto_comment
"""
_SCORES = """
SELECT s.student_id, b.name, coalesce(g.manual_score, g.auto_score, 0.0)
    + CASE WHEN g.manual_score IS NULL AND g.auto_score IS NULL THEN 0.0 ELSE coalesce(g.extra_credit, 0.0) END,
    c.max_score
FROM assignment a
JOIN submitted_assignment s ON s.assignment_id = a.id
JOIN submitted_notebook n ON n.assignment_id = s.id
JOIN grade g ON g.notebook_id = n.id
JOIN base_cell b ON b.id = g.cell_id
JOIN grade_cells c ON c.id = b.id
WHERE a.name = ?
ORDER BY s.student_id, b.rowid
"""
