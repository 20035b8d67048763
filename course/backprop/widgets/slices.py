"""The experiment of notebook 04: pick an entry of X or W, see its slice light up, and fill the gradient.

    from backprop.widgets import SliceExperiment
    SliceExperiment(local_gradient_slice)
    SliceExperiment(local_gradient_slice, matmul_backward, preset="square")

Every slice is the reader's own; the last step compares with the reader's products, where there are some.
The browser's half is in slices.js.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import traitlets

from ..draw import Picture
from . import slices_story as story
from .experiment import Experiment, module, sheet
from .slices_model import SETTINGS, Filling, Setting, fill

Function = Callable[..., Any] | None


class SliceExperiment(Experiment):
    """Gradients of Y = X W, entry by entry.

    board    X, W, Y and dout, as text, and whose gradient is filled
    entries  the gradient, one row an entry: the inner product, its value, and what nudging measures
    """

    _esm = module("experiment", "slices")
    _css = sheet("slices")

    board = traitlets.Dict().tag(sync=True)
    entries = traitlets.List().tag(sync=True)

    def __init__(
        self,
        local_gradient_slice: Function = None,
        matmul_backward: Function = None,
        preset: str = SETTINGS[0].name,
        **traits: Any,
    ) -> None:
        """Fill gradients by the reader's slices; compare with `matmul_backward` where it is given."""
        presets = [{"name": setting.name} for setting in SETTINGS]
        super().__init__(title="One entry, one slice: filled by your functions", presets=presets, **traits)
        self._filled = {setting.name: fill(local_gradient_slice, matmul_backward, setting) for setting in SETTINGS}
        self.preset = preset

    @property
    def gradient(self) -> list[float]:
        """The gradient in force, row after row, as far as the reader's slices give it."""
        return [entry.value for entry in self._filled[self.preset].entries]

    @traitlets.validate("preset")
    def _one_of_ours(self, proposal: Any) -> Any:
        return proposal["value"] if proposal["value"] in self._filled else SETTINGS[0].name

    @traitlets.observe("preset")
    def _show(self, _: Any) -> None:
        setting = next(each for each in SETTINGS if each.name == self.preset)
        filling = self._filled[setting.name]
        with self.hold_sync():  # one message, so that the browser never sees a step of another board
            self.board = story.board(setting)
            self.entries = story.entries(setting, filling)
            self.show_frames(story.frames(setting, filling), 0)

    def _still(self) -> Picture:
        stills = [_still(setting, self._filled[setting.name]) for setting in SETTINGS]
        head = f'<figcaption class="bp-theme bp-note">{escape(self.title)}</figcaption>'
        body = "".join(still.html for still in stills)
        html = f'<figure class="bp-figure"><style>{sheet("slices")}</style>{head}{body}</figure>'
        return Picture(html, "\n\n".join(still.text for still in stills))


_HEAD = ("entry", "inner product of slice and dout", "gradient", "measured")


def _still(setting: Setting, filling: Filling) -> Picture:
    """One preset with all its numbers: what is given, and every entry of the gradient."""
    last = story.frames(setting, filling)[-1]
    given = story.board(setting)["rows"]
    rows = [(row["name"], row["sum"], row["value"], row["measured"]) for row in story.entries(setting, filling)]
    matrices = "".join(_matrix(f"{name} ({len(m)}, {len(m[0])})", m) for name, m in given.items())
    head = "".join(f'<th scope="col">{title}</th>' for title in _HEAD)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    table = f'<table class="bp-entries"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>' if rows else ""
    html = (
        f'<div class="bp-theme bp-slices-still"><p><strong>{setting.name}</strong>. {escape(last.text)}</p>'
        f'<div class="bp-given">{matrices}</div>{table}</div>'
    )
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return Picture(html, "\n".join([f"{setting.name}: {last.text}", *lines]))


def _matrix(caption: str, rows: list[list[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="bp-matrix"><caption>{caption}</caption><tbody>{body}</tbody></table>'
