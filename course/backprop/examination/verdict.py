"""Verdicts: the checks of an exercise, what each is worth, and what is said when there is nothing to check.

Plain records and arithmetic; how a check is made is `backprop.examination.examine`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backprop.examination.evidence import Finding
from backprop.examination.exercise import Exercise
from backprop.examination.wording import strongest_first
from backprop.rooms.room import RoomLost

SHARES = {"shape": 0.10, "value": 0.50, "edge": 0.15, "purity": 0.10, "composition": 0.15}
"""Check -> share of an exercise's points; the share of a check that an exercise does not have goes to `value`."""

UNTRIED = "not tried until the values are right"
UNREACHED = "not reached"


@dataclass(frozen=True)
class Result:
    """What a check found, before it is weighed. `credit`: the share that is earned, where it is not all or nothing."""

    passed: bool
    detail: str
    finding: Finding | None = None
    credit: float | None = None

    @property
    def share(self) -> float:
        """The share of the check's points that is earned."""
        return float(self.passed) if self.credit is None else self.credit


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


def marked(
    exercise: Exercise,
    results: Mapping[str, Result],
    failure: str,
    numeric: Finding | None = None,
    before: Finding | None = None,
    open: bool = False,
) -> Verdict:
    """The verdict on an exercise that was examined; an answer that earns nothing for `value` earns nothing at all.

    Args:
        exercise: the public record.
        results: what every check found, in the order of the report card.
        failure: the status, if not all have passed.
        numeric: what speaks for finite differences in a right answer; unless it is a note, `value` is not passed.
        before: what is said before all else, about the process.
        open: as in `Verdict`.
    """
    earns = results["value"].share > 0
    told = results if earns else {"value": results["value"]}
    diagnosis = _diagnosis([one.finding for one in told.values() if one.finding], numeric, before)
    if numeric and not numeric.note:
        results = {**results, "value": replace(results["value"], passed=False, credit=0.0)}
    best = max_points(exercise, list(results))
    checks = tuple(
        Check(name, one.passed, round(best[name] * one.share, 4) if earns else 0.0, best[name], one.detail)
        for name, one in results.items()
    )
    status = "passed" if all(check.passed for check in checks) else failure
    return Verdict(
        exercise.name,
        exercise.section,
        round(sum(check.points for check in checks), 4),
        exercise.points,
        status,
        checks,
        tuple(diagnosis),
        exercise.understood if status == "passed" and not open else "",
        open,
    )


def _diagnosis(found: Sequence[Finding], numeric: Finding | None, before: Finding | None) -> list[Finding]:
    """What is said beneath the checks; nudging explains a wrong kink, and errors that look like single precision."""
    if numeric:
        found = [finding for finding in found if finding.code != "precision"]
        found = [*found, numeric] if numeric.note else [numeric, *found]
    return strongest_first([before, *found] if before else found)


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
