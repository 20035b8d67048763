"""Probes for a value with several uses, each with its upstream gradient: a path is forgotten, or paths are mixed up."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from backprop.examination import compare
from backprop.examination.evidence import Evidence, Finding, Played, Probe


def _one_path(evidence: Evidence, leaf: str) -> Finding | None:
    """One of the upstream gradients forgotten."""
    for upstream in _several(evidence):
        if evidence.explains(leaf, lambda played, up=upstream: _without(evidence, played, up)[leaf]):  # type: ignore[misc]
            return Finding(
                "path-missing",
                f"Your {leaf} is what it would be if {upstream} were 0. In how many places is "
                f"{evidence.argument(leaf) or 'the input'} used, and how many of them have you counted?",
            )
    return None


def _mixed(evidence: Evidence, leaf: str) -> Finding | None:
    """What the paths bring, put together in another way than by adding it up."""
    upstreams = _several(evidence)
    for words, combine in _WAYS.items() if upstreams else ():
        if evidence.explains(
            leaf,
            lambda played, way=combine: way([_alone(evidence, played, up, leaf) for up in upstreams]),  # type: ignore[misc]
        ):
            return Finding(
                "path-mixed",
                f"Your {leaf} is {words}. Nudge {evidence.argument(leaf) or 'the input'} once: every use of it moves "
                "the output a little. How far has the output moved in the end?",
            )
    return None


_WAYS: dict[str, Callable[[list[Any]], Any]] = {
    "the product of what its uses send back": lambda parts: reduce(np.multiply, parts),
    "the mean of what its uses send back": lambda parts: sum(parts) / len(parts),
    "the larger of what its uses send back": lambda parts: reduce(np.maximum, parts),
    "the smaller of what its uses send back": lambda parts: reduce(np.minimum, parts),
    "twice what its uses send back": lambda parts: 2 * sum(parts),
    "what one use sends back, less that of the others": lambda parts: 2 * parts[0] - sum(parts),
    "what the last use sends back, less that of the others": lambda parts: 2 * parts[-1] - sum(parts),
    "too large: the first use is counted twice": lambda parts: sum(parts) + parts[0],
    "too large: the last use is counted twice": lambda parts: sum(parts) + parts[-1],
    "twice what the first use sends back": lambda parts: 2 * parts[0],
    "twice what the last use sends back": lambda parts: 2 * parts[-1],
}


def _several(evidence: Evidence) -> tuple[str, ...]:
    """The upstream gradients, where there is more than one."""
    return evidence.exercise.upstream if len(evidence.exercise.upstream) > 1 else ()


def _without(evidence: Evidence, played: Played, *upstreams: str) -> dict[str, Any]:
    zeros = {up: np.zeros_like(np.asarray(played.case.inputs[up], dtype=np.float64)) for up in upstreams}
    return evidence.truth(evidence.altered(played, **zeros))


def _alone(evidence: Evidence, played: Played, upstream: str, leaf: str) -> Any:
    """What one use sends back."""
    return _without(evidence, played, *(up for up in evidence.exercise.upstream if up != upstream))[leaf]


def _penalised(evidence: Evidence, leaf: str) -> Finding | None:
    """A part of the penalty in the gradient of something that is not penalised."""
    strength, variable = evidence.exercise.penalty, evidence.argument(leaf)
    if strength is None or variable is None:
        return None
    for played, _, want in evidence.pairs(leaf):
        without = evidence.altered(played, **{strength: 0.0})
        bare = evidence.again(f"{played.case.why}, {strength} = 0", without)
        if leaf not in bare.got or not compare.same(bare.got[leaf], want, 1e-6, played.scale):
            return None
    return Finding(
        "penalty-scaled",
        f"Your {leaf} grows with {strength}, and is right for {strength} = 0. Is {variable} one of the arrays that are "
        "penalised?",
    )


PATHS: tuple[Probe, ...] = (_one_path, _mixed, _penalised)
