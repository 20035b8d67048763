"""Exercises that build on another one: the reader's own forward pass is nudged, and blamed where it is to blame."""

from typing import Any

import numpy as np
import pytest

from backprop.examination.examine import examine
from backprop.examination.oracle import Nudging
from backprop.examination.verdict import Verdict
from backprop.exercises import EXERCISES
from backprop.rooms.observe import LocalRoom
from backprop.rooms.stage import Stage, Stopped


def forward(params: dict[str, Any], X: Any, Y: Any, lam: float) -> tuple[Any, Any]:
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, (X, Y, h, o, lam)


def backward(params: dict[str, Any], cache: Any) -> dict[str, Any]:
    X, Y, h, o, lam = cache
    do = (o - Y) / len(X)
    dz = do @ params["W2"].T * h * (1 - h)
    return {
        "W1": X.T @ dz + lam * params["W1"],
        "b1": dz.sum(0),
        "W2": h.T @ do + lam * params["W2"],
        "b2": do.sum(0),
    }


def check_backward(**names: Any) -> Verdict:
    room = LocalRoom(names)
    return examine(EXERCISES["mlp_backward"], room, Nudging(room), seed=1)


def test_the_readers_own_forward_pass_is_nudged() -> None:
    verdict = check_backward(mlp_forward=forward, mlp_backward=backward)
    assert (verdict.status, verdict.open) == ("passed", False)


def test_a_wrong_way_back_is_found_by_nudging_the_right_forward_pass() -> None:
    def forgets_the_penalty(params: dict[str, Any], cache: Any) -> dict[str, Any]:
        return backward(params, (*cache[:4], 0.0))

    verdict = check_backward(mlp_forward=forward, mlp_backward=forgets_the_penalty)
    assert verdict.diagnosis[0].code == "penalty-missing"


@pytest.mark.parametrize(("power", "code"), [(0, "penalty-scaled"), (1, "penalty-scaled"), (-1, "penalty-scaled")])
def test_a_penalty_of_another_size_is_named_also_where_it_follows_the_batch(power: int, code: str) -> None:
    def other_size(params: dict[str, Any], cache: Any) -> dict[str, Any]:
        return backward(params, (*cache[:4], 2 * cache[4] * float(len(cache[0])) ** power))

    assert check_backward(mlp_forward=forward, mlp_backward=other_size).diagnosis[0].code == code


def test_a_forward_pass_that_is_not_there_is_asked_for_first() -> None:
    verdict = check_backward(mlp_backward=backward)
    assert verdict.status == "missing"
    assert "mlp_forward" in verdict.diagnosis[0].message


def test_a_forward_pass_that_is_still_the_stub_is_asked_for_first() -> None:
    def stub(params: Any, X: Any, Y: Any, lam: Any) -> Any:
        raise NotImplementedError

    verdict = check_backward(mlp_forward=stub, mlp_backward=backward)
    assert verdict.status == "missing"
    assert "mlp_forward" in verdict.diagnosis[0].message


def test_a_wrong_forward_pass_is_named_before_the_way_back() -> None:
    def without_bias(params: dict[str, Any], X: Any, Y: Any, lam: float) -> tuple[Any, Any]:
        return forward({**params, "b2": 0 * params["b2"]}, X, Y, lam)

    verdict = check_backward(
        mlp_forward=without_bias, mlp_backward=lambda params, cache: {**backward(params, cache), "b1": 0 * params["b1"]}
    )
    assert verdict.diagnosis[0].message.startswith("Your mlp_forward is not right yet")


@pytest.mark.parametrize(
    ("name", "answer", "used", "its_answer"),
    [
        ("softmax_jacobian", lambda z: np.diag(z), "softmax", lambda z: np.exp(z)),
        ("softmax_vjp", lambda dout, z: dout * z, "softmax", lambda z: np.exp(z)),
        ("sigmoid_backward", lambda dout, z: dout * z, "sigmoid_forward", lambda z: np.exp(z)),
    ],
)
def test_what_an_answer_may_call_is_named_first_where_it_is_wrong_too(
    name: str, answer: Any, used: str, its_answer: Any
) -> None:
    room = LocalRoom({name: answer, used: its_answer})
    verdict = examine(EXERCISES[name], room, Nudging(room), seed=1)
    assert verdict.diagnosis[0].message.startswith(f"Your {used} is not right yet: if {name} calls it, begin there.")
    alone = LocalRoom({name: answer})
    assert "begin there" not in examine(EXERCISES[name], alone, Nudging(alone), seed=1).diagnosis[0].message


def test_a_forward_pass_that_gives_an_array_does_not_upset_the_examiner() -> None:
    def per_sample(params: dict[str, Any], X: Any, Y: Any, lam: float) -> tuple[Any, Any]:
        J, cache = forward(params, X, Y, lam)
        return np.full(len(X), J), cache

    assert check_backward(mlp_forward=per_sample, mlp_backward=backward).exercise == "mlp_backward"


def test_gradients_of_different_shapes_are_not_added() -> None:
    stage = Stage(LocalRoom({}))
    with pytest.raises(Stopped):
        stage.added(np.zeros((3, 1)), np.zeros(3))
    assert stage.problem is not None
    assert "different shapes" in stage.problem
