"""Nobody loses points for an exercise that they were not given: a release of another version is refused in one line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backprop.exercises import ASSIGNMENTS
from backprop_grader import grading, preprocessors
from backprop_grader.cli import main
from backprop_grader.errors import GraderError
from backprop_grader.grading import insist_on_the_same, release_of
from backprop_grader.notebook.conventions import Notebook, graded_cells, marks, released
from graded_class import ASSIGNMENT, Graded, write_class


def without_basket(notebook: Notebook) -> None:
    notebook["cells"].remove(graded_cells(notebook)["basket"])


def with_another(notebook: Notebook) -> None:
    marks(graded_cells(notebook)["basket"])["grade_id"] = "test-fruit_bowl"


def worth_more(notebook: Notebook) -> None:
    marks(graded_cells(notebook)["basket"])["points"] = 5


CHANGES = {
    without_basket: "basket is not in the notebook.",
    with_another: "basket is not in the notebook; fruit_bowl is unknown to the grader.",
    worth_more: "basket has 5 points in the notebook and 1 in the grader.",
}


@pytest.fixture
def other(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A release that the grader of today has not been made for."""
    notebook = released(ASSIGNMENT)
    request.param(notebook)
    for module in (grading, preprocessors):
        monkeypatch.setattr(module, "released", lambda assignment: notebook)
    release_of.cache_clear()
    yield
    release_of.cache_clear()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_todays_releases_are_those_of_todays_grader(assignment: str) -> None:
    insist_on_the_same(assignment, released(assignment))


@pytest.mark.parametrize(("other", "said"), CHANGES.items(), indirect=["other"])
def test_grade_refuses_in_one_line_names_the_exercise_and_writes_nothing(
    other: None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "submitted" / "ada" / ASSIGNMENT
    place.mkdir(parents=True)
    assert main(["grade", ASSIGNMENT, "--run", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert f"`backprop-grader release {ASSIGNMENT}`" in line
    assert [path.name for path in tmp_path.iterdir()] == ["submitted"]


@pytest.mark.parametrize("other", [without_basket], indirect=True)
def test_merge_refuses_too(other: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_class(tmp_path / "run", [Graded("ada")])
    before = folder.gradebook.read_bytes()
    assert main(["merge", ASSIGNMENT, "--run", str(folder.path)]) == 2
    assert "basket is not in the notebook" in capsys.readouterr().err
    assert folder.gradebook.read_bytes() == before


@pytest.mark.parametrize("other", [without_basket], indirect=True)
def test_nbgraders_door_refuses_too(other: None, tmp_path: Path) -> None:
    place = tmp_path / "submitted" / "ada" / ASSIGNMENT
    place.mkdir(parents=True)
    with pytest.raises(GraderError, match="basket is not in the notebook"):
        preprocessors.prepare(ASSIGNMENT, "*", [str(place / f"{ASSIGNMENT}.ipynb")])
    assert not (tmp_path / "gradebook.db").exists()


def test_an_unknown_assignment_is_told_as_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "../99-nothing", "--run", str(tmp_path)]) == 2
    assert "there is no assignment" in capsys.readouterr().err
