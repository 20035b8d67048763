"""Notebook 04, second half: two losses, from raw scores to one number and back.

scores (N, C) with labels (N,) or (N, C); logits z (N,) with targets y (N,) of 0 and 1. Losses are means over the batch.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from backprop.examination import fine_nudge
from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.exercises.matrices import ASSIGNMENT
from backprop.rooms.room import Leaves, Word
from backprop.rooms.stage import Stage

SOFTMAX = "4.5, “Scores, shares, surprise”"
BINARY = "4.6, “Two classes, one score”"


def surprise(labels: Any, shape: tuple[int, ...]) -> fine_nudge.Function:
    """The loss as the notebook defines it: minus the logarithm of the share of the right class, mean over the batch."""
    right = np.argmax(labels, axis=1) if np.ndim(labels) == 2 else np.asarray(labels)

    def loss(scores: fine_nudge.Point) -> Decimal:
        total, classes = Decimal(0), shape[1]
        for n, label in enumerate(right):
            powers = [score.exp() for score in scores[n * classes : (n + 1) * classes]]
            total -= (powers[int(label)] / sum(powers, Decimal(0))).ln()
        return total / shape[0]

    return loss


def doubt(y: Any) -> fine_nudge.Function:
    """The loss of a yes or no as the notebook defines it, in odds: ln(1 + odds against what was the case), mean."""
    signs = [1 if target else -1 for target in np.asarray(y)]

    def loss(z: fine_nudge.Point) -> Decimal:
        return sum(((1 + (-sign * logit).exp()).ln() for sign, logit in zip(signs, z, strict=True)), Decimal(0)) / len(
            signs
        )

    return loss


def draw_scores(rng: np.random.Generator, N: int, C: int, size: float = 1.0) -> dict[str, Any]:
    """scores (N, C), and labels (N,) of which no two neighbours agree."""
    labels = (rng.permutation(C)[np.arange(N) % C] if N > 1 else rng.integers(0, C, 1)).astype(np.int64)
    return {"scores": away_from_zero(rng, (N, C), size), "labels": labels}


def rows_of(case: Inputs, kind: Any) -> dict[str, Any]:
    """The same with labels as one-hot rows of a dtype."""
    classes = np.shape(case["scores"])[1]
    return {**case, "labels": np.eye(classes, dtype=kind)[case["labels"]]}


def softmax_loss_cases(rng: np.random.Generator) -> list[Case]:
    """Class numbers for the ordinary cases; rows of every dtype, as many classes as samples, large scores."""
    far = {"scores": np.array([[1000.0, 0.0, -1000.0], [-1000.0, 1000.0, 998.0]]), "labels": np.array([2, 1])}
    high = {"scores": np.array([[1000.0, 999.0], [-1001.0, -1000.0], [-999.0, -1002.0]]), "labels": np.array([0, 0, 1])}
    every = {"scores": away_from_zero(rng, (6, 4)), "labels": np.array([0, 1, 2, 3, 3, 0])}
    whole = {**draw_scores(rng, 4, 3), "scores": rng.integers(-3, 4, (4, 3))}
    strided = draw_scores(rng, 3, 4)
    return [
        Case(draw_scores(rng, 4, 5), "4 samples, 5 classes"),
        Case(draw_scores(rng, 5, 3, 5.0), "5 samples, 3 classes, larger scores"),
        Case(draw_scores(rng, 3, 6, 0.1), "3 samples, 6 classes, scores that differ little"),
        Case(draw_scores(rng, 6, 2), "6 samples, 2 classes"),
        Case(far, "scores from -1000 to +1000", "extreme"),
        Case(high, "scores near +1000 and near -1000", "extreme"),
        Case(rows_of(draw_scores(rng, 4, 3), np.int64), "labels as rows of integers", "label"),
        Case(rows_of(draw_scores(rng, 1, 4), np.int64), "one sample, its label as a row", "label"),
        Case(rows_of(draw_scores(rng, 3, 5), np.float64), "labels as rows of floats", "label"),
        Case(rows_of(draw_scores(rng, 5, 4), np.bool_), "labels as rows of booleans", "label"),
        Case(rows_of(draw_scores(rng, 3, 3), np.int64), "labels as rows, as many classes as samples", "label"),
        Case(draw_scores(rng, 4, 4), "class numbers, as many classes as samples", "label"),
        Case(every, "labels of every class, the first and the last", "label"),
        Case(
            {"scores": np.array([[0.5, 0.5, 0.5], [1.0, 1.0, -1.0]]), "labels": np.array([2, 0])},
            "equal scores",
            "alike",
        ),
        Case(rows_of(far, np.float64), "scores from -1000 to +1000, labels as rows", "extreme"),
        Case(rows_of(high, np.int64), "scores near +1000 and near -1000, labels as rows", "extreme"),
        Case(draw_scores(rng, 1, 4), "one sample", "single"),
        Case(whole, "integer scores", "integer"),
        Case({**strided, "scores": np.repeat(strided["scores"], 2, axis=1)[:, ::2]}, "strided scores", "strided"),
    ]


def bce_cases(rng: np.random.Generator) -> list[Case]:
    """Both targets in every batch; large logits, integers, one sample, strided arrays."""

    def draw(N: int, size: float = 1.0, kind: Any = np.int64) -> dict[str, Any]:
        return {"z": away_from_zero(rng, (N,), size), "y": rng.permutation(np.arange(N) % 2).astype(kind)}

    sure = {"z": np.array([1000.0, -1e5, 0.5, -0.5]), "y": np.array([1, 0, 1, 0])}
    mistaken = {"z": np.array([-1e5, 1000.0, 800.0]), "y": np.array([1.0, 0.0, 1.0])}
    whole = {"z": np.array([2, -1, 3, 0, -2]), "y": np.array([1, 0, 0, 1, 1])}
    strided = {name: np.repeat(array, 2)[::2] for name, array in draw(4).items()}
    return [
        Case(draw(4), "4 samples"),
        Case(draw(7, 4.0, np.float64), "7 samples, larger logits, targets as floats"),
        Case(draw(5, 0.01), "5 samples, logits near 0"),
        Case(draw(6), "6 samples"),
        Case(sure, "logits up to 100,000 in size that are right", "extreme"),
        Case(mistaken, "logits up to 100,000 in size that are wrong", "extreme"),
        Case({**draw(3), "y": np.ones(3)}, "targets of 1 only", "label"),
        Case({**draw(4), "y": np.zeros(4, np.int64)}, "targets of 0 only", "label"),
        Case({"z": np.array([0.0, 1.5, 0.0, -0.7]), "y": np.array([1, 0, 0, 1])}, "logits of 0", "zero"),
        Case({"z": np.array([0.4]), "y": np.array([0])}, "one sample", "single"),
        Case(whole, "integer logits", "integer"),
        Case(strided, "strided arrays", "strided"),
    ]


def least(inputs: Inputs) -> float:
    """Natural size of a gradient of a mean: where every sample is right, it is roundoff."""
    return 1 / len(next(iter(inputs.values())))


def play_two_surprises(stage: Stage, inputs: Inputs) -> Leaves:
    """The scores go into one loss as they are, and doubled into another with other labels."""
    scores = inputs["scores"]
    one, two = (
        stage.call("softmax_loss", {"scores": taken, "labels": inputs[labels]}, returns=("loss", "dscores"))
        for taken, labels in ((scores, "labels"), (2 * scores, "labels_2"))
    )
    return {
        "loss": stage.added(one["loss"], two["loss"]),
        "dscores": stage.added(one["dscores"], 2 * two["dscores"]),
    }


def draw_two_surprises(rng: np.random.Generator) -> Inputs:
    """Scores (4, 3), two sets of labels, and for the notebook the upstream gradient of a loss, which is 1."""
    return {**draw_scores(rng, 4, 3), "labels_2": rng.integers(0, 3, 4)}


def both_surprises(scores: Any, labels: Any, labels_2: Any) -> float:
    """The sum of the two losses."""
    shape = np.shape(scores)
    one, two = surprise(labels, shape), surprise(labels_2, shape)
    return fine_nudge.value(one, scores) + fine_nudge.value(two, 2 * scores)


def play_two_doubts(stage: Stage, inputs: Inputs) -> Leaves:
    """The logits go into one loss as they are, and with the sign turned into another."""
    z = inputs["z"]
    one, two = (
        stage.call("bce_loss", {"z": taken, "y": inputs[y]}, returns=("loss", "dz"))
        for taken, y in ((z, "y"), (-z, "y_2"))
    )
    return {"loss": stage.added(one["loss"], two["loss"]), "dz": stage.added(one["dz"], -two["dz"])}


def both_doubts(z: Any, y: Any, y_2: Any) -> float:
    """The sum of the two losses."""
    return fine_nudge.value(doubt(y), z) + fine_nudge.value(doubt(y_2), -z)


LOSSES = (
    Exercise(
        name="softmax_loss",
        assignment=ASSIGNMENT,
        points=3,
        section=SOFTMAX,
        returns=("loss", "dscores"),
        cases=softmax_loss_cases,
        values={
            "loss": lambda scores, labels: fine_nudge.value(surprise(labels, scores.shape), scores),
            "dscores": lambda scores, labels: fine_nudge.slopes(surprise(labels, scores.shape), scores),
        },
        gradients={"dscores": "scores"},
        batch="scores",
        scale=least,
        example={"scores": np.array([[1.0, 2.0, 3.0]]), "labels": np.array([2])},
        sized=lambda rng, n: draw_scores(rng, n // 4, 4),
        variants={
            "one-hot rows": lambda rng: rows_of(draw_scores(rng, 4, 3), np.float64),
            "square": lambda rng: draw_scores(rng, 4, 4),
            "one sample": lambda rng: draw_scores(rng, 1, 4),
        },
        composition=Composition(
            "for scores that go into two losses",
            play_two_surprises,
            draw_two_surprises,
            forward=both_surprises,
            gradients={"dscores": "scores"},
            values={"loss": both_surprises},
            upstream=(),
        ),
        understood="Through the logarithm, a whole Jacobian shrinks to the difference of two rows.",
    ),
    Exercise(
        name="bce_loss",
        assignment=ASSIGNMENT,
        points=1,
        section=BINARY,
        returns=("loss", "dz"),
        cases=bce_cases,
        values={
            "loss": lambda z, y: fine_nudge.value(doubt(y), z),
            "dz": lambda z, y: fine_nudge.slopes(doubt(y), z),
        },
        gradients={"dz": "z"},
        batch="z",
        scale=least,
        example={"z": np.array([2.0]), "y": np.array([1])},
        sized=lambda rng, n: {"z": away_from_zero(rng, (n,)), "y": rng.integers(0, 2, n)},
        variants={"one sample": lambda rng: {"z": away_from_zero(rng, (1,)), "y": rng.integers(0, 2, 1)}},
        composition=Composition(
            "for logits that go into two losses",
            play_two_doubts,
            lambda rng: {"z": away_from_zero(rng, (4,)), "y": np.array([0, 1, 1, 0]), "y_2": np.array([1, 1, 0, 0])},
            forward=both_doubts,
            gradients={"dz": "z"},
            values={"loss": both_doubts},
            upstream=(),
        ),
        understood="A confident mistake is pulled back hardest, as nothing saturates between loss and logit.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, ("local", "layout", "sum", "upstream", "arithmetic")),),
        understood="Where shapes agree by chance, the slice of one entry still tells which formula is the right one.",
    ),
)
