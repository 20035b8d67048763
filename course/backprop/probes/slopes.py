"""The last probes for gradients that are right but for a slope: one gate's, or that of a node all paths go through."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination import compare
from backprop.examination.evidence import Evidence, Finding, number, ratio


def wrong_slope(evidence: Evidence, leaf: str) -> Finding | None:
    """Every entry is its own upstream gradient times a number, as it should be, and the numbers are wrong."""
    what, upstreams = evidence.argument(leaf), evidence.exercise.upstream
    if what is None or len(upstreams) != 1 or not _entry_by_entry(evidence, upstreams[0], leaf):
        return None
    if _known_from_the_example(evidence, upstreams[0], leaf):
        return None
    inputs, got, want = evidence.first.case.inputs, evidence.first.got[leaf], evidence.first.want[leaf]
    place = compare.worst_entry(got, want)
    dout = float(np.asarray(inputs[upstreams[0]])[place])
    yours, nudged = number(float(got[place]) / dout), number(float(want[place]) / dout)
    at = ", ".join(f"{k} = {number(float(np.asarray(v)[place]))}" for k, v in inputs.items() if k not in upstreams)
    return Finding(
        "wrong-local",
        f"Your {leaf} is {upstreams[0]} times a local derivative, which is not this node's. At {at} yours is {yours}, "
        f"and nudging {what} moves the output {nudged} times as far as {what}. Which function has your slope?",
    )


def _known_from_the_example(evidence: Evidence, upstream: str, leaf: str) -> bool:
    """Whether the local derivative is one number everywhere, and the right one for the notebook's example."""
    example = evidence.exercise.example
    if example is None:
        return False
    slopes = [played.got[leaf] / np.asarray(played.case.inputs[upstream]) for played in evidence.plays]
    constant = all(np.allclose(slope, slopes[0].flat[0], rtol=1e-6) for slope in slopes)
    return constant and evidence.again("the worked example", example).agrees(evidence.tolerance)


def common_factor(evidence: Evidence, leaf: str) -> Finding | None:
    """All gradients off by one factor, another one in every case: the slope at the end of the graph is wrong."""
    leaves = list(evidence.exercise.gradients)
    if evidence.exercise.upstream or len(leaves) < 2 or set(evidence.wrong_leaves()) != set(leaves):
        return None
    known = [played for played in evidence.plays if set(leaves) <= played.want.keys()]
    factors = [_factor([(played.got[one], played.want[one]) for one in leaves]) for played in known]
    if len(factors) < 2 or any(factor is None for factor in factors):
        return None
    shown = " and ".join(ratio(factor) for factor in factors[:2] if factor is not None)
    return Finding(
        "wrong-local",
        f"All {len(leaves)} gradients are off by one common factor, another one in every case ({shown} in the first "
        "two). Which node do all paths go through, and what is its slope?",
    )


def _factor(pairs: list[tuple[NDArray[Any], NDArray[Any]]]) -> float | None:
    """The one number between all the reader's entries and the right ones, if there is one."""
    got, want = (np.concatenate([np.ravel(pair[k]) for pair in pairs]) for k in (0, 1))
    factor = float(got @ want / (want @ want)) if np.any(want) else 0.0
    return factor if factor and compare.same(got, factor * want, 1e-6) else None


def _entry_by_entry(evidence: Evidence, upstream: str, leaf: str) -> bool:
    """Whether closing every other entry of dout closes those of the answer, right or wrong, and leaves the rest."""
    first = evidence.first
    dout = np.asarray(first.case.inputs[upstream], dtype=np.float64)
    if dout.size < 2 or any(np.shape(value) != dout.shape for value in first.case.inputs.values()):
        return False
    keep = (np.arange(dout.size) % 2).reshape(dout.shape)
    inputs = evidence.altered(first, **{upstream: dout * keep})
    answer = evidence.again("every other dout", inputs)
    pairs: list[tuple[Any, Any]] = [(answer.got.get(leaf), first.got[leaf]), (answer.want[leaf], first.want[leaf])]
    return all(some is not None and compare.same(some, keep * every, 1e-6) for some, every in pairs)
