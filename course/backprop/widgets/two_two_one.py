"""The experiment of notebook 05 on the 2-2-1 network: every number on the graph, then step after step.

    from backprop.widgets import TwoTwoOneExperiment
    TwoTwoOneExperiment(two_two_one, sgd_step)

Forward, back, and twelve steps of gradient descent with the reader's own functions; the loss is drawn under the graph.
The browser's half is in two_two_one.js.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import traitlets

from ..draw import Picture, picture, scene
from . import two_two_one_story as story
from .experiment import Experiment, module, sheet
from .two_two_one_model import SETTINGS, STEPS, Function, StepModel

_GRAPH = story.network()
_ROOM = _GRAPH.with_numbers(*({edge.source: -0.536884 for edge in _GRAPH.edges} for _ in (0, 1)))


@dataclass(frozen=True)
class Axes:
    """Where the curve of the losses lies, in pixels."""

    left: float = 70.0
    right: float = 690.0
    top: float = 16.0
    bottom: float = 132.0
    width: float = 720.0
    height: float = 168.0


AXES = Axes()


class TwoTwoOneExperiment(Experiment):
    """The 2-2-1 network with the reader's two functions in it.

    scene   the graph
    curve   size, frame and points of the losses: x, y in pixels, and the loss as text
    """

    _esm = module("experiment", "graph", "two_two_one")
    _css = sheet("two_two_one")

    scene = traitlets.Dict().tag(sync=True)
    curve = traitlets.Dict().tag(sync=True)

    def __init__(self, two_two_one: Function = None, sgd_step: Function = None, **traits: Any) -> None:
        """Show the network as `two_two_one` and `sgd_step` compute it (None: not written yet)."""
        super().__init__(
            title="Two, two, one: every number, step by step",
            scene=scene(_ROOM),
            presets=[{"name": setting.name} for setting in SETTINGS],
            **traits,
        )
        self._model = StepModel(two_two_one, sgd_step)
        self.preset = SETTINGS[0].name

    @property
    def losses(self) -> list[float]:
        """The loss before the first step and after each, as far as the reader's functions come."""
        return [point.loss for point in self._run.points]

    @traitlets.validate("preset")
    def _one_of_ours(self, proposal: Any) -> Any:
        known = [setting.name for setting in SETTINGS]
        return proposal["value"] if proposal["value"] in known else known[0]

    @traitlets.observe("preset")
    def _begin(self, _: Any) -> None:
        setting = next(each for each in SETTINGS if each.name == self.preset)
        self._run = self._model.run(setting)
        told = story.frames(self._run, setting)
        with self.hold_sync():
            self.curve = curve(self.losses)
            self.show_frames(told, min(story.OPENING, len(told) - 1))

    def _still(self) -> Picture:
        points = self._run.points
        losses = ", ".join(story.digits(loss) for loss in self.losses)
        note = f"loss after 0 to {len(points) - 1} steps: {losses}" if points else ""
        if self._run.problem:
            note = f"{note} {self.frames[-1]['text']}".strip()
        graph = _GRAPH.with_numbers(points[0].values, points[0].gradients) if points else _GRAPH
        return picture(graph, title=self.title, note=note)


def curve(losses: list[float]) -> dict[str, Any]:
    """Return the curve as plain JSON; the axis goes from 0 to the largest loss."""
    finite = [loss for loss in losses if abs(loss) < 1e6]
    most = max([*finite, 1e-9])
    return {
        **vars(AXES),
        "most": story.digits(most),
        "points": [
            {
                "x": round(AXES.left + (AXES.right - AXES.left) * k / STEPS, 1),
                "y": round(AXES.bottom - (AXES.bottom - AXES.top) * _share(loss, most), 1),
                "loss": story.digits(loss),
            }
            for k, loss in enumerate(losses)
        ],
    }


def _share(loss: float, most: float) -> float:
    return 1.0 if math.isnan(loss) else min(max(loss / most, 0.0), 1.0)
