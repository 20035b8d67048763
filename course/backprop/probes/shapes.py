"""Probes for results of the wrong shape: what happened to an axis on the way.

They see shapes and numbers only; the most telling explanation comes first in `SHAPES`, the last one always applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Evidence, Finding, Played, Probe
from backprop.probes.numbers import at_ones


def _misshapen(evidence: Evidence, leaf: str) -> list[tuple[Played, Any, Any]]:
    """The plays in which a result has the wrong shape."""
    return [(played, got, want) for played, got, want in evidence.pairs(leaf) if got.shape != want.shape]


def _has(evidence: Evidence, leaf: str) -> str:
    """Whose shape a result should have, in words."""
    return f"{evidence.argument(leaf)} has" if evidence.argument(leaf) else "the answer has"


def _transposed(evidence: Evidence, leaf: str) -> Finding | None:
    misshapen = _misshapen(evidence, leaf)
    if not all(compare.same(got, want.T, 1e-6) for _, got, want in misshapen):
        return None
    got, want = (array.shape for array in misshapen[0][1:])
    return Finding(
        "transposed",
        f"Your {leaf} has shape {got}, and {_has(evidence, leaf)} {want}; turned on its side, every entry is "
        "right. Which of the two factors comes first, and which one is transposed?",
    )


def _not_summed(evidence: Evidence, leaf: str) -> Finding | None:
    misshapen = _misshapen(evidence, leaf)
    if all(got.size == want.size for _, got, want in misshapen):
        return None
    for _, got, want in misshapen:
        if got.ndim <= want.ndim or not any(compare.same(total, want, 1e-6) for total in _partial_sums(got)):
            return None
    got, want = (array.shape for array in misshapen[0][1:])
    return Finding(
        "not-summed",
        f"Your {leaf} has shape {got}, and {_has(evidence, leaf)} {want}. "
        + (
            "What becomes of the gradients that come back from several uses of one thing?"
            if evidence.argument(leaf)
            else "Over which of its entries does the answer add up?"
        ),
    )


_MOST_AXES = 6
"""Results with more axes than any answer could have by mistake are not searched for sums."""


def _partial_sums(array: Any) -> Iterable[Any]:
    """The array summed over each proper or full subset of its axes."""
    axes = range(array.ndim if array.ndim <= _MOST_AXES else 0)  # there are 2 ** ndim subsets
    return (array.sum(axis=some) for count in range(1, len(axes) + 1) for some in combinations(axes, count))


def _collapsed(evidence: Evidence, leaf: str) -> Finding | None:
    misshapen, batch = _misshapen(evidence, leaf), evidence.exercise.batch
    smaller = all(_lacks_axes(got.shape, want.shape) for _, got, want in misshapen) and any(
        got.size < want.size for _, got, want in misshapen
    )
    if evidence.argument(leaf) is None:
        smaller = all(
            any(compare.same(got, total, 1e-6) for total in _partial_sums(want)) for _, got, want in misshapen
        ) and not all(_diagonal(got, want) for _, got, want in misshapen)
    wrong_axis = batch is not None and all(
        got.ndim == want.ndim == 1 and len(got) == len(played.case.inputs[batch]) for played, got, want in misshapen
    )
    constant = len(misshapen) > 1 and len({got.tobytes() for _, got, _ in misshapen}) == 1  # nothing was added up
    if constant or not (smaller or wrong_axis):
        return None
    got, want = (array.shape for array in misshapen[0][1:])
    if not got and evidence.argument(leaf) is None:
        return Finding(
            "collapsed",
            f"Your {leaf} is a single number, and the answer has shape {want}. What has to be done once for every "
            "entry, and what only once?",
        )
    return Finding(
        "collapsed",
        f"Your {leaf} has shape {got}, and {_has(evidence, leaf)} {want}: more was added up than should be, "
        "or along another axis. Over which axis, if any, does this one have to be added up?",
    )


def _diagonal(got: Any, want: Any) -> bool:
    """Whether a row of numbers is the diagonal of the answer: left out is the rest, and nothing was added up."""
    return bool(want.ndim == 2 and compare.same(got, np.diagonal(want), 1e-6))


def _lacks_axes(got: tuple[int, ...], want: tuple[int, ...]) -> bool:
    """Whether one shape is the other with some axes left out, or shrunk to 1."""
    kept = iter(want)
    return all(size in kept for size in got) or (
        len(got) == len(want) and all(a in (1, b) for a, b in zip(got, want, strict=True))
    )


def _local_alone(evidence: Evidence, leaf: str) -> Finding | None:
    """A single number, or a row of them, that is the local derivative of every entry: dout was not even looked at."""
    upstreams, misshapen = evidence.exercise.upstream, _misshapen(evidence, leaf)
    if not upstreams or any(got.size > want.size for _, got, want in misshapen):
        return None
    for played, got, want in misshapen:
        local = at_ones(evidence, played, upstreams)[leaf]
        if not (_fits(got.shape, want.shape) and compare.same(np.broadcast_to(got, want.shape), local, 1e-6)):
            return None
    got, want = (array.shape for array in misshapen[0][1:])
    return Finding(
        "upstream-ignored",
        f"Your {leaf} has shape {got}, and {_has(evidence, leaf)} {want}: it is the node's own slope, whatever "
        f"{' and '.join(upstreams)} holds. Who tells this node how much the end of the graph cares about its output?",
    )


def _fits(shape: tuple[int, ...], larger: tuple[int, ...]) -> bool:
    """Whether NumPy would spread an array of one shape over the other."""
    tail = larger[len(larger) - len(shape) :]
    return len(shape) <= len(larger) and all(a in (1, b) for a, b in zip(shape, tail, strict=True))


def _several(evidence: Evidence, leaf: str) -> Finding | None:
    """More results than were asked for, the right one among them."""
    misshapen = _misshapen(evidence, leaf)
    for _, got, want in misshapen:
        if (
            not want.ndim
            or got.shape[1:] != want.shape
            or len(got) < 2
            or not any(compare.same(one, want, 1e-6) for one in got)
        ):
            return None
    return Finding(
        "wrong-type",
        f"Your code hands back {len(misshapen[0][1])} results, and one was asked for, {leaf}. Which of them is it?",
    )


_RULE = "A gradient has one entry for every entry of its variable. "


def _wrong_shape(evidence: Evidence, leaf: str) -> Finding | None:
    got, want = (array.shape for array in _misshapen(evidence, leaf)[0][1:])
    return Finding(
        "wrong-shape",
        f"Your {leaf} has shape {got}, and {_has(evidence, leaf)} {want}. "
        f"{_RULE if evidence.argument(leaf) else ''}Which entries are missing, or too many?",
    )


SHAPES: tuple[Probe, ...] = (_several, _transposed, _not_summed, _local_alone, _collapsed, _wrong_shape)
