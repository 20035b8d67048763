"""The Jacobian experiment: what the reader's functions give, and what is told of it (backprop.widgets.jacobian)."""

import json

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.jacobian import JacobianExperiment
from backprop.widgets.jacobian_model import EXHIBITS, FIXED, agree, column_sum, product, run
from backprop.widgets.jacobian_story import board, factor, frames, number
from vector_answers import ALL, TABLES, relu_jacobian, relu_vjp, softmax_jacobian, vjp

RELU, SOFTMAX, SURE, PRODUCT = EXHIBITS
FUNCTIONS = {function.__name__: function for function in ALL}


def told(experiment):
    return " ".join(f"{frame['heading']} {frame['text']} {frame['ask']}" for frame in experiment.frames)


def test_the_numbers_that_the_notebook_prints():
    assert JacobianExperiment(*TABLES).dx == [4, 0, 5, 0]
    assert JacobianExperiment(*TABLES, preset="softmax").dx == pytest.approx([0.763, 0.654, -1.44, 0.0244], rel=5e-3)
    assert JacobianExperiment(*TABLES, preset="matrix product").dx == pytest.approx([-1, -15, 2.5, -1])


def test_the_table_of_a_matrix_product_holds_the_fixed_matrix_turned_over_twice():
    table = run(FUNCTIONS, PRODUCT).jacobian
    w = np.array(FIXED)
    assert np.allclose(table, np.kron(np.eye(2), w.T), atol=1e-9)
    assert sum(cell["text"] == "0" for cell in board(PRODUCT, run(FUNCTIONS, PRODUCT))["cells"]) == 12
    assert np.array_equal(product(np.array(PRODUCT.point)), (np.array(PRODUCT.point).reshape(2, 2) @ w).ravel())


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_every_column_adds_up_to_what_vjp_gives(exhibit):
    found = run(FUNCTIONS, exhibit)
    assert not found.problem
    for j, entry in enumerate(found.dx):
        assert agree(column_sum(found, exhibit, j), entry)


def test_the_columns_of_softmax_cancel_and_a_sure_one_lets_little_through():
    for exhibit in (SOFTMAX, SURE):
        assert np.allclose(run(FUNCTIONS, exhibit).jacobian.sum(axis=0), 0, atol=1e-12)
    assert np.abs(run(FUNCTIONS, SURE).dx).max() < 0.1 * np.abs(SURE.dout).max()


def test_both_ways_are_compared_as_soon_as_both_are_written():
    assert "without the table" not in told(JacobianExperiment(*TABLES))
    assert "the same numbers." in told(JacobianExperiment(*ALL))
    wrong = JacobianExperiment(*TABLES, lambda dout, x: dout * x, None)
    assert "not the same numbers." in told(wrong)


def test_a_product_stub_does_not_stop_the_tables():
    def stub(dout, x):
        raise NotImplementedError("exercise 3.6: relu_vjp")

    assert len(JacobianExperiment(*TABLES, stub, stub).frames) == 6


def test_a_forgotten_transpose_is_seen_where_the_table_is_not_symmetric():
    def forgetful(jacobian, dout):
        return (jacobian @ dout[: jacobian.shape[1]])[: jacobian.shape[1]]

    functions = {**FUNCTIONS, "vjp": forgetful}
    assert not any("Your vjp says" in frame.text for frame in frames(SOFTMAX, run(functions, SOFTMAX)))
    assert any("Your vjp says" in frame.text for frame in frames(PRODUCT, run(functions, PRODUCT)))


@pytest.mark.parametrize(
    ("functions", "waiting", "said"),
    [
        ((), True, "finish exercise 3.1, relu_jacobian"),
        ((relu_jacobian, softmax_jacobian), True, "finish exercise 3.5, vjp"),
        ((lambda x: x / None,), False, "relu_jacobian raised TypeError"),
        ((lambda x: x > 0,), False, "an array of shape (4, 4) was expected"),
        ((relu_jacobian, None, None, lambda J, d: None), False, "an array of shape (4,) was expected"),
        ((relu_jacobian, None, None, vjp, lambda d, x: d[:2]), False, "relu_vjp returned an array of shape (2,)"),
    ],
)
def test_what_cannot_be_shown_becomes_one_line(functions, waiting, said):
    experiment = JacobianExperiment(*functions)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert experiment.board == {}
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_it_opens_on_the_first_column_and_asks_for_the_next():
    experiment = JacobianExperiment(*TABLES)
    assert backprop.widgets.JacobianExperiment is JacobianExperiment
    assert (experiment.step, experiment.frames[1]["column"], experiment.frames[1]["known"]) == (1, 0, 1)
    assert "4 · 1 + (−1) · 0 + 5 · 0 + 9 · 0 = 4" in experiment.frames[1]["text"]


def test_a_cell_says_what_it_means_and_what_it_carries():
    words = {(cell["i"], cell["j"]): cell["words"] for cell in board(SOFTMAX, run(FUNCTIONS, SOFTMAX))["cells"]}
    assert (
        words[1, 1] == "Row 1, column 1: 0.181. Per 1 of x[1], y[1] moves by 0.181. So 4 · 0.181 ≈ 0.723 goes to dx[1]."
    )
    words = {(cell["i"], cell["j"]): cell["words"] for cell in board(RELU, run(FUNCTIONS, RELU))["cells"]}
    assert "nothing goes to dx[1]" in words[0, 1]


def test_an_unknown_preset_is_the_first():
    experiment = JacobianExperiment(*TABLES)
    experiment.preset = "softmax"
    assert experiment.board["name"] == "softmax"
    experiment.preset = "no such node"
    assert (experiment.preset, experiment.board["name"]) == ("ReLU", "ReLU")


def test_all_that_travels_is_plain_json_even_where_results_are_not_finite():
    experiment = JacobianExperiment(lambda x: np.full((4, 4), np.nan), *TABLES[1:])
    json.dumps([experiment.frames, experiment.board], allow_nan=False)
    assert experiment.board["cells"][0]["text"] == "nan"


def test_the_export_has_every_number_of_every_table():
    experiment = JacobianExperiment(*TABLES, relu_vjp, None)
    data = experiment._repr_mimebundle_()[0]
    for exhibit in EXHIBITS:
        experiment.preset = exhibit.name
        for part in ("cells", "dout", "dx"):
            for cell in experiment.board[part]:
                assert f">{cell['text']}</text>" in data["text/html"]
                assert cell["text"] in data["text/plain"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (3e-12, "0"), (-1.0, "−1"), (0.12345, "0.123"), (-2.2e-6, "−2.2e−6"), (np.inf, "inf")],
)
def test_numbers_are_written_short(value, text):
    assert number(value) == text


def test_negative_factors_stand_in_brackets():
    assert (factor(-2), factor(2)) == ("(−2)", "2")
