"""Calling what a reader wrote: what comes back is numbers, or one line that says why there are none.

Experiments run on the reader's own functions, finished or not, so whatever these raise or return must become something
that can be shown. This module knows no experiment, and no right answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


class RunStopped(Exception):
    """A run cannot go on; the message is one line. `waiting` where an exercise is not written yet."""

    def __init__(self, message: str, waiting: bool = False) -> None:
        super().__init__(message)
        self.waiting = waiting


@dataclass(frozen=True)
class Problem:
    """Why a run through gates stopped: at which of them, in one line; `waiting` as in `RunStopped`."""

    gate: str
    message: str
    waiting: bool = False


def called(call: str, function: Callable[..., Any] | None, missing: str, *arguments: Any, **named: Any) -> Any:
    """Call the reader's function with these arguments; `call` is what it is named by when it raises.

    Raises:
        RunStopped: whatever it raised, in one line; `missing` where there is no function, or still the stub.
    """
    if function is None:
        raise RunStopped(missing, waiting=True)
    try:
        return function(*arguments, **named)
    except NotImplementedError:
        raise RunStopped(missing, waiting=True) from None
    except (Exception, SystemExit) as error:  # Ctrl-C still stops an endless loop
        raise RunStopped(f"your {call} raised {error_in_words(error)}") from None


def unwritten(what: str, exercise: str, name: str) -> str:
    """Say which exercise to finish: `what` is the piece of the answer `name` that is missing."""
    return f"{what} is not written yet: finish exercise {exercise}, {name}, and run its cell, then this one"


def sentence(message: str) -> str:
    """Return a message of a `RunStopped` as a sentence; a name at its beginning is left as it is."""
    return f"{'Y' + message[1:] if message.startswith('your ') else message}."


def as_number(value: object) -> float | None:
    """Return what is one real number as a float, and None for all the rest (True, "2", [2.0], 2j)."""
    if isinstance(value, (bool, str, bytes, bytearray)) or getattr(value, "ndim", 0) != 0:
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except Exception:  # an object of the reader's may raise anything here
        return None


def agree(one: float, other: float) -> bool:
    """Whether a number of the reader's and a measured one are the same, up to the error of the measurement."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def as_entry(value: object) -> object:
    """Return an array of one entry as that entry; anything else as it is."""
    return value.reshape(())[()] if isinstance(value, np.ndarray) and value.size == 1 else value


def as_array(value: object, shape: tuple[int, ...], name: str, function: str) -> NDArray[np.float64]:
    """Return the result `name` of the reader's `function` as an array of its own.

    Raises:
        RunStopped: it is no array of numbers of that shape.
    """
    try:
        found = np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        found = None
    if found is None or found.shape != shape:
        raise RunStopped(
            f"your {function} returned {in_words(value)} for {name}; an array of shape {shape} was expected"
        )
    return found


def in_words(value: object) -> str:
    """Return a value as a short piece of one line: numbers as in `backprop.draw`, anything long by its type."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.6g}"
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = ""
    return text if 0 < len(text) <= 40 else f"a value of type {type(value).__name__}"


def error_in_words(error: BaseException) -> str:
    """Return an exception as one short line."""
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = ""
    name = type(error).__name__
    return f"{name}: {message[:120]}" if message else name
