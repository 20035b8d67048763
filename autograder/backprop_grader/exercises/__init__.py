"""What only the grader knows of the exercises: known mistakes, and the answers to the audits; a module or two a notebook.

The public part of every exercise (name, points, inputs) is a record of `backprop.exercises`; the right answers to all
but the audits are the reference implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backprop.examination.evidence import Known
from backprop_grader.exercises import (
    apple_orange,
    autodiff,
    digits,
    matrices,
    mlp_l2,
    node_gates,
    pullbacks,
    two_losses,
    vanishing_gradient,
    vectors,
)
from backprop_grader.oracle import Crediting


@dataclass(frozen=True)
class Secret:
    """The grader's knowledge of one assignment.

    Attributes:
        mistakes: exercise name -> known mistakes, the most telling first.
        answers: names that the reference implementation does not define.
        credits: exercise name -> the share of points that results earn, where it takes the reference to tell.
    """

    mistakes: Mapping[str, tuple[Known, ...]]
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    credits: Mapping[str, Crediting] = field(default_factory=dict)


SECRETS: dict[str, Secret] = {
    "01-apple-orange": Secret(apple_orange.MISTAKES, apple_orange.ANSWERS),
    "02-node-gates": Secret(node_gates.MISTAKES, node_gates.ANSWERS),
    "03-vectors": Secret({**vectors.MISTAKES, **pullbacks.MISTAKES}, pullbacks.ANSWERS),
    "04-matrices": Secret({**matrices.MISTAKES, **two_losses.MISTAKES}, two_losses.ANSWERS),
    "05-mlp-l2": Secret(mlp_l2.MISTAKES, mlp_l2.ANSWERS, mlp_l2.CREDITS),
    "06-vanishing-gradient": Secret(
        vanishing_gradient.MISTAKES, vanishing_gradient.ANSWERS, vanishing_gradient.CREDITS
    ),
    "07-autodiff": Secret(autodiff.MISTAKES, autodiff.ANSWERS),
    "08-digits": Secret(digits.MISTAKES, digits.ANSWERS, digits.CREDITS),
}
"""Assignment -> what only the grader knows; an assignment without a row here cannot be graded."""
