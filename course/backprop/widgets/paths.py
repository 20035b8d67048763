"""The experiment of notebook 05 on the two paths to a weight: through the loss, and through the penalty.

    from backprop.widgets import PathsExperiment
    PathsExperiment(mlp_forward, mlp_backward, l2_penalty)

One row of bars for each weight, and a slider for lambda. The numbers are the reader's own, right or wrong; the
browser's half is in paths.js.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import traitlets

from ..draw import Picture, style
from .experiment import Experiment, module, sheet
from .frames import Frame, Tone
from .paths_model import MOST, PARAMS, WEIGHTS, Function, PathsModel, Run, reach
from .readers import sentence

PRESETS = {"the worked example": 0.1, "no penalty": 0.0, "a balance": 1.51}
_ASK = {
    0.1: "For which of the six weights will the two parts have opposite signs? Write them down, then press Step.",
    0.0: "What is left of the second path when λ is 0? Press Step.",
    1.51: "One of the six gradients is nearly 0 now. Which one? Press Step.",
}
_OWN_ASK = "Which bars have changed, and which have not? Press Step."
_LAST = 3
_HEAD = ("weight", "through L", "through s", "sum", "mlp_backward")
_WIDTH, _HEIGHT, _ZERO, _SPAN = 720, 302, 330, 215  # of the picture: its size, where 0 is, pixels to the reach
_TOP, _ROW, _HEAD_ROOM = 50, 34, 34  # the first row, a row, what the name of a matrix takes


@dataclass(frozen=True)
class PathsFrame(Frame):
    """One step: how much of the bars is known. shown: 0 nothing, 1 through the loss, 2 and the penalty, 3 the sum."""

    shown: int = 0


class PathsExperiment(Experiment):
    """The contributions to dJ/dW1 and dJ/dW2.

    lam    the slider
    bars   one record a weight: its numbers as text, and where its bars lie
    """

    _esm = module("experiment", "paths")
    _css = sheet("paths")

    lam = traitlets.Float(PRESETS["the worked example"]).tag(sync=True)
    most = traitlets.Float(MOST).tag(sync=True)
    bars = traitlets.List().tag(sync=True)

    def __init__(
        self,
        mlp_forward: Function = None,
        mlp_backward: Function = None,
        l2_penalty: Function = None,
        **traits: Any,
    ) -> None:
        """Show the worked example as the reader's three functions compute it (None: not written yet)."""
        names = list(PRESETS)
        super().__init__(
            title="Two paths to every weight", presets=[{"name": name} for name in names], preset=names[0], **traits
        )
        self._model = PathsModel(mlp_forward, mlp_backward, l2_penalty)
        self._compute(opening=True)

    @property
    def run(self) -> Run:
        """What the reader's functions say at the present lambda."""
        return self._run

    @traitlets.validate("lam")
    def _in_range(self, proposal: Any) -> float:
        value = float(proposal["value"])
        return PRESETS["the worked example"] if math.isnan(value) else min(max(value, 0.0), MOST)

    @traitlets.observe("lam")
    def _lambda_moved(self, _: Any) -> None:
        if hasattr(self, "_model"):  # not while the widget is being made
            self.preset = next((name for name, lam in PRESETS.items() if lam == self.lam), "")
            self._compute()

    @traitlets.observe("preset")
    def _preset_chosen(self, _: Any) -> None:
        if self.preset in PRESETS:
            self.lam = PRESETS[self.preset]

    def _compute(self, opening: bool = False) -> None:
        self._run = self._model.run(self.lam)
        with self.hold_sync():  # one message, so that the browser never sees bars of another lambda
            self.bars = bars(self._run)
            self.show_frames(frames(self._run), 1 if opening else None)

    def _still(self) -> Picture:
        if self._run.problem:
            note = sentence(self._run.problem)
            return Picture(
                f'<p class="bp-theme bp-note">{escape(self.title)}: {escape(note)}</p>', f"{self.title}: {note}"
            )
        rows = [_HEAD, *((bar["name"], *bar["texts"]) for bar in self.bars)]
        head = f"lambda = {self.lam:g}: {self.frames[-1]['text']}"
        text = [head, *("".join(f"{cell:>14}" for cell in row) for row in rows)]
        cells = "".join(
            "<tr>"
            + "".join(f"<{'td' if i else 'th'}>{cell}</{'td' if i else 'th'}>" for i, cell in enumerate(row))
            + "</tr>"
            for row in rows
        )
        table = (
            '<details class="bp-theme bp-folded"><summary>the same as a table</summary>'
            f"<table>{cells}</table></details>"
        )
        drawn = svg(self.bars, f"{self.title}, {head}")
        note = f'<figcaption class="bp-theme bp-note">{escape(head)}</figcaption>'
        return Picture(f'<figure class="bp-figure">{drawn}{note}{table}</figure>', "\n".join(text))


def frames(run: Run) -> list[PathsFrame]:
    """Return the four steps of a run, or those that it comes to and the reason why it stops."""
    if run.problem:
        tone: Tone = "waiting" if run.waiting else "trouble"
        return [PathsFrame("Not written yet" if run.waiting else "Stopped", sentence(run.problem), "", tone)]
    lam = f"λ = {run.lam:g}"
    ask = _ASK.get(run.lam, _OWN_ASK)
    return [
        PathsFrame(
            "The objective",
            f"{lam}: your mlp_forward returns J = {_six(run.objective)}, and {_six(run.data)} without the penalty; "
            f"your l2_penalty returns s = {_six(run.s)}.",
            "From how many places is W1 reached, walking back from J?",
            "start",
        ),
        PathsFrame("Through the loss", "Your mlp_backward, after a forward pass with λ = 0.", ask, "backward", 1),
        PathsFrame(
            "Through the penalty",
            f"Your l2_penalty at {lam}: a bar that begins where the first one ends.",
            "Where will the gradient itself lie?",
            "backward",
            2,
        ),
        PathsFrame("Both together", _verdict(run), "Move λ: which bars move with it?", "done", _LAST),
    ]


def bars(run: Run) -> list[dict[str, Any]]:
    """Return one record a weight: name, the four numbers as text, the places of its bars, and whether they agree."""
    if run.problem:
        return []
    places = [(name, place) for name in WEIGHTS for place in np.ndindex(PARAMS[name].shape)]
    return [_bar(run, name, place, k) for k, (name, place) in enumerate(places)]


def svg(rows: list[dict[str, Any]], title: str) -> str:
    """Return the bars at their last step as a picture; paths.js draws the same."""
    height = _HEIGHT
    body = [
        f'<path class="bp-zero" d="M{_ZERO} 24V{height - 6}"/>',
        f'<text class="bp-head-text" x="{_WIDTH - 8}" y="16">your mlp_backward</text>',
    ]
    for bar in rows:
        y = bar["y"]
        (a, b), (c, d), mark = bar["loss"], bar["penalty"], bar["mark"]
        body += [
            f'<text class="bp-scale" x="8" y="{y - 12}">{bar["head"]}</text>',
            f'<text x="8" y="{y + 17}">{bar["name"]}</text>',
            f'<rect class="bp-through-loss" x="{a}" y="{y}" width="{max(b - a, 1):g}" height="12"/>',
            f'<rect class="bp-through-penalty" x="{c}" y="{y + 13}" width="{max(d - c, 1):g}" height="12"/>',
            f'<path class="bp-sum" d="M{mark} {y - 2}V{y + 27}"/>',
            f'<text class="bp-number" x="{_WIDTH - 8}" y="{y + 17}">{bar["texts"][3]}</text>',
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph bp-paths" role="img" width="{_WIDTH}" '
        f'height="{height}" viewBox="0 0 {_WIDTH} {height}"><title>{escape(title)}</title>'
        f"<style>{style('draw', 'widgets/paths')}</style>{''.join(body)}</svg>"
    )


def _bar(run: Run, name: str, place: tuple[int, ...], k: int) -> dict[str, Any]:
    parts: Mapping[str, float] = {
        kind: float(grads[name][place])
        for kind, grads in (("loss", run.loss), ("penalty", run.penalty), ("own", run.together))
    }
    total = parts["loss"] + parts["penalty"]
    scale = _SPAN / reach(run, name)
    begin, end = _pixel(parts["loss"] * scale), _pixel(total * scale)
    index = ", ".join(map(str, place)) if name == "W1" else str(place[0])
    first = not any(place)
    return {
        "name": f"{name}[{index}]",
        "head": f"{name}, drawn up to ±{reach(run, name):.2f}" if first else "",
        "y": _TOP + _ROW * k + _HEAD_ROOM * WEIGHTS.index(name),
        "texts": [_six(value) for value in (parts["loss"], parts["penalty"], total, parts["own"])],
        "loss": sorted((_ZERO, begin)),
        "penalty": sorted((begin, end)),
        "mark": _pixel(parts["own"] * scale),
        "agrees": math.isclose(total, parts["own"], rel_tol=1e-6, abs_tol=1e-9),
    }


def _pixel(offset: float) -> float:
    """Return where a number lies; what is not finite or too large lies at the edge."""
    return round(_ZERO + max(-_SPAN, min(_SPAN, offset if math.isfinite(offset) else _SPAN)), 1)


def _verdict(run: Run) -> str:
    wrong = [bar["name"] for bar in bars(run) if not bar["agrees"]]
    if wrong:
        return f"Your mlp_backward differs from the sum of the two parts at {', '.join(wrong)}."
    return f"At λ = {run.lam:g} your mlp_backward is the sum of the two parts, for all six weights."


def _six(value: float | None) -> str:
    return "?" if value is None else f"{value:.6f}".replace("-", "−")
