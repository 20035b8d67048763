"""Every gate, on every array library: the formulas, and what all gates promise about types, memory and large inputs."""

from dataclasses import replace

import numpy as np
import pytest

from backprop_reference import gates, losses, selfcheck
from backprop_reference.arrays import norm, primal, promote, several
from backprop_reference.gates import GATES, Gate, add, elementwise, maximum, mul, relu, sigmoid, sum_to, tanh
from backprop_reference.selfcheck import LIMITS, Errors, Sample, arity, backend, draw, examine, results_of, samples

SAMPLES = list(samples())
each_gate = pytest.mark.parametrize("sample", SAMPLES, ids=str)


# --- one body for all gates and libraries ----------------------------------------------------------------------------


@each_gate
@pytest.mark.parametrize("seed", range(3))
def test_forward_backward_and_tangent_fit_together(sample, where, seed):
    errors = examine(sample, where, seed)
    assert errors.passed(), f"{sample} on {where.name}, seed {seed}: {errors}, limits {LIMITS}"


@each_gate
def test_a_gate_changes_no_argument_and_its_results_share_no_memory(sample, where):
    drawn = [[where.array(x) for x in group] for group in draw(sample, seed=5)]
    calls = [
        (sample.gate.forward, drawn[0]),
        (sample.gate.vjp, [*drawn[2], *drawn[0]]),
        (sample.gate.jvp, [*drawn[1], *drawn[0]]),
    ]
    for rule, arguments in calls:
        results = [result for result in several(rule(*arguments)) if hasattr(result, "__setitem__")]
        before = [where.xp.asarray(x, copy=True) for x in (*arguments, *results)]
        for position, result in enumerate(results):
            result[...] = 7.0 + position
        assert all(norm(x - kept) == 0 for x, kept in zip(arguments, before, strict=False))
        assert [float(where.xp.max(result)) for result in results] == [7.0 + k for k in range(len(results))]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "softmax", "cross_entropy", "bce"])
def test_a_thousand_is_not_too_large(name, where):
    gate = {
        "softmax": losses.softmax,
        "cross_entropy": losses.cross_entropy([1, 0, 2]),
        "bce": losses.bce([[1, 0, 1]] * 3),
    }.get(name) or GATES[name]
    x = where.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -1000.0], [1000.0, 999.0, -3.0]])
    tangent = where.array(np.ones((3, 3)))
    dout = where.xp.ones_like(gate.forward(x))
    for result in (gate.forward(x), gate.vjp(dout, x), gate.jvp(tangent, x)):
        assert bool(where.xp.all(where.xp.isfinite(result)))


@pytest.mark.parametrize("dtype", ["int32", "int64", "bool"])
def test_integers_are_promoted(dtype, where):
    x = where.xp.asarray([0, 1, 1], dtype=getattr(where.xp, dtype), device=where.device)
    halves = where.array([0.5, 0.5, 0.5])
    assert mul.forward(x, x).dtype == where.xp.float64
    assert norm(mul.vjp(halves, x, x)[0] - where.array([0.0, 0.5, 0.5])) == 0


def test_float32_and_integers_stay_float32(where):
    x = where.array([1.5, 2.5], "float32")
    count = where.xp.asarray([2, 3], device=where.device)
    assert mul.forward(x, count).dtype == where.xp.float32
    assert mul.forward(x, 0.1).dtype == where.xp.float32


# --- conventions -----------------------------------------------------------------------------------------------------


def test_the_slope_of_relu_at_zero_is_zero():
    np.testing.assert_array_equal(relu.vjp([5.0, 5.0, 5.0], [-1e-300, 0.0, 1e-300]), [0.0, 0.0, 5.0])


def test_a_tie_is_shared_by_halves():
    dx, dy = maximum.vjp(np.array([6.0, 6.0, 6.0]), np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0]))
    np.testing.assert_array_equal(dx, [0.0, 3.0, 6.0])
    np.testing.assert_array_equal(dy, [6.0, 3.0, 0.0])


def test_a_broadcast_input_gets_the_sum():
    dout = np.arange(12.0).reshape(3, 4)
    dx, db = add.vjp(dout, np.zeros((3, 4)), np.zeros(4))
    np.testing.assert_array_equal(dx, dout)
    np.testing.assert_array_equal(db, dout.sum(axis=0))


@pytest.mark.parametrize("gate", [sigmoid, tanh], ids=["sigmoid", "tanh"])
def test_slopes_keep_their_digits_in_both_tails(gate):
    x = np.array([-300.0, -40.0, -20.0, 20.0, 40.0, 300.0])
    exact = {"sigmoid": np.exp(-np.abs(x)), "tanh": 4 * np.exp(-2 * np.abs(x))}[gate.name]  # to a relative 1e-8 at 20
    np.testing.assert_allclose(gate.vjp(np.ones(6), x), exact, rtol=1e-8)


def test_softmax_keeps_its_digits_in_the_tail():
    np.testing.assert_allclose(losses.softmax(np.array([0.0, -50.0, -700.0])), np.exp([0.0, -50.0, -700.0]), rtol=1e-13)


# --- what comes in ---------------------------------------------------------------------------------------------------


def test_numbers_lists_and_strided_arrays_are_welcome():
    strided = np.arange(12.0).reshape(3, 4).T[::2]
    assert mul.vjp(2.0, 3, 4) == (8.0, 6.0)
    np.testing.assert_array_equal(relu.forward([[-1, 2]]), [[0.0, 2.0]])
    np.testing.assert_array_equal(mul.forward(strided, strided), strided**2)


def test_an_array_that_is_fine_is_not_copied_on_the_way_in():
    x = np.ones(3)
    assert promote(x, 2)[0] is x


def test_complex_numbers_are_refused_in_one_line():
    with pytest.raises(TypeError, match="real numbers, and this array is complex128"):
        sigmoid(np.array([1j]))


# --- the measurements themselves -------------------------------------------------------------------------------------

NUMPY = backend("numpy")
BROKEN = {
    "a swapped product": replace(mul, vjp=lambda dout, x, y: (dout * x, dout * y)),
    "a product that forgets dout": replace(mul, vjp=lambda dout, x, y: (y, x)),
    "a wrong tangent": replace(mul, jvp=lambda tx, ty, x, y: tx * y),
    "both directions wrong alike": elementwise(
        "mul",
        lambda x, y: x * y,
        lambda dout, x, y: (2 * dout * y, 2 * dout * x),
        lambda tx, ty, x, y: 2 * (tx * y + x * ty),
    ),
    "double precision for ever": replace(
        mul, forward=lambda x, y: np.asarray(x, np.float64) * np.asarray(y, np.float64)
    ),
}


@pytest.mark.parametrize("gate", BROKEN.values(), ids=BROKEN)
def test_a_wrong_formula_does_not_pass_the_measurement(gate):
    assert not examine(Sample(gate, ((3, 4), (3, 4))), NUMPY).passed()


def test_nan_does_not_pass():
    assert not Errors(float("nan"), 0.0, 0.0, 0.0, 0.0).passed()
    late = replace(mul, vjp=lambda dout, x, y: (dout * y, dout * x * np.where(np.arange(4) == 3, np.nan, 1.0)))
    errors = examine(Sample(late, ((3, 4), (3, 4))), NUMPY)
    assert errors.adjoint == errors.numpy == np.inf


def test_every_gate_of_the_module_is_in_the_table_and_is_measured():
    rows = [value for value in vars(gates).values() if isinstance(value, Gate)]
    assert list(GATES.values()) == rows
    assert {sample.gate.name for sample in SAMPLES} >= set(GATES)


root = elementwise(
    "root",
    np.sqrt,
    lambda dout, x: dout / (2 * root(x)),
    lambda tx, x: tx / (2 * root(x)),
)


def hypotenuse(back):
    """A gate of two inputs whose backward formula is `back`."""
    return elementwise(
        "hypotenuse",
        lambda x, y: np.sqrt(x * x + y * y),
        back,
        lambda tx, ty, x, y: (tx * x + ty * y) / np.sqrt(x * x + y * y),
    )


def test_a_new_gate_of_two_inputs_needs_a_row_and_nothing_else(monkeypatch):
    new = hypotenuse(lambda dout, x, y: (dout * x / root(x * x + y * y), dout * y / root(x * x + y * y)))
    monkeypatch.setattr(selfcheck, "GATES", {**GATES, new.name: new})
    measured = [sample for sample in samples() if sample.gate is new]
    assert [sample.shapes for sample in measured] == [((3, 4), (3, 4)), ((3, 4), (4,))]
    assert all(examine(sample, NUMPY).passed() for sample in measured)


def test_a_gate_whose_backward_formula_is_not_made_of_gates_cannot_be_differentiated_twice():
    measured = examine(
        Sample(hypotenuse(lambda dout, x, y: (dout * x / np.hypot(x, y), dout * y / np.hypot(x, y))), ((3, 4), (3, 4))),
        NUMPY,
    )
    assert measured.twice == np.inf
    assert not measured.passed()
    assert replace(measured, twice=0.0).passed(), "all else about it is right"


def test_a_backward_formula_that_has_another_derivative_is_seen():
    """What multiplies is right as a number, and does not move with x."""
    stiff = elementwise(
        "cube",
        lambda x: x * x * x,
        lambda dout, x: dout * 3 * primal(x) * primal(x),
        lambda tx, x: tx * 3 * x * x,
    )
    measured = examine(Sample(stiff, ((3, 4),)), NUMPY)
    assert measured.twice > 0.1
    assert replace(measured, twice=0.0).passed(), "all else about it is right"


def test_a_gate_names_its_inputs_in_its_forward_formula():
    assert [arity(gate) for gate in (relu, mul, sum_to(()))] == [1, 2, 1]


def test_formulas_have_a_result_for_every_input():
    for sample in SAMPLES:
        inputs, tangents, douts = draw(sample, seed=1)
        assert len(results_of(sample.gate, inputs, tangents, douts)) == 2 * len(douts) + len(inputs)
