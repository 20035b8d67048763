"""What a download said of who sent what, kept in the run: Moodle's own lists know a student by that number.

At `intake/<assignment>.json`, student -> platform, name and number. Nobody's grade depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from backprop_grader.intake.naming import Sender
from backprop_grader.notebook.conventions import write
from backprop_grader.run_folder import RunFolder


def remember(folder: RunFolder, assignment: str, found: Mapping[str, Sender]) -> None:
    """Add to what is known: student -> who they are on the platform."""
    known = {**senders(folder, assignment), **found}
    plain = {name: [one.platform, one.name, one.number] for name, one in sorted(known.items())}
    if known:
        write(_file(folder, assignment), json.dumps(plain, ensure_ascii=False, indent=1) + "\n")


def senders(folder: RunFolder, assignment: str) -> dict[str, Sender]:
    """Student -> who they are on the platform they came from; empty where nobody knows."""
    try:
        read = json.loads(_file(folder, assignment).read_text(encoding="utf-8"))
        return {str(student): Sender(*map(str, parts)) for student, parts in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _file(folder: RunFolder, assignment: str) -> Path:
    return folder.path / "intake" / f"{assignment}.json"
