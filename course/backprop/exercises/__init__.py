"""The public record of every exercise, a module or two a notebook: name, points, inputs, what it must return."""

from __future__ import annotations

from backprop.examination.exercise import Exercise
from backprop.exercises import (
    apple_orange,
    autodiff,
    digits,
    digits_reading,
    matrices,
    mlp_l2,
    node_gates,
    pullbacks,
    two_losses,
    vanishing_gradient,
    vectors,
)

ASSIGNMENTS: dict[str, tuple[Exercise, ...]] = {
    "01-apple-orange": apple_orange.EXERCISES,
    "02-node-gates": node_gates.EXERCISES,
    "03-vectors": (*vectors.JACOBIANS, *pullbacks.PULLBACKS),
    "04-matrices": (*matrices.PRODUCTS, *two_losses.LOSSES),
    "05-mlp-l2": mlp_l2.EXERCISES,
    "06-vanishing-gradient": vanishing_gradient.EXERCISES,
    "07-autodiff": autodiff.EXERCISES,
    "08-digits": (*digits.TRAINED, *digits_reading.READ),
}
"""Assignment -> its exercises, in the order of the notebook. The grader's part of each is in its own table, `SECRETS`."""

EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise for exercises in ASSIGNMENTS.values() for exercise in exercises if exercise.name != "audit"
}
"""Exercise name -> record. Every notebook has an `audit`; those are found by their assignment."""
