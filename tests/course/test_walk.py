"""The walk experiment as a widget: its switch, its graphs, its static picture (backprop.widgets.walk)."""

import ast
import inspect
import json
import re

import pytest

import backprop.widgets
from backprop.graph import Node
from backprop.widgets import walk_graphs, walk_model, walk_story
from backprop.widgets.experiment import module, sheet
from backprop.widgets.walk import WalkExperiment
from backprop_reference.graph import backward, topological_order

WALKS = ["your order", "forwards", "first arrival", "every arrival", "overwrite", "by value"]


@pytest.fixture
def experiment():
    return WalkExperiment(topological_order, backward)


def test_it_opens_on_six_nodes_with_a_question_and_all_counters(experiment):
    assert backprop.widgets.WalkExperiment is WalkExperiment
    assert (experiment.graph, experiment.preset, experiment.step) == ("six nodes", "your order", 0)
    assert "c is used three times" in experiment.frames[0]["ask"]
    assert experiment.frames[0]["pending"]["c"] == "3"
    assert [preset["name"] for preset in experiment.presets] == WALKS


def test_the_switch_walks_the_same_graph_in_another_way(experiment):
    experiment.preset = "every arrival"
    assert experiment.gradients["a"] == 66
    assert experiment.step == 0
    experiment.graph = "the shop"
    assert experiment.preset == "every arrival"
    assert experiment.gradients["apple"] == pytest.approx(2.2)


def test_an_unknown_graph_or_walk_becomes_the_first(experiment):
    experiment.graph, experiment.preset = "no such graph", "no such walk"
    assert (experiment.graph, experiment.preset) == ("six nodes", "your order")


def test_the_last_step_says_what_the_readers_backward_leaves(experiment):
    assert experiment.frames[-1]["text"].endswith("Your backward leaves the same numbers in grad.")

    def forgetful(output):
        output.grad = 1.0

    said = WalkExperiment(topological_order, forgetful).frames[-1]["text"]
    assert "Your backward leaves other numbers. Wrong at 5 of 6 nodes" in said
    assert "finish exercise 7.2, backward" in WalkExperiment(topological_order).frames[-1]["text"]


def stub(output):
    raise NotImplementedError("exercise 7.1: topological_order")


@pytest.mark.parametrize("function", [None, stub])
@pytest.mark.parametrize("walk", WALKS)
def test_without_the_readers_order_nothing_moves(function, walk):
    experiment = WalkExperiment(function, backward)
    experiment.preset = walk
    (frame,) = experiment.frames
    assert frame["tone"] == "waiting"
    assert "finish exercise 7.1, topological_order" in frame["text"]
    assert set(frame["gradients"]) == {None}
    assert experiment.gradients == {}


def test_no_module_of_the_experiment_takes_a_node_and_fills_it_in():
    """Order and walk are exercises: nothing here may be called in their place."""
    for place in (walk_graphs, walk_model, walk_story, backprop.widgets.walk):
        tree = ast.parse(inspect.getsource(place))
        written = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
        assert not {each.attr for each in written} & {"grad", "value"}
        for name, function in inspect.getmembers(place, inspect.isfunction):
            if function.__module__ == place.__name__ and not name.startswith("_"):
                assert Node not in inspect.get_annotations(function, eval_str=False).values(), name
                assert "Node" not in list(inspect.get_annotations(function).values())[:-1], name


def test_all_that_travels_to_the_browser_is_plain_json(experiment):
    for walk in WALKS:
        experiment.preset = walk
        for name in experiment.traits(sync=True):
            if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip"):
                json.dumps(getattr(experiment, name), allow_nan=False)


def test_the_export_shows_all_walks_with_the_numbers_of_the_live_ones(experiment):
    data = experiment._repr_mimebundle_()[0]
    assert data["text/html"].count("<svg") == len(WALKS)
    for part, walk in zip(data["text/plain"].split("\n\n"), WALKS, strict=True):
        experiment.preset = walk
        live = experiment.frames[-1]
        assert part.startswith(f"{walk}: {live['text']}")
        (share,) = re.findall(r"^b → .* (\S+)$", part, flags=re.MULTILINE)
        assert share == (live["gradients"][1] or "0")


def test_an_export_before_anything_is_written_says_what_to_do():
    data = WalkExperiment()._repr_mimebundle_()[0]
    assert data["text/html"].count("<svg") == 1
    assert data["text/plain"].startswith("topological_order is not written yet: finish exercise 7.1")


def test_the_module_is_one_text_in_which_no_name_comes_twice():
    text = module("experiment", "graph", "walk")
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert re.findall(r"^export .*", text, flags=re.MULTILINE) == ["export default {"]


def test_the_style_sheet_holds_no_colour_that_ignores_the_theme():
    own = sheet("walk").removeprefix(sheet())
    assert "bp-walk" in own
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", own)
