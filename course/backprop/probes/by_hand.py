"""The last word, where no probe explains the numbers: the worst entry, at a point that a reader can repeat by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from backprop.examination.evidence import Evidence, Finding, Played, number
from backprop.examination.wording import listed


def _by_hand(evidence: Evidence) -> Played | None:
    """The worked example, where it is wrong too and all its inputs can be told: a reader can repeat it."""
    example = evidence.exercise.example
    if example is None or not all(_told(value) for value in example.values()):
        return None
    told = ", ".join(f"{name} = {_told(value)}" for name, value in example.items())
    played = evidence.again(told, example)
    played = replace(played, case=replace(played.case, at_hand=True))
    return None if played.stage.leaves is None or played.agrees(evidence.tolerance) else played


_FEW = 4
"""So many entries of an array can be told in a sentence."""


def _told(value: Any) -> str:
    """A number or a few numbers in a row as a reader types them; empty for anything else."""
    if not isinstance(value, (int, float, np.ndarray)) or np.ndim(value) > 1 or np.size(value) > _FEW:
        return ""
    entries = [number(float(entry)) for entry in np.ravel(value)]
    return f"[{', '.join(entries)}]" if np.ndim(value) else entries[0]


_PAPER = "What does each line before it give on paper, and which of them is the first to differ?"
_EXAMPLE = "What does your code give for the example of the exercise, and which entry of it is the first to differ?"
_NUDGE = "Which input has the largest say in it, and what happens when you nudge that one by hand?"
_WORKING = "What does that program give on paper, line by line, and which line of your working is the first to differ?"
_BETWEEN = "Which node does the walk back meet on its way to these, and not on its way to the others?"


def mismatch(evidence: Evidence) -> Finding:
    """The worst entry, on the worked example where that can be told; a forward result before all gradients."""
    if not evidence.first.want:
        return Finding("value-mismatch", "Not what was asked for. Which sentence of the exercise can you test by hand?")
    told = _by_hand(evidence)
    wrong = [one for one in evidence.plays if not one.agrees(evidence.tolerance)]
    at_hand = [one for one in wrong if one.case.at_hand]
    played = told or max(at_hand or wrong, key=lambda one: min(one.error(), 1e300))
    forward = [leaf for leaf in _forward(evidence) if played.leaf_error(leaf) > evidence.tolerance]
    if forward:
        where = _PAPER if told or at_hand else _EXAMPLE
        return Finding("value-mismatch", f"For {played.case.why}, {played.worst(forward)}. {where}")
    if not played.case.inputs:
        return Finding("value-mismatch", f"In {played.case.why}, {played.worst()}. {_WORKING}")
    some = _some_are_wrong(evidence)
    return Finding(
        "value-mismatch",
        f"{some}The worst entry: {played.worst()} (the case: {played.case.why}). {_BETWEEN if some else _NUDGE}",
    )


def _forward(evidence: Evidence) -> list[str]:
    """Results that are no gradients; where nothing says what is one, those that a reader can repeat."""
    gradients = evidence.exercise.gradients
    if not gradients and not any(one.case.at_hand for one in evidence.plays):
        return list(evidence.exercise.values)
    return list(dict.fromkeys(leaf for one in evidence.plays for leaf in one.want if leaf not in gradients))


def _some_are_wrong(evidence: Evidence) -> str:
    """Which gradients are right in every case and which are not, where both occur; else nothing."""
    wrong = evidence.wrong_leaves()
    right = [leaf for leaf in evidence.exercise.gradients if leaf in evidence.first.want and leaf not in wrong]
    if not right or not all(leaf in evidence.exercise.gradients for leaf in wrong):
        return ""
    return f"Your {listed(right)} {_be(right)} right in every case, and {listed(wrong)} {_be(wrong)} not. "


def _be(things: list[str]) -> str:
    return "is" if len(things) == 1 else "are"
