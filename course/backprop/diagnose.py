"""Generic probes: what a wrong gradient looks like, judged from numbers alone.

A probe compares the reader's array with a candidate explanation built from the right array, the upstream gradient and
the inputs, or asks their function once more (with a zero upstream, a negated one, a square shape). It needs no
solution, so the same probes run in the notebook. They are tried from the most to the least telling; the first that
explains every case is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import compare
from backprop.examination.evidence import Evidence, Finding, Known, Mistake, Played, Probe, number
from backprop.examination.exercise import Credit, Inputs
from backprop.probes.by_hand import mismatch
from backprop.probes.numbers import STRONG, WEAK, exchanged, swapped
from backprop.probes.patched import PATCHED, times_itself
from backprop.probes.paths import PATHS
from backprop.probes.raised import question as ask_about
from backprop.probes.shapes import SHAPES
from backprop.probes.slopes import common_factor, wrong_slope
from backprop.rooms.observe import decode_word
from backprop.rooms.room import WORD_SIZE


def findings(evidence: Evidence, mistakes: Sequence[Known] = ()) -> Finding:
    """The strongest explanation for an answer whose ordinary cases are wrong."""
    odd = _too_kind(evidence) if evidence.misfits() else None
    found = odd or _stateful(evidence) or exchanged(evidence) or _contract(evidence) or _constant(evidence)
    if found:
        return found
    telling = [mistake for mistake in mistakes if mistake.telling]
    others = [mistake for mistake in mistakes if not mistake.telling]
    reproduced = _known(evidence, [mistake for mistake in telling if isinstance(mistake, Mistake)])
    if found := reproduced or swapped(evidence) or _shapes(evidence):
        return found
    return (
        _known(evidence, telling)
        or _not_finite(evidence)
        or _first(PATHS, evidence)
        or _first((*STRONG, *PATCHED), evidence)
        or _changed_on_the_way(evidence)
        or _known(evidence, others)
        or _too_kind(evidence)
        or _first(WEAK, evidence)
        or _choice(evidence)
        or _complaint(evidence)
        or _first((times_itself, common_factor, wrong_slope), evidence)
        or _only_the_example(evidence)
        or mismatch(evidence)
    )


def _first(probes: Iterable[Probe], evidence: Evidence) -> Finding | None:
    """The first probe that explains a wrong result."""
    leaves = evidence.wrong_leaves()
    return next((found for probe in probes for leaf in leaves if (found := probe(evidence, leaf))), None)


def falls_short(evidence: Evidence, mistakes: Sequence[Known], credit: Credit) -> Finding:
    """The explanation for an answer that earns only a share of its points."""
    question = "Which of the things that you chose could be chosen better?"
    return _known(evidence, mistakes) or Finding("value-mismatch", f"{_capital(credit.said)}. {question}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _known(evidence: Evidence, mistakes: Sequence[Known]) -> Finding | None:
    return next((Finding(m.code, m.message) for m in mistakes if evidence.matches(m)), None)


# --- before the numbers: exceptions, types, shapes -------------------------------------------------------------------


def _too_kind(evidence: Evidence) -> Finding | None:
    """Right where all sizes coincide, or for a batch of one: it says more than the exception elsewhere."""
    if any(played.agrees(evidence.tolerance) for played in evidence.plays):
        return None
    symptom = _symptom(evidence.first) if evidence.first.stage.leaves is None else evidence.first.worst()
    for name, draw in evidence.exercise.variants.items():
        code, when, question = VARIANTS[name]
        keys = (name, *(f"{name}, once more ({k})" for k in range(1, _DRAWS)))
        if all(evidence.right(key, draw(evidence.rng)) for key in keys):
            return Finding(code, f"Right {when} ({symptom}). {question}")
    if "square" in evidence.answers and evidence.answers["square"].got and all(map(_shapes_clash, evidence.plays)):
        code, when, question = VARIANTS["square"]
        return Finding(code, f"Your code runs {when} ({symptom}), and gives wrong numbers there. {question}")
    return None


_AXES = "Which axis of each array counts what?"
VARIANTS = {
    "square": ("square-only", "when all sizes are equal, and not when they differ", _AXES),
    "one sample": ("single-sample", "for a batch of one sample, and not for a larger batch", _AXES),
    "one-hot rows": (
        "label-form",
        "when labels are one-hot rows, and not when they are class numbers",
        "What is the difference between a row of zeros with a single 1 and a class number, and which of them came in?",
    ),
}
"""Name of a variant -> code, when it is right, and what to ask."""
_DRAWS = 8
"""A variant is right when so many draws of it are: one may be right by luck, as for a single sample of one class."""


def _shapes_clash(played: Played) -> bool:
    return played.stage.raised is not None and played.stage.raised.type in ("ValueError", "IndexError")


def _stateful(evidence: Evidence) -> Finding | None:
    """The first inputs once more: another result than the first time."""
    first = evidence.first
    again = evidence.again("the first case once more", first.case.inputs)
    fixed = [leaf for leaf in first.got if leaf not in evidence.exercise.free]
    if not fixed or (again.got and all(_equal(again.got[leaf], first.got[leaf]) for leaf in fixed)):
        return None
    now = _symptom(again) if again.stage.leaves is None else "another result"
    return Finding(
        "stateful",
        f"Called twice with the same inputs, your code gave {now} the second time. What does it keep from one call to "
        "the next?",
    )


def _equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one, other, equal_nan=True) or compare.same(one, other, 1e-12)


def _symptom(played: Played) -> str:
    stage = played.stage
    return f"{stage.raised.type}: {stage.raised.message}" if stage.raised else f"{stage.problem}"


def _contract(evidence: Evidence) -> Finding | None:
    """An exception, or a result of another kind than asked."""
    stopped = next((played.stage for played in evidence.plays if played.stage.leaves is None), None)
    if stopped is None:
        return None
    if stopped.raised and stopped.raised.type == "TimeoutError":
        return Finding("timeout", f"{stopped.raised.message}. {_ENDLESS}")
    if stopped.raised:
        where = f" in line {stopped.raised.line}, `{stopped.raised.source}`" if stopped.raised.source else ""
        return Finding(
            "raised",
            f"Your code raised {stopped.raised.type}{where}: {_sentence(stopped.raised.message or 'no message')} "
            + ask_about(stopped.raised),
        )
    return Finding("wrong-type", f"Your code gave {stopped.problem}. What does the exercise say it should hand back?")


def _constant(evidence: Evidence) -> Finding | None:
    """The same numbers whatever the inputs."""
    results = [played.got for played in evidence.plays]
    if evidence.exercise.example is None or len(results) < 2 or any(p.stage.leaves is None for p in evidence.plays):
        return None
    leaf = _frozen_leaf(evidence)
    if leaf is None:
        return None
    shown = number(float(results[0][leaf].flat[0]))
    return Finding(
        "hard-coded",
        f"Your {leaf} is the same ({shown}{' ...' if results[0][leaf].size > 1 else ''}) for {len(results)} different "
        "inputs. Which of the arguments does your answer depend on?",
    )


def _frozen_leaf(evidence: Evidence) -> str | None:
    """A result other than zero that never changes although it should."""
    for leaf in evidence.first.want:
        array = evidence.first.got[leaf]
        if not np.all(np.isfinite(array)):
            continue
        others = [played.got[leaf] for played in evidence.plays[1:]]
        moves = any(not np.array_equal(want, evidence.first.want[leaf]) for _, _, want in evidence.pairs(leaf))
        if moves and np.any(array) and not np.all(array == 1) and all(np.array_equal(array, other) for other in others):
            return leaf
    return None


def _shapes(evidence: Evidence) -> Finding | None:
    for leaf in dict.fromkeys(leaf for played in evidence.plays for leaf in played.want):
        if all(got.shape == want.shape for _, got, want in evidence.pairs(leaf)):
            continue
        return next((found for probe in SHAPES if (found := probe(evidence, leaf))), None)
    return None


def _not_finite(evidence: Evidence) -> Finding | None:
    for leaf in evidence.wrong_leaves():
        for _, got, _ in evidence.pairs(leaf):
            bad = int(np.sum(~np.isfinite(got)))
            if bad:
                return Finding(
                    "not-finite",
                    f"{bad} of the {got.size} entries of your {leaf} are nan or inf, on ordinary inputs. "
                    "Which operation turns a finite number into one of these?",
                )
    return None


def _choice(evidence: Evidence) -> Finding | None:
    """A wrong pick from a list."""
    for leaf in evidence.wrong_leaves():
        if leaf in evidence.exercise.choices:
            array = evidence.first.got[leaf]
            said = decode_word(array) if array.size == WORD_SIZE else number(float(array))
            return Finding(
                "value-mismatch",
                f"Your {leaf} is {said!s}, and that is not it. Which of the choices can you rule out by trying them?",
            )
    return None


def _complaint(evidence: Evidence) -> Finding | None:
    said = next((complaint for played in evidence.plays if (complaint := played.complaint())), None)
    return Finding(said.code, said.message) if said else None


def _only_the_example(evidence: Evidence) -> Finding | None:
    """Right on the notebook's worked example, wrong on everything else."""
    example = evidence.exercise.example
    if example is None or any(_partly_right(played) for played in evidence.plays):
        return None
    if not evidence.right("the worked example", example) or _right_beside(evidence, example):
        return None
    return Finding(
        "hard-coded",
        f"Right on the numbers of the notebook's own example, wrong on {len(evidence.plays)} others "
        f"({evidence.first.worst()}). "
        "What do the example's numbers hide (a 0, a 1, two that are equal, a digit cut off), or which of them stands "
        "in your code where a variable should?",
    )


def _right_beside(evidence: Evidence, example: Inputs) -> bool:
    """Whether the answer is right for other numbers in the same places, too: then it knows more than the example."""
    if not all(np.asarray(value).dtype.kind == "f" for value in example.values()):
        return False
    return evidence.right("beside the example", {name: 1.1 * value + 0.05 for name, value in example.items()})


def _partly_right(played: Played) -> bool:
    """Whether a wrong result has right entries other than 0: then more is known than the example."""
    wrong = [leaf for leaf in played.want if played.leaf_error(leaf) > compare.LOOSE]
    pairs = [(played.got[leaf], played.want[leaf]) for leaf in wrong]
    return not wrong or any(np.any((want != 0) & np.isclose(got, want, 1e-6, 0)) for got, want in pairs)


def _changed_on_the_way(evidence: Evidence) -> Finding | None:
    """Nothing else explains the numbers, and something was changed that was used again."""
    changed = [played for played in evidence.plays if played.stage.changed]
    played = max(changed, key=lambda one: min(one.error(), 1e300), default=None)
    if played is None:
        return None
    return Finding(
        "mutates",
        f"Your code changed {played.stage.changed[0]}, and later steps still use it ({played.worst()}). "
        "Which line writes into something that it was handed?",
    )


# --- beside the value ------------------------------------------------------------------------------------------------

_PURITY = {
    "mutates": "The numbers you return are right, but {symptom}. Who else might still need the old values, when one "
    "feeds two nodes?",
    "aliases": "The numbers are right, but {symptom}. If the caller later writes into one of them, what happens to the "
    "other?",
    "overwrites": "The numbers are right, but {symptom}. A graph needs the results of many calls at once: which of "
    "them live in one and the same array, list or dict?",
    "stateful": "The first call is right, but {symptom}. What does your code keep from one call to the next?",
}

_EDGES = {
    "kink": ("kink", "The function has no slope here. Which value did the course fix?"),
    "tie": ("tie", "Two inputs are equal here. Who gets the gradient, and does it add up to what came in?"),
    "near": ("kink", "The input is not 0 here, however small. On which side of the bend does it lie?"),
    "open": ("value-mismatch", "No gate is closed here. Which line of yours expects to find one that is?"),
    "close": ("tie", "The two inputs differ here, however little. Which of them is the larger?"),
    "tiny": ("unstable", "Which number of yours stands beside the input, and is it still small when the input is?"),
    "alike": ("tie", "Some numbers are equal here, or cancel. Which step of yours does something else with those?"),
    "example": ("value-mismatch", "The exercise says what comes out of it. Run it line by line: where do you part?"),
    "again": ("stateful", "Something like it came before. What does your code keep from then?"),
    "thin": ("wrong-shape", "An axis has length 1 here. Which step of yours drops it, or takes it for another one?"),
    "ones": ("value-mismatch", "An axis has length 1 here, and dout is large: which step of yours minds either?"),
    "large dout": ("value-mismatch", "How large may a gradient be that comes in, and who asked for a limit?"),
    "small dout": ("value-mismatch", "How small may a gradient be that comes in, and what is left of it in your code?"),
    "square": ("transposed", "No shape tells the axes apart here. Which of them counts what?"),
    "order": ("swapped", "A dict promises names, and no order. By what does your code find what belongs together?"),
    "names": ("hard-coded", "Which names does the exercise promise, and which ones stand in your code?"),
    "extreme": ("unstable", "Which step overflows, or cancels, when the input is large?"),
    "integer": ("integer-truncated", "What does NumPy do with a fraction that is written into an integer array?"),
    "label": ("label-form", "Which forms of labels does the docstring name?"),
    "large": ("materialises", "How many numbers does your way keep in memory, and how many does the answer have?"),
    "zero": ("value-mismatch", "Which step of yours does something to a 0 that it does to no other number?"),
    "single": ("batch-scaled", "What is different when the batch holds one sample?"),
    "step": ("hard-coded", "How large was the step that was asked for, and how large is the one that you take?"),
    "twins": ("tie", "Two different things hold the same number here. By what does your code tell them apart?"),
    "far": ("unstable", "How long is the step that your code takes here, and how long is it elsewhere?"),
    "long": ("value-mismatch", "What grows with the size of the graph: a counter, or a pile of calls still open?"),
}

_ENDLESS = "How often does your walk come back to one and the same node, and how many nodes and edges are there?"


def impure(code: str, symptom: str) -> Finding:
    """The finding for an answer that is right and not pure."""
    return Finding("aliases" if code == "overwrites" else code, _PURITY[code].format(symptom=symptom))


def finding_for_edge(played: Played) -> Finding:
    """The finding for an answer that is right but for one kind of input."""
    code, question = _EDGES.get(played.case.kind, ("value-mismatch", "What is special about this input?"))
    if played.stage.raised and played.stage.raised.type == "TimeoutError":
        code, symptom, question = "timeout", played.stage.raised.message, _ENDLESS
    elif played.stage.raised:
        if played.stage.raised.type == "MemoryError" and code != "materialises":
            code, question = "memory-limit", ask_about(played.stage.raised)
        elif code not in ("materialises", "label-form", "unstable"):
            code, question = "raised", ask_about(played.stage.raised)
        symptom = f"raised {played.stage.raised.type}: {played.stage.raised.message}"
    elif played.stage.leaves is None:
        code, symptom = code if code == "materialises" else "wrong-type", f"gave {played.stage.problem}"
    elif any(played.got[leaf].shape != want.shape for leaf, want in played.want.items()):
        code, symptom = "wrong-shape", played.worst()
    elif not _all_finite(played):
        code, symptom = "not-finite" if code == "value-mismatch" else code, "nan or inf"
    elif complaint := played.complaint():
        code, symptom = complaint.code if code == "value-mismatch" else code, complaint.message
    else:
        code = "zero-gradient" if code == "value-mismatch" and _only_zeros(played) else code
        symptom = played.worst()
    return Finding(code, f"Right on ordinary inputs; for {played.case.why}: {_sentence(symptom)} {question}")


def _sentence(text: str) -> str:
    """A text with one mark at its end."""
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _only_zeros(played: Played) -> bool:
    """Whether the results that are wrong are zero throughout."""
    wrong = [leaf for leaf in played.want if played.leaf_error(leaf) > compare.LOOSE]
    return bool(wrong) and not any(np.any(played.got[leaf]) for leaf in wrong)


def _all_finite(played: Played) -> bool:
    return all(bool(np.all(np.isfinite(array))) for array in played.got.values())
