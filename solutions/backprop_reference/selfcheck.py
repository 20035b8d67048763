"""Check every formula on the arrays of this machine: `python -m backprop_reference.selfcheck --backend cupy`.

Each gate is run on random inputs in the chosen library and on the chosen device, and five errors are measured; the
tests read the same measurements. This module knows what a right gate satisfies, and no formula of any gate.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from inspect import signature
from math import inf, isnan
from typing import Any

import numpy as np
from array_api_compat import device

from . import linear, losses
from .arrays import Array, Rule, norm, several, shape
from .forward_mode import Dual, tangent
from .gates import GATES, Gate, broadcast_to, sum_to

BACKENDS = {
    "numpy": "array_api_compat.numpy",
    "cupy": "array_api_compat.cupy",
    "torch": "array_api_compat.torch",
    "strict": "array_api_strict",
}


@dataclass(frozen=True)
class Backend:
    """An array library and a device of it; None is the library's default device."""

    name: str
    xp: Any
    device: Any = None

    def array(self, values: Any, dtype: str = "float64") -> Array:
        """Return `values` as an array of this library, on this device."""
        return self.xp.asarray(np.asarray(values), dtype=getattr(self.xp, dtype), device=self.device)


def backend(name: str, place: str | None = None) -> Backend:
    """Return the backend of that name; raises ImportError where the library is not installed.

    place: a device as the library calls it ("cuda" for torch, "device1" for array_api_strict).
    """
    xp = importlib.import_module(BACKENDS[name])
    if name == "strict" and place is not None:
        return Backend(f"{name}:{place}", xp, xp.Device(place))
    return Backend(name if place is None else f"{name}:{place}", xp, place)


@dataclass(frozen=True)
class Sample:
    """A gate, and the shapes of inputs to try it on."""

    gate: Gate
    shapes: tuple[tuple[int, ...], ...]
    note: str = ""

    def __str__(self) -> str:
        return f"{self.gate.name} {self.note}".rstrip()


def samples() -> Iterator[Sample]:
    """Yield every gate with shapes that tell mistakes apart: no square matrix, no batch of one."""
    for gate in GATES.values():
        others = arity(gate) - 1
        yield Sample(gate, ((3, 4),) * (1 + others))
        if others:
            yield Sample(gate, ((3, 4), *((4,),) * others), "broadcast")
    yield Sample(sum_to((4,)), ((3, 4),))
    yield Sample(broadcast_to((3, 4)), ((4,),))
    yield Sample(linear.transpose, ((3, 4),))
    yield Sample(linear.reshape((6, 2)), ((3, 4),))
    yield Sample(linear.matmul, ((4, 3), (3, 5)))
    yield Sample(linear.affine, ((4, 3), (3, 5), (5,)))
    yield Sample(linear.affine, ((4, 2, 3), (6, 5), (5,)), "of a tensor")
    yield Sample(linear.affine_of(np.arange(12).reshape(4, 3)), ((3, 5), (5,)))
    yield Sample(losses.softmax, ((5,),), "of a vector")
    yield Sample(losses.softmax, ((4, 3),), "of rows")
    yield Sample(losses.cross_entropy([2, 0, 1, 1]), ((4, 3),), "integer labels")
    yield Sample(losses.cross_entropy([[False, True, False], [True, False, False]]), ((2, 3),), "one-hot labels")
    yield Sample(losses.bce([0, 1, 1, 0, 1]), ((5,),))
    yield Sample(losses.half_squared_error(np.arange(12).reshape(4, 3)), ((4, 3),))
    yield Sample(losses.mse(np.arange(12).reshape(4, 3)), ((4, 3),))
    yield Sample(losses.l2(0.3), ((3, 5),))


def arity(gate: Gate) -> int:
    """Return the number of inputs of a gate: its forward formula names them."""
    return len(signature(gate.forward).parameters)


@dataclass(frozen=True)
class Errors:
    """Relative errors of one gate; each has its limit in LIMITS."""

    adjoint: float  # <J v, dout> against <v, J.T dout>, for random v and dout
    nudged: float  # jvp against central differences of forward
    numpy: float  # forward, vjp and jvp against the same gate on NumPy's arrays
    float32: float  # forward, vjp and jvp in float32 against float64; infinite where a result is not float32
    twice: float  # vjp differentiated by the gates that it is made of, against its central differences

    def passed(self) -> bool:
        """Whether all errors are within their limits."""
        return all(error <= limit for error, limit in zip(astuple(self), astuple(LIMITS), strict=True))


LIMITS = Errors(adjoint=1e-13, nudged=1e-8, numpy=1e-13, float32=1e-5, twice=1e-7)


def examine(sample: Sample, where: Backend, seed: int = 0) -> Errors:
    """Measure the errors of one gate on one backend."""
    drawn = draw(sample, seed)
    wide = [[where.array(x) for x in group] for group in drawn]
    narrow = [[where.array(x, "float32") for x in group] for group in drawn]
    truth = [where.array(result) for result in results_of(sample.gate, *drawn)]
    found, rough = results_of(sample.gate, *wide), results_of(sample.gate, *narrow)
    return Errors(
        adjoint=_adjoint(sample.gate, *wide),
        nudged=_nudged(sample.gate, *wide),
        numpy=max(map(_difference, found, truth)),
        float32=max(_single(a, b, where.xp) for a, b in zip(rough, truth, strict=True)),
        twice=_twice(sample.gate, *wide),
    )


def draw(sample: Sample, seed: int) -> tuple[list[Any], list[Any], list[Any]]:
    """Return random inputs, tangents and upstream gradients; inputs are 0.5 to 2 in size: away from kinks and poles."""
    rng = np.random.default_rng(seed)
    inputs = [rng.uniform(0.5, 2.0, size) * rng.choice([-1.0, 1.0], size) for size in sample.shapes]
    tangents = [rng.standard_normal(size) for size in sample.shapes]
    douts = [rng.standard_normal(shape(y)) for y in several(sample.gate.forward(*inputs))]
    return inputs, tangents, douts


def results_of(gate: Gate, inputs: Sequence[Array], tangents: Sequence[Array], douts: Sequence[Array]) -> list[Array]:
    """Return the results of all three formulas in one row."""
    return [
        *several(gate.forward(*inputs)),
        *several(gate.vjp(*douts, *inputs)),
        *several(gate.jvp(*tangents, *inputs)),
    ]


def _difference(found: Array, truth: Array) -> float:
    """Return |found - truth| / max(|truth|, 1); infinite where the shape is another, or the device, or it is nan."""
    if found.shape != truth.shape or device(found) != device(truth):
        return inf
    return _or_inf(norm(found - truth) / max(norm(truth), 1.0))


def _single(found: Array, truth: Array, xp: Any) -> float:
    """Return the difference of a float32 result from the truth; infinite where it is of another type."""
    return _difference(xp.astype(found, xp.float64), truth) if found.dtype == xp.float32 else inf


def _or_inf(error: float) -> float:
    """Return `error`, and infinity for nan, which Python's max() would lose."""
    return inf if isnan(error) else error


def _adjoint(gate: Gate, inputs: Sequence[Array], tangents: Sequence[Array], douts: Sequence[Array]) -> float:
    """Return the disagreement of <J v, dout> and <v, J.T dout>, the two ways to take one and the same sum."""
    outward = several(gate.jvp(*tangents, *inputs))
    back = several(gate.vjp(*douts, *inputs))
    size = sum(norm(a) * norm(b) for a, b in zip(outward, douts, strict=True))
    return _or_inf(abs(_inner(outward, douts) - _inner(tangents, back)) / max(size, 1.0))


def _inner(left: Sequence[Array], right: Sequence[Array]) -> float:
    return sum(float(linear.total(a * b)) for a, b in zip(left, right, strict=True))


def _nudged(gate: Gate, inputs: Sequence[Array], tangents: Sequence[Array], _: Sequence[Array]) -> float:
    """Return the disagreement of jvp and central differences of forward along the same direction."""
    return max(map(_difference, _slopes(gate.forward, inputs, tangents), several(gate.jvp(*tangents, *inputs))))


def _twice(gate: Gate, inputs: Sequence[Array], tangents: Sequence[Array], douts: Sequence[Array]) -> float:
    """Return the disagreement of two derivatives of vjp along one direction: by dual numbers, and by nudging.

    Infinite where dual numbers do not get through: then something in vjp is not a gate, but a function of a library.
    """
    try:
        moving = several(gate.vjp(*douts, *map(Dual, inputs, tangents)))
    except (AttributeError, TypeError, ValueError):
        return inf
    return max(map(_difference, _slopes(lambda *x: gate.vjp(*douts, *x), inputs, tangents), map(tangent, moving)))


def _slopes(rule: Rule, inputs: Sequence[Array], tangents: Sequence[Array]) -> Iterator[Array]:
    """Yield the central difference of each result of `rule` along the tangents."""
    h = 1e-5
    ahead = several(rule(*(x + h * v for x, v in zip(inputs, tangents, strict=True))))
    behind = several(rule(*(x - h * v for x, v in zip(inputs, tangents, strict=True))))
    return ((a - b) / (2 * h) for a, b in zip(ahead, behind, strict=True))


# --- the command -----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the worst error of every gate; exit status 0 where all are right, 1 where one is not, 2 without library."""
    options = _parser().parse_args(arguments)
    try:
        where = backend(options.backend, options.device)
    except ImportError:
        print(f"selfcheck: {options.backend} is not installed here; install it, or choose another --backend")
        return 2
    print(f"{where.name}: worst relative error of {options.draws} draws\n")
    print(_line("gate", [field.name for field in fields(Errors)], ""))
    print(_line("limit", [f"{limit:.0e}" for limit in astuple(LIMITS)], ""))
    verdicts = [_report(sample, where, options.draws) for sample in samples()]
    print(f"\n{sum(verdicts)} of {len(verdicts)} right")
    return 0 if all(verdicts) else 1


def _report(sample: Sample, where: Backend, draws: int) -> bool:
    rows = [astuple(examine(sample, where, seed)) for seed in range(draws)]
    worst = Errors(*(max(column) for column in zip(*rows, strict=True)))
    print(_line(str(sample), [f"{error:.1e}" for error in astuple(worst)], "ok" if worst.passed() else "WRONG"))
    return worst.passed()


def _line(name: str, cells: Sequence[str], verdict: str) -> str:
    return f"{name:30}" + "".join(f"{cell:>10}" for cell in cells) + f"   {verdict}".rstrip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backprop_reference.selfcheck", description=__doc__)
    parser.add_argument("--backend", choices=BACKENDS, default="numpy", help="array library (default: numpy)")
    parser.add_argument("--device", help='device as the library names it: "cuda" for torch, "device1" for strict')
    parser.add_argument("--draws", type=int, default=20, help="random draws for each gate (default: 20)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
