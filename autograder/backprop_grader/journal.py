"""The journal of a run: one line a graded submission, appended and flushed before anything else is told of it.

What is in the journal is done. A line is keyed by everything that decides a grade (the submission's bytes, the
exercises, the environment, the seed), so that unchanged work is not done twice and changed work is not taken for done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Record = dict[str, Any]
"""One graded submission, as plain data."""


class Journal:
    """The journal of one assignment, at `folder/<assignment>.jsonl`."""

    def __init__(self, folder: Path, assignment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{assignment}.jsonl"
        self._latest: dict[str, tuple[str, Record]] = {
            record["student"]: (key, record) for key, record in self._lines()
        }

    def __len__(self) -> int:
        return len(self._latest)

    def find(self, student: str, key: str) -> Record | None:
        """The record of a submission, if it was graded under this very key."""
        known = self._latest.get(student)
        return known[1] if known and known[0] == key else None

    def latest(self) -> Mapping[str, Record]:
        """Student -> the newest record."""
        return {student: record for student, (_, record) in sorted(self._latest.items())}

    def append(self, key: str, record: Record) -> None:
        """Write one record; when this returns it is on the disk."""
        line = json.dumps({"key": key, "record": record}, ensure_ascii=False, separators=(",", ":"))
        with self.path.open("ab") as file:
            if file.tell() and not _ends_with_newline(self.path):
                file.write(b"\n")
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._latest[record["student"]] = (key, record)

    def _lines(self) -> Iterator[tuple[str, Record]]:
        """All whole lines; a torn one (the power went while it was written) was never promised to anybody."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                    yield entry["key"], entry["record"]
                except (ValueError, KeyError, TypeError):
                    continue


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
