"""Frames between the trusted side and the sandbox: a length, a JSON header, then raw bytes.

It knows lengths, deadlines and caps, and nothing of what the frames mean (see `values` and `answers`). A hostile peer
can make it raise `ProtocolError` and nothing else, allocate no more than the caps, and wait no longer than the
deadline.

    one, other = pair()
    one.send({"op": "call"}, [b"raw bytes"], deadline=time.monotonic() + 1)
    frame = other.receive(deadline=time.monotonic() + 1)
"""

from __future__ import annotations

import array
import json
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

LENGTH = struct.Struct("<I")
"""What a frame begins with: the number of bytes of its header."""
CHUNK = 1 << 20
AHEAD = 1 << 14
"""What is received in one go, if it is there: more than a small frame, and little to hold for a peer that floods."""
MAX_BUFFERS = 1024
MAX_DIGITS = 40
"""Integers in a header are sizes, positions, numbers of a call and small arguments."""


class ProtocolError(Exception):
    """The other side did not keep to the protocol."""


class Gone(ProtocolError):
    """The other side has closed the connection."""


class Late(ProtocolError):
    """The deadline passed before a whole frame had been sent or received."""


@dataclass(frozen=True)
class Caps:
    """How much one frame may hold, in bytes."""

    header: int = 1 << 16
    buffers: int = 64 << 20


@dataclass(frozen=True)
class Frame:
    """A received frame: what the header says, and the buffers that it declares."""

    header: dict[str, Any]
    buffers: tuple[bytearray, ...] = ()


def encode(header: Mapping[str, Any], buffers: Sequence[bytes | bytearray] = ()) -> list[bytes | bytearray]:
    """The frame in pieces, to be sent one after the other."""
    body = {**header, "buffers": [len(buffer) for buffer in buffers]} if buffers else header
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    return [LENGTH.pack(len(text)) + text, *buffers]


def read_frame(read: Callable[[int], bytearray], caps: Caps) -> Frame:
    """Read one frame with `read(n)`, which returns exactly n bytes or raises `ProtocolError`."""
    (length,) = LENGTH.unpack(read(LENGTH.size))
    if not 2 <= length <= caps.header:
        raise ProtocolError(f"a header of {length} bytes (at most {caps.header})")
    header = parse_header(bytes(read(length)))
    sizes = header.pop("buffers", [])
    if not isinstance(sizes, list) or len(sizes) > MAX_BUFFERS or not all(is_count(size) for size in sizes):
        raise ProtocolError("buffers are not a list of sizes")
    if sum(sizes) > caps.buffers:
        raise ProtocolError(f"buffers of {sum(sizes)} bytes (at most {caps.buffers})")
    return Frame(header, tuple(read(size) for size in sizes))


def decode(data: bytes, caps: Caps) -> Frame:
    """Read one frame that is exactly these bytes."""
    position = 0

    def read(count: int) -> bytearray:
        nonlocal position
        if position + count > len(data):
            raise Gone("the frame ends early")
        position += count
        return bytearray(data[position - count : position])

    frame = read_frame(read, caps)
    if position != len(data):
        raise ProtocolError(f"{len(data) - position} bytes after the end of the frame")
    return frame


def is_count(value: Any) -> bool:
    """Whether this is a natural number (JSON's true is none)."""
    return type(value) is int and value >= 0


def parse_header(text: bytes) -> dict[str, Any]:
    """The header as an object, without duplicate keys, NaN, or numbers that no honest peer sends."""
    try:
        header = json.loads(
            text.decode(), object_pairs_hook=_without_duplicates, parse_constant=_refuse, parse_int=_small_int
        )
    except ProtocolError:
        raise
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is not JSON: {type(error).__name__}") from None
    if not isinstance(header, dict):
        raise ProtocolError("the header is not an object")
    return header


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ProtocolError("a key occurs twice in the header")
    return found


def _refuse(constant: str) -> Any:
    raise ProtocolError(f"{constant} in the header")


def _small_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ProtocolError(f"an integer of {len(digits)} digits in the header")
    return int(digits)


class Channel:
    """One end of a stream socket that carries frames.

    A deadline is a moment of `time.monotonic()`; None waits for ever, which only the sandbox does. Files that come
    along with a frame (`send(..., files=[fd])`) are collected in `files`, and only if `takes_files`; others are dropped
    by the kernel.
    """

    def __init__(self, sock: socket.socket, caps: Caps = Caps(), takes_files: bool = False) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._caps = caps
        self._takes_files = takes_files
        self.files: list[int] = []
        self._held: list[bytes | bytearray] = []
        self._held_bytes = 0
        self._store = bytearray(0 if takes_files else AHEAD)
        self._ahead = memoryview(b"")

    def fileno(self) -> int:
        """The number of the open file, for `poll`."""
        return self._sock.fileno()

    def close(self) -> None:
        """Close this end; the peer then receives `Gone`."""
        self._sock.close()

    def send(
        self,
        header: Mapping[str, Any],
        buffers: Sequence[bytes | bytearray] = (),
        deadline: float | None = None,
        files: Sequence[int] = (),
    ) -> None:
        """Send one frame.

        Raises:
            Gone: the peer has closed its end.
            Late: the deadline passed first; what was sent cannot be taken back, so the channel is of no more use.
        """
        if files:
            first, *buffers = encode(header, buffers)
            self._send_with_files(first, files, deadline)
            self._held += buffers
        else:
            self.hold(header, buffers, deadline)
        self.flush(deadline)

    def hold(
        self, header: Mapping[str, Any], buffers: Sequence[bytes | bytearray] = (), deadline: float | None = None
    ) -> int:
        """Have one frame sent before this end next waits for one, or with the next that is sent; return its bytes.

        Raises:
            Gone, Late: as `send`, when so much is held that it is sent at once.
        """
        pieces = encode(header, buffers)
        size = sum(map(len, pieces))
        self._held += pieces
        self._held_bytes += size
        if self._held_bytes >= AHEAD:
            self.flush(deadline)
        return size

    def flush(self, deadline: float | None = None) -> None:
        """Send what is held; several small frames in one system call, for which the peer wakes up once.

        Raises:
            Gone, Late: as `send`.
        """
        pieces, small = self._held, self._held_bytes < AHEAD
        self._held, self._held_bytes = [], 0
        for piece in [b"".join(pieces)] if small and len(pieces) > 1 else pieces:
            view = memoryview(piece)
            while view:
                view = view[self._attempt(partial(self._sock.send, view), select.POLLOUT, deadline) :]

    def _send_with_files(self, piece: bytes | bytearray, files: Sequence[int], deadline: float | None) -> None:
        sent = self._attempt(lambda: socket.send_fds(self._sock, [piece], list(files)), select.POLLOUT, deadline)
        if sent != len(piece):
            raise ProtocolError("a frame that carries files did not fit the socket's buffer")

    def receive(self, deadline: float | None = None) -> Frame:
        """Receive one frame.

        Raises:
            Gone: the peer has closed its end, between frames or within one.
            Late: the deadline passed first.
            ProtocolError: what came is not a frame within the caps.
        """
        return read_frame(lambda count: self._read(count, deadline), self._caps)

    def _read(self, count: int, deadline: float | None) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        while view:
            if not self._ahead and self._held:
                self.flush(deadline)
            if self._ahead or (len(view) < AHEAD and not self._takes_files):
                got = self._take_ahead(view, deadline)
            else:
                got = self._attempt(partial(self._receive_into, view[:CHUNK]), select.POLLIN, deadline)
            if got == 0:
                raise Gone("the connection was closed")
            view = view[got:]
        return data

    def _take_ahead(self, view: memoryview, deadline: float | None) -> int:
        """Fill the view from what has been received ahead; a small frame comes in one system call that way."""
        if not self._ahead:
            got = self._attempt(partial(self._sock.recv_into, self._store), select.POLLIN, deadline)
            self._ahead = memoryview(self._store)[:got]
        taken = min(len(view), len(self._ahead))
        view[:taken] = self._ahead[:taken]
        self._ahead = self._ahead[taken:]
        return taken

    def _receive_into(self, view: memoryview) -> int:
        if not self._takes_files:
            return self._sock.recv_into(view)
        got, ancillary, _, _ = self._sock.recvmsg_into([view], socket.CMSG_SPACE(8 * LENGTH.size))
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self.files += array.array("i", data[: len(data) - len(data) % 4])
        return got

    def _attempt(self, action: Callable[[], int], event: int, deadline: float | None) -> int:
        """Do it as soon as the socket lets us. The clock is looked at each time: a peer may never let us wait."""
        while True:
            if deadline is not None and time.monotonic() >= deadline:
                raise Late("the deadline passed")
            try:
                return action()
            except (BlockingIOError, InterruptedError):
                self._wait(event, deadline)
            except OSError as error:
                raise Gone(f"the connection broke: {os.strerror(error.errno or 0)}") from None

    def _wait(self, event: int, deadline: float | None) -> None:
        poller = select.poll()
        poller.register(self._sock, event)
        poller.poll(None if deadline is None else max(0.0, 1000 * (deadline - time.monotonic())))


def pair(caps: Caps = Caps()) -> tuple[Channel, Channel]:
    """Two channels that are connected with each other, in one process."""
    one, other = socket.socketpair()
    return Channel(one, caps), Channel(other, caps)
