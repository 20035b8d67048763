"""The shop run by a reader's own layers, right, wrong and unfinished (backprop.widgets.shop_model and shop_story)."""

import math
from itertools import pairwise

import numpy as np
import pytest

from backprop.widgets import shop_story as story
from backprop.widgets.readers import in_words
from backprop.widgets.shop_model import GATES, INPUTS, RESULT, ShopModel
from layer_answers import AddLayer, MulLayer

SHOP = story.PRESETS[0].inputs


def returning(forward=lambda x, y: x * y, backward=lambda dout: (dout, dout)):
    """Return a class of layers that return what these two functions return."""
    methods = {"forward": lambda self, x, y: forward(x, y), "backward": lambda self, dout: backward(dout)}
    return type("Layer", (), methods)


def test_the_shop_of_the_notebook_costs_715_and_a_little():
    run = ShopModel(MulLayer, AddLayer).run(SHOP)
    assert run.values[RESULT] == 715.0000000000001
    assert run.problem is None


def test_every_input_gets_the_gradient_that_a_nudge_measures():
    model = ShopModel(MulLayer, AddLayer)
    for preset in story.PRESETS:
        run = model.run(preset.inputs)
        for dial in story.DIALS:
            nudge = model.nudge(preset.inputs, dial.name, dial.nudge)
            assert run.gradients[dial.name] == pytest.approx(nudge.rate, abs=1e-9), (preset.name, dial.name)


def test_a_price_nudged_by_one_moves_the_total_as_the_notebook_tells():
    nudge = ShopModel(MulLayer, AddLayer).nudge(SHOP, "apple", 1)
    assert (nudge.before, nudge.after) == (715.0000000000001, 717.2)


def test_a_reader_who_forgets_the_upstream_sees_his_own_numbers():
    class Forgets(MulLayer):
        def backward(self, dout):
            return self.y, self.x

    run = ShopModel(Forgets, AddLayer).run(SHOP)
    assert run.gradients["apple"] == 2
    assert run.problem is None
    product = story.details(run, SHOP)["apple_cost"]["backward"][0]
    assert product == {
        "wire": "apple",
        "upstream": "1.1",
        "local": "2",
        "downstream": "2",
        "product": "2.2",
        "holds": False,
    }


def test_layers_that_share_their_memory_are_not_forgiven():
    class Shares(MulLayer):
        def forward(self, x, y):
            Shares.x, Shares.y = x, y  # the class's, not the instance's
            return x * y

    run = ShopModel(Shares, AddLayer).run(SHOP)
    assert run.gradients["apple"] != 2.2


@pytest.mark.parametrize(
    ("mul", "add", "vertex", "exercise"),
    [
        (None, AddLayer, "apple_cost", "exercise 1.1, MulLayer"),
        (MulLayer, None, "subtotal", "exercise 1.2, AddLayer"),
        (None, None, "apple_cost", "exercise 1.1, MulLayer"),
    ],
)
def test_what_is_not_written_names_the_exercise_to_finish(mul, add, vertex, exercise):
    problem = ShopModel(mul, add).run(SHOP).problem
    assert (problem.gate, problem.waiting) == (vertex, True)
    assert f"finish {exercise}, and run its cell" in problem.message


def test_a_stub_that_raises_not_implemented_is_waited_for_wherever_it_raises():
    def stub(*_):
        raise NotImplementedError("exercise 1.1: MulLayer")

    for layer in (stub, returning(forward=stub), returning(backward=stub)):
        problem = ShopModel(layer, AddLayer).run(SHOP).problem
        assert problem.waiting
        assert "finish exercise 1.1, MulLayer" in problem.message
    assert problem.message.startswith("MulLayer.backward is not written yet")
    assert problem.gate == "taxed"


NONSENSE = [None, "200", True, [200.0], np.array([200.0]), 2j, object(), (200.0, 1.0)]


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: type(value).__name__)
def test_a_forward_that_returns_no_number_stops_at_its_node_in_one_line(value):
    run = ShopModel(returning(forward=lambda x, y: value), AddLayer).run(SHOP)
    assert run.problem.gate == "apple_cost"
    assert not run.problem.waiting
    assert "your MulLayer.forward(100, 2) returned" in run.problem.message
    assert "\n" not in run.problem.message
    assert run.gradients == {}


@pytest.mark.parametrize("value", [None, 1.1, (1.1,), (1.1, 2.0, 3.0), (1.1, None), "ab", {"dx": 1, "dy": 2}], ids=repr)
def test_a_backward_that_returns_no_pair_stops_at_its_node_in_one_line(value):
    run = ShopModel(returning(backward=lambda dout: value), AddLayer).run(SHOP)
    assert run.problem.gate == "taxed"
    assert "two numbers (dx, dy) were expected" in run.problem.message
    assert run.gradients == {RESULT: 1.0}


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (ValueError("two\nlines"), "ValueError: two lines"),
        (KeyError(), "raised KeyError"),
        (SystemExit(3), "SystemExit: 3"),
        (Unprintable(), "raised Unprintable"),
        (ValueError("long " * 1000), "ValueError: long"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_whatever_the_reader_raises_becomes_one_short_line(error, said):
    def forward(x, y):
        raise error

    message = ShopModel(returning(forward=forward), AddLayer).run(SHOP).problem.message
    assert said in message
    assert "\n" not in message
    assert len(message) < 250


def test_an_endless_loop_can_still_be_interrupted():
    def forward(x, y):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ShopModel(returning(forward=forward), AddLayer).run(SHOP)


def test_nan_and_numpy_scalars_are_numbers():
    assert math.isnan(ShopModel(returning(forward=lambda x, y: math.nan), AddLayer).run(SHOP).values["apple_cost"])
    run = ShopModel(returning(forward=lambda x, y: np.float32(x * y)), AddLayer).run(SHOP)
    assert run.values["apple_cost"] == 200.0
    assert ShopModel(returning(forward=lambda x, y: np.array(x * y)), AddLayer).run(SHOP).problem is None


def test_what_the_reader_prints_does_not_flood_the_notebook(capsys):
    class Chatty(MulLayer):
        def forward(self, x, y):
            print("x is", x)
            return super().forward(x, y)

    model = ShopModel(Chatty, AddLayer)
    model.run(SHOP)
    model.nudge(SHOP, "apple", 1)
    assert capsys.readouterr().out == ""


def test_there_is_nothing_to_measure_where_there_is_no_price():
    assert ShopModel(None, AddLayer).nudge(SHOP, "apple", 1) is None


def test_the_steps_walk_forwards_turn_and_walk_back():
    run = ShopModel(MulLayer, AddLayer).run(SHOP)
    told = story.frames(run, SHOP)
    assert [frame.tone for frame in told] == ["start", *["forward"] * 4, *["backward"] * 4, "done"]
    assert [frame.node for frame in told[1:5]] == [gate.name for gate in GATES]
    assert [frame.node for frame in told[6:]] == [gate.name for gate in reversed(GATES)]
    assert None not in told[-1].values + told[-1].gradients


def test_each_step_adds_numbers_and_takes_none_away():
    told = story.frames(ShopModel(MulLayer, AddLayer).run(SHOP), SHOP)
    for before, after in pairwise(told):
        for row in ("values", "gradients"):
            pairs = zip(getattr(before, row), getattr(after, row), strict=True)
            assert all(old in (None, new) for old, new in pairs)
        changed = [
            i for i in range(9) if (before.values[i], before.gradients[i]) != (after.values[i], after.gradients[i])
        ]
        assert sorted(after.fresh) == changed


def test_the_first_view_has_all_values_no_gradient_and_asks():
    told = story.frames(ShopModel(MulLayer, AddLayer).run(SHOP), SHOP)
    first = told[story.first_step(told)]
    assert None not in first.values
    assert set(first.gradients) == {None}
    assert "by how much does the price grow?" in first.ask


@pytest.mark.parametrize("stops_at", ["forward", "backward"])
def test_the_first_view_of_code_that_stops_is_where_it_stopped(stops_at):
    def breaks(*_):
        raise ValueError("no")

    told = story.frames(ShopModel(returning(**{stops_at: breaks}), AddLayer).run(SHOP), SHOP)
    frame = told[story.first_step(told)]
    assert frame is told[-1]
    assert frame.tone == "trouble"
    assert frame.node == {"forward": "apple_cost", "backward": "taxed"}[stops_at]
    assert (
        frame.text == f"Your MulLayer.{stops_at}({'100, 2' if stops_at == 'forward' else '1'}) raised ValueError: no."
    )


def test_the_questions_of_the_presets_have_the_answers_they_hint_at():
    model = ShopModel(MulLayer, AddLayer)
    gradients = {preset.name: model.run(preset.inputs).gradients for preset in story.PRESETS}
    shop, untaxed = gradients["the shop"], gradients["no tax"]
    assert [name for name in INPUTS if untaxed[name] < shop[name]] == list(INPUTS[:4])
    assert untaxed["tax"] == shop["tax"]
    assert gradients["a free apple"]["apple_num"] == 0
    assert gradients["no oranges"]["orange"] == 0


def test_the_picture_does_not_tell_what_the_notebook_asks_for():
    """715.0000000000001 is a prediction of section 1.5: the experiment before it shows the short form only."""
    details = story.details(ShopModel(MulLayer, AddLayer).run(SHOP), SHOP)
    assert details["taxed"]["forward"] == "650 × 1.1 = 715"
    assert "0000000001" not in str(details)


def test_a_nudge_is_told_with_its_units():
    model = ShopModel(MulLayer, AddLayer)
    apple, tax = story.DIALS[0], story.DIALS[-1]
    assert story.nudge_sentence(apple, model.nudge(SHOP, "apple", apple.nudge)) == (
        "An apple costs 1 won more: the price goes from 715 to 717.2, a change of 2.2."
    )
    assert story.nudge_sentence(tax, model.nudge(SHOP, "tax", tax.nudge)).endswith("that is 650 per 1.0.")


@pytest.mark.parametrize(
    "value", [[0.0] * 1000, "x" * 1000, Unprintable(), "a\nb"], ids=["list", "str", "odd", "lines"]
)
def test_any_value_fits_into_one_line(value):
    words = in_words(value)
    assert len(words) <= 60
    assert "\n" not in words
