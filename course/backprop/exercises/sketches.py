"""Small graphs for the walks of notebook 07: those on which known mistakes differ, random ones, long and laddered ones.

A sketch knows the slope of a sum and of a product, and no way to walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.examination.exercise import away_from_zero


@dataclass
class Sketch:
    """A graph in the making: values, wires (child, parent), and the slope on each wire. The last node is the output."""

    values: list[float] = field(default_factory=list)
    wires: list[tuple[int, int]] = field(default_factory=list)
    slopes: list[float] = field(default_factory=list)

    def leaf(self, value: float) -> int:
        """A node without parents."""
        self.values.append(float(value))
        return len(self.values) - 1

    def add(self, one: int, other: int) -> int:
        """The sum of two nodes."""
        return self.join(self.values[one] + self.values[other], [(one, 1.0), (other, 1.0)])

    def mul(self, one: int, other: int) -> int:
        """The product of two nodes."""
        a, b = self.values[one], self.values[other]
        return self.join(a * b, [(one, b), (other, a)])

    def join(self, value: float, parents: Sequence[tuple[int, float]]) -> int:
        """Any node, with its (parent, slope) pairs."""
        child = self.leaf(value)
        self.wires += [(child, parent) for parent, _ in parents]
        self.slopes += [slope for _, slope in parents]
        return child

    def inputs(self) -> dict[str, Any]:
        """The graph as it crosses a wire."""
        wires = np.array(self.wires, dtype=np.int64).reshape(-1, 2)
        return {"values": np.array(self.values), "wires": wires, "slopes": np.array(self.slopes)}


def start(rng: np.random.Generator, count: int) -> tuple[Sketch, list[int]]:
    """A sketch with so many inputs of both signs."""
    sketch = Sketch()
    return sketch, [sketch.leaf(value) for value in away_from_zero(rng, (count,))]


def chain(rng: np.random.Generator) -> Sketch:
    """(a b) d: every value is used once."""
    sketch, (a, b, d) = start(rng, 3)
    sketch.mul(sketch.mul(a, b), d)
    return sketch


def square(rng: np.random.Generator) -> Sketch:
    """The product a a: one parent, twice."""
    sketch, (a,) = start(rng, 1)
    sketch.mul(a, a)
    return sketch


def reused(rng: np.random.Generator) -> Sketch:
    """The sum a b + a."""
    sketch, (a, b) = start(rng, 2)
    sketch.add(sketch.mul(a, b), a)
    return sketch


def diamond(rng: np.random.Generator) -> Sketch:
    """With b = a a, c = b b: two diamonds on top of each other."""
    sketch, (a,) = start(rng, 1)
    b = sketch.mul(a, a)
    sketch.add(b, b)
    return sketch


def silent_way(rng: np.random.Generator) -> Sketch:
    """With c = a b, (c d) 0 + c: one of two ways down to c carries nothing."""
    sketch, (a, b, d) = start(rng, 3)
    c = sketch.mul(a, b)
    sketch.add(sketch.mul(sketch.mul(c, d), sketch.leaf(0.0)), c)
    return sketch


def diamond_and_skip(rng: np.random.Generator) -> Sketch:
    """With c = a b, d = c + a, e = c d, output e + c: c is used three times, at different distances from the output."""
    sketch, (a, b) = start(rng, 2)
    c = sketch.mul(a, b)
    e = sketch.mul(c, sketch.add(c, a))
    sketch.add(e, c)
    return sketch


def long_and_short(rng: np.random.Generator) -> Sketch:
    """A long way a, b, c, d and short cuts from b, and from a times c."""
    sketch, (a, k) = start(rng, 2)
    b = sketch.mul(a, k)
    c = sketch.add(b, a)
    d = sketch.mul(c, b)
    sketch.add(sketch.add(d, b), sketch.mul(a, c))
    return sketch


def shop(rng: np.random.Generator) -> Sketch:
    """The bill of notebook 01: (apple apple_num + orange orange_num) tax."""
    sketch, (apple, apple_num, orange, orange_num, tax) = start(rng, 5)
    sketch.mul(sketch.add(sketch.mul(apple, apple_num), sketch.mul(orange, orange_num)), tax)
    return sketch


def tangle(rng: np.random.Generator, nodes: int = 12) -> Sketch:
    """A random graph: every node has one to three parents, one of them perhaps twice; all of it is used."""
    sketch, used = start(rng, 3)[0], set[int]()
    for count in range(3, nodes):
        parents = rng.integers(0, count, int(rng.integers(1, 4)))
        sketch.join(float(rng.normal()), list(zip(map(int, parents), away_from_zero(rng, parents.shape), strict=True)))
        used |= set(map(int, parents))
    loose = [k for k in range(nodes) if k not in used]
    sketch.join(float(rng.normal()), list(zip(loose, away_from_zero(rng, (len(loose),)), strict=True)))
    return sketch


def twins(rng: np.random.Generator) -> Sketch:
    """(a + b) (a b) at a = b = 2: four nodes hold two numbers."""
    sketch = Sketch()
    a, b = sketch.leaf(2.0), sketch.leaf(2.0)
    sketch.mul(sketch.add(a, b), sketch.mul(a, b))
    return sketch


def long_chain(rng: np.random.Generator, nodes: int = 5000) -> Sketch:
    """A node, and thousands that each add a number to the one before."""
    sketch = Sketch()
    last = sketch.leaf(0.0)
    for value in np.cumsum(rng.normal(size=nodes - 1)):
        last = sketch.join(float(value), [(last, 1.0)])
    return sketch


def ladder(rng: np.random.Generator, diamonds: int = 40) -> Sketch:
    """Diamond upon diamond: four edges each, and twice as many paths with each. Every derivative is 1."""
    sketch = Sketch()
    last = sketch.leaf(1.0)
    for share in rng.uniform(0.2, 0.8, diamonds):
        left = sketch.join(float(rng.normal()), [(last, float(share))])
        right = sketch.join(float(rng.normal()), [(last, 1.0 - float(share))])
        last = sketch.join(float(rng.normal()), [(left, 1.0), (right, 1.0)])
    return sketch
