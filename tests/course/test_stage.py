"""A stage takes no more from a room than the inputs of the play give reason for."""

import numpy as np
import pytest

from backprop.rooms.observe import LocalRoom
from backprop.rooms.stage import Stage, entries


def played(answer, **inputs):
    stage = Stage(LocalRoom({"answer": answer}))
    stage.perform(lambda stage, inputs: stage.call("answer", inputs, returns="y").leaves, inputs)
    return stage


@pytest.mark.parametrize("size", [1, 4096, 65_536])
def test_what_a_reader_may_need_is_taken(size):
    assert played(lambda x: np.zeros(size), x=1.0).leaves["y"].size == size


def test_a_flood_is_a_problem_with_a_number_in_it():
    stage = played(lambda x: np.zeros(200_000, np.int8), x=1.0)
    assert stage.leaves is None
    assert stage.problem == "y with 200,000 entries"


def test_large_inputs_may_have_large_results():
    assert played(lambda x: np.outer(x[:1000], x[:300]), x=np.ones(1_000_000)).leaves["y"].size == 300_000


def test_all_parts_of_an_argument_count():
    assert entries({"params": {"W": np.zeros((3, 4)), "b": [1.0, 2.0]}, "name": "relu", "n": 3}) == 16
