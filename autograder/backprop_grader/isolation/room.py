"""A room at the end of a wire: the same calls as in the notebook's kernel, answered by a sandbox."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from backprop.rooms.room import Builtin, Observation, Promise, Ref, RoomLost, Spec, kept_names
from backprop_grader.isolated.answers import decode_observation, record
from backprop_grader.isolated.calls import Call, encode_call, encode_put
from backprop_grader.isolated.wire import AHEAD, Channel, Frame, Gone, Late, ProtocolError

SKIPPED = Observation(problem="not asked: what came before it went wrong")


@dataclass(eq=False)
class _Question:
    """A question that was asked, how its answer is read, and the answer once it has come."""

    number: int
    read: Callable[[Frame], Any]
    after: bool = False
    answer: Any = None


class RemoteRoom:
    """Implements `backprop.rooms.room.FarRoom`. Only waiting for answers uses up its seconds.

    Every call raises `RoomLost` once the room is gone: its time was up, its process ended (`why` finds out how: a
    status and a detail), or it broke the protocol.
    """

    def __init__(self, channel: Channel, seconds: float, why: Callable[[], tuple[str, str]]) -> None:
        self._channel = channel
        self._why = why
        self._left = seconds
        self._budget = seconds
        self._number = 0
        self._kept = 0
        self._open: deque[_Question] = deque()
        self._in_flight = 0
        self._well = True
        self.lost: RoomLost | None = None

    def begin(self, seconds: float) -> None:
        """Begin another exercise in this room: with its own seconds, and without what the one before had kept."""
        self._left = self._budget = seconds
        self._say({"op": "forget"}, [])

    def has(self, name: str) -> bool:
        """Whether the reader has defined `name`."""
        return bool(self._wait(self._ask({"op": "has", "name": name}, [], lambda frame: _boolean(frame, "has"))))

    def put(self, value: Any) -> Ref:
        """Keep a value in the room, so that several calls can be handed the same object."""
        header, buffers = encode_put(value)
        ref = self._next_ref()
        self._say({**header, "ref": ref.number}, buffers)
        return ref

    def call(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
    ) -> Observation:
        """Call a function, a class, or a method of either, and observe it."""
        return self.later(target, *args, method=method, returns=returns, count_calls=count_calls).seen()

    def later(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
        after: bool = False,
    ) -> Promise:
        """Ask for a call without waiting; `after`: not to be tried if one of those asked just before goes wrong."""
        header, buffers = encode_call(Call(target, args, method, returns, count_calls))
        first, refs = self._kept, {name: self._next_ref() for name in kept_names(returns)}

        def read(frame: Frame) -> Observation:
            seen = decode_observation(frame, returns)
            if seen.leaves is not None and seen.refs != refs:
                raise ProtocolError("other references than were given out")
            return seen

        question = self._ask({**header, "ref": first, "after": after}, buffers, read, after)
        return Promise(lambda: self._wait(question), refs)

    def _next_ref(self) -> Ref:
        self._kept += 1
        return Ref(self._kept - 1)

    def _ask(
        self, header: dict[str, Any], buffers: list[bytes], read: Callable[[Frame], Any], after: bool = False
    ) -> _Question:
        self._number += 1
        question = _Question(self._number, read, after)
        self._say({"id": self._number, **header}, buffers)
        self._open.append(question)
        return question

    def _say(self, header: dict[str, Any], buffers: list[bytes]) -> None:
        """Send or hold a frame; what is large waits until all questions are answered: two who send do not read."""
        if self._open and self._in_flight + sum(map(len, buffers)) > AHEAD // 2:
            self._wait(self._open[-1])
        with self._patience() as deadline:
            self._in_flight += self._channel.hold(header, buffers, deadline)

    def _wait(self, question: _Question) -> Any:
        while question.answer is None:
            with self._patience() as deadline:
                frame = self._channel.receive(deadline)
                self._take(self._open.popleft(), frame)
        if not self._open:
            self._in_flight = 0
        return question.answer

    def _take(self, question: _Question, frame: Frame) -> None:
        if frame.header.pop("id", None) != question.number:
            raise ProtocolError("an answer to another question")
        if question.after and not self._well:
            _only(frame, "skipped")
            question.answer = SKIPPED
            return
        question.answer = question.read(frame)
        if isinstance(question.answer, Observation):
            self._well = question.answer.leaves is not None

    @contextmanager
    def _patience(self) -> Iterator[float]:
        """The moment until which we wait; what goes wrong meanwhile is the end of the room."""
        if self.lost is not None:
            raise self.lost
        start = time.monotonic()
        try:
            yield start + self._left
        except Late:
            self.lost = RoomLost("timeout", f"no answer within {self._budget:g} s")
        except Gone:
            self.lost = RoomLost(*self._why())
        except ProtocolError as error:
            self.lost = RoomLost("crashed", f"the answer cannot be read: {error}")
        finally:
            self._left -= time.monotonic() - start
        if self.lost is not None:
            raise self.lost


def _boolean(frame: Frame, key: str) -> bool:
    value = _only(frame, key)
    if not isinstance(value, bool):
        raise ProtocolError("neither true nor false")
    return value


def _only(frame: Frame, key: str) -> Any:
    if frame.buffers:
        raise ProtocolError("a buffer that belongs to nothing")
    return record(frame.header, {key})[key]
