"""Notebook 08: handwritten digits, 8 x 8, with one hidden layer; NumPy or CuPy by the arrays that are handed in.

params: W1 (64, h), b1 (h,), W2 (h, 10), b2 (10,); X (N, 64) in [0, 1], labels (N,) in 0 .. 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from array_api_compat import device

from ..arrays import Array, array_namespace, like, promote
from ..gates import relu
from ..linear import affine, affine_of
from ..losses import cross_entropy, l2
from .mlp_l2 import Params
from .vanishing_gradient import he_scale, xavier_scale

HIDDEN, CLASSES = 64, 10
EPOCHS, BATCH = 40, 32
RATE, MOMENTUM, PENALTY = 0.1, 0.9, 1e-4


def gradients(params: Params, X: Array, labels: Any, lam: float) -> tuple[Array, dict[str, Array]]:
    """Return (J, grads): softmax cross-entropy, mean over the batch, + lam / 2 (|W1|^2 + |W2|^2); ReLU hidden layer."""
    loss, penalty = cross_entropy(labels), l2(lam)
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    first = affine_of(X)
    z = first(W1, b1)
    h = relu(z)
    scores = affine(h, W2, b2)
    J = loss(scores) + penalty(W1) + penalty(W2)

    dscores = loss.vjp(1.0, scores)
    dh, dW2, db2 = affine.vjp(dscores, h, W2, b2)
    dz = relu.vjp(dh, z)
    dW1, db1 = first.vjp(dz, W1, b1)
    return J, {"W1": dW1 + penalty.vjp(1.0, W1), "b1": db1, "W2": dW2 + penalty.vjp(1.0, W2), "b2": db2}


def train(X: Array, labels: Any, seed: int) -> dict[str, Array]:
    """Return trained parameters: gradient descent with momentum on minibatches; the same for the same seed."""
    (X,) = promote(X)
    labels = array_namespace(X).asarray(labels, device=device(X))
    rng = np.random.default_rng(seed)
    params = initial(rng, X)
    velocity = {name: 0.0 * value for name, value in params.items()}
    for rows in _batches(rng, X):
        _, grads = gradients(params, *_taken(rows, X, labels), PENALTY)
        velocity = {name: MOMENTUM * velocity[name] - RATE * grads[name] for name in params}
        params = {name: params[name] + velocity[name] for name in params}
    return params


def predict(params: Params, X: Array) -> Array:
    """Return the class with the highest score, (N,) integers."""
    scores = affine(relu(affine(X, params["W1"], params["b1"])), params["W2"], params["b2"])
    return array_namespace(scores).argmax(scores, axis=1)


def initial(rng: np.random.Generator, X: Array) -> dict[str, Array]:
    """Return random parameters in the type and place of X: He's scale before the ReLU, Xavier's after it."""
    inputs = X.shape[1]
    numbers = {
        "W1": he_scale(inputs) * rng.standard_normal((inputs, HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "W2": xavier_scale(HIDDEN) * rng.standard_normal((HIDDEN, CLASSES)),
        "b2": np.zeros(CLASSES),
    }
    return {name: like(value, X) for name, value in numbers.items()}


def _batches(rng: np.random.Generator, X: Array) -> Iterator[np.ndarray[Any, Any]]:
    """Yield row numbers, BATCH at a time, every row once an epoch, in a new order each time."""
    for _ in range(EPOCHS):
        order = rng.permutation(X.shape[0])
        yield from (order[start : start + BATCH] for start in range(0, len(order), BATCH))


def _taken(rows: np.ndarray[Any, Any], X: Array, labels: Array) -> tuple[Array, Array]:
    xp = array_namespace(X)
    index = xp.asarray(rows, device=device(X))
    return xp.take(X, index, axis=0), xp.take(labels, index, axis=0)
