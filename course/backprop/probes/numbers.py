"""Probes for wrong numbers of the right shape: each compares the reader's array with one explanation.

An explanation is built from the right array, the upstream gradient and the inputs, or found by asking the reader's
function once more. `STRONG` explanations leave little room for doubt; `WEAK` ones are tried after the known mistakes.
"""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Evidence, Finding, Played, Probe, number
from backprop.probes.factors import batch_scaled, other_batch, over_columns, penalty, scaled, whole


def swapped(evidence: Evidence) -> Finding | None:
    """All gradients right, but handed back for the wrong inputs."""
    leaves = [leaf for leaf in evidence.first.want if evidence.argument(leaf)]
    wrong = [leaf for leaf in leaves if leaf in evidence.wrong_leaves()]
    if not 2 <= len(wrong) <= 5:
        return None
    for order in permutations(wrong):
        moved = dict(zip(wrong, order, strict=True))
        if all(one != other for one, other in moved.items()) and all(
            evidence.explains(leaf, lambda played, other=other: played.want.get(other))  # type: ignore[misc]
            for leaf, other in moved.items()
        ):
            pair = f"{wrong[0]} holds the gradient of {evidence.argument(moved[wrong[0]])}"
            return Finding(
                "swapped",
                f"The numbers are right, in the wrong places: {pair}, and so on. If you "
                f"nudge only {evidence.argument(wrong[0])}, which number says how far the output moves?",
            )
    return None


def exchanged(evidence: Evidence) -> Finding | None:
    """Right when an upstream gradient and another argument change places: the parameters stand in another order."""
    inputs, want, upstreams = evidence.first.case.inputs, evidence.first.want, evidence.exercise.upstream
    for upstream, other in product(upstreams, [name for name in inputs if name not in upstreams]):
        there = {upstream: other, other: upstream}
        moved = {there.get(name, name): inputs[there.get(name, name)] for name in inputs}
        got = evidence.answer(moved)
        if (
            got
            and want
            and all(compare.same(got[leaf], want[leaf], evidence.tolerance, evidence.first.scale) for leaf in want)
        ):
            return Finding(
                "wrong-point",
                f"Right when {upstream} and {other} change places: your function takes ({', '.join(moved)}). "
                "In which order does the exercise hand them over?",
            )
    return None


def _sign_flipped(evidence: Evidence, leaf: str) -> Finding | None:
    if not evidence.explains(leaf, lambda played: -played.want[leaf]):
        return None
    what = evidence.argument(leaf)
    question = f"If {what} grows a little, does the output grow or shrink?" if what else "Where does a minus come in?"
    return Finding("sign-flipped", f"{whole(evidence, leaf)} is exactly the negative of the answer. {question}")


def _zero(evidence: Evidence, leaf: str) -> Finding | None:
    if not evidence.explains(leaf, lambda played: np.zeros_like(played.want[leaf])):
        return None
    what = evidence.argument(leaf)
    if not what:
        told = evidence.first.complaint()
        said = f"Your {leaf} is 0 in every case. Which of the inputs should it depend on?"
        return Finding("zero-gradient", told.message if told and told.code == "zero-gradient" else said)
    return Finding(
        "zero-gradient",
        f"Your {leaf} is 0 everywhere, but nudging {what} moves the output. Along which path does {what} reach it?",
    )


def _truncated(evidence: Evidence, leaf: str) -> Finding | None:
    pairs = list(evidence.pairs(leaf))
    integers = all(got.dtype.kind in "iu" for _, got, _ in pairs)
    telling = sum(np.max(np.abs(want), initial=0.0) > _SEVERAL for _, _, want in pairs) >= min(2, len(pairs))
    if not (telling or (integers and evidence.argument(leaf))):
        return None
    ways = (np.trunc, np.round, np.floor)
    if not any(evidence.explains(leaf, lambda played, way=way: way(played.want[leaf])) for way in ways):  # type: ignore[misc]
        return None
    return Finding(
        "integer-truncated",
        f"Your {leaf} holds whole numbers, what is left of the answer without its fractions. Which line makes an "
        "integer array, turns one into it, or drops the rest of a division?",
    )


_SEVERAL = 3.0
"""Below this a whole number may stand for something else: a sign, a slope of 1, a count."""


def _upstream_ignored(evidence: Evidence, leaf: str) -> Finding | None:
    upstreams = evidence.exercise.upstream
    for some in dict.fromkeys([*((one,) for one in upstreams), upstreams]):
        if some and evidence.explains(leaf, lambda played, ups=some: at_ones(evidence, played, ups)[leaf]):  # type: ignore[misc]
            named = " and ".join(some)
            return Finding(
                "upstream-ignored",
                f"Your {leaf} is right when {named} holds nothing but ones, and stays the same whatever is in it. It "
                "says how the node's own output changes. How does that reach the end of the graph?",
            )
    return None


def at_ones(evidence: Evidence, played: Played, upstreams: tuple[str, ...]) -> dict[str, Any]:
    """The right results for upstream gradients of ones: the local derivatives alone."""
    ones = {up: np.ones_like(np.asarray(played.case.inputs[up], dtype=np.float64)) for up in upstreams}
    return evidence.truth(evidence.altered(played, **ones))


def _local_ignored(evidence: Evidence, leaf: str) -> Finding | None:
    for upstream in evidence.exercise.upstream:
        if evidence.explains(leaf, lambda played, up=upstream: _reshaped(played, up, leaf)):  # type: ignore[misc]
            return Finding(
                "local-ignored",
                f"Your {leaf} is {upstream}, handed on as it came. If {evidence.argument(leaf) or 'the input'} is "
                "nudged, does this node's output move by the same amount?",
            )
    return None


def _reshaped(played: Played, upstream: str, leaf: str) -> Any:
    value = np.asarray(played.case.inputs[upstream])
    shape = played.want[leaf].shape
    return value.reshape(shape) if value.size == int(np.prod(shape)) else None


def _added(evidence: Evidence, leaf: str) -> Finding | None:
    if not (evidence.exercise.upstream and evidence.argument(leaf)):
        return None
    zeros = {up: np.zeros_like(np.asarray(evidence.first.case.inputs[up], float)) for up in evidence.exercise.upstream}
    answer = evidence.again("dout = 0", evidence.altered(evidence.first, **zeros))
    if leaf not in answer.got or not np.any(np.abs(answer.got[leaf]) > 1e-12):
        return None
    value = float(answer.got[leaf].flat[int(np.argmax(np.abs(answer.got[leaf])))])
    if compare.same(answer.got[leaf], evidence.first.got[leaf], 1e-12):
        if len({float(entry) for played in evidence.plays for entry in played.got[leaf].flat}) == 1:
            return Finding(
                "hard-coded",
                f"Every entry of your {leaf} is {number(value)}, whatever the inputs are. Which of the arguments does "
                "your answer depend on?",
            )
        return Finding(
            "upstream-ignored",
            f"Your {leaf} is the same whatever {' and '.join(zeros)} is, even 0. Who tells this node how much the end "
            "of the graph cares about its output?",
        )
    return Finding(
        "added-along-path",
        f"With {' and '.join(zeros)} = 0 the end of the graph does not react to this node, and your {leaf} is "
        f"still {number(value)}. Along one path, are derivatives added or multiplied?",
    )


def _gate_on_upstream(evidence: Evidence, leaf: str) -> Finding | None:
    if not (evidence.exercise.upstream and evidence.argument(leaf)):
        return None
    inputs = evidence.first.case.inputs
    negated = {up: -np.asarray(inputs[up]) for up in evidence.exercise.upstream}
    doubled = {up: 2 * np.asarray(inputs[up]) for up in evidence.exercise.upstream}
    for key, factor, changes in (("-dout", -1.0, negated), ("2 dout", 2.0, doubled)):
        answer = evidence.again(key, evidence.altered(evidence.first, **changes))
        if leaf in answer.got and not compare.same(answer.got[leaf], factor * evidence.first.got[leaf], 1e-9):
            words = "changes its sign" if factor < 0 else "doubles"
            return Finding(
                "gate-on-upstream",
                f"When {evidence.exercise.upstream[0]} {words}, your {leaf} does not follow. The local "
                "derivative was settled in the forward pass, before there was an upstream gradient: by which value?",
            )
    return None


def _other_input(evidence: Evidence, leaf: str) -> Finding | None:
    """The right local derivative, taken at another input of the same shape or at the output."""
    what = evidence.argument(leaf)
    if what is None:
        return None
    inputs = evidence.first.case.inputs
    for one, other in combinations([name for name in inputs if name not in evidence.exercise.upstream], 2):
        if np.shape(inputs[one]) == np.shape(inputs[other]) and evidence.explains(
            leaf,
            lambda played, a=one, b=other: _exchanged(evidence, played, a, b)[leaf],  # type: ignore[misc]
        ):
            return Finding(
                "wrong-point",
                f"Your {leaf} is what it would be with {one} and {other} exchanged. "
                f"When {what} moves, which value says how far the output moves?",
            )
    return None


def _exchanged(evidence: Evidence, played: Played, one: str, other: str) -> dict[str, Any]:
    inputs = played.case.inputs
    return evidence.truth(evidence.altered(played, **{one: inputs[other], other: inputs[one]}))


def _at_output(evidence: Evidence, leaf: str) -> Finding | None:
    """The local derivative taken at the node's output in place of its input."""
    what, forward = evidence.argument(leaf), evidence.exercise.forward
    if what is None or forward is None:
        return None

    def candidate(played: Played) -> Any:
        arguments = {k: v for k, v in played.case.inputs.items() if k not in evidence.exercise.upstream}
        output = forward(**arguments)
        if isinstance(output, tuple) or np.shape(output) != np.shape(played.case.inputs[what]):
            return None
        return evidence.truth(evidence.altered(played, **{what: output}))[leaf]

    if not evidence.explains(leaf, candidate):
        return None
    return Finding(
        "wrong-point",
        f"Your {leaf} is right for another {what}: for the node's output put in its place. At which value was the "
        "slope to be taken, at what went in or at what came out?",
    )


STRONG: tuple[Probe, ...] = (
    _sign_flipped,
    _zero,
    _truncated,
    penalty,
    _upstream_ignored,
    _local_ignored,
    batch_scaled,
    other_batch,
    _added,
    _gate_on_upstream,
)
WEAK: tuple[Probe, ...] = (over_columns, scaled, _other_input, _at_output)
