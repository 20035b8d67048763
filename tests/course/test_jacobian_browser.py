"""The experiments of notebook 03 in a real browser: keyboard only, in both themes."""

import pytest

from backprop.widgets.jacobian import JacobianExperiment
from backprop.widgets.jacobian_size import JacobianSizeExperiment
from vector_answers import ALL, softmax_jacobian
from widget_page import CONTRAST, OVERLAPS, keys_that_leave, left_behind, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]


@pytest.fixture
def experiment():
    return JacobianExperiment(*ALL, preset="softmax")


def texts(page, selector):
    return page.locator(selector).all_text_contents()


def test_columns_are_multiplied_and_cells_visited_by_keyboard_alone(open_widget, experiment):
    page = open_widget(experiment)
    tab_to(page, ".bp-main")
    assert texts(page, ".bp-local-cell.bp-lit") == ["0.0796", "−0.0206", "−0.0561", "−0.00279"]
    page.keyboard.press("s")
    assert page.text_content(".bp-cell-sum") == (
        "dx[1] = 10 · (−0.0206) + 4 · 0.181 + (−1) · (−0.153) + 2 · (−0.00759) ≈ 0.654"
    )
    page.keyboard.press("Shift+Tab")
    while not page.evaluate("() => document.activeElement.matches('.bp-local-cell')"):
        page.keyboard.press("Shift+Tab")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.text_content(".bp-cell-words").startswith("Row 1, column 2: −0.153. Per 1 of x[2], y[1] moves")
    assert texts(page, ".bp-cell-sum mark") == ["4 · (−0.153)"]
    assert page.text_content(".bp-cell-sum").endswith(" = ?")
    assert texts(page, ".bp-here") == ["−0.153"]
    assert texts(page, ".bp-lit-row") == ["−0.0206", "0.181", "−0.00759"]
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert texts(page, ".bp-here") == ["−0.00759"]
    for _ in range(4):
        page.keyboard.press("s")
    assert page.text_content(".bp-count") == "6 of 6"
    assert "the same numbers." in page.text_content(".bp-story")


def test_the_pointer_links_cells_too(open_widget, experiment):
    page = open_widget(experiment)
    page.locator(".bp-local-cell").nth(7).hover()
    assert texts(page, ".bp-here") == ["−0.00759"]
    page.locator("h3").hover()
    assert texts(page, ".bp-here") == []
    assert page.text_content(".bp-cell-sum").startswith("dx[0] = ")


def test_another_node_and_the_table_view(open_widget, experiment):
    page = open_widget(experiment)
    page.get_by_role("button", name="matrix product").press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.bp-local-cell').length === 24")
    page.get_by_label("as a table").check()
    rows = page.locator(".bp-table tbody tr")
    assert rows.nth(1).inner_text().split("\t") == ["Y[0, 1]", "−2", "2", "3", "0", "0"]
    assert rows.nth(6).inner_text().split("\t") == ["dx", "", "−1", "not yet", "not yet", "not yet"]


def test_keys_do_not_leave_the_table_and_nothing_stays_behind(open_widget, experiment):
    page = open_widget(experiment)
    assert keys_that_leave(page, ".bp-local-cell") == ["Escape", "Tab"]
    assert left_behind(page) == [0, 0]


def test_the_lines_grow_to_a_million(open_widget):
    page = open_widget(JacobianSizeExperiment(softmax_jacobian))
    tab_to(page, ".bp-main")
    assert page.locator(".bp-matrix circle").count() == 2
    for _ in range(5):
        assert page.evaluate(OVERLAPS) == []
        page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "n = 1,000,000: 7.3 TiB"
    assert page.evaluate(OVERLAPS) == []
    page.get_by_label("as a table").check()
    assert page.locator(".bp-table tbody tr").last.inner_text().split("\t") == ["1,000,000", "7.6 MiB", "7.3 TiB"]


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    for widget, exercise in ((JacobianExperiment(), "3.1"), (JacobianSizeExperiment(), "3.3")):
        page = open_widget(widget)
        assert page.text_content(".bp-heading") == "Not written yet"
        assert f"finish exercise {exercise}" in page.text_content(".bp-story")


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, experiment, light, width):
    for widget in (experiment, JacobianSizeExperiment(softmax_jacobian)):
        widget.step = 6
        page = open_widget(widget, light=light, width=width)
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(OVERLAPS) == []
