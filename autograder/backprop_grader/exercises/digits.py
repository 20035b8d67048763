"""Notebook 08: known mistakes of the whole gradient, and the audit; those of the training are next door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.observe import encode_word
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import softmax
from backprop_grader.exercises.digits_training import PREDICT, TRAIN, credit_for_params

Array = NDArray[Any]
MATRICES = ("W1", "W2")


# --- gradients: the right walk with one part exchanged -------------------------------------------------------------------


def _walk(i: Inputs) -> dict[str, Array]:
    """Everything on the way from the images to the gradient of the scores."""
    z = i["X"] @ i["W1"] + i["b1"]
    h = np.maximum(z, 0.0)
    scores = h @ i["W2"] + i["b2"]
    P = softmax(scores)
    Y = np.eye(P.shape[1])[i["labels"]]
    return {"z": z, "h": h, "scores": scores, "P": P, "Y": Y, "d": (P - Y) / len(Y)}


def _grads(**arrays: Any) -> dict[str, Any]:
    return {f"grads['{name}']": array for name, array in arrays.items()}


def _back(i: Inputs, **parts: Any) -> dict[str, Any]:
    """The gradients, with d (at the scores), dz, or the h of W2's gradient exchanged."""
    w = {**_walk(i), **parts}
    dz = parts.get("dz", (w["d"] @ i["W2"].T) * (w["z"] > 0))
    dW1, dW2 = (a.T @ b + i["lam"] * i[name] for a, b, name in ((i["X"], dz, "W1"), (w["h"], w["d"], "W2")))
    return _grads(W1=dW1, b1=dz.sum(axis=0), W2=dW2, b2=w["d"].sum(axis=0))


Answer = Callable[[Inputs, Leaves], dict[str, Any]]


def _at_scores(d: Callable[[dict[str, Array]], Array]) -> Answer:
    """Another gradient at the scores."""
    return lambda i, right: _back(i, d=d(_walk(i)))


def _at_z(slope: Callable[[dict[str, Array], Array], Array]) -> Answer:
    """Another gradient at z, made from the one that arrives at h."""

    def answer(i: Inputs, right: Leaves) -> dict[str, Any]:
        w = _walk(i)
        return _back(i, dz=slope(w, w["d"] @ i["W2"].T))

    return answer


def _penalty(share: Callable[[Inputs], float], names: tuple[str, ...] = MATRICES) -> Answer:
    """So many times lam W more than there should be, in these gradients."""
    return lambda i, right: {
        f"grads['{name}']": right[f"grads['{name}']"] + share(i) * i["lam"] * i[name] for name in names
    }


def _objective(share: Callable[[Inputs], float]) -> Answer:
    """So many times the penalty more than there should be, in J."""
    return lambda i, right: {"J": right["J"] + share(i) * i["lam"] / 2 * _squares(i)}


def _squares(i: Inputs) -> float:
    return float(sum(np.sum(i[name] ** 2) for name in MATRICES))


def _both(*answers: Answer) -> Answer:
    """Several mistakes at once, which touch different results."""
    return lambda i, right: {leaf: value for answer in answers for leaf, value in answer(i, right).items()}


def _data_times(factor: Callable[[Inputs], float]) -> Answer:
    """The part of the gradients that comes from the images, times a factor."""
    return lambda i, right: {
        **_grads(**{name: right[f"grads['{name}']"] * factor(i) for name in ("b1", "b2")}),
        **_grads(
            **{
                name: (right[f"grads['{name}']"] - i["lam"] * i[name]) * factor(i) + i["lam"] * i[name]
                for name in MATRICES
            }
        ),
    }


def _summed(i: Inputs, right: Leaves) -> dict[str, Any]:
    loss = right["J"] - i["lam"] / 2 * _squares(i)
    return {"J": right["J"] + (len(i["X"]) - 1) * loss}


def _over_the_batch(i: Inputs, right: Leaves) -> dict[str, Any]:
    """Softmax down each column: J and the gradients that go with it."""
    w = _walk(i)
    P = softmax(w["scores"], axis=0)
    loss = -np.mean(np.log(np.sum(P * w["Y"], axis=1)))
    return {"J": loss + i["lam"] / 2 * _squares(i), **_back(i, d=(P - w["Y"]) / len(P))}


def _tell(code: str, answer: Answer, message: str) -> Mistake:
    return Mistake(code, answer, message, telling=True)


_NO_PATH = "Along how many paths do the weights reach J?"
_HOW_OFTEN = "How often is the penalty added, for a batch of many images?"
_HALF = "What does the one half in front of the sum of squares do to the 2 of the square?"

GRADIENTS: tuple[Known, ...] = (
    _tell(
        "penalty-missing",
        _penalty(lambda i: -1),
        f"Your gradients do not change with lam: the penalty is in J and not in them. {_NO_PATH}",
    ),
    _tell(
        "penalty-missing",
        _both(_penalty(lambda i: -1), _objective(lambda i: -1)),
        f"Neither J nor its gradients change with lam. {_NO_PATH}",
    ),
    _tell(
        "penalty-missing",
        _objective(lambda i: -1),
        "Your J does not change with lam, and your gradients do. Of which function are they the gradient?",
    ),
    *(
        _tell(
            "penalty-missing",
            _penalty(lambda i: -1, (name,)),
            f"Your gradient of {name} does not change with lam; the other one does. Which weights are penalised?",
        )
        for name in MATRICES
    ),
    _tell(
        "penalty-scaled",
        _penalty(lambda i: 1),
        f"The part of your gradients that comes from the penalty is twice what it should be. {_HALF}",
    ),
    _tell(
        "penalty-scaled",
        _penalty(lambda i: -0.5),
        f"The part of your gradients that comes from the penalty is half of what it should be. {_HALF}",
    ),
    _tell(
        "penalty-scaled",
        _both(_penalty(lambda i: 1), _objective(lambda i: 1)),
        "Your penalty, and its gradient, are twice what they should be: with no one half. Which penalty did notebook 05 agree on?",
    ),
    _tell(
        "penalty-scaled",
        _objective(lambda i: 1),
        "The penalty in your J is twice what it should be. Which factor stands before the sum of squares?",
    ),
    _tell(
        "penalty-scaled",
        _penalty(lambda i: 1 / len(i["X"]) - 1),
        f"The part of your gradients that comes from the penalty shrinks as the batch grows. {_HOW_OFTEN}",
    ),
    _tell(
        "penalty-scaled",
        _both(_penalty(lambda i: 1 / len(i["X"]) - 1), _objective(lambda i: 1 / len(i["X"]) - 1)),
        f"Your penalty shrinks as the batch grows, in J and in the gradients. {_HOW_OFTEN}",
    ),
    _tell(
        "penalty-scaled",
        _penalty(lambda i: 1, ("b1", "b2")),
        "Your biases are pulled towards 0 by lam. Which parameters does the penalty count?",
    ),
    _tell(
        "batch-scaled",
        _data_times(lambda i: len(i["X"])),
        "The part of your gradients that comes from the images grows with their number; J does not. Is J's loss a sum or a mean, and where does that come back?",
    ),
    _tell(
        "batch-scaled",
        _data_times(lambda i: 1 / len(i["X"])),
        "The part of your gradients that comes from the images is too small by their number. Where has 1/N already been taken care of?",
    ),
    _tell(
        "batch-scaled",
        _both(_data_times(lambda i: len(i["X"])), _summed),
        "Loss and gradients are sums over the images, where the course agreed on the mean. What would happen to the step when the batch is doubled?",
    ),
    _tell(
        "batch-scaled",
        _summed,
        "The loss in your J is the sum over the images; your gradients are those of the mean. Of which function are they the gradient?",
    ),
    _tell(
        "sign-flipped",
        _at_scores(lambda w: -w["d"]),
        "The part of your gradients that comes from the images is exactly the negative. If the score of the right class grows, does the loss grow?",
    ),
    _tell(
        "local-ignored",
        _at_z(lambda w, dh: dh),
        "Your gradient walks through the ReLU as if it were not there. What does a hidden unit that is switched off pass on?",
    ),
    _tell(
        "gate-on-upstream",
        _at_z(lambda w, dh: np.maximum(dh, 0.0)),
        "In your way back the ReLU looks at the gradient that arrives, not at what went in. Which value opened or closed it?",
    ),
    _tell(
        "gate-on-upstream",
        _at_z(lambda w, dh: np.maximum(dh, 0.0) * (w["z"] > 0)),
        "In your way back the ReLU stops negative gradients as well. Are those worth less?",
    ),
    _tell(
        "wrong-local",
        _at_z(lambda w, dh: dh * (w["z"] <= 0)),
        "In your way back the ReLU is open where it was closed, and closed where it was open. Where does a nudge of z come through?",
    ),
    _tell(
        "wrong-local",
        _at_z(lambda w, dh: dh * w["h"]),
        "In your way back the ReLU multiplies by its value. How steep is it, where it lets anything through?",
    ),
    _tell(
        "wrong-local",
        _at_z(lambda w, dh: dh * w["h"] * (1 - w["h"])),
        "Your way back through the hidden layer is the sigmoid's. Which function is it here?",
    ),
    _tell(
        "wrong-point",
        lambda i, right: _back(i, h=_walk(i)["z"]),
        "Your gradient of W2 uses what went into the ReLU. What does W2 multiply?",
    ),
    _tell(
        "path-missing",
        _at_scores(lambda w: w["P"] / len(w["P"])),
        "Your way back starts from the probabilities alone, whatever the labels are. Where does the right answer come in?",
    ),
    _tell(
        "wrong-point",
        _at_scores(lambda w: (w["scores"] - w["Y"]) / len(w["Y"])),
        "Your way back starts from the scores, not from probabilities: the rows do not add up to 0. What happens to the loss when every score grows by 1?",
    ),
    _tell(
        "path-missing",
        _at_scores(lambda w: w["d"] * w["P"] * (1 - w["P"])),
        "Your way back has a factor p (1 - p) too many, or too few terms: each probability depends on every score. How many of them move when one score does?",
    ),
    _tell(
        "collapsed",
        _over_the_batch,
        "Your probabilities add up to 1 over the images of the batch, one class at a time. Over which axis is one image's "
        "certainty shared out?",
    ),
    _tell(
        "wrong-local",
        _at_scores(lambda w: (w["P"] - w["Y"]) * 2 / len(w["Y"])),
        "Your way back starts with twice the answer, as for a square. Which loss is it here?",
    ),
)


# --- the audit -------------------------------------------------------------------------------------------------------

AUDIT: tuple[Known, ...] = (
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(2.4)},
        "Line and kind are right; the value is the one that the report prints. How often is the penalty added, for one "
        "batch?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(0.8)},
        "Line and kind are right; the value is the loss alone. Which term does J have beside it?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"value": np.asarray(1.75)},
        "Line and kind are right; the value is the plain mean of the two devices. How many images does each of them hold?",
        telling=True,
    ),
    Mistake(
        "value-mismatch",
        lambda i, right: {"kind": encode_word("mean")},
        "The line is wrong, and its mean, 0.8, is the one of line 1. What is added to it?",
        telling=True,
    ),
)

MISTAKES: dict[str, tuple[Known, ...]] = {
    "gradients": GRADIENTS,
    "train": TRAIN,
    "predict": PREDICT,
    "audit": AUDIT,
}
ANSWERS = {"audit": lambda: {"line": 6, "kind": "penalty", "value": 1.6}}
CREDITS = {"train": credit_for_params}
