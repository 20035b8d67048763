"""A running fork of the warm parent, as the trusted side holds it: a line to its keeper and a line to itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backprop_grader.isolated.wire import Channel, Frame, Gone, ProtocolError, is_count
from backprop_grader.isolation.errors import IsolationUnavailable

START_SECONDS = 20.0
CLEANUP_SECONDS = 8.0
END_SECONDS = 2.0


@dataclass
class Fork:
    """A running fork: the connections to its keeper and to itself."""

    keeper: Channel
    channel: Channel
    asked: int = 0

    def ask(
        self, question: dict[str, object], deadline: float, body: Sequence[bytes] = (), files: Sequence[int] = ()
    ) -> int:
        """Send a question; its number."""
        self.asked += 1
        self.channel.send(question | {"id": self.asked}, body, deadline, files)
        return self.asked

    def answer(self, number: int, deadline: float) -> Frame:
        """Receive the answer to the question with this number.

        Raises:
            ProtocolError: it is none.
        """
        frame = self.channel.receive(deadline)
        if frame.header.pop("id", None) != number:
            raise ProtocolError("an answer to another question")
        return frame

    def end(self) -> tuple[str, str]:
        """Have the keeper kill it and clean up; how it had ended: a status as in `RoomLost`, and words."""
        self.channel.close()
        try:
            self.keeper.send({"op": "end"}, deadline=time.monotonic() + 1)
            report = self.keeper.receive(time.monotonic() + CLEANUP_SECONDS).header
        except ProtocolError:
            return "crashed", "its process was stopped"
        finally:
            self.keeper.close()
        if report.get("memory"):
            return "memory-limit", "its processes took more memory than allowed"
        return in_words(report.get("signal"), report.get("status"))

    def wait_until_ready(self) -> None:
        """Return when its walls stand: before that, nothing of a student's is sent to it.

        Raises:
            IsolationUnavailable: a wall could not be built; the fork is gone.
        """
        deadline = time.monotonic() + START_SECONDS
        try:
            header = self.channel.receive(deadline).header
        except Gone:
            header = self._refusal(deadline)
        except ProtocolError as error:
            header = {"refused": str(error)}
        if header != {"ready": True}:
            self.end()
            raise IsolationUnavailable(f"the sandbox was not ready: {header.get('refused', 'no reason given')}")

    def _refusal(self, deadline: float) -> dict[str, Any]:
        try:
            return self.keeper.receive(deadline).header
        except ProtocolError as error:
            return {"refused": str(error)}


def in_words(number: Any, status: Any) -> tuple[str, str]:
    """How a process ended, from what its own parent says: that may be the student's."""
    if is_count(number) and 0 < number < signal.NSIG:
        return "crashed", f"its process was ended by signal {number} ({signal.strsignal(number)})"
    return "crashed", "its process ended itself" + (
        f" with status {status}" if is_count(status) and status < 256 else ""
    )
