"""The experiments of notebook 05 in a real browser: keyboard only, in both themes."""

import pytest

from backprop.widgets.paths import PathsExperiment
from backprop.widgets.two_two_one import TwoTwoOneExperiment
from network_answers import l2_penalty, mlp_backward, mlp_forward, sgd_step, two_two_one
from widget_page import CONTRAST, OVERLAPS, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def paths():
    return PathsExperiment(mlp_forward, mlp_backward, l2_penalty)


@pytest.fixture
def network():
    return TwoTwoOneExperiment(two_two_one, sgd_step)


def test_the_two_paths_are_walked_and_lambda_is_moved_by_keyboard_alone(open_widget, paths):
    page = open_widget(paths)
    tab_to(page, ".bp-main")
    assert page.locator(".bp-through-penalty").count() == 0
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "Both together"
    assert page.locator(".bp-paths .bp-number").first.text_content() == "−0.141244 ="
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-paths .bp-number').textContent === '−0.140244 ='")
    assert paths.lam == pytest.approx(0.11)
    assert page.evaluate("() => document.activeElement.matches('input[type=range]')")


def test_the_network_is_stepped_and_its_loss_falls(open_widget, network):
    page = open_widget(network)
    tab_to(page, ".bp-main")
    assert page.text_content(".bp-latest") == "loss 0.536884"
    for _ in range(4):
        page.keyboard.press("s")
    assert page.text_content(".bp-heading") == "After 1 step"
    assert page.text_content(".bp-latest") == "loss 0.280421"
    assert page.locator(".bp-losses circle").count() == 2
    page.get_by_role("button", name="x = (1, 2)").press("Enter")
    page.wait_for_function("() => document.querySelector('.bp-latest').textContent === 'loss 0.536033'")
    page.get_by_label("as a table").check()
    assert "x[0] → affine (z1)" in page.locator(".bp-table").inner_text()


def test_before_anything_is_written_the_page_says_what_to_do(open_widget):
    for widget, exercise in ((PathsExperiment(), "5.2"), (TwoTwoOneExperiment(), "5.4")):
        page = open_widget(widget)
        assert page.text_content(".bp-heading") == "Not written yet"
        assert f"finish exercise {exercise}" in page.text_content(".bp-story")


def test_no_number_lies_on_a_line_or_on_another_number(open_widget, network):
    network.step = 6
    page = open_widget(network, width=1000)
    page.evaluate("() => document.querySelector('.bp-losses').remove()")  # a picture with coordinates of its own
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize(("light", "width"), [(True, 900), (False, 420)])
def test_text_can_be_read_and_nothing_sticks_out(open_widget, paths, network, light, width):
    for widget in (paths, network):
        widget.step = 3
        page = open_widget(widget, light=light, width=width)
        assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
