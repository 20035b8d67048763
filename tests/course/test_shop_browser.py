"""The shop in a real browser: keyboard only, in both themes, and no number lies on a line."""

import pytest

from backprop.widgets.shop import ShopExperiment
from layer_answers import AddLayer, MulLayer
from widget_page import CONTRAST, OVERLAPS, keys_that_leave, left_behind, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]


@pytest.fixture
def shop():
    return ShopExperiment(MulLayer, AddLayer)


def heading(page):
    return page.text_content(".bp-heading")


def test_a_slider_takes_arrow_keys_and_python_gets_the_number(open_widget, shop):
    page = open_widget(shop)
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-value').textContent === '101'")
    assert shop.inputs["apple"] == 101
    assert shop.price == pytest.approx(717.2)
    assert page.get_attribute("input[type=range]", "aria-valuetext") == "101 won"


def test_the_whole_walk_can_be_made_with_four_keys(open_widget, shop):
    page = open_widget(shop)
    tab_to(page, ".bp-button")
    assert heading(page) == "Forward through ×"
    page.keyboard.press("s")
    assert heading(page) == "Turn round"
    for _ in range(20):
        page.keyboard.press("S")
    assert page.text_content(".bp-count") == "10 of 10"
    page.keyboard.press("b")
    assert page.text_content(".bp-count") == "9 of 10"
    page.keyboard.press("r")
    assert heading(page) == "Five inputs"
    page.wait_for_function("() => document.querySelector('.bp-count').textContent === '1 of 10'")
    assert shop.step == 0


def test_play_walks_on_by_itself_until_it_is_paused(open_widget, shop):
    page = open_widget(shop, motion="no-preference")
    tab_to(page, ".bp-button")
    page.keyboard.press("p")
    assert page.is_visible("text=Pause")
    page.wait_for_function("() => document.querySelector('.bp-count').textContent === '7 of 10'")
    page.keyboard.press("p")
    assert page.is_visible("text=Play")


def test_nothing_moves_for_a_reader_who_asked_for_less_motion(open_widget, shop):
    page = open_widget(shop, motion="reduce")
    tab_to(page, ".bp-button")
    page.keyboard.press("s")
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_what_is_new_moves_along_its_wire_otherwise(open_widget, shop):
    page = open_widget(shop, motion="no-preference")
    tab_to(page, ".bp-button")
    page.evaluate(
        """() => {
            window.most = 0;
            const look = () => {
                window.most = Math.max(window.most, document.getAnimations().length);
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.keyboard.press("s")
    page.wait_for_function("() => window.most > 0")


def test_only_tab_and_escape_leave_the_experiment(open_widget, shop):
    page = open_widget(shop)
    assert keys_that_leave(page, "input[type=range]") == ["Escape", "Tab"]


def test_keys_do_nothing_while_the_focus_is_elsewhere(open_widget, shop):
    page = open_widget(shop)
    page.focus("#before")
    page.keyboard.press("s")
    assert page.text_content(".bp-count") == "5 of 10"
    assert page.evaluate("() => window.leaked") == ["s"]


def test_space_on_a_button_presses_the_button(open_widget, shop):
    page = open_widget(shop)
    tab_to(page, ".bp-main")
    page.keyboard.press(" ")
    assert page.text_content(".bp-count") == "6 of 10"


def test_a_nudge_is_measured_and_compared_with_the_gradient_once_it_is_known(open_widget, shop):
    page = open_widget(shop)
    tab_to(page, ".bp-nudge")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bp-sentence:has-text('717.2')")
    row = page.locator(".bp-row:has(.bp-nudge)").first
    assert row.locator(".bp-cell b").all_text_contents() == ["2.2", "–"]
    for _ in range(5):
        page.keyboard.press("s")
    assert row.locator(".bp-cell b").all_text_contents() == ["2.2", "2.2"]
    assert row.get_attribute("data-agrees") == "true"


def test_nodes_are_walked_with_arrows_and_tell_upstream_local_downstream(open_widget, shop):
    shop.step = 9
    page = open_widget(shop)
    tab_to(page, ".bp-node")
    assert page.evaluate("() => document.activeElement.dataset.name") == "apple_cost"
    assert page.locator(".bp-products tbody tr").first.inner_text().split() == ["apple", "1.1", "×", "2", "=", "2.2"]
    page.keyboard.press("ArrowRight")
    assert page.text_content(".bp-panel h4") == "× makes orange_cost"
    page.keyboard.press("Home")
    assert page.get_attribute(".bp-node[data-name=tax]", "aria-label") == "tax, input, value 1.1, gradient 650"


def test_a_preset_a_table_and_a_live_summary(open_widget, shop):
    page = open_widget(shop)
    page.get_by_role("button", name="no oranges").press("Enter")
    page.wait_for_function("() => document.querySelector('.bp-ask').textContent.includes('oranges')")
    page.get_by_label("as a table").check()
    assert not page.is_visible("svg")
    assert page.locator(".bp-table tbody tr").nth(3).inner_text().split("\t")[1:] == ["0", "not yet"]
    page.wait_for_function("() => document.querySelector('[aria-live]').textContent.startsWith('Step 5 of 10')")


def test_the_clean_up_leaves_nothing_behind(open_widget, shop):
    page = open_widget(shop)
    assert left_behind(page) == [0, 0]


def test_no_number_lies_on_a_line_or_on_another_number(open_widget, shop):
    shop.inputs = {"apple": 297, "apple_num": 9, "orange": 283, "orange_num": 7, "tax": 1.37}
    shop.step = 9
    page = open_widget(shop)
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 600, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, shop, light, width):
    shop.step = 9
    page = open_widget(shop, light=light, width=width)
    assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
    faint = page.evaluate(CONTRAST)
    assert faint == []
