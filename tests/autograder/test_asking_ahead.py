"""Questions are asked ahead, and everything is as if each had been waited for."""

import threading
from contextlib import contextmanager

import numpy as np
import pytest

from backprop.examination.examine import examine_with
from backprop.examination.verdict import summary
from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Builtin, Keep, RoomLost
from backprop.rooms.stage import Stage
from backprop_grader.examination import paper
from backprop_grader.exercises import SECRETS
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.originals import remember
from backprop_grader.isolated.serve import serve
from backprop_grader.isolated.wire import AHEAD, pair
from backprop_grader.isolation import RemoteRoom
from collection import answers

SEED = 5
log: list[object] = []


class Tally:
    def forward(self, x):
        return x

    def backward(self, dout):
        dout *= 2
        return dout


def noted(x):
    log.append(x)
    return x


def wrong(x):
    raise ValueError("wrong")


def large(x):
    return np.full(1 << 17, float(x))


NAMES = {"Tally": Tally, "noted": noted, "wrong": wrong, "large": large}


@contextmanager
def far(names, seconds=20.0):
    """A room at the other end of a wire, served by a thread of this process."""
    ours, theirs = pair()
    remember()
    server = threading.Thread(target=serve, args=(theirs, names, Limits()))
    server.start()
    try:
        yield RemoteRoom(ours, seconds, lambda: ("crashed", "the room is gone"))
    finally:
        ours.close()
        server.join()
        theirs.close()


@pytest.fixture
def room():
    log.clear()
    with far(NAMES) as room:
        yield room


def test_every_question_gets_its_own_answer_whichever_is_looked_at_first(room):
    promises = [room.later("noted", number, returns="y") for number in range(5)]
    assert [promises[number].seen().leaves["y"] for number in (3, 0, 4, 1, 2)] == [3, 0, 4, 1, 2]
    assert log == [0, 1, 2, 3, 4]


def test_what_comes_after_a_failure_is_not_tried(room):
    failing = room.later("wrong", 0, returns="y")
    second, third = (room.later("noted", number, returns="y", after=True) for number in (1, 2))
    assert failing.seen().raised.type == "ValueError"
    assert second.seen().leaves is None
    assert third.seen().leaves is None
    assert not log


def test_a_question_of_its_own_is_tried_after_a_failure(room):
    room.later("wrong", 0, returns="y")
    assert room.call("noted", 1, returns="y").leaves["y"] == 1
    assert log == [1]


def test_an_instance_can_be_used_before_anybody_has_waited_for_it(room):
    made = room.later("Tally", returns=Keep("instance"))
    called = room.later(made.refs["instance"], 7, method="forward", returns="y", after=True)
    assert called.seen().leaves["y"] == 7


def test_a_reference_means_what_it_meant_also_after_a_call_that_kept_nothing(room):
    first = room.put(1.0)
    room.later("wrong", 0, returns=Keep("nothing"))
    second = room.put(2.0)
    assert [room.call(Builtin("read"), ref, returns="y").leaves["y"] for ref in (first, second)] == [1, 2]


def test_neither_side_waits_for_the_other_when_the_answers_are_large(room):
    promises = [room.later("large", number, returns="y") for number in range(80)]
    assert [promise.seen().leaves["y"][-1] for promise in promises] == list(range(80))


def test_large_questions_wait_until_the_others_are_answered(room):
    promises = [room.later("large", number, returns="y") for number in range(3)]
    question = np.arange(AHEAD, dtype=float)
    assert room.later("noted", question, returns="y").seen().leaves["y"][-1] == AHEAD - 1
    assert [promise.seen().leaves["y"][0] for promise in promises] == [0, 1, 2]


# --- on a stage -----------------------------------------------------------------------------------------------------


def two_walks(stage, inputs):
    kept = {"dout": stage.room.put(inputs["dout"])}
    layer = stage.new("Tally")
    out = stage.call(layer, {"x": 1.0}, method="forward", returns="out")
    back = stage.call(layer, kept, method="backward", returns="dx")
    stage.look_again(kept, inputs)
    return {**out.leaves, **back.leaves}


@pytest.mark.parametrize("there", [lambda: far(NAMES), None], ids=["far", "here"])
def test_a_play_sees_the_same_near_and_far(there):
    def seen(room):
        stage = Stage(room)
        stage.perform(two_walks, {"dout": np.ones(2)})
        return stage.leaves["dx"].tolist(), stage.changed, stage.shared

    want = [2.0, 2.0], ["dout", "dout"], [("dx", "dout")]
    if there is None:
        assert seen(LocalRoom(NAMES)) == want
    else:
        with there() as room:
            assert seen(room) == want


def test_a_play_ends_at_the_first_call_that_went_wrong(room):
    def play(stage, inputs):
        stage.call("wrong", {"x": 1}, returns="y")
        return stage.call("noted", {"x": 1}, returns="y").leaves

    stage = Stage(room)
    stage.perform(play, {})
    assert (stage.leaves, stage.raised.type, log) == (None, "ValueError", [])


def test_a_play_that_looks_at_nothing_is_still_held_to_its_calls(room):
    def play(stage, inputs):
        stage.call("wrong", {"x": 1}, returns="y")
        return {}

    stage = Stage(room)
    stage.perform(play, {})
    assert (stage.leaves, stage.raised.type) == (None, "ValueError")


@pytest.mark.parametrize("answer", answers("wrong")[::60] + answers("right")[::25], ids=str)
def test_the_verdict_is_the_same_near_and_far(answer):
    mistakes = SECRETS[answer.assignment].mistakes.get(answer.exercise, ())
    questions = paper(answer.assignment, answer.exercise, SEED)
    here = summary(examine_with(questions, LocalRoom(answer.names()), mistakes))
    with far(answer.names(), seconds=60) as room:
        assert summary(examine_with(questions, room, mistakes)) == here


# --- those who lie ---------------------------------------------------------------------------------------------------

ANSWER = {"problem": None, "raised": None, "changed": [], "shared": [], "seconds": 0.0, "calls": 0}
LIES = {
    "nothing went wrong before": [{"skipped": True}],
    "another reference": [{**ANSWER, "leaves": [], "refs": [["it", 99]]}],
    "no reference": [{**ANSWER, "leaves": [], "refs": []}],
    "tried all the same": [{**ANSWER, "leaves": None, "refs": []}, {**ANSWER, "leaves": [], "refs": [["it", 1]]}],
}


@pytest.mark.parametrize("said", LIES.values(), ids=LIES)
def test_an_answer_that_cannot_be_is_the_end_of_the_room(said):
    ours, theirs = pair()
    room = RemoteRoom(ours, 5.0, lambda: ("crashed", "the room is gone"))
    promises = [room.later("f", returns=Keep("it"), after=bool(number)) for number in range(len(said))]
    for number, answer in enumerate(said):
        theirs.send({"id": number + 1, **answer})
    with pytest.raises(RoomLost, match="cannot be read"):
        promises[-1].seen()
    with pytest.raises(RoomLost):
        promises[-1].seen()
    ours.close()
    theirs.close()
