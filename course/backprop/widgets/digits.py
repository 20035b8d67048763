"""The experiment of notebook 08: the reader's own training, live, and what its gradient says about misread digits.

    from backprop.widgets import DigitsExperiment
    DigitsExperiment(gradients, train, predict)

The kernel gives the training a few steps at a time, from a task on its own loop, so it answers the page in between.
One training at a time is held in a kernel. The browser's half is in digits.js; only points and numbers are sent to it.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from typing import Any, ClassVar

import traitlets

from ..data import load_digits
from ..draw import Picture
from . import digits_still as still
from . import digits_story as story
from .digits_model import Reading, advise, blank, pixel_gradient, read
from .digits_training import Training, quiet
from .experiment import Experiment, module, sheet
from .readers import RunStopped

Function = Callable[..., Any]
FIRST, A_TURN = 40, 8
"""Steps that are done before the page is shown, and steps between two looks at the held-back images."""
TICK_S = 0.04
"""Seconds between two messages to the page while a training runs: 25 a second."""
MOST_IMAGES = 16
STRONGER = 0.5
"""How long the step is that makes the network surer of the digit it read."""


class DigitsExperiment(Experiment):
    """A training to start and stop, a confusion matrix, and a gallery of wrongly read images.

    plot     two curves against the steps (digits_story.plot)
    counts   the confusion matrix, 10 rows of 10
    running  whether the training goes on; the page sets it, and so may a cell
    anew     grows when the page asks to begin again
    """

    _esm = module("experiment", "digits")
    _css = sheet("digits")

    plot = traitlets.Dict().tag(sync=True)
    counts = traitlets.List().tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    anew = traitlets.Int(0).tag(sync=True)

    _held: ClassVar[weakref.ref[Training] | None] = None
    """The training that was begun last: a cell that is run again leaves none of its threads behind."""
    _training: Training | None = None
    _reading: Reading | None = None

    def __init__(
        self,
        gradients: Function | None = None,
        train: Function | None = None,
        predict: Function | None = None,
        seed: int = 0,
        **traits: Any,
    ) -> None:
        """Watch train(images, labels, seed); its first `FIRST` steps are done at once (None: not written yet)."""
        presets = [{"name": story.RIGHT}, {"name": story.READ}]
        super().__init__(title=f"Your training, watched (seed {seed})", presets=presets, preset=story.RIGHT, **traits)
        self._gradients = gradients or _not_written
        self._train = train or _not_written
        self._predict = quiet(predict or _not_written)
        self._seed = seed
        self._digits = load_digits()
        self._task: asyncio.Task[None] | None = None
        self._begin()

    def run(self, steps: int) -> None:
        """Go on for `steps` calls of the reader's gradients, and wait for them; less where the training ends."""
        if self._training is None:
            return
        for done in range(0, steps, A_TURN):
            before = len(self._training.objectives)
            self._training.run(min(A_TURN, steps - done))
            self._look()
            if self._training.over or len(self._training.objectives) == before:
                break
        self._rest()

    @property
    def accuracy(self) -> float | None:
        """The share of held-back images that are read right at present."""
        return None if self._reading is None else 1 - self._reading.share_wrong

    @property
    def objectives(self) -> list[float]:
        """J of every call of the reader's gradients so far."""
        return [] if self._training is None else list(self._training.objectives)

    def close(self) -> None:
        """End the training together with the widget."""
        if self._training is not None:
            self._training.close()
        super().close()

    # --- the training

    @traitlets.observe("anew")
    def _again(self, _: Any) -> None:
        self.running = False
        self._begin()

    def _begin(self) -> None:
        """A new training, as far as `FIRST` steps; the one that was begun before it ends, in whichever experiment."""
        before = DigitsExperiment._held and DigitsExperiment._held()
        if before:
            before.close()
        self._training = None
        self._reading = None
        self._shares: list[tuple[int, float]] = []
        self._problem: RunStopped | None = None
        digits = self._digits
        try:
            pixel_gradient(quiet(self._gradients), blank(), digits.images[0], int(digits.labels[0]))
        except RunStopped as stop:
            self._problem = stop
            self._rest()
            return
        self._training = Training(self._train, self._gradients, digits.images.copy(), digits.labels.copy(), self._seed)
        DigitsExperiment._held = weakref.ref(self._training)
        self.run(FIRST)

    @traitlets.observe("running")
    def _start_or_stop(self, change: Any) -> None:
        if not change["new"]:
            return  # the task looks at `running` before each of its turns
        if self._training is not None and self._training.closed:  # by an experiment made later
            self._begin()
        if self._training is None or self._training.over:
            self.running = False
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no loop, no page: then all at once
            self.run(10**6)
            self.running = False
            return
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._live(self._training))

    async def _live(self, training: Training) -> None:
        """Let the training go on, a turn at a time, and tell the page; ends when it is stopped or over."""
        while self.running and training is self._training and not training.over:
            training.allow(A_TURN)
            await asyncio.sleep(TICK_S)
            if training is self._training:
                self._look()
                self._tell()
        if training is self._training:
            self.running = False
            self._look()
            self._rest()
        elif self.running and self._training is not None:  # begun again in the meantime
            self._task = asyncio.get_running_loop().create_task(self._live(self._training))

    def _look(self) -> None:
        """Read the held-back images with the parameters of this moment."""
        training = self._training
        if training is None or training.params is None or training.stopped:
            self._problem = self._problem if training is None else training.stopped
            return
        try:
            self._reading = read(self._predict, training.params, self._digits.held_images, self._digits.held_labels)
            self._shares.append((len(training.objectives), self._reading.share_wrong))
        except RunStopped as stop:
            self._problem = stop

    # --- what the page gets

    def _tell(self) -> None:
        """Points and counts of this moment, in one message."""
        with self.hold_sync():
            self._send_numbers()
            if self._training is not None:
                self.show_frames([story.progress(self._training, self._reading)], 0)

    def _send_numbers(self) -> None:
        self.plot = story.plot(self.objectives, self._shares)
        self.counts = [] if self._reading is None else self._reading.counts.tolist()

    def _rest(self) -> None:
        """Everything, for a training that does not run: the whole, then the wrongly read images."""
        with self.hold_sync():
            self._send_numbers()
            self.show_frames(self._frames(), 0)

    def _frames(self) -> list[story.DigitFrame]:
        if self._problem is not None:
            return [story.trouble(self._problem)]
        if self._training is None or self._reading is None:
            return [story.silent()]
        try:
            digits = [self._digit(self._training, self._reading, k) for k in self._reading.samples(MOST_IMAGES)]
        except RunStopped as stop:
            return [story.overview(self._training, self._reading), story.trouble(stop)]
        return [story.overview(self._training, self._reading), *digits]

    def _digit(self, training: Training, reading: Reading, place: int) -> story.DigitFrame:
        image, aim = self._digits.held_images[place], self.preset
        label = int(reading.shown[place] if aim == story.RIGHT else reading.read[place])
        step = None if aim == story.RIGHT else STRONGER
        advice = advise(quiet(self._gradients), self._predict, training.params, image, label, step)
        return story.digit(reading, place, image, advice, aim)

    @traitlets.validate("preset")
    def _one_of_ours(self, proposal: Any) -> Any:
        return proposal["value"] if proposal["value"] in (story.RIGHT, story.READ) else story.RIGHT

    @traitlets.observe("preset")
    def _another_question(self, _: Any) -> None:
        if self._training is not None and self._reading is not None and not self.running:
            self.show_frames(self._frames())

    def _still(self) -> Picture:
        frames = self._frames()
        return Picture(
            still.page(self.title, self.plot, frames, self.counts),
            still.text(self.title, frames, self.counts),
        )


def _not_written(*_: Any) -> Any:
    """What stands for a function that the reader has not handed over."""
    raise NotImplementedError
