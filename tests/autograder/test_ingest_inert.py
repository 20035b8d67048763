"""What strangers wrote is shown, and does nothing."""

import base64
import re
import zlib
from html.parser import HTMLParser
from typing import Any

import mistune
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.exercises import ASSIGNMENTS
from backprop_grader.notebook import inert
from backprop_grader.notebook.conventions import released

LIVE = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "a <b onclick=alert(1)>b</b>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: javascript:alert(1) 'title'",
    "![x](https://example.com/seen.png)",
    "![x][1]\n\n[1]: https://example.com/seen.png",
    "<javascript:alert(1)>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "[x](https://example.com/\"onmouseover='alert(1)')",
    "[![x](https://example.com/a.png)](https://example.com)",
]


class Watch(HTMLParser):
    """Collects tags and attributes as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


HARMLESS = {"p", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr", "br", "table", "thead"} | {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tbody",
    "tr",
    "td",
    "th",
    "del",
}


def assert_inert(text: str) -> None:
    watch = Watch()
    watch.feed(str(mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])(text)))
    for tag, attributes in watch.seen:
        assert tag in HARMLESS, (tag, text)
        assert set(attributes) <= {"href", "class", "start"}, (attributes, text)
        assert (attributes.get("href") or "https://").startswith(("https://", "http://")), (attributes, text)


@pytest.mark.parametrize("text", LIVE)
def test_live_markdown_is_made_inert(text: str) -> None:
    assert_inert(inert.markdown(text))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet="<>[]()!:/\\`&;#\"' \njavscriptdb1=", max_size=40))
def test_no_mixture_of_markdown_makes_anything_live(text: str) -> None:
    assert_inert(inert.markdown(f"{text}{LIVE[0]}{text}"))


def read_by_a_browser(text: str) -> str:
    """The text of the page that becomes of Markdown, in which MathJax then looks for formulas."""
    page = HTMLParser(convert_charrefs=True)
    read: list[str] = []
    page.handle_data = read.append  # type: ignore[method-assign]
    page.feed(str(mistune.create_markdown(escape=False)(text)))
    page.close()
    return "".join(read)


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\require{html}",
        r"\let\x=\href",
        r"\csname href\endcsname",
        r"\mmlToken{mi}[href=javascript:alert(1)]{x}",
        r"\bbox[background:url(https://example.com/seen.png)]{x}",
        r"\unicode{x}",
        r"\color{red}",
        r"\whatever{there will be}",
    ],
)
@pytest.mark.parametrize("way", ["as it is", "by numbers", "by hexadecimals", "by names", "escaped"])
def test_tex_that_is_no_formula_is_broken_however_it_is_written(formula: str, way: str) -> None:
    name = re.findall(r"\\[A-Za-z]+", formula)[-1]
    spelt = {
        "by numbers": {"$": "&#36;", "\\": "&#92;"},
        "by hexadecimals": {"$": "&#X24;", "\\": "&#x5C;"},
        "by names": {"$": "&dollar;", "\\": "&bsol;"},
        "escaped": {"\\": "\\\\"},
    }.get(way, {})
    text = f"${formula}$".translate(str.maketrans(spelt))
    assert name in read_by_a_browser(text), "nothing is tested here"
    assert name not in read_by_a_browser(inert.markdown(text))
    assert name not in inert.markdown(text)


def test_formulas_of_the_course_are_left_alone() -> None:
    texts = [
        cell["source"] for name in ASSIGNMENTS for cell in released(name)["cells"] if cell["cell_type"] == "markdown"
    ]
    formulas = [formula for text in texts for formula in re.findall(r"\$\$?[^$]+\$", text) if "\\" in formula]
    assert len(formulas) > 100
    for formula in formulas:
        assert inert.markdown(formula) == formula


def test_signs_that_have_to_be_written_by_name_stay() -> None:
    assert inert.markdown("a &lt; b &amp;&nbsp;c, R&D; and a&b") == "a &lt; b &amp;&nbsp;c, R&\u200bD; and a&b"


def test_ordinary_markdown_is_left_alone() -> None:
    text = "# Mine\n\nIf $a < b$ then `x[i](y)` is *not* [this](https://example.com/a?b=c).\n\n| a |\n|---|\n| 1 |\n"
    assert inert.markdown(text).replace("\u200b", "") == text
    assert "](https://example.com/a?b=c)" in inert.markdown(text)
    assert "a < b" in inert.markdown(text)


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    [
        chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    ]
)


def test_only_text_and_pictures_are_kept_of_an_output() -> None:
    bundle = {
        "text/html": "<script>alert(1)</script>",
        "image/svg+xml": "<svg onload=alert(1)>",
        "application/javascript": "alert(1)",
        "text/latex": r"\href{javascript:alert(1)}{x}",
        "text/markdown": "<script>",
        "text/plain": "kept",
        "image/png": base64.b64encode(PNG).decode(),
    }
    (kept,) = inert.outputs([{"output_type": "display_data", "data": bundle, "metadata": {"image/png": {"width": 9}}}])
    assert kept == {
        "output_type": "display_data",
        "data": {"text/plain": "kept", "image/png": bundle["image/png"]},
        "metadata": {},
    }


@pytest.mark.parametrize(
    ("given_output", "kept"),
    [
        (
            {"output_type": "stream", "name": "stderr", "text": ["a\n", "b"]},
            {"output_type": "stream", "name": "stderr", "text": "a\nb"},
        ),
        (
            {"output_type": "stream", "name": {"x": 1}, "text": 5},
            {"output_type": "stream", "name": "stdout", "text": ""},
        ),
        (
            {"output_type": "stream", "name": "stdout", "text": "\x1b]0;title\x07hi\x1b[31m"},
            {"output_type": "stream", "name": "stdout", "text": "hi"},
        ),
        (
            {"output_type": "pyout", "text": "3"},
            {"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}, "execution_count": None},
        ),
        (
            {"output_type": "pyerr", "ename": "E", "evalue": None, "traceback": ["t", 3]},
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["t", ""]},
        ),
        ({"output_type": "display_data", "data": {"image/png": "bm90IGEgcGljdHVyZQ=="}}, None),
        ({"output_type": "display_data", "data": {"image/png": "*"}}, None),
        ({"output_type": ["stream"]}, None),
    ],
)
def test_outputs_of_every_format_and_of_none(given_output: dict[str, Any], kept: dict[str, Any] | None) -> None:
    assert inert.outputs([given_output]) == ([kept] if kept else [])


def test_a_flood_is_cut() -> None:
    (kept,) = inert.outputs([{"output_type": "stream", "text": "x" * 10_000_000}])
    assert len(kept["text"]) < 110_000
    assert len(inert.outputs([{"output_type": "stream", "text": "x"}] * 5000)) == 100
