"""Error against step: the reader's numeric_gradient measured (backprop.widgets.stepsize and its modules)."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.stepsize import StepSizeExperiment
from backprop.widgets.stepsize_model import LANDSCAPES, STEPS, measure, relative_error
from backprop.widgets.stepsize_plot import error, plot, power
from gate_answers import numeric_gradient

SMOOTH, LARGE, KINK = LANDSCAPES


def errors(landscape, function=numeric_gradient):
    return {
        curve.precision: dict(zip(STEPS, curve.errors, strict=True)) for curve in measure(function, landscape).curves
    }


def best(curve):
    return min(curve, key=curve.get)


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda landscape: landscape.name)
def test_the_slopes_that_errors_are_told_by_are_right(landscape):
    h = 1e-4 if landscape is not LARGE else 0.1
    found = numeric_gradient(lambda x: np.sum(landscape.value(x)), np.array(landscape.point), h)
    assert relative_error(found, landscape.slope(np.array(landscape.point))) < 1e-7


def test_the_best_steps_are_where_the_notebook_says():
    found = errors(SMOOTH)
    assert (best(found["float64"]), best(found["float32"])) == (1e-5, 1e-2)
    assert found["float64"][1e-5] < 1e-10
    assert 1e-6 < found["float32"][1e-2] < 1e-4


def test_on_the_right_the_error_falls_by_a_hundred_a_step_and_on_the_left_it_rises():
    curve = errors(SMOOTH)["float64"]
    for larger, h in pairwise(STEPS[:4]):
        assert curve[larger] / curve[h] == pytest.approx(100, rel=0.05)
    assert curve[1e-12] > 1e5 * curve[1e-5]


def test_a_one_sided_nudge_is_seen_to_be_worse():
    def one_sided(f, x, h):
        return np.array([(f(x + h * unit) - f(x)) / h for unit in np.eye(x.size)])

    curve = errors(SMOOTH, one_sided)["float64"]
    assert best(curve) == 1e-8
    assert curve[1e-8] > 100 * min(errors(SMOOTH)["float64"].values())


def test_a_large_x_wants_a_large_step_and_a_kink_a_step_that_does_not_reach_it():
    assert best(errors(LARGE)["float64"]) == 1e-2
    curve = errors(KINK)["float64"]
    assert curve[1e-3] > 0.3
    assert curve[1e-4] < 1e-9


def test_relative_error_is_two_for_a_flipped_sign_and_zero_for_nothing_at_all():
    assert relative_error(np.ones(3), -np.ones(3)) == 2
    assert relative_error(np.zeros(3), np.zeros(3)) == 0


def stub(f, x, h):
    raise NotImplementedError("exercise 2.11: numeric_gradient")


@pytest.mark.parametrize(
    ("function", "waiting", "said"),
    [
        (None, True, "finish exercise 2.11, numeric_gradient"),
        (stub, True, "finish exercise 2.11, numeric_gradient"),
        (lambda f, x, h: f(x) / 0, False, "raised ZeroDivisionError"),
        (lambda f, x, h: None, False, "an array of shape (3,) was expected"),
        (lambda f, x, h: 1.0, False, "an array of shape (3,) was expected"),
        (lambda f, x, h: ["a"] * 3, False, "an array of shape (3,) was expected"),
    ],
)
def test_what_cannot_be_measured_becomes_one_line(function, waiting, said):
    experiment = StepSizeExperiment(function)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_it_opens_on_two_points_and_asks_for_a_guess():
    experiment = StepSizeExperiment(numeric_gradient)
    assert backprop.widgets.StepSizeExperiment is StepSizeExperiment
    assert (experiment.step, experiment.frames[1]["shown"], len(experiment.frames)) == (1, 2, len(STEPS))
    assert "press Step" in experiment.frames[1]["ask"]
    assert "100 times less" in experiment.frames[1]["text"]


def test_a_preset_measures_another_function_and_an_unknown_one_the_first():
    experiment = StepSizeExperiment(numeric_gradient)
    experiment.preset = "near a kink"
    assert experiment.errors["float64"][0] == pytest.approx(0.5, abs=0.01)
    experiment.preset = "no such function"
    assert experiment.preset == "smooth"


def test_the_last_step_names_both_lowest_points():
    text = StepSizeExperiment(numeric_gradient).frames[-1]["text"]
    assert re.search(r"smallest errors are \S+ at h = 1e−5 in float64, and \S+ at h = 1e−2 in float32", text)


def test_all_that_travels_is_plain_json_even_where_results_are_not_finite():
    experiment = StepSizeExperiment(lambda f, x, h: x * np.nan)
    json.dumps([experiment.frames, experiment.plot], allow_nan=False)
    assert experiment.plot["curves"][0]["points"][0]["error"] == "nan"


def test_the_export_has_the_numbers_of_the_live_table():
    experiment = StepSizeExperiment(numeric_gradient)
    data = experiment._repr_mimebundle_()[0]
    for curve in experiment.plot["curves"]:
        for point in curve["points"]:
            assert point["error"] in data["text/html"]
            assert re.search(
                rf"^{re.escape(point['h'])} .*{re.escape(point['error'])}", data["text/plain"], re.MULTILINE
            )


def test_points_keep_inside_the_axes_whatever_the_error():
    curves = measure(lambda f, x, h: np.full(3, {1e-1: 0.0, 1e-2: np.inf}.get(h, 1e30)), SMOOTH).curves
    record = plot(curves)
    for curve in record["curves"]:
        for point in curve["points"]:
            assert record["left"] <= point["x"] <= record["right"]
            assert record["top"] <= point["y"] <= record["bottom"]


@pytest.mark.parametrize(("value", "text"), [(1.7e-11, "1.7e−11"), (0.37, "0.37"), (0, "0"), (1, "1"), (2e5, "2.0e5")])
def test_errors_are_written_short(value, text):
    assert error(value) == text


def test_steps_are_written_as_powers():
    assert [power(h) for h in STEPS[:2]] == ["1e−1", "1e−2"]
