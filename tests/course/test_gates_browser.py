"""The experiments of notebook 02 in a real browser: keyboard only, in both themes, and nothing lies on a line."""

import pytest

from backprop.widgets.gates import GateZoo, SigmoidExperiment
from backprop.widgets.stepsize import StepSizeExperiment
from gate_answers import FUNCTIONS, numeric_gradient
from widget_page import CONTRAST, OVERLAPS, keys_that_leave, left_behind, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def zoo():
    return GateZoo(*(FUNCTIONS[f"{name}_backward"] for name in ("add", "mul", "copy", "max")))


@pytest.fixture
def sigmoid():
    order = (
        "sigmoid_forward",
        "sigmoid_backward",
        "mul_backward",
        "exp_backward",
        "add_backward",
        "reciprocal_backward",
    )
    return SigmoidExperiment(*(FUNCTIONS[name] for name in order))


def heading(page):
    return page.text_content(".bp-heading")


def choose(page, preset):
    page.get_by_role("button", name=preset, exact=True).press("Enter")
    page.wait_for_function(
        "name => document.querySelector('[aria-pressed=true].bp-chip').textContent === name", arg=preset
    )


def test_a_gate_is_picked_walked_and_moved_by_keyboard_alone(open_widget, zoo):
    page = open_widget(zoo)
    choose(page, "mul")
    page.wait_for_function("() => document.querySelector('.bp-gate .bp-sign').textContent === '×'")
    page.keyboard.press("s")
    assert heading(page) == "Backward through ×"
    rows = page.locator(".bp-gate-products tbody tr")
    assert rows.nth(0).inner_text().split("\t") == ["x", "1 × (−4)", "=", "−4", "−4 ✓"]
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-value').textContent === '3.5'")
    assert rows.nth(1).inner_text().split("\t") == ["y", "1 × 3.5", "=", "3.5", "3.5 ✓"]
    assert zoo.gradients == {"x": -4, "y": 3.5}


def test_x_is_dragged_across_the_tie(open_widget, zoo):
    page = open_widget(zoo)
    choose(page, "a tie")
    page.keyboard.press("s")
    gradients = page.locator(".bp-wire .bp-gradient")
    assert gradients.all_text_contents() == ["← 1", "← 1", "← 2"]
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.bp-wire .bp-gradient').textContent === '← 0'")
    assert gradients.all_text_contents() == ["← 0", "← 2", "← 2"]
    assert page.text_content(".bp-chip[aria-pressed=true]") == "max"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-wire .bp-gradient').textContent === '← 1'")
    assert page.text_content(".bp-chip[aria-pressed=true]") == "a tie"


def test_sliders_keep_the_focus_while_python_answers(open_widget, zoo):
    page = open_widget(zoo)
    tab_to(page, "input[type=range]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-value').textContent === '−0.5'")
    assert page.evaluate("() => document.activeElement.matches('input[type=range]')")


def test_four_nodes_fuse_and_the_same_number_arrives(open_widget, sigmoid):
    page = open_widget(sigmoid)
    tab_to(page, ".bp-main")
    for _ in range(4):
        page.keyboard.press("s")
    assert page.locator(".bp-wire .bp-gradient").first.text_content() == "← 0.196612"
    assert page.locator(".bp-wire .bp-local").nth(3).text_content() == "local −0.534447"
    choose(page, "one node")
    assert page.text_content(".bp-count") == "3 of 4"
    page.keyboard.press("s")
    assert page.locator(".bp-wire .bp-gradient").all_text_contents() == ["← 0.196612", "← 1"]
    assert "the same number" in page.text_content(".bp-story")


def test_the_curve_grows_a_point_a_step_and_the_table_with_it(open_widget):
    page = open_widget(StepSizeExperiment(numeric_gradient))
    tab_to(page, ".bp-main")
    assert page.locator(".bp-float64 circle").count() == 2
    page.keyboard.press("s")
    assert page.locator(".bp-float64 circle").count() == 3
    page.get_by_label("as a table").check()
    assert not page.is_visible("svg")
    assert page.locator(".bp-table tbody tr").nth(1).inner_text().split("\t") == ["1e−2", "1.7e−5", "2.0e−5"]
    page.keyboard.press("r")
    assert page.text_content(".bp-count") == "1 of 12"


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    for widget, exercise in ((GateZoo(), "2.1"), (SigmoidExperiment(), "2.6"), (StepSizeExperiment(), "2.11")):
        page = open_widget(widget)
        assert heading(page) == "Not written yet"
        assert f"finish exercise {exercise}" in page.text_content(".bp-story")


def test_only_tab_and_escape_leave_the_experiment(open_widget, zoo):
    page = open_widget(zoo)
    assert keys_that_leave(page, "input[type=range]") == ["Escape", "Tab"]


def test_the_clean_up_leaves_nothing_behind(open_widget, zoo):
    page = open_widget(zoo)
    choose(page, "copy")
    assert left_behind(page) == [0, 0]


def test_no_number_lies_on_a_line_or_on_another_number(open_widget, zoo, sigmoid):
    zoo.preset = "mul"
    zoo.inputs = {"x": -4.5, "y": -4.5, "dout": -3.5}
    zoo.step = 9
    sigmoid.inputs = {"z": -7.25, "dout": -3.5}
    sigmoid.step = 9
    for widget in (zoo, sigmoid):
        assert open_widget(widget).evaluate(OVERLAPS) == []


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 600, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, zoo, sigmoid, light, width):
    for widget in (zoo, sigmoid, StepSizeExperiment(numeric_gradient)):
        widget.step = 11
        page = open_widget(widget, light=light, width=width)
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
