"""The gradebook: nbgrader's own readers find in it what was graded, and what people entered stays."""

import multiprocessing
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backprop_grader.errors import GraderError
from backprop_grader.gradebook import ByHand, Gradebook, create, read_scores

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning")

SMALL = "99-small"


def cell(kind: str, name: str, source: str = "pass", **marks: Any) -> dict[str, Any]:
    full = {"grade": False, "solution": False, "locked": True, "checksum": "0" * 32, "grade_id": name, **marks}
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": full}}


def release(*exercises: str, points: float = 2.0) -> dict[str, Any]:
    cells = [cell("markdown", "title", "# A title")]
    for name in exercises:
        cells.append(cell("code", f"solution-{name}", solution=True, locked=False))
        cells.append(cell("code", f"test-{name}", f"validate({name})", grade=True, points=points))
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}}


def record(student: str, diagnosis: str = "", **points: float) -> dict[str, Any]:
    found = [{"code": "mutates", "message": diagnosis}] if diagnosis else []
    exercises = [
        {"exercise": name, "points": got, "max_points": 2.0, "status": "passed", "diagnosis": found}
        for name, got in points.items()
    ]
    return {"student": student, "assignment": SMALL, "exercises": exercises}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Gradebook(tmp_path / "gradebook.db") as gradebook:
        gradebook.declare(SMALL, release("double", "half"))
    return tmp_path / "gradebook.db"


@pytest.fixture
def nbgraders(path: Path) -> Iterator[Any]:
    """The same file, opened by nbgrader."""
    from nbgrader.api import Gradebook as Stock

    with Stock(f"sqlite:///{path}") as stock:
        yield stock


def save(path: Path, *records: dict[str, Any]) -> None:
    with Gradebook(path) as gradebook:
        for one in records:
            gradebook.save(one)


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as db:
        return {" ".join(sql.split()) for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def test_the_schema_is_the_one_of_the_installed_nbgrader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.api import Gradebook as Stock

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    Stock(f"sqlite:///{tmp_path / 'stock.db'}").close()
    create(tmp_path / "ours.db")
    assert tables(tmp_path / "ours.db") == tables(tmp_path / "stock.db")
    versions = [
        sqlite3.connect(tmp_path / name).execute("SELECT version_num FROM alembic_version").fetchall()
        for name in ("stock.db", "ours.db")
    ]
    assert versions[0] == versions[1]


def test_a_stock_reader_finds_every_score(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5), record("bob", double=1.25, half=0.0))
    assert nbgraders.find_submission(SMALL, "alice").score == 2.5
    assert nbgraders.find_submission(SMALL, "alice").max_score == 4.0
    assert nbgraders.find_grade("test-double", SMALL, SMALL, "bob").auto_score == 1.25
    assert nbgraders.find_student("bob").score == 1.25
    assert nbgraders.average_assignment_score(SMALL) == 1.875
    assert not nbgraders.find_submission(SMALL, "bob").needs_manual_grade


def test_the_formgraders_queries_work(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5))
    (row,) = nbgraders.submission_dicts(SMALL)
    assert (row["student"], row["score"], row["code_score"], row["needs_manual_grade"]) == ("alice", 2.5, 2.5, False)
    (row,) = nbgraders.notebook_submission_dicts(SMALL, SMALL)
    assert (row["score"], row["max_score"], row["failed_tests"]) == (2.5, 4.0, True)
    assert [row["score"] for row in nbgraders.student_dicts()] == [2.5]
    assert nbgraders.find_source_cell("test-half", SMALL, SMALL).source == "validate(half)"
    assert nbgraders.find_notebook(SMALL, SMALL).needs_manual_grade is False


def test_read_scores_gives_what_nbgrader_counts(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5))
    grade = nbgraders.find_grade("test-half", SMALL, SMALL, "alice")
    grade.manual_score, grade.extra_credit = 1.0, 0.25
    nbgraders.db.commit()
    nbgraders.db.refresh(grade)
    assert read_scores(path, SMALL) == {
        "alice": {"double": {"score": 2.0, "max_score": 2.0}, "half": {"score": grade.score, "max_score": 2.0}}
    }
    assert grade.score == 1.25


def test_what_a_person_entered_can_be_read_back(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5), record("bob", double=2.0))
    grade = nbgraders.find_grade("test-half", SMALL, SMALL, "alice")
    grade.manual_score, grade.extra_credit = 1.0, 0.25
    nbgraders.find_comment("solution-half", SMALL, SMALL, "alice").manual_comment = "Well argued."
    nbgraders.find_comment("solution-double", SMALL, SMALL, "alice").manual_comment = "Neat."
    nbgraders.db.commit()
    with Gradebook(path) as gradebook:
        assert gradebook.by_hand(SMALL) == {
            "alice": {"half": ByHand(1.25, "Well argued."), "double": ByHand(None, "Neat.")}
        }


def test_what_a_person_entered_survives_a_regrade_and_is_marked_for_another_look(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", "reads well", double=2.0, half=0.5))
    grade = nbgraders.find_grade("test-half", SMALL, SMALL, "alice")
    comment = nbgraders.find_comment("solution-half", SMALL, SMALL, "alice")
    grade.manual_score, grade.extra_credit, comment.manual_comment = 1.5, 0.5, "Explained in person."
    nbgraders.db.commit()
    save(path, record("alice", double=2.0, half=0.5))
    nbgraders.db.expire_all()
    assert not grade.needs_manual_grade, "nothing has changed"
    save(path, record("alice", double=2.0, half=0.0))
    nbgraders.db.expire_all()
    assert (grade.auto_score, grade.manual_score, grade.extra_credit) == (0.0, 1.5, 0.5)
    assert grade.needs_manual_grade
    assert comment.comment == "Explained in person."
    assert grade.score == 2.0


def test_an_exercise_that_a_record_lacks_gets_nothing(path: Path) -> None:
    save(path, record("alice", double=2.0))
    assert read_scores(path, SMALL)["alice"]["half"] == {"score": 0.0, "max_score": 2.0}


def test_a_diagnosis_becomes_the_automatic_comment(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", "dout is not what it was", double=1.0))
    comment = nbgraders.find_comment("solution-double", SMALL, SMALL, "alice")
    assert comment.comment == "mutates: dout is not what it was"
    save(path, record("alice", double=2.0))
    nbgraders.db.expire_all()
    assert comment.comment is None


def test_a_new_release_updates_points_and_forgets_cells_that_nobody_graded(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5))
    with Gradebook(path) as gradebook:
        gradebook.declare(SMALL, release("double", "third", points=3.0))
    save(path, record("alice", double=2.0, third=1.0))
    scores = read_scores(path, SMALL)["alice"]
    assert {name: score["max_score"] for name, score in scores.items()} == {"double": 3.0, "third": 3.0}
    assert nbgraders.find_submission(SMALL, "alice").max_score == 6.0


def test_a_new_release_without_a_cell_that_a_person_graded_is_refused(path: Path, nbgraders: Any) -> None:
    save(path, record("alice", double=2.0, half=0.5))
    nbgraders.find_grade("test-half", SMALL, SMALL, "alice").manual_score = 1.0
    nbgraders.db.commit()
    with Gradebook(path) as gradebook, pytest.raises(GraderError, match="test-half"):
        gradebook.declare(SMALL, release("double"))
    assert read_scores(path, SMALL)["alice"]["half"]["score"] == 1.0


def test_an_unknown_schema_version_is_refused_in_one_line(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = 'abcdef012345'")
    with pytest.raises(GraderError, match="abcdef012345") as error:
        Gradebook(path)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 2000])
def test_a_file_that_is_no_gradebook_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gradebook.db"
    path.write_bytes(content)
    with pytest.raises(GraderError, match=r"gradebook\.db"):
        Gradebook(path)
    assert path.read_bytes() == content


def test_a_submission_is_saved_whole_or_not_at_all(path: Path) -> None:
    save(path, record("alice", double=2.0, half=2.0))
    damaged = record("alice", double=1.0, half=1.0)
    damaged["exercises"][1]["points"] = "many"
    with pytest.raises(ValueError, match="many"):
        save(path, damaged)
    assert {name: score["score"] for name, score in read_scores(path, SMALL)["alice"].items()} == {
        "double": 2.0,
        "half": 2.0,
    }


def test_a_gradebook_that_stays_locked_is_an_error_of_one_line(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("BEGIN IMMEDIATE")
        with Gradebook(path, patience=0.05) as gradebook, pytest.raises(GraderError, match="locked"):
            gradebook.save(record("alice", double=2.0))
        db.execute("ROLLBACK")


def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(path: Path) -> None:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    release_it = threading.Timer(0.3, db.execute, ["COMMIT"])
    release_it.start()
    save(path, record("alice", double=2.0))
    release_it.join()
    assert read_scores(path, SMALL)["alice"]["double"]["score"] == 2.0


def save_many(path: Path, name: str) -> None:
    save(path, *(record(f"{name}-{k}", double=2.0) for k in range(25)))


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=save_many, args=(path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(read_scores(path, SMALL)) == 50


def test_scores_of_a_run_without_a_gradebook_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match="there is no gradebook"):
        read_scores(tmp_path / "gradebook.db", SMALL)
    assert not (tmp_path / "gradebook.db").exists()


def test_writing_scores_does_not_import_nbgrader() -> None:
    import subprocess

    code = "import sys, backprop_grader.gradebook; print({'nbgrader', 'nbformat', 'sqlalchemy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
