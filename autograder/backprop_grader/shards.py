"""Shards: one class graded by several plain batch jobs, each its part, and put together afterwards.

Every job works in the same run folder (or a copy of it) and writes graded copies and a journal of its own; none touches
the gradebook. `merge` then enters what the journals hold, once.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.gradebook import Gradebook
from backprop_grader.grading import release_of
from backprop_grader.journal import Journal
from backprop_grader.lateness import settle
from backprop_grader.run_folder import RunFolder

MERGED = ".merged"
"""What is added to the name of a shard's journal once it is in the gradebook."""


@dataclass(frozen=True)
class Shard:
    """Part `number` of `of`, counted from 1."""

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """The shard named "I/N".

        Raises:
            ValueError: it is none.
        """
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(f"{text!r} is no shard: 2/8 is the second of eight")
        return cls(int(found[1]), int(found[2]))

    def holds(self, student: str) -> bool:
        """Whether a student's submission is in this part."""
        return zlib.crc32(student.encode("utf-8", "surrogateescape")) % self.of == self.number - 1

    def journal(self, folder: RunFolder, assignment: str) -> Journal:
        """The journal of this part."""
        return Journal(_folder(folder), f"{assignment}.{self.number}-of-{self.of}")

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def _folder(folder: RunFolder) -> Path:
    return folder.path / "journal" / "shards"


def graded_shards(folder: RunFolder, assignment: str) -> list[Path]:
    """The journals of an assignment's shards that are still to be merged.

    Raises:
        GraderError: there is none.
    """
    paths = sorted(_folder(folder).glob(f"{assignment}.*-of-*.jsonl"))
    if not paths:
        raise GraderError(
            f"no shard of {assignment} has been graded in {folder.path}: "
            f"`backprop-grader grade {assignment} --shard I/N` does"
        )
    return paths


def merge(folder: RunFolder, assignment: str) -> int:
    """Enter what the shards of an assignment have graded into the gradebook and the journal; how many submissions.

    Raises:
        GraderError: no shard has graded anything.
    """
    paths = graded_shards(folder, assignment)
    journal, merged = folder.journal(assignment), 0
    with Gradebook(folder.gradebook) as gradebook:
        gradebook.declare(assignment, release_of(assignment))
        for path in paths:
            shard = Journal(path.parent, path.stem)
            for student, record in shard.latest():
                entry, known = shard.find(student), journal.find(student)
                assert entry is not None
                if known is None or (known.key, known.exercises) != (entry.key, entry.exercises):
                    gradebook.save(record)
                    journal.append(entry.key, entry.exercises, record)
                    merged += 1
            path.replace(path.with_name(path.name + MERGED))
        settle(folder, assignment, gradebook)
    return merged
