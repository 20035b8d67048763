"""The digits experiment in a real browser: keyboard only, in both themes, at two widths."""

import pytest

from backprop.widgets import digits as digits_module
from backprop.widgets.digits import DigitsExperiment
from digit_answers import gradients, predict, train
from widget_page import CONTRAST, keys_that_leave, left_behind, tab_to

pytestmark = pytest.mark.browser
TRAIN = ".bp-train"


@pytest.fixture
def widget():
    made = DigitsExperiment(gradients, train, predict)
    yield made
    made.close()


def test_a_misread_digit_is_chosen_by_keyboard_and_by_mouse(open_widget, widget):
    page = open_widget(widget)
    assert page.text_content(".bp-heading") == "After 40 steps"
    assert page.locator(".bp-detail svg").count() == 0
    tab_to(page, ".bp-gallery button")
    page.keyboard.press("Enter")
    first = widget.frames[1]
    assert page.text_content(".bp-heading") == first["heading"]
    assert page.locator(".bp-detail figcaption").first.text_content() == first["titles"][0]
    assert page.locator(".bp-detail .bp-push rect").count() == 64
    page.keyboard.press("ArrowRight")
    assert page.text_content(".bp-heading") == widget.frames[2]["heading"]
    assert page.text_content(".bp-gallery [aria-pressed=true]") == widget.frames[2]["label"]
    page.locator(".bp-gallery button").nth(4).click()
    assert page.text_content(".bp-heading") == widget.frames[5]["heading"]
    page.keyboard.press("b")
    assert page.text_content(".bp-count") == f"5 of {len(widget.frames)}"
    page.get_by_label("as a table").check()
    row = page.locator(".bp-tableroom tbody tr").nth(2).inner_text().split("\t")
    assert row == ["row 2", *widget.frames[4]["rows"][2]]


def test_a_training_is_started_stopped_and_begun_again_by_keyboard(open_widget, widget, monkeypatch):
    monkeypatch.setattr(digits_module, "TICK_S", 0.001)
    page = open_widget(widget)
    tab_to(page, TRAIN)
    page.keyboard.press("t")
    assert widget.running
    for _ in range(200):
        if len(widget.objectives) > 100:
            break
        page.wait_for_timeout(5)
    page.wait_for_function("() => document.querySelector('.bp-train span').textContent === 'Stop'")
    page.keyboard.press("t")
    page.wait_for_timeout(50)
    held = len(widget.objectives)
    assert 100 < held < 1140
    assert not widget.running
    page.keyboard.press("b")  # any answer of Python brings the news
    page.wait_for_function(f"() => document.querySelector('.bp-heading').textContent === 'After {held} steps'")
    assert page.text_content(TRAIN).startswith("Train")
    page.keyboard.press("r")
    page.wait_for_function("() => document.querySelector('.bp-heading').textContent === 'After 40 steps'")
    assert len(widget.objectives) == 40


def test_only_tab_and_escape_leave_the_experiment(open_widget, widget):
    page = open_widget(widget)
    assert keys_that_leave(page, ".bp-gallery button") == ["Escape", "Tab"]


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    page = open_widget(DigitsExperiment())
    assert page.text_content(".bp-heading") == "Not written yet"
    assert "finish exercise 8.1" in page.text_content(".bp-story")
    assert page.locator(TRAIN).get_attribute("aria-disabled") == "true"


def test_the_clean_up_leaves_nothing_behind(open_widget, widget):
    page = open_widget(widget)
    assert left_behind(page) == [0, 0]


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, widget, light, width):
    widget.step = 2
    page = open_widget(widget, light=light, width=width)
    assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
