"""What is seen of a call: results, exceptions, and what happened to the arguments."""

import copy
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pytest

from backprop.rooms.observe import LocalRoom, copy_with_layout
from backprop.rooms.programs import field, points_asked, program
from backprop.rooms.room import Keep, Observation, Spec, Word

X = np.arange(6.0).reshape(2, 3)


class Dual(NamedTuple):
    """A number and how fast it moves."""

    value: Any
    tangent: Any


def call(function: object, *args: object, returns: Spec = "out") -> Observation:
    return LocalRoom({"f": function}).call("f", *args, returns=returns)


def test_numbers_lists_and_arrays_are_read_as_arrays() -> None:
    for result in (2.5, np.float32(2.5), np.array(2.5)):
        assert call(lambda result=result: result).leaves["out"].shape == ()
    assert call(lambda: [[1, 2], [3, 4]]).leaves["out"].dtype.kind == "i"


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "None"),
        ("2.5", "a str"),
        (True, "booleans"),
        (1j, "complex"),
        ([[1], [2, 3]], "cannot read"),
        (np.array([object()]), "Python objects"),
        ({"out": 1}, "a dict"),
    ],
)
def test_what_is_no_real_array_is_named(result: object, words: str) -> None:
    seen = call(lambda: result)
    assert seen.leaves is None
    assert words in seen.problem


def test_a_tuple_must_have_the_right_length() -> None:
    seen = call(lambda: (1.0, 2.0, 3.0), returns=("dx", "dy"))
    assert seen.problem == "3 results instead of 2 results"


def test_a_dict_must_have_the_right_keys() -> None:
    seen = call(lambda: {"apple": 1.0, "pear": 2.0}, returns={"apple": "a", "tax": "t"})
    assert "without tax" in seen.problem
    assert "extra pear" in seen.problem


def test_an_exception_comes_with_its_line() -> None:
    def broken(x: object) -> None:
        raise KeyError("which line?")

    seen = call(broken, 1.0)
    assert seen.raised.type == "KeyError"
    assert seen.raised.source == 'raise KeyError("which line?")'


def test_leaving_the_program_is_only_an_exception() -> None:
    def leaves() -> None:
        raise SystemExit(0)

    assert call(leaves).raised.type == "SystemExit"


def test_a_changed_argument_is_seen_and_the_callers_array_is_safe() -> None:
    def doubles(x: np.ndarray) -> np.ndarray:
        x *= 2
        return x + 0

    given = X.copy()
    assert call(doubles, given).changed == (0,)
    assert np.array_equal(given, X)


def test_an_argument_changed_and_changed_back_counts_as_unchanged() -> None:
    def there_and_back(x: np.ndarray) -> np.ndarray:
        x += 1
        result = x * 1
        x -= 1
        return result

    assert call(there_and_back, X).changed == ()


def test_shared_memory_is_seen_through_views() -> None:
    assert call(lambda x: x.T, X).shared == (("out", "argument 0"),)
    assert call(lambda x: (x * 1)[None], X).shared == ()


def test_two_results_that_are_one_array_are_seen() -> None:
    def twice(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        result = x * 2
        return result, result

    assert call(twice, X, returns=("dx", "dy")).shared == (("dy", "dx"),)


def test_results_are_copies_that_later_writes_do_not_reach() -> None:
    kept = []

    def keeps(x: np.ndarray) -> np.ndarray:
        kept.append(x * 1)
        return kept[0]

    seen = call(keeps, X)
    kept[0][:] = -1
    assert np.array_equal(seen.leaves["out"], X)


def test_instances_stay_in_the_room_and_answer_again() -> None:
    class Counter:
        def __init__(self) -> None:
            self.n = 0

        def up(self) -> int:
            self.n += 1
            return self.n

    room = LocalRoom({"Counter": Counter})
    ref = room.call("Counter", returns=Keep("it")).refs["it"]
    assert [int(room.call(ref, method="up", returns="n").leaves["n"]) for _ in range(3)] == [1, 2, 3]


def test_one_value_can_be_handed_to_two_calls() -> None:
    room = LocalRoom({"f": lambda a, b: float(a is b)})
    ref = room.put(X)
    assert room.call("f", ref, ref, returns="out").leaves["out"] == 1.0
    assert room.call("f", X, X, returns="out").leaves["out"] == 0.0


def test_a_strided_array_arrives_strided() -> None:
    strided = np.arange(12.0).reshape(3, 4)[:, ::2]
    copy = copy_with_layout(strided)
    assert not copy.flags.c_contiguous
    assert np.array_equal(copy, strided)
    assert not np.shares_memory(copy, strided)


def test_words_are_compared_without_case_and_blanks() -> None:
    one, two = (call(lambda word=word: word, returns=Word("kind")).leaves["kind"] for word in ("Unit ", "unit"))
    assert np.array_equal(one, two)


def test_calls_are_counted_only_when_asked() -> None:
    def many() -> float:
        return float(sum(abs(k) for k in range(50)))

    room = LocalRoom({"f": many})
    assert room.call("f", returns="out").calls == 0
    assert room.call("f", returns="out", count_calls=True).calls > 50


def test_steps_are_counted_in_threads_too_and_nobody_else_traces_meanwhile() -> None:
    def quietly() -> int:
        threading.settrace(lambda *event: None)
        threading.setprofile(lambda *event: None)
        sys.settrace(None)
        sys.setprofile(None)
        return sum(abs(k) for k in range(200))

    def in_a_thread() -> float:
        with ThreadPoolExecutor(1) as pool:
            return float(pool.submit(quietly).result())

    room = LocalRoom({"f": in_a_thread})
    before = sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()
    assert room.call("f", returns="out", count_calls=True).calls > 400
    assert (sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()) == before


def test_what_counts_calls_shows_nothing_that_could_be_set_back() -> None:
    f, grad = program([["out", "*", "x0", 2.0]]), field(np.eye(2), np.eye(2), most=10)
    for function in (f, grad, copy.deepcopy(f), copy.deepcopy(grad)):
        assert vars(function) == {}
    assert [f([1.0]), f([1.0]), copy.deepcopy(f)([1.5])] == [2.0, 2.0, 3.0]
    assert points_asked(f) == 2
    for _ in range(10):
        copy.deepcopy(grad)(np.array([1.0, 2.0]))
    with pytest.raises(RuntimeError, match="more than 10 times"):
        grad(np.array([1.0, 2.0]))


def test_a_point_is_a_point_whatever_its_numbers_carry() -> None:
    f = program([["out", "id", "x0"]])
    for x in (1.0, np.float64(1), Dual(1.0, 3.0), Dual(np.array(1.0), 0.0)):
        f([x])
    assert points_asked(f) == 1
    f([Dual(1.0 + 1e-8, 3.0)])
    assert points_asked(f) == 2


def test_warnings_cost_nothing() -> None:
    assert call(lambda: np.log(np.zeros(2)) * 0 + 1).raised is None
