"""The static picture and the table (backprop.draw)."""

import math
import re
from xml.etree import ElementTree

import pytest

from backprop.draw import describe, html_table, picture, scene, short, svg, table
from backprop.graph import Graph

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def graph():
    """f = (x + y) z at (-2, 5, -4), with the gradient of x still unknown."""
    graph = Graph()
    for name in "xyz":
        graph.input(name)
    graph.gate("q", "+", ["x", "y"])
    graph.gate("f", "×", ["q", "z"])
    graph.output("out", "f")
    return graph.with_numbers({"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}, {"f": 1, "q": -4, "z": 3, "y": -4})


def classed(root, name):
    return [element for element in root.iter() if name in element.get("class", "").split()]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (715.0000000000001, "715"),
        (-12.5, "−12.5"),
        (1e-7, "1e−07"),
        (None, "?"),
        (math.nan, "nan"),
        (-math.inf, "−inf"),
        (True, "1"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_number_is_written_short_with_a_true_minus(number, text):
    assert short(number) == text


def test_the_table_says_the_numbers_of_every_wire(graph):
    assert table(graph).splitlines() == [
        "wire       value  gradient",
        "x → + (q)     −2         ?",
        "y → + (q)      5        −4",
        "q → × (f)      3        −4",
        "z → × (f)     −4         3",
        "f → out      −12         1",
    ]


def test_the_svg_is_well_formed_and_has_a_text_alternative(graph):
    root = ElementTree.fromstring(svg(graph, title="(x + y) z"))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "(x + y) z"
    assert "z → × (f): value −4, gradient 3." in root.find(f"{SVG}desc").text
    assert describe(graph).count("not known yet") == 1


def test_values_stand_above_their_wire_and_gradients_below(graph):
    root = ElementTree.fromstring(svg(graph))
    places = scene(graph)["edges"]
    values, gradients = classed(root, "bp-value"), classed(root, "bp-gradient")
    assert [value.text for value in values] == ["−2", "5", "3", "−4", "−12"]
    assert [gradient.text for gradient in gradients] == [None, "← −4", "← −4", "← 3", "← 1"]
    for edge, value, gradient in zip(places, values, gradients, strict=True):
        assert float(value.get("y")) < edge["y"] < float(gradient.get("y"))


def test_the_colours_are_those_of_the_course_in_light_and_others_in_dark(graph):
    text = svg(graph)
    assert "--bp-value: #0072b2" in text
    assert "--bp-gradient: #d55e00" in text
    assert "prefers-color-scheme: dark" in text
    assert '[data-jp-theme-light="false"]' in text


def test_the_three_kinds_have_three_shapes(graph):
    outlines = {node["kind"]: re.sub(r"[\d.\s-]", "", node["path"]) for node in scene(graph)["nodes"]}
    assert len(set(outlines.values())) == 3


def test_names_that_look_like_markup_stay_text():
    graph = Graph()
    graph.input("<b>&")
    graph.output("out", "<b>&")
    root = ElementTree.fromstring(svg(graph, title="a < b"))
    assert classed(root, "bp-input")[0].find(f"{SVG}text").text == "<b>&"
    assert "<b>&" not in html_table(graph)


def test_a_wide_picture_without_numbers_keeps_no_room_for_them():
    graph = Graph()
    graph.input("x0")
    for k in range(12):
        graph.gate(f"x{k + 1}", "σ", [f"x{k}"])
    graph.output("out", "x12")
    numbered = graph.with_numbers({"x0": 1}, {})
    bare, full = (float(ElementTree.fromstring(svg(one)).get("width")) for one in (graph, numbered))
    assert bare < 0.7 * full
    assert full == scene(graph)["width"]  # the experiments keep their room: numbers will come


def test_long_numbers_get_long_wires(graph):
    wide = graph.with_numbers({"q": -1.234567e-105}, {"q": -1.234567e-105})
    assert scene(wide)["width"] > scene(graph)["width"]


def test_the_arrow_ends_on_the_round_outline_of_a_gate(graph):
    plan = scene(graph)
    gate = next(node for node in plan["nodes"] if node["name"] == "q")
    for edge in plan["edges"][:2]:
        tip_x, tip_y = map(float, re.match(r"M(\S+) (\S+?)l", edge["head"]).groups())
        assert math.hypot(tip_x - gate["x"], tip_y - gate["y"]) == pytest.approx(gate["height"] / 2, abs=0.3)


def test_jupyter_gets_the_picture_and_a_terminal_the_table(graph):
    shown = picture(graph, title="t", note="a note <here>")
    bundle = shown._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert "<svg" in bundle["text/html"]
    assert "a note &lt;here&gt;" in bundle["text/html"]
    assert bundle["text/plain"] == str(shown) == f"{table(graph)}\na note <here>"


def test_an_empty_graph_is_an_empty_picture():
    ElementTree.fromstring(svg(Graph()))
    assert table(Graph()) == "wire  value  gradient"


def test_local_derivatives_stand_in_a_third_line_and_in_a_column_of_their_own(graph):
    told = graph.with_numbers(local={"z": 3, ("q", "f"): -4})
    root = ElementTree.fromstring(svg(told))
    locals_ = classed(root, "bp-local")
    gradients = classed(root, "bp-gradient")
    assert [text.text for text in locals_] == ["local −4", "local 3"]
    assert float(locals_[0].get("y")) > float(gradients[2].get("y"))
    assert table(told).splitlines()[3:] == [
        "q → × (f)      3        −4     −4",
        "z → × (f)     −4         3      3",
        "f → out      −12         1",
    ]
    assert "q → × (f): value 3, gradient −4, local −4." in describe(told)
    assert '<th scope="col">local</th>' in html_table(told)


def test_a_picture_without_local_derivatives_has_no_room_for_them(graph):
    assert classed(ElementTree.fromstring(svg(graph)), "bp-local") == []
    assert scene(graph.with_numbers(local={"z": 3}))["height"] > scene(graph)["height"]
