"""The digits experiment without a browser (backprop.widgets.digits and its modules)."""

import asyncio
import json
import re
import threading

import numpy as np
import pytest

import backprop.widgets
import digit_answers
import own_loop
from backprop.data import load_digits
from backprop.widgets import digits as digits_module
from backprop.widgets.digits import FIRST, DigitsExperiment
from backprop.widgets.digits_model import advise, pixel_gradient, read
from backprop.widgets.digits_story import READ, RIGHT, plot
from backprop.widgets.digits_training import Training, listening
from backprop.widgets.experiment import module
from backprop.widgets.readers import RunStopped
from digit_answers import gradients, predict, random_params, train

DIGITS = load_digits()
DATA = (DIGITS.images[:96], DIGITS.labels[:96], 0)


@pytest.fixture
def widget():
    made = DigitsExperiment(gradients, train, predict)
    yield made
    made.close()


def stub(*_):
    raise NotImplementedError("exercise")


# --- listening -------------------------------------------------------------------------------------------------------


def test_a_training_is_held_after_each_turn_and_ends_where_it_would_have_ended_alone():
    training = Training(train, gradients, *DATA)
    training.run(5)
    assert (len(training.objectives), training.over) == (5, False)
    training.run(7)
    assert len(training.objectives) == 12
    training.run(10**6)
    assert training.finished
    assert len(training.objectives) == 90
    for name, values in train(*DATA).items():
        np.testing.assert_array_equal(training.params[name], values)


def test_parameters_of_a_step_stay_as_they_were_although_train_changes_them_in_place():
    training = Training(train, gradients, *DATA)
    training.run(1)
    first = training.params
    training.run(3)
    np.testing.assert_array_equal(first["W1"], random_params(0)["W1"])
    assert np.any(training.params["W1"] != first["W1"])
    training.close()


def test_listening_leaves_the_readers_own_names_as_they_are():
    heard = []
    twin = listening(train, gradients, lambda *given: heard.append(1) or gradients(*given))
    twin(*DATA)
    assert len(heard) == 90
    assert digit_answers.gradients is gradients
    assert digit_answers.train is train


def test_what_the_reader_prints_is_not_printed_a_thousand_times(capsys):
    def noisy(function):
        return eval("lambda *given: (print('noise'), function(*given))[1]", {"function": function})

    experiment = DigitsExperiment(noisy(gradients), train, noisy(predict))
    experiment.run(20)
    assert experiment.accuracy > 0.5
    assert capsys.readouterr().out == ""
    experiment.close()


def test_a_closed_training_ends_although_the_reader_catches_everything():
    def stubborn(X, labels, seed):
        while True:
            try:
                gradients(random_params(0), X, labels, 0.0)
            except Exception:
                continue

    training = Training(stubborn, gradients, *DATA)
    training.run(2)
    training.close()
    training._thread.join(10)
    assert not training._thread.is_alive()


def test_a_training_that_never_calls_gradients_is_waited_for_only_so_long():
    gate = threading.Event()
    training = Training(lambda X, labels, seed: gate.wait(10) and random_params(0), gradients, *DATA)
    training.run(5, patience=0.05)
    assert not training.over
    gate.set()
    training.run(5)
    assert training.finished
    assert training.objectives == []


@pytest.mark.parametrize(
    ("functions", "waiting", "said"),
    [
        ((), True, "finish exercise 8.1, gradients"),
        ((stub, stub, stub), True, "finish exercise 8.1, gradients"),
        ((gradients, stub, predict), True, "finish exercise 8.2, train"),
        ((gradients, train, stub), True, "finish exercise 8.3, predict"),
        ((lambda *given: 3.0, train, predict), False, "other than J and a dict"),
        ((gradients, lambda *given: 1 / 0, predict), False, "Your train raised ZeroDivisionError"),
        ((gradients, train, lambda params, X: X), False, "one digit for each of 599 images"),
        (
            (gradients, train, lambda params, X: X @ params["W1"] @ params["W1"]),
            False,
            "Your predict raised ValueError",
        ),
    ],
)
def test_what_cannot_be_shown_becomes_one_line(functions, waiting, said):
    experiment = DigitsExperiment(*functions)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]
    experiment.close()


# --- what the gradient says ------------------------------------------------------------------------------------------


def test_the_gradient_at_the_pixels_is_what_nudging_them_measures():
    params, image, label = random_params(3), DIGITS.held_images[7], int(DIGITS.held_labels[7])
    _, gradient = pixel_gradient(gradients, params, image, label)
    for k in range(0, 64, 5):
        nudge = np.zeros(64)
        nudge[k] = 1e-5
        up, down = (pixel_gradient(gradients, params, image + sign * nudge, label)[0] for sign in (1, -1))
        assert gradient[k] == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-9)


def test_the_smallest_step_turns_the_reading_and_a_smaller_one_does_not():
    params = train(*DATA)
    reading = read(predict, params, DIGITS.held_images, DIGITS.held_labels)
    place = reading.wrong[0]
    image, label = DIGITS.held_images[place], int(DIGITS.held_labels[place])
    advice = advise(gradients, predict, params, image, label)
    assert predict(params, advice.moved[None])[0] == label
    shorter = np.clip(image + (advice.step - 0.01) * advice.direction, 0, 1)
    assert predict(params, shorter[None])[0] != label
    assert advice.after > advice.before
    assert np.all((advice.moved >= 0) & (advice.moved <= 1))


def test_gradients_that_do_not_fit_the_parameters_are_told():
    with pytest.raises(RunStopped, match="64 pixels"):
        pixel_gradient(lambda *given: (np.nan, gradients(*given)[1]), random_params(0), DIGITS.images[0], 0)


# --- the widget ------------------------------------------------------------------------------------------------------


def test_it_opens_after_some_steps_with_misread_digits_and_a_question(widget):
    assert backprop.widgets.DigitsExperiment is DigitsExperiment
    assert (len(widget.objectives), widget.step, widget.preset) == (FIRST, 0, RIGHT)
    assert widget.objectives[0] == pytest.approx(np.log(10), abs=0.1)
    assert "press Train" in widget.frames[0]["ask"]
    assert len(widget.frames) > 10
    counts = np.array(widget.counts)
    assert counts.sum() == 599
    assert widget.accuracy == pytest.approx(np.trace(counts) / 599)
    assert 0.6 < widget.accuracy < 0.9


def test_run_goes_on_where_it_was_and_the_end_is_that_of_train_alone(widget):
    widget.run(20)
    assert len(widget.objectives) == FIRST + 20
    widget.run(10**6)
    alone = predict(train(DIGITS.images, DIGITS.labels, 0), DIGITS.held_images)
    assert widget.accuracy == pytest.approx(np.mean(alone == DIGITS.held_labels))
    assert widget.frames[0]["heading"] == "Your train has returned, after 1140 steps"
    widget.anew = 1
    assert len(widget.objectives) == FIRST


def test_the_other_preset_asks_about_the_digit_that_was_read(widget):
    right = widget.frames[1]
    widget.step = 1
    widget.preset = READ
    other = widget.frames[widget.step]
    shown, was = right["label"].split("→")
    assert f"gives the {shown} a probability" in right["text"]
    assert f"gives the {was} a probability" in other["text"]
    assert other["image"] == right["image"]
    assert np.dot(other["push"], right["push"]) < 0
    widget.preset = "no such question"
    assert widget.preset == RIGHT


def test_while_it_trains_the_loop_is_free_and_stop_holds_it(widget, monkeypatch):
    monkeypatch.setattr(digits_module, "TICK_S", 0.001)
    seen = []

    async def watch():
        widget.running = True
        while len(widget.objectives) < FIRST + 40:
            seen.append((widget.running, len(widget.frames)))
            await asyncio.sleep(0)
        widget.running = False
        await widget._task
        held = len(widget.objectives)
        await asyncio.sleep(0.02)
        assert len(widget.objectives) == held
        assert len(widget.frames) > 1
        widget.running = True
        await widget._task

    own_loop.run(watch())
    assert (True, 1) in seen
    assert not widget.running
    assert widget.frames[0]["tone"] == "done"
    assert len(widget.objectives) == 1140


def test_a_live_training_sends_few_points_and_no_pictures_at_most_25_times_a_second(widget):
    assert digits_module.TICK_S >= 1 / 25
    widget.run(10**6)
    assert all(len(curve["points"]) <= 121 for curve in widget.plot["curves"])
    widget._tell()
    assert len(json.dumps([widget.plot, widget.counts, widget.frames])) < 12_000


def test_a_training_begun_again_while_it_runs_does_not_go_on(widget, monkeypatch):
    monkeypatch.setattr(digits_module, "TICK_S", 0.001)

    async def watch():
        widget.running = True
        await asyncio.sleep(0.02)
        widget.anew += 1
        await widget._task
        assert (widget.running, len(widget.objectives)) == (False, FIRST)

    own_loop.run(watch())


def _held_threads():
    return [thread for thread in threading.enumerate() if thread.name == "training"]


def test_a_cell_that_is_run_again_leaves_no_held_training_behind():
    before = len(_held_threads())
    made = [DigitsExperiment(gradients, train, predict) for _ in range(4)]
    for experiment in made[:-1]:
        experiment._training._thread.join(10)
    assert len(_held_threads()) <= before + 1
    assert not made[-1]._training.closed
    for experiment in made:
        experiment.close()


def test_a_training_that_was_ended_by_a_later_experiment_begins_again_when_it_is_asked_to_go_on(widget, monkeypatch):
    monkeypatch.setattr(digits_module, "TICK_S", 0.001)
    later = DigitsExperiment(gradients, train, predict)
    widget._training._thread.join(10)
    assert len(widget.frames) > 1

    async def watch():
        widget.running = True
        await widget._task

    own_loop.run(watch())
    assert widget.frames[0]["heading"] == "Your train has returned, after 1140 steps"
    assert later._training.closed
    later.close()


def test_a_training_that_runs_rests_when_a_later_experiment_ends_it(widget, monkeypatch):
    monkeypatch.setattr(digits_module, "TICK_S", 0.001)

    async def watch():
        widget.running = True
        await asyncio.sleep(0.01)
        later = DigitsExperiment(gradients, train, predict)
        await widget._task
        assert not widget.running
        assert len(widget.objectives) < 1140
        later.close()

    own_loop.run(watch())


def test_all_that_travels_is_plain_json_even_where_j_is_not_finite():
    experiment = DigitsExperiment(gradients, _steep, predict)
    json.dumps([experiment.frames, experiment.plot, experiment.counts], allow_nan=False)
    experiment.close()


def _steep(X, labels, seed):
    params = random_params(seed)
    with np.errstate(all="ignore"):
        for k in range(50):
            gradients({**params, "W1": params["W1"] * 10.0 ** (9 * k)}, X[:8], labels[:8], 0.0)
    return params


def test_an_export_has_the_numbers_of_the_live_page(widget):
    data = widget._repr_mimebundle_()[0]
    for frame in widget.frames:
        assert frame["text"] in data["text/plain"]
    for curve in widget.plot["curves"]:
        assert " ".join(f"{x},{y}" for x, y in curve["points"]) in data["text/html"]
    row = widget.counts[8]
    assert re.search(r"^8 +" + " +".join(str(n or "·") for n in row) + "$", data["text/plain"], re.MULTILINE)
    assert data["text/html"].count("<figcaption>") == len(widget.frames) - 1 + 2 + bool(widget.frames[1]["moved"])


def test_points_keep_inside_the_axes_whatever_j_is():
    record = plot([1e-9, 0.0, np.inf, 1e30, np.nan, 1.0], [(1, 0.0), (6, 1.0)])
    for curve in record["curves"]:
        for x, y in curve["points"]:
            assert record["left"] <= x <= record["right"]
            assert record["top"] <= y <= record["bottom"]
    assert len(record["curves"][0]["points"]) == 5


def test_the_module_is_one_text_in_which_no_name_comes_twice():
    names = re.findall(r"^(?:export )?(?:function|const|let) (\w+)", module("experiment", "digits"), re.MULTILINE)
    assert len(names) == len(set(names))


# --- what the notebook says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch", "rate", "J", "right"),
    [(1198, 0.3, 1.97, 48), (1198, 1.0, 0.99, 81), (128, 0.3, 0.28, 92), (32, 0.3, 0.10, 96)],
)
def test_the_table_of_batch_sizes_can_be_repeated(batch, rate, J, right):
    params = train(DIGITS.images, DIGITS.labels, 0, passes=10, batch=batch, rate=rate)
    assert gradients(params, DIGITS.images, DIGITS.labels, 1e-4)[0] == pytest.approx(J, abs=0.006)
    assert round(100 * np.mean(predict(params, DIGITS.held_images) == DIGITS.held_labels)) == right
