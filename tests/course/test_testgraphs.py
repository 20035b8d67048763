"""Graphs on the table: built as described, patient up to a point, and read out as they are."""

import numpy as np
import pytest

from backprop.exercises.graph_walks import below, fault, moves
from backprop.exercises.sketches import Sketch, diamond_and_skip, ladder, long_chain, tangle
from backprop.graph import Node
from backprop.rooms.room import Misfit
from backprop.rooms.testgraphs import READS, graph, positions, wiring

RNG = np.random.default_rng(7)


def small() -> dict:
    """A times b, plus a."""
    sketch = Sketch()
    a, b = sketch.leaf(2.0), sketch.leaf(5.0)
    sketch.add(sketch.mul(a, b), a)
    return sketch.inputs()


def test_a_graph_is_built_as_described() -> None:
    a, b, product, total = graph(**small())
    assert (product.value, total.value) == (10.0, 12.0)
    assert product.parents == ((a, 5.0), (b, 2.0))
    assert total.parents == ((product, 1.0), (a, 1.0))
    assert not a.parents


def walk_every_path(output: Node) -> None:
    stack = [output]
    while stack:
        stack += [parent for parent, _ in stack.pop().parents]


def test_a_walk_along_every_path_of_a_ladder_is_ended() -> None:
    output = graph(**ladder(RNG).inputs())[-1]
    with pytest.raises(TimeoutError, match=f"{READS:,} times"):
        walk_every_path(output)


def test_a_walk_may_look_at_every_node_of_the_longest_chain_ten_times() -> None:
    nodes = graph(**long_chain(RNG).inputs())
    assert sum(len(node.parents) for _ in range(10) for node in nodes) == 10 * 4999


def test_positions_know_the_graphs_own_nodes_by_identity() -> None:
    nodes, others = graph(**small()), graph(**small())
    assert positions(nodes, [nodes[1], others[0], nodes[0]]).tolist() == [1, -1, 0]


@pytest.mark.parametrize("order", [None, 3, "abc", [1.0], [0], {1: 2}])
def test_what_is_not_a_list_of_nodes_is_said_to_be_something_else(order: object) -> None:
    with pytest.raises(Misfit, match="instead of a list of nodes"):
        positions(graph(**small()), order)


def test_wiring_shows_a_changed_value_and_a_changed_slope() -> None:
    nodes = graph(**small())
    before = wiring(nodes)
    nodes[0].value = 3.0
    nodes[3].parents = ((nodes[2], 7.0), (nodes[0], 1.0))
    assert np.flatnonzero(wiring(nodes) != before).tolist() == [0, 6]


def test_nudges_follow_every_path() -> None:
    inputs = small()
    assert moves(**inputs).tolist() == [6.0, 2.0, 1.0, 1.0]


def test_nudges_agree_with_the_function_of_a_graph_that_skips() -> None:
    inputs = diamond_and_skip(RNG).inputs()
    a, b = inputs["values"][:2]
    f = lambda a, b: (a * b) * (a * b + a) + a * b  # noqa: E731
    step = 1e-6
    slope = (f(a + step, b) - f(a - step, b)) / (2 * step)
    assert moves(**inputs)[0] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_all_of_a_tangle_is_used(seed: int) -> None:
    inputs = tangle(np.random.default_rng(seed)).inputs()
    last = len(inputs["values"]) - 1
    assert below(inputs["wires"], last) == set(range(last + 1))


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ([0, 1, 2, 3], None),
        ([1, 0, 2, 3], None),
        ([3, 2, 1, 0], "order-dependent"),
        ([0, 2, 1, 3], "order-dependent"),
        ([0, 1, 2], "path-missing"),
        ([0, 0, 1, 2, 3], "path-mixed"),
        ([0, 1, 2, 3, -1], "value-mismatch"),
    ],
)
def test_faults_of_an_order_are_named(order: list[int], code: str | None) -> None:
    found = fault(small(), np.array(order), 3)
    assert (found and found.code) == code
