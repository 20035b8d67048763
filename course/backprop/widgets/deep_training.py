"""The experiment of notebook 06 on training: a deep stack learns, or does not, while the reader watches.

    from backprop.widgets import DeepTrainingExperiment
    DeepTrainingExperiment(layer_gradient_norms)

Training runs in a task on the kernel's own loop and lets other messages in after every step, so Stop, the sliders and
other cells work meanwhile. What travels are points, at most 25 times a second. `run` trains without a loop.
"""

from __future__ import annotations

import asyncio
import math
from html import escape
from time import perf_counter
from typing import Any

import traitlets

from ..draw import Picture
from . import deep_training_story as story
from .deep_training_model import DEEPEST, WIDTH, Trainer
from .experiment import Experiment, module, sheet
from .readers import RunStopped
from .vanishing_model import LARGEST, NAMES, SMALLEST, Function, Setting
from .vanishing_plot import plot, svg

_PAUSE_S = 1 / 25  # between two messages of points
_OLDER = 3  # curves that are kept for comparison


class DeepTrainingExperiment(Experiment):
    """Training by nudging, and the reader's layer_gradient_norms at every milestone.

    running  True while a task trains; the browser sets it to start and to stop
    fresh    counts the times that Reset asked for an untrained stack
    live     the curve that is growing, and the sizes of the gradients now and at the start
    older    curves of stacks trained before
    """

    _esm = module("experiment", "layers", "deep_training")
    _css = sheet("layers", "deep_training")

    activation = traitlets.Unicode("sigmoid").tag(sync=True)
    depth = traitlets.Int(10).tag(sync=True)
    width = traitlets.Int(WIDTH, read_only=True).tag(sync=True)
    scale = traitlets.Float(story.SCALE).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    fresh = traitlets.Int(0).tag(sync=True)
    axes = traitlets.Dict().tag(sync=True)
    live = traitlets.Dict().tag(sync=True)
    older = traitlets.List().tag(sync=True)
    _task: asyncio.Task[None] | None = None
    _choosing = True  # while the widget is being made

    def __init__(self, layer_gradient_norms: Function = None, **traits: Any) -> None:
        """Show an untrained stack; its gradients are measured by `layer_gradient_norms` (None: not written yet)."""
        super().__init__(
            title="Training a deep stack",
            presets=[{"name": name} for name in story.PRESETS],
            limits={"names": NAMES, "depth": [1, DEEPEST], "scale": [SMALLEST, LARGEST]},
            **traits,
        )
        self._function = layer_gradient_norms
        self._norms: dict[int, tuple[float, ...]] = {}
        self._problem: RunStopped | None = None
        self._trainer, self._label = Trainer(self.setting), story.label(self.setting)
        self._choosing = False
        self.preset = next(iter(story.PRESETS))

    @property
    def setting(self) -> Setting:
        """The stack that is trained."""
        return Setting(self.activation, self.depth, WIDTH, self.scale, self.seed)

    @property
    def losses(self) -> list[float]:
        """The loss before the first step and after each."""
        return list(self._trainer.losses)

    @traitlets.validate("activation")
    def _a_known_name(self, proposal: Any) -> str:
        return proposal["value"] if proposal["value"] in NAMES else NAMES[0]

    @traitlets.validate("depth")
    def _a_possible_depth(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 1), DEEPEST)

    @traitlets.validate("scale")
    def _a_possible_scale(self, proposal: Any) -> float:
        value = float(proposal["value"])
        return story.SCALE if math.isnan(value) else min(max(value, SMALLEST), LARGEST)

    @traitlets.validate("seed")
    def _a_possible_seed(self, proposal: Any) -> int:
        return max(int(proposal["value"]), 0)

    # --- choosing a stack -------------------------------------------------------------------------------------------

    @traitlets.observe("preset")
    def _chosen(self, _: Any) -> None:
        if self._choosing or self.preset not in story.PRESETS:
            return
        chosen = story.PRESETS[self.preset]
        self._choosing = True
        with self.hold_sync():
            self.activation, self.depth, self.scale = chosen.activation, chosen.depth, chosen.scale
            self.seed = chosen.seed
        self._choosing = False
        self._begin()

    @traitlets.observe("activation", "depth", "scale", "seed")
    def _moved(self, _: Any) -> None:
        if not self._choosing:
            self._choosing = True
            self.preset = next((name for name, setting in story.PRESETS.items() if setting == self.setting), "")
            self._choosing = False
            self._begin()

    @traitlets.observe("fresh")
    def _reset(self, _: Any) -> None:
        self.older = []
        self._begin(keep=False)

    def _begin(self, keep: bool = True) -> None:
        """Start with a new stack; the curve of the old one is kept for comparison."""
        self._cancel()
        self.running = False
        if keep and self._trainer.steps:
            kept = {"label": self.live["label"], "points": self.live["points"]}
            self.older = [*self.older, kept][-_OLDER:]
        self._renew()

    def _renew(self) -> None:
        self._trainer, self._label = Trainer(self.setting), story.label(self.setting)
        self._norms = {}
        self._problem = None
        self._measure()
        self.step = 0
        self._tell()

    # --- training ---------------------------------------------------------------------------------------------------

    def run(self, steps: int) -> list[float]:
        """Take up to so many steps now, without a task, and return the losses so far."""
        for _ in range(steps):
            if not self._advance():
                break
        self._send_points()
        return self.losses

    @traitlets.observe("running")
    def _start_or_stop(self, _: Any) -> None:
        if self.running:
            if self._trainer.steps >= story.MILESTONES[-1]:
                self._renew()
            self._train_until(story.MILESTONES[-1])
        else:
            self._cancel()
            self._send_points()

    @traitlets.observe("step")
    def _stepped(self, _: Any) -> None:
        """A milestone that lies ahead is trained for."""
        if self._choosing or self.running:
            return
        wanted = story.MILESTONES[min(self.step, len(story.MILESTONES) - 1)]
        if wanted > self._trainer.steps and not self._problem:
            self._train_until(wanted)

    def _train_until(self, steps: int) -> None:
        """Train in a task on the running loop, or here and now where there is none."""
        self._cancel()
        try:
            self._task = asyncio.get_running_loop().create_task(self._train(steps))
        except RuntimeError:
            self.run(steps - self._trainer.steps)
            self.running = False

    async def _train(self, until: int) -> None:
        sent = perf_counter()
        while self._trainer.steps < until and self._advance():
            if perf_counter() - sent > _PAUSE_S:
                self._send_points()
                sent = perf_counter()
            await asyncio.sleep(0)  # here Stop, sliders and other cells get their turn
        self._task = None
        self._send_points()
        self.running = False

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def close(self) -> None:
        """Stop training and take the experiment off the page."""
        self._cancel()
        super().close()

    def _advance(self) -> bool:
        """Take one step; say whether another one makes sense."""
        if self._problem or self._trainer.steps >= story.MILESTONES[-1] or not math.isfinite(self._trainer.losses[-1]):
            return False
        self._trainer.step()
        if self._trainer.steps in story.MILESTONES:
            self._measure()
            milestone = story.MILESTONES.index(self._trainer.steps)
            self.step = milestone if self.running else max(self.step, milestone)
            self._tell()
        return True

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Ask the reader's function about the present stack, and keep what it says."""
        try:
            self._norms[self._trainer.steps] = self._trainer.norms(self._function)
        except RunStopped as stop:
            self._problem = stop

    def _send_points(self) -> None:
        """Send the points of the curve, and the sizes of the gradients as they are now."""
        if self._trainer.steps not in self._norms and not self._problem:
            self._measure()
        now = self._norms.get(self._trainer.steps, ())
        self.live = {
            "label": self._label,
            "points": story.points(self._trainer.losses),
            "loss": story.loss(self._trainer.losses[-1]),
            "steps": self._trainer.steps,
            "layers": plot(now, self._norms.get(0, ()), story.PLOT_WIDTH),
        }

    def _tell(self) -> None:
        """Send the story as far as it has come, and the points that belong to it."""
        trainer = self._trainer
        with self.hold_sync():
            self.axes = story.axes(trainer.best_constant)
            self._send_points()
            told = story.frames(trainer.losses, self._norms, trainer.best_constant, self.preset, self._problem)
            self.show_frames(told)

    def _still(self) -> Picture:
        if self._problem:
            note = self.frames[-1]["text"]
            return Picture(
                f'<p class="bp-theme bp-note">{escape(self.title)}: {escape(note)}</p>', f"{self.title}: {note}"
            )
        head = f"{story.label(self.setting)}: {self._trainer.steps} steps of training. {self.frames[0]['text']}"
        reached = [frame for frame in self.frames[1:] if frame["reached"]]
        lines = [head, *(f"{frame['heading']}: {frame['text']}" for frame in reached)]
        told = "".join(f"<p>{escape(line)}</p>" for line in lines)
        drawn = svg(self.live["layers"], f"{self.title}: size of each layer's gradient")
        return Picture(
            f'<figure class="bp-figure">{drawn}<figcaption class="bp-theme bp-note">{told}</figcaption></figure>',
            "\n".join(lines),
        )
