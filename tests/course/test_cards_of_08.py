"""What the cards of notebook 08 say: a wrong J is taken apart, and its slopes are not held against right gradients."""

import numpy as np
import pytest

from backprop import check
from backprop.exercises.digits import GRADIENT
from backprop.exercises.printed_digits import BIASED_J, LOSS, OF_W1, OF_W2, PENALTY, J, biased, example
from backprop.gradcheck import numeric_vjp
from digit_answers import random_params


def gradients(params, X, labels, lam, loss=1.0, penalty=1.0, biases=0.0, hidden=lambda z: np.maximum(z, 0), use_b=1.0):
    """J and right gradients, or a J with a slip beside them."""
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    H, P = _forward(X, W1, b1, W2, b2, lambda z: np.maximum(z, 0))
    dS = (P - np.eye(10)[labels]) / len(X)
    dZ = dS @ W2.T * (H > 0)
    grads = {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(0)}
    _, P = _forward(X, W1, use_b * b1, W2, use_b * b2, hidden)
    J = -loss * np.mean(np.log(P[np.arange(len(X)), labels])) + penalty * lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    return J + biases * lam / 2 * (np.sum(b1**2) + np.sum(b2**2)), grads


def _forward(X, W1, b1, W2, b2, hidden):
    H = hidden(X @ W1 + b1)
    S = H @ W2 + b2
    powers = np.exp(S - S.max(axis=1, keepdims=True))
    return H, powers / powers.sum(axis=1, keepdims=True)


def card(**slip):
    def answer(params, X, labels, lam):
        return gradients(params, X, labels, lam, **slip)

    answer.__name__ = "gradients"
    return " ".join(str(check(answer)).split())


def called(inputs, **changes):
    given = {**inputs, **changes}
    return gradients(
        {name: given[name] for name in ("W1", "b1", "W2", "b2")}, given["X"], given["labels"], given["lam"]
    )[0]


def test_the_known_numbers_are_those_of_the_network():
    assert called(example()) == pytest.approx(J, rel=1e-14)
    assert called(example(), lam=0.0) == pytest.approx(LOSS, rel=1e-14)
    assert called(biased()) == pytest.approx(BIASED_J, rel=1e-14)
    assert pytest.approx(PENALTY, rel=1e-14) == OF_W1 + OF_W2


def test_hidden_units_of_the_example_are_on_and_off():
    for inputs in (example(), biased()):
        Z = inputs["X"] @ inputs["W1"] + inputs["b1"]
        assert 0 < np.mean(Z > 0) < 1
        assert np.min(np.abs(Z)) > 0.01


def test_a_right_answer_gets_all_points():
    assert "3.00 of 3.00" in card()


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"loss": 3.0}, "that is 3 times the loss and 1 times the penalty"),
        ({"loss": 3.0, "penalty": 3.0}, "Your J is 3 times the answer"),
        ({"loss": -1.0}, "that is -1 times the loss and 1 times the penalty"),
        ({"loss": 1 / np.log(2)}, "Which logarithm is it?"),
        ({"penalty": 0.0}, "that is 1 times the loss and 0 times the penalty"),
        ({"penalty": 2.0}, "that is 1 times the loss and 2 times the penalty"),
        ({"biases": 1.0}, "too large by lam / 2 times their squares"),
        ({"use_b": 0.0}, "whose biases are 0. For b1 = 0.1 and b2 = np.arange(10) / 10 it is"),
        ({"hidden": lambda z: np.maximum(z, 0.01 * z)}, "which line of the table in section 8.1"),
    ],
)
def test_a_wrong_objective_is_told_and_right_gradients_are_not_accused(slip, said):
    found = card(**slip)
    assert said in found
    assert "grads['" not in found.split("It looks like")[1]


def test_a_wrong_gradient_beside_a_right_objective_is_told_at_the_example_of_the_exercise():
    def answer(params, X, labels, lam):
        J, grads = gradients(params, X, labels, lam)
        return J, {**grads, "W2": grads["W2"] + np.outer(grads["b1"], grads["b2"])}

    answer.__name__ = "gradients"
    found = " ".join(str(check(answer)).split())
    assert "grads['W2'] is not" in found
    assert "(the case: the example of the exercise)" in found


def test_every_gradient_of_the_first_layer_is_nudged_in_several_cases():
    cases = [case for case in GRADIENT.cases(np.random.default_rng(1)) if case.kind == "value"]
    assert sum(case.inputs["W1"].size <= 400 for case in cases) >= 3


def test_the_example_s_slopes_are_those_of_its_objective():
    inputs = example()
    names = ("W1", "b1", "W2", "b2")
    _, grads = gradients({name: inputs[name] for name in names}, inputs["X"], inputs["labels"], inputs["lam"])
    for name in names:
        nudged = numeric_vjp(lambda value, name=name: called(inputs, **{name: value}), [inputs[name]], 1.0, 0)
        np.testing.assert_allclose(grads[name], nudged, atol=1e-8)


TRAINING = """
def train(X, labels, seed):
    params = random_params(seed)
    for first in range(0, len(X), 16):
        J, grads = gradients(params, X[first : first + 16], labels[first : first + 16], 0.0001)
        params = {name: params[name] - RATE * grads[name] for name in params}
    return params

card = check(train)
"""


@pytest.mark.parametrize(
    ("rate", "points", "said"), [(0.5, "5.00", "write predict to see how well it reads"), (0.0, "0.00", "that guesses")]
)
def test_before_predict_is_written_the_loss_tells_training_from_guessing(rate, points, said):
    space = {"gradients": gradients, "random_params": random_params, "check": check, "RATE": rate}
    exec(TRAINING, space)
    found = " ".join(str(space["card"]).split())
    assert f"train {points} of 5.00" in found
    assert said in found
