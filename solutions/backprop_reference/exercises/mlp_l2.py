"""Notebook 05: one hidden layer with a penalty, the 2-2-1 network by hand, one step of gradient descent.

params: W1 (d, h), b1 (h,), W2 (h, q), b2 (q,); X (N, d), Y (N, q).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from ..arrays import Array, promote
from ..gates import sigmoid
from ..graph import differentiate
from ..linear import affine, affine_of
from ..losses import bce, half_squared_error, l2

Params: TypeAlias = Mapping[str, Array]


@dataclass(frozen=True)
class Cache:
    """What the way back needs of the way forward. Prediction needs none of it."""

    X: Array  # (N, d)
    z: Array  # (N, h)  pre-activation
    h: Array  # (N, h)  hidden layer
    o: Array  # (N, q)  output
    Y: Array  # (N, q)  targets
    lam: float


def mlp_forward(params: Params, X: Array, Y: Array, lam: float) -> tuple[Array, Cache]:
    """Return (J, cache): J = mean over the batch of 1/2 |o - y|^2 + lam / 2 (|W1|^2 + |W2|^2), biases unpenalised.

    The network of "Dive into Deep Learning", section 5.3, with biases and a batch.
    """
    z = affine_of(X)(params["W1"], params["b1"])
    h = sigmoid(z)
    o = affine(h, params["W2"], params["b2"])
    L = half_squared_error(Y)(o)
    s = l2(lam)(params["W1"]) + l2(lam)(params["W2"])
    return L + s, Cache(X, z, h, o, Y, lam)


def mlp_backward(params: Params, cache: Cache) -> dict[str, Array]:
    """Return the gradient of J for every entry of `params`, at the parameters of that `mlp_forward`.

    J reaches W1 and W2 along two paths, through L and through s: their gradients add.
    """
    do = half_squared_error(cache.Y).vjp(1.0, cache.o)
    dh, dW2, db2 = affine.vjp(do, cache.h, params["W2"], params["b2"])
    dz = sigmoid.vjp(dh, cache.z)
    dW1, db1 = affine_of(cache.X).vjp(dz, params["W1"], params["b1"])
    penalty = l2(cache.lam)
    return {
        "W1": dW1 + penalty.vjp(1.0, params["W1"]),
        "b1": db1,
        "W2": dW2 + penalty.vjp(1.0, params["W2"]),
        "b2": db2,
    }


def l2_penalty(weights: Sequence[Array], lam: float) -> tuple[Array, list[Array]]:
    """Return (s, grads): s = lam / 2 * sum(W**2) over all weights, gradients lam * W in the order of `weights`."""
    penalty = l2(lam)
    return sum((penalty.forward(W) for W in weights), 0.0), [penalty.vjp(1.0, W) for W in weights]


def sgd_step(params: Params, grads: Params, lr: float) -> dict[str, Array]:
    """Return params - lr * grads, in new arrays."""
    pairs = {name: promote(value, grads[name]) for name, value in params.items()}
    return {name: value - float(lr) * gradient for name, (value, gradient) in pairs.items()}


def memory_floats(n: int, d: int, h: int, q: int) -> tuple[int, int]:
    """Return (training, prediction): how many numbers are kept, for n samples through d - h - q.

    Training keeps the P = d h + h + h q + q parameters, their gradients, and x, z, h, o for the way back. Prediction
    keeps the parameters and, at any time, one layer's input and output.
    """
    n, d, h, q = int(n), int(d), int(h), int(q)
    parameters = d * h + h + h * q + q
    return 2 * parameters + n * (d + 2 * h + q), parameters + n * max(d + h, 2 * h, h + q)


# --- the 2-2-1 network -----------------------------------------------------------------------------------------------

PUBLISHED: Params = MappingProxyType(
    {
        "W1": np.array([[0.4352, 0.1951], [0.3545, 0.4835]]),
        "b1": np.array([-0.1419, 0.0439]),
        "W2": np.array([[-0.1725], [0.1129]]),
        "b2": np.array([-0.3043]),
    }
)
"""Starting point of the example at 076923.github.io (AI lecture 5), one column a unit: W1[i, j] goes from x_i to z_j.

Its text numbers the weights by rows of the transpose: W1, W2 lead to z1, W3, W4 to z2.
"""


def two_two_one(params: Params, x: Array, y: float) -> tuple[Array, dict[str, Array]]:
    """Return (loss, grads) of y against sigmoid(sigmoid(x W1 + b1) W2 + b2), binary cross-entropy; x (2,), y 0 or 1.

    The loss takes the logit, so its gradient there is sigmoid(logit) - y and nothing saturates.
    """
    (x,) = promote(x)

    def loss(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        h = sigmoid(affine(x[None, :], W1, b1))
        return bce([[float(y)]])(affine(h, W2, b2))

    names = ("W1", "b1", "W2", "b2")
    value, gradients = differentiate(loss, *(params[name] for name in names))
    return value, dict(zip(names, gradients, strict=True))


def swap_witness() -> Array:
    """Return an input (2,) with different entries: where they are equal, it does not show which of them was read."""
    return np.array([1.0, 2.0])


def swap_gap(x: Array, params: Params = PUBLISHED, y: float = 0.0) -> float:
    """Return the largest change of an entry of dW1 when the inputs are read in the wrong order, x[1 - i] for x[i].

    dW1[i, j] = x[i] dz[j], and db1 = dz.
    """
    _, grads = two_two_one(params, x, y)
    x = np.asarray(x, dtype=float)
    return float(np.max(np.abs((x - x[::-1])[:, None] * grads["b1"][None, :])))
