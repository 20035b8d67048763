# %% prints: prints in every answer
# at: MulLayer
class MulLayer:
    def forward(self, x, y):
        print("multiply", x, y)
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        print("9.0")
        return dout * self.y, dout * self.x


# %% warnings: warnings of NumPy and of one's own, and words on stderr
# at: AddLayer
import logging
import sys
import warnings

import numpy as np


class AddLayer:
    def forward(self, x, y):
        np.log(np.zeros(2))
        warnings.warn("mind the order")
        logging.getLogger().warning("adding")
        print("adding", file=sys.stderr)
        return x + y

    def backward(self, dout):
        return np.copy(dout) * 1.0, np.copy(dout) * 1.0


# %% warnings-are-errors: somebody who takes warnings seriously
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")


# %% slow: right, and slow
# at: price_change
import time


def price_change(dtax, percentage_points):
    time.sleep(0.2)
    return dtax * percentage_points / 100


# %% slow-cell: a cell of one's own that takes its time
import time

time.sleep(2)


# %% helper-functions: helpers in an added cell, used by an answer
def product(one, other):
    return one * other


def swapped(pair, factor):
    return product(factor, pair[1]), product(factor, pair[0])


# %% class-level-state: keeps what it needs in odd places
# at: MulLayer
_kept = {}


class MulLayer:
    def forward(self, x, y):
        _kept[id(self)] = (x, y)
        return x * y

    def backward(self, dout):
        x, y = _kept[id(self)]
        return dout * y, dout * x


# %% counts-its-calls: counts in a global how often it was called
# at: apple_orange
CALLS = 0


def apple_orange(apple, apple_num, orange, orange_num, tax):
    global CALLS
    CALLS += 1
    subtotal = apple * apple_num + orange * orange_num
    grads = dict(apple=apple_num, apple_num=apple, orange=orange_num, orange_num=orange)
    return subtotal * tax, {key: value * tax for key, value in grads.items()} | {"tax": subtotal}


# %% figures: plots of one's own
import matplotlib.pyplot as plt
import numpy as np

plt.style.use("dark_background")
plt.rcParams["figure.figsize"] = (3, 2)
figure, axes = plt.subplots()
axes.plot(np.linspace(0, 1, 20) ** 2, label="蘋果")
axes.legend()
plt.show()


# %% other-alphabets: names, words and prints in other alphabets
# at: basket
def basket(prices, counts, tax):
    цена, π = (prices * counts).sum(), "🍎 × 🍊 = 사과와 오렌지"
    print(π, "\u202eright to left", "e\u0301")
    return цена * tax, counts * tax, prices * tax, цена


# %% types-and-dataclasses: dataclasses, type hints and decorators
# at: MulLayer
from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps


def told(function):
    @wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@dataclass
class MulLayer:
    kept: tuple = field(default=(), repr=False)

    @told
    def forward(self, x, y):
        self.kept = (x, y)
        return x * y

    @told
    def backward(self, dout: float) -> tuple[float, float]:
        x, y = self.kept
        return y * dout, x * dout


# %% line-magics: timing, shell commands and help
get_ipython().run_line_magic("timeit", "-n 1 -r 1 sum(range(10))")
get_ipython().run_cell_magic("time", "", "sum(range(1000))")
get_ipython().system("pip install numpy")
get_ipython().run_line_magic("matplotlib", "inline")
get_ipython().run_line_magic("pinfo", "sum")


# %% an-error-of-ones-own: an added cell that raises an exception
1 / 0


# %% asks-for-input: an added cell that asks a question
name = input("Your name? ")


# %% seeds-and-settings: random seeds and print options
import random

import numpy as np

random.seed(0)
np.random.seed(0)
np.set_printoptions(precision=2, suppress=True)


# %% numpy-only: everything in NumPy
# at: AddLayer
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return np.add(x, y)

    def backward(self, dout):
        gradient = np.array(dout, dtype=float)
        return gradient, gradient.copy()


# %% lists-for-tuples: lists in place of tuples, NumPy scalars in place of floats
# at: basket
import numpy as np


def basket(prices, counts, tax):
    subtotal = np.dot(prices, counts)
    return [np.float64(subtotal * tax), np.multiply(counts, tax), np.multiply(prices, tax), np.float64(subtotal)]


# %% own-tests: tests of one's own at the end, one of which fails
# at: end
import unittest


class TestMulLayer(unittest.TestCase):
    def test_forward(self):
        self.assertEqual(MulLayer().forward(2, 3), 6)

    def test_that_fails(self):
        self.fail("not yet")


unittest.main(argv=["x"], exit=False, verbosity=2)


# %% checks-again: calls of check and validate in cells of one's own
# at: end
check(MulLayer)
validate(AddLayer)
check(basket)


# %% own-backprop-graph: plays with the library
# at: end
graph = Graph()
graph.input("x"), graph.input("y")
graph.gate("z", "×", ["x", "y"])
graph.output("L", "z")
display(graph.with_numbers({"x": 2, "y": 3, "z": 6}, {"z": 1}))


# %% async: a cell that awaits
import asyncio


async def later():
    await asyncio.sleep(0.01)
    return 1


asyncio.get_event_loop().create_task(later())


# %% threads: parallel work of one's own
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(abs, range(-100, 0))))


# %% writes-a-file: saves and loads a file of its own
import json
from pathlib import Path

Path("notes.json").write_text(json.dumps({"apple": 2}))
print(json.loads(Path("notes.json").read_text()))
