"""What the cards of notebook 05 say: symptoms that a reader can repeat with the numbers that the notebook prints."""

import numpy as np
import pytest

from backprop import check
from backprop.exercises.printed_objective import LOSS, PENALTY, PRINTED


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp_forward(params, X, Y, lam, loss=1.0, penalty=1.0, biases=0.0, hidden=sigmoid, mean_over=None):
    """The forward pass, or one with a slip."""
    H = hidden(X @ params["W1"] + params["b1"])
    O = H @ params["W2"] + params["b2"]  # noqa: E741
    L = loss * (0.5 * np.sum((O - Y) ** 2) / len(X) if mean_over is None else np.mean((O - Y) ** 2))
    s = lam / 2 * sum(penalty * np.sum(params[name] ** 2) for name in ("W1", "W2"))
    s += lam / 2 * sum(biases * np.sum(params[name] ** 2) for name in ("b1", "b2"))
    return L + s, (X, Y, H, O, lam)


def mlp_backward(params, cache, biases=0.0, slope=lambda H: H * (1 - H)):
    """The way back, or one with a slip."""
    X, Y, H, O, lam = cache  # noqa: E741
    dO = (O - Y) / len(X)
    dZ = dO @ params["W2"].T * slope(H)
    return {
        "W1": X.T @ dZ + lam * params["W1"],
        "b1": dZ.sum(axis=0) + biases * lam * params["b1"],
        "W2": H.T @ dO + lam * params["W2"],
        "b2": dO.sum(axis=0),
    }


def words(card):
    """The card on one line: how a sentence is broken does not matter."""
    return " ".join(str(card).split())


def forward_card(**slip):
    return words(check_named("mlp_forward", lambda params, X, Y, lam: mlp_forward(params, X, Y, lam, **slip)))


def check_named(name, answer):
    answer.__name__ = name
    return check(answer)


def test_the_two_parts_are_those_that_the_exercise_prints():
    assert mlp_forward(PRINTED, PRINTED["X"], PRINTED["Y"], 0.2)[0] == pytest.approx(LOSS + PENALTY, rel=1e-14)
    assert mlp_forward(PRINTED, PRINTED["X"], PRINTED["Y"], 0.0)[0] == pytest.approx(LOSS, rel=1e-14)


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"loss": 4.0}, "that is 4 times the loss and 1 times the penalty"),
        ({"loss": 2.0}, "that is 2 times the loss and 1 times the penalty"),
        ({"penalty": 0.25}, "that is 1 times the loss and 0.25 times the penalty"),
        ({"penalty": 0.0}, "that is 1 times the loss and 0 times the penalty"),
        ({"biases": 1.0}, "That is 0.031 too much"),
    ],
)
def test_a_wrong_objective_is_taken_apart(slip, said):
    assert said in forward_card(**slip)


def test_a_mean_over_all_numbers_that_fits_two_outputs_is_found_out_by_one():
    card = forward_card(mean_over="numbers")
    assert "For the worked example of section 5.4" in card
    assert "0.00 of 3.00" in card


def test_a_right_objective_is_told_nothing():
    assert "It looks like" not in forward_card()


def backward_card(**slip):
    """The card of a way back with a slip, beside a forward pass without one."""
    names = {"mlp_forward": mlp_forward, "check": check}
    exec("def mlp_backward(params, cache): return back(params, cache)", names)
    names["back"] = lambda params, cache: mlp_backward(params, cache, **slip)
    return words(eval("check(mlp_backward)", names))


def test_a_penalised_bias_is_no_number_of_the_example():
    card = backward_card(biases=1.0)
    assert "Your grads['b1'] grows with lam, and is right for lam = 0" in card
    assert "hard-coded" not in card


def test_right_gradients_are_named_beside_wrong_ones_at_numbers_of_the_notebook():
    card = backward_card(slope=lambda H: 1.0)
    assert "Your grads['W2'] and grads['b2'] are right in every case, and grads['W1'] and grads['b1'] are not" in card
    assert "(the case: the notebook's batch of four)" in card


def test_a_loss_of_one_entry_is_asked_for_its_shape():
    def two_two_one(params, x, y):
        h = sigmoid(x @ params["W1"] + params["b1"])
        p = sigmoid(h @ params["W2"] + params["b2"])
        dz = (p - y) * params["W2"][:, 0] * h * (1 - h)
        grads = {"W1": np.outer(x, dz), "b1": dz, "W2": np.outer(h, p - y), "b2": p - y}
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)), grads

    assert "Your loss has shape (1,), and the answer has ()" in words(check(two_two_one))


@pytest.mark.parametrize("x", [(1.0, 1.001), (300.0, 200.0), (-300.0, 200.0), (1e-4, 2e-4), (1e308, -1e308)])
def test_a_witness_that_hardly_shows_it_is_none(x):
    card = words(check_named("swap_witness", lambda: np.array(x)))
    assert "0.00 of 1.00" in card
    assert "changes no entry of dW1 by more than" in card


@pytest.mark.parametrize("x", [(1, 2), (0.0, 1.0), (-1.0, 1.0), (20.0, 1.0)])
def test_a_witness_that_shows_it_is_one(x):
    assert "1.00 of 1.00" in words(check_named("swap_witness", lambda: x))
