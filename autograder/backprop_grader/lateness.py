"""Lateness: when each submission was handed in, and what that costs by the rule of nbgrader's configuration.

The exchange puts the time beside a submission; due dates and extensions stand in the gradebook, where the formgrader
enters them; the rule is nbgrader's plugin. nbgrader, which takes seconds to load, is only asked where somebody is late.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from backprop_grader.gradebook import Gradebook
from backprop_grader.notebook.conventions import REPOSITORY
from backprop_grader.receipts import TIMESTAMP, receipt
from backprop_grader.run_folder import RunFolder

CONFIGURATION = REPOSITORY / "autograder" / "nbgrader_config.py"


def settle(folder: RunFolder, assignment: str, gradebook: Gradebook) -> int:
    """Enter everybody's time and penalty as they are now; return how many have a penalty.

    Nothing is graded for this: a due date that was moved or an extension that was given counts at once.
    """
    known = gradebook.submissions(assignment)
    times = {student: handed_in(folder.submitted / student / assignment) for student in known}
    gradebook.date(assignment, {student: time for student, time in times.items() if time is not None})
    if late := gradebook.late(assignment):
        _penalise(folder.gradebook, assignment, late)
    return sum(penalty > 0 for *_, penalty in gradebook.submissions(assignment).values())


def handed_in(submission: Path) -> datetime | None:
    """When a submission was handed in, in UTC and without a zone; None where no readable time lies beside it."""
    try:
        found = receipt(submission, TIMESTAMP)
        return None if found is None else _moment(found.decode().strip())
    except (OSError, ValueError, OverflowError):
        return None


def _moment(text: str) -> datetime | None:
    """A time as nbgrader writes it; of another form, as nbgrader reads it."""
    day, _, zone = text.rpartition(" ")
    if zone == "UTC":
        return datetime.fromisoformat(day).replace(tzinfo=None)
    from nbgrader.utils import parse_utc  # noqa: PLC0415  seconds, and seldom needed

    moment: datetime | None = parse_utc(text) if text else None
    return moment


def _penalise(gradebook: Path, assignment: str, students: Iterable[str]) -> None:
    """Have nbgrader's own step find the penalties, or take back those that no longer hold."""
    from nbformat.v4 import new_notebook  # noqa: PLC0415  as above

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's tables
        step = _late_step()
        for student in students:
            place = {"student": student, "assignment": assignment, "notebook": assignment}
            step.preprocess(new_notebook(), {"nbgrader": {**place, "db_url": f"sqlite:///{gradebook.absolute()}"}})


def _late_step() -> Any:
    from nbgrader.preprocessors import AssignLatePenalties  # noqa: PLC0415
    from traitlets.config import Config, PyFileConfigLoader  # noqa: PLC0415

    if not CONFIGURATION.is_file():
        return AssignLatePenalties(config=Config())
    return AssignLatePenalties(
        config=PyFileConfigLoader(CONFIGURATION.name, path=str(CONFIGURATION.parent)).load_config()
    )
