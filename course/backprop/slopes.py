"""The last probe for gates that work entry by entry: upstream times something, and that is another function's slope."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop import compare
from backprop.evidence import Evidence, Finding, number


def wrong_slope(evidence: Evidence, leaf: str) -> Finding | None:
    """Every entry is its own upstream gradient times a number, as it should be, and the numbers are wrong."""
    what, upstreams = evidence.argument(leaf), evidence.exercise.upstream
    if what is None or len(upstreams) != 1 or not _entry_by_entry(evidence, upstreams[0], leaf):
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
