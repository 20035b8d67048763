"""What an experiment shows at one of its steps, as plain records that travel to the browser as JSON.

A frame carries text and numbers already written as text: NaN and infinity survive, and the browser rounds nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..draw import short

Tone = Literal["start", "forward", "backward", "done", "waiting", "trouble"]


def factor(value: float) -> str:
    """Return a number as a factor of a product, as it stands on a wire; a negative one stands in brackets."""
    text = short(value)
    return f"({text})" if text.startswith("−") else text


@dataclass(frozen=True)
class Frame:
    """One step: a heading, what has just happened, and the question to answer before the next step."""

    heading: str
    text: str
    ask: str = ""
    tone: Tone = "start"

    def to_json(self) -> dict[str, Any]:
        """Return the frame as the browser gets it."""
        return asdict(self)


@dataclass(frozen=True)
class GraphFrame(Frame):
    """One step on a graph: the node at work, and the numbers known so far, one a wire (None: not known yet).

    node    the name of the vertex that the step is about, or ""
    locals  where an experiment shows them: the local derivative of the gate that a wire enters
    fresh   the positions of the wires whose number has just become known
    """

    node: str = ""
    values: tuple[str | None, ...] = ()
    gradients: tuple[str | None, ...] = ()
    locals: tuple[str | None, ...] = ()
    fresh: tuple[int, ...] = ()
