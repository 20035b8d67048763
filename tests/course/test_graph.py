"""Nodes and the record of a picture (backprop.graph)."""

import pytest

from backprop.graph import Edge, Graph, Node


def neuron():
    graph = Graph()
    graph.input("x")
    graph.input("w")
    graph.gate("product", "×", ["x", "w"])
    graph.gate("square", "×", ["product", "product"])
    graph.output("out", "square")
    return graph


def test_a_node_starts_with_no_gradient_and_no_parents():
    node = Node(3)
    assert (node.value, node.parents, node.grad, node.name) == (3.0, (), 0.0, None)
    assert isinstance(node.value, float)


def test_a_parent_may_appear_twice():
    x = Node(3.0, name="x")
    square = Node(9.0, parents=[(x, 3), (x, 3)])
    assert square.parents == ((x, 3.0), (x, 3.0))
    assert all(isinstance(local, float) for _, local in square.parents)


def test_parents_may_come_from_a_generator_and_from_numpy():
    np = pytest.importorskip("numpy")
    x = Node(1.0)
    node = Node(np.float32(2.0), parents=((parent, np.float64(0.5)) for parent in [x]))
    assert node.parents == ((x, 0.5),)
    assert type(node.value) is float


def test_two_nodes_with_the_same_number_are_two_nodes():
    first, second = Node(1.0), Node(1.0)
    assert first != second
    assert len({first, second, first}) == 2


def test_an_algorithm_may_leave_its_mark_on_a_node():
    node = Node(1.0)
    node.visited = True
    assert node.visited


@pytest.mark.parametrize("parents", [[2.0], [("x", 1.0)], [(Node(1.0),)], [(Node(1.0), None)], [(1.0, Node(1.0))]])
def test_parents_that_are_no_pairs_are_refused_in_one_line(parents):
    with pytest.raises(TypeError, match=r"pairs \(node, local gradient\)") as caught:
        Node(1.0, parents=parents)
    assert "\n" not in str(caught.value)


def test_a_chain_of_a_hundred_thousand_nodes_is_made_shown_and_forgotten():
    node = Node(0.0)
    for _ in range(100_000):
        node = Node(node.value + 1, parents=[(node, 1.0)])
    assert repr(node) == "Node(value=100000.0, 1 parents, grad=0.0)"
    del node  # must not recurse


def test_a_graph_keeps_the_order_of_construction():
    graph = neuron()
    assert [vertex.name for vertex in graph.vertices] == ["x", "w", "product", "square", "out"]
    assert [vertex.kind for vertex in graph.vertices] == ["input", "input", "gate", "gate", "output"]
    assert [(edge.source, edge.target) for edge in graph.edges] == [
        ("x", "product"),
        ("w", "product"),
        ("product", "square"),
        ("product", "square"),
        ("square", "out"),
    ]


def test_a_gate_shows_its_symbol_and_an_input_its_name():
    graph = neuron()
    assert (graph["product"].label, graph["x"].label) == ("×", "x")


def test_numbers_are_unknown_until_given_and_given_numbers_make_a_new_graph():
    graph = neuron()
    numbered = graph.with_numbers(values={"x": 2, "product": 6}, gradients={"w": 24})
    assert graph.edges[0] == Edge("x", "product")
    assert numbered.edges[0] == Edge("x", "product", value=2, gradient=None)
    assert numbered.edges[1].gradient == 24
    assert [edge.value for edge in numbered.edges if edge.source == "product"] == [6, 6]


def test_numbers_that_are_not_named_stay():
    numbered = neuron().with_numbers(values={"x": 2}).with_numbers(gradients={"x": 5})
    assert (numbered.edges[0].value, numbered.edges[0].gradient) == (2, 5)


def test_each_wire_of_a_vertex_carries_its_own_gradient():
    graph = Graph()
    graph.input("x")
    graph.gate("a", "exp", ["x"])
    graph.gate("b", "+", ["x", "a"])
    numbered = graph.with_numbers(gradients={"x": 1.0, ("x", "a"): 7.0})
    assert [edge.gradient for edge in numbered.edges] == [7.0, 1.0, None]


@pytest.mark.parametrize("key", ["out", "nobody", ("x", "w")])
def test_a_number_for_a_wire_that_is_not_there_is_refused(key):
    with pytest.raises(ValueError, match="no wire leaves"):
        neuron().with_numbers(gradients={key: 1.0})


def test_a_name_twice_or_an_input_that_does_not_exist_is_refused_and_nothing_is_added():
    graph = neuron()
    with pytest.raises(ValueError, match="two vertices called 'x'"):
        graph.input("x")
    with pytest.raises(ValueError, match="not there yet"):
        graph.gate("late", "+", ["x", "nobody"])
    assert graph.edges == neuron().edges
    assert graph.vertices == neuron().vertices


def test_a_graph_shows_itself_as_a_picture_and_as_text():
    bundle = neuron()._repr_mimebundle_()
    assert "<svg" in bundle["text/html"]
    assert "x → × (product)" in bundle["text/plain"]
