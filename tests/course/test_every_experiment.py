"""What holds for every experiment: nothing that a screen reader stumbles over, in both themes, and keys that answer."""

from __future__ import annotations

import statistics

import pytest
from axe_playwright_python.sync_playwright import Axe

from backprop import widgets
from experiments import NEEDS, made
from widget_page import tab_to

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
OF_A_WHOLE_PAGE = {"document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region"}
"""Rules that are about the page around an experiment."""

WATCH = """() => {
  window.taken = [];
  let pressed = 0;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => { if (pressed) { window.taken.push(performance.now() - pressed); pressed = 0; } })
    .observe(document.getElementById("root"), { subtree: true, childList: true, attributes: true });
}"""
"""Milliseconds from each key press to the first change that it makes."""


def test_every_experiment_is_looked_at():
    assert sorted(NEEDS) == sorted(widgets.__all__), "NEEDS is in tests/experiments.py"


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("name", sorted(NEEDS))
def test_nothing_grave_is_in_the_way_of_assistive_technology(open_widget, name, light):
    page = open_widget(made(name), light=light)
    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], one["help"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in GRAVE and one["id"] not in OF_A_WHOLE_PAGE
    ]
    assert grave == []


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_a_key_changes_what_is_shown(open_widget, name, capsys):
    """The time is printed, not judged: the aim is a median below 50 ms."""
    page = open_widget(made(name))
    tab_to(page, ".bp-main")
    page.evaluate(WATCH)
    for key in "ssbsbssbsb":
        page.keyboard.press(key)
        page.wait_for_timeout(30)
    taken = page.evaluate("window.taken")
    with capsys.disabled():
        print(f"\n{name}: {statistics.median(taken or [float('nan')]):.1f} ms from key to change", end="")
    assert taken, "no key changed anything"
