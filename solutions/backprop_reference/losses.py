"""Softmax, and losses as gates: each is made for the targets at hand and is then a function of one input.

Targets are data, not inputs, and no gradient flows to them: `cross_entropy(labels)` is a gate of the scores. Means are
over the batch, the penalty is added once, and everything is computed in logarithms where it would overflow otherwise.
This module knows no network.
"""

from __future__ import annotations

from typing import Any

from array_api_compat import device

from .arrays import Array, Rule, array_namespace, copied, like, primal, shape, size
from .gates import Gate, gate, sigmoid, sum_to
from .linear import total


def _times_jacobian(y: Any, v: Any) -> Any:
    """Return (diag(y) - y y.T) @ v without the matrix: y * (v - the mean of v under y)."""
    return y * (v - _row_sums(v * y))


def _softmax(z: Array) -> Array:
    powers = _powers(z)
    return powers / _row_sums(powers)


def _powers(z: Array) -> Array:
    """Return exp(z - largest of its row): a common factor, which softmax does not see, keeps all of them below 1."""
    xp = array_namespace(z)
    return xp.exp(z - xp.max(z, axis=-1, keepdims=True))


def _row_sums(x: Any) -> Any:
    """Return the sums over the last axis, which stays as an axis of length 1: (..., C) -> (..., 1)."""
    return sum_to((*shape(x)[:-1], 1))(x)


# fmt: off
softmax: Gate = gate("softmax",  # over the last axis; its Jacobian is symmetric, so vjp and jvp are the same product
    _softmax,
    lambda dout, z: _times_jacobian(softmax(z), dout),
    lambda tz, z:   _times_jacobian(softmax(z), tz))
# fmt: on


# --- losses ----------------------------------------------------------------------------------------------------------


def loss(name: str, forward: Rule, gradient: Rule) -> Gate:
    """Make a gate whose output is one number: its Jacobian is a single row, the gradient."""
    return gate(name, forward, lambda dout, x: dout * gradient(x), lambda tx, x: total(tx * gradient(x)))


def cross_entropy(labels: Any) -> Gate:
    """Make the gate scores (N, C) -> mean over the batch of -log(softmax(scores)[label]).

    dscores = (softmax(scores) - one_hot) / N: the logarithm undoes the exponential, and most of softmax's Jacobian goes
    with it. `labels`: class numbers (N,), or one-hot rows (N, C) of any type.
    """

    def forward(scores: Array) -> Array:
        return total(_log_sum_exp(scores) - _row_sums(scores * one_hot(labels, scores))) / shape(scores)[0]

    def gradient(scores: Any) -> Any:
        return (softmax(scores) - one_hot(labels, scores)) / shape(scores)[0]

    return loss("cross_entropy", forward, gradient)


def bce(targets: Any) -> Gate:
    """Make the gate z (N,) -> mean over the batch of -y log(p) - (1 - y) log(1 - p), p = sigmoid(z), y 0 or 1.

    As a function of the logits z it is softplus(z) - y z, and dz = (sigmoid(z) - y) / N.
    """

    def forward(z: Array) -> Array:
        return total(_softplus(z) - like(targets, z) * z) / size(z)

    def gradient(z: Any) -> Any:
        return (sigmoid(z) - like(targets, z)) / size(z)

    return loss("bce", forward, gradient)


def half_squared_error(targets: Any) -> Gate:
    """Make the gate o (N, q) -> mean over the batch of 1/2 |o - y|^2; do = (o - y) / N."""

    def forward(o: Array) -> Array:
        return total((o - like(targets, o)) ** 2) / (2 * shape(o)[0])

    def gradient(o: Any) -> Any:
        return (o - like(targets, o)) / shape(o)[0]

    return loss("half_squared_error", forward, gradient)


def mse(targets: Any) -> Gate:
    """Make the gate o -> mean over all entries of (o - y)^2; do = 2 (o - y) / (number of entries)."""

    def forward(o: Array) -> Array:
        return array_namespace(o).mean((o - like(targets, o)) ** 2)

    def gradient(o: Any) -> Any:
        return 2 * (o - like(targets, o)) / size(o)

    return loss("mse", forward, gradient)


def l2(lam: float) -> Gate:
    """Make the gate W -> lam / 2 * sum(W**2); dW = lam * W."""
    lam = float(lam)
    return loss("l2", lambda W: lam / 2 * total(W**2), lambda W: lam * W)


# --- their pieces ----------------------------------------------------------------------------------------------------


def one_hot(labels: Any, scores: Any) -> Array:
    """Return `labels` as rows with a single 1, in the shape (N, C), type and place of `scores`.

    labels: class numbers (N,), or such rows already, of any type.
    Raises ValueError where the shape does not fit, or where a class number is not one of 0 .. C - 1.
    """
    model = primal(scores)
    labels = like(labels, model)
    if labels.shape == model.shape:
        return copied(labels)
    if labels.shape != model.shape[:1]:
        raise ValueError(
            f"labels: for scores {model.shape} give class numbers {model.shape[:1]} or rows {model.shape}, "
            f"not {labels.shape}"
        )
    xp, classes = array_namespace(model), model.shape[1]
    rows = labels[:, None] == xp.arange(classes, dtype=model.dtype, device=device(model))[None, :]
    if not bool(xp.all(xp.any(rows, axis=1))):
        raise ValueError(f"labels: with {classes} classes every label is one of 0 .. {classes - 1}")
    return xp.astype(rows, model.dtype)


def _log_sum_exp(z: Array) -> Array:
    """Return log(sum(exp(z))) of each row, (N, C) -> (N, 1), for scores of any size."""
    xp = array_namespace(z)
    return xp.max(z, axis=-1, keepdims=True) + xp.log(_row_sums(_powers(z)))


def _softplus(z: Array) -> Array:
    """Return log(1 + exp(z)), entry by entry, for z of any size."""
    xp = array_namespace(z)
    return xp.maximum(z, xp.zeros_like(z)) + xp.log1p(xp.exp(-xp.abs(z)))
