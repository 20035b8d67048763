"""Two paths to every weight, on the reader's functions (backprop.widgets.paths and its model), without a browser."""

import json
import re

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.experiment import module, sheet
from backprop.widgets.paths import PRESETS, PathsExperiment
from backprop.widgets.paths_model import MOST, PARAMS, PathsModel, X, Y, reach
from network_answers import l2_penalty, mlp_backward, mlp_forward

FUNCTIONS = (mlp_forward, mlp_backward, l2_penalty)


@pytest.fixture
def experiment():
    return PathsExperiment(*FUNCTIONS)


def test_it_is_found_by_its_name():
    assert backprop.widgets.PathsExperiment is PathsExperiment


def test_the_worked_example_has_the_numbers_of_the_notebook():
    run = PathsModel(*FUNCTIONS).run(0.1)
    assert (run.objective, run.data, run.s) == pytest.approx((0.811051, 0.765551, 0.0455), abs=1e-6)
    assert run.together["W2"] == pytest.approx(np.array([[-0.476575], [-0.988355]]), abs=1e-6)
    assert run.together["W1"] == pytest.approx(np.array([[-0.141244, 0.169108], [-0.322487, 0.318217]]), abs=1e-6)
    assert run.penalty["W2"] == pytest.approx(np.array([[0.05], [-0.06]]))


@pytest.mark.parametrize("lam", [0.0, 0.4, MOST])
def test_only_the_part_through_the_penalty_moves_with_lambda(lam):
    model = PathsModel(*FUNCTIONS)
    still, moved = model.run(0.1), model.run(lam)
    for name in ("W1", "W2"):
        assert np.array_equal(still.loss[name], moved.loss[name])
        assert moved.penalty[name] == pytest.approx(lam * PARAMS[name])
        assert moved.together[name] == pytest.approx(moved.loss[name] + moved.penalty[name])
        assert np.max(np.abs(moved.together[name])) < reach(moved, name)


def test_the_balance_is_where_the_notebook_says():
    assert abs(PathsModel(*FUNCTIONS).run(PRESETS["a balance"]).together["W1"][0, 0]) < 3e-4


def test_it_opens_on_the_first_path_with_a_question(experiment):
    frame = experiment.frames[experiment.step]
    assert (experiment.step, experiment.preset, frame["shown"]) == (1, "the worked example", 1)
    assert "opposite signs" in frame["ask"]


def test_the_slider_stays_at_the_step_and_knows_its_presets(experiment):
    experiment.step = 3
    experiment.lam = 0.5
    assert (experiment.step, experiment.preset, experiment.run.lam) == (3, "", 0.5)
    experiment.lam = 0
    assert experiment.preset == "no penalty"
    assert all(bar["penalty"][0] == bar["penalty"][1] for bar in experiment.bars)
    experiment.lam = 99
    assert experiment.lam == MOST
    experiment.preset = "the worked example"
    assert experiment.lam == 0.1


def test_a_backward_pass_without_the_penalty_is_told_and_shown():
    def forgetful(params, cache):
        return mlp_backward(params, {**cache, "lam": 0.0})

    experiment = PathsExperiment(mlp_forward, forgetful, l2_penalty)
    assert "differs from the sum of the two parts at W1[0, 0], W1[0, 1]" in experiment.frames[3]["text"]
    assert not any(bar["agrees"] for bar in experiment.bars)


def stub(*arguments):
    raise NotImplementedError("exercise 5.0")


@pytest.mark.parametrize(
    ("functions", "waiting", "said"),
    [
        ((None, None, None), True, "finish exercise 5.2, mlp_forward"),
        ((mlp_forward, stub, l2_penalty), True, "finish exercise 5.3, mlp_backward"),
        ((mlp_forward, mlp_backward, None), True, "finish exercise 5.1, l2_penalty"),
        ((lambda *_: 1.0, mlp_backward, l2_penalty), False, "a number J and a cache were expected"),
        ((mlp_forward, lambda p, c: {"W1": X}, l2_penalty), False, "an array of shape (2, 2) was expected"),
        ((mlp_forward, lambda p, c: 3, l2_penalty), False, "a dict of gradients was expected"),
        ((mlp_forward, mlp_backward, lambda w, lam: lam / 0), False, "ZeroDivisionError"),
        ((mlp_forward, mlp_backward, lambda w, lam: (1.0, [X])), False, "a number and two gradients were expected"),
    ],
)
def test_what_cannot_be_shown_becomes_one_line(functions, waiting, said):
    experiment = PathsExperiment(*functions)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_the_reader_s_functions_get_arrays_of_their_own():
    def greedy(params, X, Y, lam):
        result = mlp_forward(params, X, Y, lam)
        params["W1"][:] = X[:] = Y[:] = 0
        return result

    before = X.copy(), Y.copy(), PARAMS["W1"].copy()
    PathsExperiment(greedy, mlp_backward, l2_penalty)
    assert all(np.array_equal(a, b) for a, b in zip(before, (X, Y, PARAMS["W1"]), strict=True))


def test_all_that_travels_is_plain_json_even_where_results_are_not_finite():
    def endless(params, cache):
        return {name: np.full(value.shape, np.inf) for name, value in params.items()}

    for widget in (PathsExperiment(*FUNCTIONS), PathsExperiment(mlp_forward, endless, l2_penalty)):
        json.dumps([widget.frames, widget.bars, widget.lam], allow_nan=False)


def test_an_export_has_the_numbers_of_the_live_bars(experiment):
    experiment.lam = 0.3
    data = experiment._repr_mimebundle_()[0]
    for bar in experiment.bars:
        assert re.search(rf"{re.escape(bar['name'])} +" + " +".join(map(re.escape, bar["texts"])), data["text/plain"])
        assert all(f"<td>{text}</td>" in data["text/html"] for text in bar["texts"])
    assert data["text/html"].count("bp-through-penalty") >= 6


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("paths",), "paths"),
        (("graph", "two_two_one"), "two_two_one"),
        (("plot", "stepsize"), "stepsize"),
        (("plot", "jacobian_size"), "jacobian_size"),
    ],
)
def test_modules_define_no_name_twice_and_sheets_no_colour_of_their_own(parts, name):
    names = re.findall(r"^(?:function|const|let|class) (\w+)", module("experiment", *parts), flags=re.MULTILINE)
    assert len(names) == len(set(names))
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", sheet(name).removeprefix(sheet()))
