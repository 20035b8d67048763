"""Notebook 03: Jacobians written out, and the same products without them.

J[i, j] = dy_i / dx_j, so the downstream gradient is J.T @ dout.
"""

from __future__ import annotations

from array_api_compat import device

from .. import losses
from ..arrays import Array, array_namespace, pure
from ..gates import relu, step
from ..numeric import numeric_jacobian

__all__ = ["numeric_jacobian", "relu_jacobian", "relu_vjp", "softmax", "softmax_jacobian", "softmax_vjp", "vjp"]


@pure
def relu_jacobian(x: Array) -> Array:
    """Return the Jacobian (n, n) of relu at x (n,): diagonal, 1 where x > 0."""
    return _diagonal(step(x))


def softmax(z: Array) -> Array:
    """Return exp(z) / sum(exp(z)), z (n,), for z of any size; of a matrix, row by row."""
    return losses.softmax.forward(z)


@pure
def softmax_jacobian(z: Array) -> Array:
    """Return the Jacobian (n, n) of softmax at z (n,): diag(y) - y y.T. Its rows sum to 0."""
    y = losses.softmax(z)
    return _diagonal(y) - y[:, None] * y[None, :]


@pure
def vjp(jacobian: Array, dout: Array) -> Array:
    """Return J.T @ dout (n,) of a Jacobian (m, n) that is written out, and dout (m,)."""
    return jacobian.T @ dout


def relu_vjp(dout: Array, x: Array) -> Array:
    """Return J.T @ dout (n,) for relu at x (n,), in O(n): a diagonal matrix is multiplied entry by entry."""
    return relu.vjp(dout, x)


def softmax_vjp(dout: Array, z: Array) -> Array:
    """Return J.T @ dout (n,) for softmax at z (n,), in O(n): y * (dout - <dout, y>)."""
    return losses.softmax.vjp(dout, z)


def _diagonal(entries: Array) -> Array:
    """Return the square matrix with `entries` (n,) on its diagonal."""
    xp = array_namespace(entries)
    return xp.eye(entries.shape[0], dtype=entries.dtype, device=device(entries)) * entries
