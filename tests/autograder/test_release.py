"""The source notebook and the release: what is in them, and what is not. The course's own are in test_notebooks.py."""

import json
from pathlib import Path

import nbformat
import pytest

from backprop_grader.errors import GraderError
from backprop_grader.notebook.release import build_source, release

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning")

SOURCE = '''
# %% [markdown] {title} covers=["999:secret"]
# # A small one

# %% {solution} {stub}
def double(x: float) -> float:
    """Twice x."""
    {begin}
    return 2 * x
    ### END SOLUTION


# %% {figure} tags=["demo"]
double(1)

# %% {graded}
validate(double)
'''
STUB = r'stub="raise NotImplementedError(\"exercise 9.1: double\")"'


def marks(name: str, **different: object) -> str:
    plain = {"grade": False, "grade_id": name, "locked": True, "schema_version": 3, "solution": False, "task": False}
    return f"nbgrader={json.dumps(plain | different)}"


def write_source(folder: Path, stub: str = STUB, begin: str = "### BEGIN SOLUTION", test: str = "test-double") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = SOURCE.format(
        title=marks("title"),
        solution=marks("solution-double", solution=True, locked=False),
        figure=marks("figure"),
        graded=marks(test, grade=True, points=2),
        stub=stub,
        begin=begin,
    )
    (folder / "99-small.py").write_text(text.lstrip(), encoding="utf-8")
    return folder


def read(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    folder = tmp_path_factory.mktemp("small")
    return read(release("99-small", folder / "course", write_source(folder / "sources"), folder / "built"))


def test_a_source_becomes_a_runnable_notebook_without_outputs_or_jupytext_metadata(tmp_path: Path) -> None:
    notebook = read(build_source("99-small", tmp_path, write_source(tmp_path)))
    assert [cell.id for cell in notebook.cells] == ["title", "solution-double", "figure", "test-double"]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    names: dict[str, object] = {}
    exec(notebook.cells[1].source, names)
    assert names["double"](4.0) == 8.0  # type: ignore[operator]


def test_a_released_solution_is_the_stub_that_names_its_exercise(small: nbformat.NotebookNode) -> None:
    assert small.cells[1].source.splitlines() == [
        "def double(x: float) -> float:",
        '    """Twice x."""',
        '    raise NotImplementedError("exercise 9.1: double")',
    ]


def test_a_release_keeps_tags_and_drops_what_only_teachers_read(small: nbformat.NotebookNode) -> None:
    assert small.cells[2].metadata.tags == ["demo"]
    text = json.dumps(small)
    assert "covers" not in text
    assert "secret" not in text
    assert "stub" not in text


def test_every_released_cell_but_the_solutions_is_read_only_and_named(small: nbformat.NotebookNode) -> None:
    for cell in small.cells:
        marks = cell.metadata.nbgrader
        assert marks.grade_id
        assert marks.checksum
        assert marks.solution or (marks.locked and not cell.metadata.editable)
        assert not cell.metadata.deletable


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = write_source(tmp_path / "sources")
    first = release("99-small", tmp_path / "one", sources, tmp_path / "built").read_bytes()
    second = release("99-small", tmp_path / "two", sources, tmp_path / "elsewhere").read_bytes()
    assert first == second
    again = release("99-small", tmp_path / "one", sources, tmp_path / "built").read_bytes()
    assert again == first, "a second release over the first"


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ({"stub": ""}, "stub"),
        ({"begin": "# begins here"}, "BEGIN SOLUTION"),
        ({"test": "double-test"}, "test-"),
        ({"test": "title"}, "test-"),
        ({"test": "solution-double"}, "test-"),
    ],
)
def test_a_source_that_would_release_wrongly_is_refused_in_one_line(
    tmp_path: Path, damage: dict[str, str], complaint: str
) -> None:
    with pytest.raises(GraderError, match=complaint) as error:
        release("99-small", tmp_path / "course", write_source(tmp_path / "sources", **damage), tmp_path / "built")
    assert len(str(error.value).splitlines()) == 1
    assert not (tmp_path / "course").exists()


def test_an_unknown_assignment_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match="there are: 99-small"):
        build_source("98-missing", tmp_path, write_source(tmp_path))
