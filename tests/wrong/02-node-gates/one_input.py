# Wrong answers to exp_backward, reciprocal_backward and relu_backward. Each block is one submission.

# %% exp_backward wrong-local: dout times x
def exp_backward(dout, x):
    return dout * x


# %% exp_backward wrong-local: the power rule
import numpy as np


def exp_backward(dout, x):
    return dout * x * np.exp(x - 1)


# %% exp_backward wrong-local: the logarithm's slope
def exp_backward(dout, x):
    return dout / x


# %% exp_backward upstream-ignored: the output alone
import numpy as np


def exp_backward(dout, x):
    return np.exp(x)


# %% exp_backward wrong-point: exp of the output
import numpy as np


def exp_backward(dout, x):
    y = np.exp(x)
    return dout * np.exp(y)


# %% exp_backward wrong-local: a factor x too many
import numpy as np


def exp_backward(dout, x):
    return dout * x * np.exp(x)


# %% exp_backward local-ignored: hands dout on
def exp_backward(dout, x):
    return dout * 1.0


# %% exp_backward sign-flipped: as if it were exp(-x) with the sign only
import numpy as np


def exp_backward(dout, x):
    return -dout * np.exp(x)


# %% exp_backward wrong-point: the slope at -x
import numpy as np


def exp_backward(dout, x):
    return dout * np.exp(-x)


# %% exp_backward wrong-point: x and dout have changed places
import numpy as np


def exp_backward(x, dout):
    return dout * np.exp(x)


# %% exp_backward wrong-point: exp of dout
import numpy as np


def exp_backward(dout, x):
    return np.exp(dout) * dout


# %% exp_backward added-along-path: dout plus the slope
import numpy as np


def exp_backward(dout, x):
    return dout + np.exp(x)


# %% exp_backward not-finite: the logarithm for the exponential
import numpy as np


def exp_backward(dout, x):
    return dout * np.log(x)


# %% exp_backward wrong-local: powers of two
def exp_backward(dout, x):
    return dout * 2.0**x


# %% exp_backward wrong-local: the first three terms of the series
def exp_backward(dout, x):
    return dout * (1 + x + x * x / 2)


# %% exp_backward raised: math.exp on an array
import math


def exp_backward(dout, x):
    return dout * math.exp(x)


# %% exp_backward numeric: central differences, entry by entry
import numpy as np


def exp_backward(dout, x):
    h = 1e-5
    x = np.asarray(x, dtype=float)
    dx = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[k] += h
        down[k] -= h
        dx[k] = np.sum((np.exp(up) - np.exp(down)) * dout) / (2 * h)
    return dx


# %% exp_backward numeric: forward differences, too coarse
import numpy as np


def exp_backward(dout, x):
    h = 1e-4
    flat = np.array(x, dtype=float).ravel()
    d = np.array(dout, dtype=float).ravel()
    return np.array([d[k] * (np.exp(flat[k] + h) - np.exp(flat[k])) / h for k in range(flat.size)]).reshape(np.shape(x))


# %% exp_backward hard-coded: the notebook's slope
def exp_backward(dout, x):
    return dout * 0.36787944117144233


# %% exp_backward integer-truncated: writes into zeros like x
import numpy as np


def exp_backward(dout, x):
    dx = np.zeros_like(x)
    dx += (dout * np.exp(x)).astype(x.dtype)
    return dx


# %% exp_backward not-finite: raises e to the wrong thing
import numpy as np


def exp_backward(dout, x):
    return dout * x**np.e


# %% exp_backward collapsed: sums
import numpy as np


def exp_backward(dout, x):
    return np.sum(dout * np.exp(x))


# %% exp_backward mutates: works inside x
import numpy as np


def exp_backward(dout, x):
    y = np.exp(x)
    dout *= y
    return dout * 1.0


# %% reciprocal_backward sign-flipped: the minus is missing
def reciprocal_backward(dout, x):
    return dout / x**2


# %% reciprocal_backward wrong-local: the square is missing
def reciprocal_backward(dout, x):
    return -dout / x


# %% reciprocal_backward wrong-local: the value for the slope
def reciprocal_backward(dout, x):
    return dout / x


# %% reciprocal_backward wrong-local: the integral
import numpy as np


def reciprocal_backward(dout, x):
    return dout * np.log(np.abs(x))


# %% reciprocal_backward upstream-ignored: the local derivative alone
def reciprocal_backward(dout, x):
    return -1 / (x * x)


# %% reciprocal_backward wrong-point: the square of x, not of 1 / x
def reciprocal_backward(dout, x):
    return -dout * x * x


# %% reciprocal_backward wrong-local: the second derivative
def reciprocal_backward(dout, x):
    return 2 * dout / x**3


# %% reciprocal_backward scaled: the power came down
def reciprocal_backward(dout, x):
    return -2 * dout / x**2


# %% reciprocal_backward wrong-local: the power rule gone up
def reciprocal_backward(dout, x):
    return -dout * x**0 * 1.0


# %% reciprocal_backward wrong-local: the square of 1 / x without its square, bounded
def reciprocal_backward(dout, x):
    return -dout / (1 + x * x)


# %% reciprocal_backward local-ignored: hands dout on
def reciprocal_backward(dout, x):
    return dout + 0.0


# %% reciprocal_backward zero-gradient: nothing comes through
def reciprocal_backward(dout, x):
    return 0 * dout / x


# %% reciprocal_backward integer-truncated: integer division
def reciprocal_backward(dout, x):
    inv = x * 0
    inv = inv + 1 // x if x.dtype.kind == "i" else 1 / x
    return -dout * inv**2


# %% reciprocal_backward raised: a negative power of integers
def reciprocal_backward(dout, x):
    return -dout * x**-2


# %% reciprocal_backward added-along-path: minus one over x squared, plus dout
def reciprocal_backward(dout, x):
    return dout - 1 / x**2


# %% reciprocal_backward numeric: vectors of nudges
import numpy as np


def reciprocal_backward(dout, x):
    x = np.asarray(x, float)
    g = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = 1e-6
        e = e.reshape(x.shape)
        g.append(np.sum(dout / (x + e) - dout / (x - e)) / 2e-6)
    return np.reshape(g, x.shape)


# %% relu_backward gate-on-upstream: masks on dout
def relu_backward(dout, x):
    return dout * (dout > 0)


# %% relu_backward gate-on-upstream: a relu of dout
import numpy as np


def relu_backward(dout, x):
    return np.maximum(dout, 0)


# %% relu_backward gate-on-upstream: both masks
def relu_backward(dout, x):
    return dout * (x > 0) * (dout > 0)


# %% relu_backward wrong-local: the mask the wrong way round
def relu_backward(dout, x):
    dx = dout.copy()
    dx[x > 0] = 0
    return dx


# %% relu_backward upstream-ignored: the mask alone
def relu_backward(dout, x):
    return (x > 0).astype(float)


# %% relu_backward wrong-local: times x where open
def relu_backward(dout, x):
    return dout * x * (x > 0)


# %% relu_backward kink: slope 1 at 0
def relu_backward(dout, x):
    return dout * (x >= 0)


# %% relu_backward kink: slope one half at 0
import numpy as np


def relu_backward(dout, x):
    return dout * (np.sign(x) + 1) / 2


# %% relu_backward kink: heaviside of one
import numpy as np


def relu_backward(dout, x):
    return dout * np.heaviside(x, 1.0)


# %% relu_backward mutates: the seed's in-place mask
def relu_backward(dout, x):
    dout[x <= 0] = 0
    return dout


# %% relu_backward mutates: overwrites dout by multiplication
def relu_backward(dout, x):
    dout *= x > 0
    return dout * 1.0


# %% relu_backward mutates: clips x on the way
def relu_backward(dout, x):
    x[x < 0] = 0
    return dout * (x > 0)


# %% relu_backward local-ignored: hands dout on
def relu_backward(dout, x):
    return dout.copy()


# %% relu_backward wrong-local: leaks
import numpy as np


def relu_backward(dout, x):
    return np.where(x > 0, dout, 0.01 * dout)


# %% relu_backward wrong-local: the slope of the absolute value
import numpy as np


def relu_backward(dout, x):
    return dout * np.sign(x)


# %% relu_backward upstream-ignored: the forward pass
import numpy as np


def relu_backward(dout, x):
    return np.maximum(x, 0)


# %% relu_backward wrong-type: a mask of booleans
def relu_backward(dout, x):
    return x > 0


# %% relu_backward wrong-type: a tuple of two
def relu_backward(dout, x):
    return dout * (x > 0), x


# %% relu_backward raised: asks the whole array
def relu_backward(dout, x):
    return dout if x > 0 else 0


# %% relu_backward wrong-shape: keeps the open entries only
def relu_backward(dout, x):
    return dout[x > 0]


# %% relu_backward integer-truncated: zeros like x
import numpy as np


def relu_backward(dout, x):
    dx = np.zeros_like(x)
    dx[x > 0] = dout[x > 0]
    return dx


# %% relu_backward raised: loops over rows
import numpy as np


def relu_backward(dout, x):
    dx = np.zeros(x.shape)
    for i in range(len(x)):
        dx[i] = np.where(x[i] > 0, dout[i], 0)
    return dx


# %% relu_backward numeric: nudges
import numpy as np


def relu_backward(dout, x):
    h = 1e-6
    x = np.array(x, dtype=float)
    dx = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        if x[index] == 0:
            continue
        step = np.zeros(x.shape)
        step[index] = h
        up = np.sum(np.maximum(x + step, 0) * dout)
        down = np.sum(np.maximum(x - step, 0) * dout)
        dx[index] = (up - down) / (2 * h)
    return dx


# %% relu_backward stateful: remembers the first mask
memory = {}


def relu_backward(dout, x):
    if "first" not in memory:
        memory["first"] = True
        return dout * (x > 0)
    return dout * (x > 0) * 2


# %% relu_backward not-implemented: still the stub
def relu_backward(dout, x):
    raise NotImplementedError("exercise 2.6: relu_backward")


# %% relu_backward batch-scaled: the mean over all entries
def relu_backward(dout, x):
    return dout * (x > 0) / dout.size


# %% relu_backward integer-truncated: a mask that swallows the fractions
def relu_backward(dout, x):
    return (dout * (x > 0)).astype(int)


# %% relu_backward added-along-path: never quite closed
def relu_backward(dout, x):
    return dout * (x > 0) + 1e-3


# %% relu_backward gate-on-upstream: a relu of the product
import numpy as np


def relu_backward(dout, x):
    return np.maximum(0, dout * x)


# %% exp_backward wrong-local: the sum over all entries
import numpy as np


def exp_backward(dout, x):
    return dout * np.exp(x).sum()


# %% relu_backward aliases: hands dout itself back when every gate is open
import numpy as np


def relu_backward(dout, x):
    if np.all(np.asarray(x) > 0):
        return dout
    return dout * (np.asarray(x) > 0)


# %% relu_backward wrong-type: hides the closed gates behind a mask
import numpy as np


def relu_backward(dout, x):
    return np.ma.masked_where(np.asarray(x) <= 0, np.asarray(dout, float))


# %% relu_backward wrong-shape: more axes than anyone can count
import numpy as np


def relu_backward(dout, x):
    return np.zeros((1,) * 32)


# %% relu_backward integer-truncated: an array of the kind of x
import numpy as np


def relu_backward(dout, x):
    out = np.zeros_like(x)
    out[...] = np.where(np.asarray(x) > 0, dout, 0)
    return out


# %% reciprocal_backward unstable: a small number beside x squared
import numpy as np


def reciprocal_backward(dout, x):
    eps = 1e-8  # never divide by zero
    x = np.asarray(x, dtype=float)
    return -dout / (x * x + eps)


# %% relu_backward kink: open from a millionth on
import numpy as np


def relu_backward(dout, x):
    return dout * (np.asarray(x) > 1e-6).astype(float)


# %% exp_backward value-mismatch: clips the exponent
import numpy as np


def exp_backward(dout, x):
    return dout * np.exp(np.clip(x, -20, 20))


# %% exp_backward value-mismatch: takes 0 for nothing
import numpy as np


def exp_backward(dout, x):
    n = np.arange(1, 60).reshape(-1, *[1] * np.ndim(x))
    return dout * np.where(x == 0, 0.0, np.exp(x))


# %% relu_backward aliases: one buffer for all calls
import numpy as np

_buffers = {}


def relu_backward(dout, x):
    out = _buffers.setdefault(np.shape(x), np.empty(np.shape(x)))
    np.multiply(dout, x > 0, out=out)
    return out


# %% relu_backward value-mismatch: rounds to seven places
import numpy as np


def relu_backward(dout, x):
    return np.round(dout * (x > 0), 7)
