"""A stage is where an exercise is played: it asks a room, keeps what was observed, and stops at the first failure.

It does not know what is right, nor whether the room is this kernel or a sandbox at the end of a wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.rooms.room import Builtin, Keep, Leaves, Observation, Promise, Raised, Ref, Room, Spec

ROOMY, SPACIOUS = 4_096, 16
"""A result has at most so many entries more than all inputs, and then so many times that: nobody judges a flood."""


class Stopped(Exception):
    """A play cannot go on: the last observation holds an exception or a result of another shape."""


class Stage:
    """A play in progress: passes calls on to the room, keeps every observation, stops at the first that went wrong.

    A room far away is asked ahead: a play waits when it looks at a result, or at what was observed so far, and at its
    end. What it sees is the same, and so is the order in which things happen in the room.

    Attributes:
        leaves: what the play returned, once it has come to its end.
        problem: what went wrong with a result, as a phrase.
        raised: the exception that stopped the play.
        nudged: what the play has seen of finite differences, as a sentence; empty where it has seen none.
    """

    def __init__(self, room: Room, count_calls: bool = False) -> None:
        self.room, self.count_calls = room, count_calls
        self.leaves: Leaves | None = None
        self.problem: str | None = None
        self.raised: Raised | None = None
        self.nudged = ""
        self._changed: list[str] = []
        self._shared: list[tuple[str, str]] = []
        self._seconds, self._calls = 0.0, 0
        self._ask_ahead: Callable[..., Promise] | None = getattr(room, "later", None)
        self._asked: list[tuple[Promise, Sequence[str] | None]] = []
        self._most = SPACIOUS * ROOMY

    @property
    def changed(self) -> list[str]:
        """Labels of arguments whose contents the reader's code changed."""
        self.catch_up()
        return self._changed

    @property
    def shared(self) -> list[tuple[str, str]]:
        """Pairs of results, or of a result and an argument, that are the same memory."""
        self.catch_up()
        return self._shared

    @property
    def seconds(self) -> float:
        """CPU time of all calls."""
        self.catch_up()
        return self._seconds

    @property
    def calls(self) -> int:
        """Function calls and lines run inside them, where they were counted."""
        self.catch_up()
        return self._calls

    def perform(self, play: Callable[[Stage, Any], Leaves], inputs: Mapping[str, Any]) -> None:
        """Run a play to its end or to its first failure; `leaves` stays None in the latter case."""
        self._most = SPACIOUS * (ROOMY + entries(inputs))
        try:
            self.leaves = self._play_to_the_end(play, inputs)
        except Stopped:
            return
        except ValueError as error:  # the play works with results of a shape that nobody has checked yet
            self.problem = f"results that do not fit together ({error})"[:200]

    def _play_to_the_end(self, play: Callable[[Stage, Any], Leaves], inputs: Mapping[str, Any]) -> Leaves:
        """What the play returns, if nothing that it has asked for went wrong."""
        try:
            with np.errstate(all="ignore"):
                return play(self, inputs)
        finally:
            self.catch_up()

    def catch_up(self) -> None:
        """Wait for everything that was asked, and take down what was observed.

        Raises:
            Stopped: a call went wrong.
        """
        asked, self._asked = self._asked, []
        for promise, labels in asked:
            seen = promise.seen()
            if labels is not None:
                self._note(seen, labels)
            if seen.leaves is None:
                self.problem, self.raised = seen.problem, seen.raised
                raise Stopped
            if too_large := next((leaf for leaf, array in seen.leaves.items() if array.size > self._most), None):
                self.problem = f"{too_large} with {seen.leaves[too_large].size:,} entries"
                raise Stopped

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
        ask = self._ask_ahead or self._ask_at_once
        after = bool(self._asked)
        promise = ask(
            target, *arguments.values(), method=method, returns=returns, count_calls=self.count_calls, after=after
        )
        self._asked.append((promise, None if isinstance(target, Builtin) else list(arguments)))
        if not self._ask_ahead:
            self.catch_up()
        return CallResult(self, promise)

    def _ask_at_once(self, target: str | Ref | Builtin, *args: Any, after: bool, **asked: Any) -> Promise:
        """A promise that is kept already; nothing was asked before it that has not been looked at."""
        assert not after
        seen = self.room.call(target, *args, **asked)
        return Promise(lambda: seen, seen.refs)

    def look_again(self, kept: Mapping[str, Ref], were: Mapping[str, Any]) -> None:
        """Take down which of the values that were put into the room are no longer what they were."""
        now = self.call(Builtin("read"), {"kept": list(kept.values())}, returns=tuple(kept)).leaves
        self._changed += [label for label in kept if not np.array_equal(now[label], np.asarray(were[label]))]

    def added(self, *gradients: NDArray[Any]) -> NDArray[Any]:
        """The sum of gradients of one value that is used several times; those of different shapes end the play."""
        shapes = list(dict.fromkeys(gradient.shape for gradient in gradients))
        if len(shapes) > 1:
            self.problem = f"gradients of one value in different shapes, {' and '.join(map(str, shapes))}"
            raise Stopped
        return np.asarray(np.sum(gradients, axis=0))

    def new(self, name: str, arguments: Mapping[str, Any] | None = None) -> Ref:
        """An instance of the reader's class, left in the room."""
        return self.call(name, arguments, returns=Keep("instance")).promise.refs["instance"]

    def _note(self, seen: Observation, labels: Sequence[str]) -> None:
        self._seconds += seen.seconds
        self._calls += seen.calls
        self._changed += [labels[k] for k in seen.changed if k < len(labels)]
        for ours, theirs in seen.shared:
            kind, _, position = theirs.partition(" ")
            other = labels[int(position)] if kind == "argument" and int(position) < len(labels) else theirs
            self._shared.append((ours, other))


class HoldingStage(Stage):
    """A stage on which the results of a reader's code stay in the room, as they were handed over, to be read again."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._held: list[tuple[Ref, Spec, CallResult]] = []

    def call(
        self,
        target: str | Ref | Builtin,
        arguments: Mapping[str, Any] | None = None,
        *,
        method: str | None = None,
        returns: Spec,
    ) -> CallResult:
        """Call, keep what comes back, and read it."""
        if isinstance(target, Builtin) or isinstance(returns, Keep):
            return super().call(target, arguments, method=method, returns=returns)
        held = super().call(target, arguments, method=method, returns=Keep("held")).promise.refs["held"]
        seen = super().call(Builtin("read"), {"held": held}, returns=returns)
        self._held.append((held, returns, seen))
        return seen

    def as_they_were(self) -> bool:
        """Whether all results are what they were when they were handed over, whatever was called since."""
        try:
            again = [super(HoldingStage, self).call(Builtin("read"), {"held": h}, returns=s) for h, s, _ in self._held]
            pairs = [(now.leaves, seen.leaves) for now, (_, _, seen) in zip(again, self._held, strict=True)]
        except Stopped:  # emptied, or of another form by now
            return False
        return all(
            np.array_equal(now[leaf], array, equal_nan=True) for now, was in pairs for leaf, array in was.items()
        )


@dataclass(frozen=True)
class CallResult:
    """Results of one call on a stage: arrays by leaf name, and handles to what stayed in the room.

    Whoever looks at it waits for the call, and for those before it.
    """

    stage: Stage
    promise: Promise

    @property
    def leaves(self) -> Leaves:
        """The arrays by leaf name."""
        self.stage.catch_up()
        return self.promise.seen().leaves or {}

    @property
    def refs(self) -> Mapping[str, Ref]:
        """What stayed in the room, by name."""
        self.stage.catch_up()
        return self.promise.refs

    def __getitem__(self, leaf: str) -> NDArray[Any]:
        return self.leaves[leaf]


def entries(value: Any) -> int:
    """How many numbers there are in an argument, in all its parts; anything that holds none counts as one."""
    if isinstance(value, Mapping):
        return sum(map(entries, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(entries, value))
    return value.size if isinstance(value, np.ndarray) else 1
