"""The nbgrader door: this course's release step and this grader's engine, in nbgrader's place.

Named in nbgrader_config.py, so that `nbgrader autograde`, the formgrader's buttons and grading by hand work as nbgrader
documents them, with the scores of `backprop-grader grade`. Importing this module imports nbgrader: three seconds.
"""

from __future__ import annotations

import atexit
import importlib
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook as StockGradebook
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets import Unicode

from backprop_grader.gradebook import Gradebook, auto_comment
from backprop_grader.notebook.autograded import autograded_notebook
from backprop_grader.notebook.conventions import SOLUTION, Notebook, released
from backprop_grader.notebook.ingest import Ingested, ingest
from backprop_grader.notebook.release import PUBLIC
from backprop_grader.run_folder import RunFolder

_STOCK = "nbgrader.preprocessors."
_OURS = "backprop_grader.preprocessors."
RELEASE = [
    _STOCK + "IncludeHeaderFooter",
    _STOCK + "InstantiateTests",
    _STOCK + "LockCells",
    _OURS + "ClearToStub",
    _OURS + "KeepPublicMetadata",
    _STOCK + "ClearOutput",
    _STOCK + "CheckCellMetadata",
    _STOCK + "ComputeChecksums",
    _STOCK + "SaveCells",
    _STOCK + "ClearHiddenTests",
    _STOCK + "ClearMarkScheme",
    _STOCK + "ComputeChecksums",
    _STOCK + "CheckCellMetadata",
]
"""nbgrader's own list for a release, except that a solution leaves what its cell says and no other metadata stays."""
SANITIZE = [_OURS + "Rebuild", _STOCK + "CheckCellMetadata"]
"""In place of nbgrader's repairs: the submission is rebuilt from the release."""
AUTOGRADE = [
    _OURS + "Grade",
    _STOCK + "SaveAutoGrades",
    _OURS + "SaveDiagnosis",
    _STOCK + "AssignLatePenalties",
    _STOCK + "CheckCellMetadata",
]
"""nbgrader's own list, except that our engine is in the place of the notebook's execution."""

Engine = Callable[..., dict[str, Any]]
"""(ingested, student, assignment, isolation level, seed) -> record."""


class ClearToStub(ClearSolutions):
    """Replaces every solution by the text in its cell's metadata `stub`: one that names the exercise."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Clear one cell."""
        if "stub" in cell.metadata:
            self.code_stub = {resources["language"]: cell.metadata["stub"]}
        cleared: tuple[Any, Any] = super().preprocess_cell(cell, resources, cell_index)
        return cleared


class KeepPublicMetadata(NbGraderPreprocessor):
    """Removes cell metadata that is not for students."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Strip one cell."""
        for name in set(cell.metadata) - PUBLIC:
            del cell.metadata[name]
        return cell, resources


def prepare(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before a submission.

    Sets aside what nbgrader would follow or hang on, makes sure that the gradebook knows the assignment, and lets
    nbgrader look at the one notebook that counts, whatever it is called and whatever lies beside it.

    Args:
        assignment: its name.
        student: nbgrader's pattern of students; not used.
        notebooks: `<run>/submitted/<student>/<assignment>/*.ipynb`; changed in place.
    """
    from backprop_grader.grading import insist_on_the_same  # noqa: PLC0415  a release needs no sandbox

    folder = Path(notebooks[0]).parent
    run, release = folder.parents[2], released(folder.name)
    insist_on_the_same(folder.name, release)
    set_aside(folder, run / "set-aside")
    notebooks[:] = [str(folder / f"{folder.name}.ipynb")]
    with Gradebook(run / "gradebook.db") as gradebook:
        gradebook.declare(folder.name, release)


def set_aside(folder: Path, aside: Path) -> None:
    """Move links, pipes and devices out of a submission, to `aside/<student>/<assignment>/`.

    nbgrader copies what lies beside a notebook to where the student gets it back; behind a link may be anybody's file.
    """
    inside = [Path(root, name) for root, folders, files in os.walk(folder) for name in (*folders, *files)]
    for path in (folder.parent, folder, *inside):
        if (os.path.lexists(path) and not (path.is_file() or path.is_dir())) or path.is_symlink():
            goal = aside / path.relative_to(folder.parents[1])
            goal.parent.mkdir(parents=True, exist_ok=True)
            path.replace(goal)


class SubmissionExporter(NotebookExporter):
    """Lets nbgrader take up what nbformat cannot read: what is in a submission is for `Rebuild` to find out."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Convert a notebook, given its path."""
        coursedir, place = self.parent.coursedir, resources["nbgrader"]
        folder = coursedir.format_path(coursedir.submitted_directory, place["student"], place["assignment"])
        place["submission"] = os.path.normpath(Path(folder) / f"{place['notebook']}.ipynb")
        made: tuple[str, Any] = self.from_notebook_node(nbformat.v4.new_notebook(), resources, **kw)
        return made


def _ingested(resources: Mapping[str, Any]) -> Ingested:
    place = resources["nbgrader"]
    return ingest(Path(place["submission"]), released(place["assignment"]))


def _node(notebook: Notebook) -> Any:
    return nbformat.from_dict(notebook)


class Rebuild(NbGraderPreprocessor):
    """The submission, rebuilt from the release."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Rebuild; what was put right is said in the log."""
        ingested = _ingested(resources)
        for line in ingested.repairs:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], line)
        return _node(ingested.notebook), resources


class Grade(NbGraderPreprocessor):
    """In place of nbgrader's Execute: the engine of `backprop-grader grade`."""

    isolation = Unicode("auto", help="The sandbox to insist on: auto, bwrap, landlock or none.").tag(config=True)
    engine = Unicode(_OURS + "grade_submission", help="The function that makes a record of a submission.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade one submission."""
        ingested, place = _ingested(resources), resources["nbgrader"]
        if ingested.error:
            self.log.error("%s: %s", place["student"], ingested.error)
        seed = RunFolder(Path(place["submission"]).parents[3]).seed()
        record = _named(self.engine)(ingested, place["student"], place["assignment"], self.isolation, seed)
        place["record"] = record
        return _node(autograded_notebook(ingested.notebook, record)), resources


def _named(path: str) -> Engine:
    module, _, name = path.rpartition(".")
    engine: Engine = getattr(importlib.import_module(module), name)
    return engine


class SaveDiagnosis(NbGraderPreprocessor):
    """Writes the named mistakes beside the answers, as automatic comments; nbgrader's own know only "No response"."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the comments of one submission."""
        place = resources["nbgrader"]
        with StockGradebook(place["db_url"]) as gradebook:
            for exercise in place["record"]["exercises"]:
                cell = SOLUTION + exercise["exercise"]
                comment = gradebook.find_comment(cell, place["notebook"], place["assignment"], place["student"])
                comment.auto_comment = auto_comment(exercise)
            gradebook.db.commit()
        return nb, resources


def grade_submission(ingested: Ingested, student: str, assignment: str, level: str, seed: int) -> dict[str, Any]:
    """The record of one submission, by the engine of the class pipeline."""
    from backprop_grader.grading import grade, unreadable  # noqa: PLC0415  a release needs no sandbox
    from backprop_grader.isolation import IsolationUnavailable  # noqa: PLC0415

    if ingested.error is not None:
        return unreadable(student, assignment, ingested.error, level)
    try:
        record = grade(student, assignment, ingested.notebook, _isolation(level), seed)
    except IsolationUnavailable:
        _isolation.cache_clear()
        raise
    return {**record, "repairs": list(ingested.repairs)}


_sandboxes = ExitStack()
atexit.register(_sandboxes.close)


@cache
def _isolation(level: str) -> Any:
    """One warm sandbox for all submissions of this process."""
    from backprop_grader.isolation import open_isolation  # noqa: PLC0415

    return _sandboxes.enter_context(open_isolation(level))
