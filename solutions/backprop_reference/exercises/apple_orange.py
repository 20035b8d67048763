"""Notebook 01: two layers, a shop, a basket, and the unit of a derivative."""

from __future__ import annotations

from ..arrays import Array
from ..gates import add, mul
from ..graph import differentiate
from ..linear import total


class MulLayer:
    """A product that keeps its inputs: each is the local gradient of the other."""

    def forward(self, x: Array, y: Array) -> Array:
        """Return x * y; x, y of one shape, or numbers."""
        self.x, self.y = x, y
        return mul.forward(x, y)

    def backward(self, dout: Array) -> tuple[Array, Array]:
        """Return (dx, dy) of the last `forward`: (dout * y, dout * x)."""
        dx, dy = mul.vjp(dout, self.x, self.y)
        return dx, dy


class AddLayer:
    """A sum: its local gradients are 1, so there is nothing to keep."""

    def forward(self, x: Array, y: Array) -> Array:
        """Return x + y; x, y of one shape, or numbers."""
        return add.forward(x, y)

    def backward(self, dout: Array) -> tuple[Array, Array]:
        """Return (dx, dy): dout for both, in memory of its own for each."""
        dx, dy = add.vjp(dout, dout, dout)
        return dx, dy


def apple_orange(
    apple: float, apple_num: float, orange: float, orange_num: float, tax: float
) -> tuple[Array, dict[str, Array]]:
    """Return the price and its gradients, by the names of the arguments.

    apple and orange are prices in won, `tax` is the factor (1.1 for 10 %). (100, 2, 150, 3, 1.1) costs 715 won, with
    gradients 2.2, 110, 3.3, 165 and 650: won per won, won per piece, won per 1.0 of the factor.
    """
    price, gradients = differentiate(
        lambda apple, apple_num, orange, orange_num, tax: (apple * apple_num + orange * orange_num) * tax,
        *(apple, apple_num, orange, orange_num, tax),
    )
    return price, dict(zip(("apple", "apple_num", "orange", "orange_num", "tax"), gradients, strict=True))


def basket(prices: Array, counts: Array, tax: float) -> tuple[Array, Array, Array, Array]:
    """Return (total, dprices, dcounts, dtax) of sum(prices * counts) * tax; prices, counts (n,)."""
    bill, (dprices, dcounts, dtax) = differentiate(lambda p, c, t: total(p * c) * t, prices, counts, tax)
    return bill, dprices, dcounts, dtax


def price_change(dtax: float, percentage_points: float) -> float:
    """Return the change of the price, in won, when the tax rate rises by so many percentage points.

    dtax is in won per 1.0 of the factor, that is per 100 percentage points: 650 makes 6.5 won a point.
    """
    return float(dtax) * float(percentage_points) / 100.0
