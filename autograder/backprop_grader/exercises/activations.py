"""Sigmoid and softmax as the notebooks write them: what known mistakes of 02 to 08 are made of.

They go wrong where these go wrong, at sizes that overflow; the right answers are the reference's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def sigmoid(z: Any) -> NDArray[np.float64]:
    """1 / (1 + exp(-z)), entry by entry, in the shape of z."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(z, dtype=np.float64))))


def softmax(scores: Any, axis: int = -1) -> NDArray[Any]:
    """exp(z) / sum(exp(z)) along one axis, in the shape of the scores: by default each row is one sample."""
    powers = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))
