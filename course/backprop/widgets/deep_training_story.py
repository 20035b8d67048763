"""What the training experiment says and where its curve lies; it trains nothing itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .deep_training_model import WIDTH
from .frames import Frame, Tone
from .readers import RunStopped, sentence
from .vanishing_model import Setting
from .vanishing_plot import size

MILESTONES = (0, 1, 3, 10, 30, 100, 300)
"""The numbers of steps at which the experiment looks closely; the last one is the end."""
SCALE = 0.289
"""One over the root of the width, to three digits."""
PRESETS = {
    "ten sigmoids": Setting("sigmoid", 10, WIDTH, SCALE),
    "ten tanh": Setting("tanh", 10, WIDTH, SCALE),
    "ten ReLUs": Setting("relu", 10, WIDTH, 0.408),
    "sigmoids, large weights": Setting("sigmoid", 10, WIDTH, 3.06),
}
HIGHEST = 1.5
"""The loss at the upper end of the axis."""
PLOT_WIDTH = 430.0
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 44.0, 16.0, 30.0, 46.0, 300.0
_ASK = "Where will this curve end: near 0, at the dashed line, elsewhere? Press Start or Step."
_CLOSING = {
    "ten sigmoids": "Why just there? Now choose the next preset and start again.",
    "ten tanh": "What do the first layers receive here that the sigmoids' first layers did not?",
    "ten ReLUs": "Draw again a few times: why do narrow stacks of ReLUs sometimes stop learning?",
    "sigmoids, large weights": "These gradients have survived. What else is missing?",
}


@dataclass(frozen=True)
class TrainingFrame(Frame):
    """One milestone: after how many steps, and whether training has come so far."""

    taken: int = 0
    reached: bool = False


def label(setting: Setting) -> str:
    """Return the name of a curve."""
    return f"{setting.depth} {setting.activation}, {setting.scale:.3g}"


def loss(value: float) -> str:
    """Return a loss as text."""
    return f"{value:.3f}" if math.isfinite(value) else "no number"


def axes(best_constant: float) -> dict[str, Any]:
    """Return frame, ticks and the dashed line of the plot of losses."""
    right, bottom = PLOT_WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    return {
        "width": PLOT_WIDTH,
        "height": _HEIGHT,
        "left": _LEFT,
        "right": right,
        "top": _TOP,
        "bottom": bottom,
        "up": [{"at": _y(value), "label": f"{value:g}"} for value in (0, 0.5, 1.0, HIGHEST)],
        "across": [{"at": _x(steps), "label": str(steps)} for steps in (0, 100, 200, 300)],
        "constant": _y(best_constant),
    }


def points(losses: Sequence[float]) -> list[list[float]]:
    """Return the curve in pixels, one point a step; a loss above the axis lies on its edge."""
    return [[_x(steps), _y(value)] for steps, value in enumerate(losses)]


def frames(
    losses: Sequence[float],
    norms: Mapping[int, Sequence[float]],
    best_constant: float,
    preset: str,
    problem: RunStopped | None,
) -> list[TrainingFrame]:
    """Return one frame a milestone, or the one that says why there is none."""
    if problem is not None:
        tone: Tone = "waiting" if problem.waiting else "trouble"
        return [TrainingFrame("Not written yet" if problem.waiting else "Stopped", sentence(str(problem)), "", tone)]
    return [_frame(losses, norms, best_constant, preset, steps) for steps in MILESTONES]


def _frame(
    losses: Sequence[float], norms: Mapping[int, Sequence[float]], best_constant: float, preset: str, steps: int
) -> TrainingFrame:
    heading = {0: "Untrained", 1: "After 1 step"}.get(steps, f"After {steps} steps")
    if steps >= len(losses):
        stuck = not math.isfinite(losses[-1])
        said = "The loss is no number any more; these steps are too large." if stuck else "Not trained so far yet."
        return TrainingFrame(heading, said, "", "trouble" if stuck else "start", steps)
    text = f"The loss is {loss(losses[steps])}; the best answer that ignores the input has {loss(best_constant)}."
    if steps in norms:
        first, last = norms[steps][0], norms[steps][-1]
        text += f" Your function returns {size(first)} for dW of layer 1"
        text += f" and {size(last)} for layer {len(norms[steps])}." if len(norms[steps]) > 1 else "."
    end = steps == MILESTONES[-1]
    ask = _ASK if steps == 0 else (_CLOSING.get(preset, "What would you change next?") if end else "")
    return TrainingFrame(heading, text, ask, "done" if end else "forward", steps, True)


def _x(steps: int) -> float:
    return round(_LEFT + (PLOT_WIDTH - _LEFT - _RIGHT) * steps / MILESTONES[-1], 1)


def _y(value: float) -> float:
    share = min(max(value / HIGHEST, 0.0), 1.0) if math.isfinite(value) else 1.0
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)
