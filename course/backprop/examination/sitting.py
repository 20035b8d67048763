"""One answer sits one exam paper: cases are played, and the truth is set beside what came out.

Whatever a check wants to see is asked for here: a case of the paper, a case that is not in it, another exercise of the
same notebook, the steps that a call takes. It judges nothing, and knows neither the room nor who tells it the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from backprop.examination.evidence import Played
from backprop.examination.exercise import Case, Credit, Exercise, Inputs, Play
from backprop.examination.paper import Paper, truth
from backprop.rooms.room import Leaves, Room
from backprop.rooms.stage import HoldingStage, Stage


class Sitting:
    """An answer, asked as often as a check likes.

    Attributes:
        paper: the questions, with the truth about them.
        room: where the reader's definitions live.
        exercise: the public record.
        rng: what questions are drawn from that depend on the answer.
        tolerance: relative error up to which a result is right.
        exact: whether the truth is good to its last digits: then an error that is no rounding tells something.
    """

    def __init__(self, paper: Paper, room: Room) -> None:
        self.paper, self.room = paper, room
        self.exercise, self.rng = paper.exercise, paper.draws()
        own = self.exercise.tolerance
        self.tolerance = paper.oracle.tolerance if own is None else own
        self.exact = paper.oracle.exact and own is None

    def play(self, position: int) -> Played:
        """Play one case of the paper."""
        return self._beside(self.paper.cases[position], lambda: self.paper.truth(position))

    def play_other(self, case: Case) -> Played:
        """Play a case that is not in the paper."""
        return self._beside(case, lambda: self._truth(self.exercise, case))

    def play_held(self, case: Case) -> tuple[Played, HoldingStage]:
        """Play a case once more, on a stage that holds on to what came back."""
        stage = HoldingStage(self.room)
        return self._beside(case, lambda: self._truth(self.exercise, case), stage), stage

    def _beside(self, case: Case, right: Callable[[], Leaves], on: Stage | None = None) -> Played:
        """Play one case, then ask for the truth."""
        stage = self.exercise.run_on(on or Stage(self.room), case.inputs)
        return Played(case, stage, right(), self.exercise.scale(case.inputs), self.exercise.properties)

    def play_composition(self) -> Played:
        """Play the exercise inside its small graph."""
        composition = self.exercise.composition
        assert composition is not None
        inputs = self.paper.composition
        stage = self._performed(composition.play, inputs)
        return Played(Case(inputs, composition.sentence), stage, self.paper.composed, 0.0)

    def play_reused(self, inputs: Inputs) -> Leaves | None:
        """The results of an instance that has worked before, on other inputs; None where there are none."""
        assert self.exercise.reused is not None
        return self._performed(self.exercise.reused, inputs).leaves

    def answer(self, inputs: Inputs) -> Leaves:
        """The reader's results for other inputs, with no truth beside them."""
        return self.exercise.run(self.room, inputs).leaves or {}

    def truth(self, inputs: Inputs) -> Leaves:
        """The right results for other inputs."""
        return self._truth(self.exercise, Case(inputs, "asked once more"))

    def _truth(self, exercise: Exercise, case: Case) -> Leaves:
        return truth(self.paper.oracle, exercise, case)

    def credit(self, played: Played) -> Credit | None:
        """The share of its points that a case earns, where there is more than right and wrong."""
        return self.paper.oracle.credit(self.exercise, played.case, played.got)

    def cost(self, entries: int) -> int:
        """Calls made and lines run for inputs of that many entries; 1 where the exercise has only one size."""
        if self.exercise.sized is None:
            return 1
        inputs = self.exercise.sized(self.rng, entries)
        return self._performed(self.exercise.play or self.exercise.call, inputs, count_calls=True).calls

    def _performed(self, play: Play, inputs: Inputs, count_calls: bool = False) -> Stage:
        stage = Stage(self.room, count_calls)
        stage.perform(play, inputs)
        return stage

    # --- other exercises of the same notebook ------------------------------------------------------------------------

    def samples(self, other: Exercise) -> Iterator[Played]:
        """The ordinary cases of another exercise, each played when it is asked for."""
        for case in other.cases(self.rng):
            if case.kind == "value":
                stage = other.run(self.room, case.inputs)
                yield Played(case, stage, self._truth(other, case), other.scale(case.inputs), other.properties)

    def wrong_among(self, others: Sequence[Exercise], most: int | None = None) -> str | None:
        """The name of the first that is there and wrong; of each, so many ordinary cases are tried at the most."""
        for other in others:
            if self.room.has(other.name):
                played = islice(self.samples(other), most)
                if not all(one.agrees(self.tolerance) for one in played):
                    return other.name
        return None
