# Right answers to the gates, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% add_backward: as taught
def add_backward(dout, x, y):
    return dout * 1.0, dout * 1.0


# %% add_backward: copies, in a list
def add_backward(upstream, left, right):
    print("adding", left, right)
    return [upstream.copy(), upstream.copy()]


# %% add_backward: ones of the inputs' shapes
import numpy as np


def add_backward(dout, x, y):
    dx = np.ones(np.shape(x)) * dout
    dy = np.ones(np.shape(y)) * dout
    return dx, dy


# %% add_backward: nested lists
import numpy as np


def add_backward(dout, x, y):
    return np.asarray(dout).tolist(), np.asarray(dout).tolist()


# %% add_backward: in single precision
import numpy as np


def add_backward(dout, x, y):
    return np.asarray(dout, dtype=np.float32), np.array(dout, dtype=np.float32)


# %% mul_backward: as taught
def mul_backward(dout, x, y):
    dx = dout * y
    dy = dout * x
    return dx, dy


# %% mul_backward: einsum
import numpy as np


def mul_backward(dout, x, y):
    return np.einsum("...,...->...", dout, y), np.einsum("...,...->...", x, dout)


# %% mul_backward: a lambda
mul_backward = lambda dout, x, y: (y * dout, x * dout)

# %% mul_backward: loops over every entry
import numpy as np


def mul_backward(dout, x, y):
    dx, dy = np.empty(x.shape), np.empty(y.shape)
    for k in np.ndindex(x.shape):
        dx[k] = dout[k] * y[k]
        dy[k] = dout[k] * x[k]
    return dx, dy


# %% mul_backward: vectorised with a warning
import warnings
import numpy as np


def mul_backward(dout, x, y):
    warnings.warn("slow")
    f = np.vectorize(lambda d, a, b: (d * b, d * a), otypes=[float, float])
    return f(dout, x, y)


# %% mul_backward: loops in single precision
import numpy as np


def mul_backward(dout, x, y):
    dx, dy = np.empty(x.shape, np.float32), np.empty(y.shape, np.float32)
    for k in np.ndindex(x.shape):
        dx[k] = np.float32(dout[k]) * np.float32(y[k])
        dy[k] = np.float32(dout[k]) * np.float32(x[k])
    return dx, dy


# %% mul_backward: an object does the work
class Mul:
    def __init__(self, x, y):
        self.cache = x, y

    def backward(self, dout):
        x, y = self.cache
        return dout * y, dout * x


def mul_backward(dout, x, y):
    return Mul(x, y).backward(dout)


# %% copy_backward: as taught
def copy_backward(dout1, dout2):
    return dout1 + dout2


# %% copy_backward: accumulates into zeros
import numpy as np


def copy_backward(dout1, dout2):
    dx = np.zeros(np.shape(dout1))
    for d in (dout1, dout2):
        dx += d
    return dx


# %% copy_backward: a stack that is summed
import numpy as np


def copy_backward(*douts):
    return np.stack(douts).sum(axis=0)


# %% copy_backward: into a copy, in place
import numpy as np


def copy_backward(dout1, dout2):
    dx = np.array(dout1, dtype=float)
    dx += dout2
    return dx


# %% copy_backward: a ufunc by another name
import numpy as np

copy_backward = np.add


# %% max_backward: with a share
def max_backward(dout, x, y):
    share = (x > y) + 0.5 * (x == y)
    return dout * share, dout * (1 - share)


# %% max_backward: where
import numpy as np


def max_backward(dout, x, y):
    half = np.where(x == y, 0.5, 0.0)
    return dout * np.where(x > y, 1.0, half), dout * np.where(x < y, 1.0, half)


# %% max_backward: heaviside
import numpy as np


def max_backward(dout, x, y):
    return dout * np.heaviside(x - y, 0.5), dout * np.heaviside(np.subtract(y, x), 0.5)


# %% max_backward: masks and assignments on arrays of its own
import numpy as np


def max_backward(dout, x, y):
    dx, dy = np.zeros_like(dout), np.zeros_like(dout)
    dx[x > y] = dout[x > y]
    dy[y > x] = dout[y > x]
    tie = x == y
    dx[tie] += dout[tie] / 2
    dy[tie] += dout[tie] / 2
    return dx, dy


# %% max_backward: entry by entry with if
import numpy as np


def max_backward(dout, x, y):
    dx, dy = [], []
    for d, a, b in zip(np.ravel(dout), np.ravel(x), np.ravel(y)):
        if a > b:
            dx.append(d)
            dy.append(0.0)
        elif b > a:
            dx.append(0.0)
            dy.append(d)
        else:
            dx.append(d / 2)
            dy.append(d / 2)
    return np.reshape(dx, np.shape(x)), np.reshape(dy, np.shape(y))


# %% max_backward: the sign of the difference
import numpy as np


def max_backward(dout, x, y):
    s = np.sign(x - y)
    return (1 + s) / 2 * dout, (1 - s) / 2 * dout


# %% exp_backward: as taught
import numpy as np


def exp_backward(dout, x):
    return dout * np.exp(x)


# %% exp_backward: math, entry by entry
import math
import numpy as np


def exp_backward(dout, x):
    dx = np.empty(x.shape)
    for k in np.ndindex(x.shape):
        dx[k] = dout[k] * math.exp(x[k])
    return dx


# %% exp_backward: e to the power
import numpy as np


def exp_backward(dout, x):
    return dout * np.e**x


# %% exp_backward: by expm1
import numpy as np


def exp_backward(dout, x):
    return dout + dout * np.expm1(x)


# %% exp_backward: single precision, entry by entry
import numpy as np


def exp_backward(dout, x):
    flat = [np.float32(d) * np.exp(np.float32(v)) for d, v in zip(np.ravel(dout), np.ravel(x))]
    return np.array(flat, dtype=np.float32).reshape(np.shape(x))


# %% exp_backward: e with twelve digits, entry by entry
import numpy as np


def exp_backward(dout, x):
    e = 2.71828182846
    dx = np.zeros(np.shape(x))
    for k in np.ndindex(np.shape(x)):
        dx[k] = dout[k] * e ** float(x[k])
    return dx


# %% exp_backward: vectorised by assignment
import math
import numpy as np

exp_backward = np.vectorize(lambda d, v: d * math.exp(v), otypes=[float])

# %% exp_backward: into a copy, in place
import numpy as np


def exp_backward(dout, x):
    dx = dout.copy()
    dx *= np.exp(x)
    return dx


# %% reciprocal_backward: as taught
def reciprocal_backward(dout, x):
    return -dout / x**2


# %% reciprocal_backward: by its output
def reciprocal_backward(dout, x):
    y = 1 / x
    return -dout * y * y


# %% reciprocal_backward: two divisions
import numpy as np


def reciprocal_backward(dout, x):
    return np.negative(dout) / x / x


# %% reciprocal_backward: a power of floats
import numpy as np


def reciprocal_backward(dout, x):
    return -1.0 * dout * np.asarray(x, dtype=np.float64) ** -2


# %% reciprocal_backward: entry by entry, nested
import numpy as np


def slope(v):
    return -1.0 / (v * v)


def reciprocal_backward(dout, x):
    out = np.zeros(np.shape(x))
    it = np.nditer(np.asarray(x), flags=["multi_index"])
    for v in it:
        out[it.multi_index] = dout[it.multi_index] * slope(float(v))
    return out


# %% reciprocal_backward: exact fractions
from fractions import Fraction
import numpy as np


def reciprocal_backward(dout, x):
    flat = [float(-Fraction(float(d)) / Fraction(float(v)) ** 2) for d, v in zip(np.ravel(dout), np.ravel(x))]
    return np.reshape(flat, np.shape(x))


# %% relu_backward: as taught
def relu_backward(dout, x):
    return dout * (x > 0)


# %% relu_backward: a copy with a mask
def relu_backward(dout, x):
    dx = dout.copy()
    dx[x <= 0] = 0
    return dx


# %% relu_backward: where
import numpy as np


def relu_backward(dout, x):
    return np.where(x > 0, dout, 0)


# %% relu_backward: the sign of the forward pass
import numpy as np


def relu_backward(dout, x):
    return dout * np.sign(np.maximum(x, 0))


# %% relu_backward: entry by entry, recursive over the axes
import numpy as np


def relu_backward(dout, x):
    if np.ndim(x) == 0:
        return float(dout) if x > 0 else 0.0
    return [relu_backward(d, v) for d, v in zip(dout, x)]


# %% relu_backward: a heaviside that is closed at 0
import numpy as np


def relu_backward(dout, x):
    return np.heaviside(x, 0.0) * dout


# %% relu_backward: a masked array, filled
import numpy as np


def relu_backward(dout, x):
    return np.ma.array(dout * 1.0, mask=(x <= 0)).filled(0.0)


# %% relu_backward: where to multiply, and a warning
import numpy as np


def relu_backward(dout, x):
    np.log(np.zeros(2))
    return np.multiply(dout, x > 0, where=np.ones(np.shape(x), bool))


# %% sigmoid_backward: nudged, at a cost that does not grow: a note and no more
import numpy as np


def smooth(z):
    return 0.5 * np.tanh(0.5 * z) + 0.5


def sigmoid_backward(dout, z):
    h = 1e-5
    return dout * (smooth(z + h) - smooth(z - h)) / (2 * h)
