"""What the cards of notebook 03 say: true, and with numbers that a reader can type in."""

import numpy as np
import pytest

from backprop import check


def words(name, answer, **more):
    """The card of an answer on one line: how a sentence is broken does not matter."""
    answer.__name__ = name
    return " ".join(str(check(answer, **more)).split())


def columns(f, x, h, low):
    """A Jacobian by nudging, where a lower point is taken at `low` steps below."""
    x = np.array(x, dtype=float)
    return np.stack([(f(x + h * e) - f(x - low * h * e)) / h for e in np.eye(x.size)], axis=1)


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        (lambda f, x, h=1e-5: columns(f, x, h, 0), "value-mismatch"),
        (lambda f, x, h=1e-5: columns(f, x, h, 1), "scaled"),
        (lambda f, x, h=1e-5: columns(f, x, h, 1).T / 2, "transposed"),
        (lambda f, x, h=1e-5: columns(f, x, 1e-12, 0), "value-mismatch"),
    ],
    ids=["one side only", "twice too large", "rows for columns", "too small a step"],
)
def test_a_measured_table_that_is_wrong_at_every_size_is_not_called_right_when_sizes_agree(slip, code):
    card = words("numeric_jacobian", slip)
    assert f"It looks like: {code}" in card
    assert "Right when" not in card


def test_rows_of_a_table_that_is_as_wide_as_high_are_right_only_there():
    def square(f, x, h=1e-5):
        table = np.zeros((len(x), len(x)))
        table[:] = columns(f, x, h, 1) / 2
        return table

    assert "Right when all sizes are equal, and not when they differ" in words("numeric_jacobian", square)


def test_a_transpose_chosen_by_the_shapes_is_found_out_by_a_square_table():
    def by_shapes(jacobian, dout):
        return jacobian @ dout if jacobian.shape[1] == len(dout) else jacobian.T @ dout

    card = words("vjp", by_shapes)
    assert "FAIL edge wrong for a square Jacobian" in card
    assert "ok value" in card


def test_slopes_in_a_row_were_not_added_up():
    card = words("relu_jacobian", lambda x: (x > 0) * 1.0)
    assert "It looks like: wrong-shape" in card
    assert "added up" not in card


def test_shares_that_do_not_add_up_are_told_with_their_logits():
    assert "For z = [" in words("softmax", lambda z: np.exp(z - np.max(z)))


def test_a_column_that_does_not_add_up_is_told_with_its_place():
    card = words("softmax_jacobian", lambda z: np.eye(len(z)) - np.outer(z, z))
    assert "For z = [" in card
    assert "of your Jacobian, J[:, " in card


@pytest.mark.parametrize(
    ("line", "kind", "said"), [(8, "memory", "lines 1 to 7"), (5, "size", "local, upstream, layout, memory")]
)
def test_an_audit_in_another_form_is_told_so(line, kind, said):
    card = words("audit", lambda: {"line": line, "kind": kind, "value": 1.0}, assignment="03-vectors")
    assert "not answered" in card
    assert said in card
