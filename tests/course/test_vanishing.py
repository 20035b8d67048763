"""Sizes of gradients by layer: the reader's function on a random stack (backprop.widgets.vanishing and its modules)."""

import json

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.vanishing import PRESETS, VanishingExperiment, compared
from backprop.widgets.vanishing_model import Setting, measure, norms_of, survival
from backprop.widgets.vanishing_plot import decades, plot, power, size
from backprop_reference.exercises.vanishing_gradient import layer_gradient_norms, stack_backward, stack_forward
from backprop_reference.gates import GATES


@pytest.mark.parametrize("setting", PRESETS.values(), ids=list(PRESETS))
def test_what_nudging_finds_at_the_entrance_is_what_the_walk_back_finds(setting):
    weights, X, dout = setting.draw()
    phi = GATES[setting.activation]
    dX, _ = stack_backward(stack_forward(weights, X, phi), dout, phi)
    assert survival(setting) == pytest.approx(np.linalg.norm(dX) / np.linalg.norm(dout), rel=0.2)


def test_where_the_output_moves_less_than_its_rounding_nudging_claims_nothing():
    assert survival(Setting("sigmoid", depth=30)) is None
    assert "too little is left" in experiment_of(depth=30).frames[-1]["text"]
    assert survival(Setting("relu", scale=0.01)) == pytest.approx(2.5e-13, rel=0.3)


def experiment_of(**traits):
    experiment = VanishingExperiment(layer_gradient_norms)
    for name, value in traits.items():
        setattr(experiment, name, value)
    return experiment


def test_the_numbers_that_the_notebook_quotes():
    norms = VanishingExperiment(layer_gradient_norms).norms
    assert (size(norms[-1]), size(norms[0])) == ("66.5", "2.4e−4")
    assert norms[-1] / norms[0] == pytest.approx(280_000, rel=0.01)


def test_for_relu_first_over_last_is_the_same_at_every_scale():
    ratios = [experiment_of(activation="relu", scale=scale).norms for scale in (0.01, 0.125, 1.0)]
    first = [norms[0] / norms[-1] for norms in ratios]
    assert first == pytest.approx([first[0]] * 3)


def test_it_opens_on_the_last_two_layers_and_a_slider_shows_all():
    experiment = VanishingExperiment(layer_gradient_norms)
    assert backprop.widgets.VanishingExperiment is VanishingExperiment
    assert (experiment.preset, experiment.step, experiment.frames[1]["shown"]) == ("sigmoid", 1, 2)
    assert "4.3 times less than layer 10" in experiment.frames[1]["text"]
    experiment.depth = 25
    assert (experiment.preset, experiment.frames[experiment.step]["shown"]) == ("", 25)
    assert len(experiment.frames) <= 11
    experiment.depth = 10
    assert experiment.preset == "sigmoid"


def test_settings_from_the_browser_stay_within_limits():
    experiment = experiment_of(depth=99, width=1, scale=float("nan"), activation="softmax", seed=-3)
    assert experiment.setting == Setting("sigmoid", 30, 8, 0.125, 0)
    assert experiment_of(scale=1e9).scale == 4.0


def stub(weights, X, dout, activation):
    raise NotImplementedError("exercise 6.1: layer_gradient_norms")


@pytest.mark.parametrize(
    ("function", "waiting", "said"),
    [
        (None, True, "finish exercise 6.1, layer_gradient_norms"),
        (stub, True, "finish exercise 6.1, layer_gradient_norms"),
        (lambda weights, X, dout, activation: X / weights[99], False, "raised IndexError"),
        (lambda weights, X, dout, activation: [1.0], False, "10 numbers were expected"),
        (lambda weights, X, dout, activation: None, False, "10 numbers were expected"),
        (lambda weights, X, dout, activation: ["much"] * 10, False, "10 numbers were expected"),
    ],
)
def test_what_cannot_be_measured_becomes_one_line(function, waiting, said):
    experiment = VanishingExperiment(function)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_a_function_that_changes_its_arguments_spoils_nothing_for_the_next():
    def greedy(weights, X, dout, activation):
        norms = layer_gradient_norms(weights, X, dout, activation)
        weights[0][:] = X[:] = dout[:] = 0
        return norms

    setting = Setting()
    assert measure(greedy, setting) == measure(layer_gradient_norms, setting)
    weights, X, dout = setting.draw()
    norms_of(greedy, weights, X, dout, "tanh")
    assert X.any()
    assert dout.any()


def test_all_that_travels_is_plain_json_even_where_sizes_are_not_finite():
    experiment = VanishingExperiment(lambda weights, X, dout, activation: [np.nan, np.inf, 0.0, *[1e-300] * 7])
    json.dumps([experiment.frames, experiment.plot], allow_nan=False)
    for point in experiment.plot["points"]:
        assert experiment.plot["top"] <= point["y"] <= experiment.plot["bottom"]


def test_the_export_has_the_numbers_of_the_live_table():
    experiment = VanishingExperiment(layer_gradient_norms)
    data = experiment._repr_mimebundle_()[0]
    for point in experiment.plot["points"]:
        assert point["size"] in data["text/html"]
        assert f"{point['layer']:>5}   {point['size']}" in data["text/plain"]


def test_on_the_axis_equal_factors_are_equal_distances():
    heights = [point["y"] for point in plot([1e-4, 1e-2, 1.0, 100.0])["points"]]
    assert np.diff(heights) == pytest.approx(np.full(3, heights[1] - heights[0]), abs=0.2)
    assert decades([5.0]) == (-2, 3)
    assert decades([1e-9, 2e7]) == (-9, 8)


@pytest.mark.parametrize(
    ("value", "text"), [(66.47, "66.5"), (2.36e-4, "2.4e−4"), (281_150.0, "281,000"), (0, "0"), (3e12, "3.0e12")]
)
def test_sizes_are_written_short(value, text):
    assert size(value) == text


@pytest.mark.parametrize(("exponent", "text"), [(-7, "1e−7"), (0, "1"), (-2, "0.01"), (3, "1e3")])
def test_ticks_are_written_as_powers(exponent, text):
    assert power(exponent) == text


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [(1.0, 1.1, "much the same as"), (1.0, 4.0, "4.0 times less than"), (5e5, 1.0, "500,000 times more than")],
)
def test_sizes_are_compared_in_words(here, there, text):
    assert compared(here, there) == text
