"""Second derivatives: the Hessian times a vector, without the Hessian.

`hvp` needs a gradient function and nothing else; it nudges. `exact_hvp` needs a function written with gates: it runs
the backward pass on dual numbers, which differentiates the gradient along v. This module knows no formula of any gate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .arrays import Array, array_namespace, norm, promote, zeros_like
from .forward_mode import Dual, tangent
from .graph import Graph, differentiate


def hvp(grad: Callable[[Array], Array], x: Array, v: Array) -> Array:
    """Return H @ v in the shape of x, H the matrix of second derivatives at x; grad: array -> gradient, 4 calls.

    The gradient is differentiated along v / |v| by the five-point rule, whose error is h**4 / 30 times a fifth
    derivative, and the result is scaled back: |v| has no part in the accuracy. h = eps**(1/4), 1e-4 in float64, leaves
    about eps / h = 2e-12 of rounding error, and is small against any x above 0.01.
    """
    x, v = promote(x, v)
    length = norm(v)
    if length == 0.0:
        return zeros_like(x)
    direction = v / length
    h = float(array_namespace(x).finfo(x.dtype).eps) ** 0.25

    def slope(reach: float) -> Array:
        ahead, behind = promote(grad(x + reach * direction), grad(x - reach * direction))
        return (ahead - behind) / (2 * reach)

    return length * ((4 * slope(h) - slope(2 * h)) / 3)


def exact_hvp(f: Callable[[Any], Any], x: Array, v: Array) -> Array:
    """Return H @ v of a function f: one variable -> one number that is written with gates; exact but for rounding.

    Forward over reverse: a tape whose values are dual numbers x + v epsilon. Every gate's vjp is made of gates, so the
    gradient comes out as a dual number too, and its tangent is the derivative of the gradient along v.
    """
    graph = Graph()
    variable = graph.input(Dual(*promote(x, v)))
    (gradient,) = graph.backward(f(variable), [variable])
    return tangent(gradient)


def gradient_norm_gradient(f: Callable[[Any], Any], x: Array) -> Array:
    """Return the gradient of 1/2 |df/dx|^2, the gradient-norm penalty: H @ df/dx, again without H."""
    _, (gradient,) = differentiate(f, x)
    return exact_hvp(f, x, gradient)
