"""What an examination has seen of one answer: the plays, the truth beside them, and the means to ask for more.

The probes of `backprop.diagnose` and the known mistakes of a grader both read from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import compare
from backprop.examination.exercise import Case, Complaint, Exercise, Inputs, Property
from backprop.rooms.room import Leaves
from backprop.rooms.stage import Stage


@dataclass(frozen=True)
class Finding:
    """A code of the diagnosis and what the reader is told; a note costs no points."""

    code: str
    message: str
    note: bool = False


@dataclass(frozen=True)
class Mistake:
    """A known misunderstanding of one exercise.

    Attributes:
        code: one of the codes that `autograder/DIAGNOSES.md` lists; a new one has its meaning told to people in the
            grader's `class_report/meanings.py`.
        answer: inputs and the right results -> what this misunderstanding returns, for the leaves that it changes.
        message: symptom and question; never the formula.
        telling: tried before the generic probes, where its words are better than theirs.
    """

    code: str
    answer: Callable[[Inputs, Leaves], Mapping[str, Any]]
    message: str
    telling: bool = False


@dataclass(frozen=True)
class Sign:
    """A known misunderstanding that is recognised by what it does, where it may give one of several results.

    Attributes:
        code: as in `Mistake`.
        seen: inputs, the reader's results, the right results -> whether this misunderstanding shows.
        message: symptom and question; never the formula.
        telling: tried before the generic probes.
    """

    code: str
    seen: Callable[[Inputs, Leaves, Leaves], bool]
    message: str
    telling: bool = False


Known = Mistake | Sign
"""What a grader knows of the ways to get an exercise wrong."""


NEARLY = 1e-3
"""Below this relative error a ratio reads like 1, and the error itself says more."""


@dataclass(frozen=True)
class Played:
    """One case, what the reader's code made of it, and the truth."""

    case: Case
    stage: Stage
    want: Leaves
    scale: float
    properties: Sequence[Property] = ()

    @property
    def got(self) -> Leaves:
        """The results; empty when there were none."""
        return self.stage.leaves or {}

    @cached_property
    def _errors(self) -> dict[str, float]:
        return {leaf: compare.relative_error(self.got[leaf], want, self.scale) for leaf, want in self.want.items()}

    def leaf_error(self, leaf: str) -> float:
        """Relative error of one result; 0 where the right one is not known."""
        return self._errors.get(leaf, 0.0)

    def error(self) -> float:
        """The largest relative error of all results; inf where there are none."""
        return float("inf") if self.stage.leaves is None else max(self._errors.values(), default=0.0)

    def complaint(self) -> Complaint | None:
        """What a property check has to say against the results, if anything."""
        said = next((said for check in self.properties if (said := check(self.case.inputs, self.got))), None)
        return Complaint(said) if isinstance(said, str) else said

    def agrees(self, tolerance: float) -> bool:
        """Whether every result is right."""
        return self.error() <= tolerance and self.complaint() is None

    def worst(self, leaves: Sequence[str] = ()) -> str:
        """The most wrong entry (of some leaves, or of all), as a phrase: by what factor it is off.

        Where the inputs are at hand, also its value: elsewhere it helps nobody, and code that hands back an input would
        have it told, with the right value behind an exact factor.
        """
        if not self.want:
            return "the result is not what was asked for"
        leaf = max(leaves or self.want, key=self.leaf_error)
        got, want = self.got[leaf], self.want[leaf]
        if got.shape != want.shape:
            return f"{leaf} has shape {got.shape}"
        index = compare.worst_entry(got, want)
        place = f"{leaf}[{', '.join(map(str, index))}]" if index else leaf
        return f"{place} is {_compared(float(got[index]), float(want[index]), self.case.at_hand)}"


def _compared(value: float, right: float, at_hand: bool) -> str:
    if right == 0:
        return f"{number(value)} where it should be 0" if at_hand else "not 0 where it should be"
    if value == 0:
        return "0 where it should not be"
    shown = f"{number(value)}, " if at_hand else ""
    if abs(off := value / right - 1) < NEARLY:
        return f"{shown}too {'large' if value > right else 'small'} " + (
            f"by {abs(off):.0e} of itself" if off else "in its last digits"
        )
    if not at_hand and float(f"{value / right:.1e}") == 1:
        return f"too {'large' if value > right else 'small'} by a few percent"
    return f"{shown}{(ratio if at_hand else rough_ratio)(value / right)} times what it should be"


@dataclass(frozen=True)
class Evidence:
    """All plays of the ordinary cases, and ways to ask further: the reader's code, the truth, or both side by side."""

    exercise: Exercise
    plays: Sequence[Played]
    ask: Callable[[Case], Played]
    answer: Callable[[Inputs], Leaves]
    truth: Callable[[Inputs], Leaves]
    rng: np.random.Generator
    tolerance: float
    answers: dict[str, Played] = field(default_factory=dict)

    @property
    def first(self) -> Played:
        """The first ordinary case."""
        return self.plays[0]

    def wrong_leaves(self) -> list[str]:
        """Results that are wrong in some case, in the order of the exercise."""
        known = dict.fromkeys(leaf for played in self.plays for leaf in played.want)
        return [leaf for leaf in known if any(played.leaf_error(leaf) > self.tolerance for played in self.plays)]

    def misfits(self) -> bool:
        """Whether some case gave an exception or a result of another shape."""
        return any(
            played.stage.leaves is None
            or any(played.got[leaf].shape != want.shape for leaf, want in played.want.items())
            for played in self.plays
        )

    def argument(self, leaf: str) -> str | None:
        """The argument that a result is the gradient of."""
        return self.exercise.gradients.get(leaf)

    def pairs(self, leaf: str) -> Iterator[tuple[Played, NDArray[Any], NDArray[Any]]]:
        """(play, the reader's array, the right array) for every ordinary case in which the right one is known."""
        for played in self.plays:
            if leaf in played.want:
                yield played, played.got[leaf], played.want[leaf]

    def explains(self, leaf: str, candidate: Callable[[Played], Any]) -> bool:
        """Whether a candidate explanation gives the reader's array in every case, and is not the right answer."""
        told_apart = False
        for played, got, want in self.pairs(leaf):
            guess = candidate(played)
            if guess is None or not compare.same(got, np.asarray(guess), max(self.tolerance, 1e-6), played.scale):
                return False
            told_apart = told_apart or not compare.same(np.asarray(guess), want, 1e-6)
        return told_apart

    def altered(self, played: Played, **changes: Any) -> Inputs:
        """The inputs of a play with some of them replaced."""
        return {**played.case.inputs, **changes}

    def again(self, key: str, inputs: Inputs) -> Played:
        """The reader's code on other inputs; remembered under `key`, since several probes ask the same."""
        if key not in self.answers:
            self.answers[key] = self.ask(Case(inputs, key))
        return self.answers[key]

    def right(self, key: str, inputs: Inputs) -> bool:
        """Whether the reader's code is known to be right on other inputs; where nobody knows the truth, it is not."""
        played = self.again(key, inputs)
        return bool(played.want) and played.agrees(self.tolerance)

    def matches(self, mistake: Known) -> bool:
        """Whether a known mistake accounts for what was seen in every case."""
        with np.errstate(all="ignore"):  # a misunderstanding may divide by nothing
            return self._shows(mistake) if isinstance(mistake, Sign) else self._reproduces(mistake)

    def _shows(self, sign: Sign) -> bool:
        """Whether the sign is seen in every case that is wrong."""
        wrong = [played for played in self.plays if not (played.want and played.agrees(self.tolerance))]
        return bool(wrong) and all(sign.seen(played.case.inputs, played.got, played.want) for played in wrong)

    def _reproduces(self, mistake: Mistake) -> bool:
        """Whether the mistake gives every result in every case, and differs from the right answer."""
        differs = False
        for played in self.plays:
            guess = {leaf: np.asarray(array) for leaf, array in mistake.answer(played.case.inputs, played.want).items()}
            for leaf, want in played.want.items():
                expected = guess.get(leaf, want)
                if not compare.same(played.got[leaf], expected, 1e-6, played.scale):
                    return False
                differs = differs or not compare.same(expected, want, 1e-6)
        return differs


Probe = Callable[[Evidence, str], Finding | None]
"""One explanation, tried on one result; None where it does not explain what was seen."""


def number(value: float) -> str:
    """A number as people read it: four significant digits."""
    return f"{value + 0.0:.4g}"  # no minus before a 0


def rough_ratio(value: float) -> str:
    """A factor by which somebody goes wrong (2, -1, 0.5, 1/64) as it is; any other to two digits."""
    said = ratio(value)
    if "/" in said or np.isclose(value, float(f"{value:.1e}"), rtol=1e-9):
        return said
    return f"about {number(float(f'{value:.1e}'))}"


def ratio(value: float) -> str:
    """A factor as people read it: one nth as 1/n, from 1/3 to 1/1000000, unless two decimals say it (0.5, 0.25)."""
    n = round(1 / value) if abs(value) >= 1e-6 else 0
    if abs(n) < 2 or abs(1 / value - n) > 1e-5 or np.isclose(value, round(value, 2), rtol=1e-9):
        return number(value)
    return f"{'-' if n < 0 else ''}1/{abs(n)}"
