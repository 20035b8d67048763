"""The worked examples of the five texts that the course is made of, recomputed."""

import numpy as np
import pytest

import backprop_reference as reference
from backprop.graph import Node
from backprop_reference.exercises.mlp_l2 import PUBLISHED, swap_gap

# --- the shop --------------------------------------------------------------------------------------------------------


def test_two_apples_and_three_oranges_cost_715():
    price, grads = reference.apple_orange(100, 2, 150, 3, 1.1)
    assert float(price) == 715.0000000000001  # 715 but for the last bit: 1.1 has no finite binary form
    assert {name: float(value) for name, value in grads.items()} == {
        "apple": 2.2,
        "apple_num": 110.00000000000001,
        "orange": 3.3000000000000003,
        "orange_num": 165.0,
        "tax": 650.0,
    }


def test_the_same_shop_made_of_layers():
    apples, oranges, fruit, taxed = (
        reference.MulLayer(),
        reference.MulLayer(),
        reference.AddLayer(),
        reference.MulLayer(),
    )
    price = taxed.forward(fruit.forward(apples.forward(100, 2), oranges.forward(150, 3)), 1.1)
    dfruit, dtax = taxed.backward(1.0)
    dapples, doranges = fruit.backward(dfruit)
    assert (float(price), float(dtax)) == (715.0000000000001, 650.0)
    np.testing.assert_allclose([*apples.backward(dapples), *oranges.backward(doranges)], [2.2, 110, 3.3, 165])


def test_the_same_shop_made_of_nodes():
    apple, number, tax = Node(100.0), Node(2.0), Node(1.1)
    cost = Node(200.0, [(apple, 2.0), (number, 100.0)])
    price = Node(220.0, [(cost, 1.1), (tax, 200.0)])
    reference.backward(price)
    assert (apple.grad, number.grad, tax.grad) == (2.2, 110.00000000000001, 200.0)


def test_a_basket_of_both():
    total, dprices, dcounts, dtax = reference.basket([100, 150], [2, 3], 1.1)
    np.testing.assert_allclose([total, dtax], [715, 650])
    np.testing.assert_allclose(dprices, [2.2, 3.3])
    np.testing.assert_allclose(dcounts, [110, 165])


def test_a_percentage_point_costs_six_and_a_half():
    assert reference.price_change(650, 1) == 6.5
    assert reference.price_change(650, 1) == pytest.approx(650 * 1.11 - 715)


# --- gates -----------------------------------------------------------------------------------------------------------


def test_x_plus_y_times_z():
    f, (dx, dy, dz) = reference.differentiate(lambda x, y, z: (x + y) * z, -2, 5, -4)
    assert (f, dx, dy, dz) == (-12, -4, -4, 3)


def test_the_neuron():
    L, gradients = reference.neuron(2, -1, -3, -2, -3)
    assert pytest.approx(0.731059, abs=5e-7) == L
    np.testing.assert_allclose(gradients, [-0.196612, 0.393224, -0.393224, -0.589836, 0.196612], atol=5e-7)


def test_twice_the_right_entry_is_0_39_and_not_0_40():
    assert round(2 * 0.2, 2) == 0.4
    assert round(float(reference.neuron(2, -1, -3, -2, -3)[1][1]), 2) == 0.39


def test_relu_used_beside_its_input_does_not_lose_the_other_path():
    x, dout = np.array([-1.0, 2.0]), np.ones(2)
    np.testing.assert_array_equal(reference.relu_backward(dout, x) + 3 * dout, [3.0, 4.0])


# --- matrices --------------------------------------------------------------------------------------------------------

X = np.array([[2, 1, -3], [-3, 4, 2]])
W = np.array([[3, 2, 1, -1], [2, 1, 3, 2], [3, 2, 1, -2]])
DY = np.array([[2, 3, -3, 9], [-8, 1, 4, 6]])


def test_the_matrix_product_on_the_slide():
    np.testing.assert_array_equal(X @ W, [[-1, -1, 2, 6], [5, 2, 11, 7]])
    dX, dW = reference.matmul_backward(DY, X, W)
    np.testing.assert_array_equal(dX, [[0, 16, -9], [-24, 9, -30]])
    np.testing.assert_array_equal(dW, [[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]])


def test_the_slice_of_the_first_entry_has_a_row_of_w():
    local = reference.local_gradient_slice(X, W, 0, 0)
    np.testing.assert_array_equal(local, [[3, 2, 1, -1], [0, 0, 0, 0]])
    assert np.sum(local * DY) == 0


def test_every_slice_is_a_row_of_the_jacobian_and_gives_one_entry_of_dx():
    dX, _ = reference.matmul_backward(DY, X, W)
    jacobian = reference.numeric_jacobian(lambda x: (x.reshape(2, 3) @ W).ravel(), X.ravel())
    for i, j in np.ndindex(2, 3):
        local = reference.local_gradient_slice(X, W, i, j)
        assert np.sum(local * DY) == dX[i, j]
        np.testing.assert_allclose(jacobian[:, 3 * i + j], local.ravel(), atol=1e-9)


def test_the_jacobian_that_nobody_forms_takes_256_gibibytes():
    assert reference.jacobian_bytes(64, 4096, 4096) == 256 * 2**30
    assert reference.jacobian_bytes(2, 3, 4, itemsize=8) == 8 * 8 * 6


# --- one hidden layer ------------------------------------------------------------------------------------------------

D2L = {"W1": np.array([[0.1, 0.3], [-0.2, 0.4]]), "b1": np.zeros(2), "W2": np.array([[0.5], [-0.6]]), "b2": np.zeros(1)}


def test_the_two_layer_example_with_penalty():
    J, cache = reference.mlp_forward(D2L, [[1, 2]], [[1]], 0.1)
    grads = reference.mlp_backward(D2L, cache)
    assert pytest.approx(0.811051, abs=5e-7) == J
    np.testing.assert_allclose(cache.z, [[-0.3, 1.1]])
    np.testing.assert_allclose(cache.h, [[0.425557, 0.750260]], atol=5e-7)
    np.testing.assert_allclose(grads["W2"].ravel(), [-0.476575, -0.988355], atol=5e-7)
    np.testing.assert_allclose(grads["W1"].T, [[-0.141244, -0.322487], [0.169108, 0.318217]], atol=5e-7)


def test_the_other_convention_doubles_everything():
    J, cache = reference.mlp_forward(D2L, [[1, 2]], [[1]], 0.1)
    assert pytest.approx(1.622103, abs=5e-7) == 2 * J
    dW1 = 2 * reference.mlp_backward(D2L, cache)["W1"].T
    np.testing.assert_allclose(dW1, [[-0.282487, -0.644974], [0.338217, 0.636433]], atol=1e-6)


def test_the_penalty_is_added_once_and_not_once_a_sample():
    one, _ = reference.mlp_forward(D2L, [[1, 2]], [[1]], 0.1)
    four, _ = reference.mlp_forward(D2L, [[1, 2]] * 4, [[1]] * 4, 0.1)
    assert four == pytest.approx(one)


def test_training_keeps_more_than_prediction():
    assert reference.memory_floats(1, 2, 2, 1) == (2 * 9 + 7, 9 + 4)
    assert reference.memory_floats(64, 784, 256, 10) == (2 * 203530 + 64 * 1306, 203530 + 64 * 1040)


# --- two, two, one ---------------------------------------------------------------------------------------------------


def test_the_table_of_the_two_two_one_network_to_six_decimals():
    loss, grads = reference.two_two_one(PUBLISHED, [1, 1], 0)
    assert loss == pytest.approx(0.536884, abs=5e-7)
    assert grads["b2"][0] == pytest.approx(0.415433, abs=5e-7)
    np.testing.assert_allclose(grads["W2"].ravel(), [0.272738, 0.279652], atol=5e-7)
    assert grads["W1"][0, 0] == pytest.approx(-0.016160, abs=5e-7)

    after = reference.sgd_step(PUBLISHED, grads, 1.0)
    np.testing.assert_allclose(after["W1"], [[0.451360, 0.184781], [0.370660, 0.473181]], atol=5e-7)
    np.testing.assert_allclose(after["b1"], [-0.125740, 0.033581], atol=5e-7)
    np.testing.assert_allclose(after["W2"].ravel(), [-0.445238, -0.166752], atol=5e-7)
    assert after["b2"][0] == pytest.approx(-0.719733, abs=5e-7)
    assert reference.two_two_one(after, [1, 1], 0)[0] == pytest.approx(0.280421, abs=5e-7)


def test_the_loss_goes_down_and_never_reaches_zero():
    params, losses = PUBLISHED, []
    for _ in range(1000):
        loss, grads = reference.two_two_one(params, [1, 1], 0)
        losses.append(float(loss))
        params = reference.sgd_step(params, grads, 1.0)
    published = {1: 0.536884, 2: 0.280421, 3: 0.183625, 10: 0.048829, 100: 0.003911, 1000: 0.000353}
    assert {step: round(losses[step - 1], 6) for step in published} == published
    assert min(losses) > 0


def test_equal_inputs_hide_which_of_them_was_read():
    assert swap_gap([1, 1]) == 0.0
    assert swap_gap(reference.swap_witness()) > 1e-3
    _, grads = reference.two_two_one(PUBLISHED, [1, 2], 0)
    assert grads["W1"][1, 0] == pytest.approx(-0.028116, abs=5e-7)
    assert grads["W1"][0, 1] == pytest.approx(0.008307, abs=5e-7)


def test_the_ratio_of_the_layers_is_a_small_weight_more_than_a_small_slope():
    _, grads = reference.two_two_one(PUBLISHED, [1, 1], 0)
    ratio = abs(grads["W2"][0, 0] / grads["W1"][0, 0])
    h = float(reference.sigmoid_forward(0.6478))
    assert ratio == pytest.approx(16.88, abs=5e-3)
    assert ratio == pytest.approx(h / (0.1725 * h * (1 - h)))
    np.testing.assert_allclose([1 / 0.1725, 1 / (h * (1 - h)), h], [5.80, 4.43, 0.66], atol=5e-3)
