"""Derivatives by nudging: central differences, the judge of every formula in this package.

Each entry is moved by h to both sides. The error is h**2 / 6 times a third derivative, plus rounding of about eps / h;
h = 1e-5 balances the two in float64, and leaves about 1e-10. This module knows no formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from array_api_compat import device

from .arrays import Array, array_namespace, promote, size


def numeric_gradient(f: Callable[[Array], Any], x: Array, h: float = 1e-5) -> Array:
    """Return df/dx in the shape of x; f: array -> number. x is left as it was: f gets arrays of its own."""
    (x,) = promote(x)
    xp = array_namespace(x)
    slopes = [(float(f(x + nudge)) - float(f(x - nudge))) / (2 * h) for nudge in _nudges(x, h)]
    return xp.reshape(xp.asarray(slopes, dtype=x.dtype, device=device(x)), x.shape)


def numeric_jacobian(f: Callable[[Array], Array], x: Array, h: float = 1e-5) -> Array:
    """Return J (m, n), J[i, j] = df_i / dx_j; f: (n,) -> (m,). Each nudge gives one column."""
    (x,) = promote(x)
    xp = array_namespace(x)
    pairs = (promote(f(x + nudge), f(x - nudge)) for nudge in _nudges(x, h))
    return xp.stack([(ahead - behind) / (2 * h) for ahead, behind in pairs], axis=1)


def _nudges(x: Array, h: float) -> Iterator[Array]:
    """Yield, for each entry of x in row-major order, an array of x's shape that is h there and 0 elsewhere."""
    xp = array_namespace(x)
    positions = xp.reshape(xp.arange(size(x), device=device(x)), x.shape)
    for position in range(size(x)):
        yield h * xp.astype(positions == position, x.dtype)
