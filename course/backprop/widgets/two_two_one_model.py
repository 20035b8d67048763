"""The 2-2-1 network of notebook 05, stepped by the reader's own functions.

Loss and gradients are what the reader's `two_two_one` returns, new parameters what their `sgd_step` returns. The
numbers between the layers follow the formulas that the notebook prints, and the gradients that the reader's function
does not return (of h and p) are measured by nudging its loss. This module knows nothing of widgets or right answers.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, as_array, as_entry, as_number, called, in_words, unwritten

Array = NDArray[np.float64]
Params = dict[str, Array]
Function = Callable[..., Any] | None
SHAPES = {"W1": (2, 2), "b1": (2,), "W2": (2, 1), "b2": (1,)}
EXERCISES = {"two_two_one": "5.4", "sgd_step": "5.6"}
STEPS = 12
"""How many steps are taken."""
_NUDGE = 1e-5


@dataclass(frozen=True)
class Setting:
    """Where a run begins: parameters, one sample, a learning rate, and the question it was made for."""

    name: str
    params: Mapping[str, Array]
    x: Array
    y: float
    lr: float
    question: str


_PUBLISHED: Params = {
    "W1": np.array([[0.4352, 0.1951], [0.3545, 0.4835]]),
    "b1": np.array([-0.1419, 0.0439]),
    "W2": np.array([[-0.1725], [0.1129]]),
    "b2": np.array([-0.3043]),
}
SETTINGS = (
    Setting(
        "x = (1, 1)", _PUBLISHED, np.array([1.0, 1.0]), 0.0, 1.0, "Does the loss halve in one step of size 1? Guess it."
    ),
    Setting(
        "x = (1, 2)",
        _PUBLISHED,
        np.array([1.0, 2.0]),
        0.0,
        1.0,
        "Both rows of dW1 were equal for x = (1, 1). How do they compare now?",
    ),
    Setting(
        "y = 1", _PUBLISHED, np.array([1.0, 1.0]), 1.0, 1.0, "The target is 1 now. Which gradients change their sign?"
    ),
    Setting(
        "saturated",
        {**_PUBLISHED, "b1": np.array([8.0, 8.0])},
        np.array([1.0, 1.0]),
        0.0,
        1.0,
        "Both hidden units are at nearly 1. Which parameters will still learn?",
    ),
)


@dataclass(frozen=True)
class Point:
    """The network after some steps: its parameters, and all numbers as far as the reader's function gave them.

    values, gradients   by wire: x[0], W1[0, 1], z1, h1, ..., loss
    measured            the wires whose gradient was measured by nudging
    """

    params: Mapping[str, Array]
    values: Mapping[str, float]
    gradients: Mapping[str, float]

    @property
    def loss(self) -> float:
        """The loss here."""
        return self.values["L"]


@dataclass
class Run:
    """The points, the first before any step, and what stopped the run."""

    points: list[Point] = field(default_factory=list)
    problem: str = ""
    waiting: bool = False


class StepModel:
    """The network with the reader's two functions in it (None: not written yet)."""

    def __init__(self, two_two_one: Function, sgd_step: Function) -> None:
        self._functions = {"two_two_one": two_two_one, "sgd_step": sgd_step}

    def run(self, setting: Setting) -> Run:
        """Begin at the setting and take `STEPS` steps; stop where the reader's code stops."""
        run = Run()
        params = {name: value.copy() for name, value in setting.params.items()}
        with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            try:
                for _ in range(STEPS + 1):
                    point, grads = self._point(params, setting)
                    run.points.append(point)
                    params = self._step(params, grads, setting.lr)
            except RunStopped as stop:
                run.problem, run.waiting = str(stop), stop.waiting
        return run

    def _point(self, params: Params, setting: Setting) -> tuple[Point, Params]:
        loss, grads = self._look(params, setting)
        values = _between(params, setting) | {"L": loss}
        gradients = {**_named(grads), "z1": grads["b1"][0], "z2": grads["b1"][1], "z3": grads["b2"][0], "L": 1.0}
        for k in (0, 1):
            reach = float(params["W2"][k, 0])  # h_k moves z3 as far as this, and so does b2
            gradients[f"h{k + 1}"] = self._slope(params, setting, reach * _NUDGE, -reach * _NUDGE)
        up, down = (_logit(values["p"], sign * _NUDGE) - values["z3"] for sign in (1, -1))
        gradients["p"] = self._slope(params, setting, up, down)
        return Point(params, values, {name: float(value) for name, value in gradients.items()}), grads

    def _slope(self, params: Params, setting: Setting, up: float, down: float) -> float:
        """What the reader's loss does when z3 moves by `up` and by `down`, for a wire that moves by the nudge."""
        high, low = (self._look({**params, "b2": params["b2"] + by}, setting)[0] for by in (up, down))
        return (high - low) / (2 * _NUDGE)

    def _look(self, params: Params, setting: Setting) -> tuple[float, Params]:
        copies = {name: value.copy() for name, value in params.items()}
        returned = self._called("two_two_one", copies, setting.x.copy(), setting.y)
        match returned:
            case (value, Mapping() as grads) if (loss := as_number(as_entry(value))) is not None:
                return loss, {name: as_array(grads.get(name), SHAPES[name], name, "two_two_one") for name in SHAPES}
        raise RunStopped(
            f"your two_two_one returned {in_words(returned)}; a loss and a dict of gradients were expected"
        )

    def _step(self, params: Params, grads: Params, lr: float) -> Params:
        copies = [{name: value.copy() for name, value in tree.items()} for tree in (params, grads)]
        returned = self._called("sgd_step", *copies, lr)
        if not isinstance(returned, Mapping):
            raise RunStopped(f"your sgd_step returned {in_words(returned)}; a dict of parameters was expected")
        return {name: as_array(returned.get(name), SHAPES[name], name, "sgd_step") for name in SHAPES}

    def _called(self, name: str, *arguments: Any) -> Any:
        return called(f"{name}(...)", self._functions[name], unwritten(name, EXERCISES[name], name), *arguments)


def wire_of(name: str, place: tuple[int, ...]) -> str:
    """Return the name of a parameter's wire: W1[0, 1], b1[0], W2[1], b2."""
    index = place if name == "W1" else place[:1]
    return name if name == "b2" else f"{name}[{', '.join(map(str, index))}]"


def _named(params: Mapping[str, Array]) -> dict[str, float]:
    return {
        wire_of(name, place): float(params[name][place])
        for name, shape in SHAPES.items()
        for place in np.ndindex(shape)
    }


def _between(params: Params, setting: Setting) -> dict[str, float]:
    """The numbers on all wires before the loss."""
    z = setting.x @ params["W1"] + params["b1"]
    hidden = 1 / (1 + np.exp(-z))
    z3 = float((hidden @ params["W2"] + params["b2"])[0])
    return {
        **_named(params),
        **{f"x[{i}]": float(setting.x[i]) for i in (0, 1)},
        **{f"z{i + 1}": float(z[i]) for i in (0, 1)},
        **{f"h{i + 1}": float(hidden[i]) for i in (0, 1)},
        "z3": z3,
        "p": float(1 / (1 + np.exp(-z3))),
        "y": setting.y,
    }


def _logit(p: float, nudge: float) -> float:
    """The pre-activation at which a sigmoid gives p, nudged; close to 0 and 1 the nudge stays within them."""
    inside = min(max(p + nudge, 1e-12), 1 - 1e-12)
    return math.log(inside / (1 - inside))
