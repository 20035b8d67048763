"""Notebook 04: matrix products backwards, the size of what is never formed, and two losses.

X (N, D), W (D, M), b (M,), dout (N, M): one sample is one row.
"""

from __future__ import annotations

from typing import Any

from array_api_compat import device

from ..arrays import Array, array_namespace, promote
from ..linear import affine, matmul
from ..losses import bce, cross_entropy


def jacobian_bytes(N: int, D: int, M: int, itemsize: int = 4) -> int:
    """Return the bytes of dY/dX written out, Y = X @ W: (N M) x (N D) entries. 64, 4096, 4096 make 256 GiB."""
    return int(N) * int(M) * int(N) * int(D) * int(itemsize)


def local_gradient_slice(X: Array, W: Array, i: int, j: int) -> Array:
    """Return dY / dX[i, j] (N, M) of Y = X @ W: row i is W[j], all others are 0.

    X[i, j] meets row j of W in row i of Y and nowhere else. As a formula, it is the jvp along the unit matrix E_ij.
    """
    X, W = promote(X, W)
    xp = array_namespace(X)
    row = xp.astype(xp.arange(X.shape[0], device=device(X)) == range(X.shape[0])[i], X.dtype)
    return row[:, None] * W[int(j), :][None, :]


def matmul_backward(dout: Array, X: Array, W: Array) -> tuple[Array, Array]:
    """Return (dX, dW) of X @ W: (dout @ W.T, X.T @ dout)."""
    dX, dW = matmul.vjp(dout, X, W)
    return dX, dW


def affine_backward(dout: Array, X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """Return (dX, dW, db) of X @ W + b; X (N, d1, ..., dk) is flattened to (N, D), dX has the shape of X."""
    dX, dW, db = affine.vjp(dout, X, W, b)
    return dX, dW, db


def softmax_loss(scores: Array, labels: Any) -> tuple[Array, Array]:
    """Return (loss, dscores): cross-entropy of softmax(scores), mean over the batch.

    scores (N, C); labels are class numbers (N,) or one-hot rows (N, C).
    """
    gate = cross_entropy(labels)
    return gate.forward(scores), gate.vjp(1.0, scores)


def bce_loss(z: Array, y: Any) -> tuple[Array, Array]:
    """Return (loss, dz): binary cross-entropy of sigmoid(z), mean over the batch; logits z, targets y 0 or 1, (N,)."""
    gate = bce(y)
    return gate.forward(z), gate.vjp(1.0, z)
