"""The experiments of notebook 02 that take gates backwards: the zoo, and the sigmoid as four nodes or as one.

    from backprop.widgets import GateZoo, SigmoidExperiment
    GateZoo(add_backward, mul_backward, copy_backward, max_backward)
    SigmoidExperiment(sigmoid_forward, sigmoid_backward, mul_backward, exp_backward, add_backward, reciprocal_backward)

One gate, or a row of them, with sliders for the inputs and for the upstream gradient; upstream, local and downstream
on the wires, and beside them what moving the inputs measures. The browser's half is in gates.js.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import traitlets

from ..draw import Picture, picture, scene, short, table
from ..graph import WireKey
from . import gates_story as story
from .experiment import Experiment, module, sheet
from .gates_model import Exhibit, Functions, GateModel, Numbers
from .readers import agree

_PRESETS = {preset.name: preset for preset in story.PRESETS}
Function = Callable[..., Any] | None


class _Gates(Experiment):
    """What the two have in common.

    scene      the picture of the exhibit in force
    dials      its sliders; `inputs` are their numbers
    products   for each wire into a gate: upstream x local = downstream, and the slope that is measured
    """

    _esm = module("experiment", "graph", "gates")
    _css = sheet("gates")

    scene = traitlets.Dict().tag(sync=True)
    dials = traitlets.List().tag(sync=True)
    inputs = traitlets.Dict().tag(sync=True)
    products = traitlets.List().tag(sync=True)

    def __init__(self, functions: Functions, presets: Sequence[story.Preset], title: str, **traits: Any) -> None:
        super().__init__(title=title, presets=[{"name": preset.name} for preset in presets], **traits)
        self._model = GateModel(functions)
        self._mine = tuple(presets)
        self._exhibit: Exhibit | None = None
        self._showing = False
        self._show(story.exhibit_of(presets[0].exhibit), presets[0].dials)

    @property
    def gradients(self) -> dict[str, float]:
        """What the reader's functions send back to the inputs, as far as they come."""
        return {source: told for (source, _), told in self._run.gradients.items() if source in self.exhibit.inputs}

    @property
    def exhibit(self) -> Exhibit:
        """The gates in force."""
        assert self._exhibit is not None, "a widget shows an exhibit from its first moment"
        return self._exhibit

    @traitlets.validate("inputs")
    def _in_range(self, proposal: Any) -> dict[str, float]:
        given, otherwise = proposal["value"], self._preset_of(self.exhibit).dials
        return {name: _within(story.DIALS[name], given.get(name), otherwise[name]) for name in self.exhibit.dials}

    @traitlets.observe("inputs", "preset")
    def _reader_moved(self, change: Any) -> None:
        if self._showing:
            return
        chosen = _PRESETS.get(self.preset) if change["name"] == "preset" else None
        if chosen is None:
            self._show(self.exhibit, self.inputs)
        else:
            keeps = chosen.follows and set(chosen.dials) == set(self.inputs)
            self._show(story.exhibit_of(chosen.exhibit), self.inputs if keeps else chosen.dials)

    def _show(self, exhibit: Exhibit, inputs: Numbers) -> None:
        other = exhibit is not self._exhibit
        self._exhibit, self._showing = exhibit, True
        try:
            with self.hold_sync():  # one message, so that the browser never sees a picture without its numbers
                self.inputs = dict(inputs)
                self.preset = self._preset_of(exhibit).name
                if other:
                    self.scene = scene(_with_room(exhibit))
                    self.dials = [asdict(story.DIALS[name]) for name in exhibit.dials]
                self._compute(other)
        finally:
            self._showing = False

    def _preset_of(self, exhibit: Exhibit) -> story.Preset:
        """The preset that has the present numbers, or the first of the exhibit."""
        mine = [preset for preset in self._mine if preset.exhibit == exhibit.name]
        return next((preset for preset in mine if preset.dials == self.inputs), mine[0])

    def _compute(self, opening: bool) -> None:
        self._run = self._model.run(self.exhibit, self.inputs)
        told = story.frames(self.exhibit, self._run, self.inputs, self._note())
        self.products = story.products(self.exhibit, self._run, self._model.nudged(self.exhibit, self.inputs))
        self.show_frames(told, story.opening_step(self.exhibit, told) if opening else None)

    def _note(self) -> str:
        """What the last step says beyond its own numbers."""
        return ""

    def _still(self) -> Picture:
        """One picture a preset; the one in force with its present numbers."""
        stills = [self._still_of(preset) for preset in self._mine]
        return Picture("".join(still.html for still in stills), "\n\n".join(still.text for still in stills))

    def _still_of(self, preset: story.Preset) -> Picture:
        exhibit = story.exhibit_of(preset.exhibit)
        run = self._run if preset.name == self.preset else self._model.run(exhibit, preset.dials)
        name = preset.name if run.problem is None else f"{preset.name}: {run.problem.message}"
        graph = story.numbered(exhibit, run)
        return Picture(picture(graph, title=self.title, note=name).html, f"{name}\n{table(graph)}")


class GateZoo(_Gates):
    """Four gates, to be picked: add, mul, copy, max."""

    def __init__(
        self,
        add_backward: Function = None,
        mul_backward: Function = None,
        copy_backward: Function = None,
        max_backward: Function = None,
        **traits: Any,
    ) -> None:
        """Show the gates as the reader's backward functions take them back (None: not written yet)."""
        functions = {
            "add_backward": add_backward,
            "mul_backward": mul_backward,
            "copy_backward": copy_backward,
            "max_backward": max_backward,
        }
        super().__init__(functions, story.GATES, "The gate zoo, driven by your functions", **traits)


class SigmoidExperiment(_Gates):
    """A sigmoid as a row of four gates, and as one."""

    def __init__(
        self,
        sigmoid_forward: Function = None,
        sigmoid_backward: Function = None,
        mul_backward: Function = None,
        exp_backward: Function = None,
        add_backward: Function = None,
        reciprocal_backward: Function = None,
        **traits: Any,
    ) -> None:
        """Show both, as the reader's functions take them (None: not written yet)."""
        functions = {
            "sigmoid_forward": sigmoid_forward,
            "sigmoid_backward": sigmoid_backward,
            "mul_backward": mul_backward,
            "exp_backward": exp_backward,
            "add_backward": add_backward,
            "reciprocal_backward": reciprocal_backward,
        }
        super().__init__(functions, story.SIGMOID, "One sigmoid, four nodes", **traits)

    def _note(self) -> str:
        """Compare what the two forms send back, where both come to an end."""
        both = [story.exhibit_of(name) for name in ("four nodes", "one node")]
        four, one = (self._model.run(exhibit, self.inputs).gradients.get(exhibit.wires[0]) for exhibit in both)
        if four is None or one is None:
            return ""
        same = "the same number" if agree(four, one) else "not the same number"
        return f"Four nodes send back {short(four)}, one node sends back {short(one)}: {same}."


def _with_room(exhibit: Exhibit) -> Any:
    """The picture with the longest numbers that may come, so that its wires are long enough."""
    longest = -0.534447 if exhibit.inputs == ("z",) else -12.25
    graph = story.graph_of(exhibit)
    everywhere = {source: longest for source, _ in exhibit.wires}
    into_gates: dict[WireKey, float | None] = {
        wire: longest for wire in exhibit.wires if wire[1] not in exhibit.outputs
    }
    return graph.with_numbers(everywhere, everywhere, into_gates)


def _within(dial: story.Dial, value: object, otherwise: float) -> float:
    """Return a number that the slider can show: what is no number becomes the preset's."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return otherwise
    return min(max(value, dial.low), dial.high)
