"""What a student's code says while it works on inputs that are not public, and what is shown of it.

An exception's words, a key, the name of a type can carry any input that the code was given: none of them is shown. In
their place stands what the same code says to inputs that everybody can draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from backprop.examination.exercise import Exercise, Inputs
from backprop.examination.verdict import Verdict
from backprop.probes.raised import question
from backprop.rooms.room import Builtin, FarRoom, Observation, Promise, Raised, Ref, Room, RoomLost, Spec
from backprop_grader import sayings

MESSAGE, PROBLEM = "\ue000", "\ue001"
"""Stand for an exception's words, and for what is wrong with a result's form, until it is known what may be shown."""
SILENT = "(its words are kept back: they may tell of inputs that are not public)"
FORMLESS = "a result of another form"
PUBLIC_SEED = 0


class Discreet:
    """A room of whose words only those get out that stand in the code itself."""

    def __init__(self, room: FarRoom, code: Code) -> None:
        self._room, self._code = room, code

    def has(self, name: str) -> bool:
        """Whether the student has defined `name`."""
        return self._room.has(name)

    def put(self, value: Any) -> Ref:
        """Keep a value in the room."""
        return self._room.put(value)

    def call(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
    ) -> Observation:
        """Call and observe, without the words."""
        seen = self._room.call(target, *args, method=method, returns=returns, count_calls=count_calls)
        return self._without_words(seen)

    def later(self, target: str | Ref | Builtin, *args: Any, **asked: Any) -> Promise:
        """Ask for a call, whose observation is going to be without the words."""
        promise = self._room.later(target, *args, **asked)
        return Promise(lambda: self._without_words(promise.seen()), promise.refs)

    def _without_words(self, seen: Observation) -> Observation:
        if seen.raised is None and seen.problem is None:
            return seen
        raised = None if seen.raised is None else self._code.without_words(seen.raised)
        return replace(seen, raised=raised, problem=None if seen.problem is None else PROBLEM)


class Code:
    """A student's code, as far as words are looked up in it."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._sentences, self._kinds, self._lines = sayings.sentences(cells), sayings.kinds(cells), sayings.lines(cells)

    def without_words(self, raised: Raised) -> Raised:
        """The exception with its type, words and place as far as they stand in the code, or in Python."""
        kind = raised.type if raised.type in self._kinds else "Exception"
        message = raised.message if raised.message in self._sentences else MESSAGE
        if raised.source and raised.line and self._holds(raised.line, raised.source):
            return Raised(kind, message, raised.line, raised.source)
        return Raised(kind, message)

    def _holds(self, line: int, source: str) -> bool:
        return any(0 < line <= len(lines) and lines[line - 1].strip().startswith(source) for lines in self._lines)


@dataclass(frozen=True)
class Said:
    """What the code said to public inputs: exceptions by their types, and what is wrong with the result's form."""

    messages: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    def fill(self, text: str) -> str:
        """The text with these words where words were left out."""
        kind, message = next(((kind, said) for kind, said in self.messages.items() if kind in text), ("", SILENT))
        if MESSAGE in text:  # what to ask depends on the words, and so does the mark at their end
            text = text.replace(question(Raised(kind, MESSAGE)), question(Raised(kind, message)))
            text = text.replace(f"{MESSAGE}.", message if message.endswith((".", "?", "!")) else f"{message}.")
        return text.replace(MESSAGE, message).replace(PROBLEM, self.problem or FORMLESS)


def has_gaps(verdict: Verdict) -> bool:
    """Whether words were left out of a verdict."""
    return any(mark in text for text in _texts(verdict) for mark in (MESSAGE, PROBLEM))


def filled(verdict: Verdict, said: Said) -> Verdict:
    """The verdict with public words in the place of those that were left out."""
    if verdict.status == "missing":
        said = replace(said, messages={"": verdict.exercise})  # what is still to be written
    return replace(
        verdict,
        checks=tuple(replace(check, detail=said.fill(check.detail)) for check in verdict.checks),
        diagnosis=tuple(replace(finding, message=said.fill(finding.message)) for finding in verdict.diagnosis),
    )


def said_in_public(exercise: Exercise, room: Room) -> Said:
    """What the code says to the notebook's worked example, and to inputs drawn as everybody can draw them."""
    messages: dict[str, str] = {}
    problem = ""
    with suppress(RoomLost):
        for inputs in _public_inputs(exercise):
            stage = exercise.run(room, inputs)
            if stage.raised:
                messages.setdefault(stage.raised.type, stage.raised.message)
            problem = problem or stage.problem or ""
    return Said(messages, problem)


def _public_inputs(exercise: Exercise) -> Iterator[Inputs]:
    if exercise.example is not None:
        yield exercise.example
    cases = exercise.cases(np.random.default_rng(PUBLIC_SEED))
    yield from (case.inputs for case in cases if case.kind != "large")


def _texts(verdict: Verdict) -> Iterable[str]:
    yield from (check.detail for check in verdict.checks)
    yield from (finding.message for finding in verdict.diagnosis)
