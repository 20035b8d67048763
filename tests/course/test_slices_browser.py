"""The slice experiment in a real browser: keyboard only, in both themes, at three widths."""

import numpy as np
import pytest

from backprop.widgets.slices import SliceExperiment
from widget_page import CONTRAST, keys_that_leave, tab_to

pytestmark = pytest.mark.browser
PICK = ".bp-pickable button"
FILLED = "() => [...document.querySelectorAll('.bp-filling td')].map((cell) => cell.textContent)"
LIT = "name => [...document.querySelectorAll('.bp-matrix')].find((m) => m.caption.textContent.startsWith(name))"


@pytest.fixture
def widget():
    return SliceExperiment(
        lambda X, W, i, j: np.outer(np.arange(len(X)) == i, W[j]), lambda dout, X, W: (dout @ W.T, X.T @ dout)
    )


def lit(page, name):
    """The numbers that are lit in the matrix whose caption begins so."""
    return page.evaluate(f"name => [...({LIT})(name).querySelectorAll('.bp-lit')].map((c) => c.textContent)", name)


def test_entries_are_picked_and_filled_by_keyboard_alone(open_widget, widget):
    page = open_widget(widget)
    assert lit(page, "W") == lit(page, "slice") == ["3", "2", "1", "−1"]
    assert page.evaluate(FILLED) == [""] * 6
    tab_to(page, PICK)
    page.keyboard.press("ArrowDown")
    assert page.text_content(".bp-heading") == "dX[1, 0]"
    page.keyboard.press("ArrowRight")
    assert page.text_content(".bp-heading") == "dX[1, 1]"
    assert page.evaluate(FILLED) == ["", "", "", "−24", "9", ""]
    assert lit(page, "W") == ["2", "1", "3", "2"]
    assert lit(page, "dout") == ["−8", "1", "4", "6"]
    assert page.text_content(".bp-sum") == "2 · (−8) + 1 · 1 + 3 · 4 + 2 · 6 = 9"
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert page.evaluate(FILLED) == ["0", "16", "−9", "−24", "9", "−30"]
    assert "the same 6 numbers" in page.text_content(".bp-story")
    page.get_by_label("as a table").check()
    assert page.locator(".bp-table tbody tr").nth(1).inner_text().split("\t")[2:] == ["16", "16"]
    page.keyboard.press("r")
    assert page.evaluate(FILLED) == [""] * 6


def test_play_fills_all_and_the_presets_bring_their_own_matrices(open_widget, widget):
    page = open_widget(widget)
    page.get_by_role("button", name="dW", exact=True).press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.bp-filling td').length === 12")
    assert lit(page, "X") == ["2", "−3"]
    page.clock.install()
    page.keyboard.press("p")
    page.clock.run_for(14 * 3100)
    filled = ["28", "3", "−18", "0", "−30", "7", "13", "33", "−22", "−7", "17", "−15"]
    assert page.evaluate(FILLED) == filled
    assert page.text_content(".bp-count") == "14 of 14"


def test_only_tab_and_escape_leave_the_experiment(open_widget, widget):
    page = open_widget(widget)
    assert keys_that_leave(page, PICK) == ["Escape", "Tab"]


def test_before_the_slice_is_written_the_page_says_what_to_do(open_widget):
    page = open_widget(SliceExperiment())
    assert page.text_content(".bp-heading") == "Not written yet"
    assert not page.is_visible(".bp-matrix")


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, widget, light, width):
    widget.step = 2
    page = open_widget(widget, light=light, width=width)
    assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
