"""Tells whether what was handed in is the notebook of another assignment, or of none.

Hardly a cell of the release is in such a notebook, and no answer: who is told so would have had no points anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from backprop.exercises import ASSIGNMENTS
from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import Notebook, grade_id, released, solution_cells
from backprop_grader.notebook.reading import Found

FEW = 0.25
"""Share of a release's cells below which hardly any are there; the names that all notebooks share are a fifth."""


@dataclass(frozen=True)
class Likeness:
    """What a released notebook is known by: the names and texts of its cells, and its exercises."""

    cells: tuple[tuple[str, str], ...]
    exercises: frozenset[str]

    @classmethod
    def of(cls, release: Notebook) -> Likeness:
        """Of one release."""
        known = tuple((grade_id(cell), cell["source"].strip()) for cell in release["cells"])
        return cls(known, frozenset(solution_cells(release)))

    def share(self, names: Collection[str], texts: Collection[str]) -> float:
        """The share of its cells that are there, by name or by text."""
        return sum(name in names or text in texts for name, text in self.cells) / max(1, len(self.cells))


def mistaken(found: Iterable[Found], release: Notebook, answered: Collection[str]) -> str | None:
    """The assignment whose notebook this is instead: empty where none of ours, None where it may be the right one.

    Args:
        found: the cells that were handed in.
        release: the notebook that should have been.
        answered: exercises that have an answer among the cells.
    """
    found = list(found)
    names = {cell.name for cell in found} - {""}
    texts = {cell.source.strip() for cell in found} - {""}
    right = Likeness.of(release)
    if right.share(names, texts) >= FEW:
        return None
    shares = {name: other.share(names, texts) for name, other in _released().items() if other != right}
    likest = max(shares, key=lambda name: shares[name], default="")
    if likest and shares[likest] >= FEW:
        return None if set(answered) - _released()[likest].exercises else likest
    has_ours = any(name in names for name, _ in right.cells)
    return None if answered or has_ours else ""


@cache
def _released() -> dict[str, Likeness]:
    """What every assignment is known by, as far as they have been released."""
    known = {}
    for assignment in ASSIGNMENTS:
        try:
            known[assignment] = Likeness.of(released(assignment))
        except GraderError:  # it is not in the course folder yet
            continue
    return known
