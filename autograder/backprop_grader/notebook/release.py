"""From a py:percent source to the notebook with solutions, and through nbgrader to the one that students get.

Cells say what they are by nbgrader's metadata on the cell line; a solution cell also says what is left of it in the
release (`stub`). Both notebooks depend on the source alone: the same text gives the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from backprop_grader import gradebook
from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import (
    BUILT,
    COURSE,
    SOLUTION,
    SOURCES,
    TEST,
    Cell,
    Notebook,
    exercise_of,
    grade_id,
    is_graded,
    is_solution,
    marks,
    read_notebook,
    write_notebook,
)

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PUBLIC = frozenset({"nbgrader", "tags", "jupyter", "alt", "deletable", "editable", "name", "slideshow"})
"""Cell metadata that students may see; the rest is ours (what is left of a solution, what a cell covers)."""
NEVER_RELEASED = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
"""Words that no released cell holds."""


def assignments(sources: Path = SOURCES) -> list[str]:
    """The names of all notebooks that have a source."""
    return sorted(path.stem for path in sources.glob("[0-9][0-9]-*.py"))


def source_of(assignment: str, sources: Path = SOURCES) -> Path:
    """Where the source of a notebook lies.

    Raises:
        GraderError: there is none.
    """
    known = assignments(sources)
    if assignment not in known:
        raise GraderError(f"there is no notebook {assignment!r} in {sources}; there are: {', '.join(known) or 'none'}")
    return sources / f"{assignment}.py"


def build_source(assignment: str, output: Path, sources: Path = SOURCES) -> Path:
    """Write the notebook with solutions, ready to run, to `output/<assignment>.ipynb`.

    Raises:
        GraderError: there is no such source, or a cell of it is not marked as it must be.
    """
    path = output / f"{assignment}.ipynb"
    write_notebook(path, source_notebook(assignment, sources))
    return path


def build_missing_sources(built: Path = BUILT) -> None:
    """Write the sources that are not there yet: without them the formgrader lists no assignment."""
    for assignment in assignments():
        if not (built / assignment).is_dir():
            build_source(assignment, built / assignment)


def source_notebook(assignment: str, sources: Path = SOURCES) -> Notebook:
    """The notebook with solutions; raises as `build_source` does."""
    import jupytext  # noqa: PLC0415  two seconds, for this one function

    parsed = jupytext.reads(source_of(assignment, sources).read_text(encoding="utf-8"), fmt="py:percent")
    cells = [_cell(cell) for cell in parsed.cells]
    _check_source(assignment, cells)
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def release(assignment: str, course: Path = COURSE, sources: Path = SOURCES, built: Path = BUILT) -> Path:
    """Write what students get to `course/<assignment>/<assignment>.ipynb`, by nbgrader's own release step.

    The notebook with solutions stays in `built`, where nbgrader and its formgrader look for it.

    Raises:
        GraderError: as `build_source`; or nbgrader refused, or something that answers is left in the result.
    """
    build_source(assignment, built / assignment, sources)
    with TemporaryDirectory(prefix="backprop-release-") as folder:
        _generate(assignment, built, Path(folder))
        notebook = read_notebook(Path(folder) / "release" / assignment / f"{assignment}.ipynb")
    _check_release(assignment, notebook)
    path = course / assignment / f"{assignment}.ipynb"
    write_notebook(path, notebook)
    return path


def _cell(parsed: Cell) -> Cell:
    """A cell of the notebook, with an id that depends on its name only."""
    cell: Cell = {
        "cell_type": parsed["cell_type"],
        "id": re.sub(r"[^a-zA-Z0-9_-]", "-", grade_id(parsed))[:64],
        "metadata": json.loads(json.dumps(parsed["metadata"])),
        "source": parsed["source"].rstrip("\n"),
    }
    return cell | {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else cell


def _check_source(assignment: str, cells: list[Cell]) -> None:
    """Raise for the first cell that nbgrader or the grader would misread."""
    seen: set[str] = set()
    for position, cell in enumerate(cells, 1):
        problem = _problem(cell)
        if not problem and cell["id"] in seen:
            problem = "its grade_id is that of an earlier cell"
        if problem:
            raise GraderError(
                f"{assignment}.py, cell {position} ({grade_id(cell) or cell['source'][:40]!r}): {problem}"
            )
        seen.add(cell["id"])


def _problem(cell: Cell) -> str | None:
    """What is wrong with a cell of a source, if anything."""
    if not grade_id(cell):
        return "it has no nbgrader metadata with a grade_id"
    if grade_id(cell).startswith("added-"):
        return "names that start with 'added-' are those of students' cells"
    if is_solution(cell):
        return _solution_problem(cell)
    if marks(cell).get("locked") is not True:
        return "it is neither a solution nor locked"
    if is_graded(cell) and not grade_id(cell).startswith(TEST):
        return f"the grade_id of a graded cell starts with {TEST!r}"
    return None


def _solution_problem(cell: Cell) -> str | None:
    if not grade_id(cell).startswith(SOLUTION):
        return f"the grade_id of a solution cell starts with {SOLUTION!r}"
    if "stub" not in cell["metadata"]:
        return "a solution cell says in its metadata `stub` what is left of it in the release"
    if "BEGIN SOLUTION" not in cell["source"]:
        return "a solution cell marks the solution with BEGIN SOLUTION and END SOLUTION"
    if exercise_of(cell) not in cell["source"]:
        return f"it does not define {exercise_of(cell)}"
    return None


def _generate(assignment: str, built: Path, root: Path) -> None:
    """`nbgrader generate_assignment` in a course folder of its own: built -> root/release."""
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415  three seconds
    from nbgrader.converters.base import NbGraderException  # noqa: PLC0415
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    from backprop_grader.preprocessors import RELEASE  # noqa: PLC0415

    database = root / "gradebook.db"
    gradebook.create(database)
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{database}"
    config.CourseDirectory.source_directory = os.path.relpath(built, root)
    config.CourseDirectory.assignment_id = assignment
    config.GenerateAssignment.preprocessors = RELEASE
    try:
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    except NbGraderException as error:
        raise GraderError(f"nbgrader does not release {assignment}: {error}") from None


def _check_release(assignment: str, notebook: Notebook) -> None:
    """Raise if a released notebook holds anything that only teachers may see, or a cell that nobody watches over."""
    for cell in notebook["cells"]:
        left = [word for word in NEVER_RELEASED if word in cell["source"]]
        left += sorted(set(cell["metadata"]) - PUBLIC)
        if left or not (is_solution(cell) or marks(cell).get("locked") is True) or "checksum" not in marks(cell):
            raise GraderError(f"{assignment}: the released cell {grade_id(cell)!r} is not fit for students: {left}")
