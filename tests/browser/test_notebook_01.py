"""Notebook 01 in a real JupyterLab: solved and untouched, by keyboard, light and dark, with nbgrader's Validate button.

At the end the browser's console holds no error, and no host but this one was asked for anything.
"""

import pytest

from browser.notebooks import graded, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("lab")]

ASSIGNMENT = "01-apple-orange"
TROUBLE = "[data-mime-type$='.error'], [data-mime-type$='.stderr'], .backprop-card[data-passed=false]"
SURFACE = "() => getComputedStyle(document.querySelector('.bp-experiment')).backgroundColor"


def expect(locator):
    """Playwright's assertions that wait (imported late: without Playwright these tests skip)."""
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(locator)


def gradient(page, wire):
    """The number below a wire of the experiment."""
    here = page.locator("title", has_text=f"{wire} →")
    return page.locator(".bp-live .bp-wire").filter(has=here).locator(".bp-gradient")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, selector):
    while not page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
        page.keyboard.press("Tab")


@pytest.fixture(scope="module")
def solved(open_notebook):
    """The notebook with right answers, all its cells run; one page for all tests, which may come in any order."""
    notebook = open_notebook(ASSIGNMENT, right_answers(ASSIGNMENT), theme="light")
    notebook.menu("Run", "Run All Cells")
    notebook.wait_for_run(max(graded(ASSIGNMENT).values()))
    return notebook


def test_right_answers_run_from_top_to_bottom_and_validate(solved):
    for exercise, place in graded(ASSIGNMENT).items():
        said = "answered in the form" if exercise == "audit" else "every public check passes"
        assert f"{exercise}: {said}" in solved.output(place)
    assert solved.page.locator(TROUBLE).all_text_contents() == []
    assert "Success! Your notebook passes all the tests." in solved.validate()


def test_the_shop_is_walked_and_its_slider_moved_by_keyboard_alone(solved):
    page = solved.page
    cells = page.locator(".jp-Cell").count()
    page.locator(".bp-main").focus()
    press(page, *"sssss")
    expect(page.locator(".bp-count")).to_have_text("10 of 10")
    for wire, number in {"apple": "2.2", "apple_num": "110", "tax": "650"}.items():
        expect(gradient(page, wire)).to_have_text(f"← {number}")
    press(page, "b")
    expect(gradient(page, "apple")).to_have_text("")
    press(page, "s")
    tab_to(page, "input[type=range]")
    press(page, "ArrowRight", "ArrowRight")
    expect(gradient(page, "apple_num")).to_have_text("← 112.2")
    press(page, "a", "b")  # with these the notebook inserts a cell above and below
    assert page.locator(".jp-Cell").count() == cells


def test_the_experiment_follows_the_theme(solved):
    solved.page.emulate_media(color_scheme="light")
    solved.page.locator("body[data-jp-theme-light=true]").wait_for(state="attached")
    light = solved.page.evaluate(SURFACE)
    solved.page.emulate_media(color_scheme="dark")
    solved.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    assert (light, solved.page.evaluate(SURFACE)) == ("rgb(255, 255, 255)", "rgb(17, 17, 17)")


def test_a_reader_without_answers_is_told_what_to_write_and_can_go_on(open_notebook):
    notebook = open_notebook(ASSIGNMENT, {}, theme="dark")
    start = 0
    for number, (exercise, place) in enumerate(graded(ASSIGNMENT).items(), 1):
        notebook.run_from(start, until=place)
        assert f"exercise 1.{number}: {exercise} is still to be written" in notebook.output(place)
        start = place + 1
    expect(notebook.page.locator(".bp-story")).to_contain_text("exercise 1.1")
    said = notebook.validate()
    assert [exercise for exercise in graded(ASSIGNMENT) if f"validate({exercise}" not in said] == []
