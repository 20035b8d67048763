# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% MulLayer: as taught
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


# %% MulLayer: with other names, lists in place of tuples, and prints
class MulLayer:
    def __init__(self):
        self.memory = []

    def forward(self, left, right):
        print("forward", left)
        self.memory = [left, right]
        return left * right

    def backward(self, upstream):
        print("backward" * 50)
        return [self.memory[1] * upstream, self.memory[0] * upstream]


# %% MulLayer: a closure and a warning
import warnings
import numpy as np


class MulLayer:
    def forward(self, x, y):
        warnings.warn("careful")
        np.log(np.zeros(1))
        self._back = lambda d: (d * y, d * x)
        return np.multiply(x, y)

    def backward(self, dout):
        return self._back(dout)


# %% MulLayer: slots, copies, arrays throughout
import numpy as np


class MulLayer:
    __slots__ = ("x", "y")

    def forward(self, x, y):
        self.x, self.y = np.array(x, dtype=float), np.array(y, dtype=float)
        return self.x * self.y

    def backward(self, dout):
        dout = np.asarray(dout)
        return np.multiply(dout, self.y), np.multiply(dout, self.x)


# %% MulLayer: entry by entry
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        out = np.empty(self.x.shape)
        for k in np.ndindex(out.shape):
            out[k] = self.x[k] * self.y[k]
        return out

    def backward(self, dout):
        dout = np.asarray(dout)
        dx, dy = np.empty(dout.shape), np.empty(dout.shape)
        for k in np.ndindex(dout.shape):
            dx[k], dy[k] = dout[k] * self.y[k], dout[k] * self.x[k]
        return dx, dy


# %% MulLayer: by way of a logarithm of squares, where it can
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.kept = {"x": x, "y": y}
        return ((x + y) ** 2 - (x - y) ** 2) / 4

    def backward(self, dout):
        return self.kept["y"] * dout, self.kept["x"] * dout


# %% AddLayer: copies
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return np.array(dout), np.array(dout)


# %% AddLayer: multiplies by the local derivative, 1
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout * 1.0, dout * 1.0


# %% AddLayer: keeps what it does not need
class AddLayer:
    def __init__(self):
        self.x = None

    def forward(self, x, y):
        self.x, self.y = x, y
        return self.x + self.y

    def backward(self, dout):
        dx = 1 * dout
        dy = dx + 0
        return [dx, dy]


# %% AddLayer: static methods
class AddLayer:
    @staticmethod
    def forward(x, y):
        return y + x

    @staticmethod
    def backward(dout):
        return +dout * 1, dout - 0


# %% apple_orange: flat code
def apple_orange(apple, apple_num, orange, orange_num, tax):
    subtotal = apple * apple_num + orange * orange_num
    grads = {
        "tax": subtotal,
        "apple": tax * apple_num,
        "apple_num": tax * apple,
        "orange": tax * orange_num,
        "orange_num": tax * orange,
    }
    return subtotal * tax, grads


# %% apple_orange: with layers of its own
class Mul:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


def apple_orange(apple, apple_num, orange, orange_num, tax):
    a, o, t = Mul(), Mul(), Mul()
    price = t.forward(a.forward(apple, apple_num) + o.forward(orange, orange_num), tax)
    ds, dtax = t.backward(1)
    da, dan = a.backward(ds)
    do, don = o.backward(ds)
    return price, dict(apple=da, apple_num=dan, orange=do, orange_num=don, tax=dtax)


# %% apple_orange: arrays of one entry squeezed to numbers, a defaultdict
from collections import defaultdict
import numpy as np


def apple_orange(apple, apple_num, orange, orange_num, tax):
    prices, counts = np.array([apple, orange], float), np.array([apple_num, orange_num], float)
    d = defaultdict(float)
    (d["apple"], d["orange"]), (d["apple_num"], d["orange_num"]) = counts * tax, prices * tax
    d["tax"] = prices @ counts
    return float(prices @ counts * tax), d


# %% apple_orange: nudged by complex steps, exact for a polynomial
def apple_orange(apple, apple_num, orange, orange_num, tax):
    def price(a, an, o, on, t):
        return (a * an + o * on) * t

    values = [complex(v) for v in (apple, apple_num, orange, orange_num, tax)]
    names = ("apple", "apple_num", "orange", "orange_num", "tax")
    grads = {}
    for k, name in enumerate(names):
        moved = list(values)
        moved[k] += 1e-30j
        grads[name] = price(*moved).imag / 1e-30
    return price(*values).real, grads


# %% basket: vectors
import numpy as np


def basket(prices, counts, tax):
    subtotal = prices @ counts
    return subtotal * tax, tax * counts, tax * prices, subtotal


# %% basket: lists and loops
def basket(prices, counts, tax):
    total, dp, dc = 0.0, [], []
    for p, c in zip(prices, counts):
        total += p * c
        dp.append(c * tax)
        dc.append(p * tax)
    return [total * tax, dp, dc, total]


# %% basket: einsum in another order
import numpy as np


def basket(prices, counts, tax):
    s = np.einsum("i,i->", prices, counts)
    dout = 1.0
    ds, dtax = dout * tax, dout * s
    return s * tax, ds * counts, ds * prices, dtax


# %% basket: float32 inside
import numpy as np


def basket(prices, counts, tax):
    p, c, t = np.float32(prices), np.float32(counts), np.float32(tax)
    s = np.sum(p * c)
    return s * t, c * t, p * t, s


# %% price_change: as taught
def price_change(dtax, percentage_points):
    return dtax * percentage_points / 100


# %% price_change: from a lambda, in NumPy
import numpy as np

price_change = lambda dtax, points: np.float64(dtax) * (0.01 * points)

# %% price_change: as a 0-d array
import numpy as np


def price_change(dtax, percentage_points):
    return np.array(dtax * (percentage_points * 1e-2))


# %% price_change: the difference of two bills
def price_change(dtax, percentage_points):
    before, after = 1.0, 1.0 + percentage_points / 100
    return dtax * after - dtax * before


# %% audit: as it is
def audit():
    return {"line": 6, "kind": "unit", "value": 0.64}


# %% audit: calculated
def audit():
    subtotal = 4 * 60 + 10 * 8
    return dict(kind="Unit", value=subtotal * (1.052 - 1.05), line=6.0)
