"""Where the nodes and wires of a graph go: columns from left to right, few crossings, room for a label on every wire.

The method of Sugiyama, Tagawa and Toda (1981): longest-path layers, a dummy in every column that a wire passes,
barycentre sweeps for the order inside a column, then heights by least squares. Between two columns of nodes lies a
column of labels, so numbers on wires are placed like nodes and never lie on one another. This module knows names, pairs
and sizes; it knows nothing of numbers, colours or SVG.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Size = tuple[float, float]
Columns = list[list[int]]
_Block = tuple[float, float, int]  # mean, weight, how many

_ORDER_SWEEPS = 16
_HEIGHT_SWEEPS = 10
_STRAIGHT = 6.0  # how much more a wire wants to be straight than a node wants to be in the middle


@dataclass(frozen=True)
class Box:
    """A rectangle by its centre and size, in pixels; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """The x of the left side."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Stretch:
    """A horizontal piece of wire; consecutive ones are joined by a curve."""

    start: float
    end: float
    y: float


@dataclass(frozen=True)
class Route:
    """The way of one wire, from the right side of its source to the left side of its target."""

    stretches: tuple[Stretch, ...]
    label: Box


@dataclass(frozen=True)
class Layout:
    """The finished plan: a box for every name, a route for every edge in the order of the edges."""

    boxes: dict[str, Box]
    routes: tuple[Route, ...]
    width: float
    height: float
    crossings: int
    crossings_unsorted: int


@dataclass
class _Plan:
    """The graph with its dummies: `chains[e]` are the items that edge e passes, from its source to its target."""

    column: list[int]
    chains: list[list[int]]
    nodes: int

    def columns(self) -> Columns:
        columns: Columns = [[] for _ in range(max(self.column) + 1)]
        for item, column in enumerate(self.column):
            columns[column].append(item)
        return columns

    def links(self) -> list[tuple[int, int]]:
        return [pair for chain in self.chains for pair in pairwise(chain)]


def layered(
    sizes: Mapping[str, Size],
    edges: Sequence[tuple[str, str]],
    *,
    label: Size = (72, 44),
    gap: Size = (20, 8),
    margin: float = 8,
) -> Layout:
    """Lay out the graph with nodes `sizes` (name -> width, height; in order of construction) and wires `edges`.

    label   room for the numbers on a wire
    gap     the least distance between neighbouring columns, and between neighbours in a column
    margin  the distance to the border of the picture

    Raises ValueError where a wire does not go from an earlier name to a later one.
    """
    if not sizes:
        return Layout({}, (), 2 * margin, 2 * margin, 0, 0)
    plan = _plan(list(sizes), edges)
    columns, crossings, unsorted = _ordered(plan)
    extent = [*sizes.values(), *(_dummy(plan, item, label) for item in range(plan.nodes, len(plan.column)))]
    y = _heights(columns, plan, [height + gap[1] for _, height in extent])
    top = min(y[i] - extent[i][1] / 2 for i in range(len(y))) - margin
    bottom = max(y[i] + extent[i][1] / 2 for i in range(len(y))) + margin
    bounds, width = _bounds(columns, extent, gap[0], margin)
    middle = [sum(bounds[column]) / 2 for column in plan.column]
    boxes = [Box(middle[i], y[i] - top, *extent[i]) for i in range(len(y))]
    routes = _routes(plan, boxes, bounds)
    return Layout(dict(zip(sizes, boxes, strict=False)), routes, width, bottom - top, crossings, unsorted)


def _plan(names: list[str], edges: Sequence[tuple[str, str]]) -> _Plan:
    """Give every name the column after its last source (longest path), then a dummy to every column passed."""
    index = {name: i for i, name in enumerate(names)}
    column = [0] * len(names)
    sources: list[list[int]] = [[] for _ in names]
    for source, target in edges:
        if index[source] >= index[target]:
            raise ValueError(f"layout: the wire {source!r} -> {target!r} goes backwards; list the source first")
        sources[index[target]].append(index[source])
    for item, its_sources in enumerate(sources):  # sources come first, so theirs are final
        column[item] = max((column[source] + 2 for source in its_sources), default=0)
    chains = []
    for source, target in edges:
        first, last = index[source], index[target]
        passed = range(column[first] + 1, column[last])
        chains.append([first, *range(len(column), len(column) + len(passed)), last])
        column.extend(passed)
    return _Plan(column, chains, len(names))


def _dummy(plan: _Plan, item: int, label: Size) -> Size:
    """Odd columns hold labels; in a column of nodes a wire that only passes needs little height and no width."""
    return label if plan.column[item] % 2 else (0.0, label[1] / 4)


def _ordered(plan: _Plan) -> tuple[Columns, int, int]:
    """Return the best order that the barycentre sweeps found, its crossings, and those of the order given."""
    columns, links = plan.columns(), plan.links()
    left, right = _neighbours(links, len(plan.column))
    best, least = [list(column) for column in columns], _crossings(columns, plan, right)
    unsorted = least
    for sweep in range(_ORDER_SWEEPS):
        if least == 0:
            break
        inwards, side = (columns[1:], left) if sweep % 2 == 0 else (columns[-2::-1], right)
        place = _places(columns, len(plan.column))
        for column in inwards:
            if sweep % 4 >= 2:  # the sort is stable: items of one barycentre get the other order
                column.reverse()
            column.sort(key=lambda item: _mean([place[other] for other in side[item]], place[item]))
            for position, item in enumerate(column):
                place[item] = position
        crossings = _crossings(columns, plan, right)
        if crossings < least:
            best, least = [list(column) for column in columns], crossings
    return best, least, unsorted


def _neighbours(links: list[tuple[int, int]], count: int) -> tuple[list[list[int]], list[list[int]]]:
    left: list[list[int]] = [[] for _ in range(count)]
    right: list[list[int]] = [[] for _ in range(count)]
    for first, second in links:
        right[first].append(second)
        left[second].append(first)
    return left, right


def _places(columns: Columns, count: int) -> list[float]:
    place = [0.0] * count
    for column in columns:
        for position, item in enumerate(column):
            place[item] = position
    return place


def _mean(numbers: list[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(columns: Columns, plan: _Plan, right: list[list[int]]) -> int:
    """Count pairs of links between neighbouring columns that are in one order on the left and another on the right."""
    place = _places(columns, len(plan.column))
    total = 0
    for column in columns:
        ends: list[float] = []
        for item in column:
            targets = sorted(place[other] for other in right[item])
            total += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return total


def _heights(columns: Columns, plan: _Plan, height: list[float]) -> list[float]:
    """Pull every item towards its neighbours, then follow the wires from left to right so that they run straight."""
    left, right = _neighbours(plan.links(), len(plan.column))
    both = [before + after for before, after in zip(left, right, strict=True)]
    y = [0.0] * len(plan.column)
    for _ in range(_HEIGHT_SWEEPS):
        for column in [*columns, *columns[-2:0:-1]]:
            _settle(y, column, both, plan.nodes, height)
    for column in columns[1:]:
        _settle(y, column, left, plan.nodes, height)
    return y


def _settle(y: list[float], column: list[int], pulls: list[list[int]], nodes: int, height: list[float]) -> None:
    """Move the items of one column to the mean of what pulls them, or as near as their neighbours allow."""
    wanted = [_mean([y[other] for other in pulls[item]], y[item]) for item in column]
    weight = [_STRAIGHT if item >= nodes else 1.0 for item in column]
    for item, place in zip(column, _spread(wanted, weight, [height[item] for item in column]), strict=True):
        y[item] = place


def _spread(wanted: list[float], weight: list[float], height: list[float]) -> list[float]:
    """Return the places nearest to `wanted` (weighted least squares) where neighbours of these heights touch at most.

    Without the heights this is isotonic regression, so pool adjacent violators: places that would pass one
    another share the mean of what they want.
    """
    offset = [0.0]
    for above, below in pairwise(height):
        offset.append(offset[-1] + (above + below) / 2)
    blocks: list[_Block] = []
    for target, mass, shift in zip(wanted, weight, offset, strict=True):
        block = (target - shift, mass, 1)
        while blocks and blocks[-1][0] > block[0]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    flat = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + shift for mean, shift in zip(flat, offset, strict=True)]


def _pooled(above: _Block, below: _Block) -> _Block:
    weight = above[1] + below[1]
    return (above[0] * above[1] + below[0] * below[1]) / weight, weight, above[2] + below[2]


def _bounds(columns: Columns, extent: list[Size], gap: float, margin: float) -> tuple[list[tuple[float, float]], float]:
    """Return the left and right side of every column, and the width of the picture."""
    bounds, x = [], margin
    for column in columns:
        width = max(extent[item][0] for item in column)
        bounds.append((x, x + width))
        x += width + gap
    return bounds, x - gap + margin


def _routes(plan: _Plan, boxes: list[Box], bounds: list[tuple[float, float]]) -> tuple[Route, ...]:
    """Lead every wire straight through its boxes; wires into one node arrive at different heights."""
    ports = _ports(plan, boxes)
    routes = []
    for edge, (source, *passed, target) in enumerate(plan.chains):
        stretches = [Stretch(boxes[source].right, bounds[plan.column[source]][1], boxes[source].y)]
        stretches += [Stretch(*bounds[plan.column[item]], boxes[item].y) for item in passed]
        stretches.append(Stretch(bounds[plan.column[target]][0], boxes[target].left, ports[edge]))
        routes.append(Route(tuple(stretches), boxes[passed[0]]))
    return tuple(routes)


def _ports(plan: _Plan, boxes: list[Box]) -> list[float]:
    """Return the height at which each edge arrives, in the order in which its neighbours come."""
    ports = [boxes[chain[-1]].y for chain in plan.chains]
    arriving: dict[int, list[int]] = {}
    for edge, chain in enumerate(plan.chains):
        arriving.setdefault(chain[-1], []).append(edge)
    for target, edges in arriving.items():
        edges.sort(key=lambda edge: boxes[plan.chains[edge][-2]].y)
        spacing = min(16.0, 0.6 * boxes[target].height / len(edges))
        for rank, edge in enumerate(edges):
            ports[edge] += (rank - (len(edges) - 1) / 2) * spacing
    return ports
