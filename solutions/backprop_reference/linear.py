"""Gates that are linear in each input: matrix products, the affine layer, changes of shape.

One sample is one row: Y = X @ W + b with X (N, D), W (D, M), b (M,). The Jacobian of Y = X @ W has N M N D entries; the
formulas here are its product with dout, found from one slice (`exercises.matrices.local_gradient_slice`), and never
form it. This module knows no network and no loss.
"""

from __future__ import annotations

from math import prod
from typing import Any

from .arrays import array_namespace, copied, like, shape
from .gates import Gate, gate, sum_to

# fmt: off
matmul: Gate = gate("matmul",  # (N, D) @ (D, M) -> (N, M)
    lambda X, W:         X @ W,
    lambda dout, X, W:   (dout @ W.T, X.T @ dout),
    lambda tX, tW, X, W: tX @ W + X @ tW)

affine: Gate = gate("affine",  # X (N, d1, ..., dk) is read as (N, D); b is copied to N rows, so its gradients are added
    lambda X, W, b:             _rows(X) @ W + b,
    lambda dout, X, W, b:       (reshape(shape(X))(dout @ W.T), _rows(X).T @ dout, sum_to(shape(b))(dout)),
    lambda tX, tW, tb, X, W, b: _rows(tX) @ W + _rows(X) @ tW + tb)

transpose: Gate = gate("transpose",
    lambda X:       copied(array_namespace(X).matrix_transpose(X)),
    lambda dout, X: transpose(dout),
    lambda tX, X:   transpose(tX))
# fmt: on


def affine_of(X: Any) -> Gate:
    """Make the gate W (D, M), b (M,) -> X W + b for given data X (N, d1, ..., dk).

    Nobody asks for the gradient of data, and in the first layer of a network it costs as much as that of the weights.
    """
    return gate(
        "affine_of",
        lambda W, b: _rows(like(X, W)) @ W + b,
        lambda dout, W, b: (matmul(_rows(like(X, dout)).T, dout), sum_to(shape(b))(dout)),
        lambda tW, tb, W, b: _rows(like(X, W)) @ tW + tb,
    )


def reshape(target: tuple[int, ...]) -> Gate:
    """Make the gate that reads the entries of an array, in row-major order, as an array of shape `target`."""
    return gate(
        "reshape",
        lambda x: copied(array_namespace(x).reshape(x, target)),
        lambda dout, x: reshape(shape(x))(dout),
        lambda tx, x: reshape(target)(tx),
    )


def total(x: Any) -> Any:
    """Return the sum of all entries, as a 0-d array (or traced value)."""
    return sum_to(())(x)


def _rows(X: Any) -> Any:
    """Return X (N, d1, ..., dk) as (N, D), D = d1 ... dk; X itself where it is that already."""
    count, *sizes = shape(X)
    return X if len(sizes) == 1 else reshape((count, prod(sizes)))(X)
