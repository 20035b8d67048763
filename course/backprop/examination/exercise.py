"""The records an exercise is made of: its name and points, how it is played, on which inputs, and what it must return.

Plain data and small functions, without judgement: who plays an exercise (a notebook, the grader) and who knows the
truth (a numeric derivative here, a reference implementation elsewhere) is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.rooms.room import Leaves, Room, Spec
from backprop.rooms.stage import Stage

Inputs = Mapping[str, Any]
"""Argument name -> value, in the order in which the exercise takes them."""

Play = Callable[[Stage, Inputs], Leaves]
"""One way to use an exercise: calls the reader's code on a stage and returns the named results."""


@dataclass(frozen=True)
class Complaint:
    """What a property has to say against some results; `code` is the diagnosis's, where there is a telling one."""

    message: str
    code: str = "value-mismatch"


@dataclass(frozen=True)
class Credit:
    """How much of the points for `value` some results earn, from 0 to 1, and a clause that says why."""

    share: float
    said: str


Property = Callable[[Inputs, Leaves], Complaint | str | None]
"""A check that needs no truth."""


@dataclass(frozen=True)
class Case:
    """One set of inputs.

    `kind` is "value" for an ordinary case; an edge case names what it is about. When only that one fails, its kind
    names the mistake, if `backprop.diagnose` has it in its table ("kink", "integer"); any other ("few", "strided") gets
    a general question.
    `truth` holds results that the notebook states as a convention (the slope at a kink), where nudging cannot tell.
    `at_hand` says that the inputs stand in the notebook: a reader can repeat the case, so a message names it first.
    """

    inputs: Inputs
    why: str
    kind: str = "value"
    truth: Mapping[str, Any] = field(default_factory=dict)
    at_hand: bool = False


@dataclass(frozen=True)
class Composition:
    """The exercise inside a small graph in which one value feeds two consumers.

    `forward` is the same graph as plain arithmetic: arguments named as in `inputs`, result(s) paired with
    `upstream`. The notebook differentiates it numerically where there is no reference. `values` and `own` are as in
    `Exercise`.
    """

    sentence: str
    play: Play
    inputs: Callable[[np.random.Generator], Inputs]
    forward: Callable[..., Any] | None = None
    gradients: Mapping[str, str] = field(default_factory=dict)
    upstream: tuple[str, ...] = ("dout",)
    values: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    own: Play | None = None


@dataclass(frozen=True)
class Exercise:
    """What is public about one exercise. Shapes of inputs and results are those of SYLLABUS: one sample a row.

    Attributes:
        name: the function or class that the reader defines.
        assignment: the notebook's name, which is nbgrader's assignment name too.
        points: the maximum.
        section: where to read again, for example "1.4, “A node knows its neighbours”".
        returns: the shape of the result, see `backprop.rooms.room.Spec`; or a function of the inputs that gives it.
        cases: draws the ordinary cases (at least four) and the edge cases.
        understood: one sentence, said when everything passes.
        forward: the function that is differentiated, where there is one: arguments by name; its results pair up with
            `upstream`. Every notebook states it, so it gives nothing away.
        own: a play that gives one number, by the reader's own forward pass: where writing that pass is an exercise
            itself, the notebook nudges theirs in place of `forward`.
        needs: exercises on whose results this one builds; if it is wrong, they are looked at first.
        may_use: exercises that many answers call; if they are there and wrong, that is said beside the diagnosis.
        gradients: result leaf -> argument it is the gradient of.
        upstream: arguments that hold upstream gradients.
        values: result leaf -> a function of the inputs that is stated in the notebook (a forward value); None where
            it cannot tell.
        properties: checks that need no truth (rows sum to one, and the like): inputs, leaves -> complaint or None.
        free: results of which several are right: no truth is set beside them, properties and `credit` judge.
        credit: the share of `value` that results earn, where there is more than right and wrong.
        play: how the exercise is used; by default one call with the inputs in order.
        reused: for a class, the same through an instance that has worked before, on other inputs.
        tolerance: relative error allowed, where the answer itself is a numeric derivative, or must be exact (0).
        seconds: the exercise's budget of wall time, where the usual one is too short.
        scale: natural size of the results (see `compare`), where values near zero lose relative precision.
        example: the worked example of the notebook, for answers that only know that one.
        composition: see `Composition`; its share of the points goes to `value` where there is none.
        batch: the argument whose first axis is the batch, if any.
        penalty: the argument that says how strong a penalty is, if any.
        choices: results that are picked from a list, so that nearly right has no meaning.
        sized: draws inputs with about n entries, where a backward pass is asked: the cost of finite differences grows
            with n, and that tells them from a formula.
        variants: inputs that are too kind to grade with, on which some wrong answers are right: they help to name a
            mistake and never cost a point. Their names are those of `backprop.diagnose.VARIANTS`.
    """

    name: str
    assignment: str
    points: float
    section: str
    returns: Spec | Callable[[Inputs], Spec]
    cases: Callable[[np.random.Generator], Sequence[Case]]
    understood: str
    forward: Callable[..., Any] | None = None
    own: Play | None = None
    needs: tuple[Exercise, ...] = ()
    may_use: tuple[Exercise, ...] = ()
    gradients: Mapping[str, str] = field(default_factory=dict)
    upstream: tuple[str, ...] = ()
    values: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    properties: tuple[Property, ...] = ()
    free: tuple[str, ...] = ()
    credit: Callable[[Inputs, Leaves], Credit] | None = None
    tolerance: float | None = None
    seconds: float | None = None
    play: Play | None = None
    reused: Play | None = None
    scale: Callable[[Inputs], float] = lambda inputs: 0.0
    example: Inputs | None = None
    composition: Composition | None = None
    batch: str | None = None
    penalty: str | None = None
    choices: tuple[str, ...] = ()
    sized: Callable[[np.random.Generator, int], Inputs] | None = None
    variants: Mapping[str, Callable[[np.random.Generator], Inputs]] = field(default_factory=dict)

    def spec(self, inputs: Inputs) -> Spec:
        """The expected shape of the result for these inputs."""
        return self.returns(inputs) if callable(self.returns) else self.returns

    def run(self, room: Room, inputs: Inputs) -> Stage:
        """Play the exercise once; the stage holds the results and everything that was observed on the way."""
        return self.run_on(Stage(room), inputs)

    def run_on(self, stage: Stage, inputs: Inputs) -> Stage:
        """The same on a stage that is there already."""
        stage.perform(self.play or self.call, inputs)
        return stage

    def call(self, stage: Stage, inputs: Inputs) -> Leaves:
        """The ordinary play: one call, the inputs in order."""
        return stage.call(self.name, inputs, returns=self.spec(inputs)).leaves


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...], size: float = 1.0) -> NDArray[np.float64]:
    """Random numbers of both signs and of modulus `size` times 0.2 to 2: no entry near zero, no two alike."""
    modulus = size * rng.uniform(0.2, 2.0, shape)
    return np.asarray(modulus * rng.choice([-1.0, 1.0], shape))


def stretched(value: Any, factor: float) -> Any:
    """Every float in a tree of dicts and lists times the factor; the rest as it is."""
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return value * factor
    if isinstance(value, Mapping):
        return {key: stretched(item, factor) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(stretched(item, factor) for item in value)
    return value
