"""What an examiner puts on the table: small test functions and graphs that are built next to the reader's code.

They exist so that a function can be handed to an exercise that takes one (`numeric_gradient`, `hvp`) without being sent
over a wire. Nothing here is an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backprop.rooms import memory, programs, testfunctions, testgraphs


def read(value: Any) -> Any:
    """The value as it is now: shows whether something that was kept in a room has been changed meanwhile."""
    return value


TOOLS: dict[str, Callable[..., Any]] = {
    "read": read,
    **testgraphs.TOOLS,
    **programs.TOOLS,
    **testfunctions.TOOLS,
    **memory.TOOLS,
}
"""Name -> builder or reader; see `backprop.rooms.room.Make` and `backprop.rooms.room.Builtin`."""
