"""An oracle may err: a gradient that nudging confirms goes to a person and is not failed."""

import numpy as np
import pytest

from backprop.examination.examine import examine
from backprop.examination.exercise import Case, Exercise, Inputs
from backprop.exercises import EXERCISES
from backprop.rooms.observe import LocalRoom
from backprop.rooms.room import Leaves


class WrongOracle:
    """Claims that every gradient is twice what it is; forward values are right."""

    tolerance, exact = 1e-5, True

    def __init__(self, right: LocalRoom) -> None:
        self.right = right

    def truth(self, exercise: Exercise, case: Case) -> Leaves:
        leaves = exercise.run(self.right, case.inputs).leaves
        return {leaf: 2 * array if leaf in exercise.gradients else array for leaf, array in leaves.items()}

    def composed(self, exercise: Exercise, inputs: Inputs) -> Leaves:
        return {}

    def credit(self, exercise: Exercise, case: Case, got: Leaves) -> None:
        return None


def mul_backward(dout, x, y):
    return dout * y, dout * x


def basket(prices, counts, tax):
    subtotal = np.sum(prices * counts)
    return subtotal * tax, counts * tax, prices * tax, subtotal


def judged(name, answer, right):
    return examine(EXERCISES[name], LocalRoom({name: answer}), WrongOracle(LocalRoom({name: right})), seed=3)


def test_a_right_gradient_is_not_failed_by_an_oracle_that_errs():
    for name, answer in (("mul_backward", mul_backward), ("basket", basket)):
        verdict = judged(name, answer, answer)
        value = next(check for check in verdict.checks if check.name == "value")
        assert value.passed, name
        assert any(finding.note and "A person will look" in finding.message for finding in verdict.diagnosis)


def test_a_wrong_gradient_is_failed_all_the_same():
    def halves(dout, x, y):
        return dout * y / 2, dout * x

    assert judged("mul_backward", halves, mul_backward).points == 0


def test_the_referee_says_nothing_about_forward_values():
    def forgets_tax(prices, counts, tax):
        return np.sum(prices * counts), counts * tax, prices * tax, np.sum(prices * counts)

    assert judged("basket", forgets_tax, basket).points == 0


@pytest.mark.parametrize("name", ["mul_backward", "basket"])
@pytest.mark.parametrize("size", [1e9, 1e154, 7e307])
def test_huge_numbers_do_not_overrule_an_oracle(name, size):
    """Sums of such numbers are as large as the tolerance around them, or inf, and then all is the same."""

    def huge(*inputs):
        leaves = LocalRoom({name: right}).call(name, *inputs, returns=EXERCISES[name].returns).leaves
        return tuple(np.full(array.shape, size) for array in leaves.values())

    right = {"mul_backward": mul_backward, "basket": basket}[name]
    for seed in range(10):
        assert (
            examine(EXERCISES[name], LocalRoom({name: huge}), WrongOracle(LocalRoom({name: right})), seed).points == 0
        )
