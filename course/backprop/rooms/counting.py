"""Counting the steps of a reader's code: what a backward pass costs, in calls and lines, whatever the machine.

Like `backprop.rooms.observe`, it works next to that code, in the notebook's kernel and in the sandbox. How many steps
are too many is said elsewhere.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any


class CallCounter:
    """Counts what Python does while it is on: calls of Python and C functions, and turns of loops, by their lines.

    Threads that are started meanwhile are counted too, and nobody else traces: what is counted could hide from it.
    """

    def __init__(self) -> None:
        self.count = 0
        self._setters = {place: _setters_of(place) for place in (sys, threading)}
        self._others = {place: (place.gettrace(), place.getprofile()) for place in (sys, threading)}

    def __enter__(self) -> None:
        ours = {"settrace": self._line, "setprofile": self._call}
        for setters in self._setters.values():
            for name, put in setters.items():
                put(ours[name])
        for place, setters in self._setters.items():
            vars(place).update({name: _only(ours[name], put) for name, put in setters.items()})

    def __exit__(self, *error: object) -> None:
        for place, setters in reversed(self._setters.items()):
            vars(place).update(setters)
            for put, other in reversed(list(zip(setters.values(), self._others[place], strict=True))):
                put(other)

    def _call(self, frame: Any, event: str, arg: Any) -> None:
        if event in ("call", "c_call"):
            self.count += 1

    def _line(self, frame: Any, event: str, arg: Any) -> Any:
        if event == "line":
            self.count += 1
        return self._line


def _setters_of(place: Any) -> dict[str, Callable[[Any], None]]:
    return {"settrace": place.settrace, "setprofile": place.setprofile}


def _only(ours: Callable[..., Any], put: Callable[[Any], None]) -> Callable[[Any], None]:
    """A setter that puts `ours` in place, as a thread does that begins, and nothing else."""
    return lambda function: put(ours) if function == ours else None
