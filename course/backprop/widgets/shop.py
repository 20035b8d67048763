"""The experiment of notebook 01: the shop, driven by the reader's MulLayer and AddLayer.

    from backprop.widgets import ShopExperiment
    ShopExperiment(MulLayer, AddLayer)

Five sliders, the graph with its numbers, a walk forwards and backwards, and a nudge that measures what the backward
pass claims. The numbers are the reader's own, right or wrong; the browser's half is in shop.js.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import traitlets

from ..draw import Picture, picture, scene, short
from . import shop_story as story
from .experiment import Experiment, module, sheet
from .readers import agree
from .shop_model import INPUTS, RESULT, Number, ShopModel

_GRAPH = story.shop_graph()
_DIALS = {dial.name: dial for dial in story.DIALS}
_PRESETS = {preset.name: preset for preset in story.PRESETS}


class ShopExperiment(Experiment):
    """The shop with the reader's two layers in it.

    inputs     the five numbers, by name
    nudged     the inputs that were nudged since the last change, the latest one last
    measured   for each of them what the nudge showed
    """

    _esm = module("experiment", "graph", "shop")
    _css = sheet("shop")

    scene = traitlets.Dict().tag(sync=True)
    dials = traitlets.List().tag(sync=True)
    inputs = traitlets.Dict().tag(sync=True)
    details = traitlets.Dict().tag(sync=True)
    nudged = traitlets.List().tag(sync=True)
    measured = traitlets.Dict().tag(sync=True)

    def __init__(
        self, mul_layer: Callable[[], Any] | None = None, add_layer: Callable[[], Any] | None = None, **traits: Any
    ) -> None:
        """Show the shop computed by `mul_layer` and `add_layer`: classes with forward(x, y) and backward(dout)."""
        first = story.PRESETS[0]
        super().__init__(
            title="The shop, computed by your layers",
            scene=scene(_GRAPH),
            dials=[asdict(dial) for dial in story.DIALS],
            presets=[{"name": preset.name} for preset in story.PRESETS],
            preset=first.name,
            inputs=dict(first.inputs),
            **traits,
        )
        self._model = ShopModel(mul_layer, add_layer)
        self._compute(opening=True)

    @property
    def price(self) -> float | None:
        """The price that the reader's layers compute, or None where they stop before it."""
        return self._run.values.get(RESULT)

    @traitlets.validate("inputs")
    def _five_numbers(self, proposal: Any) -> dict[str, Number]:
        given = proposal["value"]
        return {name: _within(_DIALS[name], given.get(name)) for name in INPUTS}

    @traitlets.observe("inputs")
    def _inputs_moved(self, _: Any) -> None:
        if hasattr(self, "_model"):  # not while the widget is being made
            self.preset = next((name for name, preset in _PRESETS.items() if preset.inputs == self.inputs), "")
            self._compute()

    @traitlets.observe("preset")
    def _preset_chosen(self, _: Any) -> None:
        if self.preset in _PRESETS:
            self.inputs = dict(_PRESETS[self.preset].inputs)

    @traitlets.observe("nudged")
    def _measure(self, _: Any) -> None:
        self.measured = {name: self._measurement(_DIALS[name]) for name in self.nudged if name in _DIALS}

    def _compute(self, opening: bool = False) -> None:
        self._run = self._model.run(self.inputs)
        told = story.frames(self._run, self.inputs)
        with self.hold_sync():
            self.nudged = []
            self.details = story.details(self._run, self.inputs)
            self.show_frames(told, story.first_step(told) if opening else None)

    def _measurement(self, dial: story.Dial) -> dict[str, Any]:
        nudge = self._model.nudge(self.inputs, dial.name, dial.nudge)
        if nudge is None:
            return {"rate": "–", "agrees": None, "sentence": "There is no price to measure yet."}
        gradient = self._run.gradients.get(dial.name)
        agrees = None if gradient is None else agree(nudge.rate, gradient)
        return {"rate": short(nudge.rate), "agrees": agrees, "sentence": story.nudge_sentence(dial, nudge)}

    def _still(self) -> Picture:
        numbered = _GRAPH.with_numbers(self._run.values, self._run.gradients)
        note = "" if self._run.problem is None else f"{self.frames[-1]['heading']}: {self.frames[-1]['text']}"
        return picture(numbered, title=self.title, note=note)


def _within(dial: story.Dial, value: object) -> Number:
    """Return a number that the slider can show: what is no number becomes the first preset's."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return story.PRESETS[0].inputs[dial.name]
    return min(max(value, dial.low), dial.high)
