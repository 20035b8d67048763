"""A room at the end of a wire: the same calls as in the notebook's kernel, answered by a sandbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from backprop.rooms.room import Builtin, Observation, Ref, RoomLost, Spec
from backprop_grader.isolated.answers import decode_observation, record
from backprop_grader.isolated.calls import Call, encode_call, encode_put
from backprop_grader.isolated.wire import Channel, Frame, Gone, Late, ProtocolError, is_count

T = TypeVar("T")


class RemoteRoom:
    """Implements `backprop.rooms.room.Room`. Only waiting for answers uses up its seconds.

    Every call raises `RoomLost` once the room is gone: its time was up, its process ended (`why` finds out how: a
    status and a detail), or it broke the protocol.
    """

    def __init__(self, channel: Channel, seconds: float, why: Callable[[], tuple[str, str]]) -> None:
        self._channel = channel
        self._why = why
        self._left = seconds
        self._budget = seconds
        self._number = 0
        self.lost: RoomLost | None = None

    def begin(self, seconds: float) -> None:
        """Begin another exercise in this room: with its own seconds, and without what the one before had kept."""
        self._left = self._budget = seconds
        self._ask({"op": "forget"}, [], lambda frame: record(frame.header, set()))

    def has(self, name: str) -> bool:
        """Whether the reader has defined `name`."""
        return self._ask({"op": "has", "name": name}, [], lambda frame: _boolean(frame, "has"))

    def put(self, value: Any) -> Ref:
        """Keep a value in the room, so that several calls can be handed the same object."""
        return self._ask(*encode_put(value), lambda frame: Ref(_natural(frame, "ref")))

    def call(
        self,
        target: str | Ref | Builtin,
        *args: Any,
        method: str | None = None,
        returns: Spec,
        count_calls: bool = False,
    ) -> Observation:
        """Call a function, a class, or a method of either, and observe it."""
        question = encode_call(Call(target, args, method, returns, count_calls))
        return self._ask(*question, lambda frame: decode_observation(frame, returns))

    def _ask(self, header: dict[str, Any], buffers: list[bytes], read: Callable[[Frame], T]) -> T:
        if self.lost is not None:
            raise self.lost
        self._number += 1
        start = time.monotonic()
        try:
            self._channel.send({"id": self._number, **header}, buffers, start + self._left)
            frame = self._channel.receive(start + self._left)
            if frame.header.pop("id", None) != self._number:
                raise ProtocolError("an answer to another question")
            return read(frame)
        except Late:
            self.lost = RoomLost("timeout", f"no answer within {self._budget:g} s")
        except Gone:
            self.lost = RoomLost(*self._why())
        except ProtocolError as error:
            self.lost = RoomLost("crashed", f"the answer cannot be read: {error}")
        finally:
            self._left -= time.monotonic() - start
        raise self.lost


def _boolean(frame: Frame, key: str) -> bool:
    value = _only(frame, key)
    if not isinstance(value, bool):
        raise ProtocolError("neither true nor false")
    return value


def _natural(frame: Frame, key: str) -> int:
    value = _only(frame, key)
    if not is_count(value):
        raise ProtocolError("a number that is none")
    return int(value)


def _only(frame: Frame, key: str) -> Any:
    if frame.buffers:
        raise ProtocolError("a buffer that belongs to nothing")
    return record(frame.header, {key})[key]
