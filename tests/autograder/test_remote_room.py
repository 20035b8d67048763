"""A room in the sandbox answers as the notebook's own kernel does, and losing it costs one exercise."""

import time

import numpy as np
import pytest

from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Builtin, Keep, Raised, RoomLost
from backprop_grader.isolation import Limits

NOTEBOOK = """import numpy as np, os, sys, time
def double(x): return 2 * x
def both(x, y): return x * y, {"b": x + y}
def changes(x): x *= 2; return x
def same(x): return x, x
def wrong(x): return 1 / 0
def leaves(x): raise SystemExit(3)
def interrupts(x): raise KeyboardInterrupt
def complains(x): raise type("Odd", (BaseException,), {"__str__": lambda self: 1 / 0})
def recurses(x): return recurses(x) + 1
def much(x): return np.zeros((100_000, 100_000))
def broad(x): return np.broadcast_to(0.0, (10**6, 10**6))
def large(x): return np.zeros(9 << 20)
def nothing(x): return None
def unreal(x): return 1j * x
def prints(x): print("x" * 10**6); os.write(1, b"y" * 10**6); return x
def hangs(x):
    while True: pass
def ends(x): os._exit(0)
def crashes(x):
    import ctypes
    ctypes.string_at(0)
def deep(x):
    sys.setrecursionlimit(10**9)
    class Nest:
        def __getattr__(self, name): return getattr(self, name)
    return Nest().x
def count(x, calls=[]): calls.append(1); return len(calls)
class Mul:
    def forward(self, x, y): self.x, self.y = x, y; return x * y
    def backward(self, dout): return dout * self.y, dout * self.x
"""


@pytest.fixture
def submission(any_isolation):
    with any_isolation.submission() as submission:
        assert [outcome.status for outcome in submission.run([NOTEBOOK])] == ["ok"]
        yield submission


@pytest.fixture
def room(submission):
    with submission.exercise() as room:
        yield room


@pytest.fixture
def kernel():
    names = {}
    exec(NOTEBOOK, names)
    return LocalRoom(names)


CALLS = (
    ("double", (np.arange(3.0),), "y"),
    ("double", (np.arange(6, dtype=np.int8).reshape(2, 3).T,), "y"),
    ("double", (np.float32(1.5),), "y"),
    ("double", (np.array(2.0),), "y"),
    ("double", (3,), "y"),
    ("double", (float("nan"),), "y"),
    ("both", (np.ones(2), np.arange(2)), ("dx", {"b": "db"})),
    ("changes", (np.ones((2, 2))[:, ::1],), "y"),
    ("same", (np.ones(2),), ("a", "b")),
    ("wrong", (1,), "y"),
    ("missing", (1,), "y"),
    ("nothing", (1,), "y"),
    ("unreal", (1,), "y"),
    ("double", (1,), ("a", "b")),
    ("double", ([1.0, 2.0],), {"a": "x"}),
    ("leaves", (1,), "y"),
)


@pytest.mark.parametrize(("name", "args", "returns"), CALLS)
def test_a_call_is_observed_as_in_the_kernel(room, kernel, name, args, returns):
    here, there = kernel.call(name, *args, returns=returns), room.call(name, *args, returns=returns)
    assert (there.problem, there.changed, there.shared) == (here.problem, here.changed, here.shared)
    assert (there.leaves is None) == (here.leaves is None)
    for leaf, array in (here.leaves or {}).items():
        np.testing.assert_array_equal(there.leaves[leaf], array)
        assert there.leaves[leaf].dtype == array.dtype
    if here.raised:
        assert (there.raised.type, there.raised.message) == (here.raised.type, here.raised.message)


def test_an_exception_is_told_with_the_students_own_line(room):
    assert room.call("wrong", 1, returns="y").raised == Raised(
        "ZeroDivisionError", "division by zero", 6, "def wrong(x): return 1 / 0"
    )


def test_objects_stay_in_the_room_and_are_used_again(room):
    layer = room.call("Mul", returns=Keep("layer")).refs["layer"]
    assert room.call(layer, 2.0, 3.0, method="forward", returns="y").leaves["y"] == 6
    found = room.call(layer, 1.0, method="backward", returns=("dx", "dy")).leaves
    assert (found["dx"], found["dy"]) == (3, 2)


def test_two_calls_can_be_handed_the_same_array(room):
    array = room.put(np.ones(3))
    assert room.call("changes", array, returns="y").changed == (0,)
    assert room.call(Builtin("read"), array, returns="now").leaves["now"].tolist() == [2, 2, 2]


def test_it_says_what_is_defined(room):
    assert (room.has("double"), room.has("missing")) == (True, False)


@pytest.mark.parametrize("name", ["interrupts", "complains", "recurses", "broad", "much", "leaves"])
def test_what_would_end_a_program_is_an_observation(submission, name):
    with submission.exercise() as room:
        seen = room.call(name, 1, returns="y")
        assert seen.raised is not None
        assert room.call("double", 1, returns="y").leaves["y"] == 2


def test_results_that_are_too_large_are_a_problem_not_a_crash(room):
    assert "72 MiB" in room.call("large", 1, returns="y").problem
    assert room.call("double", 1, returns="y").leaves["y"] == 2


def test_printing_costs_nothing(room):
    assert room.call("prints", 1, returns="y").leaves["y"] == 1


@pytest.mark.parametrize(
    ("name", "status"), [("hangs", "timeout"), ("ends", "crashed"), ("crashes", "crashed"), ("deep", "crashed")]
)
def test_losing_a_room_costs_that_exercise_only(submission, name, status):
    with pytest.raises(RoomLost) as lost, submission.exercise(seconds=2) as room:
        room.call(name, 1, returns="y")
    assert lost.value.status == status
    with pytest.raises(RoomLost):
        room.call("double", 1, returns="y")
    with submission.exercise() as room:
        assert room.call("double", 21, returns="y").leaves["y"] == 42


def test_how_a_room_ended_is_told(submission):
    with pytest.raises(RoomLost, match="signal 11"), submission.exercise() as room:
        room.call("crashes", 1, returns="y")


def test_every_exercise_starts_from_the_cells(submission):
    for _ in range(2):
        with submission.exercise() as room:
            assert room.call("count", 1, returns="n").leaves["n"] == 1
            assert room.call("count", 1, returns="n").leaves["n"] == 2


def test_only_waiting_for_answers_uses_up_an_exercises_seconds(submission):
    with submission.exercise(seconds=0.5) as room:
        room.call("double", 1, returns="y")
        time.sleep(0.6)
        assert room.call("double", 1, returns="y").leaves["y"] == 2


def test_cells_that_are_gone_for_good_do_not_stop_the_exercises(isolation):
    with isolation.submission(Limits(cell_seconds=0.5)) as submission:
        submission.run(["def f(): return 1", "while True: pass", "def g(): return 2", "import os; os._exit(1)"])
        for name, value in (("f", 1), ("g", 2)):
            with submission.exercise() as room:
                assert room.call(name, returns="y").leaves["y"] == value


def test_cells_that_end_the_process_afterwards_cost_nothing_more(isolation):
    late = "import os, threading\nif not os.path.exists('x'): threading.Timer(0.2, os._exit, (0,)).start()"
    with isolation.submission() as submission:
        submission.run(["def f(): return 1", late])
        time.sleep(0.5)
        with submission.exercise() as room:
            assert room.call("f", returns="y").leaves["y"] == 1


def test_exercises_can_be_examined_between_cells(isolation):
    with isolation.submission() as submission:
        for value in (1, 2):
            submission.run([f"def f(): return {value}"])
            with submission.exercise() as room:
                assert room.call("f", returns="y").leaves["y"] == value


def test_what_cannot_cross_the_wire_is_the_callers_mistake_and_does_not_cost_the_room(room):
    with pytest.raises(TypeError):
        room.call("double", object(), returns="y")
    assert room.call("double", 1, returns="y").leaves["y"] == 2
