"""The journal of a run: one line a graded submission, appended and flushed before anything else is told of it.

What is in the journal is done. A line is keyed by everything that decides a grade (the submission's bytes, the grader,
the seed, and each exercise by itself), so that unchanged work is not done twice and changed work is not taken for done.
Only keys and places are held in memory: records are read from the file when they are asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Record = dict[str, Any]
"""One graded submission, as plain data."""
Keys = Mapping[str, str]
"""Exercise -> the key under which it was examined."""
PARTS = frozenset({"student", "assignment", "isolation", "repairs", "error", "exercises"})
"""What every record has; a line without them was written by something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The newest line of one student: its keys, and where it stands."""

    key: str
    exercises: Keys
    start: int
    length: int


class Journal:
    """The journal of one assignment, at `folder/<name>.jsonl`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.jsonl"
        self._known: dict[tuple[tuple[str, str], ...], Keys] = {}
        self._latest = dict(self._lines())

    def __len__(self) -> int:
        return len(self._latest)

    def __contains__(self, student: str) -> bool:
        return student in self._latest

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._latest))

    def find(self, student: str) -> Entry | None:
        """The newest line of a student, if there is one."""
        return self._latest.get(student)

    def record(self, student: str) -> Record:
        """The newest record of a student.

        Raises:
            KeyError: there is none.
        """
        with self.path.open("rb") as file:
            return _record(file, self._latest[student])

    def latest(self) -> Iterator[tuple[str, Record]]:
        """Student and newest record, by name."""
        if not self._latest:
            return
        with self.path.open("rb") as file:
            for student, entry in sorted(self._latest.items()):
                yield student, _record(file, entry)

    def append(self, key: str, exercises: Keys, record: Record) -> None:
        """Write one record; when this returns it is on the disk."""
        entry = {"key": key, "exercises": dict(exercises), "record": record}
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        start = self._write(line)
        self._latest[record["student"]] = Entry(key, self._shared(exercises), start, len(line))

    def _write(self, line: bytes) -> int:
        """Append one line and return where it begins; where there is no room for it, leave the file as it was."""
        with self.path.open("ab", buffering=0) as file:
            before = file.tell()
            torn = before and not _ends_with_newline(self.path)
            try:
                left = memoryview(b"\n" * bool(torn) + line)
                while left:
                    left = left[file.write(left) or 0 :]
                os.fsync(file.fileno())
            except OSError as error:
                file.truncate(before)
                raise OSError(error.errno, error.strerror, str(self.path)) from None
            return before + bool(torn)

    def _lines(self) -> Iterator[tuple[str, Entry]]:
        """All whole lines; a torn one (the power went while it was written) was never promised to anybody."""
        if not self.path.exists():
            return
        start = 0
        with self.path.open("rb") as file:
            for line in file:
                try:
                    read = json.loads(line)
                    if read["record"].keys() >= PARTS:
                        entry = Entry(read["key"], self._shared(read["exercises"]), start, len(line))
                        yield str(read["record"]["student"]), entry
                except (ValueError, KeyError, TypeError, AttributeError):
                    pass
                start += len(line)

    def _shared(self, exercises: Keys) -> Keys:
        """The same object for the same keys: a class has them a thousand times."""
        return self._known.setdefault(tuple(sorted(exercises.items())), dict(exercises))


def _record(file: IO[bytes], entry: Entry) -> Record:
    file.seek(entry.start)
    record: Record = json.loads(file.read(entry.length))["record"]
    return record


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
