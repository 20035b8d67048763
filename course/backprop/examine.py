"""The examination of one exercise: five checks, their points, and one verdict.

The same code judges in the notebook and in the grader; they differ in the room where the exercise is played and in the
oracle that knows the truth (nudging here, the reference there). This room knows neither.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from backprop import compare
from backprop.diagnose import finding_for_edge, findings, impure
from backprop.evidence import Evidence, Finding, Mistake, Played
from backprop.exercise import Case, Exercise, Inputs
from backprop.room import Leaves, Room, RoomLost, Stage

SHARES = {"shape": 0.10, "value": 0.50, "edge": 0.15, "purity": 0.10, "composition": 0.15}
"""Check -> share of an exercise's points; the share of a check that an exercise does not have goes to `value`."""


class Oracle(Protocol):
    """Who knows the truth. A leaf that is absent from an answer is not compared."""

    tolerance: float
    exact: bool

    def truth(self, exercise: Exercise, case: Case) -> Leaves:
        """The right results for one case."""

    def composed(self, exercise: Exercise, inputs: Inputs) -> Leaves:
        """The right results of the exercise's composition."""


@dataclass(frozen=True)
class Check:
    """One line of a report card. `detail` says what was tried, or what went wrong."""

    name: str
    passed: bool
    points: float
    max_points: float
    detail: str


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


@dataclass(frozen=True)
class _Result:
    """What a check found, before it is weighed."""

    passed: bool
    detail: str
    finding: Finding | None = None


def examine(exercise: Exercise, room: Room, oracle: Oracle, seed: int, mistakes: Sequence[Mistake] = ()) -> Verdict:
    """Examine one exercise in a room.

    Args:
        exercise: the public record.
        room: where the reader's definitions live.
        oracle: who knows the truth.
        seed: the same submission, exercise and seed give the same verdict.
        mistakes: known mistakes of this exercise, tried when the generic probes have nothing better to say.
    """
    rng = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
    try:
        if not room.has(exercise.name):
            return absent(exercise)
        return _Examination(exercise, room, oracle, rng, mistakes).verdict()
    except RoomLost as lost:
        return lost_room(exercise, lost)


class _Examination:
    """One examination in progress: plays the cases once, then every check looks at what was seen."""

    def __init__(
        self,
        exercise: Exercise,
        room: Room,
        oracle: Oracle,
        rng: np.random.Generator,
        mistakes: Sequence[Mistake],
    ) -> None:
        self.exercise, self.room, self.oracle, self.rng, self.mistakes = exercise, room, oracle, rng, mistakes
        cases = list(exercise.cases(rng))
        self.plays = [self.play(case) for case in cases if case.kind == "value"]
        self.open = not any(played.want for played in self.plays)
        self.edge_cases = [case for case in cases if case.kind != "value"]

    def play(self, case: Case) -> Played:
        """Play one case and set the truth beside it."""
        stage = self.exercise.run(self.room, case.inputs)
        truth = self.oracle.truth(self.exercise, case)
        return Played(case, stage, truth, self.exercise.scale(case.inputs), self.exercise.properties)

    def verdict(self) -> Verdict:
        """All checks, weighed and diagnosed."""
        first = self.plays[0].stage
        if first.raised and first.raised.type == "NotImplementedError":
            return absent(self.exercise, first.raised.message)
        results = {"shape": self.shape(), "value": self.value()}
        rest: dict[str, Callable[[], _Result]] = {
            "edge": self.edge,
            "purity": self.purity,
            "composition": self.composed,
        }
        lost: RoomLost | None = None
        for name in check_names(self.exercise, bool(self.edge_cases))[2:]:
            try:
                results[name] = rest[name]() if lost is None else _Result(False, "not reached")
            except RoomLost as error:
                lost, results[name] = error, _Result(False, error.detail)
        return self.weigh(results, lost)

    def weigh(self, results: dict[str, _Result], lost: RoomLost | None) -> Verdict:
        """Points for every check; an answer that earns nothing for `value` earns nothing at all."""
        best = max_points(self.exercise, list(results))
        right = results["value"].passed
        numeric = self.numeric() if right and lost is None else None
        certain = numeric is not None and not numeric.note
        checks = []
        for name, result in results.items():
            passed = result.passed and not (certain and name == "value")
            checks.append(Check(name, passed, best[name] if passed and right else 0.0, best[name], result.detail))
        told = results if right else {"value": results["value"]}
        diagnosis = [result.finding for result in told.values() if result.finding]
        diagnosis += [numeric] if numeric else []
        if lost:
            diagnosis = [_lost_finding(lost), *diagnosis]
        status = "passed" if all(check.passed for check in checks) else self.failure(lost)
        return Verdict(
            self.exercise.name,
            self.exercise.section,
            round(sum(check.points for check in checks), 4),
            self.exercise.points,
            status,
            tuple(checks),
            tuple(_strongest_first(diagnosis)),
            self.exercise.understood if status == "passed" and not self.open else "",
            self.open,
        )

    def failure(self, lost: RoomLost | None) -> str:
        """The word for an answer that did not pass."""
        if lost:
            return "timeout" if lost.status == "timeout" else "crashed"
        return "error" if all(played.stage.raised for played in self.plays) else "failed"

    def shape(self) -> _Result:
        """Number, shape and type of the results."""
        for played in self.plays:
            if played.stage.leaves is None:
                return _Result(False, _what_stopped(played.stage))
            for leaf, want in played.want.items():
                got = played.got[leaf]
                if got.shape != want.shape:
                    return _Result(False, f"{leaf} has shape {got.shape}; it should have {want.shape}")
        return _Result(True, _describe_results(self.plays[0]))

    def value(self) -> _Result:
        """The numbers, on random inputs; the diagnosis of everything that is wrong with them."""
        wrong = [played for played in self.plays if not played.agrees(self.oracle.tolerance)]
        errors = [played.error() for played in self.plays if played.stage.leaves is not None]
        if wrong:
            truth = lambda inputs: self.oracle.truth(self.exercise, Case(inputs, "asked once more"))  # noqa: E731
            evidence = Evidence(self.exercise, self.plays, self.play, truth, self.rng, self.oracle.tolerance)
            detail = f"{len(wrong)} of {len(self.plays)} random cases are wrong"
            return _Result(False, detail, findings(evidence, self.mistakes))
        if self.open:
            return _Result(True, "in the form that was asked for; the grader knows whether it is right")
        detail = f"{len(self.plays)} random cases, largest relative error {max(errors):.0e}"
        note = None
        if max(errors) > compare.EXACT and self.oracle.exact:
            note = Finding(
                "precision", f"Right to {max(errors):.0e} only: something on the way is in float32.", note=True
            )
        return _Result(True, detail, note)

    def edge(self) -> _Result:
        """Kinks, ties, extremes, integers, single numbers."""
        failures = [played for played in map(self.play, self.edge_cases) if not played.agrees(self.oracle.tolerance)]
        if failures:
            return _Result(False, f"wrong for {failures[0].case.why}", finding_for_edge(failures[0]))
        return _Result(True, ", ".join(dict.fromkeys(case.why for case in self.edge_cases)))

    def purity(self) -> _Result:
        """Arguments as they were, no shared memory, the same answer twice."""
        for played in self.plays:
            if played.stage.changed:
                return _impure("mutates", f"your code changed {_listed(played.stage.changed)}")
            if played.stage.shared:
                one, other = played.stage.shared[0]
                return _impure("aliases", f"{one} and {other} are the same memory")
        again = self.play(self.plays[0].case)
        if not _same_leaves(self.plays[0].stage.leaves, again.stage.leaves):
            return _impure("stateful", "the second call gave another result")
        return _Result(True, "arguments unchanged, nothing shared, the same answer twice")

    def composed(self) -> _Result:
        """Inside a small graph in which one value feeds two consumers."""
        composition = self.exercise.composition
        assert composition is not None
        inputs = composition.inputs(self.rng)
        stage = Stage(self.room)
        stage.perform(composition.play, inputs)
        played = Played(Case(inputs, composition.sentence), stage, self.oracle.composed(self.exercise, inputs), 0.0)
        if played.agrees(self.oracle.tolerance):
            return _Result(True, composition.sentence)
        return _Result(False, f"wrong {composition.sentence}", _composition_finding(composition.sentence, played))

    def numeric(self) -> Finding | None:
        """Evidence of finite differences: an error pattern that formulas do not have, at a cost that grows."""
        errors = [played.error() for played in self.plays]
        if not (self.oracle.exact and self.exercise.gradients and max(errors) > 1e-12):
            return None
        small, large = (self._cost(entries) for entries in (8, 64))
        certain = large > 3 * small
        message = (
            f"Your numbers are off by up to {max(errors):.0e} of their size, as nudged ones are, and 8 times the "
            f"inputs cost {large / max(small, 1):.1f} times the calls. What does one backward pass cost, however many "
            "inputs there are?"
        )
        return Finding("numeric", message, note=not certain)

    def _cost(self, entries: int) -> int:
        """Function calls made for inputs of that many entries; 1 where the exercise has only one size."""
        if self.exercise.sized is None:
            return 1
        stage = Stage(self.room, count_calls=True)
        inputs = self.exercise.sized(self.rng, entries)
        stage.perform(self.exercise.play or self.exercise.call, inputs)
        return stage.calls


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
    question = f"{message or exercise.name} is still to be written. Which line of the docstring can you begin with?"
    return without_points(exercise, "missing", Finding("not-implemented", question), "nothing to examine yet")


def lost_room(exercise: Exercise, lost: RoomLost) -> Verdict:
    """The verdict on an exercise that ended its process, or did not end."""
    status = "timeout" if lost.status == "timeout" else "crashed"
    return without_points(exercise, status, _lost_finding(lost), lost.detail)


def _lost_finding(lost: RoomLost) -> Finding:
    questions = {
        "timeout": "Which loop in it may never come to an end, or takes a turn for every number there is?",
        "memory-limit": "How large is the largest array that it makes, and how large is the answer?",
    }
    return Finding(
        lost.status, f"{lost.detail}. {questions.get(lost.status, 'Which line was the last to be reached?')}"
    )


def _impure(code: str, symptom: str) -> _Result:
    return _Result(False, symptom, impure(code, symptom))


def _composition_finding(sentence: str, played: Played) -> Finding:
    if played.stage.leaves is None:
        symptom = _what_stopped(played.stage)
        return Finding("raised" if played.stage.raised else "wrong-type", f"Used {sentence}: {symptom}.")
    return Finding(
        "stateful" if not played.stage.changed else "mutates",
        f"On its own it is right; {sentence} it is not ({played.worst()}). "
        "What does it remember, or change, that another use of it still needs?",
    )


def _what_stopped(stage: Stage) -> str:
    if stage.raised:
        where = f" (line {stage.raised.line}: {stage.raised.source})" if stage.raised.source else ""
        return f"raised {stage.raised.type}: {stage.raised.message}{where}"
    return f"gave {stage.problem}"


def _describe_results(played: Played) -> str:
    arrays = [array for array in played.got.values() if array.dtype != np.uint8]
    shapes = dict.fromkeys(f"{array.shape}" if array.shape else "a number" for array in arrays)
    kinds = dict.fromkeys(str(array.dtype) for array in arrays)
    count = len(played.got)
    return f"{count} result{'s' * (count != 1)}, {' and '.join(shapes)}, {' and '.join(kinds)}"


def _same_leaves(one: Leaves | None, other: Leaves | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(compare.same(other[leaf], array, 1e-12) for leaf, array in one.items())


def _listed(names: Iterable[str]) -> str:
    return " and ".join(dict.fromkeys(names))


def _strongest_first(diagnosis: Sequence[Finding]) -> list[Finding]:
    """One finding a code, what costs points before notes."""
    unique = list({finding.code: finding for finding in reversed(diagnosis)}.values())[::-1]
    return sorted(unique, key=lambda finding: finding.note)


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


__all__ = ["SHARES", "Check", "Oracle", "Verdict", "examine", "summary"]
