"""A deep stack in training: by nudging, in a task that lets others in (backprop.widgets.deep_training)."""

import asyncio
import json

import numpy as np
import pytest

import backprop.widgets
import own_loop
from backprop.widgets.deep_training import DeepTrainingExperiment
from backprop.widgets.deep_training_model import Trainer
from backprop.widgets.deep_training_story import HIGHEST, MILESTONES, PRESETS, axes, points
from backprop.widgets.vanishing_model import Setting
from backprop_reference.exercises.vanishing_gradient import layer_gradient_norms

SMALL = Setting("tanh", 3, 12, 0.289)


@pytest.fixture
def experiment():
    made = DeepTrainingExperiment(layer_gradient_norms)
    made.activation, made.depth = SMALL.activation, SMALL.depth
    return made


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_nudged_slopes_have_the_sizes_that_the_walk_back_finds(activation):
    trainer = Trainer(Setting(activation, 3, 12, 0.4))
    nudged = [np.linalg.norm(slopes) for slopes in trainer.slopes()]
    assert nudged == pytest.approx(trainer.norms(layer_gradient_norms), rel=1e-6)


def test_a_step_goes_downhill_by_what_the_slopes_foretell():
    trainer = Trainer(SMALL)
    before = [W.copy() for W in trainer.weights]
    slopes = trainer.slopes()
    trainer.step()
    for old, new, slope in zip(before, trainer.weights, slopes, strict=True):
        assert new == pytest.approx(old - 0.2 * slope)
    assert trainer.losses[1] < trainer.losses[0]


def test_the_dashed_line_is_the_best_constant_answer():
    trainer = Trainer(SMALL)
    targets = trainer._targets
    around = [np.sum((targets - targets.mean(axis=0) - move) ** 2) / 32 for move in (-0.01, 0.0, 0.01)]
    assert min(around) == around[1] == pytest.approx(trainer.best_constant)


def test_ten_sigmoids_stop_at_the_dashed_line_and_ten_tanh_go_on():
    """The sentence of the notebook, at fewer steps."""
    sigmoids, tanhs = (Trainer(PRESETS[name]) for name in ("ten sigmoids", "ten tanh"))
    for trainer in (sigmoids, tanhs):
        for _ in range(100):
            trainer.step()
    assert sigmoids.losses[-1] == pytest.approx(sigmoids.best_constant, rel=0.01)
    assert tanhs.losses[-1] < 0.1 * tanhs.best_constant


def start(experiment):
    experiment.running = True


def test_run_trains_without_a_loop_and_tells_the_milestones(experiment):
    losses = experiment.run(10)
    assert len(losses) == 11
    assert [frame["reached"] for frame in experiment.frames] == [steps <= 10 for steps in MILESTONES]
    assert (experiment.step, experiment.live["steps"]) == (MILESTONES.index(10), 10)
    assert f"The loss is {losses[10]:.3f}" in experiment.frames[3]["text"]


def test_the_same_seed_gives_the_same_curve(experiment):
    assert experiment.run(3) == DeepTrainingExperimentOf(SMALL).run(3)


def DeepTrainingExperimentOf(setting):
    made = DeepTrainingExperiment(layer_gradient_norms)
    made.activation, made.depth, made.scale, made.seed = setting.activation, setting.depth, setting.scale, setting.seed
    return made


def test_start_trains_in_the_background_and_stop_stops(experiment):
    async def started_and_stopped():
        experiment.running = True
        others = 0
        while experiment._trainer.steps < 5:
            await asyncio.sleep(0)
            others += 1
        experiment.running = False
        at = experiment._trainer.steps
        for _ in range(5):
            await asyncio.sleep(0)
        return others, at, experiment._trainer.steps

    others, at, later = own_loop.run(started_and_stopped())
    assert others >= 5, "nobody else had a turn while it trained"
    assert at == later == experiment.live["steps"]


def test_a_step_trains_to_the_next_milestone_and_a_second_one_further(experiment):
    async def stepped():
        experiment.step = 1
        experiment.step = 2
        await experiment._task
        return experiment._trainer.steps, experiment.step

    assert own_loop.run(stepped()) == (MILESTONES[2], 2)


def test_start_goes_to_the_end_and_says_that_it_has_ended(experiment):
    experiment.depth = 1

    async def to_the_end():
        experiment.running = True
        await experiment._task

    own_loop.run(to_the_end())
    assert (experiment._trainer.steps, experiment.running, experiment.step) == (300, False, len(MILESTONES) - 1)
    assert experiment.run(5) == experiment.losses
    assert len(experiment.losses) == 301


def test_reset_stops_training_and_forgets_it_and_start_at_the_end_begins_anew(experiment):
    experiment.depth = 1
    own_loop.without(lambda: start(experiment))
    assert (experiment._trainer.steps, experiment.running) == (300, False)
    ended = experiment.losses
    own_loop.without(lambda: start(experiment))
    assert experiment.losses == ended
    assert experiment.older == []
    experiment.fresh += 1
    assert (experiment._trainer.steps, experiment.step, experiment.live["steps"]) == (0, 0, 0)


def test_another_stack_stops_training_and_keeps_the_curve(experiment):
    async def moved():
        experiment.running = True
        while experiment._trainer.steps < 2:
            await asyncio.sleep(0)
        experiment.scale = 0.5
        await asyncio.sleep(0)
        return experiment.running, experiment._trainer.steps

    assert own_loop.run(moved()) == (False, 0)
    (kept,) = experiment.older
    assert kept["label"] == "3 tanh, 0.289"
    assert len(kept["points"]) >= 2
    for seed in range(1, 6):
        experiment.run(1)
        experiment.seed = seed
    assert len(experiment.older) == 3


def test_closing_the_experiment_ends_its_task(experiment):
    async def closed():
        experiment.running = True
        task = experiment._task
        await asyncio.sleep(0)
        experiment.close()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert own_loop.run(closed())


@pytest.mark.parametrize(
    ("function", "tone", "said"),
    [
        (None, "waiting", "finish exercise 6.1, layer_gradient_norms"),
        (lambda weights, X, dout, activation: [1.0, 2.0], "trouble", "10 numbers were expected"),
    ],
)
def test_without_the_readers_function_nothing_is_trained(function, tone, said):
    experiment = DeepTrainingExperiment(function)
    assert backprop.widgets.DeepTrainingExperiment is DeepTrainingExperiment
    assert len(experiment.run(3)) == 1
    own_loop.without(lambda: start(experiment))
    assert not experiment.running
    (frame,) = experiment.frames
    assert frame["tone"] == tone
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_a_loss_that_is_no_number_ends_training_in_words_and_in_plain_json(experiment):
    experiment.activation = "relu"
    experiment._trainer.weights[0] *= 1e300
    assert len(experiment.run(50)) == 2
    assert "no number any more" in experiment.frames[-1]["text"]
    json.dumps([experiment.frames, experiment.live, experiment.older, experiment.axes], allow_nan=False)


def test_settings_from_the_browser_stay_within_limits(experiment):
    experiment.depth, experiment.scale, experiment.activation, experiment.seed = 99, float("nan"), "softmax", -1
    assert experiment.setting == Setting("sigmoid", 12, 12, 0.289, 0)


def test_the_export_tells_the_milestones_that_were_reached(experiment):
    experiment.run(3)
    data = experiment._repr_mimebundle_()[0]
    for frame in experiment.frames[1:3]:
        assert frame["text"] in data["text/plain"]
        assert frame["text"] in data["text/html"]
    assert "After 10 steps" not in data["text/plain"]


def test_points_keep_inside_the_axes():
    frame = axes(0.5)
    for x, y in points([0.0, HIGHEST, 99.0, float("inf"), float("nan")]):
        assert frame["left"] <= x <= frame["right"]
        assert frame["top"] <= y <= frame["bottom"]
