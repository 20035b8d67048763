"""What a training or a reading of notebook 08 is worth: a share of the points for a share of the images.

Who trains and who reads is not known here: labels come in beside the right ones, or a loss where nobody reads yet.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backprop.examination.exercise import Credit, Inputs
from backprop.rooms.room import Leaves

FULL, NOTHING = 0.93, 0.5
"""Share of held-back images read right that earns all points, and the share that earns none; linear between."""
GUESSED = math.log(10)
"""L of a network that gives each digit the same probability."""


def accuracy_credit(read: Any, right: Any) -> Credit:
    """The share of points for reading so many held-back images right."""
    share = float(np.mean(read == right)) if len(right) else 1.0
    earned = (share - NOTHING) / (FULL - NOTHING)
    said = f"{share:.1%} of {len(right)} held-back images are read right ({FULL:.0%} earns all points)"
    return Credit(min(max(round(earned, 4), 0.0), 1.0), said if len(right) else "a short training")


def credit_for_reading(inputs: Inputs, leaves: Leaves) -> Credit:
    """What `predict` has read, against the labels that it was not shown."""
    return accuracy_credit(leaves["labels"], inputs["held"])


def credit_for_training(inputs: Inputs, leaves: Leaves) -> Credit:
    """The same for `train`; without a `predict` the loss says at least whether anything was learned."""
    if "labels" not in leaves and len(inputs["held"]):
        later = "write predict to see how well it reads"
        if "loss" not in leaves:
            return Credit(1.0, f"in the form that was asked for; {later}")
        loss = float(leaves["loss"].reshape(()))
        said = f"L of the training images is {loss:.3f} after training, and {GUESSED:.3f} for a network that guesses"
        return Credit(1.0, f"{said}; {later}") if loss < GUESSED / 2 else Credit(0.0, said)
    return accuracy_credit(leaves.get("labels", inputs["held"]), inputs["held"])
