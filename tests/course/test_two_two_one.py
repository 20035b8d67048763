"""The 2-2-1 network stepped by the reader's functions (backprop.widgets.two_two_one), without a browser."""

import json

import numpy as np
import pytest

import backprop.widgets
from backprop.gradcheck import numeric_vjp
from backprop.widgets.two_two_one import TwoTwoOneExperiment
from backprop.widgets.two_two_one_model import SETTINGS, STEPS, StepModel
from backprop.widgets.two_two_one_story import OPENING, WIRES, digits
from network_answers import sgd_step, sigmoid, two_two_one

PUBLISHED, UNEQUAL, ONE, SATURATED = SETTINGS


@pytest.fixture
def experiment():
    return TwoTwoOneExperiment(two_two_one, sgd_step)


def test_it_is_found_by_its_name():
    assert backprop.widgets.TwoTwoOneExperiment is TwoTwoOneExperiment


def test_the_losses_are_those_of_the_notebook(experiment):
    assert len(experiment.losses) == STEPS + 1
    assert experiment.losses[:3] == pytest.approx([0.536884, 0.280421, 0.183625], abs=1e-6)
    assert experiment.losses[10] == pytest.approx(0.043907, abs=1e-6)


def test_the_first_walk_shows_the_numbers_by_hand(experiment):
    def wires(step, kind):
        return dict(zip(WIRES, experiment.frames[step][kind], strict=True))

    forward, back, stepped = wires(2, "values"), wires(5, "gradients"), wires(6, "values")
    assert [forward[name] for name in ("z1", "h1", "z3", "p", "L")] == [
        "0.647800",
        "0.656515",
        "−0.341549",
        "0.415433",
        "0.536884",
    ]
    assert [back[name] for name in ("L", "p", "z3", "W2[0]", "h1", "h2", "z1", "W1[0, 0]", "W1[1, 1]")] == [
        "1",
        "1.710668",
        "0.415433",
        "0.272738",
        "−0.071662",
        "0.046902",
        "−0.016160",
        "−0.016160",
        "0.010319",
    ]
    assert [stepped[name] for name in ("W2[0]", "W2[1]", "b2", "W1[1, 0]", "W1[0, 1]", "L")] == [
        "−0.445238",
        "−0.166752",
        "−0.719733",
        "0.370660",
        "0.184781",
        "0.280421",
    ]
    assert wires(3, "gradients")["W2[0]"] is None
    assert {wire for wire in WIRES if back[wire] is None} == {"x[0]", "x[1]", "y"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_is_measured_is_the_gradient(setting):
    point = StepModel(two_two_one, sgd_step).run(setting).points[0]

    def loss_of_h(h):
        p = sigmoid(h @ setting.params["W2"] + setting.params["b2"])[0]
        return np.asarray(-(setting.y * np.log(p) + (1 - setting.y) * np.log(1 - p)))

    h = np.array([point.values["h1"], point.values["h2"]])
    dh = numeric_vjp(loss_of_h, [h], 1.0, wrt=0)
    assert [point.gradients["h1"], point.gradients["h2"]] == pytest.approx(list(dh), abs=1e-7)
    p = point.values["p"]
    assert point.gradients["p"] == pytest.approx((p - setting.y) / (p * (1 - p)), rel=1e-6)


def test_presets_show_what_the_first_example_hides(experiment):
    experiment.preset = UNEQUAL.name
    gradients = dict(zip(WIRES, experiment.frames[5]["gradients"], strict=True))
    assert (gradients["W1[0, 0]"], gradients["W1[1, 0]"]) == ("−0.014058", "−0.028116")
    experiment.preset = SATURATED.name
    point = StepModel(two_two_one, sgd_step).run(SATURATED).points[0]
    assert abs(point.gradients["W1[0, 0]"]) < 1e-4 < abs(point.gradients["W2[0]"])
    experiment.preset = "no such network"
    assert (experiment.preset, experiment.step) == (PUBLISHED.name, OPENING)


def test_a_wrong_start_of_the_way_back_is_compared_with_the_formula():
    def halved(params, x, y):
        loss, grads = two_two_one(params, x, y)
        return loss, {name: grad / 2 for name, grad in grads.items()}

    assert "0.207717; p − y is 0.415433." in TwoTwoOneExperiment(halved, sgd_step).frames[3]["text"]


def test_without_a_step_the_first_walk_is_complete_and_says_what_is_missing():
    experiment = TwoTwoOneExperiment(two_two_one)
    assert len(experiment.frames) == 7
    assert (experiment.step, experiment.losses) == (OPENING, pytest.approx([0.536884], abs=1e-6))
    assert "finish exercise 5.6, sgd_step" in experiment.frames[-1]["text"]
    assert experiment.frames[-1]["tone"] == "waiting"
    assert "0.536884" in experiment._repr_mimebundle_()[0]["text/plain"]


@pytest.mark.parametrize(
    ("function", "waiting", "said"),
    [
        (None, True, "finish exercise 5.4, two_two_one"),
        (lambda params, x, y: 1.0, False, "a loss and a dict of gradients were expected"),
        (lambda params, x, y: (1.0, {}), False, "an array of shape (2, 2) was expected"),
        (lambda params, x, y: x / {}, False, "TypeError"),
    ],
)
def test_what_cannot_be_shown_becomes_one_line(function, waiting, said):
    experiment = TwoTwoOneExperiment(function, sgd_step)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/html"]


def test_a_step_that_works_in_place_harms_nobody():
    def in_place(params, grads, lr):
        for name in params:
            params[name] -= lr * grads[name]
        return params

    assert TwoTwoOneExperiment(two_two_one, in_place).losses == TwoTwoOneExperiment(two_two_one, sgd_step).losses


def test_all_that_travels_is_plain_json_even_where_results_are_not_finite():
    def endless(params, grads, lr):
        return {name: value * np.inf for name, value in params.items()}

    for step in (sgd_step, endless):
        experiment = TwoTwoOneExperiment(two_two_one, step)
        json.dumps([experiment.frames, experiment.curve, experiment.scene], allow_nan=False)


def test_an_export_has_the_numbers_of_the_live_graph_and_the_losses(experiment):
    data = experiment._repr_mimebundle_()[0]
    for text in ("0.647800", "0.536884, 0.280421, 0.183625"):
        assert text.rstrip("0") in data["text/html"]
    assert "0.270738" not in data["text/plain"]
    assert "0.272738" in data["text/plain"]


def test_numbers_have_six_decimals_or_none():
    assert [digits(value) for value in (0.4154332, 1.0, -0.01616, 1e-9, -3e8)] == [
        "0.415433",
        "1",
        "−0.016160",
        "0.000000",
        "−3e+08",
    ]
