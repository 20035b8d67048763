"""Notebook 05, the end: one step of gradient descent, and how many numbers training keeps that prediction need not.

Neither rule is written down here: a step is measured by its length and direction, and the counts by worked examples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.two_two_one import ASSIGNMENT, PARAMS
from backprop.rooms.room import Leaves
from backprop.rooms.stage import Stage

MEMORY = "5.7, “What training remembers”"
STEP = "5.6, “One step, all at once”"


# --- one step --------------------------------------------------------------------------------------------------------


def play_step(stage: Stage, inputs: Inputs) -> Leaves:
    """One step."""
    returns = {name: f"params['{name}']" for name in inputs["params"]}
    return stage.call("sgd_step", inputs, returns=returns).leaves


def play_two_steps(stage: Stage, inputs: Inputs) -> Leaves:
    """Two steps in a row with other gradients, and a third from where the first began."""
    start = stage.room.put(inputs["params"])
    returns = {name: f"params['{name}']" for name in PARAMS}
    one = stage.call("sgd_step", {"params": start, "grads": inputs["grads"], "lr": inputs["lr"]}, returns=returns)
    after = {name: one[returns[name]] for name in PARAMS}
    two = stage.call("sgd_step", {"params": after, "grads": inputs["more"], "lr": inputs["lr"]}, returns=returns)
    other = stage.call("sgd_step", {"params": start, "grads": inputs["more"], "lr": inputs["lr"]}, returns=returns)
    return {f"{name} after two": two[returns[name]] for name in PARAMS} | {
        f"{name} from the start": other[returns[name]] for name in PARAMS
    }


def draw_step(rng: np.random.Generator, lr: float, size: float = 1.0) -> dict[str, Any]:
    """Parameters 3 - 4 - 2, gradients of another size, a learning rate."""
    shapes = {"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}
    return {
        "params": {name: away_from_zero(rng, shape) for name, shape in shapes.items()},
        "grads": {name: away_from_zero(rng, shape, size) for name, shape in shapes.items()},
        "lr": lr,
    }


def step_cases(rng: np.random.Generator) -> list[Case]:
    """Learning rates of several sizes; no step at all, zero gradients, whole numbers, other parameters."""
    rates = [float(rate) for rate in rng.uniform(0.05, 0.8, 4)]
    whole = {
        "params": {"W1": rng.integers(1, 9, (2, 3)), "b1": rng.integers(1, 9, 3), "W2": np.array([[3], [4], [5]])},
        "grads": {"W1": rng.integers(1, 9, (2, 3)), "b1": rng.integers(1, 9, 3), "W2": np.array([[1], [3], [5]])},
    }
    for tree in whole.values():
        tree["b2"] = np.array([3])
    still = draw_step(rng, rates[3])
    others = {"gain": (3, 2), "w": (4,), "shift": (2,), "V": (2, 5), "t": ()}
    renamed = {
        "params": {name: away_from_zero(rng, shape) for name, shape in others.items()},
        "grads": {name: away_from_zero(rng, shape) for name, shape in others.items()},
    }
    turned = {
        tree: {name: away_from_zero(rng, (2, 3)) for name in names}
        for tree, names in (("params", ("W1", "W2", "W3")), ("grads", ("W3", "W1", "W2")))
    }
    return [
        Case(draw_step(rng, rates[0]), f"lr = {rates[0]:.2f}"),
        Case(draw_step(rng, rates[1], 20.0), f"lr = {rates[1]:.2f}, large gradients"),
        Case(draw_step(rng, 1e-2 * rates[2]), "a small lr"),
        Case(draw_step(rng, 2 + rates[3], 0.1), "a large lr"),
        Case(draw_step(rng, 0.0), "lr = 0", "zero"),
        Case({**still, "grads": {name: 0 * g for name, g in still["grads"].items()}}, "gradients of 0", "zero"),
        Case({**whole, "lr": 0.25}, "whole numbers, and a step of a fraction", "integer"),
        Case({**renamed, "lr": rates[0]}, "five parameters with other names", "names"),
        Case({**turned, "lr": rates[2]}, "grads that stand in another order", "order"),
    ]


def goes_downhill(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """Every parameter moves against its gradient, as far as the learning rate says."""
    for name, old in inputs["params"].items():
        new, slope = leaves[f"params['{name}']"], np.asarray(inputs["grads"][name], dtype=np.float64)
        if new.shape != np.shape(old):
            words = f"Your new {name} has shape {new.shape}, the old one {np.shape(old)}."
            return Complaint(f"{words} What did the step do to its axes?", "wrong-shape")
        moved = new - np.asarray(old, dtype=np.float64)
        far, length = float(np.linalg.norm(moved)), float(inputs["lr"]) * float(np.linalg.norm(slope))
        if abs(far - length) > 1e-6 * (length + float(np.linalg.norm(old))):
            words = f"Your {name} moves by {far:.4g} where a step of this lr is {length:.4g} long"
            return Complaint(f"{words}. What decides how far a parameter goes?")
        if far > 1e-5 * np.linalg.norm(old) and float(np.sum(moved * slope)) > -(1 - 1e-6) * far * float(
            np.linalg.norm(slope)
        ):
            words = f"Your {name} moves the right distance, in another direction than down the slope"
            return Complaint(f"{words}. Which way does the loss go when you follow the gradient?")
    return None


# --- what is kept ----------------------------------------------------------------------------------------------------


def memory_cases(rng: np.random.Generator) -> list[Case]:
    """Small networks, each with another widest layer; one sample, NumPy integers, a network of ordinary size."""

    def draw(n: int, d: int, h: int, q: int) -> dict[str, int]:
        sizes = rng.integers(0, 3, 4) + np.array([n, d, h, q])
        return {name: int(size) for name, size in zip("ndhq", sizes, strict=True)}

    return [
        Case(
            {"n": 10, "d": 3, "h": 5, "q": 2},
            "10 samples, 3 - 5 - 2",
            "value",
            {"training": 214, "prediction": 132},
            True,
        ),
        Case(draw(4, 12, 5, 2), "many inputs"),
        Case(draw(6, 2, 13, 5), "a wide hidden layer"),
        Case(draw(5, 2, 6, 15), "many outputs"),
        Case(draw(9, 5, 10, 2), "another wide hidden layer"),
        Case({"n": 1, "d": 2, "h": 2, "q": 1}, "one sample, 2 - 2 - 1", "few", {"training": 25, "prediction": 13}),
        Case({name: np.int64(size) for name, size in draw(3, 4, 7, 2).items()}, "NumPy's integers", "integer"),
        Case({"n": 60000, "d": 784, "h": 256, "q": 10}, "60,000 digits", "big"),
    ]


EXERCISES = (
    Exercise(
        name="sgd_step",
        assignment=ASSIGNMENT,
        points=1,
        section=STEP,
        returns={name: f"params['{name}']" for name in PARAMS},
        play=play_step,
        cases=step_cases,
        properties=(goes_downhill,),
        composition=Composition(
            "for two steps in a row",
            play_two_steps,
            lambda rng: {**draw_step(rng, 0.3), "more": draw_step(rng, 0.3)["grads"]},
        ),
        understood="A step changes the parameters and nothing else: whoever holds the old ones still has them.",
    ),
    Exercise(
        name="memory_floats",
        assignment=ASSIGNMENT,
        points=2,
        section=MEMORY,
        returns=("training", "prediction"),
        cases=memory_cases,
        example={"n": 1, "d": 2, "h": 2, "q": 1},
        tolerance=0.0,
        variants={"one sample": lambda rng: {"n": 1, "d": 4, "h": 6, "q": 3}},
        understood="What the way back needs must be kept: that, and not the parameters, grows with the batch.",
    ),
)
