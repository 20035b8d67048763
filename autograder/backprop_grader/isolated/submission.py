"""The first process of a submission: says that the walls stand, runs the cells, and forks a room for each exercise.

From the first cell on it is the student's: nothing that it says is believed without checking.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from backprop_grader.isolated import jail
from backprop_grader.isolated import limits as rlimits
from backprop_grader.isolated.answers import encode_outcome
from backprop_grader.isolated.landlock import Place
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.originals import exit_now, getpid, remember, restore
from backprop_grader.isolated.outputs import Spill
from backprop_grader.isolated.serve import serve
from backprop_grader.isolated.shell import Cells, Shell
from backprop_grader.isolated.wire import Caps, Channel, Frame, Gone

CHANNEL = 3
"""The open file at which a submission talks to the trusted side; 0, 1 and 2 lead to nobody."""
CAPS = Caps(header=4 << 20, buffers=1 << 30)
"""Generous: what comes here is from the trusted side."""


@dataclass(frozen=True)
class Inherited:
    """What a submission takes over from the warm parent: its connection, the opened runtime, the shell."""

    raw: socket.socket
    places: list[Place]
    shell: Shell


def run(inherited: Inherited, plan: jail.Plan, limits: Limits, scratch: str) -> None:
    """Build the walls, say `ready`, and answer until the trusted side hangs up."""
    spill = _arrange_files(inherited)
    channel = Channel(socket.socket(fileno=CHANNEL), CAPS, takes_files=True)
    try:
        mapped, processes = rlimits.mapped_bytes(), jail.processes_allowed(plan, limits)  # /proc is soon out of sight
        if plan.namespaces:
            jail.own_files(limits, scratch)
        os.chdir(scratch)
        jail.lock(plan, inherited.places, scratch)
        for place, _ in inherited.places:
            os.close(place)
        rlimits.apply(limits, mapped, processes)
    except Exception as error:
        channel.send({"refused": f"{type(error).__name__}: {error}"})
        return
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = None
    sys.path.insert(0, "")
    remember()
    cells = Cells(inherited.shell, limits, spill)
    channel.send({"ready": True})
    with suppress(Gone):
        _Submission(channel, plan, limits, cells).answer()


def _arrange_files(inherited: Inherited) -> Spill:
    """0 is nothing, 1 and 2 go into a spill, 3 is the channel, the places stay for now; all others are closed."""
    os.dup2(inherited.raw.fileno(), CHANNEL)
    spill = Spill()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    spill.take_over(1, 2)
    kept = [CHANNEL, *sorted(place for place, _ in inherited.places), 1 << 20]
    for low, high in pairwise(kept):
        os.closerange(low + 1, high)
    return spill


class _Submission:
    """Answers the trusted side's questions: cell, exercise, end."""

    def __init__(self, channel: Channel, plan: jail.Plan, limits: Limits, cells: Cells) -> None:
        self._channel, self._plan, self._limits, self._cells = channel, plan, limits, cells
        self._room = 0
        self._process = getpid()

    def answer(self) -> None:
        while True:
            question = self._channel.receive()
            match question.header["op"]:
                case "cell":
                    self._cell(question)
                case "exercise":
                    restore()
                    self._open_room()
                case "end":
                    restore()
                    ended = self._close_room()
                    self._channel.send({"id": question.header["id"], "ended": ended, "alone": self._bury()})

    def _cell(self, question: Frame) -> None:
        header, buffers = encode_outcome(self._cells.run(question.buffers[0].decode(), question.header["number"]))
        if getpid() != self._process:
            exit_now(0)  # a fork that the cell has made and not ended: one process answers
        if question.header["alone"]:
            self._bury()
        self._channel.send({"id": question.header["id"], **header}, buffers)

    def _open_room(self) -> None:
        place = self._channel.files.pop()
        self._room = os.fork()
        if self._room == 0:
            self._be_a_room(place)
        os.close(place)

    def _be_a_room(self, place: int) -> None:
        """Never returns: what the student's code leaves behind ends with this process."""
        try:
            self._channel.close()
            os.dup2(0, 1)
            os.dup2(0, 2)
            sys.stdout = sys.stderr = open(1, "w", closefd=False)  # noqa: SIM115
            serve(Channel(socket.socket(fileno=place), CAPS), self._cells.names, self._limits)
        finally:
            os._exit(0)

    def _close_room(self) -> list[Any]:
        """Kill the room and what it started; how it ended: signal, status (zeros when it is asked again)."""
        if not self._room:
            return [0, 0]
        ended = os.waitpid(self._room, os.WNOHANG)
        if not ended[0]:
            os.kill(self._room, signal.SIGKILL)
            ended = os.waitpid(self._room, 0)
        self._room, state = 0, ended[1]
        return [os.WTERMSIG(state), 0] if os.WIFSIGNALED(state) else [0, os.WEXITSTATUS(state)]

    def _bury(self) -> bool:
        """End what the room has left behind, which would count as the next one's; whether nothing is left."""
        if self._plan.alone:
            with suppress(OSError):
                os.kill(-1, signal.SIGKILL)  # reaches the submission's processes but this one, and nobody else
        with suppress(ChildProcessError):
            while os.waitpid(-1, 0 if self._plan.alone else os.WNOHANG)[0]:
                pass
            return False
        return True
