"""One submission in its sandbox: cells in, outcomes out, and a room for each exercise.

A cell or an exercise that hangs or dies is cut off; a fresh fork then runs the good cells again, without being asked,
and goes on. Nothing that comes from the sandbox is believed without checking.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from backprop.rooms.room import RoomLost
from backprop_grader.isolated.answers import CellOutcome, Output, decode_outcome, record
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.values import fields
from backprop_grader.isolated.wire import Caps, Channel, Gone, Late, ProtocolError
from backprop_grader.isolation.fork import END_SECONDS, Fork, in_words
from backprop_grader.isolation.room import RemoteRoom

RESERVE = 0.25
"""Share of a submission's time that is kept for repeating its good cells after one that hung."""
RESTARTS = 12
"""Forks of one submission at most: one for each cell or exercise that does away with its own, within reason."""


@dataclass(frozen=True)
class Cell:
    """A cell's text, and the N of its In[N]."""

    code: str
    number: int


class Submission:
    """Runs one submission's cells and plays its exercises.

    Use it as a context manager, from `Isolation.submission`.
    """

    def __init__(self, fork: Callable[[], Fork], limits: Limits) -> None:
        self._make_fork = fork
        self._limits = limits
        self._fork: Fork | None = None
        self._forks = 0
        self._left = limits.submission_seconds
        self._output_left = limits.output_bytes
        self._good: list[Cell] = []
        self._strict = False
        self._cells = 0

    def __enter__(self) -> Submission:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(self, cells: Sequence[str], budget_s: float | None = None) -> list[CellOutcome]:
        """Run cells in order, after those that were run before.

        Args:
            cells: their text; each counts as one input.
            budget_s: seconds for these and everything that follows, if less than what is left of the submission's.

        Returns:
            one outcome for each cell; the ones that did not finish, and only they, are left out when a fresh fork
            repeats the cells.
        """
        if budget_s is not None:
            self._left = min(self._left, budget_s)
        first = self._cells + 1
        self._cells += len(cells)
        return [self._run(Cell(code, first + position)) for position, code in enumerate(cells)]

    def renew(self) -> None:
        """End the process that has run the cells: for what follows a fresh one runs the good ones again."""
        self._stop()

    def seconds_for(self, seconds: float | None) -> float:
        """An exercise's own seconds, or the usual ones."""
        return self._limits.exercise_seconds if seconds is None else seconds

    @contextmanager
    def exercise(self, seconds: float | None = None) -> Iterator[RemoteRoom]:
        """A room for one exercise, with its own process and its own seconds.

        Raises:
            RoomLost: the submission has no process any more and no time or patience is left for another. The calls of
                the room raise it too; leaving the context after that is in order.
        """
        fork = self._answering()
        ours, theirs = socket.socketpair()
        caps = Caps(buffers=self._limits.answer_bytes + (1 << 16))
        with ours, theirs:
            room = RemoteRoom(Channel(ours, caps), self.seconds_for(seconds), lambda: self._close_room(fork))
            try:
                fork.ask({"op": "exercise"}, time.monotonic() + END_SECONDS, files=[theirs.fileno()])
            except ProtocolError:
                room.lost = RoomLost("crashed", "the process that ran the cells has ended")
            theirs.close()
            try:
                yield room
            finally:
                ours.close()
                self._close_room(fork)

    def _close_room(self, fork: Fork) -> tuple[str, str]:
        """Have the room killed by the process that runs the cells; if that does not answer, it goes as well."""
        if fork is not self._fork:
            return "crashed", "its process was stopped"
        deadline = time.monotonic() + END_SECONDS
        try:
            answer = record(fork.answer(fork.ask({"op": "end"}, deadline), deadline).header, {"ended", "alone"})
            ended = in_words(*fields(answer["ended"], 2))
        except ProtocolError:
            return self._stop()
        if answer["alone"] is not True:  # where it may not kill what the room has left behind, its keeper does
            self._stop()
        return ended

    def _run(self, cell: Cell) -> CellOutcome:
        spare = RESERVE * self._limits.submission_seconds
        if self._left <= spare:
            return CellOutcome("skipped")
        try:
            strict = self._strict
            outcome = self._run_in(self._running(), cell, spare)
            if (
                self._strict and not strict
            ):  # somebody else may have talked in between: once more, with nobody else there
                outcome = self._run_in(self._running(), cell, spare)
        except RoomLost:
            return CellOutcome("skipped")
        if outcome.status in ("ok", "error"):
            self._good.append(cell)
        return self._within_budget(outcome)

    def _within_budget(self, outcome: CellOutcome) -> CellOutcome:
        """The outcome, without its outputs if all outputs together have become too many bytes."""
        self._output_left -= sum(len(output.text.encode()) + len(output.png) for output in outcome.outputs)
        if self._output_left >= 0 or not outcome.outputs:
            return outcome
        notice = f"… left out: the outputs of a submission are kept up to {self._limits.output_bytes >> 20} MiB\n"
        return replace(outcome, outputs=(Output("stdout", notice),))

    def _run_in(self, fork: Fork, cell: Cell, spare: float = 0.0) -> CellOutcome:
        """Run a cell, within what is left but `spare`; when it hangs or ends its process, the fork is gone then.

        Once something has come that no honest process says, whatever a cell leaves running is ended with it.
        """
        start = time.monotonic()
        deadline = start + min(self._limits.cell_seconds, self._left - spare)
        try:
            question = {"op": "cell", "number": cell.number, "alone": self._strict}
            number = fork.ask(question, deadline, [cell.code.encode("utf-8", "replace")])
            return decode_outcome(fork.answer(number, deadline), time.monotonic() - start)
        except Late:
            self._stop()
            return CellOutcome("timeout", seconds=time.monotonic() - start)
        except ProtocolError as error:
            self._strict = self._strict or not isinstance(error, Gone)
            self._stop()
            return CellOutcome("died", seconds=time.monotonic() - start)
        finally:
            self._left -= time.monotonic() - start

    def _answering(self) -> Fork:
        """A fork in which all good cells have been run, and that lives: it may have died since."""
        while True:
            fork = self._running()
            self._close_room(fork)
            if fork is self._fork:
                return fork

    def _running(self) -> Fork:
        """A fork in which all good cells have been run."""
        while self._fork is None:
            if self._forks >= RESTARTS or self._left <= 0:
                raise RoomLost("timeout" if self._left <= 0 else "crashed", "the cells cannot be run once more")
            self._start()
            self._repeat()
        return self._fork

    def _repeat(self) -> None:
        """Run the good cells again; one that does not finish this time is good no longer."""
        for position, cell in enumerate(self._good):
            if self._fork is None or self._left <= 0:
                return
            if self._run_in(self._fork, cell).status in ("died", "timeout"):
                del self._good[position]
                return

    def _start(self) -> None:
        self._forks += 1
        self._fork = self._make_fork()

    def _stop(self) -> tuple[str, str]:
        fork, self._fork = self._fork, None
        return fork.end() if fork is not None else ("crashed", "its process was stopped")
