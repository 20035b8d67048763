"""The sentences of a report card that a reader asked for: true, with names, and at a point that can be repeated."""

from types import SimpleNamespace

import numpy as np
import pytest

from backprop import check
from backprop.examination.evidence import Played, ratio
from backprop.examination.exercise import Case


def numeric_gradient(f, x, h=1e-5, up=1.0, down=1.0, restored=True):
    """Central differences, or what is left of them."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + up * h
        high = f(x)
        x[place] = kept - down * h
        low = f(x)
        if restored:
            x[place] = kept
        gradient[place] = (high - low) / ((up + down) * h)
    return gradient


def card_of(name, answer):
    """The card on one line: how a sentence is broken does not matter."""
    answer.__name__ = name
    return " ".join(str(check(answer)).split())


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"down": 0.0}, "what a nudge upwards alone gives"),
        ({"up": 0.0}, "what a nudge downwards alone gives"),
        ({"restored": False}, "whose entries before it are still nudged"),
    ],
)
def test_half_a_nudge_is_told_by_what_is_missing(slip, said):
    assert said in card_of("numeric_gradient", lambda f, x, h=1e-5: numeric_gradient(f, x, h, **slip))


def test_a_right_nudge_is_told_nothing():
    card = card_of("numeric_gradient", numeric_gradient)
    assert "1.00 of 1.00" in card
    assert "It looks like" not in card


def test_all_entries_nudged_at_once_are_one_number():
    card = card_of("numeric_gradient", lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h))
    assert "is a single number, and the answer has shape (3, 4)" in card


def test_a_wrong_forward_value_is_named_before_its_gradients():
    def without_bias(w0, x0, w1, x1, w2):
        y = 1 / (1 + np.exp(-(w0 * x0 + w1 * x1)))
        slope = y * (1 - y)
        return y, (slope * x0, slope * w0, slope * x1, slope * w1, slope)

    card = card_of("neuron", without_bias)
    assert "For w0 = 2, x0 = -1, w1 = -3, x1 = -2, w2 = -3, L is 0.982, 1.343 times what it should be" in card


def test_an_answer_that_is_right_for_half_of_the_line_does_not_look_like_the_example_alone():
    card = card_of("sigmoid_forward", lambda z: 1 / (1 + np.exp(-np.abs(z))))
    assert "value-mismatch" in card
    assert "hard-coded" not in card


def test_nan_twice_is_the_same_answer_twice():
    def logarithm(dout, x):
        with np.errstate(invalid="ignore"):
            return dout * np.log(x)

    assert "ok purity arguments unchanged" in card_of("reciprocal_backward", logarithm)


def test_results_are_told_by_name():
    card = card_of("mul_backward", lambda dout, x, y: (dout * y, dout * x))
    assert "dx, dy: (3, 4), float64" in card


def test_one_decision_for_a_whole_array_is_asked_about():
    def by_if(dout, x, y):
        return (dout * 1, dout * 0) if x > y else (dout * 0, dout * 1)

    assert "what would decide for each entry on its own?" in card_of("max_backward", by_if)


def test_an_audit_with_a_kind_that_its_table_lacks_is_told_the_kinds():
    def audit():
        return {"line": 6, "kind": "mutated", "value": 30}

    card = " ".join(str(check(audit, assignment="02-node-gates")).split())
    assert "Your kind is 'mutated', and the table has only local, upstream, path, shared, arithmetic" in card


@pytest.mark.parametrize(
    ("factor", "read"),
    [
        (1 / 64, "1/64"),
        (1 / 3, "1/3"),
        (-1 / 7, "-1/7"),
        (0.125, "1/8"),
        (2.0**-18, "1/262144"),
        (0.5, "0.5"),
        (0.25, "0.25"),
        (0.01, "0.01"),
        (1.0, "1"),
        (64.0, "64"),
        (2 / 3, "0.6667"),
        (0.01562, "0.01562"),
        (-0.0, "0"),
    ],
)
def test_a_factor_is_a_fraction_where_that_is_easier_to_read(factor, read):
    assert ratio(factor) == read
    assert ratio(factor * (1 + 1e-12)) == read


def test_bytes_of_one_sample_are_one_sixty_fourth():
    assert "1/64 times what it should be" in card_of("jacobian_bytes", lambda N, D, M, itemsize=4: D * M * N * itemsize)


def test_a_mean_over_classes_too_is_told_by_their_number():
    def softmax_loss(scores, labels):
        rows = np.eye(scores.shape[1])[labels] if labels.ndim == 1 else labels
        log_shares = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
        return -np.mean(rows * log_shares), (np.exp(log_shares) - rows) / scores.size

    card = card_of("softmax_loss", softmax_loss)
    assert "It looks like: scaled" in card
    assert "is exactly 1/5 of the answer, and scores has 5 columns" in card


def test_where_the_inputs_are_not_told_neither_is_a_value_and_a_factor_is_rough():
    def played(got, want, at_hand=False):
        case = Case({}, "a case", at_hand=at_hand)
        stage = SimpleNamespace(leaves={"dx": np.array([got, want])})
        return Played(case, stage, {"dx": np.array([want, want])}, 0.0).worst()

    assert played(6.0, -13.957, at_hand=True) == "dx[0] is 6, -0.4299 times what it should be"
    assert played(6.0, -13.957) == "dx[0] is about -0.43 times what it should be"
    assert played(2.5e4, 3.0) == "dx[0] is about 8300 times what it should be"
    assert played(7.25, 3.625) == "dx[0] is 2 times what it should be"
    assert played(-7.25, 7.25) == "dx[0] is -1 times what it should be"
    assert played(7.0, 448.0) == "dx[0] is 1/64 times what it should be"
    assert played(3.25 * (1 + 3e-7), 3.25) == "dx[0] is too large by 3e-07 of itself"
    assert played(0.0, 3.25) == "dx[0] is 0 where it should not be"
    assert played(6.0, 0.0) == "dx[0] is not 0 where it should be"
    assert played(6.0, 0.0, at_hand=True) == "dx[0] is 6 where it should be 0"
