"""Notebook 06: known mistakes of the way back through a deep stack.

Most of them exchange one part of the walk, so `_gradients` is the right walk with open places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake
from backprop.examination.exercise import Inputs
from backprop.exercises.vanishing_gradient import ACTIVATIONS
from backprop.rooms.room import Leaves
from backprop_grader.exercises.activations import sigmoid

Slope = Callable[[Any, Any], Any]
"""A slope by pre-activation z and activation a."""

SLOPES: dict[str, Slope] = {
    "sigmoid": lambda z, a: a * (1 - a),
    "tanh": lambda z, a: 1 - a**2,
    "relu": lambda z, a: (z > 0) * 1.0,
}


def _walk(i: Inputs) -> tuple[list[Any], list[Any]]:
    """Pre-activations and activations, layer by layer; the first activation is X."""
    zs, activations = [], [np.asarray(i["X"], dtype=np.float64)]
    for W in i["weights"]:
        zs.append(activations[-1] @ W)
        activations.append(ACTIVATIONS[i["activation"]](zs[-1]))
    return zs, activations


def _gradients(
    i: Inputs, slopes: Mapping[str, Slope] = SLOPES, dout: Any = None, last: bool = True
) -> tuple[list[Any], list[Any], list[Any]]:
    """dW, dz and da of every layer, first to last, with other slopes, another dout, or no slope in the last layer."""
    zs, activations = _walk(i)
    slope = slopes[i["activation"]]
    da = np.asarray(i["dout"] if dout is None else dout, dtype=np.float64)
    dWs, dzs, das = [], [], []
    for layer in reversed(range(len(zs))):
        final = layer == len(zs) - 1
        dz = da * slope(zs[layer], activations[layer + 1]) if last or not final else da
        dWs.append(activations[layer].T @ dz)
        dzs.append(dz)
        das.append(da)
        da = dz @ i["weights"][layer].T
    return dWs[::-1], dzs[::-1], das[::-1]


def _of(arrays: Sequence[Any], norm: Callable[[Any], Any] = np.linalg.norm) -> dict[str, NDArray[np.float64]]:
    return {"norms": np.array([norm(array) for array in arrays])}


def _with(**slopes: Slope) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """The norms with other slopes for some activations."""
    return lambda i, right: _of(_gradients(i, {**SLOPES, **slopes})[0])


def _every(slope: Slope) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """The norms with one slope for all activations."""
    return _with(**dict.fromkeys(SLOPES, slope))


def _measured(norm: Callable[[Any], Any]) -> Callable[[Inputs, Leaves], Mapping[str, Any]]:
    """Another measure of the right gradients."""
    return lambda i, right: _of(_gradients(i)[0], norm)


def _own_output(i: Inputs, right: Leaves) -> dict[str, Any]:
    """Each dW from the layer's own output in place of its input."""
    outputs = _walk(i)[1][1:]
    return _of([a.T @ dz for a, dz in zip(outputs, _gradients(i)[1], strict=True)])


def _pre_activations(i: Inputs, right: Leaves) -> dict[str, Any]:
    """Each dW but the first from the pre-activation of the layer below."""
    zs, activations = _walk(i)
    below = [activations[0], *zs[:-1]]
    return _of([a.T @ dz for a, dz in zip(below, _gradients(i)[1], strict=True)])


def _norms_added(i: Inputs, right: Leaves) -> dict[str, Any]:
    """The norms of every sample alone, added up."""
    alone = (_gradients({**i, "X": i["X"][n : n + 1], "dout": i["dout"][n : n + 1]})[0] for n in range(len(i["X"])))
    return {"norms": sum(_of(arrays)["norms"] for arrays in alone)}


def _first_sample(i: Inputs, right: Leaves) -> dict[str, Any]:
    return _of(_gradients({**i, "X": i["X"][:1], "dout": i["dout"][:1]})[0])


MISTAKES: tuple[Known, ...] = (
    Mistake(
        "single-sample",
        _norms_added,
        "Your norms are right for a single sample: of a batch, those of all samples are added up. The gradient of W is the "
        "sum over the samples; can two of them cancel in it?",
        telling=True,
    ),
    Mistake(
        "swapped",
        lambda i, right: {"norms": right["norms"][::-1]},
        "The norms are right, from the last layer to the first. Which layer is asked for first, and in which order does the way "
        "back meet them?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _every(lambda z, a: 1.0),
        "Your norms are those of a stack without activations on its way back: no slope has been multiplied in. What lies "
        "between z and a, and what does it do to a gradient?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: _of(_gradients(i, last=False)[0]),
        "Your walk takes dout for the gradient of the last z. Of which array is dout the gradient?",
        telling=True,
    ),
    *(
        Mistake(
            "wrong-point",
            _with(**slopes),
            f"Your norms are wrong for {names}: the slope is taken at the wrong one of z and a. Which of the two is your slope "
            "a function of?",
            telling=True,
        )
        for names, slopes in (
            ("sigmoid", {"sigmoid": lambda z, a: sigmoid(a) * (1 - sigmoid(a))}),
            ("sigmoid", {"sigmoid": lambda z, a: z * (1 - z)}),
            ("tanh", {"tanh": lambda z, a: 1 - np.tanh(a) ** 2}),
            ("tanh", {"tanh": lambda z, a: 1 - z**2}),
            (
                "sigmoid and tanh",
                {
                    "sigmoid": lambda z, a: sigmoid(a) * (1 - sigmoid(a)),
                    "tanh": lambda z, a: 1 - np.tanh(a) ** 2,
                },
            ),
            ("sigmoid and tanh", {"sigmoid": lambda z, a: z * (1 - z), "tanh": lambda z, a: 1 - z**2}),
        )
    ),
    *(
        Mistake(
            "wrong-local",
            _every(SLOPES[name]),
            f"Your norms are right for {name}, and the others have its slope too. How steep is each of the three at z = 0.5?",
            telling=True,
        )
        for name in SLOPES
    ),
    *(
        Mistake(
            "wrong-local",
            _with(**slopes),
            f"Your norms are wrong for {names}, and right for the others. How steep is {names} at z = 1, nudged by hand?",
            telling=True,
        )
        for names, slopes in (
            ("tanh", {"tanh": SLOPES["sigmoid"]}),
            ("tanh", {"tanh": lambda z, a: 1 - a}),
            ("tanh", {"tanh": lambda z, a: 1 - np.abs(a)}),
            ("sigmoid", {"sigmoid": SLOPES["tanh"]}),
            ("sigmoid", {"sigmoid": lambda z, a: a}),
            ("sigmoid", {"sigmoid": lambda z, a: 1 - a}),
            ("sigmoid", {"sigmoid": lambda z, a: 0.25}),
            ("relu", {"relu": lambda z, a: a}),
            ("relu", {"relu": lambda z, a: (z < 0) * 1.0}),
            ("relu", {"relu": lambda z, a: np.sign(z)}),
        )
    ),
    Mistake(
        "local-ignored",
        _with(relu=lambda z, a: 1.0),
        "Your norms are wrong for relu: on the way back all its gates are open. How can you tell, from z or from a, which "
        "were closed?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _with(tanh=lambda z, a: 1.0),
        "Your norms are wrong for tanh: its slope is missing. How steep is it at z = 1?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _with(sigmoid=lambda z, a: 1.0),
        "Your norms are wrong for sigmoid: its slope is missing. How steep is it at z = 1?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: _of(_gradients(i)[1]),
        "Your norms are those of the gradients at z, layer by layer. What does a layer's W multiply, and does that not come into "
        "its gradient?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        lambda i, right: _of(_gradients(i)[2]),
        "Your norms are those of the gradients at the activations, layer by layer. Which norms were asked for?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _own_output,
        "Your norms combine each layer's gradient with what comes out of it. What does its W multiply?",
        telling=True,
    ),
    Mistake(
        "wrong-point",
        _pre_activations,
        "Your first norm is right; the others combine each layer's gradient with the z below. What does its W multiply?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        lambda i, right: _of(_gradients(i, dout=np.ones_like(i["dout"]))[0]),
        "Your norms are right when dout is all ones, and the same for every dout. Where does the way back begin?",
        telling=True,
    ),
    Mistake(
        "single-sample",
        _first_sample,
        "Your norms see the first sample of the batch and no other. What becomes of the gradients of all samples?",
        telling=True,
    ),
    *(
        Mistake(
            code,
            _measured(norm),
            f"Your gradients are right, and measured in another way: {words}. Which measure does a Frobenius norm take?",
            telling=True,
        )
        for code, words, norm in (
            ("value-mismatch", "by the sum of the squares, without the root", lambda g: np.sum(g**2)),
            ("value-mismatch", "by the largest singular value", lambda g: np.linalg.norm(g, 2)),
            ("value-mismatch", "by the sum of the moduli", lambda g: np.sum(np.abs(g))),
            ("value-mismatch", "by the mean of the moduli", lambda g: np.mean(np.abs(g))),
            ("value-mismatch", "by the largest modulus", lambda g: np.max(np.abs(g))),
            ("value-mismatch", "by the largest column", lambda g: np.linalg.norm(g, 1)),
            ("value-mismatch", "by the root of the mean square", lambda g: np.sqrt(np.mean(g**2))),
            ("value-mismatch", "by the mean of the squares", lambda g: np.mean(g**2)),
        )
    ),
    Mistake(
        "scaled",
        lambda i, right: {"norms": right["norms"] / right["norms"][-1]},
        "Your norms are divided by the last of them. Are ratios asked for, or the norms themselves?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"norms": right["norms"] / np.max(right["norms"])},
        "Your norms are divided by the largest of them. Are ratios asked for, or the norms themselves?",
        telling=True,
    ),
)
