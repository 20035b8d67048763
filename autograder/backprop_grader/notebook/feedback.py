"""The feedback page of one submission: what every exercise got and why, as one HTML file that needs nothing else.

It shows what the report cards say, the student's code and what it printed; nothing in it is live, and it holds no
hidden input and no expected value, because records hold none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from backprop.exercises import EXERCISES
from backprop_grader.class_report.meanings import meaning
from backprop_grader.gradebook import ByHand
from backprop_grader.notebook import inert
from backprop_grader.notebook.conventions import Notebook, grade_id, solution_cells

TEMPLATES = Path(__file__).parent / "templates"
COLOURED = 60_000
"""Characters of code that get syntax colours on one page, and at most a third of them in one cell; the rest is shown
plain. The lexer's time grows with the square of a cell's length in places."""
BLANK = re.compile(r"\s{200}")
"""A run of blanks and line ends as no answer has it: 20,000 of them take the lexer five seconds, so it is not asked."""
_LINE = re.compile(r"^  (?P<word>ok|FAIL|skip)\s+(?P<name>\S+)\s*(?P<detail>.*)$")
NEXT = "Next"
"""The heading of what is still to be written, whose code says nothing more."""
_HEADING = re.compile(rf"^(?P<heading>It looks like|Worth knowing|{NEXT}): (?P<code>[a-z0-9-]+)$")
_WORD = re.compile(r"([a-z]+)[,:;.?]?(?:\s|$)")
RESULTS = {
    "full": ("✓", "complete"),
    "some": ("~", "partly right"),
    "none": ("✗", "not yet"),
    "open": ("·", "to be written"),
}
CHECKED = {
    "ok": {"kind": "full", "sign": "✓", "word": "passed"},
    "FAIL": {"kind": "none", "sign": "✗", "word": "failed"},
    "skip": {"kind": "open", "sign": "–", "word": "not tried"},
}
"""What stands before a check's line in a report card -> how the page shows it."""
ISOLATION = {
    "bwrap": "in a sandbox (bubblewrap, Landlock and seccomp)",
    "landlock": "in a sandbox (Landlock and seccomp)",
    "none": "WITHOUT isolation",
}


@dataclass(frozen=True)
class Remark:
    """One paragraph of a report card: a diagnosis with its code, what to do next, or what was understood."""

    text: str
    heading: str = ""
    code: str = ""


def feedback_html(
    record: Mapping[str, Any],
    notebook: Notebook,
    release: Notebook,
    by_hand: Mapping[str, ByHand] | None = None,
    penalty: float = 0.0,
) -> str:
    """The page.

    Args:
        record: one graded submission.
        notebook: its graded copy, or the release where nothing could be read.
        release: what was handed out: what is still as it was there is not shown as the student's.
        by_hand: exercise -> what a person has entered; it goes before what the record says.
        penalty: points that the student loses for handing in late.
    """
    colours = _Colours()
    exercises = [
        _exercise(one, (by_hand or {}).get(one["exercise"])) | _answer(one["exercise"], notebook, release, colours)
        for one in record["exercises"]
    ]
    points = max(0.0, sum(exercise["points"] for exercise in exercises) - penalty)
    most = sum(exercise["max_points"] for exercise in exercises)
    page = {
        "title": title_of(notebook) or record["assignment"],
        "student": record["student"],
        "points": points,
        "penalty": penalty,
        "max_points": most,
        "share": round(100 * min(max(points / most, 0.0), 1.0)) if most else 0,
        "error": record["error"],
        "repairs": record["repairs"],
        "isolation": ISOLATION.get(record["isolation"], "with isolation level " + record["isolation"]),
        "exercises": exercises,
        "added": _added(notebook, colours),
    }
    return environment().get_template("feedback.html.j2").render(page=page, css=_css())


def title_of(notebook: Notebook) -> str:
    """The first heading of a notebook."""
    lines = (line for cell in notebook["cells"] for line in cell["source"].splitlines() if grade_id(cell))
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")


def _answer(exercise: str, notebook: Notebook, release: Notebook, colours: _Colours) -> dict[str, Any]:
    """What stands in the notebook for an exercise; an untouched stub is no student's code."""
    cell, stub = (solution_cells(made).get(exercise) for made in (notebook, release))
    untouched = cell is not None and stub is not None and cell["source"].strip() == stub["source"].strip()
    written = None if untouched else cell
    return {
        "title": heading_of(notebook, exercise),
        "code": colours.code(written["source"]) if written else "",
        "outputs": _outputs(written) if written else [],
    }


def _exercise(record: Mapping[str, Any], by_hand: ByHand | None) -> dict[str, Any]:
    hand = by_hand or ByHand()
    points = record["points"] if hand.score is None else hand.score
    details, remarks = _card(record["card"])
    kind = result_kind(record["status"], points, record["max_points"])
    sign, word = RESULTS[kind]
    code = record["diagnosis"][0]["code"] if record["diagnosis"] and kind != "open" else ""
    checks = [{**check, **details[check["name"]]} for check in record["checks"] if check["name"] in details]
    return {
        "name": record["exercise"],
        "points": points,
        "max_points": record["max_points"],
        "auto_points": record["points"],
        "regraded": hand.score is not None and hand.score != record["points"],
        "by_hand": by_hand is not None,
        "comment": hand.comment,
        "kind": kind,
        "sign": sign,
        "word": word,
        "looks_like": code,
        "meaning": meaning(code),
        "remarks": remarks,
        "checks": checks,
        "unpaid": any(check["passed"] and check["max_points"] and not check["points"] for check in checks),
    }


def result_kind(status: str, points: float, most: float) -> str:
    """One of the keys of RESULTS."""
    if status == "missing" and not points:
        return "open"
    if points >= most:
        return "full"
    return "some" if points > 0 else "none"


def heading_of(notebook: Notebook, exercise: str) -> str:
    """The heading of the exercise in the notebook, without the marks of Markdown."""
    for cell in notebook["cells"]:
        if grade_id(cell) == f"exercise-{exercise}":
            return str(cell["source"]).partition("\n")[0].lstrip("# ").replace("`", "").strip()
    return exercise


def _card(card: str) -> tuple[dict[str, dict[str, str]], list[Remark]]:
    """A report card's lines: check -> what was tried and what came of it; and its remarks."""
    details: dict[str, dict[str, str]] = {}
    head, *paragraphs = re.split(r"\n\s*\n", card)
    name = ""
    for line in head.splitlines()[1:]:
        if found := _LINE.match(line):
            name = found["name"]
            details[name] = {**CHECKED[found["word"]], "detail": found["detail"]}
        elif name:
            details[name]["detail"] += " " + line.strip()
    return details, [_remark([line.strip() for line in paragraph.splitlines()]) for paragraph in paragraphs]


def _remark(lines: list[str]) -> Remark:
    found = _HEADING.match(lines[0])
    if found is None:
        return Remark(" ".join(lines))
    return Remark(" ".join(lines[1:]), found["heading"], "" if found["heading"] == NEXT else found["code"])


def _added(notebook: Notebook, colours: _Colours) -> list[dict[str, Any]]:
    """The student's own cells: those that the release does not know."""
    cells = [cell for cell in notebook["cells"] if cell["id"].startswith("added-")]
    return [
        {
            "code": colours.code(cell["source"]) if cell["cell_type"] == "code" else "",
            "text": cell["source"].replace(inert.BREAK, ""),
            "outputs": _outputs(cell),
        }
        for cell in cells
    ]


def _outputs(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a cell showed, as text and pictures."""
    shown = []
    for output in inert.outputs(cell.get("outputs", ())):
        data = output.get("data", {})
        error = output["output_type"] == "error"
        text = (
            "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}" if error else output.get("text")
        )
        shown.append({"png": data.get("image/png", ""), "text": text or data.get("text/plain", ""), "error": error})
    return shown


class _Colours:
    """Syntax colours for the code of one page, as long as its budget lasts."""

    def __init__(self) -> None:
        self._left = COLOURED

    def code(self, source: str) -> Markup:
        """The code as HTML."""
        if len(source) > min(self._left, COLOURED // 3) or BLANK.search(source):
            return Markup("<pre>{}</pre>").format(source)
        self._left -= len(source)
        coloured = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
        return Markup(f"<pre>{coloured}</pre>")  # pygments has escaped it


@cache
def _css() -> Markup:
    """The page's style, with the colours of code for light and for dark screens."""
    page = (TEMPLATES / "feedback.css").read_text(encoding="utf-8")
    light = HtmlFormatter(style="xcode").get_style_defs(".code")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".code")
    return Markup(f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n{page}")


@cache
def environment(folder: Path = TEMPLATES) -> Environment:
    """Templates of HTML pages: what is put into them is escaped, and nothing may be left out."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = lambda points: f"{points:.2f}".rstrip("0").rstrip(".")
    made.filters["capitalize_first"] = lambda text: escape(capitalized(text))
    return made


def capitalized(sentence: str) -> str:
    """The sentence with a capital letter, where it begins with a word; the name of an exercise or a path stays."""
    word = _WORD.match(sentence)
    return sentence if word is None or word[1] in EXERCISES else sentence[:1].upper() + sentence[1:]
