"""The words of an examination: what was seen in a play, said in one line of a report card.

Knows plays and findings; decides nothing about points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Finding, Played
from backprop.rooms.stage import Stage

DISPUTED = Finding(
    "value-mismatch",
    "The grader's own answer differs from yours, and nudging the forward function agrees with you. A person will look "
    "at it; until then it counts as right.",
    note=True,
)


def what_stopped(stage: Stage) -> str:
    """Why a play gave no results."""
    if stage.raised:
        where = f" (line {stage.raised.line}: {stage.raised.source})" if stage.raised.source else ""
        return f"raised {stage.raised.type}: {stage.raised.message}{where}"
    return f"gave {stage.problem}"


def described(played: Played) -> str:
    """Names, shapes and types of the results: those alike together, "L, dx: a number, float64"."""
    alike: dict[str, list[str]] = {}
    for name, array in played.got.items():
        alike.setdefault(_kind(array), []).append(name)
    return "; ".join(f"{', '.join(names)}: {kind}" for kind, names in alike.items())


def _kind(array: NDArray[Any]) -> str:
    """Shape and type of one result; words travel as bytes."""
    if array.dtype == np.uint8:
        return "a word"
    return f"{array.shape if array.shape else 'a number'}, {array.dtype}"


def composition_finding(sentence: str, played: Played) -> Finding:
    """What a wrong result inside a larger computation says of an answer that is right on its own."""
    if played.stage.leaves is None:
        symptom = what_stopped(played.stage)
        return Finding("raised" if played.stage.raised else "wrong-type", f"Used {sentence}: {symptom}.")
    return Finding(
        "stateful" if not played.stage.changed else "mutates",
        f"On its own it is right; {sentence}, it is not ({played.worst()}). "
        "What does it remember, or change, that another use of it still needs?",
    )


def precision_note(error: float) -> Finding:
    """A right answer whose errors are those of single precision."""
    return Finding(
        "precision",
        f"Right to {error:.0e} only: something on the way is in float32, or is nearly the formula and not quite.",
        note=True,
    )


def listed(names: Iterable[str]) -> str:
    """Names, each once."""
    return " and ".join(dict.fromkeys(names))


def strongest_first(diagnosis: Sequence[Finding]) -> list[Finding]:
    """One finding a code; what explains others (memory of earlier calls, writing into arguments) first, notes last."""
    unique = list({finding.code: finding for finding in reversed(diagnosis)}.values())[::-1]
    return sorted(unique, key=lambda finding: (finding.note, finding.code not in ("stateful", "mutates")))
