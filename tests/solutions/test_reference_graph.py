"""The engine on nodes, and the tape of gates."""

from collections import Counter

import numpy as np
import pytest

from backprop.graph import Node
from backprop_reference import Graph, backward, differentiate, numeric_gradient, topological_order
from backprop_reference.arrays import norm
from backprop_reference.exercises.mlp_l2 import mlp_backward, mlp_forward
from backprop_reference.gates import copy, maximum, mul, sigmoid
from backprop_reference.linear import affine, total
from backprop_reference.losses import half_squared_error, l2


def times(x, y):
    return Node(x.value * y.value, [(x, y.value), (y, x.value)])


def plus(x, y):
    return Node(x.value + y.value, [(x, 1.0), (y, 1.0)])


def chain(length):
    nodes = [Node(1.0)]
    for _ in range(length):
        nodes.append(Node(1.0, [(nodes[-1], 1.0)]))
    return nodes


def random_graph(rng, size):
    nodes = [Node(0.0)]
    for _ in range(size - 1):
        parents = rng.integers(0, len(nodes), size=rng.integers(0, 4))
        nodes.append(Node(0.0, [(nodes[k], float(rng.normal())) for k in parents]))
    return nodes


def sum_over_paths(output, node):
    """The definition: over all paths from output to node, the sum of the products of the local gradients."""
    if output is node:
        return 1.0
    return sum(local * sum_over_paths(parent, node) for parent, local in output.parents)


# --- nodes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_every_node_comes_once_and_after_its_parents(seed):
    output = random_graph(np.random.default_rng(seed), 12)[-1]
    order = topological_order(output)
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is output
    assert all(place[parent] < place[node] for node in order for parent, _ in node.parents)


@pytest.mark.parametrize("seed", range(20))
def test_a_gradient_is_the_sum_over_all_paths(seed):
    nodes = random_graph(np.random.default_rng(seed), 12)
    backward(nodes[-1])
    reached = topological_order(nodes[-1])
    for node in reached:
        assert node.grad == pytest.approx(sum_over_paths(nodes[-1], node), abs=1e-12)
    assert all(node.grad == 0.0 for node in nodes if node not in reached)


def test_backward_again_gives_the_same():
    a = Node(3.0)
    output = times(plus(a, a), a)
    for _ in range(3):
        backward(output)
        assert (a.grad, output.grad) == (12.0, 1.0)


def test_a_node_that_is_used_twice_as_one_parent_counts_twice():
    a = Node(3.0)
    backward(times(a, a))
    assert a.grad == 6.0


def test_equal_values_are_different_nodes():
    a, b = Node(2.0), Node(2.0)
    backward(times(plus(a, b), times(a, b)))
    assert (a.grad, b.grad) == (12.0, 12.0)


def test_a_skip_over_a_diamond_waits_for_both_paths():
    a, b = Node(3.0), Node(5.0)
    c = times(a, b)
    d = plus(c, a)
    backward(plus(times(c, d), c))
    assert (a.grad, b.grad) == (5.0 * (2 * 15 + 3 + 1) + 15.0, 3.0 * (2 * 15 + 3 + 1))


def test_a_chain_of_five_thousand():
    nodes = chain(5_000)
    assert topological_order(nodes[-1]) == nodes
    backward(nodes[-1])
    assert nodes[0].grad == 1.0


def test_a_ladder_of_forty_diamonds_takes_one_look_at_each_edge():
    looks = Counter()

    class Watched(Node):
        @property
        def parents(self):
            looks[self] += 1
            return self._parents

        @parents.setter
        def parents(self, pairs):
            self._parents = pairs

    first = node = Watched(1.0)
    for _ in range(40):
        left, right = Watched(1.0, [(node, 1.0)]), Watched(1.0, [(node, 1.0)])
        node = Watched(2.0, [(left, 1.0), (right, 1.0)])
    looks.clear()
    backward(node)
    assert first.grad == 2.0**40
    assert max(looks.values()) == 2  # once to sort, once to pass on


# --- the tape --------------------------------------------------------------------------------------------------------


def test_what_is_used_twice_gets_both_gradients():
    _, (dx,) = differentiate(lambda x: x * x + 3 * x, 5.0)
    assert dx == 13.0


def test_two_outputs_of_a_copy_meet_again():
    def f(x):
        left, right = copy(x)
        return left * sigmoid(right)

    _, (dx,) = differentiate(f, 0.7)
    assert dx == pytest.approx(float(numeric_gradient(lambda x: x / (1 + np.exp(-x)), 0.7)), rel=1e-9)


def test_one_output_of_a_copy_may_be_left_unused():
    _, (dx,) = differentiate(lambda x: 3 * copy(x)[1], np.ones(2))
    np.testing.assert_array_equal(dx, [3.0, 3.0])


def test_arithmetic_with_numbers_and_arrays_on_either_side():
    array, x = np.array([1.0, 2.0, 4.0]), np.array([0.5, -2.0, 3.0])
    value, (dx,) = differentiate(lambda x: array - (2 / x + array * x) / array - -x * 3 + 1, x)
    np.testing.assert_allclose(value, array - (2 / x + array * x) / array + 3 * x + 1)
    np.testing.assert_allclose(dx, 2 / (array * x**2) - 1 + 3)


def test_an_input_that_the_output_does_not_depend_on_has_gradient_zero():
    _, (dx, dy) = differentiate(lambda x, y: 2 * x, np.ones((2, 3)), np.ones(4))
    np.testing.assert_array_equal(dx, np.full((2, 3), 2.0))
    np.testing.assert_array_equal(dy, np.zeros(4))


def test_a_tape_can_be_read_again_with_another_upstream_gradient():
    graph = Graph()
    x, y = graph.input([1.0, 2.0]), graph.input([3.0, 5.0])
    out = mul(x, y)
    first = graph.backward(out, [x, y])
    np.testing.assert_array_equal(graph.backward(out, [x, y], dout=np.array([10.0, 0.0])), [[30.0, 0.0], [10.0, 0.0]])
    np.testing.assert_array_equal(graph.backward(out, [x, y]), first)


def test_the_gradient_of_an_input_with_respect_to_itself_is_a_copy_of_dout():
    graph, dout = Graph(), np.array([2.0, 3.0])
    x = graph.input([1.0, 1.0])
    (dx,) = graph.backward(x, [x], dout)
    np.testing.assert_array_equal(dx, dout)
    assert not np.shares_memory(dx, dout)


def test_a_long_tape_needs_no_recursion():
    def f(x):
        for _ in range(3_000):
            x = x + 0.0
        return x

    assert differentiate(f, 2.0)[1] == (1.0,)


def test_numbers_and_numpys_scalars_go_with_the_arrays_of_every_library(where):
    x = where.array([1.0, -2.0, 0.5])
    _, (dx,) = differentiate(lambda x: total(2 * maximum(x, np.float64(0.5)) / 4 - 1), x)
    assert norm(dx - where.array([0.5, 0.0, 0.25])) == 0.0


def test_an_mlp_written_as_a_graph_has_the_gradients_of_the_one_written_by_hand(where):
    rng = np.random.default_rng(11)
    sizes = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    params = {name: where.array(rng.normal(size=size)) for name, size in sizes.items()}
    X, Y, lam = where.array(rng.normal(size=(4, 3))), where.array(rng.normal(size=(4, 2))), 0.1

    def objective(W1, b1, W2, b2):
        o = affine(sigmoid(affine(X, W1, b1)), W2, b2)
        return half_squared_error(Y)(o) + l2(lam)(W1) + l2(lam)(W2)

    J, cache = mlp_forward(params, X, Y, lam)
    by_hand = mlp_backward(params, cache)
    value, gradients = differentiate(objective, *params.values())
    assert float(value) == float(J)
    for name, gradient in zip(params, gradients, strict=True):
        assert float(where.xp.max(where.xp.abs(gradient - by_hand[name]))) < 1e-15


# --- a graph inside a graph ------------------------------------------------------------------------------------------


def test_the_gradient_of_a_gradient_is_the_second_derivative():
    slope, (bend,) = differentiate(lambda x: differentiate(lambda y: y * y * y, x)[1][0], 2.0)
    assert (slope, bend) == (12.0, 12.0)


@pytest.mark.parametrize("inner", [lambda x, y: x * y, lambda x, y: y * x])
def test_variables_of_two_graphs_are_refused_in_one_gate_and_welcome_as_arguments(inner):
    with pytest.raises(ValueError, match="two graphs"):
        differentiate(lambda x: x * differentiate(lambda y: inner(x, y), x)[1][0], 3.0)
    value, (slope,) = differentiate(lambda x: x * differentiate(inner, x, x)[1][0], 3.0)
    assert (value, slope) == (9.0, 6.0)
