"""The public records of notebook 02: what the notebook itself can say, without an answer in sight."""

import numpy as np
import pytest

from backprop.exercises import ASSIGNMENTS
from backprop.exercises.gate_inputs import draw_two
from backprop.exercises.neuron import probability
from backprop.rooms.testfunctions import NOISE, ridge, trembling, waves


def test_the_points_are_those_of_the_syllabus() -> None:
    points = {exercise.name: exercise.points for exercise in ASSIGNMENTS["02-node-gates"] if exercise.name != "audit"}
    assert points == {
        "add_backward": 1,
        "mul_backward": 1,
        "copy_backward": 1,
        "max_backward": 2,
        "exp_backward": 1,
        "reciprocal_backward": 1,
        "relu_backward": 1,
        "sigmoid_forward": 1,
        "sigmoid_backward": 2,
        "neuron": 2,
        "numeric_gradient": 1,
    }


@pytest.mark.parametrize("z", [-1000.0, -30.0, -1.0, 0.0, 0.25, 30.0, 1000.0])
def test_a_probability_has_the_log_odds_that_it_was_asked_for(z: float) -> None:
    y = float(probability(z))
    assert 0 <= y <= 1
    assert y == pytest.approx(np.exp(-np.logaddexp(0.0, -z)), abs=1e-15)


def test_no_two_inputs_of_a_gate_are_near_each_other() -> None:
    drawn = draw_two(np.random.default_rng(7), (50, 40), 1.0)
    assert np.min(np.abs(drawn["x"] - drawn["y"])) > 0.19


def test_a_trembling_function_hides_its_slope_from_small_steps_only() -> None:
    weights = np.array([1.0, -2.0, 0.5])
    f, x, e = trembling(weights), np.array([0.3, 1.0, -2.0]), np.array([0.0, 1.0, 0.0])
    slopes = {h: (f(x + h * e) - f(x - h * e)) / (2 * h) for h in (0.1, 1e-7)}
    assert slopes[0.1] == pytest.approx(-4.0, abs=20 * NOISE)
    assert abs(slopes[1e-7] + 4.0) > 1e-3


def test_the_functions_for_nudging_leave_their_argument_alone_and_take_any_shape() -> None:
    for shape in ((), (3,), (2, 3)):
        x = np.full(shape, 2)
        values = [waves(np.ones(shape), np.zeros(shape))(x), ridge(np.ones(shape))(x), trembling(np.ones(shape))(x)]
        assert all(isinstance(value, float) for value in values)
        assert np.all(x == 2)
