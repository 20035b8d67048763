"""What every experiment of the course shares: steps, presets, the modules its page is made of, a static fallback.

An experiment is one self-contained anywidget. Python computes frames and sends them; the browser walks through them on
its own, so Step and Play answer at once, even while the kernel works. A new experiment sets `frames` (and `presets`),
names its modules in `_esm` and `_css`, and says in `_still` what is shown where no widget runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from ..draw import Picture, style
from .frames import Frame


class Experiment(anywidget.AnyWidget):
    """The frame around an experiment; see experiment.js for its half in the browser.

    Keys, the same in every experiment and only while the focus is inside: S step, B back, P play or pause, R reset.
    In a graph the arrow keys go from node to node. Tab and Escape leave as usual.

    frames    the steps, as JSON (`frames.Frame`); `step` is the one shown and `start` the one shown at first
    presets   named settings, [{"name": ..., ...}]; `preset` is the name of the one in force, or ""
    """

    title = traitlets.Unicode().tag(sync=True)
    frames = traitlets.List().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    start = traitlets.Int(0).tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)

    def show_frames(self, frames: Sequence[Frame], start: int | None = None) -> None:
        """Replace the steps; go to `start`, or stay at the present step as far as there is one."""
        last = len(frames) - 1
        step = min(self.step if start is None else start, last)
        with self.hold_sync():  # one message, so that the browser never sees a step without its frame
            self.frames = [frame.to_json() for frame in frames]
            self.start = self.start if start is None else start
            self.step = step

    @traitlets.validate("step")
    def _within_the_frames(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), max(len(self.frames) - 1, 0)))

    def _still(self) -> Picture:
        """Return the experiment as a picture: what exports, printouts and viewers without widgets show."""
        raise NotImplementedError(f"{type(self).__name__} does not say what a static page shows of it")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Offer the live widget first, then the picture and its text for pages without a kernel."""
        live, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**live, **self._still()._repr_mimebundle_()}, metadata


def module(*names: str) -> str:
    """Return one ES module made of modules of this package: the last one is the widget, those before it are imported.

    The files are ordinary modules that import one another; anywidget takes a single text, so the imports between
    them are dropped and what they export becomes a plain name.
    """
    own = "\n".join(files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8") for name in names)
    without_imports = re.sub(r'^import [^;]*? from "\./[^"]+";\n', "", own, flags=re.MULTILINE)
    return re.sub(r"^export (?!default)", "", without_imports, flags=re.MULTILINE)


def sheet(*names: str) -> str:
    """Return one style sheet: the colours of the course, the frame of an experiment, then `names`."""
    return style("draw", "widgets/experiment", *(f"widgets/{name}" for name in names))
