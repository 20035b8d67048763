"""Notebook 08, second half: reading digits that were held back, with what the reader's own training gave."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs
from backprop.exercises.audits import in_form
from backprop.exercises.digits import ASSIGNMENT, CLASSES, SECONDS, TRAIN, renumbered, some_digits
from backprop.exercises.worth import credit_for_reading
from backprop.rooms.room import Keep, Leaves, Ref, Room, Word
from backprop.rooms.stage import Stage

READING = "8.4, “Digits that nobody has shown it”"
DIFFERENTLY = "the number of images that are read differently"
"""What a reader is told of images that are read twice."""

_trained: WeakKeyDictionary[Room, Ref] = WeakKeyDictionary()
"""Room -> what `train` gave there: one training serves all cases of `predict`."""


def play_predict(stage: Stage, inputs: Inputs) -> Leaves:
    """The reader's own parameters, the reader's own reading."""
    if stage.room not in _trained:
        given = {name: inputs[name] for name in ("X_train", "labels_train", "seed")}
        _trained[stage.room] = stage.call("train", given, returns=Keep("params")).refs["params"]
        stage.changed.clear()
    given = {"params": _trained[stage.room], "X": inputs["X"]}
    return stage.call("predict", given, returns="labels").leaves


def play_readings(stage: Stage, inputs: Inputs) -> Leaves:
    """Images read all at once, and one by one after another training: how many of them are read differently."""
    params = stage.call("train", _training(inputs, "labels"), returns=Keep("params")).refs["params"]
    at_once = stage.call("predict", {"params": params, "X": inputs["X_held"]}, returns="labels")["labels"]
    stage.call("train", _training(inputs, "other"), returns=Keep("params"))
    alone = [
        stage.call("predict", {"params": params, "X": inputs["X_held"][k : k + 1]}, returns="labels")["labels"]
        for k in range(len(inputs["X_held"]))
    ]
    stage.changed.clear()
    return {DIFFERENTLY: np.array(float(np.sum(at_once != np.concatenate(alone))))}


def _training(inputs: Inputs, labels: str) -> dict[str, Any]:
    return {"X": inputs["X"], "labels": inputs[labels], "seed": inputs["seed"]}


def two_namings(rng: np.random.Generator) -> dict[str, Any]:
    """A few images to train on twice, under other names for the classes, and some to be read."""
    given = some_digits()
    return {**given, "other": (given["labels"] + 3) % CLASSES}


def odd_labels(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """Anything but one whole number from 0 to 9 for each image."""
    labels, n = leaves["labels"], len(inputs["X"])
    if labels.shape == (CLASSES,) != (n,):
        return Complaint(
            f"Your predict gives {CLASSES} numbers for {n} images. Along which axis is the best score looked for?",
            "collapsed",
        )
    if labels.shape != (n,):
        return Complaint(
            f"Your predict gives an array of shape {labels.shape} for {n} images. Is it labels, or scores?",
            "wrong-shape",
        )
    if not np.all(labels == np.floor(labels)):
        return Complaint(f"Your first labels are {labels[:3]}. Which digit is that?", "wrong-type")
    if np.any((labels < 0) | (labels >= CLASSES)):
        return Complaint(f"Your labels go from {labels.min():.0f} to {labels.max():.0f}. Which digits are there?")
    return None


def predict_cases(rng: np.random.Generator) -> list[Case]:
    """All held-back images, and a few in other forms."""
    digits, named = renumbered(rng)
    training = {"X_train": digits.images, "labels_train": named["labels"], "seed": int(rng.integers(0, 1000))}
    pick = rng.permutation(len(digits.held_labels))

    def images(rows: Any) -> dict[str, Any]:
        return {**training, "X": digits.held_images[rows], "held": named["held"][rows]}

    strided = images(pick[:20])
    strided["X"] = np.repeat(strided["X"], 2, axis=1)[:, ::2]
    return [
        Case(images(pick), "all held-back images"),
        Case(images(pick[:1]), "a single image", "one"),
        Case(strided, "strided images", "strided"),
    ]


READ = (
    Exercise(
        name="predict",
        assignment=ASSIGNMENT,
        points=2,
        section=READING,
        returns="labels",
        play=play_predict,
        cases=predict_cases,
        needs=(TRAIN,),
        free=("labels",),
        properties=(odd_labels,),
        credit=credit_for_reading,
        seconds=SECONDS,
        composition=Composition(
            "on images one by one, after another training",
            play_readings,
            two_namings,
            values={DIFFERENTLY: lambda **inputs: 0.0},
        ),
        understood="Held-back images are the honest examination: the network has never seen them.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, ("mean", "penalty", "split", "optimizer", "arithmetic")),),
        understood="Shares add up to 1: what every piece holds in full counts once, however many pieces there are.",
    ),
)
