"""A small deep stack that is trained by nudging every one of its weights.

There is no walk back here: a step costs two forward passes for each weight, which is why the stack is narrow. All
nudged copies of one layer go forward together. This module knows nothing of widgets or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exercises.vanishing_gradient import ACTIVATIONS, stack
from .vanishing_model import Function, Setting, norms_of

Array = NDArray[np.float64]
WIDTH, SAMPLES, TARGETS = 12, 16, 2
RATE = 0.2
"""The learning rate, one for all layers."""
DEEPEST = 12
_NUDGE = 1e-5


class Trainer:
    """A stack with its task, and gradient descent on both sides of nothing but forward passes.

    The output is read off the last activation by a fixed random matrix, so that activations of any range can reach
    targets of either sign.
    """

    def __init__(self, setting: Setting) -> None:
        rng = np.random.default_rng(setting.seed)
        self.activation = setting.activation
        self.X = rng.standard_normal((SAMPLES, WIDTH))  # (N, D)
        self._readout = rng.standard_normal((WIDTH, TARGETS)) / np.sqrt(WIDTH)
        self._targets = np.tanh(1.5 * self.X @ rng.standard_normal((WIDTH, TARGETS)) / np.sqrt(WIDTH))
        self.weights = [setting.scale * rng.standard_normal((WIDTH, WIDTH)) for _ in range(setting.depth)]
        self.losses = [self.loss()]

    @property
    def steps(self) -> int:
        """How many steps have been taken."""
        return len(self.losses) - 1

    @property
    def best_constant(self) -> float:
        """The loss of the best answer that is the same for all samples: their mean."""
        return float(np.sum((self._targets - self._targets.mean(axis=0)) ** 2) / (2 * SAMPLES))

    def loss(self) -> float:
        """Half the squared distance to the targets, the mean over the samples."""
        return float(self._losses(stack(self.weights, self.X, self.activation)))

    def step(self) -> None:
        """Move every weight against its slope, all at once, and note the new loss."""
        with np.errstate(all="ignore"):
            moves = [self._slopes(layer) for layer in range(len(self.weights))]
            self.weights = [W - RATE * slopes for W, slopes in zip(self.weights, moves, strict=True)]
            self.losses.append(self.loss())

    def norms(self, function: Function) -> tuple[float, ...]:
        """Return what the reader's function says of the present stack and its loss.

        Raises:
            RunStopped: it is not written yet, or raised, or returned something else.
        """
        out = stack(self.weights, self.X, self.activation) @ self._readout
        dout = (out - self._targets) @ self._readout.T / SAMPLES  # of the last activation
        return norms_of(function, self.weights, self.X, dout, self.activation)

    def slopes(self) -> list[Array]:
        """The slope of the loss for every weight, one array a layer, by nudging."""
        return [self._slopes(layer) for layer in range(len(self.weights))]

    def _slopes(self, layer: int) -> Array:
        """Nudge each weight of one layer up and down; nudging W[i, j] moves column j of z by the input's column i."""
        phi = ACTIVATIONS[self.activation]
        a = stack(self.weights[:layer], self.X, self.activation)
        rows, columns = self.weights[layer].shape
        moved = np.zeros((rows, columns, SAMPLES, columns))
        for j in range(columns):
            moved[:, j, :, j] = _NUDGE * a.T
        z = a @ self.weights[layer]
        nudged = phi(np.stack([z + moved, z - moved]).reshape(-1, columns))
        up, down = self._losses(_forward(self.weights[layer + 1 :], nudged, phi).reshape(2, rows, columns, SAMPLES, -1))
        return np.asarray((up - down) / (2 * _NUDGE))

    def _losses(self, last: Array) -> Array:
        """The loss of each (..., N, D) batch of last activations."""
        return np.asarray(np.sum((last @ self._readout - self._targets) ** 2, axis=(-2, -1)) / (2 * SAMPLES))


def _forward(weights: Sequence[Array], a: Array, phi: Any) -> Array:
    for W in weights:
        a = phi(a @ W)
    return a
