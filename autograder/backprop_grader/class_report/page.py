"""The report on one assignment, as plain data and as one HTML page that needs nothing else.

Both say the same: the page is made of the data.
"""

from __future__ import annotations

import platform
import statistics
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from backprop_grader.class_report.advice import Advice, advice
from backprop_grader.class_report.drawing import Bar, exercises_svg, histogram, histogram_svg
from backprop_grader.class_report.examples import Names, Source, example
from backprop_grader.class_report.meanings import meaning
from backprop_grader.class_report.tally import Course, Mistake, Tally
from backprop_grader.notebook.conventions import Notebook
from backprop_grader.notebook.feedback import ISOLATION, RESULTS, environment, heading_of, title_of
from backprop_grader.pending import Pending

TEMPLATES = Path(__file__).parent / "templates"
EXPLAINED = 6
"""Mistakes that are explained with an example; the others stand in a table."""
WORDS = {"full": "all points", "some": "some", "none": "none", "open": "not written"}
"""Result -> what it is called here; `feedback` tells one student, this counts many."""
PACKAGES = ("backprop-grader", "backprop-course", "numpy")


def report(
    assignment: str,
    tally: Tally,
    notebook: Notebook,
    names: Names,
    source: Source,
    date: str,
    since: Pending,
) -> dict[str, Any]:
    """The report as plain data.

    Args:
        assignment: its name.
        tally: the class, counted.
        notebook: the release, for headings.
        names: of the class, which must not stand in an example.
        source: where the code of an example is found.
        date: when the last submission was graded.
        since: what has been handed in, changed or taken away since then.
    """
    ranked = tally.ranked()
    bars = histogram(tally.totals, tally.best)
    return {
        "assignment": assignment,
        "title": title_of(notebook) or assignment,
        "graded": date,
        "submissions": tally.submissions,
        "since": {
            "text": since.sentence,
            "ungraded": len(since.ungraded),
            "changed": len(since.changed),
            "gone": len(since.gone),
        },
        "readable": len(tally.totals),
        "late": tally.late,
        "scores": _scores(tally, bars),
        "advice": _advice(advice(tally)),
        "exercises": [_exercise(course, notebook) for course in tally.courses.values()],
        "mistakes": [
            _mistake(mistake, len(tally.totals), names, source if place < EXPLAINED else None)
            for place, mistake in enumerate(ranked)
        ],
        "damaged": dict(sorted(tally.unread.items())),
        "given": dict(sorted(tally.given.items())),
        "repaired": dict(sorted(tally.repaired.items())),
        "isolation": dict(tally.levels),
        "versions": {"Python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
    }


def _scores(tally: Tally, bars: Sequence[Bar]) -> dict[str, Any]:
    totals = tally.totals
    return {
        "max": tally.best,
        "mean": round(statistics.fmean(totals), 2) if totals else None,
        "median": round(statistics.median(totals), 2) if totals else None,
        "histogram": [
            {"from": bar.low, "below": None if bar.full else bar.high, "students": bar.count} for bar in bars
        ],
    }


def _advice(found: Advice) -> dict[str, Any]:
    return {
        "text": found.paragraph,
        "reteach": [{"section": one.section, "students": one.students, "said": one.sentence} for one in found.reteach],
        "others": found.others,
        "calm": found.calm,
    }


def _exercise(course: Course, notebook: Notebook) -> dict[str, Any]:
    name = course.exercise.name
    return {
        "exercise": name,
        "title": heading_of(notebook, name),
        "section": course.exercise.section,
        "max_points": course.exercise.points,
        "mean": round(course.points / course.examined, 2) if course.examined else None,
        **{kind: course.results[kind] for kind in RESULTS},
        "after_another": course.after_others,
    }


def _mistake(mistake: Mistake, readable: int, names: Names, source: Source | None) -> dict[str, Any]:
    shown = example(mistake, names, source) if source else None
    return {
        "code": mistake.code,
        "meaning": meaning(mistake.code),
        "exercise": mistake.exercise.name,
        "section": mistake.exercise.section,
        "students": mistake.count,
        "share": round(mistake.count / readable, 3),
        "example": shown.message if shown else "",
        "example_code": shown.code if shown else "",
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def report_html(found: Mapping[str, Any]) -> str:
    """The page that shows a report."""
    rows = [(one["exercise"], {kind: one[kind] for kind in WORDS}) for one in found["exercises"]]
    bars = [
        Bar(
            one["from"],
            found["scores"]["max"] if one["below"] is None else one["below"],
            one["students"],
            one["below"] is None,
        )
        for one in found["scores"]["histogram"]
    ]
    return (
        environment(TEMPLATES)
        .get_template("report.html.j2")
        .render(
            report=found,
            explained=[one for one in found["mistakes"] if one["example"]],
            others=[one for one in found["mistakes"] if not one["example"]],
            words=WORDS,
            signs={kind: sign for kind, (sign, _) in RESULTS.items()},
            levels=[(ISOLATION.get(level, level), count) for level, count in found["isolation"].items()],
            frequent=any(one["students"] > 1 for one in found["mistakes"]),
            unsafe="none" in found["isolation"],
            bars=bars,
            scores_svg=histogram_svg(bars),
            results_svg=exercises_svg(rows, WORDS),
            css=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        )
    )
