"""Losses: against their definitions, for every form of labels, and for scores of any size."""

import numpy as np
import pytest

from backprop_reference import bce_loss, softmax, softmax_jacobian, softmax_loss, softmax_vjp
from backprop_reference.losses import half_squared_error, l2, mse

RNG = np.random.default_rng(3)
SCORES = RNG.normal(size=(4, 3))
LABELS = np.array([2, 0, 1, 1])


def test_cross_entropy_is_minus_the_mean_logarithm_of_the_right_class():
    loss, _ = softmax_loss(SCORES, LABELS)
    probabilities = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(loss, -np.log(probabilities[range(4), LABELS]).mean(), rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.float32, np.float64, bool])
def test_one_hot_labels_of_any_type_say_the_same_as_class_numbers(dtype):
    for a, b in zip(softmax_loss(SCORES, np.eye(3)[LABELS].astype(dtype)), softmax_loss(SCORES, LABELS), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("labels", [LABELS.tolist(), LABELS.astype(np.uint8), np.eye(3)[LABELS].tolist()])
def test_labels_may_be_lists_or_small_integers(labels):
    np.testing.assert_array_equal(softmax_loss(SCORES, labels)[1], softmax_loss(SCORES, LABELS)[1])


def test_as_many_samples_as_classes_do_not_confuse_class_numbers():
    _, dscores = softmax_loss(np.zeros((3, 3)), [2, 2, 0])
    np.testing.assert_allclose(dscores * 3, np.full((3, 3), 1 / 3) - np.eye(3)[[2, 2, 0]])


def test_rows_of_the_gradient_sum_to_zero():
    np.testing.assert_allclose(softmax_loss(SCORES, LABELS)[1].sum(axis=1), 0.0, atol=1e-16)


@pytest.mark.parametrize("labels", [[0, 1, 3, 1], [0, 1, -1, 1]])
def test_a_class_that_does_not_exist_is_named_in_one_line(labels):
    with pytest.raises(ValueError, match=r"every label is one of 0 \.\. 2"):
        softmax_loss(SCORES, labels)


def test_labels_of_another_length_are_named_in_one_line():
    with pytest.raises(ValueError, match="for scores"):
        softmax_loss(SCORES, [0, 1])


def test_confident_and_wrong_costs_a_thousand():
    loss, dscores = softmax_loss([[1000.0, 0.0], [0.0, -1000.0]], [1, 0])
    assert loss == 500.0
    np.testing.assert_array_equal(dscores, [[0.5, -0.5], [0.0, 0.0]])


def test_binary_cross_entropy_is_its_definition():
    z, y = RNG.normal(size=5), np.array([1, 0, 0, 1, 1])
    p = 1 / (1 + np.exp(-z))
    loss, dz = bce_loss(z, y)
    np.testing.assert_allclose(loss, -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), rtol=1e-14)
    np.testing.assert_allclose(dz, (p - y) / 5, rtol=1e-14)


def test_binary_cross_entropy_of_large_logits():
    loss, dz = bce_loss([1000.0, -1000.0, 1000.0, -1000.0], [1, 0, 0, 1])
    assert loss == 500.0
    np.testing.assert_array_equal(dz, [0.0, 0.0, 0.25, -0.25])


def test_a_right_answer_by_a_wide_margin_still_costs_its_exponential():
    assert bce_loss([40.0], [1])[0] == pytest.approx(np.exp(-40.0), rel=1e-14)


def test_squared_errors_are_means_over_entries_or_over_the_batch():
    o, y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
    assert mse(y)(o) == pytest.approx(((o - y) ** 2).mean())
    assert half_squared_error(y)(o) == pytest.approx(0.5 * ((o - y) ** 2).sum(axis=1).mean())


def test_the_penalty_has_the_gradient_lambda_w():
    W = RNG.normal(size=(2, 3))
    assert l2(0.4)(W) == pytest.approx(0.2 * np.sum(W**2))
    np.testing.assert_allclose(l2(0.4).vjp(1.0, W), 0.4 * W)


def test_softmax_does_not_see_a_common_shift():
    z = RNG.normal(size=6)
    np.testing.assert_allclose(softmax(z + 1000.0), softmax(z), rtol=1e-12)


def test_the_matrix_and_the_product_without_it_agree():
    z, dout = RNG.normal(size=6), RNG.normal(size=6)
    np.testing.assert_allclose(softmax_vjp(dout, z), softmax_jacobian(z).T @ dout, atol=1e-16)


@pytest.mark.parametrize("z", [[1000.0, -1000.0, 999.0], [-1000.0, -1000.0], [5.0]])
def test_softmax_jacobian_of_large_scores_has_rows_that_sum_to_zero(z):
    np.testing.assert_allclose(softmax_jacobian(z).sum(axis=1), 0.0, atol=1e-16)


def test_a_million_entries_need_no_matrix():
    z, dout = RNG.normal(size=1_000_000), RNG.normal(size=1_000_000)
    dz = softmax_vjp(dout, z)
    assert dz.shape == (1_000_000,)
    assert abs(dz.sum()) < 1e-12
