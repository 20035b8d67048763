"""A submission becomes the released notebook again, with two things of the student's in it: answers and added cells.

Everything else is ours: test cells, texts, figures, order, points and metadata come from the release, whatever happened
to them. What was put right is said in one line each. This module runs nothing and judges nothing.

Which cell is which: by nbgrader's grade_id; where that was lost, by the cell's own id or by its unchanged text; an
answer also by the name that it defines. If an answer has several cells, all of them run, in their order, and the last
one that defines the exercise counts as the answer; copies of the untouched stub do not count. A cell of ours that was
edited is restored, and what the student made of it runs behind it as an added cell, unless it is a test or a report
card.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backprop_grader.notebook import inert
from backprop_grader.notebook.conventions import (
    Cell,
    Notebook,
    exercise_of,
    grade_id,
    is_graded,
    is_solution,
    marks,
    solution_cells,
    tags,
)
from backprop_grader.notebook.mistaken import mistaken
from backprop_grader.notebook.reading import Found, Unreadable, counted, listed, read_submission

MOST_ADDED = 300
GUARDED = ("grade", "solution", "locked", "points", "cell_type", "schema_version", "task")
"""nbgrader's marks whose change is worth a line."""


@dataclass(frozen=True)
class Ingested:
    """A submission after ingest.

    Attributes:
        notebook: the release with the student's answers and added cells in it; nothing in it is live, no cell of ours
            has an output. The release itself where nothing could be read.
        solutions: exercise -> the student's code; an exercise whose cell is missing has the released stub.
        added: ids of the student's own cells.
        repairs: what was put right, one line each.
        error: why nothing could be read, in one line; None otherwise.
        instead: the assignment whose notebook it is, where it is not the right one.
    """

    notebook: Notebook
    solutions: Mapping[str, str]
    added: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    error: str | None = None
    instead: str = ""


def ingest(path: Path, release: Notebook, within: Path | None = None) -> Ingested:
    """Read one submission. Never raises for what is in the file, or for what is in its place.

    Args:
        path: `submitted/<student>/<assignment>/<assignment>.ipynb`.
        release: the released notebook.
        within: the folder of all submissions (default: two above the notebook's folder).
    """
    try:
        found, notes = read_submission(path, within or path.parents[2])
    except Unreadable as error:
        return Ingested(release, {}, error=str(error))
    return rebuilt(found, notes, release, path.stem)


def rebuilt(found: list[Found], notes: list[str], release: Notebook, assignment: str) -> Ingested:
    """The cells of a submission as an assignment's notebook, if it is that; `notes`: what was put right before."""
    result = _Rebuilding(release, found, notes).result()
    stubs = {name: cell["source"] for name, cell in solution_cells(release).items()}
    answered = [name for name, source in result.solutions.items() if source.strip() != stubs[name].strip()]
    instead = mistaken(found, release, answered)
    if instead is None:
        return result
    what = f"this is {instead}, not {assignment}" if instead else f"hardly a cell of this is {assignment}'s"
    return Ingested(release, {}, error=f"{what}: {assignment}.ipynb should be handed in", instead=instead)


@dataclass
class _Place:
    """One cell of the release, and what the submission holds for it."""

    ours: Cell
    copies: list[Found] = field(default_factory=list)
    source: str = ""
    before: list[Found] = field(default_factory=list)
    after: list[Found] = field(default_factory=list)

    @property
    def name(self) -> str:
        return grade_id(self.ours)

    def is_untouched(self, found: Found) -> bool:
        source: str = self.ours["source"]
        return found.source.strip() == source.strip()


class _Rebuilding:
    """One rebuild: sort the cells into places, choose the answers, note what was put right."""

    def __init__(self, release: Notebook, found: list[Found], notes: list[str]) -> None:
        self.release, self.found, self.notes = release, found, notes
        self.places = {grade_id(cell): _Place(cell, source=cell["source"]) for cell in release["cells"]}
        self.first = _Place({})  # for added cells above all of ours
        named = {cell.name for cell in found}
        self.by_text = {place.ours["source"].strip(): name for name, place in self.places.items() if name not in named}
        self.homeless: list[tuple[Found, _Place]] = []

    def result(self) -> Ingested:
        visited = self._sort()
        self._choose_answers()
        self._settle_edited()
        for found, anchor in self.homeless:
            anchor.after.append(found)
        self._note(visited)
        cells, added = self._cells()
        notebook = {**self.release, "cells": cells}
        solutions = {name: cell["source"] for name, cell in solution_cells(notebook).items()}
        return Ingested(notebook, solutions, tuple(added), tuple(self.notes))

    def _sort(self) -> list[str]:
        """Give every cell of the submission to its place, or note its neighbour; the places in the order met."""
        visited, anchor = [], self.first
        for found in self.found:
            name = self._place_of(found)
            if name:
                anchor = self.places[name]
                anchor.copies.append(found)
                visited.append(name)
            elif found.source.strip():
                self.homeless.append((found, anchor))
        return visited

    def _place_of(self, found: Found) -> str:
        if found.name in self.places:
            return found.name
        place = self.places.get(found.id)
        if place and found.kind == place.ours["cell_type"] and (is_solution(place.ours) or place.is_untouched(found)):
            return found.id
        return self.by_text.get(found.source.strip(), "")

    def _choose_answers(self) -> None:
        """Fill every solution cell: from its own copies, else from a cell that defines the exercise."""
        edited = [found for place in self.places.values() for found in place.copies if _is_edited(place, found)]
        candidates = [*edited, *(found for found, _ in self.homeless)]
        adopted: dict[int, str] = {}
        for place in self.places.values():
            if is_solution(place.ours) and not self._answer_in_copies(place):
                self._adopt(place, candidates, adopted)

    def _answer_in_copies(self, place: _Place) -> bool:
        answers = [found for found in place.copies if found.source.strip() and not place.is_untouched(found)]
        if not answers:
            return False
        exercise = exercise_of(place.ours)
        defining = [k for k, found in enumerate(answers) if _defines(found, exercise)]
        chosen = defining[-1] if defining else len(answers) - 1
        place.source, place.before = answers[chosen].source, answers[:chosen]
        place.after = answers[chosen + 1 :]
        if len(answers) > 1:
            self.notes.append(f"{exercise} has {len(answers)} answers: the last that defines it counts, all are run")
        return True

    def _adopt(self, place: _Place, candidates: list[Found], adopted: dict[int, str]) -> None:
        """Take the last candidate that defines the exercise, if there is one, out of where it stood."""
        exercise = exercise_of(place.ours)
        found = next((found for found in reversed(candidates) if _defines(found, exercise)), None)
        if found is None:
            return
        self.notes.append(f"found by its name: the answer to {exercise}, in a cell that is not its own")
        if id(found) in adopted:
            place.source = f"# {exercise} is defined above, together with {adopted[id(found)]}"
            return
        place.source, adopted[id(found)] = found.source, exercise
        self.homeless = [(other, anchor) for other, anchor in self.homeless if other is not found]
        for other in self.places.values():
            other.copies = [kept for kept in other.copies if kept is not found]

    def _settle_edited(self) -> None:
        """What a student made of a cell of ours goes behind it, unless it is a test, a report card or a text."""
        for place in self.places.values():
            ours = place.ours
            if ours["cell_type"] == "code" and not is_graded(ours) and "check" not in tags(ours):
                place.after[:0] = [found for found in place.copies if _is_edited(place, found)]

    def _note(self, visited: list[str]) -> None:
        locked = [place for place in self.places.values() if not is_solution(place.ours)]
        missing = [name for name, place in self.places.items() if name not in set(visited)]
        self._say("restored, because they were missing", missing)
        self._say(
            "restored, because they were edited", [p.name for p in locked if any(_is_edited(p, f) for f in p.copies)]
        )
        self._say("left out, because they were there twice", _repeated(locked))
        self._say("put back in their place", _moved(list(dict.fromkeys(visited)), list(self.places)))
        self._say("their own metadata was ignored", [p.name for p in self.places.values() if _is_forged(p)])
        self._say("recognised without their grade_id", [p.name for p in self.places.values() if _was_lost(p)])

    def _say(self, what: str, names: list[str]) -> None:
        if names:
            self.notes.append(f"{what}: {counted(len(names), 'cell')} ({listed(names)})")

    def _cells(self) -> tuple[list[Cell], list[str]]:
        """The cells of the rebuilt notebook, and the ids of the added ones."""
        cells: list[Cell] = []
        added: list[str] = []
        for place in (self.first, *self.places.values()):
            for group, ours in ((place.before, None), ([], place.ours or None), (place.after, None)):
                if ours is not None:
                    cells.append(_ours(ours, place.source))
                for found in group:
                    added.append(f"added-{len(added) + 1}")
                    if len(added) <= MOST_ADDED:
                        cells.append(_added(found, added[-1]))
        if len(added) > MOST_ADDED:
            self.notes.append(
                f"left out: {counted(len(added) - MOST_ADDED, 'added cell')}, after the first {MOST_ADDED}"
            )
        return cells, added[:MOST_ADDED]


def _defines(found: Found, name: str) -> bool:
    """Whether a cell defines the name at its top level."""
    pattern = rf"^(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b|^{name}[ \t]*(?::[^=\n]+)?=(?!=)"
    return found.kind != "markdown" and re.search(pattern, found.source, re.MULTILINE) is not None


def _is_edited(place: _Place, found: Found) -> bool:
    return not is_solution(place.ours) and bool(found.source.strip()) and not place.is_untouched(found)


def _is_forged(place: _Place) -> bool:
    ours = marks(place.ours)
    return any(found.marks.get(key, ours.get(key)) != ours.get(key) for found in place.copies for key in GUARDED)


def _was_lost(place: _Place) -> bool:
    return bool(place.copies) and all(found.name != place.name for found in place.copies)


def _repeated(places: list[_Place]) -> list[str]:
    return [place.name for place in places for _ in place.copies[1:]]


def _moved(visited: list[str], order: list[str]) -> list[str]:
    """The fewest cells whose moving explains the order in which they were met."""
    ranks = {name: rank for rank, name in enumerate(order)}
    ends: list[int] = []
    lengths = []
    for name in visited:
        position = bisect_left(ends, ranks[name])
        ends[position : position + 1] = [ranks[name]]
        lengths.append(position)
    moved, wanted = [], len(ends) - 1
    for name, length in zip(reversed(visited), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.append(name)
    return moved[::-1]


def _ours(ours: Cell, source: str) -> Cell:
    cell = {**ours, "source": source}
    return cell | {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else cell


def _added(found: Found, identity: str) -> Cell:
    cell: Cell = {"cell_type": "markdown", "id": identity, "metadata": {}, "source": inert.markdown(found.source)}
    if found.kind == "raw":
        return cell | {"source": inert.verbatim(found.source)}  # nbconvert copies raw cells into the page as they are
    if found.kind == "code":
        shown = inert.outputs(found.outputs)
        return cell | {"cell_type": "code", "source": found.source, "execution_count": None, "outputs": shown}
    return cell
