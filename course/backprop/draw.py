"""A graph as a picture: static SVG, the same numbers as a text table, and the scene that the experiments draw live.

Value above the wire in blue, gradient below it in vermillion with an arrow that points back; the two are told apart by
place and arrow alone. Where local derivatives are known, they stand in a third line. This module is told where things
lie by `layout`; it computes no number that it shows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any

from .graph import Edge, Graph, Vertex
from .layout import Box, Route, layered

_GATE_RADIUS = 21.0
_LETTER = 8.6  # pixels a letter of a name, at 14 px in a monospaced face
_DIGIT = 10.4  # pixels a digit of a number, at 15 px in the widest face met (DejaVu Sans, bold)
_ARROW = 9.0
_LABEL = 46.0  # pixels that a value and a gradient take, with the wire between them
_LINE = 18.0  # pixels of one more line
_ROOM = 70.0  # pixels that a wire keeps free for the numbers that may come
_BARE = 8.0  # the same where none will come, and the page is narrow
_PAGE = 900.0  # pixels of a notebook's page: a wider picture is shown smaller
_UNKNOWN = "?"


def short(number: float | None, digits: int = 6) -> str:
    """Return a number as it is written on a wire: `digits` significant digits, a true minus sign, ? for None."""
    if number is None:
        return _UNKNOWN
    return format(float(number), f".{digits}g").replace("-", "−")


def table(graph: Graph) -> str:
    """Return the wires of a graph with their values and gradients as a plain text table."""
    rows = [_head(graph), *(_row(graph, edge) for edge in graph.edges)]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [
        [f"{row[0]:<{first}}", *(f"{cell:>{width}}" for cell, width in zip(row[1:], others, strict=True))]
        for row in rows
    ]
    return "\n".join("  ".join(line).rstrip() for line in lines)


def svg(graph: Graph, *, title: str = "A computational graph") -> str:
    """Return a self-contained SVG of `graph` that follows a light or dark theme, with a text alternative."""
    plan = scene(graph)
    if plan["width"] > _PAGE and not _has_numbers(graph):
        plan = scene(graph, least=_BARE)
    wires = zip(graph.edges, plan["edges"], strict=True)
    body = [_wire_svg(edge, drawn) for edge, drawn in wires] + [_node_svg(node) for node in plan["nodes"]]
    size = f'viewBox="0 0 {plan["width"]:g} {plan["height"]:g}" width="{plan["width"]:g}" height="{plan["height"]:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-theme bp-graph" role="img" {size}>'
        f"<title>{escape(title)}</title><desc>{escape(describe(graph))}</desc><style>{style('draw')}</style>"
        f"{''.join(body)}</svg>"
    )


def describe(graph: Graph) -> str:
    """Return the picture in words: one sentence a wire."""
    return " ".join(_sentence(graph, edge) for edge in graph.edges)


@dataclass(frozen=True)
class Picture:
    """A drawing with its text alternative; shows itself in Jupyter, in exports and in a terminal."""

    html: str
    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def picture(graph: Graph, *, title: str = "A computational graph", note: str = "") -> Picture:
    """Return `graph` as something that Jupyter shows: the SVG with a folded table, or the table where all is text."""
    caption = f'<figcaption class="bp-theme bp-note">{escape(note)}</figcaption>' if note else ""
    drawn = f'<figure class="bp-figure">{svg(graph, title=title)}{caption}{html_table(graph)}</figure>'
    return Picture(drawn, f"{table(graph)}\n{note}" if note else table(graph))


def html_table(graph: Graph) -> str:
    """Return the wires of a graph with their values and gradients as a folded HTML table."""
    rows = "".join(
        f'<tr><th scope="row">{escape(wire)}</th>{"".join(f"<td>{number}</td>" for number in numbers)}</tr>'
        for wire, *numbers in (_row(graph, edge) for edge in graph.edges)
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in _head(graph))
    return (
        '<details class="bp-theme bp-folded"><summary>the same as a table</summary>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def scene(graph: Graph, least: float = _ROOM) -> dict[str, Any]:
    """Return where everything lies, as plain JSON: what `svg` draws here and the experiments draw in the browser.

    least  how many pixels the shortest wire has for its numbers
    nodes  name, kind, label, x, y, width, height and `path`, the outline
    edges  source, `wire` in words, `path`, `head` of the arrow, and x, y: the middle of the wire under its label
    """
    numbers = [_label_width(edge) for edge in graph.edges]
    sizes = {vertex.name: size for vertex, size in zip(graph.vertices, _sizes(graph.vertices), strict=True)}
    lines = _LABEL + (_LINE if _shows_local(graph) else 0)
    plan = layered(sizes, [(edge.source, edge.target) for edge in graph.edges], label=(max([least, *numbers]), lines))
    nodes = [_node(vertex, plan.boxes[vertex.name]) for vertex in graph.vertices]
    edges = [
        {
            "source": edge.source,
            "wire": _words(graph, edge),
            **_wire(route, graph[edge.target], plan.boxes[edge.target]),
        }
        for edge, route in zip(graph.edges, plan.routes, strict=True)
    ]
    return {"width": round(plan.width, 1), "height": round(plan.height, 1), "nodes": nodes, "edges": edges}


@cache
def style(*names: str) -> str:
    """Return style sheets of this package, one after the other."""
    return "\n".join(files("backprop").joinpath(f"{name}.css").read_text(encoding="utf-8") for name in names)


def _shows_local(graph: Graph) -> bool:
    return any(edge.local is not None for edge in graph.edges)


def _has_numbers(graph: Graph) -> bool:
    return any(_label_width(edge) for edge in graph.edges)


def _head(graph: Graph) -> tuple[str, ...]:
    head = ("wire", "value", "gradient")
    return (*head, "local") if _shows_local(graph) else head


def _row(graph: Graph, edge: Edge) -> tuple[str, ...]:
    row = (_words(graph, edge), short(edge.value), short(edge.gradient))
    if not _shows_local(graph):
        return row
    return (*row, "" if graph[edge.target].kind == "output" else short(edge.local))


def _words(graph: Graph, edge: Edge) -> str:
    """Name a wire by its ends; a gate is named by its symbol and its result."""
    target = graph[edge.target]
    return f"{edge.source} → {target.symbol} ({target.name})" if target.symbol else f"{edge.source} → {target.name}"


def _sentence(graph: Graph, edge: Edge) -> str:
    value = "not known yet" if edge.value is None else short(edge.value)
    gradient = "not known yet" if edge.gradient is None else short(edge.gradient)
    local = "" if edge.local is None else f", local {short(edge.local)}"
    return f"{_words(graph, edge)}: value {value}, gradient {gradient}{local}."


def _label_width(edge: Edge) -> float:
    if edge.value is edge.gradient is edge.local is None:
        return 0.0
    letters = max(len(short(edge.value)), len(short(edge.gradient)) + 2)  # the arrow that points back
    return letters * _DIGIT if edge.local is None else max(letters, len(short(edge.local)) + 4) * _DIGIT


def _sizes(vertices: Sequence[Vertex]) -> list[tuple[float, float]]:
    """Inputs are as wide as the widest of them, so that their wires start on one line."""
    widest = max((len(vertex.label) for vertex in vertices if vertex.kind == "input"), default=0)
    return [_size(vertex, widest) for vertex in vertices]


def _size(vertex: Vertex, widest_input: int) -> tuple[float, float]:
    if vertex.kind == "gate":
        return max(2 * _GATE_RADIUS, len(vertex.label) * _LETTER + 18), 2 * _GATE_RADIUS
    letters = widest_input if vertex.kind == "input" else len(vertex.label)
    return letters * _LETTER + 24, 34


def _node(vertex: Vertex, box: Box) -> dict[str, Any]:
    place = {"x": _px(box.x), "y": _px(box.y), "width": _px(box.width), "height": _px(box.height)}
    return {"name": vertex.name, "kind": vertex.kind, "label": vertex.label, "path": _outline(vertex, box), **place}


def _outline(vertex: Vertex, box: Box) -> str:
    """An input is a flag that points into the graph, a gate is round, an output has a double right side."""
    left, right, top, bottom = box.left, box.right, box.y - box.height / 2, box.y + box.height / 2
    match vertex.kind:
        case "input":
            tip, r = 11.0, 5.0
            return (
                f"M{_px(left + r)} {_px(top)}H{_px(right - tip)}L{_px(right)} {_px(box.y)}L{_px(right - tip)} "
                f"{_px(bottom)}H{_px(left + r)}Q{_px(left)} {_px(bottom)} {_px(left)} {_px(bottom - r)}"
                f"V{_px(top + r)}Q{_px(left)} {_px(top)} {_px(left + r)} {_px(top)}Z"
            )
        case "gate":
            r, flat = box.height / 2, box.width - box.height
            return (
                f"M{_px(left + r)} {_px(top)}h{_px(flat)}a{_px(r)} {_px(r)} 0 0 1 0 {_px(2 * r)}"
                f"h{_px(-flat)}a{_px(r)} {_px(r)} 0 0 1 0 {_px(-2 * r)}Z"
            )
        case "output":
            return (
                f"M{_px(left)} {_px(top)}H{_px(right)}V{_px(bottom)}H{_px(left)}Z"
                f"M{_px(right - 4)} {_px(top)}V{_px(bottom)}"
            )


def _wire(route: Route, target: Vertex, box: Box) -> dict[str, Any]:
    """The wire ends where the arrow begins, and the arrow ends on the outline, which is round at a gate."""
    last = route.stretches[-1]
    reach = box.height / 2
    inset = reach - math.sqrt(max(reach**2 - (last.y - box.y) ** 2, 0)) if target.kind == "gate" else 0.0
    tip = last.end + inset
    path = f"M{_px(route.stretches[0].start)} {_px(route.stretches[0].y)}H{_px(route.stretches[0].end)}"
    for before, after in pairwise(route.stretches):
        middle = (before.end + after.start) / 2
        path += f"C{_px(middle)} {_px(before.y)} {_px(middle)} {_px(after.y)} {_px(after.start)} {_px(after.y)}"
        path += f"H{_px(after.end if after is not last else tip - _ARROW)}"
    head = f"M{_px(tip)} {_px(last.y)}l{_px(-_ARROW)} -4.2v8.4Z"
    return {"path": path, "head": head, "x": _px(route.label.x), "y": _px(route.label.y)}


def _px(length: float) -> float:
    """A tenth of a pixel is more than a screen shows."""
    return round(length, 1) + 0.0


def _node_svg(node: dict[str, Any]) -> str:
    sign = ' class="bp-sign"' if len(node["label"]) == 1 else ""
    return (
        f'<g class="bp-node bp-{node["kind"]}"><path d="{node["path"]}"/>'
        f'<text{sign} x="{node["x"] - _lean(node["kind"]):g}" y="{node["y"]:g}">{escape(node["label"])}</text></g>'
    )


def _lean(kind: str) -> float:
    """Text sits in the middle of the part of a shape that is flat."""
    return {"input": 3.0, "output": 2.0}.get(kind, 0.0)


def _wire_svg(edge: Edge, drawn: dict[str, Any]) -> str:
    value = "" if edge.value is None else short(edge.value)
    gradient = "" if edge.gradient is None else f"← {short(edge.gradient)}"
    local = "" if edge.local is None else f"local {short(edge.local)}"
    third = f'<text class="bp-local" x="{drawn["x"]:g}" y="{drawn["y"] + 35:g}">{escape(local)}</text>' if local else ""
    return (
        f'<g class="bp-wire"><path d="{drawn["path"]}"/><path class="bp-head" d="{drawn["head"]}"/>'
        f'<text class="bp-value" x="{drawn["x"]:g}" y="{drawn["y"] - 7:g}">{escape(value)}</text>'
        f'<text class="bp-gradient" x="{drawn["x"]:g}" y="{drawn["y"] + 18:g}">{escape(gradient)}</text>{third}</g>'
    )
