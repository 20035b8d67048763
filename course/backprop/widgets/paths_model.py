"""Two paths to every weight of a network with a penalty: through the loss, and through the penalty.

The numbers are the reader's own: the part through the loss is their `mlp_backward` after a forward pass without a
penalty, the part through the penalty is their `l2_penalty`. This module knows nothing of widgets, pictures or right
answers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, as_array, as_entry, as_number, called, in_words, unwritten

Array = NDArray[np.float64]
Function = Callable[..., Any] | None
WEIGHTS = ("W1", "W2")
EXERCISES = {"l2_penalty": "5.1", "mlp_forward": "5.2", "mlp_backward": "5.3"}
MOST = 1.6
"""The largest lambda of the slider."""

PARAMS: dict[str, Array] = {
    "W1": np.array([[0.1, 0.3], [-0.2, 0.4]]),
    "b1": np.zeros(2),
    "W2": np.array([[0.5], [-0.6]]),
    "b2": np.zeros(1),
}
X, Y = np.array([[1.0, 2.0]]), np.array([[1.0]])
"""The worked example of the derivation."""


@dataclass
class Run:
    """What the reader's functions say at one lambda, as far as they come.

    loss, penalty   by weight matrix: the two contributions to its gradient
    together        what `mlp_backward` returns at this lambda
    problem         why the run stopped, in one line; `waiting` where an exercise is not written yet
    """

    lam: float
    objective: float | None = None
    data: float | None = None
    s: float | None = None
    loss: dict[str, Array] = field(default_factory=dict)
    penalty: dict[str, Array] = field(default_factory=dict)
    together: dict[str, Array] = field(default_factory=dict)
    problem: str = ""
    waiting: bool = False


class PathsModel:
    """The worked example with the reader's three functions in it (None: not written yet)."""

    def __init__(self, mlp_forward: Function, mlp_backward: Function, l2_penalty: Function) -> None:
        self._functions = {"mlp_forward": mlp_forward, "mlp_backward": mlp_backward, "l2_penalty": l2_penalty}

    def run(self, lam: float) -> Run:
        """Compute J, both contributions, and the whole gradient; stop where the reader's code stops."""
        run = Run(lam)
        with redirect_stdout(io.StringIO()):  # a reader's print would appear once for each move of the slider
            try:
                run.objective, whole = self._forward(lam)
                run.data, alone = self._forward(0.0)
                run.loss = self._backward(alone)
                run.s, run.penalty = self._penalty(lam)
                run.together = self._backward(whole)
            except RunStopped as stop:
                run.problem, run.waiting = str(stop), stop.waiting
        return run

    def _forward(self, lam: float) -> tuple[float, Any]:
        call = f"mlp_forward(params, X, Y, {lam:g})"
        returned = self._called(call, _copied(PARAMS), X.copy(), Y.copy(), lam)
        match returned:
            case (value, cache) if (J := as_number(as_entry(value))) is not None:
                return J, cache
        raise RunStopped(f"your {call} returned {in_words(returned)}; a number J and a cache were expected")

    def _backward(self, cache: Any) -> dict[str, Array]:
        returned = self._called("mlp_backward(params, cache)", _copied(PARAMS), cache)
        if not isinstance(returned, Mapping):
            raise RunStopped(f"your mlp_backward returned {in_words(returned)}; a dict of gradients was expected")
        return {name: as_array(returned.get(name), PARAMS[name].shape, name, "mlp_backward") for name in WEIGHTS}

    def _penalty(self, lam: float) -> tuple[float, dict[str, Array]]:
        call = f"l2_penalty([W1, W2], {lam:g})"
        returned = self._called(call, [PARAMS[name].copy() for name in WEIGHTS], lam)
        match returned:
            case (value, [_, _] as grads) if (s := as_number(as_entry(value))) is not None:
                pairs = zip(WEIGHTS, grads, strict=True)
                return s, {name: as_array(grad, PARAMS[name].shape, name, "l2_penalty") for name, grad in pairs}
        raise RunStopped(f"your {call} returned {in_words(returned)}; a number and two gradients were expected")

    def _called(self, call: str, *arguments: Any) -> Any:
        name = call.split("(", maxsplit=1)[0]
        return called(call, self._functions[name], unwritten(name, EXERCISES[name], name), *arguments)


def reach(run: Run, name: str) -> float:
    """Return how far the bars of a matrix can go while lambda moves, so that their scale can stand still."""
    rate = np.abs(PARAMS[name]) * MOST
    return 1.08 * float(np.max(np.abs(run.loss.get(name, np.zeros(1))) + rate))


def _copied(params: Mapping[str, Array]) -> dict[str, Array]:
    return {name: value.copy() for name, value in params.items()}
