"""Notebook 07: known mistakes of the backward pass, told by what each node's gradient is, given those above it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import Known, Mistake, Sign
from backprop.examination.exercise import Inputs
from backprop.rooms.room import Leaves


def _shares(inputs: Inputs, grads: NDArray[Any]) -> dict[int, list[float]]:
    """For every node but the output, what each wire to a node above it brings down."""
    found: dict[int, list[float]] = {node: [] for node in range(len(inputs["values"]) - 1)}
    for (child, parent), slope in zip(inputs["wires"].tolist(), inputs["slopes"], strict=True):
        found[parent].append(float(grads[child] * slope))
    return found


def _odd(inputs: Inputs, grads: NDArray[Any]) -> dict[int, list[float]]:
    """The nodes whose gradient is not the sum of its shares."""
    shares = _shares(inputs, grads)
    return {node: parts for node, parts in shares.items() if not np.isclose(grads[node], sum(parts), rtol=1e-6)}


def _each(explained: Callable[[float, list[float]], bool]) -> Callable[[Inputs, Leaves, Leaves], bool]:
    """A sign: the output is right, some nodes are odd, and each of them is explained by its shares."""

    def seen(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
        grads = got["grads"]
        odd = _odd(inputs, grads)
        return bool(odd) and grads[-1] == 1.0 and all(explained(grads[node], parts) for node, parts in odd.items())

    return seen


def _some(grad: float, parts: list[float]) -> bool:
    """The gradient is the sum of some of its shares, not of all."""
    chosen = (part for count in range(1, len(parts)) for part in combinations(parts, count))
    return any(np.isclose(grad, sum(part), rtol=1e-6) for part in chosen)


def _mixed(grad: float, parts: list[float]) -> bool:
    """The gradient is the mean or the product of its shares."""
    mixtures = (np.mean(parts), prod(parts)) if len(parts) > 1 else ()
    return any(np.isclose(grad, mixture, rtol=1e-6) for mixture in mixtures)


def _early(inputs: Inputs, got: Leaves, want: Leaves) -> bool:
    """Odd nodes lie below a node that is used more than once, or lack something that came too late to be handed on."""
    grads = got["grads"]
    odd, late = _odd(inputs, grads), _below_shared(inputs)
    return bool(odd) and all(
        grads[node] == 0 or _some(grads[node], parts) or node in late for node, parts in odd.items()
    )


def _below_shared(inputs: Inputs) -> set[int]:
    """The nodes that lie, however deep, below a node that is used more than once."""
    uses = np.bincount(inputs["wires"][:, 1], minlength=len(inputs["values"]))
    found: set[int] = set()
    for child, parent in sorted(inputs["wires"].tolist(), reverse=True):  # a child stands after its parents
        if uses[child] > 1 or child in found:
            found.add(parent)
    return found


def _walked(step: Callable[[float, float, float, float], float]) -> Callable[[Inputs, Leaves], dict[str, Any]]:
    """A walk in the right order whose step down a wire (gradient, slope, value above, value below) is wrong."""

    def answer(inputs: Inputs, right: Leaves) -> dict[str, Any]:
        values = inputs["values"]
        grads = np.zeros(len(values))
        grads[-1] = 1.0
        for (child, parent), slope in sorted(
            zip(map(tuple, inputs["wires"].tolist()), inputs["slopes"], strict=True), key=lambda wire: -wire[0][0]
        ):
            grads[parent] += step(grads[child], slope, values[child], values[parent])
        return {"grads": grads}

    return answer


def _forwards(inputs: Inputs, right: Leaves) -> dict[str, Any]:
    """A walk from the inputs up: only what the output itself hands down arrives."""
    first = np.append(np.zeros(len(inputs["values"]) - 1), 1.0)
    return {"grads": np.array([sum(parts) for parts in _shares(inputs, first).values()] + [1.0])}


def _on_leaves(inputs: Inputs, right: Leaves) -> dict[str, Any]:
    inner = np.isin(np.arange(len(inputs["values"])), inputs["wires"][:, 0])
    return {"grads": np.where(inner, 0.0, right["grads"])}


def _freed(inputs: Inputs, right: Leaves) -> dict[str, Any]:
    """The output's own gradient stays, too."""
    return {"grads": np.append(_on_leaves(inputs, right)["grads"][:-1], right["grads"][-1])}


def _but_output(inputs: Inputs, right: Leaves) -> dict[str, Any]:
    return {"grads": np.append(right["grads"][:-1], 0.0)}


BACKWARD: tuple[Known, ...] = (
    Mistake(
        "zero-gradient",
        lambda i, right: {"grads": np.zeros_like(right["grads"])},
        "Every grad is still 0 after your walk. If the output itself is nudged by h, by how much does the output move, "
        "and where does your code say so?",
        telling=True,
    ),
    Mistake(
        "zero-gradient",
        _on_leaves,
        "The inputs of the graph have the right grad, and every node between them and the output has 0. The exercise "
        "asks for every node that is reached: where does your walk leave what it found on its way?",
        telling=True,
    ),
    Mistake(
        "zero-gradient",
        _freed,
        "The inputs of the graph have the right grad, the output has 1, and every node between them has 0. The exercise "
        "asks for every node that is reached: which line takes away what the walk had found?",
        telling=True,
    ),
    Mistake(
        "zero-gradient",
        _but_output,
        "Every node has the right grad except the output, whose grad is 0. How fast does the output move when the output "
        "moves?",
        telling=True,
    ),
    Mistake(
        "scaled",
        lambda i, right: {"grads": right["grads"] * i["values"][-1]},
        "Every grad is too large by the same factor: the output's own value. With which number does the walk begin, and "
        "what is it the derivative of?",
        telling=True,
    ),
    Mistake(
        "local-ignored",
        _walked(lambda grad, slope, above, below: grad),
        "Your grads count the paths to the output: 1, 2, 3, whatever the nodes compute. What does each (node, number) "
        "pair among the parents have a number for?",
        telling=True,
    ),
    Mistake(
        "upstream-ignored",
        _walked(lambda grad, slope, above, below: slope),
        "Your grads add up the local gradients next to a node, and nothing from further up. Along one path of two edges, "
        "how do the two numbers combine?",
        telling=True,
    ),
    Mistake(
        "added-along-path",
        _walked(lambda grad, slope, above, below: grad + slope),
        "Your walk adds along a path. Two edges in a row have the slopes 2 and 4, and the lower end moves by 1: how far "
        "does the upper end move?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _walked(lambda grad, slope, above, below: grad * below),
        "Your walk multiplies by the value of the parent. Is that the number beside it in the pair? What is it for a sum?",
        telling=True,
    ),
    Mistake(
        "wrong-local",
        _walked(lambda grad, slope, above, below: grad * above),
        "Your walk multiplies by the value of the node above. Is that the number in the pair? What is it for a sum?",
        telling=True,
    ),
    Mistake(
        "order-dependent",
        _forwards,
        "The output has a grad, and so have the nodes right below it; whatever lies deeper has 0. When your walk comes to "
        "a node deep in the graph, which grad does that node have to hand down?",
        telling=True,
    ),
    Sign(
        "path-missing",
        _each(_some),
        "Nodes that are used once have the right grad; in a a, and wherever two paths meet, only a part of the sum is "
        "there. When the second contribution arrives, what happens to the first?",
        telling=True,
    ),
    Sign(
        "path-mixed",
        _each(_mixed),
        "Nodes that are used once have the right grad; where two paths meet, yours are averaged or multiplied. If both "
        "paths move the output by 1, how far does it move altogether?",
        telling=True,
    ),
    Sign(
        "order-dependent",
        _early,
        "Simple chains or trees may be right; below a node that is used several times the numbers are not. At the moment "
        "when your walk hands that node's grad down, has everything above it reported yet?",
        telling=True,
    ),
)
