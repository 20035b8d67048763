"""The experiment of notebook 03 about memory: the bytes of a Jacobian against n, on logarithmic axes.

    from backprop.widgets import JacobianSizeExperiment
    JacobianSizeExperiment(softmax_jacobian)

Each step makes n ten times larger. As long as that is reasonable the reader's own table is formed and measured, then
its bytes are only counted. The browser's half is in jacobian_size.js.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import traitlets

from ..draw import Picture
from .experiment import Experiment, module, sheet
from .frames import Frame
from .jacobian_size_model import NUMBER, SIZES, Sizes, in_units, measure, plot, svg
from .readers import sentence

_OPENING = 1
_GUESS = "Ten times more entries: how many times more bytes? Write down the size for n = 1,000,000, then press Step."
_CLOSING = "Which of these two lines may a backward function follow?"


@dataclass(frozen=True)
class SizeFrame(Frame):
    """One more n: how many points of the two lines are shown."""

    shown: int = 0


class JacobianSizeExperiment(Experiment):
    """The memory of the reader's softmax_jacobian, and of one vector.

    plot   axes, lines and points (jacobian_size_model.plot)
    """

    _esm = module("experiment", "plot", "jacobian_size")
    _css = sheet("stepsize", "jacobian_size")

    plot = traitlets.Dict().tag(sync=True)

    def __init__(self, softmax_jacobian: Callable[..., Any] | None = None) -> None:
        """Measure what `softmax_jacobian` forms (None: not written yet)."""
        super().__init__(title="How large is the table?")
        self._sizes = measure(softmax_jacobian)
        self.plot = plot() if self._sizes.measured else {}
        told = frames(self._sizes)
        self.show_frames(told, min(_OPENING, len(told) - 1))

    def _still(self) -> Picture:
        if not self._sizes.measured:
            note = f"{self.title} {self.frames[0]['text']}"
            return Picture(f'<p class="bp-theme bp-note">{escape(note)}</p>', note)
        lines = [f"{frame['heading']} (one vector: {in_units(NUMBER * n)})" for frame, n in self._rows()]
        text = "\n".join(["bytes of the Jacobian", *lines])
        caption = f'<figcaption class="bp-theme bp-note">{escape("; ".join(lines))}</figcaption>'
        return Picture(f'<figure class="bp-figure">{svg(self.title, text)}{caption}</figure>', text)

    def _rows(self) -> list[tuple[dict[str, Any], int]]:
        return list(zip(self.frames, SIZES, strict=True))


def frames(sizes: Sizes) -> list[SizeFrame]:
    """Return one frame an n, or the one that says why there is none."""
    if not sizes.measured:
        heading = "Not written yet" if sizes.waiting else "Stopped"
        return [SizeFrame(heading, sentence(sizes.problem), "", "waiting" if sizes.waiting else "trouble")]
    return [_frame(sizes, k) for k in range(len(SIZES))]


def _frame(sizes: Sizes, k: int) -> SizeFrame:
    n, counted = SIZES[k], NUMBER * SIZES[k] ** 2
    heading = f"n = {n:,}: {in_units(counted)}"
    text = f"{n:,} × {n:,} numbers of {NUMBER} bytes"
    if k < len(sizes.measured):
        found = sizes.measured[k]
        same = "as much" if found == counted else in_units(found)
        text += f"; the table that your softmax_jacobian formed takes {same}."
    else:
        text += ": counted, not formed."
    text += f" One vector takes {in_units(NUMBER * n)}."
    last = k == len(SIZES) - 1
    ask = _CLOSING if last else (_GUESS if k <= _OPENING else "")
    return SizeFrame(heading, text, ask, "done" if last else "forward", k + 1)
