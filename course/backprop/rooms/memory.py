"""Tools of an examination that stand next to the reader's code: vector functions, and a watch on memory.

Like everything in `backprop.rooms.apparatus`, they hold no answer.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def vector_waves(weights: NDArray[Any]) -> Callable[[Any], NDArray[Any]]:
    """A function (n,) -> (m,): sines of the sums that `weights` (m, n) gives."""

    def f(x: Any) -> NDArray[Any]:
        return np.asarray(np.sin(weights @ np.asarray(x)))

    return f


def watch_memory() -> int:
    """Begin to follow what is allocated."""
    tracemalloc.stop()
    tracemalloc.start()
    return 0


def peak_memory() -> int:
    """The most bytes that were in use at once since `watch_memory`; the watch ends."""
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


TOOLS: dict[str, Callable[..., Any]] = {
    "vector_waves": vector_waves,
    "watch_memory": watch_memory,
    "peak_memory": peak_memory,
}
"""Name -> builder or tool."""
