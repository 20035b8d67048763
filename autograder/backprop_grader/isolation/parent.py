"""The warm parent as seen from the trusted side: started once, asked for a fork for every submission."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from typing import IO

from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.wire import Caps, Channel, Gone, ProtocolError
from backprop_grader.isolation.commands import Start
from backprop_grader.isolation.errors import IsolationUnavailable
from backprop_grader.isolation.fork import Fork

WARM_SECONDS = 60.0
"""For the imports: about one second, much more on a cold disk."""
FORK_SECONDS = 20.0
END_SECONDS = 8.0


class Line:
    """A line to a warm parent: what is needed to have it fork."""

    def __init__(self, control: Channel) -> None:
        self._control = control

    def fork(self, start: Start, limits: Limits) -> Fork:
        """A new submission, with its walls around it.

        Raises:
            IsolationUnavailable: a wall could not be built, or the parent is gone.
        """
        keeper, keepers = socket.socketpair()
        channel, channels = socket.socketpair()
        question = {"limits": asdict(limits), "plan": asdict(start.plan) | {"readable": []}}
        fork = Fork(Channel(keeper), Channel(channel, Caps(buffers=limits.answer_bytes + (1 << 20))))
        try:
            with keepers, channels:
                files = [keepers.fileno(), channels.fileno()]
                self._control.send(question, deadline=time.monotonic() + FORK_SECONDS, files=files)
        except ProtocolError as error:
            fork.end()
            raise IsolationUnavailable(f"the sandbox has ended by itself: {error}") from None
        fork.wait_until_ready()
        return fork

    def door(self) -> Line:
        """Another line, for another process: the parent forks once, and all that it has imported is shared.

        Raises:
            IsolationUnavailable: the parent is gone.
        """
        ours, theirs = socket.socketpair()
        door = Channel(ours)
        deadline = time.monotonic() + FORK_SECONDS
        try:
            with theirs:
                self._control.send({"door": True}, deadline=deadline, files=[theirs.fileno()])
            door.receive(deadline)
        except ProtocolError as error:
            door.close()
            raise IsolationUnavailable(f"the sandbox has ended by itself: {error}") from None
        return Line(door)

    def has_ended(self) -> bool:
        """Whether the parent has hung up, now or in a moment."""
        try:
            self._control.receive(time.monotonic() + 1)
        except Gone:
            return True
        except ProtocolError:
            pass
        return False

    def close(self) -> None:
        """Hang up."""
        self._control.close()


class Parent(Line):
    """One warm parent, alive until `close`.

    Raises:
        IsolationUnavailable: it could not be started.
    """

    def __init__(self, start: Start, remove: str | None = None) -> None:
        self.start = start
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as log:
            with theirs:
                self._process = subprocess.Popen(
                    start.command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env=start.environment,
                    cwd="/",
                    start_new_session=True,  # what is aimed at our process group leaves it alive to clean up
                )
            super().__init__(Channel(ours))
            self._begin(remove, log)

    def _begin(self, remove: str | None, log: IO[bytes]) -> None:
        deadline = time.monotonic() + WARM_SECONDS
        plan = {"capabilities": self.start.capabilities, "readable": self.start.plan.readable, "remove": remove}
        try:
            self._control.send(plan, deadline=deadline)
            self._control.receive(deadline)
        except ProtocolError as error:
            self.close()
            log.seek(0)
            lines = log.read(100_000).decode("utf-8", "replace").strip().splitlines()
            raise IsolationUnavailable(lines[-1] if lines else f"the sandbox did not start: {error}") from None

    def has_ended(self) -> bool:
        """Whether its process is gone, now or in a moment."""
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Hang up, and wait until nothing is left."""
        super().close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
