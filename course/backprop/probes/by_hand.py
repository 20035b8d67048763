"""The last word, where no probe explains the numbers: the worst entry, at a point that a reader can repeat by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination.evidence import Evidence, Finding, Played, number


def _by_hand(evidence: Evidence) -> Played | None:
    """The worked example, where it is wrong too and all its inputs can be told: a reader can repeat it."""
    example = evidence.exercise.example
    if example is None or not all(_told(value) for value in example.values()):
        return None
    told = ", ".join(f"{name} = {_told(value)}" for name, value in example.items())
    played = evidence.again(told, example)
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


def mismatch(evidence: Evidence) -> Finding:
    """The worst entry, on the worked example where that can be told; a forward result before all gradients."""
    if not evidence.first.want:
        return Finding("value-mismatch", "Not what was asked for. Which sentence of the exercise can you test by hand?")
    told = _by_hand(evidence)
    played = told or max(evidence.plays, key=lambda one: min(one.error(), 1e300))
    forward = [leaf for leaf in evidence.exercise.values if played.leaf_error(leaf) > evidence.tolerance]
    if forward:
        where = _PAPER if told else _EXAMPLE
        return Finding("value-mismatch", f"For {played.case.why}, {played.worst(forward)}. {where}")
    return Finding(
        "value-mismatch",
        f"The worst entry: {played.worst()} (the case: {played.case.why}). "
        "Which input has the largest say in it, and what happens when you nudge that one by hand?",
    )
