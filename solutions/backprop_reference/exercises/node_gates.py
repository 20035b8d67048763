"""Notebook 02: the gates by name. Each backward function is the `vjp` column of the table.

x, y, z and the upstream gradients are arrays of any one shape, or numbers.
"""

from __future__ import annotations

from typing import TypeAlias

from ..arrays import Array
from ..gates import add, copy, exp, maximum, mul, reciprocal, relu, sigmoid
from ..graph import differentiate
from ..numeric import numeric_gradient

__all__ = [
    "add_backward",
    "copy_backward",
    "exp_backward",
    "max_backward",
    "mul_backward",
    "neuron",
    "numeric_gradient",
    "reciprocal_backward",
    "relu_backward",
    "sigmoid_backward",
    "sigmoid_forward",
]

Pair: TypeAlias = tuple[Array, Array]


def add_backward(dout: Array, x: Array, y: Array) -> Pair:
    """Return (dx, dy) of x + y: dout for both."""
    dx, dy = add.vjp(dout, x, y)
    return dx, dy


def mul_backward(dout: Array, x: Array, y: Array) -> Pair:
    """Return (dx, dy) of x * y: dout times the other input."""
    dx, dy = mul.vjp(dout, x, y)
    return dx, dy


def copy_backward(dout1: Array, dout2: Array) -> Array:
    """Return dx for an x that was used twice: the sum of what both uses send back."""
    return copy.vjp(dout1, dout2, dout1)


def max_backward(dout: Array, x: Array, y: Array) -> Pair:
    """Return (dx, dy) of max(x, y): dout to the larger one, half of it to each at a tie."""
    dx, dy = maximum.vjp(dout, x, y)
    return dx, dy


def exp_backward(dout: Array, x: Array) -> Array:
    """Return dx of exp(x): dout * exp(x)."""
    return exp.vjp(dout, x)


def reciprocal_backward(dout: Array, x: Array) -> Array:
    """Return dx of 1 / x: -dout / x**2."""
    return reciprocal.vjp(dout, x)


def relu_backward(dout: Array, x: Array) -> Array:
    """Return dx of max(x, 0): dout where x > 0, else 0; at 0 the slope is 0 by convention."""
    return relu.vjp(dout, x)


def sigmoid_forward(z: Array) -> Array:
    """Return y = 1 / (1 + exp(-z)), without overflow for z of any size."""
    return sigmoid.forward(z)


def sigmoid_backward(dout: Array, z: Array) -> Array:
    """Return dz of sigmoid(z), z the pre-activation: dout * y * (1 - y)."""
    return sigmoid.vjp(dout, z)


def neuron(
    w0: float, x0: float, w1: float, x1: float, w2: float
) -> tuple[Array, tuple[Array, Array, Array, Array, Array]]:
    """Return (L, (dw0, dx0, dw1, dx1, dw2)) of L = sigmoid(w0 x0 + w1 x1 + w2).

    (2, -1, -3, -2, -3), the example of CS231n's notes on backpropagation, gives L = 0.731059.
    """
    L, gradients = differentiate(
        lambda w0, x0, w1, x1, w2: sigmoid(w0 * x0 + w1 * x1 + w2),
        *(w0, x0, w1, x1, w2),
    )
    dw0, dx0, dw1, dx1, dw2 = gradients
    return L, (dw0, dx0, dw1, dx1, dw2)
