"""The experiment of notebook 07: one walk back over a graph, in the reader's order, and in five broken ones.

    from backprop.widgets import WalkExperiment
    WalkExperiment(topological_order, backward)

The presets are the "break it" switch. Each node shows for how many shares it still waits, and at the end what nudging
measures stands beside what the walk has found. The browser's half is in walk.js.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from ..draw import Picture, picture, scene, table
from . import walk_story as story
from .experiment import Experiment, module, sheet
from .readers import RunStopped, sentence
from .walk_graphs import EXHIBITS, Exhibit
from .walk_model import WALKS, Visit, Walk, gradients_of, order_of, replay

_EXHIBITS = {exhibit.name: exhibit for exhibit in EXHIBITS}
_WALKS = {walk.name: walk for walk in WALKS}
Function = Callable[..., Any] | None


class WalkExperiment(Experiment):
    """A graph and a walk over it.

    graphs  the names of the graphs; `graph` is the one in force, `scene` its picture
    """

    _esm = module("experiment", "graph", "walk")
    _css = sheet("walk")

    graphs = traitlets.List().tag(sync=True)
    graph = traitlets.Unicode().tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)

    def __init__(self, topological_order: Function = None, backward: Function = None, **traits: Any) -> None:
        """Show walks in the order of the reader's topological_order, and what the reader's backward leaves."""
        super().__init__(
            title="One walk back, in your order",
            presets=[{"name": walk.name} for walk in WALKS],
            preset=WALKS[0].name,
            graphs=[exhibit.name for exhibit in EXHIBITS],
            graph=EXHIBITS[0].name,
            **traits,
        )
        self._order, self._backward = topological_order, backward
        self._compute()

    @property
    def gradients(self) -> dict[str, float]:
        """What the walk in force has found, by node; nothing where there is no order to walk in."""
        visits = self._visits(self._exhibit, self._walk)
        return visits[-1].gradients if visits else {}

    @property
    def _exhibit(self) -> Exhibit:
        return _EXHIBITS[self.graph]

    @property
    def _walk(self) -> Walk:
        return _WALKS[self.preset]

    @traitlets.validate("graph")
    def _a_graph(self, proposal: Any) -> str:
        return proposal["value"] if proposal["value"] in _EXHIBITS else EXHIBITS[0].name

    @traitlets.validate("preset")
    def _a_walk(self, proposal: Any) -> str:
        return proposal["value"] if proposal["value"] in _WALKS else WALKS[0].name

    @traitlets.observe("graph", "preset")
    def _reader_chose(self, _: Any) -> None:
        if hasattr(self, "_order"):  # not while the widget is being made
            self._compute()

    def _compute(self) -> None:
        with self.hold_sync():  # one message, so that the browser never sees a picture without its numbers
            self.scene = scene(_with_room(self._exhibit))
            self.show_frames(self._frames(self._exhibit, self._walk), 0)

    def _frames(self, exhibit: Exhibit, walk: Walk) -> list[story.WalkFrame]:
        try:
            visits = replay(exhibit, walk, order_of(self._order, exhibit))
        except RunStopped as stop:
            return story.stopped(exhibit, sentence(str(stop)), stop.waiting)
        return story.frames(exhibit, walk, visits, self._note(exhibit) if walk is WALKS[0] else "")

    def _note(self, exhibit: Exhibit) -> str:
        """What the reader's backward leaves on the same graph."""
        try:
            return story.compared(exhibit, gradients_of(self._backward, exhibit))
        except RunStopped as stop:
            return sentence(str(stop))

    def _visits(self, exhibit: Exhibit, walk: Walk) -> list[Visit]:
        try:
            return replay(exhibit, walk, order_of(self._order, exhibit))
        except RunStopped:
            return []

    def _still(self) -> Picture:
        """The graph in force after each of the walks, or what is missing for them."""
        first = self._still_of(WALKS[0])
        stills = [first, *map(self._still_of, WALKS[1:])] if self.gradients else [first]
        return Picture("".join(still.html for still in stills), "\n\n".join(still.text for still in stills))

    def _still_of(self, walk: Walk) -> Picture:
        exhibit = self._exhibit
        visits, said = self._visits(exhibit, walk), self._frames(exhibit, walk)[-1].text
        graph = story.final(exhibit, visits) if visits else story.graph_of(exhibit)
        note = f"{walk.name}: {said}" if visits else said
        return Picture(picture(graph, title=f"{self.title}: {walk.name}", note=note).html, f"{note}\n{table(graph)}")


def _with_room(exhibit: Exhibit) -> Any:
    """The picture with the longest numbers that may come, so that its wires are long enough."""
    widest = story.graph_of(exhibit)
    longest = max(exhibit.measured().values(), key=lambda number: len(f"{number:.6g}"))
    numbers = dict.fromkeys({edge.source for edge in widest.edges}, longest)
    return widest.with_numbers(gradients=numbers)
