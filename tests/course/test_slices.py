"""The slice experiment as a widget, without a browser (backprop.widgets.slices)."""

import json
import re

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.experiment import module, sheet
from backprop.widgets.slices import SliceExperiment


def local_gradient_slice(X, W, i, j):
    return np.outer(np.arange(len(X)) == i, W[j])


def matmul_backward(dout, X, W):
    return dout @ W.T, X.T @ dout


@pytest.fixture
def widget():
    return SliceExperiment(local_gradient_slice, matmul_backward)


def test_it_is_found_by_its_name():
    assert backprop.widgets.SliceExperiment is SliceExperiment


def test_it_opens_with_a_lit_slice_and_a_question(widget):
    frame = widget.frames[widget.step]
    assert (widget.preset, widget.step, frame["entry"], frame["filled"]) == ("dX", 0, 0, False)
    assert frame["slice"] == (("3", "2", "1", "−1"), ("0", "0", "0", "0"))
    assert frame["lit"]["W"] == ((0, 0), (0, 1), (0, 2), (0, 3))
    assert frame["lit"]["slice"] == frame["lit"]["dout"] == ((0, 0), (0, 1), (0, 2), (0, 3))
    assert frame["ask"]


def test_each_step_fills_the_entry_that_was_picked(widget):
    assert [frame["entry"] for frame in widget.frames] == [0, 0, 1, 2, 3, 4, 5, -1]
    assert widget.gradient == [0, 16, -9, -24, 9, -30]
    assert widget.frames[1]["sum"] == "3 · 2 + 2 · 3 + 1 · (−3) + (−1) · 9 = 0"
    assert [entry["name"] for entry in widget.entries] == [f"X[{i}, {j}]" for i in (0, 1) for j in (0, 1, 2)]


def test_an_entry_of_w_lights_a_column_of_the_slice_and_of_x(widget):
    widget.preset = "dW"
    frame = widget.frames[1 + 6]  # W[1, 2]
    assert frame["heading"] == "dW[1, 2]"
    assert frame["lit"]["slice"] == ((0, 2), (1, 2))
    assert frame["lit"]["X"] == ((0, 1), (1, 1))
    assert frame["sum"] == "1 · (−3) + 4 · 4 = 13"


def test_the_last_step_compares_and_says_how_far_shapes_decide(widget):
    assert "the same 6 numbers" in widget.frames[-1]["text"]
    assert "only dout Wᵀ has the shape of dX" in widget.frames[-1]["text"]
    widget.preset = "square"
    assert "4 products have the shape of dX, and only dout Wᵀ has its numbers" in widget.frames[-1]["text"]


def test_without_a_product_the_last_step_asks_for_one_and_gives_nothing_away():
    last = SliceExperiment(local_gradient_slice).frames[-1]
    assert last["ask"] == "Which product of two matrices gives all of them at once?"
    assert "ᵀ" not in last["text"]


def test_a_wrong_product_is_told_and_the_right_one_is_not_given_away():
    wrong = SliceExperiment(local_gradient_slice, lambda dout, X, W: (dout @ W.T + 1, X.T @ dout))
    last = wrong.frames[-1]
    assert last["tone"] == "trouble"
    assert last["text"] == "6 of the 6 numbers of your matmul_backward are not those of your slices."
    wrong.preset = "dW"
    assert wrong.frames[-1]["tone"] == "done"


def test_a_wrong_slice_is_told_beside_what_nudging_measures():
    wrong = SliceExperiment(lambda X, W, i, j: np.ones((len(X), W.shape[1])))
    frame = wrong.frames[2]
    assert "Your slice is not what nudging X[0, 1] by 1 does to Y." in frame["text"]
    assert "Nudging measures 16." in frame["text"]
    assert "W" not in frame["lit"]


def test_before_the_slice_is_written_it_waits():
    widget = SliceExperiment()
    (frame,) = widget.frames
    assert (frame["tone"], widget.entries) == ("waiting", [])
    assert frame["text"].startswith("local_gradient_slice is not written yet: finish exercise 4.2")


def test_it_can_open_with_a_preset_and_takes_only_its_own():
    widget = SliceExperiment(local_gradient_slice, preset="square")
    assert widget.preset == "square"
    widget.preset = "triangle"
    assert widget.preset == "dX"


def test_all_that_travels_to_the_browser_is_plain_json(widget):
    nowhere = SliceExperiment(lambda X, W, i, j: np.full((len(X), W.shape[1]), np.nan))
    for each in (widget, SliceExperiment(), nowhere):
        for name in each.traits(sync=True):
            if not name.startswith("_") and name not in ("layout", "tabbable", "tooltip"):
                json.dumps(getattr(each, name), allow_nan=False)


def test_an_export_has_every_number_of_the_live_one(widget):
    data, _ = widget._repr_mimebundle_()
    for preset in ("dX", "dW", "square"):
        widget.preset = preset
        for entry in widget.entries:
            cells = "".join(f"<td>{entry[part]}</td>" for part in ("sum", "value", "measured"))
            assert f'<th scope="row">{entry["name"]}</th>{cells}' in data["text/html"]
            assert re.search(
                rf"{re.escape(entry['sum'])} +{entry['value']} +{entry['measured']}$", data["text/plain"], re.M
            )
        for matrix in widget.board["rows"].values():
            for row in matrix:
                assert f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" in data["text/html"]


def test_an_export_of_an_unwritten_slice_says_what_is_missing():
    data, _ = SliceExperiment()._repr_mimebundle_()
    assert "finish exercise 4.2" in data["text/html"]
    assert "finish exercise 4.2" in data["text/plain"]


def test_the_module_is_one_text_in_which_no_name_comes_twice():
    text = module("experiment", "slices")
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert re.findall(r"^export .*", text, flags=re.MULTILINE) == ["export default {"]


def test_the_style_sheet_holds_no_colour_that_ignores_the_theme():
    own = sheet("slices").removeprefix(sheet())
    assert "bp-" in own
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", own)
