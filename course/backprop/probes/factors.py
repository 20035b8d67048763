"""Probes for results that are right but for a factor: of a constant, of the batch, or in the part of a penalty."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import NEARLY, Evidence, Finding, Played, ratio


def whole(evidence: Evidence, leaf: str) -> str:
    """All of a result, in words: a single number has no entries."""
    return f"Every entry of your {leaf}" if any(want.ndim for _, _, want in evidence.pairs(leaf)) else f"Your {leaf}"


def batch_scaled(evidence: Evidence, leaf: str) -> Finding | None:
    """A factor that is the size of the batch, or one over it, in every case."""
    ratios = _ratios(evidence, leaf)
    if ratios is None:
        return None
    for holds, sizes in _sizes(evidence, leaf):
        for power, sign, words in _POWERS:
            if len(set(sizes)) > 1 and np.allclose(ratios, [sign * float(n) ** power for n in sizes], rtol=1e-5):
                return Finding(
                    "batch-scaled",
                    f"{whole(evidence, leaf)} is exactly {words.format(n=sizes[0])} the answer, and "
                    f"{holds.format(n=sizes[0])}. {_MEAN if _has_a_loss(evidence) else _SHARED_OUT}",
                )
    return None


_MEAN = "Is the loss a sum or a mean, and where has 1/N already been taken care of?"
_SHARED_OUT = "Which step shares something out among them, or adds it up, and does a gradient split on its way?"


def _has_a_loss(evidence: Evidence) -> bool:
    """Whether there is a mean over a batch in sight: notebooks 01 to 03 know neither batch nor loss."""
    return evidence.exercise.assignment >= "04"


def other_batch(evidence: Evidence, leaf: str) -> Finding | None:
    """A factor that is right for batches of one size only, whatever the size of this one."""
    ratios = _ratios(evidence, leaf)
    if ratios is None or evidence.exercise.batch is None:
        return None
    sizes = [len(played.case.inputs[evidence.exercise.batch]) for played, _, _ in evidence.pairs(leaf)]
    for meant in {abs(round(size / factor)) for factor, size in zip(ratios, sizes, strict=True) if abs(factor) > 1e-6}:
        if meant > 1 and len(set(sizes)) > 1 and np.allclose(ratios, [size / meant for size in sizes], rtol=1e-5):
            return Finding(
                "hard-coded",
                f"{whole(evidence, leaf)} is {sizes[0]}/{meant} of the answer in a batch of {sizes[0]}, and "
                f"{sizes[-1]}/{meant} in one of {sizes[-1]}: you divide by {meant}. How many samples are there?",
            )
    return None


_POWERS = ((1, 1, "{n} times"), (-1, 1, "1/{n} of"), (1, -1, "minus {n} times"), (-1, -1, "minus 1/{n} of"))
"""Power of the size, sign, and how both are said."""


def over_columns(evidence: Evidence, leaf: str) -> Finding | None:
    """A mean over all entries of the batch, where one over its samples was due."""
    ratios, batch = _ratios(evidence, leaf), evidence.exercise.batch
    shapes = [np.shape(played.case.inputs[batch]) for played, _, _ in evidence.pairs(leaf)] if batch else []
    columns = [shape[1] for shape in shapes if len(shape) == 2]
    if not ratios or len(columns) != len(ratios) or len(set(columns)) < 2:
        return None
    sign = np.sign(ratios[0])
    if not np.allclose(np.multiply(ratios, columns), sign, rtol=1e-5):
        return None
    factor = f"{'' if sign > 0 else 'minus '}1/{columns[0]}"
    words = f"{whole(evidence, leaf)} is exactly {factor} of the answer, and {batch} has {columns[0]} columns"
    return Finding("scaled", f"{words}. Along which axis of {batch} does the mean run?")


def _sizes(evidence: Evidence, leaf: str) -> list[tuple[str, list[int]]]:
    """What may be counted in each case: the samples of the batch, or rows and entries where there is no batch."""
    batch, upstream = evidence.exercise.batch, evidence.exercise.upstream
    if batch is not None:
        return [
            (
                "the batch has {n} samples" if _has_a_loss(evidence) else batch + " has {n} entries",
                [len(played.case.inputs[batch]) for played, _, _ in evidence.pairs(leaf)],
            )
        ]
    shapes = [want.shape for _, _, want in evidence.pairs(leaf)]
    if not (upstream and all(shapes)):
        return []
    entries, rows = [int(np.prod(shape)) for shape in shapes], [shape[0] for shape in shapes]
    return [(leaf + " has {n} entries", entries), (leaf + " has {n} rows", rows)]


def _ratios(evidence: Evidence, leaf: str) -> list[float] | None:
    """The factor between the reader's array and the right one in each case, where there is one."""
    ratios = []
    for played, got, want in evidence.pairs(leaf):
        norm = float(np.sum(want * want))
        if norm == 0:
            return None
        ratio = float(np.sum(got * want)) / norm
        if not compare.same(got, ratio * want, 1e-6, played.scale):
            return None
        ratios.append(ratio)
    return ratios


def scaled(evidence: Evidence, leaf: str) -> Finding | None:
    """The same factor in every case."""
    ratios = _ratios(evidence, leaf)
    if ratios is None or len(ratios) < 2 or not np.allclose(ratios, ratios[0], rtol=1e-5):
        return None
    if abs(ratios[0] - 1) < NEARLY:
        return None
    return Finding(
        "scaled",
        f"{whole(evidence, leaf)} is {ratio(ratios[0])} times the answer, in each of {len(ratios)} random cases. "
        "Which step puts that factor in, or leaves one out?",
    )


def penalty(evidence: Evidence, leaf: str) -> Finding | None:
    """The part that comes from the penalty is left out, or has another size."""
    strength = evidence.exercise.penalty
    if strength is None:
        return None
    shares = [_share(evidence, played, got, want, strength, leaf) for played, got, want in evidence.pairs(leaf)]
    known = [share for share in shares if share is not None]
    if len(known) < 2 or len(known) < len(shares) or not _same_factor(evidence, known):
        return None
    share = known[0]
    if np.allclose(known, 1.0):
        return None
    if abs(share) < 1e-5:
        return Finding(
            "penalty-missing",
            f"Your {leaf} is right for {strength} = 0, and does not change with {strength}. Along how many paths does "
            f"{evidence.argument(leaf) or 'a weight'} reach the end?",
        )
    return Finding(
        "penalty-scaled",
        f"The part of your {leaf} that comes from the penalty is {ratio(share)} times what it should be; the rest is "
        "right. Which factor stands in front of the sum of squares, and what becomes of the 2 of the square?",
    )


def _same_factor(evidence: Evidence, factors: list[float]) -> bool:
    """Whether one factor, or one that only depends on the size of the batch, fits all cases."""
    sizes = [
        len(played.case.inputs[evidence.exercise.batch]) if evidence.exercise.batch else 1 for played in evidence.plays
    ]
    return len(sizes) == len(factors) and any(
        np.allclose(
            [factor * float(n) ** power for factor, n in zip(factors, sizes, strict=True)],
            factors[0] * float(sizes[0]) ** power,
            atol=1e-5,
        )
        for power in (0, 1, -1)
    )


def _share(evidence: Evidence, played: Played, got: Any, want: Any, strength: str, leaf: str) -> float | None:
    """How much of the penalty's part is in a result, if all else is right."""
    without = evidence.altered(played, **{strength: 0.0})
    rest = evidence.again(f"{played.case.why}, {strength} = 0", without).want.get(leaf)
    if rest is None or compare.same(rest, want, 1e-6):
        return None
    pull = want - rest
    share = float(np.sum((got - rest) * pull) / np.sum(pull * pull))
    return share if compare.same(got, rest + share * pull, 1e-6, played.scale) else None
