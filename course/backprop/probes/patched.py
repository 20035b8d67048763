"""Probes for results whose shape was made to fit: the right one, over numbers that belong to another.

A reshape in place of a transpose, a sum that is spread over the entries it was taken from, a factor too many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Evidence, Finding, Probe


def _turned(evidence: Evidence, leaf: str) -> Finding | None:
    """The transpose, laid out in the right shape; a square one needs no laying out."""
    pairs = [want for _, _, want in evidence.pairs(leaf)]
    if any(want.ndim != 2 for want in pairs):
        return None
    if not evidence.explains(leaf, lambda played: played.want[leaf].T.reshape(played.want[leaf].shape)):
        return None
    if all(len(set(want.shape)) == 1 for want in pairs):
        return Finding(
            "transposed",
            f"Turned on its side, every entry of your {leaf} is right, and a square shape does not show it. "
            "Which index counts what goes in, and which one what comes out?",
        )
    return Finding(
        "transposed",
        f"Your {leaf} has the right shape and the right numbers, row by row those of the answer turned on its side. "
        "A reshape fills rows in the order of reading: to which place does it move the second entry of the first row, "
        "and to which does turning move it?",
    )


def _spread(evidence: Evidence, leaf: str) -> Finding | None:
    """Entries added up along some axes, and the sum written into each of them."""
    for whole, chosen in (("row", slice(-1, None)), ("column", slice(0, 1)), ("block", slice(1, None))):
        if evidence.explains(leaf, lambda played, chosen=chosen: _sum_everywhere(played.want[leaf], chosen)):  # type: ignore[misc]
            return Finding(
                "collapsed",
                f"Every {whole} of your {leaf} holds one number throughout, the sum of what its entries should be. "
                "Which of them move at once in your code, and which one alone should?",
            )
    return None


def _sum_everywhere(want: NDArray[Any], chosen: slice) -> NDArray[Any]:
    axes = tuple(range(want.ndim))[chosen]
    return np.broadcast_to(want.sum(axis=axes, keepdims=True), want.shape)


def times_itself(evidence: Evidence, leaf: str) -> Finding | None:
    """The right gradient with the variable as one more factor."""
    what = evidence.argument(leaf)
    if what is None or not all(
        np.asarray(played.case.inputs.get(what)).shape == want.shape for played, _, want in evidence.pairs(leaf)
    ):
        return None
    if not evidence.explains(leaf, lambda played: played.want[leaf] * np.asarray(played.case.inputs[what])):
        return None
    return Finding(
        "wrong-local",
        f"Your {leaf} is the answer with one factor too many: {what} itself. A gradient says how far the output moves "
        f"when {what} does: which part of that depends on how large {what} already is?",
    )


PATCHED: tuple[Probe, ...] = (_turned, _spread)
