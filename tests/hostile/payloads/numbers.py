# %% nan: not a number is not wrong, is it
# at: basket
import numpy as np


def basket(prices, counts, tax):
    return np.nan, prices * np.nan, counts * np.nan, np.nan


# %% infinity: infinitely right
# at: basket
import numpy as np


def basket(prices, counts, tax):
    return np.inf, prices * np.inf, counts * -np.inf, np.inf


# %% objects: arrays of objects that agree
# at: basket
import numpy as np


class Agrees:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __float__ = lambda self, *other: 0.0
    __hash__ = object.__hash__


def basket(prices, counts, tax):
    array = np.array([Agrees() for _ in prices], dtype=object)
    return Agrees(), array, array, Agrees()


# %% masked: every wrong entry is masked
# at: basket
import numpy as np


def basket(prices, counts, tax):
    array = np.ma.masked_all(prices.shape)
    return np.ma.masked, array, array, np.ma.masked


# %% complex: the answer is in the imaginary part
# at: basket
def basket(prices, counts, tax):
    return 1j, prices * 1j, counts * 1j, 1j


# %% strides: arrays of the right shape that are one number, or none of theirs
# at: basket
import numpy as np
from numpy.lib.stride_tricks import as_strided


def basket(prices, counts, tax):
    one = np.zeros(1)
    return one[0], as_strided(one, prices.shape, (0,)), as_strided(one, prices.shape, (1 << 40,)), one[0]


# %% other-kinds: records, dates, words and empty arrays
# at: basket
import numpy as np


def basket(prices, counts, tax):
    kinds = (np.zeros(len(prices), "f8,f8"), np.zeros(len(prices), "M8[s]"), np.array(["5.0"] * len(prices)))
    return b"5", kinds[len(prices) % 3], np.zeros((0,)), "715.0"


# %% huge-numbers: integers of many digits and floats beyond all others
# at: price_change
def price_change(dtax, percentage_points):
    return 10**400 if percentage_points > 3 else -(10**5000)


# %% half: numbers of two bytes, right to three digits
# at: price_change
import numpy as np


def price_change(dtax, percentage_points):
    return np.float16(dtax * percentage_points / 100)


# %% tolerance-tried: wrong by a ten thousandth
# at: price_change
def price_change(dtax, percentage_points):
    return dtax * percentage_points / 100 * 1.0001


# %% truth-values: every result is True
# at: basket
def basket(prices, counts, tax):
    return True, prices > 0, counts > 0, True


# %% wrong-shape-like: a 0-d array and huge ndim
# at: AddLayer
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return np.zeros((1,) * 64)

    def backward(self, dout):
        return np.zeros((1,) * 33), np.float64("nan")


# %% zero-size: results without entries
# at: basket
import numpy as np


def basket(prices, counts, tax):
    return np.zeros((0, 1 << 40)), np.zeros((0, 5)), np.zeros(0), np.zeros((1 << 40, 0))


# %% longdouble-endian: right in other bytes
# at: price_change
# earns: price_change 1
import numpy as np


def price_change(a, b):
    return np.array(a * b / 100, dtype=">f8") if b > 2 else np.longdouble(a * b / 100)


# %% largest-numbers: arrays of the largest numbers, right for plain numbers
# at: MulLayer
# earns: MulLayer 0
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        if np.ndim(dout) == 0:
            return dout * self.y, dout * self.x
        return np.full(np.shape(dout), 7e307), np.full(np.shape(dout), 7e307)
