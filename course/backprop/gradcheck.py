"""Gradients by nudging: slow, approximate, and right without knowing any rule.

Central differences, (f(x + h) - f(x - h)) / 2h, have an error of order h^2 from the curvature and of order eps / h from
rounding; h near eps^(1/3) balances the two (about 6e-6 for float64).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEP = float(np.finfo(np.float64).eps ** (1 / 3))
"""Relative step of a central difference, about 6e-6."""


def numeric_vjp(
    function: Callable[..., Any], arguments: Sequence[Any], upstream: Sequence[ArrayLike] | ArrayLike, wrt: int
) -> NDArray[np.float64]:
    """The downstream gradient of one argument by central differences: the sum over outputs of dout * d out / d arg.

    Args:
        function: arrays -> array, or a tuple of arrays.
        arguments: all arguments; the one at `wrt` is nudged entry by entry (a copy of it: arguments stay as they are).
        upstream: one upstream gradient (or a sequence of them, one an output), of the outputs' shapes.
        wrt: position of the argument.

    Returns:
        An array of the argument's shape.
    """
    point = np.array(arguments[wrt], dtype=np.float64)
    gradient = np.empty(point.shape)
    for index in np.ndindex(point.shape):
        step = STEP * max(1.0, abs(float(point[index])))
        high, low = point.copy(), point.copy()
        high[index] += step
        low[index] -= step
        width = float(high[index]) - float(low[index])
        gradient[index] = (
            _weighed(function, arguments, wrt, high, upstream) - _weighed(function, arguments, wrt, low, upstream)
        ) / width
    return gradient


def _weighed(
    function: Callable[..., Any], arguments: Sequence[Any], wrt: int, value: NDArray[np.float64], upstream: Any
) -> float:
    """The outputs at `value`, weighed by the upstream gradients and added up: the scalar whose slope is wanted."""
    outputs = function(*arguments[:wrt], value, *arguments[wrt + 1 :])
    if isinstance(outputs, tuple):
        return float(sum(np.sum(np.asarray(out) * np.asarray(up)) for out, up in zip(outputs, upstream, strict=True)))
    return float(np.sum(np.asarray(outputs) * np.asarray(upstream)))
