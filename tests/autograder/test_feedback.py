"""Graded copies and feedback pages: stock nbgrader reads our scores in the one, nothing is live in the other."""

import json
import math
import re
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest

from backprop_grader.class_report.meanings import MEANINGS
from backprop_grader.gradebook import ByHand
from backprop_grader.notebook import feedback
from backprop_grader.notebook.autograded import NOTES, autograded_notebook
from backprop_grader.notebook.feedback import capitalized, feedback_html

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CARD = """double                                  1.50 of 2.00
  ok    shape        1 result, (3,), float64
  FAIL  purity       your function changed x: 2 of its 3 entries are
                     now 0

  It looks like: mutates
  The numbers are right, but the caller's x is not what it was. <b>Who</b> else needs it? → section 9.1"""
HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"


def cell(name: str, source: str, kind: str = "code", **marks: Any) -> dict[str, Any]:
    full = {"grade": False, "solution": False, "locked": True, "schema_version": 3, "task": False, "grade_id": name}
    made = {"cell_type": kind, "id": name, "metadata": {"nbgrader": full | marks}, "source": source}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def notebook(*added: dict[str, Any]) -> dict[str, Any]:
    cells = [
        cell("title", "# 99 · Small ones", "markdown"),
        cell("exercise-double", "### Exercise 9.1 · `double`\n\nWrite it.", "markdown"),
        cell("solution-double", "def double(x):\n    return 2 * x  # <b>", solution=True, locked=False),
        cell("test-double", "validate(double)", grade=True, points=2),
        *added,
    ]
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def record(points: float = 1.5, **different: Any) -> dict[str, Any]:
    exercise = {
        "exercise": "double",
        "points": points,
        "max_points": 2.0,
        "status": "failed",
        "checks": [
            {"name": "shape", "passed": True, "points": 0.2, "max_points": 0.2},
            {"name": "purity", "passed": False, "points": 0.0, "max_points": 0.2},
        ],
        "diagnosis": [{"code": "mutates", "message": "not what it was"}],
        "card": CARD,
    }
    whole = {"student": "alice", "assignment": "99-small", "isolation": "bwrap", "repairs": [], "error": None}
    return {**whole, "exercises": [exercise], "cells": {}, "seconds": 0.1} | different


STUBS = notebook()
STUBS["cells"][2]["source"] = 'def double(x):\n    raise NotImplementedError("exercise 9.1: double")'


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


# The graded copy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [0.0, 0.1 + 0.2, 1.5, 2.0])
def test_stock_nbgrader_reads_exactly_our_score(points: float) -> None:
    from nbgrader.utils import determine_grade

    graded = nbformat.from_dict(autograded_notebook(notebook(), record(points)))
    nbformat.validate(graded)
    assert determine_grade(graded.cells[3]) == (points, 2.0)


@pytest.mark.parametrize(
    ("points", "score"), [(math.nan, 0.0), (-3.0, 0.0), (math.inf, 2.0), (99, 2.0), (-math.inf, 0.0)]
)
def test_no_record_makes_a_score_that_nbgrader_misreads(points: float, score: float) -> None:
    from nbgrader.utils import determine_grade

    graded = nbformat.from_dict(autograded_notebook(notebook(), record(points)))
    assert determine_grade(graded.cells[3]) == (score, 2.0)


def test_a_graded_cell_holds_one_card_and_one_number_whatever_the_record_claims_it_printed() -> None:
    lies = {"test-double": [{"output_type": "execute_result", "data": {"text/plain": "2.0"}}]}
    graded = autograded_notebook(notebook(), record(0.5, cells=lies))
    stream, result = graded["cells"][3]["outputs"]
    assert (stream["name"], stream["text"]) == ("stdout", CARD + "\n")
    assert result["data"] == {"text/plain": "0.5"}


def test_an_exercise_that_was_not_examined_gets_nothing() -> None:
    graded = autograded_notebook(notebook(), record(exercises=[]))
    assert graded["cells"][3]["outputs"][1]["data"] == {"text/plain": "0.0"}


def test_cells_show_what_they_showed_when_they_ran_and_only_as_text() -> None:
    outputs = [{"output_type": "display_data", "data": {"text/html": "<script>", "text/plain": "plain"}}]
    graded = autograded_notebook(notebook(), record(cells={"solution-double": outputs}))
    (shown,) = graded["cells"][2]["outputs"]
    assert shown["data"] == {"text/plain": "plain"}


def test_repairs_and_errors_stand_on_top_and_do_nothing() -> None:
    graded = autograded_notebook(notebook(), record(repairs=[f"renamed: {HOSTILE}"], error="cut off", isolation="none"))
    top = graded["cells"][0]
    assert top["id"] == NOTES
    assert "cut off" in top["source"]
    assert "without isolation" in top["source"]
    assert "<script" not in top["source"]
    assert autograded_notebook(notebook(), record())["cells"][0]["id"] == "title"


# The page ----------------------------------------------------------------------------------------------------------


def test_a_page_says_what_every_exercise_got_and_why() -> None:
    page = Page(feedback_html(record(repairs=["restored: 1 cell"]), notebook(), STUBS))
    text = " ".join(page.text.split())
    for said in (
        "99 · Small ones",
        "alice",
        "1.5 of 2 points",
        "Exercise 9.1 · double",
        "partly right",
        "It looks like: mutates",
        "the caller's x is not what it was. <b>Who</b> else needs it? → section 9.1",
        "your function changed x: 2 of its 3 entries are now 0",
        "return 2 * x # <b>",
        "Restored: 1 cell",
        "in a sandbox",
    ):
        assert said in text, said


def test_a_page_needs_nothing_from_outside_and_allows_nothing() -> None:
    html = feedback_html(record(), notebook(), STUBS)
    page = Page(html)
    policy = next(
        attributes["content"] for tag, attributes in page.tags if "http-equiv" in attributes and tag == "meta"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe", "object", "form", "base")]
    for _, attributes in page.tags:
        assert (attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;base64,")
        assert (attributes.get("href") or "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize(
    "place",
    [
        "student",
        "card",
        "code",
        "stream",
        "error",
        "result",
        "added code",
        "added text",
        "repairs",
        "problem",
        "comment",
    ],
)
def test_nothing_of_a_students_is_live(place: str) -> None:
    given, submitted, by_hand = record(), notebook(), {"double": ByHand(1.0, "Fine.")}
    solution = submitted["cells"][2]
    match place:
        case "student":
            given["student"] = HOSTILE
        case "card":
            given["exercises"][0]["card"] = CARD.replace("now 0", HOSTILE).replace("Who", HOSTILE)
        case "code":
            solution["source"] = f'"""{HOSTILE}"""\n{HOSTILE}\n# {HOSTILE}'
        case "stream":
            solution["outputs"] = [{"output_type": "stream", "name": "stdout", "text": HOSTILE}]
        case "error":
            solution["outputs"] = [
                {"output_type": "error", "ename": HOSTILE, "evalue": HOSTILE, "traceback": [HOSTILE]}
            ]
        case "result":
            data = {"text/plain": HOSTILE, "text/html": HOSTILE, "image/svg+xml": HOSTILE, "image/png": HOSTILE}
            solution["outputs"] = [{"output_type": "display_data", "data": data}]
        case "added code":
            submitted["cells"].append(plain("code"))
        case "added text":
            submitted["cells"].append(plain("markdown"))
        case "repairs":
            given["repairs"] = [HOSTILE]
        case "problem":
            given["error"] = HOSTILE
        case "comment":
            by_hand = {"double": ByHand(None, HOSTILE)}
    page = Page(feedback_html(given, submitted, STUBS, by_hand))
    assert not [tag for tag, attributes in page.tags if tag == "script" or "onerror" in attributes]
    assert "alert(1)" in page.text.replace("\n", "")


def plain(kind: str) -> dict[str, Any]:
    made = {"cell_type": kind, "id": "added-1", "metadata": {}, "source": HOSTILE}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def test_a_persons_score_and_comment_go_before_ours() -> None:
    text = " ".join(
        Page(feedback_html(record(), notebook(), STUBS, {"double": ByHand(2.0, "Well argued.")})).text.split()
    )
    assert "2 of 2 points" in text
    assert "Your instructor gave 2; the automatic score was 1.5" in text
    assert "Well argued." in text


def test_a_submission_that_could_not_be_read_gets_a_page_that_says_so() -> None:
    unread = record(0.0, error="the file is cut off at line 7")
    text = " ".join(Page(feedback_html(unread, notebook(), STUBS)).text.split())
    assert "Your notebook could not be graded" in text
    assert "The file is cut off at line 7." in text
    assert "return 2 * x" not in text


def test_code_that_is_too_long_to_colour_is_shown_plain() -> None:
    submitted = notebook()
    submitted["cells"][2]["source"] = "x = 1 # <\n" * 10_000
    html = feedback_html(record(), submitted, STUBS)
    assert html.count("x = 1 # &lt;") == 10_000


@pytest.mark.parametrize(
    ("cells", "source"), [(1, "x" + "  \n" * 6600), (300, "x = 1 # <\n" * 1900)], ids=["blank lines", "many cells"]
)
def test_the_lexer_gets_no_more_of_one_page_than_its_budget(
    monkeypatch: pytest.MonkeyPatch, cells: int, source: str
) -> None:
    given: list[str] = []
    monkeypatch.setattr(feedback, "highlight", lambda code, *_: given.append(code) or "")
    added = [{**plain("code"), "id": f"added-{number}", "source": source} for number in range(cells)]
    page = Page(feedback_html(record(), notebook(*added), STUBS))
    longest_blank = max(len(blank) for code in given for blank in re.findall(r"\s+", code))
    assert longest_blank < 200
    assert len("".join(given)) <= feedback.COLOURED
    assert "return 2 * x" in given[0], "answers come before added cells"
    shown = [code for code in given if code == source]
    assert page.text.count(source) == cells - len(shown)


def test_a_page_is_the_same_every_time() -> None:
    assert feedback_html(record(), notebook(), STUBS) == feedback_html(
        json.loads(json.dumps(record())), notebook(), STUBS
    )


def test_a_check_that_was_not_made_is_not_shown_as_a_failure() -> None:
    made = record()
    (exercise,) = made["exercises"]
    exercise["card"] = CARD.replace("FAIL ", "skip ")
    text = Page(feedback_html(made, notebook(), STUBS)).text
    assert "– purity: not tried" in text
    assert "✗ purity" not in text


def of_a_page(given: dict[str, Any], submitted: dict[str, Any]) -> str:
    return " ".join(Page(feedback_html(given, submitted, STUBS)).text.split())


def test_a_code_is_followed_by_what_it_means() -> None:
    assert "mutates" + MEANINGS["mutates"].capitalize() in of_a_page(record(), notebook())


def test_a_page_says_why_a_check_that_passed_has_no_points() -> None:
    wrong = record(0.0)
    wrong["exercises"][0]["checks"][0]["points"] = 0.0
    said = "✓ with 0 points: this check has passed, and it counts as soon as value gets points."
    assert said in of_a_page(wrong, notebook())
    assert said not in of_a_page(record(), notebook())


class TestAnExerciseThatNobodyHasBegun:
    @pytest.fixture
    def given(self) -> dict[str, Any]:
        blank = record(0.0)
        blank["exercises"][0] |= {
            "status": "missing",
            "card": "double   to be written\n\n  Next: not-implemented\n  exercise 9.1: double is still to be written.",
            "diagnosis": [{"code": "not-implemented", "message": "double is still to be written."}],
        }
        return blank

    def test_is_called_still_to_be_written_in_a_sentence_and_without_a_code(self, given: dict[str, Any]) -> None:
        text = of_a_page(given, STUBS)
        assert "Next Exercise 9.1: double is still to be written." in text
        assert "not-implemented" not in text

    def test_shows_no_stub_as_your_code(self, given: dict[str, Any]) -> None:
        text = of_a_page(given, STUBS)
        assert "Your code" not in text
        assert "NotImplementedError" not in text

    def test_shows_what_was_begun_and_is_not_done(self, given: dict[str, Any]) -> None:
        begun = notebook()
        begun["cells"][2]["source"] = "y = 2 * 3  # how?\n" + STUBS["cells"][2]["source"]
        assert "Your code y = 2 * 3 # how?" in of_a_page(given, begun)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("restored, because they were missing: 1 cell", "Restored, because they were missing: 1 cell"),
        ("vjp was never defined", "vjp was never defined"),
        ("kim/03-vectors holds no notebook", "kim/03-vectors holds no notebook"),
        ("03-vectors.ipynb is empty", "03-vectors.ipynb is empty"),
        ("", ""),
    ],
)
def test_sentences_begin_with_a_capital_and_names_stay_as_they_are(said: str, shown: str) -> None:
    assert capitalized(said) == shown
