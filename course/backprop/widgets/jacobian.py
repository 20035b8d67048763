"""The experiment of notebook 03: a Jacobian as a heat map, dout beside it and J.T @ dout below.

    from backprop.widgets import JacobianExperiment
    JacobianExperiment(relu_jacobian, softmax_jacobian, numeric_jacobian, vjp)

Each step multiplies one column with dout; arrow keys or the pointer visit single cells. The browser's half is in
jacobian.js.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import traitlets

from ..draw import Picture
from . import jacobian_story as story
from .experiment import Experiment, module, sheet
from .jacobian_model import EXHIBITS, Exhibit, Run, run
from .readers import sentence

Function = Callable[..., Any] | None
_OPENING = 1  # the first column is multiplied at first: it shows how the others go


class JacobianExperiment(Experiment):
    """Three kinds of nodes; the tables, the products, and the products without a table are the reader's.

    board   where every number stands (jacobian_story.board)
    """

    _esm = module("experiment", "jacobian")
    _css = sheet("jacobian")

    board = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        relu_jacobian: Function = None,
        softmax_jacobian: Function = None,
        numeric_jacobian: Function = None,
        vjp: Function = None,
        relu_vjp: Function = None,
        softmax_vjp: Function = None,
        preset: str = "",
    ) -> None:
        """Show the exhibit `preset`, or the first, as the reader's functions take it (None: not written yet)."""
        presets = [{"name": exhibit.name} for exhibit in EXHIBITS]
        super().__init__(title="The Jacobian at work: Jᵀ dout with your functions", presets=presets)
        self._functions = {
            "relu_jacobian": relu_jacobian,
            "softmax_jacobian": softmax_jacobian,
            "numeric_jacobian": numeric_jacobian,
            "vjp": vjp,
            "relu_vjp": relu_vjp,
            "softmax_vjp": softmax_vjp,
        }
        self.preset = preset or EXHIBITS[0].name

    @property
    def exhibit(self) -> Exhibit:
        """The node in force."""
        return next(exhibit for exhibit in EXHIBITS if exhibit.name == self.preset)

    @property
    def dx(self) -> list[float] | None:
        """What the reader's vjp gives for the node in force; None where it does not come."""
        return None if self._run.dx is None else self._run.dx.tolist()

    @traitlets.validate("preset")
    def _one_of_ours(self, proposal: Any) -> Any:
        known = [exhibit.name for exhibit in EXHIBITS]
        return proposal["value"] if proposal["value"] in known else known[0]

    @traitlets.observe("preset")
    def _show(self, _: Any) -> None:
        self._run: Run = run(self._functions, self.exhibit)
        told = story.frames(self.exhibit, self._run)
        with self.hold_sync():  # one message, so that the browser never sees a step without its table
            self.board = story.board(self.exhibit, self._run) if len(told) > 1 else {}
            self.show_frames(told, min(_OPENING, len(told) - 1))

    def _still(self) -> Picture:
        """One picture an exhibit, the one in force first."""
        others = [exhibit for exhibit in EXHIBITS if exhibit is not self.exhibit]
        stills = [self._still_of(exhibit) for exhibit in (self.exhibit, *others)]
        return Picture("".join(still.html for still in stills), "\n\n".join(still.text for still in stills))

    def _still_of(self, exhibit: Exhibit) -> Picture:
        made = self._run if exhibit is self.exhibit else run(self._functions, exhibit)
        if made.problem:
            note = f"{exhibit.name}: {sentence(made.problem)}"
            return Picture(f'<p class="bp-theme bp-note">{escape(note)}</p>', note)
        end = story.frames(exhibit, made)[-1].text
        caption = f'<figcaption class="bp-theme bp-note">{escape(f"{exhibit.name}: {end}")}</figcaption>'
        drawn = f'<figure class="bp-figure">{story.svg(exhibit, made, self.title)}{caption}</figure>'
        return Picture(drawn, f"{story.text_table(exhibit, made)}\n{end}")
