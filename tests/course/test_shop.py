"""The shop as a widget, without a browser (backprop.widgets.shop and experiment)."""

import json
import re
import subprocess
import sys

import pytest

import backprop.widgets
from backprop.widgets.experiment import Experiment, module, sheet
from backprop.widgets.shop import ShopExperiment
from layer_answers import AddLayer, MulLayer

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def shop():
    return ShopExperiment(MulLayer, AddLayer)


def test_importing_the_library_loads_no_widget_machinery():
    code = "import sys, backprop, backprop.widgets, backprop.draw; print({'anywidget', 'ipywidgets'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_experiment_is_found_by_its_name_and_a_wrong_name_lists_the_right_ones():
    assert backprop.widgets.ShopExperiment is ShopExperiment
    with pytest.raises(AttributeError, match="there are DeepTrainingExperiment, DigitsExperiment, GateZoo"):
        backprop.widgets.Shop  # noqa: B018


def test_it_opens_on_the_price_and_a_question(shop):
    frame = shop.frames[shop.step]
    assert (shop.step, shop.start) == (4, 4)
    assert frame["values"][-1] == "715"
    assert frame["ask"]
    assert shop.price == 715.0000000000001


def test_all_that_travels_to_the_browser_is_plain_json(shop):
    shop.inputs = {**shop.inputs, "apple": float("nan")}
    for name in shop.traits(sync=True):
        if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip"):
            json.dumps(getattr(shop, name), allow_nan=False)


def test_infinite_results_travel_as_text():
    class Infinite(MulLayer):
        def forward(self, x, y):
            return float("inf")

    shop = ShopExperiment(Infinite, AddLayer)
    json.dumps([shop.frames, shop.details], allow_nan=False)
    assert shop.frames[1]["values"][shop.frames[1]["fresh"][0]] == "inf"


def test_moving_a_slider_computes_anew_and_stays_at_the_step(shop):
    shop.step = 9
    shop.inputs = {**shop.inputs, "apple": 120}
    assert shop.step == 9
    assert shop.preset == ""
    assert shop.price == pytest.approx(759)


def test_sliders_take_only_what_they_can_show(shop):
    shop.inputs = {"apple": 1e9, "apple_num": -3, "orange": "ten", "orange_num": True, "tax": None, "pear": 1}
    assert shop.inputs == {"apple": 300, "apple_num": 0, "orange": 150, "orange_num": 3, "tax": 1.1}


def test_a_preset_sets_the_inputs_and_inputs_that_are_a_preset_name_it(shop):
    shop.preset = "no oranges"
    assert shop.inputs["orange_num"] == 0
    assert "oranges" in shop.frames[4]["ask"]
    shop.inputs = {**shop.inputs, "orange_num": 3}
    assert shop.preset == "the shop"


def test_a_nudge_measures_and_compares_and_is_forgotten_when_an_input_moves(shop):
    shop.nudged = ["apple", "tax"]
    assert shop.measured["apple"]["rate"] == "2.2"
    assert shop.measured["tax"]["rate"] == "650"
    assert all(told["agrees"] is True for told in shop.measured.values())
    shop.inputs = {**shop.inputs, "apple": 101}
    assert shop.measured == {}
    assert shop.nudged == []


def test_a_wrong_gradient_is_shown_beside_a_measurement_that_disagrees():
    class Forgets(MulLayer):
        def backward(self, dout):
            return self.y, self.x

    shop = ShopExperiment(Forgets, AddLayer)
    shop.nudged = ["apple"]
    assert shop.frames[-1]["gradients"][0] == "2"
    assert (shop.measured["apple"]["rate"], shop.measured["apple"]["agrees"]) == ("2.2", False)


def test_before_the_layers_are_written_it_waits_and_nothing_is_measured():
    shop = ShopExperiment(None, None)
    frame = shop.frames[shop.step]
    assert frame["tone"] == "waiting"
    assert "finish exercise 1.1, MulLayer, and run its cell" in frame["text"]
    shop.nudged = ["apple", "no such input"]
    assert shop.measured == {"apple": {"rate": "–", "agrees": None, "sentence": "There is no price to measure yet."}}


def test_a_step_beyond_the_last_is_the_last(shop):
    shop.step = 99
    assert shop.step == 9
    shop.step = -1
    assert shop.step == 0


def test_jupyter_gets_the_widget_the_picture_and_the_table(shop):
    data, _ = shop._repr_mimebundle_()
    assert set(data) == {WIDGET, "text/html", "text/plain"}
    assert "<svg" in data["text/html"]
    assert "<table>" in data["text/html"]
    assert re.search(r"apple → × \(apple_cost\) +100 +2.2", data["text/plain"])


def test_an_export_of_unwritten_layers_says_what_is_missing():
    data, _ = ShopExperiment(MulLayer, None)._repr_mimebundle_()
    assert "finish exercise 1.2, AddLayer" in data["text/html"]
    assert "finish exercise 1.2, AddLayer" in data["text/plain"]


def test_an_experiment_without_a_still_picture_says_so():
    with pytest.raises(NotImplementedError, match="Experiment does not say"):
        Experiment()._repr_mimebundle_()


def test_the_module_is_one_text_without_imports_and_with_one_export():
    text = module("experiment", "graph", "shop")
    assert not re.search(r"^import ", text, flags=re.MULTILINE)
    assert re.findall(r"^export .*", text, flags=re.MULTILINE) == ["export default {"]
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, flags=re.MULTILINE)
    assert len(names) == len(set(names)), "two modules use one name"


def test_the_style_sheet_holds_no_colour_that_ignores_the_theme():
    rules = re.sub(r"/\*.*?\*/", "", sheet("shop"), flags=re.DOTALL)
    coloured = [line for line in rules.splitlines() if re.search(r"#[0-9a-f]{3,6}\b|rgb\(", line)]
    assert coloured
    assert all(line.strip().startswith("--bp-") for line in coloured)
