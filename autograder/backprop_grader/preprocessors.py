"""The nbgrader door: preprocessors that put this course's release step and this grader's engine in nbgrader's place.

Named in nbgrader_config.py; importing this module imports nbgrader, which takes three seconds.
"""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor

from backprop_grader.notebook.release import PUBLIC

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
