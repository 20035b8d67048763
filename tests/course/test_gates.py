"""The gate zoo and the sigmoid as widgets, without a browser (backprop.widgets.gates)."""

import json
import re

import pytest

import backprop.widgets
from backprop.widgets.experiment import module, sheet
from backprop.widgets.gates import GateZoo, SigmoidExperiment
from gate_answers import FUNCTIONS

WIDGET = "application/vnd.jupyter.widget-view+json"
GATES = ("add_backward", "mul_backward", "copy_backward", "max_backward")
SIGMOID = (
    "sigmoid_forward",
    "sigmoid_backward",
    "mul_backward",
    "exp_backward",
    "add_backward",
    "reciprocal_backward",
)


@pytest.fixture
def zoo():
    return GateZoo(*(FUNCTIONS[name] for name in GATES))


@pytest.fixture
def sigmoid():
    return SigmoidExperiment(*(FUNCTIONS[name] for name in SIGMOID))


def test_both_are_found_by_their_names():
    assert backprop.widgets.GateZoo is GateZoo
    assert backprop.widgets.SigmoidExperiment is SigmoidExperiment


def test_it_opens_where_the_upstream_gradient_arrives_with_a_question(zoo):
    frame = zoo.frames[zoo.step]
    assert (zoo.preset, zoo.step, zoo.start) == ("add", 2, 2)
    assert frame["gradients"] == (None, None, "−4")
    assert frame["ask"]


def test_a_preset_brings_its_gate_its_picture_and_its_sliders(zoo):
    zoo.preset = "copy"
    assert zoo.exhibit.name == "copy"
    assert [dial["name"] for dial in zoo.dials] == ["x", "dout1", "dout2"]
    assert [node["label"] for node in zoo.scene["nodes"]] == ["x", "copy", "use 1", "use 2"]
    assert zoo.gradients == {"x": 2}
    assert zoo.step == zoo.start == 2


def test_moving_a_slider_computes_anew_and_stays_at_the_step(zoo):
    zoo.preset, zoo.step = "mul", 3
    zoo.inputs = {**zoo.inputs, "x": 0}
    assert zoo.step == 3
    assert zoo.gradients == {"x": -4, "y": 0}
    assert zoo.preset == "mul"


def test_dragging_max_onto_a_tie_is_named_and_away_from_it_too(zoo):
    zoo.preset = "a tie"
    assert zoo.gradients == {"x": 1, "y": 1}
    zoo.inputs = {**zoo.inputs, "x": 2.5}
    assert (zoo.preset, zoo.gradients) == ("max", {"x": 2, "y": 0})
    zoo.inputs = {**zoo.inputs, "x": 1.5}
    assert zoo.gradients == {"x": 0, "y": 2}
    zoo.inputs = {**zoo.inputs, "x": 2}
    assert zoo.preset == "a tie"


def test_sliders_take_only_what_they_can_show(zoo):
    zoo.inputs = {"x": 1e9, "y": "five", "dout": float("nan"), "pear": 1}
    assert zoo.inputs == {"x": 5, "y": 5, "dout": -4}


def test_an_unknown_preset_changes_nothing(zoo):
    zoo.preset = "no such gate"
    assert (zoo.preset, zoo.exhibit.name) == ("add", "add")


def test_the_sigmoid_keeps_its_numbers_when_four_nodes_become_one(sigmoid):
    sigmoid.inputs = {"z": -1.5, "dout": 2}
    four = sigmoid.gradients["z"]
    sigmoid.preset = "one node"
    assert sigmoid.inputs == {"z": -1.5, "dout": 2}
    assert sigmoid.gradients["z"] == pytest.approx(four, rel=1e-12)
    sigmoid.preset = "saturated"
    assert sigmoid.inputs == {"z": 8, "dout": 1}
    assert sigmoid.gradients["z"] == pytest.approx(0.000335238, rel=1e-5)


def test_the_last_step_says_that_both_forms_agree_or_that_they_do_not(sigmoid):
    assert "Four nodes send back 0.196612, one node sends back 0.196612: the same number." in sigmoid.frames[-1]["text"]
    wrong = SigmoidExperiment(
        *(FUNCTIONS[name] for name in SIGMOID[:1]), lambda dout, z: dout, *(FUNCTIONS[name] for name in SIGMOID[2:])
    )
    assert "one node sends back 1: not the same number." in wrong.frames[-1]["text"]


def test_without_the_fused_form_the_four_nodes_work_alone():
    alone = SigmoidExperiment(None, None, *(FUNCTIONS[name] for name in SIGMOID[2:]))
    assert alone.gradients["z"] == pytest.approx(0.196612, abs=1e-6)
    assert alone.frames[-1]["text"].endswith("returned 0.196612 for z.")
    alone.preset = "one node"
    assert "finish exercise 2.8, sigmoid_forward" in alone.frames[alone.step]["text"]


def test_unwritten_gates_wait_and_the_written_ones_work():
    zoo = GateZoo(add_backward=FUNCTIONS["add_backward"])
    assert zoo.gradients == {"x": -4, "y": -4}
    zoo.preset = "mul"
    frame = zoo.frames[zoo.step]
    assert frame["tone"] == "waiting"
    assert frame["text"].startswith("mul_backward is not written yet: finish exercise 2.2")


def test_all_that_travels_to_the_browser_is_plain_json(zoo, sigmoid):
    for widget in (zoo, sigmoid, GateZoo(add_backward=lambda dout, x, y: (float("inf"), float("nan")))):
        for name in widget.traits(sync=True):
            if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip"):
                json.dumps(getattr(widget, name), allow_nan=False)


def test_an_export_shows_every_gate_with_the_numbers_of_the_live_one(zoo):
    zoo.preset = "mul"
    zoo.inputs = {"x": 2.5, "y": -4, "dout": 3}
    data, _ = zoo._repr_mimebundle_()
    assert set(data) == {WIDGET, "text/html", "text/plain"}
    assert data["text/html"].count("<svg") == 5
    live = zoo.frames[-1]
    table = data["text/plain"].split("\n\n")[1]
    row = re.search(r"x → × \(z\) +(\S+) +(\S+) +(\S+)", table).groups()
    assert row == (live["values"][0], live["gradients"][0], live["locals"][0]) == ("2.5", "−12", "−4")
    assert "local −4" in data["text/html"]


def test_an_export_of_an_unwritten_gate_says_what_is_missing():
    data, _ = GateZoo()._repr_mimebundle_()
    assert "finish exercise 2.4, max_backward" in data["text/html"]
    assert "finish exercise 2.4, max_backward" in data["text/plain"]


def test_the_module_is_one_text_in_which_no_name_comes_twice():
    text = module("experiment", "graph", "gates")
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert re.findall(r"^export .*", text, flags=re.MULTILINE) == ["export default {"]


@pytest.mark.parametrize("name", ["gates", "stepsize"])
def test_the_style_sheets_hold_no_colour_that_ignores_the_theme(name):
    own = sheet(name).removeprefix(sheet())
    assert "bp-" in own
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", own)
