"""The examination of one exercise: five checks, and what each of them has to say.

The same code judges in the notebook and in the grader; they differ in the room where the exercise is played and in the
oracle that knows the truth (nudging here, the reference there). This module knows neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from backprop.diagnose import falls_short, finding_for_edge, findings, impure
from backprop.examination import compare, referee
from backprop.examination.evidence import Evidence, Finding, Known, Played
from backprop.examination.exercise import Credit, Exercise, stretched
from backprop.examination.paper import Oracle, Paper
from backprop.examination.sitting import Sitting
from backprop.examination.verdict import (
    UNREACHED,
    UNTRIED,
    Result,
    Verdict,
    absent,
    check_names,
    lost_finding,
    lost_room,
    marked,
)
from backprop.examination.wording import (
    DISPUTED,
    composition_finding,
    described,
    listed,
    precision_note,
    what_stopped,
)
from backprop.probes import differences
from backprop.rooms.room import Room, RoomLost


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
            return _Examination(Sitting(paper, room), mistakes).verdict()
    except RoomLost as lost:
        return lost_room(exercise, lost)


class _Examination:
    """One examination in progress: the ordinary cases are played once, then every check looks at what was seen."""

    def __init__(self, sitting: Sitting, mistakes: Sequence[Known]) -> None:
        self.sitting, self.mistakes = sitting, mistakes
        self.exercise, self.tolerance = sitting.exercise, sitting.tolerance
        cases = sitting.paper.cases
        ordinary = [position for position, case in enumerate(cases) if case.kind == "value"]
        self.edges = [position for position in range(len(cases)) if position not in ordinary]
        self.plays = [sitting.play(position) for position in ordinary]
        judged = any(played.want for played in self.plays) or (self.exercise.free and self.exercise.properties)
        self.open = not judged
        self.edge_plays: list[Played] = []
        self.worth = True
        """Whether the answer has earned anything for `value`."""
        self.trying = ""
        """The kind of edge case that is being played: a room that is lost on it says what it was lost to."""

    def verdict(self) -> Verdict:
        """All checks, weighed and diagnosed."""
        first = self.plays[0].stage
        if first.raised and first.unwritten:
            blank = next((need for need in self.exercise.needs if self.unwritten(need)), None)
            return absent(self.exercise, _starts_from(self.exercise, blank) if blank else first.raised.message)
        results = {"shape": self.shape(), "value": self.value()}
        self.worth = results["value"].share > 0
        lost = self.further(results)
        names = check_names(self.exercise, bool(self.edges))
        return marked(
            self.exercise,
            {name: results[name] for name in names},
            self.failure(lost),
            numeric=self.numeric() if self.worth and lost is None else None,
            before=lost_finding(lost, self.trying) if lost else None,
            open=self.open,
        )

    def unwritten(self, need: Exercise) -> bool:
        """Whether another exercise is still the stub."""
        return next(self.sitting.samples(need)).stage.unwritten

    def further(self, results: dict[str, Result]) -> RoomLost | None:
        """Make the checks that come after the values, and add what they found; how the room was lost, if it was."""
        rest: dict[str, Callable[[], Result]] = {
            "composition": self.composed,
            "edge": self.edge,  # after the composition: it holds the inputs that are hardest to survive
            "purity": self.purity,  # last: what earlier calls have left behind shows now
        }
        lost: RoomLost | None = None
        has = check_names(self.exercise, bool(self.edges))
        for name in (name for name in rest if name in has):
            try:
                results[name] = rest[name]() if lost is None and self.tries(name) else self.untried(name)
            except RoomLost as error:
                lost, results[name] = error, Result(False, error.detail)
        return lost

    def failure(self, lost: RoomLost | None) -> str:
        """The word for an answer that did not pass."""
        if lost:
            return "timeout" if lost.status == "timeout" else "crashed"
        return "error" if all(played.stage.raised for played in self.plays) else "failed"

    def shape(self) -> Result:
        """Number, shape and type of the results."""
        for played in self.plays:
            if played.stage.leaves is None:
                return Result(False, what_stopped(played.stage))
            for leaf, want in played.want.items():
                got = played.got[leaf]
                if got.shape != want.shape:
                    return Result(False, f"{leaf} has shape {got.shape}; it should have {want.shape}")
        return Result(True, described(self.plays[0]))

    def value(self) -> Result:
        """The numbers, on random inputs; the diagnosis of everything that is wrong with them."""
        wrong = [played for played in self.plays if not played.agrees(self.tolerance)]
        if wrong and self.disputed():
            return Result(True, "the referee disagrees with the oracle: a person will look at it", DISPUTED)
        if wrong:
            return Result(False, self.how_often(len(wrong)), self.first_things_first(self.explanation()))
        if worst := self.credit():
            short = falls_short(self.evidence(), self.mistakes, worst) if worst.share < 1 else None
            return Result(worst.share >= 1, worst.said, short, worst.share)
        if self.open:
            return Result(True, "in the form that was asked for; the grader knows whether it is right")
        return self.all_right()

    def how_often(self, wrong: int) -> str:
        """In how many of the ordinary cases the numbers are wrong."""
        if len(self.plays) > 1:
            return f"wrong in {wrong} of {len(self.plays)} cases; the rest counts once all are right"
        return "no result to look at yet" if self.plays[0].stage.leaves is None else "wrong"

    def all_right(self) -> Result:
        """How well right numbers agree with the truth."""
        detail = f"{len(self.plays)} random cases" if len(self.plays) > 1 else "right"
        worst = max(played.error() for played in self.plays)
        if self.plays[0].want:
            detail += f", agreement to {worst:.0e}" if worst > 0 else ", exact"
        note = precision_note(worst) if worst > compare.EXACT and self.sitting.exact else None
        return Result(True, detail, note)

    def explanation(self) -> Finding:
        """What is wrong with the numbers; poor finite differences look like many things."""
        if seen := differences.seen(self.plays):
            return seen
        found = findings(self.evidence(), self.mistakes)
        if found.code not in ("value-mismatch", "wrong-local", "scaled") or not self.exercise.sized:
            return found
        return differences.coarse(self.exercise, self.plays, self.sitting.answer, self.sitting.cost) or found

    def disputed(self) -> bool:
        """Whether the referee finds right what the oracle calls wrong."""
        sitting = self.sitting
        return sitting.exact and referee.overrules(self.exercise, self.plays, self.tolerance, sitting.rng)

    def evidence(self) -> Evidence:
        """What has been seen of the ordinary cases, and ways to ask more, for the probes."""
        ask = self.sitting
        return Evidence(self.exercise, self.plays, ask.play_other, ask.answer, ask.truth, ask.rng, self.tolerance)

    def first_things_first(self, finding: Finding) -> Finding:
        """The finding; where an exercise that this one builds on is wrong too, that is said before."""
        needed, used = self.sitting.wrong_among(self.exercise.needs, 1), self.sitting.wrong_among(self.exercise.may_use)
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

    def credit(self) -> Credit | None:
        """The smallest share of the points that any case earns, where there is more than right and wrong."""
        credits = [self.sitting.credit(played) for played in self.plays]
        return min((credit for credit in reversed(credits) if credit), key=lambda credit: credit.share, default=None)

    def edge(self) -> Result:
        """Kinks, ties, extremes, integers, single numbers."""
        failures = []
        for position in self.edges:
            self.trying = self.sitting.paper.cases[position].kind
            played = self.sitting.play(position)
            self.edge_plays.append(played)
            if not played.agrees(self.tolerance):
                failures.append(played)
        self.trying = ""
        if failures:
            first = failures[0]
            if first.stage.leaves is not None and not self.same(first, self.sitting.play_other(first.case)):
                return _impure("stateful", f"for {first.case.why}, the same call gave two results")
            return Result(False, f"wrong for {first.case.why}", finding_for_edge(first))
        return Result(True, ", ".join(dict.fromkeys(played.case.why for played in self.edge_plays)))

    def tries(self, name: str) -> bool:
        """Whether a check is worth making: where the values are wrong, edges and compositions tell nothing new."""
        return self.worth or name == "purity"

    def untried(self, name: str) -> Result:
        """What can still be said of a check that is not made: of purity, what the ordinary cases have shown."""
        if name == "purity":
            return self.purity(once_more=False)
        return Result(False, UNREACHED if self.worth else UNTRIED)

    def purity(self, once_more: bool = True) -> Result:
        """Arguments as they were, no shared memory, the same answer twice."""
        if all(played.stage.leaves is None for played in self.plays):
            return Result(False, "no result to look at yet")
        for played in (*self.plays, *self.edge_plays):
            on = "" if played.case.kind == "value" else f", for {played.case.why}"
            if played.stage.changed:
                return _impure("mutates", f"your code changed {listed(played.stage.changed)}{on}")
            if played.stage.shared:
                one, other = played.stage.shared[0]
                return _impure("aliases", f"{one} and {other} are the same memory{on}")
        remembered = self.remembered(self.plays[0]) if once_more else None
        return remembered or Result(True, "arguments unchanged, nothing shared, the same answer twice")

    def remembered(self, first: Played) -> Result | None:
        """What one call leaves behind for the next, or takes from the one before."""
        again, held = self.sitting.play_held(first.case)
        if not self.same(first, again):
            return _impure("stateful", "the second call gave another result")
        if self.exercise.reused and not self.outlives(first):
            return _impure("stateful", "an instance that had worked before, on other inputs, gave another result")
        if not self.exercise.seconds:
            self.sitting.answer(stretched(first.case.inputs, 0.75))  # of the same shapes: a buffer may be kept for each
            if not held.as_they_were():
                return _impure("overwrites", "what one call handed back is another thing after the next call")
        return None

    def same(self, first: Played, again: Played) -> bool:
        """Whether a second call gave the same; where several results are right, one that is as good."""
        if first.stage.leaves is None or again.stage.leaves is None:
            return first.stage.leaves is again.stage.leaves
        fixed = {leaf: array for leaf, array in first.got.items() if leaf not in self.exercise.free}
        return compare.all_same(fixed, again.got) and bool(first.complaint()) == bool(again.complaint())

    def outlives(self, first: Played) -> bool:
        """Whether an instance that has worked before gives what a new one gave."""
        leaves = self.sitting.play_reused(first.case.inputs)
        return leaves is not None and compare.all_same(first.got, leaves)

    def composed(self) -> Result:
        """Inside a small graph in which one value feeds two consumers."""
        played = self.sitting.play_composition()
        sentence = played.case.why
        if played.agrees(self.tolerance):
            return Result(True, sentence)
        return Result(False, f"wrong {sentence}", composition_finding(sentence, played))

    def numeric(self) -> Finding | None:
        """Evidence of finite differences: an error pattern that formulas do not have, at a cost that grows."""
        if seen := differences.seen(self.plays):
            return seen
        if self.exercise.tolerance is not None or not (self.exercise.gradients or self.exercise.sized):
            return None
        return differences.suspected(self.exercise, self.plays, self.sitting.answer, self.sitting.cost)


def _starts_from(exercise: Exercise, need: Exercise) -> str:
    return f"{exercise.name} starts from your {need.name}, which"


def _impure(code: str, symptom: str) -> Result:
    return Result(False, symptom, impure(code, symptom))
