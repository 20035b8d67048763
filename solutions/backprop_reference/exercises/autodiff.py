"""Notebook 07: the engine, both directions, twice; and the class in which the big frameworks ask for a gate."""

from __future__ import annotations

from typing import Any, Protocol

from ..arrays import Array
from ..forward_mode import Dual, chain_cost, jvp
from ..gates import mul
from ..graph import backward, topological_order
from ..second_order import hvp

__all__ = ["Dual", "Multiply", "backward", "chain_cost", "hvp", "jvp", "topological_order"]


class Context(Protocol):
    """What a framework hands to both methods of a function, to carry values from the way forward to the way back."""

    saved_tensors: tuple[Any, ...]

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep `tensors`; `saved_tensors` gives them back."""


class Multiply:
    """x * y as a function with its own backward, in the form of `torch.autograd.Function`."""

    @staticmethod
    def forward(ctx: Context, x: Array, y: Array) -> Array:
        """Return x * y, and keep both for the way back."""
        ctx.save_for_backward(x, y)
        return mul.forward(x, y)

    @staticmethod
    def backward(ctx: Context, dout: Array) -> tuple[Array, Array]:
        """Return (dx, dy)."""
        x, y = ctx.saved_tensors
        dx, dy = mul.vjp(dout, x, y)
        return dx, dy
