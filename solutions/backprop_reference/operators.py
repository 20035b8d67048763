"""Arithmetic for values that gates trace: `a * b` is the gate `mul`, wherever a or b stands for more than an array.

Dual numbers and the variables of a graph inherit these operators, and add what a gate does to them. This module knows
which operator is which gate, and no derivative.
"""

from __future__ import annotations

from typing import Any

from .arrays import shape
from .gates import Gate, add, divide, mul
from .linear import matmul, transpose


class Traced:
    """Base of values that decide for themselves what a gate does to them; arrays and numbers may stand on either side.

    A subclass has `value` (an array, a number, or another traced value), `__gate__` and `lift`.
    """

    value: Any

    __array_ufunc__ = None  # NumPy's arrays and scalars on the left leave the operation to us
    __array_priority__ = 1000  # and so do CuPy's

    def __gate__(self, gate: Gate, inputs: tuple[Any, ...]) -> Any:
        """Apply `gate` to `inputs`, of which this value is one."""
        raise NotImplementedError

    def lift(self, value: Any) -> Any:
        """Return `value` as a constant of this kind; itself where it is of this kind already."""
        raise NotImplementedError

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value; () for a number."""
        return shape(self.value)

    def __add__(self, other: Any) -> Any:
        return add(self, other)

    def __radd__(self, other: Any) -> Any:
        return add(other, self)

    def __mul__(self, other: Any) -> Any:
        return mul(self, other)

    def __rmul__(self, other: Any) -> Any:
        return mul(other, self)

    def __neg__(self) -> Any:
        return mul(-1.0, self)

    def __sub__(self, other: Any) -> Any:
        return add(self, -other)

    def __rsub__(self, other: Any) -> Any:
        return add(other, -self)

    def __truediv__(self, other: Any) -> Any:
        return divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return divide(other, self)

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return matmul(other, self)

    @property
    def T(self) -> Any:
        """The transpose of a matrix."""
        return transpose(self)
