"""Walks in the reader's order and in broken ones: what arrives where, and by how much it is wrong."""

import math

import pytest

from backprop.graph import Node
from backprop.widgets import walk_story as story
from backprop.widgets.readers import RunStopped, agree
from backprop.widgets.walk_graphs import EXHIBITS
from backprop.widgets.walk_model import WALKS, gradients_of, nodes, order_of, replay
from backprop_reference.graph import backward, topological_order

SIX, SHOP, DIAMONDS = EXHIBITS
YOURS, *BROKEN = WALKS


def walk_of(name):
    return next(walk for walk in WALKS if walk.name == name)


def walked(exhibit, name, function=topological_order):
    return replay(exhibit, walk_of(name), order_of(function, exhibit))


def found(exhibit, name):
    return walked(exhibit, name)[-1].gradients


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_in_the_readers_order_every_node_gets_what_nudging_measures(exhibit):
    gradients = found(exhibit, "your order")
    assert gradients == gradients_of(backward, exhibit)
    assert story.differences(exhibit, gradients) == {}


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_in_the_readers_order_nobody_hands_on_too_early_or_twice(exhibit):
    visits = walked(exhibit, "your order")
    assert [(visit.waiting, visit.again, visit.late) for visit in visits] == [(0, False, ())] * len(exhibit.gates)
    assert set(visits[-1].pending.values()) == {0}


@pytest.mark.parametrize(
    ("walk", "a", "b", "c"),
    [
        ("your order", 27, 8, 8),
        ("forwards", 0, 0, 1),
        ("first arrival", 18, 5, 8),
        ("every arrival", 66, 21, 8),
        ("overwrite", 9, 3, 3),
        ("by value", 3, 0, 8),
    ],
)
def test_the_walks_over_six_nodes_have_the_numbers_of_the_notebook(walk, a, b, c):
    gradients = found(SIX, walk)
    assert (gradients["a"], gradients["b"], gradients["c"]) == (a, b, c)


@pytest.mark.parametrize(
    ("exhibit", "shows"),
    [
        (SIX, {"forwards", "first arrival", "every arrival", "overwrite", "by value"}),
        (SHOP, {"forwards"}),
        (DIAMONDS, {"forwards", "every arrival", "overwrite"}),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_each_graph_shows_the_mistakes_that_the_notebook_says(exhibit, shows):
    assert {walk.name for walk in BROKEN if story.differences(exhibit, found(exhibit, walk.name))} == shows


def test_at_first_arrival_one_share_comes_too_late_for_c():
    early, late = walked(SIX, "first arrival")[-2:]
    assert (early.name, early.upstream, early.waiting) == ("c", 5, 1)
    assert (late.name, late.late) == ("d", ("c",))


def test_every_arrival_hands_the_gradient_of_c_on_three_times():
    handed = [visit.upstream for visit in walked(SIX, "every arrival") if visit.name == "c"]
    assert handed == [5, 8, 8]
    assert walked(SIX, "every arrival")[-1].pending["a"] == -2


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_whichever_right_order_the_reader_finds_the_numbers_are_the_same(walk):
    order = order_of(topological_order, SIX)
    other = [order[1], order[0], *order[2:]]
    assert replay(SIX, walk, order)[-1].gradients == replay(SIX, walk, other)[-1].gradients


def test_a_readers_wrong_order_is_walked_as_it_is():
    visits = walked(SIX, "your order", lambda output: topological_order(output)[::-1])
    assert visits[-1].gradients["a"] == 0
    assert "a has 0 instead of 27" in story.frames(SIX, YOURS, visits)[-1].text


def test_equal_numbers_in_the_graph_are_what_by_value_stumbles_over():
    values = SIX.values()
    assert values["b"] == values["c"]
    assert len(set(SHOP.values().values())) == len(SHOP.names)
    assert len(set(DIAMONDS.values().values())) == len(DIAMONDS.names)


@pytest.mark.parametrize(
    ("function", "waiting", "said"),
    [
        (None, True, "finish exercise 7.1, topological_order"),
        (lambda output: 1 / 0, False, "raised ZeroDivisionError"),
        (lambda output: None, False, "returned None; a list of nodes was expected"),
        (lambda output: [output, 3], False, "with 3 in it, which is no node of the graph"),
        (lambda output: [Node(1.0)], False, "which is no node of the graph"),
    ],
)
def test_what_is_no_order_becomes_one_line(function, waiting, said):
    with pytest.raises(RunStopped) as stop:
        order_of(function, SIX)
    assert stop.value.waiting == waiting
    assert said in str(stop.value)


def test_a_backward_that_leaves_no_numbers_becomes_one_line():
    def odd(output):
        output.grad = "one"

    with pytest.raises(RunStopped, match=r"left 'one' in f\.grad; a number was expected"):
        gradients_of(odd, SIX)


def test_a_print_of_the_readers_does_not_reach_the_notebook(capsys):
    order_of(lambda output: print("here") or topological_order(output), SIX)
    assert capsys.readouterr().out == ""


def test_an_empty_order_moves_nothing():
    assert [replay(SIX, walk, []) for walk in WALKS if walk.name != "every arrival"] == [[]] * 5


def test_the_nodes_given_to_the_reader_are_fresh_and_untouched():
    graph = nodes(SIX)
    assert {node.grad for node in graph.values()} == {0.0}
    assert [parent.name for parent, _ in graph["e"].parents] == ["c", "d"]
    assert graph["f"] is not nodes(SIX)["f"]


def test_the_steps_begin_at_the_output_and_end_with_the_sum():
    told = story.frames(SIX, YOURS, walked(SIX, "your order"), "And that is all.")
    assert [frame.node for frame in told] == ["f", "f", "e", "d", "c", ""]
    assert [frame.tone for frame in told] == ["start", *["backward"] * 4, "done"]
    assert told[-1].text.endswith("And that is all.")
    assert told[2].text == "e has 1. It hands 1 × 4 = 4 to c and 1 × 3 = 3 to d."
    assert told[0].pending == {"a": "2", "b": "1", "c": "3", "d": "1", "e": "1"}
    assert told[-1].board[0] == ("a", "0", "27", "27", "0", "right")


def test_a_broken_walk_says_where_and_by_how_much():
    told = story.frames(SIX, walk_of("first arrival"), walked(SIX, "first arrival"))
    assert told[3].heading == "c hands on too early"
    assert told[4].text.endswith("Too late for c: what comes now goes no further.")
    assert told[-1].text == "Wrong at 2 of 6 nodes: b has 5 instead of 8, a has 18 instead of 27."
    assert told[-1].board[0] == ("a", "0", "18", "27", "−9", "wrong")


def test_where_a_mistake_does_not_show_the_question_is_why():
    told = story.frames(SHOP, walk_of("overwrite"), walked(SHOP, "overwrite"))
    assert (told[-1].tone, told[-1].ask) == (
        "done",
        "This walk is broken, and on this graph it does not show. Why not?",
    )


def test_gradients_are_the_same_up_to_rounding_only():
    assert agree(27, 27 + 1e-6)
    assert not agree(27, 27.1)
    assert not agree(27, math.nan)
