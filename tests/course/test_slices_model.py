"""The mathematics of the slice experiment: what is filled, measured and compared (backprop.widgets.slices_model)."""

from dataclasses import replace

import numpy as np
import pytest

from backprop.widgets.slices_model import SETTINGS, fill

DX, DW, SQUARE = SETTINGS
LECTURE = {
    "dX": [[0, 16, -9], [-24, 9, -30]],
    "dW": [[28, 3, -18, 0], [-30, 7, 13, 33], [-22, -7, 17, -15]],
}


def local_gradient_slice(X, W, i, j):
    table = np.zeros((len(X), W.shape[1]))
    table[i] = W[j]
    return table


def matmul_backward(dout, X, W):
    return dout @ W.T, X.T @ dout


def values(setting, filling):
    return np.reshape([entry.value for entry in filling.entries], setting.matrix.shape)


@pytest.mark.parametrize("setting", [DX, DW], ids=["dX", "dW"])
def test_the_slices_of_the_small_layer_fill_its_published_gradients(setting):
    filling = fill(local_gradient_slice, matmul_backward, setting)
    assert np.array_equal(values(setting, filling), LECTURE[setting.name])
    assert filling.differing() == 0


@pytest.mark.parametrize("setting", SETTINGS, ids=[setting.name for setting in SETTINGS])
def test_a_right_slice_is_what_nudging_does_to_every_entry_of_the_output(setting):
    for entry in fill(local_gradient_slice, None, setting).entries:
        assert entry.is_right
        assert entry.value == entry.measured
        assert np.array_equal(entry.slice, entry.moves)


def test_entries_of_w_ask_for_the_turned_matrices():
    asked = []

    def listening(X, W, i, j):
        asked.append((X.shape, W.shape, i, j))
        return local_gradient_slice(X, W, i, j)

    fill(listening, None, DW)
    assert asked[1] == ((4, 3), (3, 2), 1, 0)


def test_shapes_decide_for_the_small_layer_and_not_for_squares():
    assert fill(local_gradient_slice, matmul_backward, DX).fitting == ("dout Wᵀ",)
    assert fill(local_gradient_slice, matmul_backward, DW).fitting == ("Xᵀ dout",)
    square = fill(local_gradient_slice, matmul_backward, SQUARE)
    assert len(square.fitting) == 4
    assert square.agreeing == ("dout Wᵀ",)


def test_a_square_gradient_of_w_has_one_right_arrangement_too():
    square = fill(local_gradient_slice, matmul_backward, replace(SQUARE, of="W"))
    assert (len(square.fitting), square.agreeing) == (4, ("Xᵀ dout",))


def test_a_wrong_slice_is_shown_as_it_is_and_measured():
    wrong = fill(lambda X, W, i, j: np.ones((len(X), W.shape[1])), None, DX)
    first = wrong.entries[0]
    assert (first.value, first.measured, first.is_right) == (14, 0, False)


def test_a_wrong_product_is_counted_against_the_slices():
    wrong = fill(local_gradient_slice, lambda dout, X, W: (-(dout @ W.T), X.T @ dout), DX)
    assert wrong.differing() == 5  # the sixth is 0


def test_what_is_not_written_yet_waits_for_its_exercise():
    def stub(*_):
        raise NotImplementedError("exercise")

    none = fill(None, matmul_backward, DX)
    assert (none.waiting, none.entries) == (True, ())
    assert "finish exercise 4.2, local_gradient_slice" in none.problem
    half = fill(local_gradient_slice, stub, DX)
    assert len(half.entries) == 6
    assert half.whole_waiting
    assert "finish exercise 4.3, matmul_backward" in half.whole_problem


@pytest.mark.parametrize(
    ("slice_", "said"),
    [
        (lambda X, W, i, j: W[j], "your local_gradient_slice(X, W, 0, 0) has shape (4,); (2, 4) was expected"),
        (lambda X, W, i, j: None, "an array of shape (2, 4) was expected"),
        (lambda X, W, i, j: 1 / 0, "your local_gradient_slice raised ZeroDivisionError"),
    ],
)
def test_what_is_no_slice_is_said_in_one_line(slice_, said):
    filling = fill(slice_, None, DX)
    assert said in filling.problem
    assert not filling.waiting
    assert "\n" not in filling.problem


def test_a_product_that_is_no_pair_is_said_in_one_line():
    filling = fill(local_gradient_slice, lambda dout, X, W: dout @ W.T, DX)
    assert "two arrays, dX and dW, were expected" in filling.whole_problem


def test_a_reader_who_writes_into_the_arguments_does_not_change_the_next_entry():
    def careless(X, W, i, j):
        table = local_gradient_slice(X, W, i, j)
        W[:] = 0
        return table

    assert np.array_equal(values(DX, fill(careless, None, DX)), LECTURE["dX"])
