"""The walk experiment in a real browser: keyboard only, in both themes, and nothing lies on a line."""

import pytest

from backprop.widgets.walk import WalkExperiment
from backprop_reference.graph import backward, topological_order
from widget_page import CONTRAST, OVERLAPS, keys_that_leave, left_behind, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def experiment():
    return WalkExperiment(topological_order, backward)


def badges(page):
    return page.locator(".bp-badge:not([hidden]) .bp-badge-text").all_text_contents()


def row(page, number):
    return page.locator(".bp-walk-board tbody tr").nth(number).inner_text().split("\t")


def choose(page, walk):
    page.get_by_role("button", name=walk, exact=True).press("Enter")
    page.wait_for_function(
        "name => document.querySelector('[aria-pressed=true].bp-chip').textContent === name", arg=walk
    )


def test_the_walk_is_stepped_and_broken_by_keyboard_alone(open_widget, experiment):
    page = open_widget(experiment)
    assert badges(page) == ["2", "1", "3", "1", "1"]
    tab_to(page, ".bp-main")
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "e hands on"
    assert badges(page) == ["2", "1", "1", "✓", "✓"]
    assert row(page, 2) == ["c", "1", "5", "", ""]
    choose(page, "first arrival")
    for _ in range(3):
        page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "c hands on too early"
    for _ in range(2):
        page.keyboard.press("s")
    assert row(page, 0) == ["a", "0", "18", "27", "−9 ≠"]
    assert row(page, 2) == ["c", "0", "8", "8", "0 ✓"]
    page.keyboard.press("r")
    assert page.text_content(".bp-count") == "1 of 6"
    assert page.text_content(".bp-chip[aria-pressed=true]") == "your order"


def test_another_graph_is_chosen_with_the_arrow_keys_and_reset_brings_the_first_back(open_widget, experiment):
    page = open_widget(experiment)
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelector('.bp-walk-board tbody th').textContent === 'apple'")
    assert experiment.graph == "the shop"
    page.keyboard.press("r")
    page.wait_for_function("() => document.querySelector('.bp-walk-board tbody th').textContent === 'a'")
    assert experiment.graph == "six nodes"


def test_the_table_has_the_wires(open_widget, experiment):
    experiment.step = 99
    page = open_widget(experiment)
    page.get_by_label("as a table").check()
    assert page.locator(".bp-table tbody tr").first.inner_text().split("\t") == ["a → c = ab (c)", "1", "24"]


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    page = open_widget(WalkExperiment())
    assert page.text_content(".bp-heading") == "Not written yet"
    assert badges(page) == []


def test_only_tab_and_escape_leave_the_experiment_and_the_clean_up_leaves_nothing(open_widget, experiment):
    page = open_widget(experiment)
    assert keys_that_leave(page, "input[type=radio]") == ["Escape", "Tab"]
    assert left_behind(page) == [0, 0]


@pytest.mark.parametrize("light", [True, False])
def test_nothing_overlaps_and_all_text_can_be_read(open_widget, experiment, light):
    for graph, walk, width in (
        ("six nodes", "every arrival", 900),
        ("the shop", "your order", 600),
        ("two diamonds", "overwrite", 420),
    ):
        experiment.graph, experiment.preset, experiment.step = graph, walk, 99
        page = open_widget(experiment, light=light, width=width)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
