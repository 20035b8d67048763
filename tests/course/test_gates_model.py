"""Gates taken backwards by a reader's functions, right, wrong and unfinished (widgets.gates_model, gates_story)."""

import math

import numpy as np
import pytest

from backprop.widgets import gates_story as story
from backprop.widgets.gates_model import EXERCISES, EXHIBITS, GateModel
from gate_answers import FUNCTIONS


def model(**replaced):
    return GateModel(FUNCTIONS | replaced)


def run(name, dials, **replaced):
    return model(**replaced).run(story.exhibit_of(name), dials)


def into(run, wire, exhibit):
    return run.gradients[next(each for each in story.exhibit_of(exhibit).wires if each[0] == wire)]


@pytest.mark.parametrize("preset", story.PRESETS, ids=lambda preset: preset.name)
def test_every_input_gets_the_gradient_that_moving_it_measures(preset):
    exhibit = story.exhibit_of(preset.exhibit)
    done = model().run(exhibit, preset.dials)
    assert done.problem is None
    for name, slope in model().nudged(exhibit, preset.dials).items():
        assert into(done, name, preset.exhibit) == pytest.approx(slope, rel=1e-6, abs=1e-8)


def test_the_four_gates_send_back_what_the_notebook_says():
    assert run("add", {"x": -2, "y": 5, "dout": -4}).gradients == {("z", "L"): -4, ("x", "z"): -4, ("y", "z"): -4}
    assert run("mul", {"x": 3, "y": -4, "dout": 1}).gradients == {("z", "L"): 1, ("x", "z"): -4, ("y", "z"): 3}
    assert run("copy", {"x": 5, "dout1": 3, "dout2": -3}).gradients["x", "copies"] == 0


@pytest.mark.parametrize(("x", "shares"), [(1.5, (0, 2)), (2, (1, 1)), (2.5, (2, 0))])
def test_dragging_x_across_a_tie_moves_the_gradient_from_y_to_x(x, shares):
    done = run("max", {"x": x, "y": 2, "dout": 2})
    assert (done.gradients["x", "z"], done.gradients["y", "z"]) == shares


@pytest.mark.parametrize("z", np.linspace(-8, 8, 17))
def test_four_nodes_and_one_send_the_same_number_back(z):
    four, one = (into(run(name, {"z": z, "dout": 2.5}), "z", name) for name in ("four nodes", "one node"))
    assert four == pytest.approx(one, rel=1e-12)


def test_the_row_of_four_has_the_numbers_of_the_notebook():
    done = run("four nodes", {"z": 1, "dout": 1})
    assert [round(done.gradients[wire], 6) for wire in story.exhibit_of("four nodes").wires] == [
        0.196612,
        -0.196612,
        -0.534447,
        -0.534447,
        1,
    ]
    assert {name: round(value, 6) for name, value in done.values.items()} == {
        "z": 1,
        "m": -1,
        "e": 0.367879,
        "d": 1.367879,
        "y": 0.731059,
    }


def test_local_derivatives_are_what_the_reader_returns_for_an_upstream_of_one():
    done = run("mul", {"x": 3, "y": -4, "dout": 2.5})
    assert done.locals == {("x", "z"): (-4,), ("y", "z"): (3,)}
    assert run("copy", {"x": 5, "dout1": 3, "dout2": -3}).locals == {("x", "copies"): (1, 1)}


def test_a_reader_who_forgets_the_upstream_sees_his_own_numbers_beside_the_measured_ones():
    dials = {"x": 3, "y": -4, "dout": 2.5}
    exhibit = story.exhibit_of("mul")
    wrong = model(mul_backward=lambda dout, x, y: (y, x))
    first, second = story.products(exhibit, wrong.run(exhibit, dials), wrong.nudged(exhibit, dials))
    assert (first["product"], first["downstream"], first["measured"]) == ("2.5 × (−4)", "−4", "−10")
    assert (first["holds"], first["agrees"], second["agrees"]) == (False, False, False)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_an_unwritten_function_is_named_with_its_exercise(exhibit):
    dials = dict.fromkeys(exhibit.dials, 1.0)
    done = GateModel({}).run(exhibit, dials)
    assert done.problem.waiting
    name = done.problem.message.split()[0]
    assert done.problem.message == (
        f"{name} is not written yet: finish exercise {EXERCISES[name]}, {name}, and run its cell, then this one"
    )
    told = story.frames(exhibit, done, dials)
    assert story.opening_step(exhibit, told) == len(told) - 1
    assert told[-1].tone == "waiting"


def stub(dout, x, y):
    raise NotImplementedError("exercise 2.1: add_backward")


def failing(dout, x, y):
    return 1 / 0


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (stub, "add_backward is not written yet"),
        (failing, "your add_backward raised ZeroDivisionError: division by zero"),
        (lambda dout, x, y: None, "your add_backward(1, 2, 3) returned None; two numbers (dx, dy) were expected"),
        (lambda dout, x, y: (1, 2, 3), "returned (1, 2, 3); two numbers (dx, dy) were expected"),
        (lambda dout, x, y: (dout, "1"), "two numbers (dx, dy) were expected"),
        (lambda dout, x, y: (dout, np.zeros(2)), "two numbers (dx, dy) were expected"),
    ],
)
def test_what_is_no_pair_of_numbers_becomes_one_line(function, said):
    problem = run("add", {"x": 2, "y": 3, "dout": 1}, add_backward=function).problem
    assert said in problem.message
    assert "\n" not in problem.message


def test_one_number_is_expected_of_a_gate_with_one_input():
    problem = run("one node", {"z": 0, "dout": 1}, sigmoid_backward=lambda dout, z: (dout, z)).problem
    assert problem.message.endswith("a number was expected")


def test_a_function_that_writes_into_its_arguments_spoils_nothing_for_the_others():
    def greedy(dout, x, y):
        dout *= 0
        x += 100
        return dout, dout

    done = run("add", {"x": 2, "y": 3, "dout": 1}, add_backward=greedy)
    assert done.values == {"x": 2, "y": 3, "z": 5}
    assert done.gradients["z", "L"] == 1


def test_a_print_of_the_readers_does_not_reach_the_notebook(capsys):
    def chatty(dout, x, y):
        print("here")
        return dout, dout

    run("add", {"x": 2, "y": 3, "dout": 1}, add_backward=chatty)
    assert capsys.readouterr().out == ""


def test_infinite_and_undefined_results_are_shown_as_they_are():
    done = run("add", {"x": 2, "y": 3, "dout": 1}, add_backward=lambda dout, x, y: (math.inf, math.nan))
    frame = story.frames(story.exhibit_of("add"), done, {"x": 2, "y": 3, "dout": 1})[-1]
    assert frame.gradients == ("inf", "nan", "1")


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_the_steps_go_forward_turn_and_come_back(exhibit):
    dials = {"x": 4.0, "y": -1.0, "z": 1.0, "dout": 2.0, "dout1": 2.0, "dout2": -1.0}
    told = story.frames(exhibit, model().run(exhibit, dials), dials, "And that is all.")
    assert [frame.tone for frame in told] == (
        ["start"] + ["forward"] * len(exhibit.gates) + ["backward"] * len(exhibit.gates) + ["done"]
    )
    for frame in told:
        assert len(frame.values) == len(frame.gradients) == len(frame.locals) == len(exhibit.wires)
    assert None not in told[-1].values + told[-1].gradients
    assert told[-1].text.endswith("And that is all.")
    assert told[story.opening_step(exhibit, told)].ask


def test_at_a_tie_the_question_is_about_the_tie():
    tie = {"x": 2, "y": 2, "dout": 2}
    told = story.frames(story.exhibit_of("max"), run("max", tie), tie)
    assert "equal" in told[2].ask
