"""A watch on memory, kept next to the reader's code while an examiner calls it.

Like everything in `backprop.rooms.apparatus`, it holds no answer; how much is too much is said elsewhere.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any


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


TOOLS: dict[str, Callable[..., Any]] = {"watch_memory": watch_memory, "peak_memory": peak_memory}
"""Name -> tool; see `backprop.rooms.apparatus.TOOLS`."""
