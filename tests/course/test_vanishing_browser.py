"""The experiments of notebook 06 in a real browser: keyboard only, in both themes."""

import pytest

from backprop.widgets.deep_training import DeepTrainingExperiment
from backprop.widgets.vanishing import VanishingExperiment
from backprop_reference.exercises.vanishing_gradient import layer_gradient_norms
from widget_page import CONTRAST, OVERLAPS, keys_that_leave, left_behind, tab_to

pytestmark = pytest.mark.browser

ALONE = """n => document.querySelectorAll('.bp-training-room svg')
  .forEach((svg, i) => { svg.style.display = i === n ? '' : 'none'; })"""
"""Leaves one of the two plots on the page: each has coordinates of its own."""


@pytest.fixture
def layers():
    return VanishingExperiment(layer_gradient_norms)


@pytest.fixture
def training():
    made = DeepTrainingExperiment(layer_gradient_norms)
    made.depth = 3
    return made


def test_the_walk_is_stepped_and_the_stack_is_changed_by_keyboard_alone(open_widget, layers):
    page = open_widget(layers)
    tab_to(page, ".bp-main")
    assert page.locator(".bp-now-points text").text_content() == "15.5"
    for _ in range(8):
        page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "Layer 1"
    assert "280,000 times less" in page.text_content(".bp-story")
    page.keyboard.press("r")
    assert page.text_content(".bp-count") == "1 of 10"
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-chip[aria-pressed=true]').textContent === 'tanh'")
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelectorAll('.bp-now-points circle').length === 12")
    assert layers.setting.depth == 11
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelectorAll('output')[2].textContent.startsWith('0.131')")
    assert layers.scale == 0.131
    page.get_by_label("as a table").check()
    assert page.locator(".bp-table tbody tr").count() == 11


def test_training_is_stepped_and_stopped_by_keyboard_alone(open_widget, training):
    page = open_widget(training)
    tab_to(page, ".bp-main")
    page.keyboard.press("s")
    page.wait_for_function("() => document.querySelector('.bp-heading').textContent === 'After 1 step'")
    training.step = 2
    tab_to(page, ".bp-start")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.bp-start').textContent === 'Start'")
    page.wait_for_function("() => parseInt(document.querySelector('.bp-training-said').textContent) > 1")
    steps = training.live["steps"]
    assert page.text_content(".bp-training-said").startswith(f"{steps} steps taken, loss 0.")
    assert not training.running
    page.keyboard.press("r")
    page.wait_for_function("() => document.querySelector('.bp-training-said').textContent.startsWith('0 steps')")
    assert page.text_content(".bp-heading") == "Untrained"


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    for widget in (VanishingExperiment(), DeepTrainingExperiment()):
        page = open_widget(widget)
        assert page.text_content(".bp-heading") == "Not written yet"
        assert "finish exercise 6.1" in page.text_content(".bp-story")


def test_only_tab_and_escape_leave_and_the_clean_up_leaves_nothing(open_widget, layers, training):
    for widget in (layers, training):
        page = open_widget(widget)
        assert keys_that_leave(page, "input[type=range]") == ["Escape", "Tab"]
        assert left_behind(page) == [0, 0]


@pytest.mark.parametrize("light", [True, False])
def test_nothing_overlaps_and_all_text_can_be_read(open_widget, layers, training, light):
    training._train_until = training.run  # here and now, whatever loop the browser's driver has
    training.run(300)
    training.preset = "ten tanh"
    training.run(30)
    for width in (900, 420):
        layers.step = 99
        page = open_widget(layers, light=light, width=width)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
        page = open_widget(training, light=light, width=width)
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
        for plot in (0, 1):
            page.evaluate(ALONE, plot)
            assert page.evaluate(OVERLAPS) == []
