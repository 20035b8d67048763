"""Properties of the layered layout (backprop.layout), on random graphs."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.layout import Box, layered


@st.composite
def graphs(draw):
    """Up to 18 nodes of random sizes, each wired to at most three nodes before it, some of them twice."""
    count = draw(st.integers(1, 18))
    sizes = {f"n{i}": (draw(st.integers(20, 120)), draw(st.integers(20, 60))) for i in range(count)}
    edges = []
    for i in range(1, count):
        sources = draw(st.lists(st.integers(0, i - 1), max_size=3))
        edges += [(f"n{source}", f"n{i}") for source in sources]
    return sizes, edges


def overlap(one, other):
    """Whether two boxes have more than a border in common."""
    across = abs(one.x - other.x) < (one.width + other.width) / 2 - 1e-9
    return across and abs(one.y - other.y) < (one.height + other.height) / 2 - 1e-9


def boxes_of(plan):
    return [*plan.boxes.values(), *(route.label for route in plan.routes)]


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_nothing_overlaps_neither_nodes_nor_labels(graph):
    for first, second in combinations(boxes_of(layered(*graph)), 2):
        assert not overlap(first, second), (first, second)


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_every_wire_goes_right_from_its_source_to_its_target(graph):
    sizes, edges = graph
    plan = layered(sizes, edges)
    for (source, target), route in zip(edges, plan.routes, strict=True):
        assert route.stretches[0].start == plan.boxes[source].right
        assert route.stretches[-1].end == plan.boxes[target].left
        corners = [x for stretch in route.stretches for x in (stretch.start, stretch.end)]
        assert corners == sorted(corners)
        assert plan.boxes[source].right < plan.boxes[target].left


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_a_wire_runs_through_no_box_but_its_own_label(graph):
    sizes, edges = graph
    plan = layered(sizes, edges)
    for edge, route in zip(edges, plan.routes, strict=True):
        own = [plan.boxes[edge[0]], plan.boxes[edge[1]], route.label]
        for stretch in route.stretches:
            line = Box((stretch.start + stretch.end) / 2, stretch.y, stretch.end - stretch.start, 0.0)
            assert not [box for box in boxes_of(plan) if box not in own and overlap(line, box)]


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_everything_lies_inside_the_picture(graph):
    plan = layered(*graph)
    for box in boxes_of(plan):
        assert 0 <= box.left <= box.right <= plan.width + 1e-9
        assert 0 <= box.y - box.height / 2 <= box.y + box.height / 2 <= plan.height + 1e-9


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_same_graph_gets_the_same_layout(graph):
    assert layered(*graph) == layered(*graph)


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_the_sweeps_never_add_a_crossing_and_count_what_is_drawn(graph):
    plan = layered(*graph)
    assert plan.crossings <= plan.crossings_unsorted
    assert plan.crossings == crossings_drawn(plan)


def crossings_drawn(plan):
    """Count crossings on the paper: curves between the same two columns that change sides."""
    curves = {}
    for route in plan.routes:
        for before, after in pairwise(route.stretches):
            curves.setdefault((before.end, after.start), []).append((before.y, after.y))
    return sum(
        (a0 - b0) * (a1 - b1) < -1e-9 for between in curves.values() for (a0, a1), (b0, b1) in combinations(between, 2)
    )


def test_the_sweeps_untangle_what_can_be_untangled():
    sizes = dict.fromkeys(["a", "b", "c", "d"], (40, 40))
    plan = layered(sizes, [("a", "d"), ("b", "c")])
    assert (plan.crossings_unsorted, plan.crossings) == (1, 0)


def test_equal_barycentres_are_tried_in_both_orders():
    edges = [("a", "c"), ("b", "c"), ("a", "d"), ("b", "e"), ("e", "f")]
    plan = layered(dict.fromkeys("abcdef", (40, 40)), edges)
    assert (plan.crossings_unsorted, plan.crossings) == (1, 0)


def test_a_sweep_that_tangles_is_not_kept():
    edges = [("a", "c"), ("b", "d"), ("a", "e"), ("b", "e")]  # the last sweep alone would leave 2 crossings
    assert layered(dict.fromkeys("abcde", (40, 40)), edges).crossings <= 1


def test_a_long_wire_runs_straight_when_nothing_is_in_its_way():
    sizes = dict.fromkeys(["x", "y", "f", "g", "h"], (40, 40))
    plan = layered(sizes, [("x", "f"), ("f", "g"), ("g", "h"), ("y", "h")])
    long = plan.routes[3]
    assert len({round(stretch.y, 6) for stretch in long.stretches[:-1]}) == 1


def test_a_chain_lies_on_one_line():
    sizes = dict.fromkeys("abcd", (40, 40))
    plan = layered(sizes, [("a", "b"), ("b", "c"), ("c", "d")])
    assert len({box.y for box in boxes_of(plan)}) == 1


def test_a_wire_that_goes_backwards_is_refused():
    with pytest.raises(ValueError, match="'b' -> 'a' goes backwards"):
        layered({"a": (10, 10), "b": (10, 10)}, [("b", "a")])


def test_no_graph_at_all_is_an_empty_picture():
    plan = layered({}, [])
    assert (plan.boxes, plan.routes) == ({}, ())
    assert plan.width > 0
