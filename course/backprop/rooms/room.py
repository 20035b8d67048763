"""A room is where the reader's code runs: this kernel, or a sandbox at the end of a wire. Both answer the same calls.

The engine plays every exercise through a room and looks only at what comes out: numbers, and what was observed beside
them. It does not know which room it is in, and a room does not know what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

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


@dataclass(frozen=True)
class Promise:
    """A call whose observation is waited for when it is asked for.

    Attributes:
        seen: waits for the observation, the first time.
        refs: what is going to stay in the room if the call goes well; later calls may be handed it at once.
    """

    seen: Callable[[], Observation]
    refs: Mapping[str, Ref]


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


class FarRoom(Room, Protocol):
    """A room where an answer takes its time: several questions are asked before the first is waited for."""

    def later(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
        after: bool = False,
    ) -> Promise:
        """What `call` does, without waiting; `after`: not at all if one of those asked just before goes wrong."""


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


def word_names(spec: Spec) -> Iterator[str]:
    """The names of the leaves that are words, in order."""
    return _names_of(Word, spec)


def kept_names(spec: Spec) -> Iterator[str]:
    """The names of what stays in the room, in order."""
    return _names_of(Keep, spec)


def _names_of(kind: type[Word | Keep], spec: Spec) -> Iterator[str]:
    if isinstance(spec, kind):
        yield spec.name
    elif not isinstance(spec, (str, Word, Keep)):
        for item in spec.values() if isinstance(spec, Mapping) else spec:
            yield from _names_of(kind, item)
