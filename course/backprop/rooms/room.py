"""A room is where the reader's code runs: this kernel, or a sandbox at the end of a wire. Both answer the same calls.

The engine plays every exercise through a room and looks only at what comes out: numbers, and what was observed beside
them. It does not know which room it is in, and a room does not know what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Leaves = dict[str, NDArray[Any]]
"""Result leaf -> array; numbers are 0-d arrays."""


@dataclass(frozen=True)
class Keep:
    """A part of a result that stays in the room (a cache, an instance) and is referred to later."""

    name: str


@dataclass(frozen=True)
class Word:
    """A result that is one short word; it travels as the bytes of the word, an array of WORD_SIZE small integers."""

    name: str


WORD_SIZE = 48

Spec = str | Keep | Word | tuple["Spec", ...] | list["Spec"] | Mapping[str, "Spec"]
"""The shape of a result: a leaf's name (a real array or number), `Word`, `Keep`, a tuple or list of exactly so many
specs, or a mapping with exactly these keys."""


@dataclass(frozen=True)
class Ref:
    """A handle to an object that lives in a room; worth nothing in another."""

    number: int


@dataclass(frozen=True)
class Builtin:
    """A target of `Room.call` that is not the reader's: a tool of `backprop.rooms.apparatus`, by name."""

    name: str


@dataclass(frozen=True)
class Make:
    """An argument that is built inside the room, by `backprop.rooms.apparatus`: a test function, a graph."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Raised:
    """An exception of the reader's code; `line` and `source` are theirs (None where it was raised elsewhere)."""

    type: str
    message: str
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Observation:
    """What one call gave and what it did on the way.

    Attributes:
        leaves: the results by name; None when the call raised or the result had another shape than asked.
        refs: parts of the result that stayed in the room.
        problem: how the result differs from the shape asked for, as a phrase ("None instead of 2 results").
        raised: the exception, if any.
        changed: positions of arguments whose contents are not what they were.
        shared: pairs of results (or result and "argument 0") that are the same memory.
        seconds: CPU time of the call.
        calls: function calls made inside and lines run, turns of loops among them, where they were counted.
    """

    leaves: Leaves | None = None
    refs: Mapping[str, Ref] = field(default_factory=dict)
    problem: str | None = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    calls: int = 0


class Misfit(Exception):
    """A result does not have the shape that was asked for; the text says what it is instead."""


class RoomLost(Exception):
    """The room is gone. `status`: "timeout", "crashed" or "memory-limit"; `detail`: one line for people."""

    def __init__(self, status: str, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.detail = status, detail


class Room(Protocol):
    """Where an exercise is played."""

    def has(self, name: str) -> bool:
        """Whether the reader has defined `name`."""

    def put(self, value: Any) -> Ref:
        """Keep a value in the room, so that several calls can be handed the same object."""

    def call(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
    ) -> Observation:
        """Call a function, a class, or a method of either, and observe it."""


class Stopped(Exception):
    """A play cannot go on: the last observation holds an exception or a result of another shape."""


@dataclass
class Stage:
    """A play in progress: passes calls on to the room, keeps every observation, stops at the first that went wrong."""

    room: Room
    leaves: Leaves | None = None
    problem: str | None = None
    raised: Raised | None = None
    changed: list[str] = field(default_factory=list)
    shared: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    calls: int = 0
    count_calls: bool = False
    nudged: str = ""
    """What the play has seen of finite differences, as a sentence; empty where it has seen none."""

    def perform(self, play: Callable[[Stage, Any], Leaves], inputs: Mapping[str, Any]) -> None:
        """Run a play to its end or to its first failure; `leaves` stays None in the latter case."""
        try:
            with np.errstate(all="ignore"):
                self.leaves = play(self, inputs)
        except Stopped:
            return
        except ValueError as error:  # the play works with results of a shape that nobody has checked yet
            self.problem = f"results that do not fit together ({error})"[:200]

    @property
    def unwritten(self) -> bool:
        """Whether it was stopped by a stub, that is, by a NotImplementedError."""
        return self.raised is not None and self.raised.type == "NotImplementedError"

    def call(
        self,
        target: str | Ref | Builtin,
        arguments: Mapping[str, Any] | None = None,
        *,
        method: str | None = None,
        returns: Spec,
    ) -> CallResult:
        """Call with labelled arguments (handed on by position: readers name their parameters as they like)."""
        arguments = arguments or {}
        seen = self.room.call(target, *arguments.values(), method=method, returns=returns, count_calls=self.count_calls)
        if not isinstance(target, Builtin):
            self._note(seen, list(arguments))
        if seen.leaves is None:
            self.problem, self.raised = seen.problem, seen.raised
            raise Stopped
        return CallResult(seen.leaves, seen.refs)

    def added(self, *gradients: NDArray[Any]) -> NDArray[Any]:
        """The sum of gradients of one value that is used several times; those of different shapes end the play."""
        shapes = list(dict.fromkeys(gradient.shape for gradient in gradients))
        if len(shapes) > 1:
            self.problem = f"gradients of one value in different shapes, {' and '.join(map(str, shapes))}"
            raise Stopped
        return np.asarray(np.sum(gradients, axis=0))

    def new(self, name: str, arguments: Mapping[str, Any] | None = None) -> Ref:
        """An instance of the reader's class, left in the room."""
        return self.call(name, arguments, returns=Keep("instance")).refs["instance"]

    def _note(self, seen: Observation, labels: Sequence[str]) -> None:
        self.seconds += seen.seconds
        self.calls += seen.calls
        self.changed += [labels[k] for k in seen.changed if k < len(labels)]
        for ours, theirs in seen.shared:
            kind, _, position = theirs.partition(" ")
            other = labels[int(position)] if kind == "argument" and int(position) < len(labels) else theirs
            self.shared.append((ours, other))


@dataclass(frozen=True)
class CallResult:
    """Results of one call on a stage: arrays by leaf name, and handles to what stayed in the room."""

    leaves: Leaves
    refs: Mapping[str, Ref]

    def __getitem__(self, leaf: str) -> NDArray[Any]:
        return self.leaves[leaf]


def leaf_names(spec: Spec) -> Iterator[str]:
    """The names of all leaves of a spec, in order."""
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, Mapping):
        for item in spec.values():
            yield from leaf_names(item)
    elif isinstance(spec, Word):
        yield spec.name
    elif not isinstance(spec, Keep):
        for item in spec:
            yield from leaf_names(item)
