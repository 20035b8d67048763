"""The climb to a million entries: ways that cannot get there are stopped on a lower step."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from backprop.exercises import EXERCISES
from backprop.exercises.pullbacks import SMALLER, WATCHED, million
from backprop.rooms.observe import LocalRoom
from backprop.rooms.stage import Stage


def climb(relu_vjp: Callable[[Any, Any], Any]) -> tuple[Stage, list[int]]:
    """Play a million entries; the stage, and the sizes that the function was asked for."""
    sizes: list[int] = []

    def counted(dout: Any, x: Any) -> Any:
        sizes.append(len(x))
        return relu_vjp(dout, x)

    inputs = million(np.random.default_rng(1), "x")
    return EXERCISES["relu_vjp"].run(LocalRoom({"relu_vjp": counted}), inputs), sizes


def test_an_answer_that_needs_no_matrix_gets_to_the_million() -> None:
    stage, sizes = climb(lambda dout, x: dout * (x > 0))
    assert stage.leaves is not None
    assert sizes == sorted([*(entries for entries, _ in SMALLER), WATCHED, 1_000_000])


def test_a_square_array_is_seen_before_it_fills_the_memory() -> None:
    stage, sizes = climb(lambda dout, x: np.diag((x > 0) * 1.0) @ dout)
    assert stage.leaves is None
    assert "32 MB" in str(stage.problem)
    assert max(sizes) == 2_000


def test_a_square_array_of_single_bytes_is_seen_too() -> None:
    stage, sizes = climb(lambda dout, x: np.where(np.eye(len(x), dtype=bool)[0], dout, 0.0))
    assert stage.leaves is None
    assert max(sizes) == 2_000


def test_a_square_number_of_turns_is_seen_early() -> None:
    def slow(dout: Any, x: Any) -> Any:
        return [sum(d * (v > 0) for k, (d, v) in enumerate(zip(dout, x, strict=True)) if k == j) for j in range(len(x))]

    stage, sizes = climb(slow)
    assert stage.leaves is None
    assert " s" in str(stage.problem)
    assert max(sizes) < 1_000_000


def test_the_watch_on_memory_ends_when_the_answer_raises() -> None:
    def raises(dout: Any, x: Any) -> Any:
        if tracemalloc.is_tracing():
            raise ValueError("no")
        return dout * (x > 0)

    stage, _ = climb(raises)
    assert stage.raised is not None
    assert not tracemalloc.is_tracing()
