"""Figures for a page: they take the page's ink, say what they show, and never change."""

from __future__ import annotations

import re

import pytest

from backprop.figures import BLUE, VERMILLION, canvas, picture

ALT = "A line rises from 3 to 4 <steadily>."


def drawn(**arguments: object):
    figure, axes = canvas()
    axes.plot([1, 2], [3, 4], color=BLUE)
    axes.set(xlabel="x", title="a line rises")
    axes.annotate("here", (1.5, 3.5), (1.2, 3.8), arrowprops={"arrowstyle": "-", "color": VERMILLION})
    return picture(figure, **{"alt": ALT, **arguments})


def without_styles(svg: str) -> str:
    return re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)


def test_every_colour_is_one_of_the_page():
    svg = without_styles(drawn().svg)
    assert not re.findall(r"#[0-9a-f]{6}\b", svg)
    assert {"currentColor", "var(--bp-value)", "var(--bp-gradient)"} <= set(re.findall(r"currentColor|var[^)]+\)", svg))
    assert 'fill="currentColor"' in svg[: svg.index(">")], "text that names no colour takes the page's"
    for name in re.findall(r"var\((--bp-[a-z]+)\)", svg):
        assert f"{name}:" in drawn().svg, f"{name} is given a colour"


def test_the_page_behind_shows_through():
    background = drawn().svg.split('id="patch_1"')[1].split("</g>")[0]
    assert "fill: none" in background


def test_the_words_stand_on_the_picture_and_in_its_place():
    shown = drawn()
    assert 'role="img" aria-label="A line rises from 3 to 4 &lt;steadily&gt;."' in shown._repr_html_()
    assert repr(shown) == ALT


def test_letters_stay_letters():
    assert re.search(r"<text[^>]*>a line rises</text>", drawn().svg)


def test_nothing_in_it_styles_the_rest_of_the_page():
    styles = "".join(re.findall(r"<style>(.*?)</style>", drawn().svg, re.DOTALL))
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", re.sub(r"/\*.*?\*/|@media[^{]*\{", "", styles, flags=re.DOTALL))
    assert all(
        re.search(r"\.bp-", selector) for rule in rules for selector in re.sub(r"\([^()]*\)", "", rule).split(",")
    ), rules


def test_the_same_figure_is_the_same_text():
    assert drawn().svg == drawn().svg


def test_a_picture_without_words_is_refused():
    with pytest.raises(ValueError, match="alt"):
        drawn(alt="  ")
