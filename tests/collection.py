"""Reads the collections of wrong and right answers: Python files in which every `# %%` block is one submission."""

from __future__ import annotations

import linecache
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_HEAD = re.compile(r"^# %% (?P<exercise>\w+)(?: (?P<code>[a-z-]+))?: (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One submission: the exercise it answers, the code it must get (empty for right ones), its source.

    `place` is the file and the line of its block.
    """

    assignment: str
    exercise: str
    code: str
    title: str
    source: str
    place: str

    def __str__(self) -> str:
        return f"{self.exercise}-{self.title}".replace(" ", "_")

    def names(self) -> dict[str, Any]:
        """What the submission defines, executed in this process (these are ours: nothing hostile is among them)."""
        file = f"<{self.assignment} {self}>"
        linecache.cache[file] = (len(self.source), None, self.source.splitlines(keepends=True), file)
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(self.source, file, "exec"), names)
        return names


def answers(kind: str) -> list[Answer]:
    """All answers of `tests/wrong` or `tests/right`."""
    found = []
    for file in sorted((HERE / kind).glob("*/*.py")):
        text = file.read_text(encoding="utf-8")
        heads = list(_HEAD.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=True):
            source = text[head.end() : end].strip() + "\n"
            place = f"{file.relative_to(HERE.parent).as_posix()}:{text.count(chr(10), 0, head.start()) + 1}"
            found.append(Answer(file.parent.name, head["exercise"], head["code"] or "", head["title"], source, place))
    return found
