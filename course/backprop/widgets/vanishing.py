"""The experiment of notebook 06: the size of each layer's gradient in a deep stack, on a logarithmic axis.

    from backprop.widgets import VanishingExperiment
    VanishingExperiment(layer_gradient_norms)

Depth, width, activation and scale are the reader's choice, and so is the function: all sizes are what it returns. The
browser's half is in vanishing.js.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import traitlets

from ..draw import Picture
from .experiment import Experiment, module, sheet
from .frames import Frame, Tone
from .readers import sentence
from .vanishing_model import (
    DEEPEST,
    LARGEST,
    NAMES,
    NARROWEST,
    SMALLEST,
    WIDEST,
    Function,
    Measurement,
    Setting,
    measure,
)
from .vanishing_plot import plot, size, svg

PRESETS = {
    "sigmoid": Setting("sigmoid"),
    "tanh": Setting("tanh"),
    "relu": Setting("relu"),
    "relu, large weights": Setting("relu", scale=1.0),
}
_MOST_STEPS = 10  # deeper stacks show several layers a step
_OPENING = 1
_GUESS = {
    "sigmoid": "Write down what you expect at layer 1, then press Step.",
    "tanh": "The same weights as before, another activation. Will layer 1 be far below? Press Step.",
    "relu": "Will this fall as well? And what will be left at the entrance? Press Step to the end.",
    "relu, large weights": "Weights eight times larger. What changes: the slope of the line, or its height?",
}
_OWN_ASK = "Which slider changes the slope of the line, and which only its height?"
_CLOSING = {
    "sigmoid": "A learning rate that suits the last layer: what does it do to the first?",
    "relu": "The line is level, and the gradient at the entrance has shrunk. How can that be?",
    "relu, large weights": "The line is as level as before. Does it tell you that this gradient explodes?",
}


@dataclass(frozen=True)
class LayersFrame(Frame):
    """One step of the walk back: how many layers, counted from the last, are shown."""

    shown: int = 0


class VanishingExperiment(Experiment):
    """The reader's layer_gradient_norms on a random stack.

    plot    axes and points (vanishing_plot.plot)
    limits  of the sliders, for the browser
    """

    _esm = module("experiment", "layers", "vanishing")
    _css = sheet("layers")

    activation = traitlets.Unicode("sigmoid").tag(sync=True)
    depth = traitlets.Int(10).tag(sync=True)
    width = traitlets.Int(64).tag(sync=True)
    scale = traitlets.Float(0.125).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    plot = traitlets.Dict().tag(sync=True)

    def __init__(self, layer_gradient_norms: Function = None, **traits: Any) -> None:
        """Show a stack of sigmoids as `layer_gradient_norms` measures it (None: not written yet)."""
        limits = {"names": NAMES, "depth": [1, DEEPEST], "width": [NARROWEST, WIDEST], "scale": [SMALLEST, LARGEST]}
        super().__init__(
            title="A gradient on its way back, layer by layer",
            presets=[{"name": name} for name in PRESETS],
            limits=limits,
            **traits,
        )
        self._function = layer_gradient_norms
        self._choosing = False
        self.preset = next(iter(PRESETS))

    @property
    def setting(self) -> Setting:
        """The stack that is shown."""
        return Setting(self.activation, self.depth, self.width, self.scale, self.seed)

    @property
    def norms(self) -> tuple[float, ...]:
        """What the reader's function returned, first layer first; empty where it did not."""
        return self._measured.norms

    @traitlets.validate("activation")
    def _a_known_name(self, proposal: Any) -> str:
        return proposal["value"] if proposal["value"] in NAMES else NAMES[0]

    @traitlets.validate("depth", "width")
    def _a_possible_size(self, proposal: Any) -> int:
        low, high = (1, DEEPEST) if proposal["trait"].name == "depth" else (NARROWEST, WIDEST)
        return min(max(int(proposal["value"]), low), high)

    @traitlets.validate("scale")
    def _a_possible_scale(self, proposal: Any) -> float:
        value = float(proposal["value"])
        return Setting.scale if math.isnan(value) else min(max(value, SMALLEST), LARGEST)

    @traitlets.validate("seed")
    def _a_possible_seed(self, proposal: Any) -> int:
        return max(int(proposal["value"]), 0)

    @traitlets.observe("preset")
    def _chosen(self, _: Any) -> None:
        if self._choosing or self.preset not in PRESETS:
            return
        self._choosing = True
        with self.hold_sync():
            for name, value in vars(PRESETS[self.preset]).items():
                setattr(self, name, value)
            self._compute(opening=True)
        self._choosing = False

    @traitlets.observe("activation", "depth", "width", "scale", "seed")
    def _moved(self, _: Any) -> None:
        if not getattr(self, "_choosing", True):  # not while the widget is being made
            self._choosing = True
            self.preset = next((name for name, setting in PRESETS.items() if setting == self.setting), "")
            self._choosing = False
            self._compute()

    def _compute(self, opening: bool = False) -> None:
        """Measure anew; a preset opens on the last layers, a slider shows all of them."""
        self._measured = measure(self._function, self.setting)
        told = frames(self.setting, self._measured, self.preset)
        with self.hold_sync():
            self.plot = plot(self._measured.norms)
            self.show_frames(told, min(_OPENING, len(told) - 1) if opening else len(told) - 1)

    def _still(self) -> Picture:
        if not self.norms:
            note = self.frames[-1]["text"]
            return Picture(
                f'<p class="bp-theme bp-note">{escape(self.title)}: {escape(note)}</p>', f"{self.title}: {note}"
            )
        head = f"{described(self.setting)}. {self.frames[-1]['text']}"
        rows = [(point["layer"], point["size"]) for point in self.plot["points"]]
        text = [head, "layer   size of dW", *(f"{layer:>5}   {norm}" for layer, norm in rows)]
        cells = "".join(f"<tr><th>{layer}</th><td>{norm}</td></tr>" for layer, norm in rows)
        folded = (
            '<details class="bp-theme bp-folded"><summary>the same as a table</summary><table>'
            f"<thead><tr><th>layer</th><th>size of dW</th></tr></thead><tbody>{cells}</tbody></table></details>"
        )
        note = f'<figcaption class="bp-theme bp-note">{escape(head)}</figcaption>'
        return Picture(
            f'<figure class="bp-figure">{svg(self.plot, self.title)}{note}{folded}</figure>', "\n".join(text)
        )


def described(setting: Setting) -> str:
    """Return the stack in words."""
    layers = f"{setting.depth} {'layer' if setting.depth == 1 else 'layers'}"
    return f"{layers} of {setting.width}, {setting.activation}, scale {setting.scale:.3g}, draw {setting.seed}"


def frames(setting: Setting, measured: Measurement, preset: str) -> list[LayersFrame]:
    """Return the walk from the last layer to the first, or the one frame that says why there is none."""
    if measured.problem:
        tone: Tone = "waiting" if measured.waiting else "trouble"
        return [LayersFrame("Not written yet" if measured.waiting else "Stopped", sentence(measured.problem), "", tone)]
    every = -(-setting.depth // _MOST_STEPS)
    counts = [*range(1, setting.depth, every), setting.depth]
    return [_frame(setting, measured, preset, k, shown, every) for k, shown in enumerate(counts)]


def _frame(setting: Setting, measured: Measurement, preset: str, k: int, shown: int, every: int) -> LayersFrame:
    layer = setting.depth - shown + 1
    here, head = measured.norms[layer - 1], f"Layer {layer}"
    where = f"{described(setting)}. " if k <= _OPENING else ""
    text = f"{where}Your function returns {size(here)} for dW of layer {layer}"
    if shown > 1:
        text += f", {compared(here, measured.norms[layer])} layer {layer + 1}"
    if shown == setting.depth:
        return LayersFrame(
            head, f"{text}. {_verdict(setting, measured)}", _CLOSING.get(preset, _OWN_ASK), "done", shown
        )
    return LayersFrame(head, f"{text}.", _GUESS.get(preset, _OWN_ASK) if k <= _OPENING else "", "backward", shown)


def _verdict(setting: Setting, measured: Measurement) -> str:
    """Say how first and last layer compare, and what nudging finds at the entrance."""
    first, last = measured.norms[0], measured.norms[-1]
    said = f"The size at layer 1 is {compared(first, last)} at layer {setting.depth}. " if setting.depth > 1 else ""
    if measured.left is None:
        return (
            f"{said}At the entrance too little is left for nudging to see: the output moves by less than it is rounded."
        )
    left = size(float(f"{measured.left:.1g}"))
    return f"{said}At the entrance, says nudging, |dL/dX| is about {left} times |dout|."


def compared(here: float, there: float) -> str:
    """Return how one size compares with another, ready for the name of the other."""
    if not (0 < here < math.inf and 0 < there < math.inf):
        return "not to be compared with"
    ratio = there / here
    if 1 / 1.25 < ratio < 1.25:
        return "much the same as"
    return f"{_times(ratio)} less than" if ratio > 1 else f"{_times(1 / ratio)} more than"


def _times(ratio: float) -> str:
    return f"{ratio:.1f} times" if ratio < 10 else f"{size(float(f'{ratio:.2g}'))} times"
