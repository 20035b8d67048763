"""Notebook 04, first half: matrix products backwards, and the size of what is never formed.

One sample is one row: X (N, D), W (D, M), b (M,), Y = X @ W + b and dout (N, M).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.rooms.room import Leaves
from backprop.rooms.stage import Stage

ASSIGNMENT = "04-matrices"
SIZE = "4.1, “The matrix that nobody writes out”"
SLICE = "4.2, “One entry, one slice”"
PRODUCT = "4.3, “From slices to products”"
BIAS = "4.4, “A bias is used once in every row”"

Array = NDArray[Any]


# --- the size of a Jacobian, and a slice of it -----------------------------------------------------------------------


def written_out(N: Any, D: Any, M: Any, itemsize: Any = 4) -> int:
    """What NumPy says of an array with one entry for every pair of an output and an input (it is never filled)."""
    outputs, inputs = (int(N), int(M)), (int(N), int(D))
    return int(np.broadcast_to(np.zeros((), f"V{int(itemsize)}"), outputs + inputs).nbytes)


def size_cases(rng: np.random.Generator) -> list[Case]:
    """Small sizes, all distinct, with and without the bytes of an entry; the sizes of a real layer."""

    def draw(itemsize: int | None = None, largest: int = 40) -> Inputs:
        sizes = rng.choice(np.arange(2, largest), 3, replace=False)
        named = dict(zip("NDM", (int(size) for size in sizes), strict=True))
        return named if itemsize is None else {**named, "itemsize": itemsize}

    odd = {"N": 2 * int(rng.integers(300, 1300)) + 1, "D": 400_009, "M": 300_007, "itemsize": 8}
    return [
        Case(draw(), "float32, by default"),
        Case(draw(8), "float64"),
        Case(draw(2), "float16"),
        Case(draw(1), "one byte an entry"),
        Case({"N": 1, "D": 5, "M": 3, "itemsize": 4}, "one sample", "single"),
        Case({"N": 64, "D": 4096, "M": 4096}, "64 samples, 4,096 in and out", "extreme"),
        Case(odd, "a size beyond what a float counts exactly", "extreme"),
    ]


def slice_cases(rng: np.random.Generator) -> list[Case]:
    """Every place of X: inside, first and last; integers, one sample, one column, a strided W."""

    def draw(N: int, D: int, M: int, i: int, j: int, size: float = 1.0) -> dict[str, Any]:
        return {"X": away_from_zero(rng, (N, D)), "W": away_from_zero(rng, (D, M), size), "i": i, "j": j}

    again = draw(4, 3, 5, 1, 2)
    whole = {**draw(3, 4, 2, 2, 1), "X": rng.integers(-4, 5, (3, 4))}
    strided = draw(3, 4, 5, 0, 2)
    return [
        Case(draw(4, 3, 5, 1, 2), "N = 4, D = 3, M = 5"),
        Case(draw(3, 5, 2, 2, 0, 1e3), "W in the thousands"),
        Case(draw(5, 4, 3, 0, 3, 1e-3), "W in thousandths"),
        Case(draw(3, 4, 6, 2, 1), "N = 3, D = 4, M = 6"),
        Case({**again, "i": 3, "j": 0}, "the first sizes once more, another entry of X", "again"),
        Case(draw(6, 2, 3, 5, 0), "the last row of X", "corner"),
        Case(draw(2, 6, 3, 1, 5), "the last entry of X", "corner"),
        Case(draw(1, 3, 4, 0, 1), "one sample", "single"),
        Case(draw(3, 2, 1, 2, 1), "one column of W", "few"),
        Case({**draw(4, 3, 5, 1, 2), "X": np.zeros((4, 3))}, "X = 0", "zero"),
        Case(whole, "integer X", "integer"),
        Case({**whole, "W": rng.integers(1, 9, (4, 2))}, "integer X and W", "integer"),
        Case({**strided, "W": np.repeat(strided["W"], 2, axis=1)[:, ::2]}, "a strided W", "strided"),
    ]


def nudged_slice(X: Array, W: Array, i: Any, j: Any) -> Array:
    """How Y = X @ W answers when X[i, j] alone is nudged to both sides; exact but for rounding, as Y is linear in X."""
    nudge = np.zeros(X.shape)
    nudge[int(i), int(j)] = 0.5
    return np.asarray((X + nudge) @ W - (X - nudge) @ W)


# --- products --------------------------------------------------------------------------------------------------------


def draw_product(rng: np.random.Generator, N: int, D: int, M: int, size: float = 1.0) -> dict[str, Any]:
    """dout (N, M), X (N, D), W (D, M)."""
    shapes = {"dout": (N, M), "X": (N, D), "W": (D, M)}
    return {name: away_from_zero(rng, shape, size if name == "X" else 1.0) for name, shape in shapes.items()}


def silent(inputs: dict[str, Any]) -> dict[str, Any]:
    """The same with a dout in which every other sample, and one entry more, feels nothing."""
    dout = inputs["dout"].copy()
    dout[::2] = 0.0
    dout[1, 0] = 0.0
    return {**inputs, "dout": dout}


def product_cases(rng: np.random.Generator) -> list[Case]:
    """All sizes distinct; integers, one sample, one column, transposed and strided arrays."""
    whole = {**draw_product(rng, 3, 2, 4), "X": rng.integers(-4, 5, (3, 2)), "W": rng.integers(-4, 5, (2, 4))}
    turned = {name: np.asfortranarray(array) for name, array in draw_product(rng, 4, 3, 2).items()}
    strided = {name: np.repeat(array, 2, axis=1)[:, ::2] for name, array in draw_product(rng, 2, 4, 3).items()}
    return [
        Case(draw_product(rng, 4, 3, 5), "N = 4, D = 3, M = 5"),
        Case(draw_product(rng, 3, 5, 2, 1e3), "N = 3, D = 5, M = 2, X in the thousands"),
        Case(draw_product(rng, 2, 4, 3, 1e-3), "N = 2, D = 4, M = 3, X in thousandths"),
        Case(draw_product(rng, 5, 2, 6), "N = 5, D = 2, M = 6"),
        Case(draw_product(rng, 1, 3, 2), "one sample", "single"),
        Case(draw_product(rng, 4, 1, 3), "one feature", "few"),
        Case(draw_product(rng, 3, 2, 1), "one column of W", "few"),
        Case({**draw_product(rng, 3, 4, 2), "X": np.zeros((3, 4))}, "X = 0", "zero"),
        Case(silent(draw_product(rng, 4, 2, 3)), "zeros in dout", "zero"),
        Case(whole, "integer X and W", "integer"),
        Case(turned, "arrays stored column by column", "strided"),
        Case(strided, "strided arrays", "strided"),
    ]


def play_two_products(stage: Stage, inputs: Inputs) -> Leaves:
    """H = X A goes into H B and into H C."""
    H = inputs["X"] @ inputs["A"]
    one, two = (
        stage.call("matmul_backward", {"dout": inputs[up], "X": H, "W": inputs[name]}, returns=("dH", "dW"))
        for up, name in (("dout_b", "B"), ("dout_c", "C"))
    )
    early = {"dout": stage.added(one["dH"], two["dH"]), "X": inputs["X"], "W": inputs["A"]}
    back = stage.call("matmul_backward", early, returns=("dX", "dA"))
    return {**back.leaves, "dB": one["dW"], "dC": two["dW"]}


def draw_two_products(rng: np.random.Generator) -> Inputs:
    """X (4, 3), A (3, 5), B (5, 2), C (5, 6) and the upstream gradients."""
    shapes = {"dout_b": (4, 2), "dout_c": (4, 6), "X": (4, 3), "A": (3, 5), "B": (5, 2), "C": (5, 6)}
    return {name: away_from_zero(rng, shape) for name, shape in shapes.items()}


def affine(X: Array, W: Array, b: Array) -> Array:
    """X (N, d1, ..., dk) as rows (N, D), times W, plus b in every row."""
    return np.asarray(X.reshape(len(X), -1) @ W + b)


def draw_affine(rng: np.random.Generator, sizes: tuple[int, ...], M: int, size: float = 1.0) -> dict[str, Any]:
    """dout (N, M), X of shape `sizes` (N, d1, ..., dk), W (D, M), b (M,)."""
    N, D = sizes[0], int(np.prod(sizes[1:]))
    shapes = {"dout": (N, M), "X": sizes, "W": (D, M), "b": (M,)}
    return {name: away_from_zero(rng, shape, size if name == "X" else 1.0) for name, shape in shapes.items()}


def affine_cases(rng: np.random.Generator) -> list[Case]:
    """Samples that are vectors, pictures and stacks of pictures; integers, one sample, strided arrays."""
    whole = {**draw_affine(rng, (3, 2), 4), "X": rng.integers(-4, 5, (3, 2)), "W": rng.integers(-4, 5, (2, 4))}
    turned = {name: np.asfortranarray(array) for name, array in draw_affine(rng, (4, 2, 3), 5).items()}
    return [
        Case(draw_affine(rng, (4, 3), 5), "X of shape (4, 3)"),
        Case(draw_affine(rng, (3, 2, 5), 4, 1e3), "X of shape (3, 2, 5), in the thousands"),
        Case(draw_affine(rng, (2, 3, 2, 4), 5, 1e-3), "X of shape (2, 3, 2, 4), in thousandths"),
        Case(draw_affine(rng, (5, 4), 2), "X of shape (5, 4)"),
        Case(draw_affine(rng, (1, 4), 3), "one sample", "single"),
        Case(draw_affine(rng, (1, 2, 2), 3), "one sample of shape (2, 2)", "single"),
        Case(draw_affine(rng, (3, 4), 1), "one output", "few"),
        Case(draw_affine(rng, (2, 1, 3, 1, 2), 3), "X of shape (2, 1, 3, 1, 2)", "thin"),
        Case(draw_affine(rng, (1, 2, 1), 2), "X of shape (1, 2, 1)", "thin"),
        Case({**draw_affine(rng, (3, 4), 2), "b": np.zeros(2)}, "b = 0", "zero"),
        Case(silent(draw_affine(rng, (4, 3), 2)), "zeros in dout", "zero"),
        Case({**whole, "b": np.array([1, 0, -2, 3])}, "integer X, W and b", "integer"),
        Case(turned, "arrays stored column by column", "strided"),
    ]


def play_two_layers(stage: Stage, inputs: Inputs) -> Leaves:
    """One W and one b serve two batches: both have two paths to the sum."""
    returns = ("dX", "dW", "db")
    shared = {name: inputs[name] for name in ("W", "b")}
    one = stage.call("affine_backward", {"dout": inputs["dout"], "X": inputs["X"], **shared}, returns=returns)
    two = stage.call("affine_backward", {"dout": inputs["dout_2"], "X": inputs["X_2"], **shared}, returns=returns)
    return {
        "dX": one["dX"],
        "dX_2": two["dX"],
        "dW": stage.added(one["dW"], two["dW"]),
        "db": stage.added(one["db"], two["db"]),
    }


def draw_two_layers(rng: np.random.Generator) -> Inputs:
    """Two batches, X (4, 3, 2) and X_2 (2, 6), for W (6, 5) and b (5,)."""
    first, second = draw_affine(rng, (4, 3, 2), 5), draw_affine(rng, (2, 6), 5)
    return {**first, "dout_2": second["dout"], "X_2": second["X"]}


PRODUCTS = (
    Exercise(
        name="jacobian_bytes",
        assignment=ASSIGNMENT,
        points=1,
        section=SIZE,
        returns="bytes",
        cases=size_cases,
        values={"bytes": written_out},
        tolerance=0.0,
        example={"N": 64, "D": 4096, "M": 4096},
        understood="One entry for every pair of an output and an input: a layer's Jacobian outgrows any memory.",
    ),
    Exercise(
        name="local_gradient_slice",
        assignment=ASSIGNMENT,
        points=2,
        section=SLICE,
        returns="slice",
        cases=slice_cases,
        values={"slice": nudged_slice},
        example={"X": np.eye(2), "W": np.array([[1.0, 2.0], [3.0, 4.0]]), "i": 0, "j": 1},
        variants={
            "square": lambda rng: {"X": away_from_zero(rng, (4, 4)), "W": away_from_zero(rng, (4, 4)), "i": 2, "j": 1}
        },
        understood="One entry of X moves one row of Y, by a row of W. All other rows of the slice are zero.",
    ),
    Exercise(
        name="matmul_backward",
        assignment=ASSIGNMENT,
        points=2,
        section=PRODUCT,
        returns=("dX", "dW"),
        cases=product_cases,
        forward=lambda X, W: X @ W,
        gradients={"dX": "X", "dW": "W"},
        upstream=("dout",),
        batch="X",
        example={"dout": np.ones((1, 2)), "X": np.array([[1.0, 2.0]]), "W": np.array([[1.0, 2.0], [3.0, 4.0]])},
        sized=lambda rng, n: draw_product(rng, 4, n // 4, 3),
        variants={
            "square": lambda rng: draw_product(rng, 4, 4, 4),
            "one sample": lambda rng: draw_product(rng, 1, 3, 5),
        },
        composition=Composition(
            "for H = X A that goes into H B and into H C",
            play_two_products,
            draw_two_products,
            forward=lambda X, A, B, C: (X @ A @ B, X @ A @ C),
            gradients={"dX": "X", "dA": "A", "dB": "B", "dC": "C"},
            upstream=("dout_b", "dout_c"),
        ),
        understood="Two products of matrices in place of a Jacobian: the slices, weighed by dout and added up.",
    ),
    Exercise(
        name="affine_backward",
        assignment=ASSIGNMENT,
        points=3,
        section=BIAS,
        returns=("dX", "dW", "db"),
        cases=affine_cases,
        forward=affine,
        gradients={"dX": "X", "dW": "W", "db": "b"},
        upstream=("dout",),
        batch="X",
        scale=lambda inputs: 0.1 * float(np.max(np.abs(inputs["dout"]))),  # a column's sum may be small by chance
        example={
            "dout": np.ones((1, 2)),
            "X": np.array([[1.0, 2.0]]),
            "W": np.array([[1.0, 2.0], [3.0, 4.0]]),
            "b": np.array([0.5, -0.5]),
        },
        sized=lambda rng, n: draw_affine(rng, (4, n // 4), 3),
        variants={
            "square": lambda rng: draw_affine(rng, (4, 4), 4),
            "one sample": lambda rng: draw_affine(rng, (1, 3), 5),
        },
        composition=Composition(
            "for one W and one b that serve two batches",
            play_two_layers,
            draw_two_layers,
            forward=lambda X, W, b, X_2: (affine(X, W, b), affine(X_2, W, b)),
            gradients={"dX": "X", "dX_2": "X_2", "dW": "W", "db": "b"},
            upstream=("dout", "dout_2"),
        ),
        understood="A value that is used in every row collects what every row sends back.",
    ),
)
