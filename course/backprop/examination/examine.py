"""The examination of one exercise: five checks, their points, and one verdict.

The same code judges in the notebook and in the grader; they differ in the room where the exercise is played and in the
oracle that knows the truth (nudging here, the reference there). This room knows neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from backprop.diagnose import falls_short, finding_for_edge, findings, impure
from backprop.examination import compare, referee
from backprop.examination.evidence import Evidence, Finding, Known, Played
from backprop.examination.exercise import Case, Credit, Exercise, Inputs, Play
from backprop.examination.paper import Oracle, Paper, truth
from backprop.examination.verdict import (
    SHARES,
    UNREACHED,
    UNTRIED,
    Check,
    Verdict,
    absent,
    check_names,
    lost_finding,
    lost_room,
    max_points,
    summary,
    without_points,
)
from backprop.examination.wording import (
    DISPUTED,
    composition_finding,
    described,
    listed,
    precision_note,
    strongest_first,
    what_stopped,
)
from backprop.probes import differences
from backprop.rooms.room import Leaves, Room, RoomLost
from backprop.rooms.stage import Stage


@dataclass(frozen=True)
class _Result:
    """What a check found, before it is weighed."""

    passed: bool
    detail: str
    finding: Finding | None = None
    credit: float | None = None

    @property
    def share(self) -> float:
        """The share of the check's points that is earned."""
        return float(self.passed) if self.credit is None else self.credit


def examine(exercise: Exercise, room: Room, oracle: Oracle, seed: int, mistakes: Sequence[Known] = ()) -> Verdict:
    """Examine one exercise in a room.

    Args:
        exercise: the public record.
        room: where the reader's definitions live.
        oracle: who knows the truth.
        seed: the same submission, exercise and seed give the same verdict.
        mistakes: known mistakes of this exercise, tried when the generic probes have nothing better to say.
    """
    return examine_with(Paper(exercise, oracle, seed), room, mistakes)


def examine_with(paper: Paper, room: Room, mistakes: Sequence[Known] = ()) -> Verdict:
    """Examine one exercise with a paper that is drawn already: the verdict is that of `examine`."""
    exercise = paper.exercise
    try:
        if not room.has(exercise.name):
            return absent(exercise)
        if missing := next((need for need in exercise.needs if not room.has(need.name)), None):
            return absent(exercise, _starts_from(exercise, missing))
        with np.errstate(all="ignore"):  # results may be anything, and so may what the probes compute from them
            return _Examination(paper, room, mistakes).verdict()
    except RoomLost as lost:
        return lost_room(exercise, lost)


class _Examination:
    """One examination in progress: plays the cases once, then every check looks at what was seen."""

    def __init__(self, paper: Paper, room: Room, mistakes: Sequence[Known]) -> None:
        self.paper, self.room, self.mistakes = paper, room, mistakes
        self.exercise, self.oracle, self.rng = paper.exercise, paper.oracle, paper.draws()
        own = self.exercise.tolerance
        self.tolerance = self.oracle.tolerance if own is None else own
        self.exact = self.oracle.exact and own is None
        ordinary = [position for position, case in enumerate(paper.cases) if case.kind == "value"]
        self.edges = [position for position in range(len(paper.cases)) if position not in ordinary]
        self.plays = [self.play(position) for position in ordinary]
        judged = any(played.want for played in self.plays) or (self.exercise.free and self.exercise.properties)
        self.open = not judged
        self.edge_plays: list[Played] = []
        self.worth = True
        """Whether the answer has earned anything for `value`."""
        self.trying = ""
        """The kind of edge case that is being played: a room that is lost on it says what it was lost to."""

    def play(self, position: int) -> Played:
        """Play one case of the paper and set the truth beside it."""
        return self.beside(self.paper.cases[position], lambda: self.paper.truth(position))

    def play_other(self, case: Case) -> Played:
        """Play a case that is not in the paper."""
        return self.beside(case, lambda: self.truth(case))

    def beside(self, case: Case, right: Callable[[], Leaves]) -> Played:
        """Play one case, then ask for the truth."""
        stage = self.exercise.run(self.room, case.inputs)
        return Played(case, stage, right(), self.exercise.scale(case.inputs), self.exercise.properties)

    def truth(self, case: Case, other: Exercise | None = None) -> Leaves:
        """The right results of this exercise or another, for a case that is not in the paper."""
        return truth(self.oracle, other or self.exercise, case)

    def verdict(self) -> Verdict:
        """All checks, weighed and diagnosed."""
        first = self.plays[0].stage
        if first.raised and first.unwritten:
            blank = next((need for need in self.exercise.needs if next(self.samples(need)).stage.unwritten), None)
            return absent(self.exercise, _starts_from(self.exercise, blank) if blank else first.raised.message)
        results = {"shape": self.shape(), "value": self.value()}
        self.worth = results["value"].share > 0
        names = check_names(self.exercise, bool(self.edges))
        rest: dict[str, Callable[[], _Result]] = {
            "composition": self.composed,
            "edge": self.edge,  # after the composition: it holds the inputs that are hardest to survive
            "purity": self.purity,  # last: what earlier calls have left behind shows now
        }
        lost: RoomLost | None = None
        for name in (name for name in rest if name in names):
            try:
                results[name] = rest[name]() if lost is None and self.tries(name) else self.untried(name)
            except RoomLost as error:
                lost, results[name] = error, _Result(False, error.detail)
        return self.weigh({name: results[name] for name in names}, lost)

    def weigh(self, results: dict[str, _Result], lost: RoomLost | None) -> Verdict:
        """Points for every check; an answer that earns nothing for `value` earns nothing at all."""
        best = max_points(self.exercise, list(results))
        right = self.worth
        numeric = self.numeric() if right and lost is None else None
        certain = numeric is not None and not numeric.note
        checks = []
        for name, result in results.items():
            denied = not right or (certain and name == "value")
            points = 0.0 if denied else round(best[name] * result.share, 4)
            passed = result.passed and not (certain and name == "value")
            checks.append(Check(name, passed, points, best[name], result.detail))
        told = results if right else {"value": results["value"]}
        diagnosis = [result.finding for result in told.values() if result.finding]
        if numeric:  # it explains a wrong kink, and errors that look like single precision
            diagnosis = [finding for finding in diagnosis if finding.code != "precision"]
            diagnosis = [numeric, *diagnosis] if certain else [*diagnosis, numeric]
        if lost:
            diagnosis = [lost_finding(lost, self.trying), *diagnosis]
        status = "passed" if all(check.passed for check in checks) else self.failure(lost)
        return Verdict(
            self.exercise.name,
            self.exercise.section,
            round(sum(check.points for check in checks), 4),
            self.exercise.points,
            status,
            tuple(checks),
            tuple(strongest_first(diagnosis)),
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
                return _Result(False, what_stopped(played.stage))
            for leaf, want in played.want.items():
                got = played.got[leaf]
                if got.shape != want.shape:
                    return _Result(False, f"{leaf} has shape {got.shape}; it should have {want.shape}")
        return _Result(True, described(self.plays[0]))

    def value(self) -> _Result:
        """The numbers, on random inputs; the diagnosis of everything that is wrong with them."""
        wrong = [played for played in self.plays if not played.agrees(self.tolerance)]
        errors = [played.error() for played in self.plays if played.stage.leaves is not None]
        if wrong and self.exact and referee.overrules(self.exercise, self.plays, self.tolerance, self.rng):
            return _Result(True, "the referee disagrees with the oracle: a person will look at it", DISPUTED)
        if wrong:
            detail = (
                f"wrong in {len(wrong)} of {len(self.plays)} cases; the rest counts once all are right"
                if len(self.plays) > 1
                else ("wrong" if errors else "no result to look at yet")
            )
            return _Result(False, detail, self.first_things_first(self.explanation()))
        if worst := self.credit():
            short = falls_short(self.evidence(), self.mistakes, worst) if worst.share < 1 else None
            return _Result(worst.share >= 1, worst.said, short, worst.share)
        if self.open:
            return _Result(True, "in the form that was asked for; the grader knows whether it is right")
        detail = f"{len(self.plays)} random cases" if len(self.plays) > 1 else "right"
        if self.plays[0].want:
            detail += f", agreement to {max(errors):.0e}" if max(errors) > 0 else ", exact"
        note = None
        if max(errors) > compare.EXACT and self.exact:
            note = precision_note(max(errors))
        return _Result(True, detail, note)

    def explanation(self) -> Finding:
        """What is wrong with the numbers; poor finite differences look like many things."""
        if seen := differences.seen(self.plays):
            return seen
        found = findings(self.evidence(), self.mistakes)
        if found.code not in ("value-mismatch", "wrong-local", "scaled") or not self.exercise.sized:
            return found
        return differences.coarse(self.exercise, self.plays, self.answer, self._cost) or found

    def evidence(self) -> Evidence:
        """What has been seen of the ordinary cases, for the probes."""
        ask = lambda inputs: self.truth(Case(inputs, "asked once more"))  # noqa: E731
        return Evidence(self.exercise, self.plays, self.play_other, self.answer, ask, self.rng, self.tolerance)

    def first_things_first(self, finding: Finding) -> Finding:
        """The finding; where an exercise that this one builds on is wrong too, that is said before."""
        needed, used = self.wrong(self.exercise.needs, 1), self.wrong(self.exercise.may_use)
        said = ""
        if needed:
            finding = replace(finding, code="value-mismatch") if finding.code == "hard-coded" else finding
            said = (
                f"Your {needed} is not right yet, and {self.exercise.name} works with what it gives: mend that one "
                "first, and this one may come right by itself. "
            )
        elif used:
            said = f"Your {used} is not right yet: if {self.exercise.name} calls it, begin there. "
        return replace(finding, message=said + finding.message)

    def wrong(self, others: Sequence[Exercise], most: int | None = None) -> str | None:
        """The first of some other exercises that is there and wrong, in one of so many ordinary cases."""
        for other in others:
            if self.room.has(other.name):
                played = islice(self.samples(other), most)
                if not all(one.agrees(self.tolerance) for one in played):
                    return other.name
        return None

    def samples(self, other: Exercise) -> Iterator[Played]:
        """The ordinary cases of another exercise, each played when it is asked for."""
        for case in other.cases(self.rng):
            if case.kind == "value":
                stage = other.run(self.room, case.inputs)
                yield Played(case, stage, self.truth(case, other), other.scale(case.inputs), other.properties)

    def credit(self) -> Credit | None:
        """The smallest share of the points that any case earns, where there is more than right and wrong."""
        credits = [self.oracle.credit(self.exercise, played.case, played.got) for played in self.plays]
        return min((credit for credit in reversed(credits) if credit), key=lambda credit: credit.share, default=None)

    def edge(self) -> _Result:
        """Kinks, ties, extremes, integers, single numbers."""
        failures = []
        for position in self.edges:
            self.trying = self.paper.cases[position].kind
            played = self.play(position)
            self.edge_plays.append(played)
            if not played.agrees(self.tolerance):
                failures.append(played)
        self.trying = ""
        if failures:
            first = failures[0]
            if first.stage.leaves is not None and not self.repeats(first, self.play_other(first.case)):
                return _impure("stateful", f"for {first.case.why}, the same call gave two results")
            return _Result(False, f"wrong for {first.case.why}", finding_for_edge(first))
        return _Result(True, ", ".join(dict.fromkeys(played.case.why for played in self.edge_plays)))

    def tries(self, name: str) -> bool:
        """Whether a check is worth making: where the values are wrong, edges and compositions tell nothing new."""
        return self.worth or name == "purity"

    def untried(self, name: str) -> _Result:
        """What can still be said of a check that is not made: of purity, what the ordinary cases have shown."""
        if name == "purity":
            return self.purity(once_more=False)
        return _Result(False, UNREACHED if self.worth else UNTRIED)

    def purity(self, once_more: bool = True) -> _Result:
        """Arguments as they were, no shared memory, the same answer twice."""
        if all(played.stage.leaves is None for played in self.plays):
            return _Result(False, "no result to look at yet")
        for played in (*self.plays, *self.edge_plays):
            on = "" if played.case.kind == "value" else f", for {played.case.why}"
            if played.stage.changed:
                return _impure("mutates", f"your code changed {listed(played.stage.changed)}{on}")
            if played.stage.shared:
                one, other = played.stage.shared[0]
                return _impure("aliases", f"{one} and {other} are the same memory{on}")
        if once_more and not self.repeats(self.plays[0], self.play_other(self.plays[0].case)):
            return _impure("stateful", "the second call gave another result")
        if once_more and self.exercise.reused and not self.outlives(self.plays[0], self.exercise.reused):
            return _impure("stateful", "an instance that had worked before, on other inputs, gave another result")
        return _Result(True, "arguments unchanged, nothing shared, the same answer twice")

    def repeats(self, first: Played, again: Played) -> bool:
        """Whether a second call gives the same; where several results are right, one that is as good."""
        if first.stage.leaves is None or again.stage.leaves is None:
            return first.stage.leaves is again.stage.leaves
        fixed = {leaf: array for leaf, array in first.got.items() if leaf not in self.exercise.free}
        return compare.all_same(fixed, again.got) and bool(first.complaint()) == bool(again.complaint())

    def outlives(self, first: Played, reused: Play) -> bool:
        """Whether an instance that has worked before gives what a new one gave."""
        stage = Stage(self.room)
        stage.perform(reused, first.case.inputs)
        return stage.leaves is not None and compare.all_same(first.got, stage.leaves)

    def composed(self) -> _Result:
        """Inside a small graph in which one value feeds two consumers."""
        composition = self.exercise.composition
        assert composition is not None
        inputs, stage = self.paper.composition, Stage(self.room)
        stage.perform(composition.play, inputs)
        played = Played(Case(inputs, composition.sentence), stage, self.paper.composed, 0.0)
        if played.agrees(self.tolerance):
            return _Result(True, composition.sentence)
        return _Result(False, f"wrong {composition.sentence}", composition_finding(composition.sentence, played))

    def numeric(self) -> Finding | None:
        """Evidence of finite differences: an error pattern that formulas do not have, at a cost that grows."""
        if seen := differences.seen(self.plays):
            return seen
        if self.exercise.tolerance is not None or not (self.exercise.gradients or self.exercise.sized):
            return None
        return differences.suspected(self.exercise, self.plays, self.answer, self._cost)

    def answer(self, inputs: Inputs) -> Leaves:
        """The reader's results for other inputs, with no truth beside them."""
        return self.exercise.run(self.room, inputs).leaves or {}

    def _cost(self, entries: int) -> int:
        """Function calls made for inputs of that many entries; 1 where the exercise has only one size."""
        if self.exercise.sized is None:
            return 1
        stage = Stage(self.room, count_calls=True)
        inputs = self.exercise.sized(self.rng, entries)
        stage.perform(self.exercise.play or self.exercise.call, inputs)
        return stage.calls


def _starts_from(exercise: Exercise, need: Exercise) -> str:
    return f"{exercise.name} starts from your {need.name}, which"


def _impure(code: str, symptom: str) -> _Result:
    return _Result(False, symptom, impure(code, symptom))


__all__ = ["SHARES", "Check", "Oracle", "Verdict", "absent", "examine", "lost_room", "summary", "without_points"]
