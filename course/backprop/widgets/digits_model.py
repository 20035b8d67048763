"""What a network reads on images that were held back, and what its gradient says about one of them.

The gradient with respect to the pixels comes from the reader's own `gradients`: for a batch of one image, the gradient
of b1 is the gradient of x W1 + b1, and W1 takes it on to x. This module knows no forward pass, no widget and no
picture.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .digits_training import Params
from .readers import RunStopped, called, in_words, unwritten

Array = NDArray[Any]
Function = Callable[..., Any]
CLASSES, PIXELS = 10, 64
SIZES = np.arange(1, 301) / 100
"""The lengths of a step in the space of 64 pixels that are tried, the smallest first."""


@dataclass(frozen=True)
class Reading:
    """What was read, beside what the images show; both (N,)."""

    read: Array
    shown: Array

    @property
    def wrong(self) -> list[int]:
        """The positions of the images that are read wrongly."""
        return [int(k) for k in np.flatnonzero(self.read != self.shown)]

    def samples(self, most: int) -> list[int]:
        """At most so many of them: one of each confusion, then a second of each, and so on."""
        seen: Counter[tuple[int, int]] = Counter()
        ranks = []
        for k in self.wrong:
            pair = (int(self.shown[k]), int(self.read[k]))
            ranks.append((seen[pair], k))
            seen[pair] += 1
        return sorted(k for _, k in sorted(ranks)[:most])

    @property
    def share_wrong(self) -> float:
        """How many of all images these are, from 0 to 1."""
        return len(self.wrong) / len(self.shown)

    @property
    def counts(self) -> Array:
        """The confusion matrix (10, 10): row = what the image shows, column = what was read."""
        counts = np.zeros((CLASSES, CLASSES), dtype=int)
        np.add.at(counts, (self.shown, self.read), 1)
        return counts


@dataclass(frozen=True)
class Advice:
    """What the gradient of -ln p(label) says about one image.

    direction  (64,) against the gradient, of length 1 (all 0 where the gradient is): where to add ink, where to take it
    gradient   (64,) the gradient itself
    before     the probability of `label`, and `after` a step
    moved      (64,) the image after the step, or None where no step of `SIZES` brings the wanted reading
    step       the length of that step
    """

    label: int
    direction: Array
    gradient: Array
    before: float
    moved: Array | None
    after: float
    step: float


def read(predict: Function, params: Params, images: Array, labels: Array) -> Reading:
    """Read images with the reader's `predict`.

    Raises:
        RunStopped: it is not written yet, or raised, or returned anything but a digit for each image.
    """
    found = called("predict", predict, unwritten("your reading", "8.3", "predict"), params, images.copy())
    try:
        digits = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError):
        digits = np.empty(0)
    if digits.shape != labels.shape or not np.all(np.isin(digits, np.arange(CLASSES))):
        raise RunStopped(
            f"your predict returned {in_words(found)}; one digit for each of {len(labels)} images was expected"
        )
    return Reading(digits.astype(np.int64), labels)


def blank() -> dict[str, Array]:
    """Parameters of the smallest network there is, all 0: to see whether `gradients` is there."""
    return {"W1": np.zeros((PIXELS, 1)), "b1": np.zeros(1), "W2": np.zeros((1, CLASSES)), "b2": np.zeros(CLASSES)}


def advise(
    gradients: Function, predict: Function, params: Params, image: Array, label: int, step: float | None = None
) -> Advice:
    """Say how one image (64,) would have to change for `label` to become more probable.

    Without `step`, the smallest step of `SIZES` after which the image is read as `label` is looked for.
    """
    J, gradient = pixel_gradient(gradients, params, image, label)
    length = float(np.linalg.norm(gradient))
    direction = -gradient / length if length else np.zeros(PIXELS)
    sizes = SIZES if step is None else np.array([step])
    moved = np.clip(image + sizes[:, None] * direction, 0.0, 1.0)
    readings = read(predict, params, moved, np.full(len(sizes), label))
    fits = [k for k in range(len(sizes)) if readings.read[k] == label] if step is None else [0]
    if not fits or not length:
        return Advice(label, direction, gradient, math.exp(-J), None, math.exp(-J), 0.0)
    after, _ = pixel_gradient(gradients, params, moved[fits[0]], label)
    return Advice(label, direction, gradient, math.exp(-J), moved[fits[0]], math.exp(-after), float(sizes[fits[0]]))


def pixel_gradient(gradients: Function, params: Params, image: Array, label: int) -> tuple[float, Array]:
    """Return the loss of one image and its gradient with respect to the 64 pixels.

    Raises:
        RunStopped: `gradients` is not written yet, raised, or its result does not fit these parameters.
    """
    stub = unwritten("the gradient of the network", "8.1", "gradients")
    found = called("gradients", gradients, stub, params, image[None].copy(), np.array([label]), 0.0)
    try:
        J, grads = found
        through = np.asarray(params["W1"] @ np.asarray(grads["b1"], dtype=np.float64))
        loss = float(J)
    except (TypeError, ValueError, KeyError, IndexError):
        raise RunStopped("your gradients returned something other than J and a dict with b1 of shape (h,)") from None
    if through.shape != (PIXELS,) or not (math.isfinite(loss) and np.all(np.isfinite(through))):
        raise RunStopped("your gradients gave no finite numbers that fit 64 pixels")
    return loss, through
