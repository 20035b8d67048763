"""Notebook 08, first half: gradients of the whole network, and training.

No forward pass is written down: the notebook nudges the reader's own, if that is right for an example whose J is known,
and training is judged by what the reader's `predict` makes of it.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from backprop.data import Digits, load_digits
from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises import printed_digits
from backprop.exercises.two_two_one import GRADIENTS, GRADS, PARAMS, in_another_order, params_of
from backprop.exercises.worth import credit_for_training
from backprop.rooms.room import Builtin, Keep, Leaves, Ref, Room
from backprop.rooms.stage import Stage

ASSIGNMENT = "08-digits"
WHOLE = "8.2, “All of it in one function”"
TRAINING = "8.3, “Downhill”"
PIXELS, CLASSES = 64, 10
SECONDS = 75.0
"""One training with all images and four short ones: at most a minute together, as the notebook says, and some room."""


# --- gradients -------------------------------------------------------------------------------------------------------


def play_gradients(stage: Stage, inputs: Inputs) -> Leaves:
    """One call."""
    given = {"params": params_of(inputs), **{name: inputs[name] for name in ("X", "labels", "lam")}}
    return stage.call("gradients", given, returns=("J", GRADS)).leaves


def play_objective(stage: Stage, inputs: Inputs) -> Leaves:
    """J alone, to be nudged; nan where that would tell nothing: a wrong J has the slopes of another function."""
    if stage.room not in _objective_right:
        _objective_right[stage.room] = printed_digits.right(
            *(objective(stage, case.inputs) for case in printed_digits.cases())
        )
    return objective(stage, inputs) if _objective_right[stage.room] else {"J": np.array(np.nan)}


def objective(stage: Stage, inputs: Inputs) -> Leaves:
    """J; labels that have become floats on the way are class numbers again, and nobody looks at the gradients."""
    rest = {"X": inputs["X"], "labels": inputs["labels"].astype(np.int64), "lam": inputs["lam"]}
    return stage.call("gradients", {"params": params_of(inputs), **rest}, returns=("J", Keep("grads"))).leaves


_objective_right: WeakKeyDictionary[Room, bool] = WeakKeyDictionary()
"""Room -> whether the reader's J there is right for the example."""


def play_two_batches(stage: Stage, inputs: Inputs) -> Leaves:
    """Two batches share one set of parameters: their gradients add."""
    params = stage.room.put(params_of(inputs))
    found = []
    for X, labels in (("X", "labels"), ("X2", "labels2")):
        given = {"params": params, "X": inputs[X], "labels": inputs[labels], "lam": inputs["lam"]}
        found.append(stage.call("gradients", given, returns=("J", GRADS)))
    return {leaf: stage.added(found[0][leaf], found[1][leaf]) for leaf in ("J", *GRADIENTS)}


def play_two_objectives(stage: Stage, inputs: Inputs) -> Leaves:
    """What those gradients are the slopes of: the sum of the two J."""
    other = {**inputs, "X": inputs["X2"], "labels": inputs["labels2"]}
    return {"J": stage.added(*(play_objective(stage, one)["J"] for one in (inputs, other)))}


def draw_network(rng: np.random.Generator, n: int, h: int, lam: float, size: float = 1.0) -> dict[str, Any]:
    """A network 64 - h - 10 and n images; hidden units are on and off, and none is near its kink."""
    while True:
        inputs: dict[str, Any] = {
            "W1": away_from_zero(rng, (PIXELS, h), size) / 8,
            "b1": away_from_zero(rng, (h,), 0.3 * size),
            "W2": away_from_zero(rng, (h, CLASSES)),
            "b2": away_from_zero(rng, (CLASSES,), 0.3),
            "X": rng.uniform(0.0, 1.0, (n, PIXELS)),
            "labels": rng.integers(0, CLASSES, n),
            "lam": lam,
        }
        z = inputs["X"] @ inputs["W1"] + inputs["b1"]
        if np.min(np.abs(z)) > 1e-3 * size and 0.25 < np.mean(z > 0) < 0.9:
            return inputs


def network_cases(rng: np.random.Generator) -> list[Case]:
    """The example, networks of several widths and batches; no penalty, one image, other integers, the kink.

    W1 is small enough for the notebook to nudge it (see `backprop.examination.oracle.MOST_NUDGES`) in three of them.
    """
    lams = [float(lam) for lam in rng.uniform(0.02, 0.6, 4)]
    every = {**draw_network(rng, 11, 7, lams[0]), "labels": np.append(rng.permutation(CLASSES), 3)}
    still = {**draw_network(rng, 3, 8, lams[1]), "X": np.zeros((3, PIXELS)), "b1": np.zeros(8)}
    at_kink = {
        "grads['W1']": still["lam"] * still["W1"],
        "grads['b1']": np.zeros(8),
        "grads['W2']": still["lam"] * still["W2"],
    }
    strided = draw_network(rng, 4, 7, lams[2])
    strided["X"] = np.repeat(strided["X"], 2, axis=1)[:, ::2]
    whole = draw_network(rng, 4, 7, lams[3])
    whole["X"] = rng.integers(0, 2, (4, PIXELS))
    many = draw_network(rng, 40, 7, lams[1])
    sure = {**draw_network(rng, 4, 6, lams[3]), "labels": np.full(4, 3)}
    sure["b2"] = sure["b2"] - 50.0 * (np.arange(CLASSES) == 3)  # the shares of the right class are near 1e-20
    return [
        *printed_digits.cases(),
        Case(draw_network(rng, 8, 3, lams[1]), "8 images, 3 hidden units"),
        Case(draw_network(rng, 4, 9, lams[2], 1.5), "4 images, 9 hidden units, larger weights"),
        Case(every, "11 images, every label among them"),
        Case(draw_network(rng, 6, 8, lams[3], 0.01), "6 images, 8 hidden units, small weights"),
        Case(draw_network(rng, 4, 7, 0.0), "lam = 0", "zero"),
        Case(draw_network(rng, 1, 7, lams[0]), "a single image", "single"),
        Case(
            {**draw_network(rng, 5, 7, lams[1]), "labels": np.array([9, 0, 4, 4, 1], np.uint8)}, "8-bit labels", "label"
        ),
        Case({**many, "labels": many["labels"].astype(np.uint8)}, "8-bit labels of 40 images", "label"),
        Case(draw_network(rng, 5, CLASSES, lams[2]), "as many hidden units as classes", "square"),
        Case(in_another_order(draw_network(rng, 4, 7, lams[0])), "parameters that stand in another order", "order"),
        Case(sure, "a network that is wrong, and sure of it", "extreme"),
        Case(still, "hidden units exactly at 0", "kink", at_kink),
        Case(whole, "images of whole numbers", "integer"),
        Case(strided, "strided images", "strided"),
    ]


# --- train and predict -----------------------------------------------------------------------------------------------


def play_train(stage: Stage, inputs: Inputs) -> Leaves:
    """One training; what the reader's `predict` makes of it stands beside the parameters, or else its loss."""
    given = {name: inputs[name] for name in ("X", "labels", "seed")}
    params = stage.call("train", given, returns=Keep("params")).refs["params"]
    plain = stage.room.call(Builtin("read"), params, returns={name: name for name in PARAMS})
    judged = plain.leaves is None or len(inputs["held"])
    readings = _readings(stage.room, params, inputs["X_held"]) if judged else {}
    if plain.leaves is None and not readings:
        stage.call(Builtin("read"), {"params": params}, returns={name: name for name in PARAMS})
    known = readings or (_loss(stage.room, params, inputs) if len(inputs["held"]) else {})
    return {**(plain.leaves or {}), **known}


def _readings(room: Room, params: Ref, X: Any) -> Leaves:
    """The reader's reading of some images, if their `predict` is there and works; its mistakes are not looked at here."""
    if not len(X) or not room.has("predict"):
        return {}
    seen = room.call("predict", params, X, returns="labels")
    return seen.leaves if seen.leaves and seen.leaves["labels"].shape == (len(X),) else {}


def _loss(room: Room, params: Ref, inputs: Inputs) -> Leaves:
    """L of the images that were trained on, by the reader's `gradients`: it tells training from guessing."""
    if not room.has("gradients"):
        return {}
    seen = room.call("gradients", params, inputs["X"], inputs["labels"], 0.0, returns=("loss", Keep("grads")))
    return seen.leaves if seen.leaves and seen.leaves["loss"].size == 1 else {}


OTHERWISE = "the difference of the two"
"""What a reader is told of two trainings from one seed; nothing else of them is looked at."""


def play_trainings(stage: Stage, inputs: Inputs) -> Leaves:
    """Two short trainings from one seed: whether their parameters differ."""
    one, two = (play_train(stage, inputs) for _ in range(2))
    alike = all(one[leaf].shape == two[leaf].shape and np.allclose(one[leaf], two[leaf], 1e-9, 1e-12) for leaf in one)
    return {OTHERWISE: np.array(float(not alike))}


def odd_params(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """Parameters of other shapes than a network 64 - h - 10 has, or that have run away."""
    if not set(PARAMS) <= leaves.keys():
        return None
    W1, b1, W2, b2 = (leaves[name] for name in PARAMS)
    if not all(np.all(np.isfinite(array)) for array in (W1, b1, W2, b2)):
        return Complaint(
            "Some of your parameters are nan or inf. What did J do in the last steps before?", "not-finite"
        )
    hidden = b1.size
    if (W1.shape, b1.shape, W2.shape, b2.shape) != ((PIXELS, hidden), (hidden,), (hidden, CLASSES), (CLASSES,)):
        shapes = ", ".join(f"{name} {leaves[name].shape}" for name in PARAMS)
        return Complaint(f"Your parameters have the shapes {shapes}. Which of them do not fit together?", "wrong-shape")
    return None


def some_digits(inputs: Inputs | None = None) -> dict[str, Any]:
    """A few images of all digits, to train on in no time; whether the others are read right is not asked."""
    digits = load_digits()
    return {
        "X": digits.images[:151],
        "labels": digits.labels[:151],
        "seed": 3,
        "X_held": digits.held_images[:9],
        "held": digits.held_labels[:0],
    }


def renumbered(rng: np.random.Generator) -> tuple[Digits, dict[str, Any]]:
    """The digits, and their labels and held-back labels with the classes in another order.

    A training learns any names for the classes. Who looks labels up in the library, or ignores those that come in, has
    other names than these.
    """
    digits, names = load_digits(), rng.permutation(CLASSES)
    return digits, {"labels": names[digits.labels], "held": names[digits.held_labels]}


def all_digits(rng: np.random.Generator) -> dict[str, Any]:
    """The whole training set, and the images that were held back."""
    digits, named = renumbered(rng)
    mixed = rng.permutation(len(digits.images))  # whoever trains on the library's own images has other labels to them
    given = {"X": digits.images[mixed], "labels": named["labels"][mixed], "seed": int(rng.integers(0, 1000))}
    return {**given, "X_held": digits.held_images, "held": named["held"]}


def train_cases(rng: np.random.Generator) -> list[Case]:
    """A short training, for what is asked twice, and the real one."""
    return [
        Case(some_digits(), "151 images"),
        Case(all_digits(rng), "all images"),
    ]


GRADIENT = Exercise(
    name="gradients",
    assignment=ASSIGNMENT,
    points=3,
    section=WHOLE,
    returns=("J", GRADS),
    play=play_gradients,
    own=play_objective,
    cases=network_cases,
    gradients=GRADIENTS,
    batch="X",
    penalty="lam",
    properties=(printed_digits.made_of,),
    sized=lambda rng, n: draw_network(rng, 4, max(2, n // 4), 0.3),
    variants={"one sample": lambda rng: draw_network(rng, 1, 2, 0.3)},
    composition=Composition(
        "for two batches that share the parameters",
        play_two_batches,
        lambda rng: {
            **draw_network(rng, 4, 2, 0.2),
            "X2": rng.uniform(0.0, 1.0, (6, PIXELS)),
            "labels2": rng.integers(0, CLASSES, 6),
        },
        gradients=GRADIENTS,
        upstream=(),
        own=play_two_objectives,
    ),
    understood="Scores, softmax, ReLU and penalty in one walk back: the pieces of five notebooks fit together.",
)

TRAIN = Exercise(
    name="train",
    assignment=ASSIGNMENT,
    points=5,
    section=TRAINING,
    returns={name: name for name in PARAMS},
    play=play_train,
    cases=train_cases,
    free=PARAMS,
    properties=(odd_params,),
    credit=credit_for_training,
    seconds=SECONDS,
    composition=Composition(
        "twice from one seed", play_trainings, lambda rng: some_digits(), values={OTHERWISE: lambda **inputs: 0.0}
    ),
    understood="The same gradients, a few hundred steps: what it reads now, nobody has written into it.",
)

TRAINED = (GRADIENT, TRAIN)
