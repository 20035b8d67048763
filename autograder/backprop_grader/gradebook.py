"""The gradebook: scores and comments in nbgrader's own database, written without nbgrader and in one transaction each.

nbgrader's API, its formgrader and its export read what stands here. Scores, extra credit and comments that a person
has entered are never touched. This module knows records and tables, and nothing of notebooks but their cells' marks.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from backprop_grader.errors import GraderError
from backprop_grader.gradebook_cells import insert, one, update_cells
from backprop_grader.notebook import inert
from backprop_grader.notebook.conventions import COURSE_ID, SOLUTION, TEST, Notebook

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


def existing(path: Path, assignment: str) -> Gradebook:
    """Open a gradebook that is there; to read from it must not make one.

    Raises:
        GraderError: there is none at this path, or it cannot be read.
    """
    insist_on(path, assignment)
    return Gradebook(path)


def insist_on(path: Path, assignment: str) -> None:
    """Complain where there is no gradebook.

    Raises:
        GraderError: there is none at this path; the message says what makes one.
    """
    if not path.is_file():
        raise GraderError(f"there is no gradebook at {path}: `backprop-grader grade {assignment}` makes one")


def read_scores(path: Path, assignment: str) -> Scores:
    """All scores of an assignment as nbgrader counts them: a person's score before ours, plus extra credit.

    Raises:
        GraderError: there is no gradebook at this path.
    """
    with existing(path, assignment) as gradebook:
        return gradebook.scores(assignment)


def auto_comment(exercise: Mapping[str, Any]) -> str | None:
    """What the comment field of a solution says by itself: the first diagnosis of the exercise's record, if any.

    It may quote the student's code, and nbgrader's pages show comments as Markdown, HTML and all: so it is inert.
    """
    if exercise["status"] == "missing":
        return NO_RESPONSE
    return next((inert.markdown(f"{found['code']}: {found['message']}") for found in exercise["diagnosis"]), None)


@dataclass(frozen=True)
class ByHand:
    """What a person has entered for one exercise: the score that counts, and a comment (either may be missing)."""

    score: float | None = None
    comment: str = ""


class Gradebook:
    """An open gradebook; use it as a context manager. One at a time writes, others wait."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        try:
            self._db = sqlite3.connect(path, timeout=patience, isolation_level=None)
            version = self._version()
        except sqlite3.Error as error:
            if new:  # not even its tables could be written
                path.unlink(missing_ok=True)
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
            by_hand = update_cells(self._db, notebook, release["cells"])
            if by_hand:
                raise GraderError(
                    f"the gradebook {self.path} holds scores or comments that a person gave for {by_hand}, which the "
                    "new release no longer has: grade this class with the release it was given"
                )

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
            found.setdefault(student, {})[_exercise(cell)] = {"score": score, "max_score": max_score}
        return found

    def students(self) -> list[tuple[str, str, str, str, str]]:
        """Name, first name, last name, e-mail and id in the learning platform of everybody."""
        return list(self._db.execute(f"SELECT {_PERSON} FROM student p ORDER BY p.id"))

    def submissions(self, assignment: str) -> dict[str, tuple[str, str, str, str, float]]:
        """Student -> first name, last name, e-mail, id in the learning platform, and the penalty for lateness."""
        return {student: tuple(known) for student, *known in self._db.execute(_SUBMISSIONS, (assignment,))}

    def date(self, assignment: str, times: Mapping[str, datetime]) -> None:
        """Enter when students handed an assignment in: student -> time in UTC, without a zone."""
        with self._transaction():
            for student, time in times.items():
                self._db.execute(_DATE, {"assignment": assignment, "student": student, "time": f"{time:{_TIME}}"})

    def late(self, assignment: str) -> list[str]:
        """The students who handed in after their due date, extension included, or who still have a penalty."""
        return [student for (student,) in self._db.execute(_LATE, (assignment,))]

    def by_hand(self, assignment: str) -> dict[str, dict[str, ByHand]]:
        """Student -> exercise -> what a person has entered, where somebody has."""
        found: dict[str, dict[str, ByHand]] = {}
        for student, cell, score, comment in self._db.execute(_BY_HAND, (assignment,)):
            exercises = found.setdefault(student, {})
            known = exercises.get(exercise := _exercise(cell), ByHand())
            exercises[exercise] = ByHand(known.score if score is None else score, known.comment or comment or "")
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
        insert(self._db, table, **values)

    def _one(self, query: str, *values: object) -> Any:
        return one(self._db, query, *values)

    def _notebook(self, assignment: str) -> str:
        found = self._one(
            "SELECT n.id FROM notebook n JOIN assignment a ON a.id = n.assignment_id WHERE a.name = ? AND n.name = ?",
            assignment,
            assignment,
        )
        if found is None:
            raise GraderError(f"the gradebook {self.path} does not know the assignment {assignment}: release it first")
        return str(found)

    def _cells(self, assignment: str) -> list[tuple[str, str, str]]:
        """(id, kind, exercise) of every cell that is graded or solved."""
        rows = self._db.execute(
            "SELECT id, type, name FROM base_cell WHERE notebook_id = ?", (self._notebook(assignment),)
        )
        return [(identity, kind, _exercise(name)) for identity, kind, name in rows]

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


def _exercise(cell: str) -> str:
    return cell.removeprefix(TEST).removeprefix(SOLUTION)


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
_SUBMITTED = """
FROM assignment a
JOIN submitted_assignment s ON s.assignment_id = a.id
JOIN submitted_notebook n ON n.assignment_id = s.id
"""
_POINTS = """
CASE WHEN g.manual_score IS NULL AND g.auto_score IS NULL THEN 0.0
     ELSE coalesce(g.manual_score, g.auto_score) + coalesce(g.extra_credit, 0.0) END
"""
_SCORES = f"""
SELECT s.student_id, b.name, {_POINTS}, c.max_score {_SUBMITTED}
JOIN grade g ON g.notebook_id = n.id
JOIN base_cell b ON b.id = g.cell_id
JOIN grade_cells c ON c.id = b.id
WHERE a.name = ?
ORDER BY s.student_id, b.rowid
"""
_PERSON = """
p.id, coalesce(p.first_name, ''), coalesce(p.last_name, ''), coalesce(p.email, ''), coalesce(p.lms_user_id, '')
"""
_SUBMISSIONS = f"""
SELECT {_PERSON}, sum(coalesce(n.late_submission_penalty, 0.0)) {_SUBMITTED}
JOIN student p ON p.id = s.student_id
WHERE a.name = ?
GROUP BY p.id
ORDER BY p.id
"""
_TIME = "%Y-%m-%d %H:%M:%S.%f"
"""Times as SQLAlchemy writes them into SQLite."""
_DATE = """
UPDATE submitted_assignment SET timestamp = :time
WHERE student_id = :student AND timestamp IS NOT :time
AND assignment_id = (SELECT id FROM assignment WHERE name = :assignment)
"""
# An extension is a span of time, written as that much after the beginning of 1970.
_LATE = f"""
SELECT DISTINCT s.student_id {_SUBMITTED}
WHERE a.name = ? AND (n.late_submission_penalty IS NOT NULL OR julianday(s.timestamp) >=
    julianday(a.duedate) + coalesce(julianday(s.extension) - julianday('1970-01-01'), 0))
ORDER BY s.student_id
"""
_BY_HAND = f"""
SELECT s.student_id, b.name, {_POINTS}, NULL {_SUBMITTED}
JOIN grade g ON g.notebook_id = n.id AND (g.manual_score IS NOT NULL OR g.extra_credit IS NOT NULL)
JOIN base_cell b ON b.id = g.cell_id
WHERE a.name = ?1
UNION ALL
SELECT s.student_id, b.name, NULL, k.manual_comment {_SUBMITTED}
JOIN comment k ON k.notebook_id = n.id AND k.manual_comment IS NOT NULL
JOIN base_cell b ON b.id = k.cell_id
WHERE a.name = ?1
"""
