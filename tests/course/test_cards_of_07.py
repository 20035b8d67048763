"""The cards of notebook 07: what they say can be typed again, and each exercise answers for itself alone."""

import copy
from typing import Any

import numpy as np
import pytest

from backprop import Node, check
from backprop.exercises.graph_walks import graph_cases, moves, odd_sum
from backprop.rooms.programs import program


class Dual:
    """A class of dual numbers whose product forgets one of its terms, and whose division is not written."""

    def __init__(self, value: float, tangent: float = 0.0) -> None:
        self.value, self.tangent = value, tangent

    def __add__(self, other: "Dual | float") -> "Dual":
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other: "Dual | float") -> "Dual":
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.tangent * other.value)

    def __truediv__(self, other: "Dual | float") -> "Dual":
        raise NotImplementedError

    __radd__, __rmul__ = __add__, __mul__


PRODUCT = [["out", "*", "x0", "x1"]]


def test_a_function_puts_right_what_wrong_arithmetic_gives():
    out = program(PRODUCT)([Dual(2.0, 1.0), Dual(3.0, 10.0)])
    assert isinstance(out, Dual)
    assert (out.value, out.tangent) == (6.0, pytest.approx(23.0, rel=1e-12))


def test_a_function_puts_right_what_is_not_written():
    out = program([["out", "/", "x0", "x1"]])([Dual(3.0, 1.0), Dual(2.0, 1.0)])
    assert (out.value, out.tangent) == (1.5, pytest.approx(-0.25, rel=1e-12))


def test_a_function_leaves_right_arithmetic_alone():
    one, two = Dual(2.0, 1.0), Dual(3.0, 1.0)
    kept: list[Any] = []

    class Watched(Dual):
        def __add__(self, other: Any) -> Dual:
            kept.append(super().__add__(other))
            return kept[-1]

    assert program([["out", "+", "x0", "x1"]])([Watched(one.value, 1.0), two]) is kept[0]


def test_a_function_of_plain_numbers_is_plain():
    assert program(PRODUCT)([2.0, 3.0]) == 6.0
    with pytest.raises(TypeError):
        program(PRODUCT)([object(), 3.0])


def test_the_card_of_jvp_gives_numbers_that_can_be_typed_again():
    def jvp(f: Any, x: list[float], v: list[float]) -> Any:
        return f([Dual(entry, 1.0) for entry in x]).tangent

    message = check(jvp).verdict.diagnosis[0].message
    assert message.startswith("For f = x0 sin(x0) at x = [")
    assert "your slope is" in message


@pytest.mark.parametrize("carried", [None, 0.0, 1e-9], ids=["plain numbers", "nothing", "next to nothing"])
def test_a_difference_of_two_values_is_one_whatever_its_numbers_carry(carried: float | None) -> None:
    def number(value: float) -> Any:
        return value if carried is None else Dual(value, carried)

    def jvp(f: Any, x: list[float], v: list[float]) -> Any:
        h, asked = 1e-6, copy.copy(f)
        ahead, behind = (asked([number(a + s * b) for a, b in zip(x, v, strict=True)]) for s in (h, -h))
        f.plain_calls = 0
        return (getattr(ahead, "value", ahead) - getattr(behind, "value", behind)) / (2 * h)

    finding = check(jvp).verdict.diagnosis[0]
    assert finding.code == "numeric"
    assert "asked f at 2 points" in finding.message


def test_the_calls_of_a_gradient_cannot_be_counted_anew() -> None:
    def hvp(grad: Any, x: Any, v: Any) -> Any:
        grad.left, h = 10**9, 1e-5
        columns = [(grad(x + h * e) - grad(x - h * e)) / (2 * h) for e in np.eye(len(x))]
        return np.array(columns).T @ v

    message = check(hvp).verdict.diagnosis[0].message
    assert "grad was called more than 10 times" in message


def test_the_gradients_of_a_walk_add_up_where_they_are_right():
    for case in graph_cases(np.random.default_rng(3)):
        grads = moves(**case.inputs)
        assert grads is None or odd_sum(case.inputs, {"grads": grads}) is None


def test_the_card_of_backward_names_the_first_node_whose_shares_do_not_add_up():
    def backward(output: Node) -> None:
        seen, stack = [], [output]
        while stack:
            node = stack.pop()
            seen.append(node)
            stack += [parent for parent, _ in node.parents]
        output.grad = 1.0
        for node in seen:
            for parent, local in node.parents:
                parent.grad = node.grad * local  # the last share alone is left

    message = check(backward).verdict.diagnosis[0].message
    assert message.startswith("In a a, with the input ")
    assert "the shares" in message


def test_the_card_of_a_walk_that_begins_with_nothing_asks_about_the_output():
    def backward(output: Node) -> None:
        output.grad = 0.0

    message = check(backward).verdict.diagnosis[0].message
    assert (
        message
        == "The grad of the output itself is 0 after your walk. How fast does the output move when the output moves?"
    )


def test_a_function_that_calls_itself_is_not_asked_about_a_chain():
    def jvp(f: Any, x: list[float], v: list[float]) -> Any:
        return jvp(f, x, v)

    message = check(jvp).verdict.diagnosis[0].message
    assert "RecursionError" in message
    assert "Which function calls itself" in message


def test_brackets_behind_something_that_is_no_function_are_asked_about():
    class Multiply:
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        def backward(ctx: Any, dout: Any) -> Any:
            x, y = ctx.saved_tensors()
            return dout * y, dout * x

    assert "is it a function?" in check(Multiply).verdict.diagnosis[0].message
