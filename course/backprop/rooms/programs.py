"""Functions that an examiner puts on the table: straight-line programs, gradient fields, a framework's context.

A program is a list of steps [name, operation, argument, ...]; arguments are numbers or names of inputs and earlier
steps, and the last step is the result. It runs on plain numbers and on anything that knows + - * /, unary minus,
`exp()` and `sin()`. What is counted lies behind functions that show nothing of it: the code that is watched is handed
the function, and is not to find the count on it. Nothing here knows a derivative.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from backprop.rooms.room import Misfit

Step = Sequence[Any]
"""[name, operation, argument, ...]"""


def _plain(value: Any) -> bool:
    return isinstance(value, (int, float, np.generic, np.ndarray)) and not hasattr(value, "tangent")


def _exp(value: Any) -> Any:
    return np.exp(value) if _plain(value) else value.exp()


def _sin(value: Any) -> Any:
    return np.sin(value) if _plain(value) else value.sin()


OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
    "exp": _exp,
    "sin": _sin,
    "id": lambda value: value,
}


def run(steps: Sequence[Step], names: Mapping[str, Any], operations: Mapping[str, Any] = OPERATIONS) -> Any:
    """The result of a program for these inputs."""
    known, result = dict(names), None
    for name, operation, *arguments in steps:
        values = [known[argument] if isinstance(argument, str) else argument for argument in arguments]
        result = known[name] = operations[operation](*values)
    return result


Function = Callable[[Sequence[Any]], Any]
Gradient = Callable[[Any], NDArray[np.float64]]


def _made_and_watched() -> tuple[Callable[[Sequence[Step]], Function], Callable[[Function], int]]:
    """`program` and `points_asked`. Where a function was asked is written down in no place that it shows."""
    asked: WeakKeyDictionary[Function, set[tuple[Any, ...]]] = WeakKeyDictionary()

    def program(steps: Sequence[Step]) -> Function:
        """A program as a function of one list; its inputs are called x0, x1 and so on.

        Numbers that carry their change go through it by their own arithmetic. Where that is wrong, or not written yet,
        the program hands back what it should have given: whoever asks for a derivative along a direction is not to
        answer for the arithmetic as well.
        """
        points: set[tuple[Any, ...]] = set()

        def f(x: Sequence[Any]) -> Any:
            """Run on the inputs x0, x1, ..."""
            points.add(tuple(_place(value) for value in x))
            return _result(steps, x)

        asked[f] = points
        return f

    def points_asked(f: Function) -> int:
        """At how many points a program was run, whatever its inputs carried beside their values."""
        return len(asked[f])

    return program, points_asked


program, points_asked = _made_and_watched()


def _place(value: Any) -> Any:
    """Where an input stands; a number without a value that can be read stands somewhere else each time."""
    try:
        return complex(value if isinstance(value, complex) or _plain(value) else value.value)
    except Exception:
        return object()


def _result(steps: Sequence[Step], x: Sequence[Any]) -> Any:
    carried = [_carried(value) for value in x]  # read now: wrong arithmetic may write into its operands
    names = {f"x{k}": value for k, value in enumerate(x)}
    if all(_plain(value) for value in x) or not all(carried):
        return run(steps, names)
    due = _moved(steps, [pair for pair in carried if pair])
    try:
        result = run(steps, names)
    except Exception:
        if due is None:
            raise
        return _like(x, due)
    return result if due is None or _agree(_carried(result), due) else _like(x, due)


def _moved(steps: Sequence[Step], pairs: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Value and speed of the result, by a step so small that its square is 0; None where no input has a say."""
    inputs = {f"x{k}": np.complex128(complex(value, _TINY * speed)) for k, (value, speed) in enumerate(pairs)}
    result = run(steps, inputs)
    return (float(result.real), float(result.imag) / _TINY) if isinstance(result, np.complex128) else None


_TINY = 1e-30
"""A step into the complex plane: what comes back on the imaginary side is exact, and no difference is taken."""


def _carried(value: Any) -> tuple[float, float] | None:
    """Value and tangent as plain numbers; None for anything else. A plain number does not move."""
    if _plain(value):
        return (float(value), 0.0) if np.ndim(value) == 0 else None
    both: list[Any] = [getattr(value, part, None) for part in ("value", "tangent")]
    if not all(_plain(one) and np.ndim(one) == 0 for one in both):
        return None
    return float(both[0]), float(both[1])


def _agree(one: tuple[float, float] | None, other: tuple[float, float]) -> bool:
    """Whether both numbers are the same, single precision and finite differences included."""
    return one is not None and bool(np.allclose(one, other, rtol=1e-4, atol=1e-9))


def _like(x: Sequence[Any], due: tuple[float, float]) -> Any:
    """A number of the class that is among the inputs."""
    return next(type(value) for value in x if not _plain(value))(*due)


def parts(dual: Any) -> tuple[Any, Any]:
    """Value and tangent of a dual number.

    Raises:
        Misfit: it has none.
    """
    if not (hasattr(dual, "value") and hasattr(dual, "tangent")):
        raise Misfit(f"{'None' if dual is None else type(dual).__name__} where a number with value and tangent was due")
    return dual.value, dual.tangent


def too_many_calls(most: int) -> str:
    """What is said where a gradient function is called more often than the exercise allows."""
    return f"grad was called more than {most} times"


def field(A: NDArray[np.float64], B: NDArray[np.float64], most: int | None = None) -> Gradient:
    """The gradient of x.A.x / 2 - sum(cos(3 B x)) / 9, of x (n,): it bends at every scale, so that a long step shows.

    After `most` calls it refuses; None stands for any number.
    """
    calls = itertools.count(1)

    def grad(x: Any) -> NDArray[np.float64]:
        """The gradient at x (n,)."""
        if most is not None and next(calls) > most:
            raise RuntimeError(too_many_calls(most))
        if not isinstance(x, np.ndarray):
            raise TypeError(f"grad takes an array, and got a {type(x).__name__}")
        x = x.astype(np.float64)
        if x.shape != A.shape[:1]:
            raise ValueError(f"grad takes an array of shape {A.shape[:1]}, and got one of shape {x.shape}")
        return np.asarray(A @ x + B.T @ np.sin(3 * B @ x) / 3)

    return grad


class Context:
    """What a framework hands to both methods of a function, to carry values from the way forward to the way back."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep `tensors`; `saved_tensors` gives them back."""
        self.saved_tensors = tensors


TOOLS: dict[str, Callable[..., Any]] = {
    "run": run,
    "program": program,
    "points_asked": points_asked,
    "parts": parts,
    "field": field,
    "context": Context,
}
