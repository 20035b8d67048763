"""Jacobians that the reader's functions form, and the gradients that the reader's functions pull back through them.

The exhibits are fixed; every number of a table and of dx is the reader's. This module knows nothing of widgets or
pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, called, in_words, unwritten

Array = NDArray[Any]
Functions = Mapping[str, Callable[..., Any] | None]
"""Name of an exercise -> the reader's function; None where it is not written yet."""

EXERCISES = {
    "relu_jacobian": "3.1",
    "softmax_jacobian": "3.3",
    "numeric_jacobian": "3.4",
    "vjp": "3.5",
    "relu_vjp": "3.6",
    "softmax_vjp": "3.7",
}
"""Name -> number of the exercise in the notebook."""

FIXED = ((1.0, 2.0, 0.5), (-1.0, 3.0, -2.0))
"""The matrix W (2, 3) that X (2, 2) is multiplied by."""


@dataclass(frozen=True)
class Exhibit:
    """One node: its point, the upstream gradient, how entries are called, and the functions of the reader's it needs.

    jacobian   the exercise that forms the table; without one of its own, `numeric_jacobian` measures `forward`
    without    the exercise that pulls back without a table, or ""
    """

    name: str
    words: str
    point: tuple[float, ...]
    dout: tuple[float, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    jacobian: str
    without: str = ""


def _entries(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}[{k}]" for k in range(n))


def _table(letter: str, rows: int, columns: int) -> tuple[str, ...]:
    return tuple(f"{letter}[{i}, {j}]" for i in range(rows) for j in range(columns))


EXHIBITS = (
    Exhibit(
        "ReLU",
        "y = max(x, 0), entry by entry",
        (1.0, -2.0, 3.0, -1.0),
        (4.0, -1.0, 5.0, 9.0),
        _entries("x", 4),
        _entries("y", 4),
        "relu_jacobian",
        "relu_vjp",
    ),
    Exhibit(
        "softmax",
        "y = the shares of x",
        (1.0, 2.0, 3.0, 0.0),
        (10.0, 4.0, -1.0, 2.0),
        _entries("x", 4),
        _entries("y", 4),
        "softmax_jacobian",
        "softmax_vjp",
    ),
    Exhibit(
        "a sure softmax",
        "y = the shares of x, and one of them is nearly everything",
        (6.0, 0.0, 1.0, -1.0),
        (10.0, 4.0, -1.0, 2.0),
        _entries("x", 4),
        _entries("y", 4),
        "softmax_jacobian",
        "softmax_vjp",
    ),
    Exhibit(
        "matrix product",
        "Y = X @ W with the fixed W = [[1, 2, 0.5], [−1, 3, −2]]; X and Y are written row after row",
        (2.0, 1.0, -1.0, 3.0),
        (1.0, -2.0, 4.0, 3.0, 0.0, -1.0),
        _table("X", 2, 2),
        _table("Y", 2, 3),
        "numeric_jacobian",
    ),
)


def product(x: Array) -> Array:
    """X @ W, with X (2, 2) and the result (2, 3) both written as one row."""
    result: Array = (np.asarray(x).reshape(2, 2) @ np.array(FIXED)).ravel()
    return result


@dataclass(frozen=True)
class Run:
    """What the reader's functions gave for an exhibit; `without` where dx also came without the table.

    jacobian (m, n), dx (n,) and without (n,) are None where they did not come; `problem` then says why, in one line.
    """

    jacobian: Array | None = None
    dx: Array | None = None
    without: Array | None = None
    problem: str = ""
    waiting: bool = False


def run(functions: Functions, exhibit: Exhibit) -> Run:
    """Form the table, pull `dout` back through it, and pull it back without the table where the reader can."""
    jacobian, dx = None, None
    with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            jacobian = _formed(functions, exhibit)
            dout = np.array(exhibit.dout)
            dx = _asked(functions, "vjp", (jacobian.copy(), dout), (len(exhibit.inputs),))
            return Run(jacobian, dx, _without(functions, exhibit))
        except RunStopped as stop:
            return Run(jacobian, dx, problem=str(stop), waiting=stop.waiting)


def column_sum(run: Run, exhibit: Exhibit, j: int) -> float:
    """What column j of the table gives with `dout`, term by term."""
    assert run.jacobian is not None
    return float(np.dot(run.jacobian[:, j], np.array(exhibit.dout)))


def agree(a: float, b: float) -> bool:
    """Whether two numbers are the same up to rounding and nudging; those of a sure softmax are small."""
    return bool(abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1e-3))


def _formed(functions: Functions, exhibit: Exhibit) -> Array:
    shape = (len(exhibit.outputs), len(exhibit.inputs))
    point = np.array(exhibit.point)
    arguments = (product, point) if exhibit.jacobian == "numeric_jacobian" else (point,)
    return _asked(functions, exhibit.jacobian, arguments, shape)


def _without(functions: Functions, exhibit: Exhibit) -> Array | None:
    """dx without the table; None as long as that exercise is not written."""
    if functions.get(exhibit.without) is None:
        return None
    try:
        return _asked(
            functions, exhibit.without, (np.array(exhibit.dout), np.array(exhibit.point)), (len(exhibit.inputs),)
        )
    except RunStopped as stop:
        if stop.waiting:
            return None
        raise


def _asked(functions: Functions, name: str, arguments: tuple[Any, ...], shape: tuple[int, ...]) -> Array:
    """Call the reader's function; return real numbers of that shape."""
    returned = called(name, functions.get(name), unwritten(name, EXERCISES[name], name), *arguments)
    try:
        found = np.array(returned, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.empty(())
    if found.shape != shape:
        got = f"an array of shape {found.shape}" if found.shape else in_words(returned)
        raise RunStopped(f"your {name} returned {got}; an array of shape {shape} was expected")
    return found
