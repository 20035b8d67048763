"""Handwritten digits for notebook 08: 8 x 8 pixels, real, and always the same. Where they are from: optdigits.txt."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("optdigits.npz")
DARKEST = 16
"""Pixels are stored as integers from 0 (paper) to 16 (ink)."""


class Digits(NamedTuple):
    """Images as rows of 64 pixels in [0, 1], and what they show; a third of them is held back from training.

    images (1198, 64) float64, labels (1198,) integers from 0 to 9; held_images (599, 64), held_labels (599,).
    """

    images: NDArray[np.float64]
    labels: NDArray[np.int64]
    held_images: NDArray[np.float64]
    held_labels: NDArray[np.int64]


def load_digits() -> Digits:
    """The digits, in new arrays at every call.

    Every third image is held back: the file goes writer by writer, so both parts have all thirteen hands in them.
    """
    with np.load(FILE, allow_pickle=False) as file:
        images, labels = file["images"] / DARKEST, file["labels"].astype(np.int64)
    held = np.arange(len(labels)) % 3 == 2
    return Digits(images[~held], labels[~held], images[held], labels[held])
