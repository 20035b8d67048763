"""The levels of isolation, tried for real: which can be had here, and why not the others."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from backprop_grader.isolated.limits import Limits
from backprop_grader.isolation import commands
from backprop_grader.isolation.errors import IsolationUnavailable
from backprop_grader.isolation.fork import Fork
from backprop_grader.isolation.parent import Line, Parent
from backprop_grader.isolation.runtime import runtime
from backprop_grader.isolation.submission import Submission

DEFAULT_LIMITS = Limits()
LEVELS = ("bwrap", "landlock", "none")
"""From the best to none at all; "none" is never chosen unless it is asked for."""


@dataclass(frozen=True)
class Probe:
    """Whether a level can be had here: `reason` says in one line why not, or which walls stand."""

    level: str
    available: bool
    reason: str


class Isolation:
    """An open sandbox: one warm parent, from which every submission is forked. Not for several threads at once.

    Attributes:
        level: "bwrap", "landlock" or "none".
        walls: what stands around a submission, in words.
    """

    def __init__(self, level: str, start: commands.Start, remove: str | None = None) -> None:
        self.level = level
        self._start, self._remove = start, remove
        self._numbers = count(1)
        self._parent: Line = Parent(start, remove)
        try:
            self._try()
        except BaseException:
            self.close()
            raise

    @property
    def walls(self) -> tuple[str, ...]:
        """What stands around a submission, in words, for reports."""
        plan = self._start.plan
        if not plan.walls:
            return ("rlimits",)
        found = ("bubblewrap",) * (self.level == "bwrap") + ("own namespaces",) * plan.namespaces
        found += ("Landlock",) * plan.landlock + ("seccomp", "rlimits")
        return found + ("a user of its own",) * (plan.user is not None)

    def submission(self, limits: Limits = DEFAULT_LIMITS) -> Submission:
        """A submission to be used as a context manager; its process is started on entering.

        Raises:
            IsolationUnavailable: on entering, if the walls could not be built.
        """
        return Submission(lambda: self._fork(limits), limits)

    def _fork(self, limits: Limits) -> Fork:
        """A fork whose walls stand; of a new parent, if somebody (the kernel, short of memory) has killed this one."""
        start = commands.with_own_user(self._start, next(self._numbers))
        try:
            return self._parent.fork(start, limits)
        except IsolationUnavailable:
            if not self._parent.has_ended():
                raise
        self._parent.close()
        if self._remove is not None:
            _make_scratch(self._remove)
        self._parent = Parent(self._start, self._remove)
        return self._parent.fork(start, limits)

    def _try(self) -> None:
        """Run something honest: a sandbox that refuses everything is none either."""
        try:
            self._run_something()
        except IsolationUnavailable:
            if self.level != "bwrap" or not self._start.plan.landlock:
                raise
            self._start = commands.without_namespaces(self._start)
            self._run_something()

    def _run_something(self) -> None:
        with self.submission() as submission:
            (outcome,) = submission.run(["import numpy, sys; print(numpy.arange(3).sum())"])
        if outcome.status != "ok" or [out.text for out in outcome.outputs] != ["3\n"]:
            raise IsolationUnavailable(f"an honest cell did not run in the sandbox ({outcome.status})")

    def doors(self, number: int) -> list[Isolation]:
        """The same sandbox for so many other processes, which are forked from this one and close theirs.

        Each has a line of its own to a fork of the one warm parent: nothing is imported again.

        Raises:
            IsolationUnavailable: the parent is gone.
        """
        return [self._door(position, number) for position in range(number)]

    def _door(self, position: int, of: int) -> Isolation:
        door = copy.copy(self)
        door._numbers = count(1 + position, of)  # no two submissions at work are the same user
        door._parent = self._parent.door()
        return door

    def close(self) -> None:
        """End the parent and whatever is left of its forks."""
        self._parent.close()


@contextmanager
def open_isolation(level: str = "auto") -> Iterator[Isolation]:
    """Start the sandbox of a level, or of the best level but "none" that can be had.

    Raises:
        IsolationUnavailable: it cannot be had; with "auto", the reasons of all levels in one line.
    """
    with ExitStack() as stack:
        yield _open(level, stack)


def _open(level: str, stack: ExitStack) -> Isolation:
    if level != "auto":
        return _open_one(level, stack)
    reasons = []
    for each in LEVELS[:-1]:
        try:
            return _open_one(each, stack)
        except IsolationUnavailable as error:
            reasons.append(f"{each}: {error}")
    raise IsolationUnavailable(f"no sandbox can be had here ({'; '.join(reasons)}): {commands.CONTAINER}")


def _open_one(level: str, stack: ExitStack) -> Isolation:
    """Open a level; the stack closes it."""
    if level not in LEVELS:
        raise IsolationUnavailable(f"there is no isolation level {level!r}: choose from {', '.join(LEVELS)}")
    if level == "bwrap":
        return stack.enter_context(closing(Isolation(level, commands.bubblewrap(runtime()))))
    build = commands.landlocked if level == "landlock" else commands.unprotected
    folder = tempfile.TemporaryDirectory(prefix="backprop-grader-", ignore_cleanup_errors=True)
    scratch = stack.enter_context(folder)
    _make_scratch(scratch)
    return stack.enter_context(closing(Isolation(level, build(runtime(), scratch), scratch)))


def _make_scratch(folder: str) -> None:
    """A folder in which each submission, under another user's id, makes one of its own."""
    Path(folder).mkdir(exist_ok=True)
    Path(folder).chmod(0o1777)


def probe() -> tuple[Probe, ...]:
    """Try every level, one after the other (about a second each)."""
    return tuple(_probe(level) for level in LEVELS)


def _probe(level: str) -> Probe:
    try:
        with open_isolation(level) as isolation:
            return Probe(level, True, ", ".join(isolation.walls))
    except IsolationUnavailable as error:
        return Probe(level, False, str(error))


def available() -> tuple[str, ...]:
    """The levels that can be had here, the best first."""
    return tuple(probe.level for probe in probe() if probe.available)
