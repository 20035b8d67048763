"""Listening to a training: the reader's `train` runs as it is, a few calls of their `gradients` at a time.

A training is one long call. To show it while it goes on, it runs in a thread of its own, and each call of `gradients`
waits until it is allowed: so it can be held, and it goes on where it was. This module knows no digits and no widget,
and it trains nothing itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readers import RunStopped, as_number, called, unwritten

Params = Mapping[str, NDArray[Any]]
Function = Callable[..., Any]
PATIENCE_S = 5.0
"""How long a synchronous run waits for the next call of `gradients`: a training need not call it at all."""


class _Closed(BaseException):
    """Ends a training that nobody watches any more; no `except Exception` of the reader's catches it."""


class Training:
    """One run of the reader's train(X, labels, seed).

    objectives  J of every call of `gradients` so far; a "step" here is such a call
    params      the parameters of the latest call, and at the end those that `train` returned (None: not known yet)
    stopped     why it cannot go on, or None
    finished    whether `train` has returned
    closed      whether it was ended before that by `close`
    """

    def __init__(self, train: Function, gradients: Function, *data: Any) -> None:
        """Prepare `train(*data)`; nothing runs before `run` or `allow`."""
        self.objectives: list[float] = []
        self.params: Any = None
        self.stopped: RunStopped | None = None
        self.finished = False
        self._gradients, self._data = quiet(gradients), data
        self._train = listening(train, gradients, self._watched)
        self._turn = threading.Condition()
        self.closed = False
        self._allowed = 0
        self._thread = threading.Thread(target=self._whole, name="training", daemon=True)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to run."""
        return self.finished or self.closed or self.stopped is not None

    def allow(self, steps: int) -> None:
        """Let the training go on until `steps` more calls than now are done; returns at once."""
        with self._turn:
            self._allowed = len(self.objectives) + steps
            self._turn.notify_all()
        if not (self._thread.ident or self.closed):
            self._thread.start()

    def run(self, steps: int, patience: float = PATIENCE_S) -> None:
        """Go on for `steps` calls and wait for them; for less where it ends, or is silent for `patience` seconds."""
        self.allow(steps)
        with self._turn:
            while not self.over and len(self.objectives) < self._allowed:
                if not self._turn.wait(patience):
                    return

    def close(self) -> None:
        """End the training at its next call of `gradients`; a held one, whose thread waits in such a call, at once."""
        with self._turn:
            self.closed = True
            self._turn.notify_all()

    def _whole(self) -> None:
        stub = unwritten("your training", "8.2", "train")
        try:
            result = called("train", self._train, stub, *self._data)
            with self._turn:
                self.params = result
                self.finished = True
        except _Closed:
            pass
        except RunStopped as stop:
            self.stopped = self.stopped or stop  # what `gradients` raised says more than that train raised it, too
        finally:
            with self._turn:
                self._turn.notify_all()

    def _watched(self, *arguments: Any, **named: Any) -> Any:
        """The reader's gradients, one call at a time, with what it was given and what it returned written down."""
        with self._turn:
            self._turn.wait_for(lambda: self.closed or len(self.objectives) < self._allowed)
            if self.closed:
                raise _Closed
        before = _copied(arguments[0] if arguments else named.get("params"))
        try:
            stub = unwritten("the gradient of the network", "8.1", "gradients")
            result = called("gradients", self._gradients, stub, *arguments, **named)
        except RunStopped as stop:
            self.stopped = stop
            raise
        with self._turn:
            self.params = before or self.params
            self.objectives.append(_objective(result))
            self._turn.notify_all()
        return result


def listening(train: Function, gradients: Function, watched: Function) -> Function:
    """Return `train` as a twin that finds `watched` where it looks for `gradients`, and that prints nothing.

    Functions that stand beside `train` become twins too, since they may be the ones that call `gradients`. The reader's
    own names stay as they are. What is no plain function is returned as it is: it then runs unwatched.
    """
    if not isinstance(train, FunctionType):
        return train
    space = dict(train.__globals__)
    for name, value in train.__globals__.items():
        if value is gradients or name == getattr(gradients, "__name__", None):
            space[name] = watched
        elif isinstance(value, FunctionType) and value.__globals__ is train.__globals__:
            space[name] = _twin(value, space)
    space["print"] = _unsaid
    return _twin(train, space)


def quiet(function: Function) -> Function:
    """Return a plain function as a twin that prints nothing: it may be called a thousand times."""
    if not isinstance(function, FunctionType):
        return function
    return _twin(function, {**function.__globals__, "print": _unsaid})


def _unsaid(*words: Any, **how: Any) -> None:
    """Stands for `print`."""


def _twin(function: FunctionType, space: dict[str, Any]) -> FunctionType:
    twin = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def _copied(params: Any) -> Params | None:
    """Parameters that the reader may go on changing, as they are now; None for anything but a dict of arrays."""
    if not isinstance(params, Mapping):
        return None
    try:
        return {str(name): np.array(values) for name, values in params.items()}
    except (TypeError, ValueError):
        return None


def _objective(result: Any) -> float:
    """J of what `gradients` returned; nan where there is no such number."""
    try:
        found = as_number(result[0])
    except (TypeError, IndexError, KeyError):
        found = None
    return float("nan") if found is None else found
