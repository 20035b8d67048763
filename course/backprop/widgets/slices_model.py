"""Gradients of Y = X W filled entry by entry from the reader's slices, and what the reader's two products make of them.

Slices and products are the reader's; Y, the inner products and the nudging are computed here. Y is linear in both
matrices, so a nudge of 1 measures exactly. This module knows nothing of widgets or pictures.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, called, in_words, unwritten

Array = NDArray[Any]
Function = Callable[..., Any] | None
Place = tuple[int, int]
SLICE, SLICE_EXERCISE = "local_gradient_slice", "4.2"
PRODUCT, PRODUCT_EXERCISE = "matmul_backward", "4.3"


@dataclass(frozen=True)
class Setting:
    """The matrices of a layer, and the one whose gradient is filled: X (N, D), W (D, M), dout (N, M)."""

    name: str
    of: Literal["X", "W"]
    X: Array
    W: Array
    dout: Array

    @property
    def matrix(self) -> Array:
        """The one whose gradient is filled."""
        return self.X if self.of == "X" else self.W

    @property
    def places(self) -> tuple[Place, ...]:
        """All its entries, row after row."""
        return tuple((int(i), int(j)) for i, j in np.ndindex(self.matrix.shape))

    def forward(self, matrix: Array) -> Array:
        """Y, with `matrix` in place of the one whose gradient is filled."""
        return np.asarray(matrix @ self.W if self.of == "X" else self.X @ matrix)


def _matrices(*rows: list[list[int]]) -> tuple[Array, ...]:
    return tuple(np.array(each, dtype=np.float64) for each in rows)


_LAYER = _matrices(
    [[2, 1, -3], [-3, 4, 2]],
    [[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]],
    [[2, 3, -3, 9], [-8, 1, 4, 6]],
)
_SQUARE = _matrices(
    [[1, -2, 3], [2, 1, -1], [-3, 2, 1]],
    [[2, -1, 1], [1, 3, -2], [-1, 2, 4]],
    [[1, 2, -1], [-2, 1, 3], [3, -1, 1]],
)
SETTINGS = (Setting("dX", "X", *_LAYER), Setting("dW", "W", *_LAYER), Setting("square", "X", *_SQUARE))


@dataclass(frozen=True)
class Entry:
    """One entry of the gradient.

    slice     what the reader's function says of every entry of Y, (N, M)
    value     its inner product with dout
    moves     how Y really moves when the entry is nudged by 1
    measured  how L moves
    """

    place: Place
    slice: Array
    value: float
    moves: Array
    measured: float

    @property
    def is_right(self) -> bool:
        """Whether the slice is what nudging says."""
        return bool(np.allclose(self.slice, self.moves))


@dataclass(frozen=True)
class Filling:
    """All entries, or why there are none; the reader's product for the same gradient, or why it is missing.

    fitting, agreeing   arrangements of the two factors that have the gradient's shape, and those with its numbers too
    """

    entries: tuple[Entry, ...] = ()
    problem: str = ""
    waiting: bool = False
    whole: Array | None = None
    whole_problem: str = ""
    whole_waiting: bool = False
    fitting: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()

    def differing(self) -> int:
        """How many entries of the product are not those of the slices."""
        if self.whole is None:
            return 0
        ours = np.reshape([entry.value for entry in self.entries], self.whole.shape)
        return int(np.sum(~np.isclose(ours, self.whole)))


def fill(local_gradient_slice: Function, matmul_backward: Function, setting: Setting) -> Filling:
    """Ask the reader's functions for every entry, and for all of them at once (None: only for every entry)."""
    with redirect_stdout(io.StringIO()):  # a reader's print would appear once for each entry
        try:
            entries = tuple(_entry(local_gradient_slice, setting, place) for place in setting.places)
        except RunStopped as stop:
            return Filling(problem=str(stop), waiting=stop.waiting)
        if matmul_backward is None:
            return Filling(entries)
        try:
            whole = _whole(matmul_backward, setting)
        except RunStopped as stop:
            return Filling(entries, whole_problem=str(stop), whole_waiting=stop.waiting)
    measured = np.reshape([entry.measured for entry in entries], setting.matrix.shape)
    made = {name: result for name, result in _arrangements(setting).items() if np.shape(result) == measured.shape}
    agreeing = tuple(name for name, result in made.items() if np.allclose(result, measured))
    return Filling(entries, whole=whole, fitting=tuple(made), agreeing=agreeing)


def _entry(function: Function, setting: Setting, place: Place) -> Entry:
    nudge = np.zeros(setting.matrix.shape)
    nudge[place] = 1.0
    moves = setting.forward(setting.matrix + nudge) - setting.forward(setting.matrix)
    told = _slice(function, setting, place)
    return Entry(place, told, float(np.sum(setting.dout * told)), moves, float(np.sum(setting.dout * moves)))


def _slice(function: Function, setting: Setting, place: Place) -> Array:
    """The reader's slice. For an entry of W the matrices are turned, as Y.T = W.T X.T, and so is what comes back."""
    i, j = place
    X, W = setting.X.copy(), setting.W.copy()
    if setting.of == "X":
        return _asked(SLICE, SLICE_EXERCISE, function, (X, W, i, j), f"(X, W, {i}, {j})", setting.dout.shape)
    turned = setting.dout.shape[::-1]
    return _asked(SLICE, SLICE_EXERCISE, function, (W.T, X.T, j, i), f"(W.T, X.T, {j}, {i})", turned).T


def _whole(function: Callable[..., Any], setting: Setting) -> Array:
    missing = unwritten(PRODUCT, PRODUCT_EXERCISE, PRODUCT)
    returned = called(PRODUCT, function, missing, setting.dout.copy(), setting.X.copy(), setting.W.copy())
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        raise RunStopped(f"your {PRODUCT} returned {in_words(returned)}; two arrays, dX and dW, were expected")
    return _shaped(returned[0 if setting.of == "X" else 1], setting.matrix.shape, f"d{setting.of} of your {PRODUCT}")


def _asked(
    name: str, exercise: str, function: Function, arguments: tuple[Any, ...], call: str, shape: tuple[int, ...]
) -> Array:
    returned = called(name, function, unwritten(name, exercise, name), *arguments)
    return _shaped(returned, shape, f"your {name}{call}")


def _shaped(value: object, shape: tuple[int, ...], whose: str) -> Array:
    try:
        found = None if value is None else np.asarray(value, dtype=np.float64) + 0.0  # no −0 on the screen
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise RunStopped(f"{whose} is {in_words(value)}; an array of shape {shape} was expected")
    if found.shape != shape:
        raise RunStopped(f"{whose} has shape {found.shape}; {shape} was expected")
    return found


def _arrangements(setting: Setting) -> dict[str, Array]:
    """Every product of dout and the other factor, turned or not, that there is."""
    dout, other = setting.dout, setting.W if setting.of == "X" else setting.X
    name = "W" if setting.of == "X" else "X"
    made = {}
    for label, factor in ((name, other), (f"{name}ᵀ", other.T)):
        for product, (left, right) in {f"dout {label}": (dout, factor), f"{label} dout": (factor, dout)}.items():
            if left.shape[1] == right.shape[0]:
                made[product] = np.asarray(left @ right)
    return made
