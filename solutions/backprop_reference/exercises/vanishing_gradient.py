"""Notebook 06: a deep stack without biases, and what becomes of a gradient on its way down.

z_l = a_(l-1) @ weights[l], a_l = phi(z_l), a_0 = X.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any, Literal

import numpy as np

from ..arrays import Array, like, norm, promote
from ..gates import GATES, Gate
from ..linear import matmul

Activation = Literal["sigmoid", "tanh", "relu"]


@dataclass(frozen=True)
class Layer:
    """One layer of a forward pass: its input a (N, D), its weights W (D, M), its pre-activation z (N, M)."""

    a: Array
    W: Array
    z: Array


def stack_forward(weights: Sequence[Array], X: Array, phi: Gate) -> list[Layer]:
    """Return the layers of the stack, with what their way back needs."""
    layers, a = [], X
    for W in weights:
        z = matmul(a, W)
        layers.append(Layer(a, W, z))
        a = phi(z)
    return layers


def stack_backward(layers: Sequence[Layer], dout: Array, phi: Gate) -> tuple[Array, list[Array]]:
    """Return (dX, [dW of each layer, first to last]); dout: upstream gradient of the last activation."""
    da, dWs = dout, []
    for layer in reversed(layers):
        dz = phi.vjp(da, layer.z)
        da, dW = matmul.vjp(dz, layer.a, layer.W)
        dWs.append(dW)
    return da, dWs[::-1]


def layer_gradient_norms(weights: Sequence[Array], X: Array, dout: Array, activation: Activation) -> Array:
    """Return the Frobenius norm of every layer's dW, (L,), first layer first."""
    phi = GATES[activation]
    _, dWs = stack_backward(stack_forward(weights, X, phi), dout, phi)
    return like([norm(dW) for dW in dWs], promote(X)[0])


def sigmoid_bound(depth: int, weight_norm: float) -> float:
    """Return (weight_norm / 4) ** depth: the most that so many sigmoid layers can scale a gradient by.

    A layer multiplies it by sigmoid', at most 1/4, and by W.T, at most the spectral norm of W.
    """
    return float((float(weight_norm) / 4.0) ** int(depth))


def he_scale(width: int) -> float:
    """Return sqrt(2 / width): ReLU closes half of the gates, so twice the variance keeps the size (He et al. 2015)."""
    return sqrt(2.0 / width)


def xavier_scale(width: int) -> float:
    """Return sqrt(1 / width): a layer that is linear near 0 keeps the size (Glorot and Bengio 2010, equal widths)."""
    return sqrt(1.0 / width)


def rescue(depth: int, width: int) -> dict[str, Any]:
    """Return an activation and a scale with which the gradient survives `depth` layers: ReLU at He's scale."""
    return {"activation": "relu", "scale": he_scale(int(width))}


def survival(depth: int, width: int, activation: Activation, scale: float, *, draws: int = 7, seed: int = 0) -> float:
    """Return |dL/dX| / |dout|, Frobenius norms, the median of some draws; X and dout are standard normal (64, width).

    Near 1 the gradient survives. The ratio of the first to the last layer's |dW| would not tell: for ReLU it is the
    same at every scale, since each |dW| carries the scale to the same power.
    """
    rng, phi = np.random.default_rng(seed), GATES[activation]
    return median(_one_survival(rng, depth, width, phi, scale) for _ in range(draws))


def _one_survival(rng: np.random.Generator, depth: int, width: int, phi: Gate, scale: float) -> float:
    weights = [scale * rng.standard_normal((width, width)) for _ in range(depth)]
    X, dout = rng.standard_normal((64, width)), rng.standard_normal((64, width))
    dX, _ = stack_backward(stack_forward(weights, X, phi), dout, phi)
    return norm(dX) / norm(dout)
