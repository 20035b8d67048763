"""Verdicts: the checks of an exercise, their points, and what is said when there is nothing to check.

Plain records and arithmetic; how a check is made is `backprop.examination.examine`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.examination.evidence import Finding
from backprop.examination.exercise import Exercise
from backprop.rooms.room import RoomLost

SHARES = {"shape": 0.10, "value": 0.50, "edge": 0.15, "purity": 0.10, "composition": 0.15}
"""Check -> share of an exercise's points; the share of a check that an exercise does not have goes to `value`."""


UNTRIED = "not tried until the values are right"
UNREACHED = "not reached"


@dataclass(frozen=True)
class Check:
    """One line of a report card. `detail` says what was tried, or what went wrong."""

    name: str
    passed: bool
    points: float
    max_points: float
    detail: str

    @property
    def word(self) -> str:
        """What stands before the check's line: "ok", "FAIL", or "skip" where it was not made."""
        if self.passed:
            return "ok"
        return "skip" if self.detail in (UNTRIED, UNREACHED) else "FAIL"


@dataclass(frozen=True)
class Verdict:
    """What an examination found. `status`: passed, failed, missing, error, timeout or crashed."""

    exercise: str
    section: str
    points: float
    max_points: float
    status: str
    checks: tuple[Check, ...]
    diagnosis: tuple[Finding, ...] = ()
    understood: str = ""
    open: bool = False
    """Only the form was examined: this oracle does not know the answer."""


def check_names(exercise: Exercise, edges: bool) -> list[str]:
    """The checks that an exercise has, in the order of the report card."""
    has = {"edge": edges, "composition": exercise.composition is not None}
    return [name for name in SHARES if has.get(name, True)]


def max_points(exercise: Exercise, names: Sequence[str]) -> dict[str, float]:
    """The points of each check; `value` takes the shares of the checks that are absent."""
    shares = {name: SHARES[name] for name in names}
    shares["value"] += 1.0 - sum(shares.values())
    return {name: round(share * exercise.points, 4) for name, share in shares.items()}


def without_points(exercise: Exercise, status: str, finding: Finding, detail: str) -> Verdict:
    """The verdict on an exercise that could not be examined at all: every check is there, none has passed."""
    edges = any(case.kind != "value" for case in exercise.cases(np.random.default_rng(0)))
    best = max_points(exercise, check_names(exercise, edges))
    checks = tuple(Check(name, False, 0.0, points, detail) for name, points in best.items())
    return Verdict(exercise.name, exercise.section, 0.0, exercise.points, status, checks, (finding,))


def absent(exercise: Exercise, message: str = "") -> Verdict:
    """The verdict on an exercise that is still the stub, or not there."""
    question = f"{message or exercise.name} is still to be written. Can you answer the question in its first hint?"
    return without_points(exercise, "missing", Finding("not-implemented", question), "nothing to examine yet")


def lost_room(exercise: Exercise, lost: RoomLost) -> Verdict:
    """The verdict on an exercise that ended its process, or did not end."""
    status = "timeout" if lost.status == "timeout" else "crashed"
    return without_points(exercise, status, lost_finding(lost), lost.detail)


def lost_finding(lost: RoomLost, kind: str = "") -> Finding:
    """What is said when the process has ended, or did not end; `kind` is that of the edge case it was lost on."""
    if kind == "large":
        question = "How many numbers does your way go through or keep, and how many does the answer have?"
        return Finding("materialises", f"Right on ordinary inputs; on the largest one {lost.detail}. {question}")
    questions = {
        "timeout": "Which loop in it may never come to an end, or takes a turn for every number there is?",
        "memory-limit": "How large is the largest array that it makes, and how large is the answer?",
    }
    return Finding(
        lost.status, f"{lost.detail}. {questions.get(lost.status, 'Which line was the last to be reached?')}"
    )


def summary(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain data, in the form that `backprop-grader examine --json` prints."""
    return {
        "exercise": verdict.exercise,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "status": verdict.status,
        "checks": [
            {"name": c.name, "passed": c.passed, "points": c.points, "max_points": c.max_points} for c in verdict.checks
        ],
        "diagnosis": [{"code": f.code, "message": f.message} for f in verdict.diagnosis],
    }
