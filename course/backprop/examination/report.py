"""The report card: one verdict as text, and as HTML with the same words.

A sign and a word say what colour says too; nothing is in one form that is not in the other.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass, replace
from typing import Any

from backprop.examination.evidence import Finding
from backprop.examination.verdict import Check, Verdict

WIDTH = 100
_SIGNS = {"ok": "✓", "FAIL": "✗", "skip": "–"}


@dataclass(frozen=True)
class ReportCard:
    """What `check` shows: every check on its line, then the diagnosis, or one sentence on what was understood."""

    verdict: Verdict

    def __str__(self) -> str:
        return text(self.verdict)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": text(self.verdict), "text/html": as_html(self.verdict)}


def text(verdict: Verdict) -> str:
    """The card as text, at most `WIDTH` characters a line."""
    lines = [f"{verdict.exercise:<40}{_points(verdict)}"]
    for check in _shown(verdict):
        head = f"  {check.word:<6}{check.name:<13}"
        lines += textwrap.wrap(check.detail, WIDTH, initial_indent=head, subsequent_indent=" " * len(head)) or [head]
    for finding in verdict.diagnosis:
        lines += ["", f"  {_heading(finding)}: {finding.code}"]
        lines += textwrap.wrap(_advice(finding, verdict), WIDTH, initial_indent="  ", subsequent_indent="  ")
    if verdict.understood:
        lines += ["", *textwrap.wrap(verdict.understood, WIDTH, initial_indent="  ", subsequent_indent="  ")]
    return "\n".join(lines)


def _shown(verdict: Verdict) -> tuple[Check, ...]:
    """The lines worth reading: none while there is nothing to examine, one where all checks say the same."""
    if verdict.status == "missing":
        return ()
    first = verdict.checks[0]
    if len({check.detail for check in verdict.checks}) == 1 and not first.passed:
        return (replace(first, name="all checks"),)
    return verdict.checks


def _points(verdict: Verdict) -> str:
    if verdict.status == "missing":
        return "to be written"
    if verdict.open:
        return "answered" if verdict.status == "passed" else "not answered"
    return f"{verdict.points:.2f} of {verdict.max_points:.2f}"


def _heading(finding: Finding) -> str:
    if finding.code == "not-implemented":
        return "Next"
    return "Worth knowing" if finding.note else "It looks like"


def _advice(finding: Finding, verdict: Verdict) -> str:
    return finding.message if finding.note else f"{finding.message} → section {verdict.section}"


_STYLE = """
.backprop-card{border:1px solid var(--jp-border-color2,#8886);border-left:4px solid var(--edge);border-radius:6px;
padding:.6em 1em;max-width:52em;font:14px/1.45 var(--jp-ui-font-family,system-ui,sans-serif)}
.backprop-card[data-passed=true]{--edge:#009E73}.backprop-card[data-passed=false]{--edge:#D55E00}
.backprop-card header{display:flex;justify-content:space-between;font-weight:600;margin-bottom:.3em}
.backprop-card table{border-collapse:collapse;margin:0;font-size:13px}
.backprop-card td{padding:.1em .9em .1em 0!important;text-align:left!important;vertical-align:top;
border:0!important;background:none!important}
.backprop-card tr{background:none!important}
.backprop-card td:first-child{white-space:nowrap;font-weight:600}
.backprop-card p{margin:.6em 0 0}.backprop-card code{font-size:inherit}
"""


def as_html(verdict: Verdict) -> str:
    """The card as a self-contained HTML fragment."""
    e = html.escape
    rows = "".join(
        f"<tr><td>{_SIGNS[c.word]} {c.word}</td><td>{e(c.name)}</td><td>{e(c.detail)}</td></tr>"
        for c in _shown(verdict)
    )
    findings = "".join(
        f"<p><strong>{_heading(f)}: <code>{e(f.code)}</code></strong><br>{e(_advice(f, verdict))}</p>"
        for f in verdict.diagnosis
    )
    understood = f"<p>{e(verdict.understood)}</p>" if verdict.understood else ""
    passed = str(verdict.status == "passed").lower()
    return (
        f'<style>{_STYLE}</style><section class="backprop-card" data-passed="{passed}" '
        f'aria-label="Report card of {e(verdict.exercise)}"><header><code>{e(verdict.exercise)}</code>'
        f"<span>{_points(verdict)}</span></header>"
        f"<table><tbody>{rows}</tbody></table>{findings}{understood}</section>"
    )
