"""The experiment of notebook 02 about the step of a gradient check: error against h, in float64 and in float32.

    from backprop.widgets import StepSizeExperiment
    StepSizeExperiment(numeric_gradient)

Each step makes h ten times smaller and asks the reader's own function again. The browser's half is in stepsize.js.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import traitlets

from ..draw import Picture
from .experiment import Experiment, module, sheet
from .frames import Frame, Tone
from .readers import sentence
from .stepsize_model import LANDSCAPES, STEPS, Curve, Landscape, Measurement, measure
from .stepsize_plot import error, plot, power, svg

_OPENING = 1  # two points are shown at first: enough for a guess
_GUESS = {
    "smooth": "Ten times smaller, and the next, and the next: does the error of float64 go down for ever? Write down "
    "the h with the smallest error, then press Step.",
    "a large x": "The slope is 1000 times flatter here. Will the smallest errors lie at the same h as before?",
    "near a kink": "The kink is 0.0003 away from the point. From which h on is the measured slope right?",
}
_CLOSING = {
    "smooth": "What drives the error on the right of the lowest point, and what on its left?",
    "a large x": "How would you choose h if you did not know how large x is?",
    "near a kink": "With h = 1e−2 a check calls a right backward pass wrong here. How to choose the test points?",
}


@dataclass(frozen=True)
class CurveFrame(Frame):
    """One more step h: how many points of the curves are shown."""

    shown: int = 0


class StepSizeExperiment(Experiment):
    """The reader's numeric_gradient at ever smaller steps.

    plot   axes and points (stepsize_plot.plot)
    """

    _esm = module("experiment", "plot", "stepsize")
    _css = sheet("stepsize")

    plot = traitlets.Dict().tag(sync=True)

    def __init__(self, numeric_gradient: Callable[..., Any] | None = None, **traits: Any) -> None:
        """Show the errors of `numeric_gradient(f, x, h)` (None: not written yet)."""
        presets = [{"name": landscape.name} for landscape in LANDSCAPES]
        super().__init__(title="Which h is best? Your numeric_gradient measured", presets=presets, **traits)
        self._function = numeric_gradient
        self.preset = LANDSCAPES[0].name

    @property
    def errors(self) -> dict[str, tuple[float, ...]]:
        """The relative error of the reader's function at each of the steps, by precision."""
        return {curve.precision: curve.errors for curve in self._measured.curves}

    @traitlets.validate("preset")
    def _one_of_ours(self, proposal: Any) -> Any:
        known = [landscape.name for landscape in LANDSCAPES]
        return proposal["value"] if proposal["value"] in known else known[0]

    @traitlets.observe("preset")
    def _measure(self, _: Any) -> None:
        landscape = next(each for each in LANDSCAPES if each.name == self.preset)
        self._measured = measure(self._function, landscape)
        told = frames(landscape, self._measured)
        with self.hold_sync():
            self.plot = plot(self._measured.curves)
            self.show_frames(told, min(_OPENING, len(told) - 1))

    def _still(self) -> Picture:
        if not self._measured.curves:
            note = self.frames[-1]["text"]
            return Picture(
                f'<p class="bp-theme bp-note">{escape(self.title)}: {escape(note)}</p>', f"{self.title}: {note}"
            )
        lines = [f"{'h':<8}{'float64':>10}{'float32':>10}"]
        lines += [f"{h:<8}{one:>10}{two:>10}" for h, one, two in rows(self._measured.curves)]
        table = "".join(
            f"<tr><th>{h}</th><td>{one}</td><td>{two}</td></tr>" for h, one, two in rows(self._measured.curves)
        )
        head = "<tr><th>h</th><th>float64</th><th>float32</th></tr>"
        folded = (
            '<details class="bp-theme bp-folded"><summary>the same as a table</summary>'
            f"<table><thead>{head}</thead><tbody>{table}</tbody></table></details>"
        )
        drawn = f'<figure class="bp-figure">{svg(self._measured.curves, self.title)}{folded}</figure>'
        return Picture(drawn, "\n".join(lines))


def rows(curves: tuple[Curve, ...]) -> list[tuple[str, str, str]]:
    """Return h and both errors, as text, one row a step."""
    one, two = (curve.errors for curve in curves)
    return [(power(h), error(a), error(b)) for h, a, b in zip(STEPS, one, two, strict=True)]


def frames(landscape: Landscape, measured: Measurement) -> list[CurveFrame]:
    """Return one frame a step h, or the one that says why there is none."""
    if not measured.curves:
        tone: Tone = "waiting" if measured.waiting else "trouble"
        heading = "Not written yet" if measured.waiting else "Stopped"
        return [CurveFrame(heading, sentence(measured.problem), "", tone)]
    return [_frame(landscape, measured.curves, k) for k in range(len(STEPS))]


def _frame(landscape: Landscape, curves: tuple[Curve, ...], k: int) -> CurveFrame:
    said = [_change(curve, k) for curve in curves]
    where = f"The slope of {landscape.words}. " if k <= _OPENING else ""
    text = f"{where}{said[0]}; {said[1]}."
    last = k == len(STEPS) - 1
    if last:
        text += f" {_lowest(curves)}"
    ask = _GUESS[landscape.name] if k <= _OPENING else (_CLOSING[landscape.name] if last else "")
    return CurveFrame(f"h = {power(STEPS[k])}", text, ask, "done" if last else "forward", k + 1)


def _change(curve: Curve, k: int) -> str:
    """Say the error at one step, and how it compares with the step before."""
    now = f"{curve.precision} is off by {error(curve.errors[k])}"
    before = curve.errors[k - 1] if k else 0.0
    if not (before and curve.errors[k]):
        return now
    ratio = before / curve.errors[k]
    if 1 / 1.5 < ratio < 1.5:
        return f"{now}, much as before"
    return f"{now}, {_times(ratio)} less" if ratio > 1 else f"{now}, {_times(1 / ratio)} more"


def _times(ratio: float) -> str:
    return f"{ratio:.0f} times" if ratio < 1000 else "very much"


def _lowest(curves: tuple[Curve, ...]) -> str:
    best = [min(zip(curve.errors, STEPS, strict=True)) for curve in curves]
    said = [f"{error(e)} at h = {power(h)} in {curve.precision}" for (e, h), curve in zip(best, curves, strict=True)]
    return f"The smallest errors are {said[0]}, and {said[1]}."
