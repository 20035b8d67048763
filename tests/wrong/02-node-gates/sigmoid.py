# Wrong answers to sigmoid_forward, sigmoid_backward and neuron. Each block is one submission.

# %% sigmoid_forward unstable: exp(z) over one plus exp(z)
import numpy as np


def sigmoid_forward(z):
    return np.exp(z) / (1 + np.exp(z))


# %% sigmoid_forward unstable: math.exp overflows
import numpy as np
import math


def sigmoid_forward(z):
    return np.vectorize(lambda v: 1 / (1 + math.exp(-v)), otypes=[float])(z)


# %% sigmoid_forward value-mismatch: the sign is missing
import numpy as np


def sigmoid_forward(z):
    return 1 / (1 + np.exp(z))


# %% sigmoid_forward value-mismatch: a tanh
import numpy as np


def sigmoid_forward(z):
    return np.tanh(z)


# %% sigmoid_forward value-mismatch: the last node is missing
import numpy as np


def sigmoid_forward(z):
    return 1 + np.exp(-np.clip(z, -500, 500))


# %% sigmoid_forward value-mismatch: the slope
import numpy as np


def sigmoid_forward(z):
    y = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    return y * (1 - y)


# %% sigmoid_forward value-mismatch: a tanh that is moved and not halved
import numpy as np


def sigmoid_forward(z):
    return 0.5 * (1 + np.tanh(z))


# %% sigmoid_forward integer-truncated: empty like z
import numpy as np


def sigmoid_forward(z):
    y = np.empty_like(z)
    p = z >= 0
    y[p] = 1 / (1 + np.exp(-z[p]))
    e = np.exp(z[~p])
    y[~p] = e / (1 + e)
    return y


# %% sigmoid_forward mutates: clips its argument
import numpy as np


def sigmoid_forward(z):
    np.clip(z, -500, 500, out=z)
    z *= -1
    return 1 / (1 + np.exp(z))


# %% sigmoid_forward raised: asks the whole array
import numpy as np


def sigmoid_forward(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


# %% sigmoid_forward wrong-type: a step of booleans
def sigmoid_forward(z):
    return z > 0


# %% sigmoid_forward value-mismatch: clipped too early
import numpy as np


def sigmoid_forward(z):
    return 1 / (1 + np.exp(-np.clip(z, -1, 1)))


# %% sigmoid_forward hard-coded: the notebook's number
import numpy as np


def sigmoid_forward(z):
    return np.full(np.shape(z), 0.7310585786300049)


# %% sigmoid_forward wrong-shape: of the sum
import numpy as np


def sigmoid_forward(z):
    return 1 / (1 + np.exp(-np.sum(z)))


# %% sigmoid_backward wrong-point: the pre-activation in the output's place
def sigmoid_backward(dout, z):
    return dout * z * (1 - z)


# %% sigmoid_backward wrong-local: the second factor forgotten
import numpy as np


def sigmoid_backward(dout, z):
    return dout / (1 + np.exp(-z))


# %% sigmoid_backward wrong-point: squashed twice
import numpy as np


def s(z):
    return 0.5 * (1 + np.tanh(z / 2))


def sigmoid_backward(dout, z):
    y = s(z)
    return dout * s(y) * (1 - s(y))


# %% sigmoid_backward sign-flipped: the minus of one node lost
import numpy as np


def sigmoid_backward(dout, z):
    e = np.exp(-np.abs(z))
    return -dout * e / (1 + e) ** 2


# %% sigmoid_backward sign-flipped: y (y - 1)
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * (y - 1)


# %% sigmoid_backward upstream-ignored: the slope alone
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return y * (1 - y)


# %% sigmoid_backward wrong-local: the square forgotten
import numpy as np


def sigmoid_backward(dout, z):
    return dout * np.exp(-z) / (1 + np.exp(-z))


# %% sigmoid_backward unstable: overflows on the left
import numpy as np


def sigmoid_backward(dout, z):
    return dout * np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% sigmoid_backward unstable: overflows on the right
import numpy as np


def sigmoid_backward(dout, z):
    y = np.exp(z) / (np.exp(z) + 1)
    return dout * y * (1 - y)


# %% sigmoid_backward unstable: math.exp
import math
import numpy as np


def sigmoid_backward(dout, z):
    y = np.vectorize(lambda v: 1 / (1 + math.exp(-v)), otypes=[float])(z)
    return dout * y * (1 - y)


# %% sigmoid_backward wrong-local: the rule of tanh
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * (1 - y**2)


# %% sigmoid_backward wrong-local: the slope of tanh
import numpy as np


def sigmoid_backward(dout, z):
    return dout * (1 - np.tanh(z) ** 2)


# %% sigmoid_backward wrong-local: y (1 + y)
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * (1 + y)


# %% sigmoid_backward wrong-local: the slope at 0 everywhere
def sigmoid_backward(dout, z):
    return dout * 0.25


# %% sigmoid_backward local-ignored: hands dout on
def sigmoid_backward(dout, z):
    return dout + 0


# %% sigmoid_backward added-along-path: adds the slope
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout + y * (1 - y)


# %% sigmoid_backward gate-on-upstream: the slope clipped by dout
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return np.clip(dout, -0.5, 0.5) * y * (1 - y)


# %% sigmoid_backward wrong-local: a square too many
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y**2 * (1 - y)


# %% sigmoid_backward wrong-local: a square of the output
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * y


# %% sigmoid_backward scaled: twice
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return 2 * dout * y * (1 - y)


# %% sigmoid_backward wrong-local: a step
def sigmoid_backward(dout, z):
    return dout * (z > 0)


# %% sigmoid_backward numeric: nudges its own forward pass
import numpy as np


def sigmoid_forward(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


def sigmoid_backward(dout, z):
    z = np.asarray(z, dtype=float)
    dz = np.zeros_like(z)
    h = 1e-5
    for i in np.ndindex(z.shape):
        zp, zm = z.copy(), z.copy()
        zp[i] += h
        zm[i] -= h
        dz[i] = ((sigmoid_forward(zp) - sigmoid_forward(zm)) * dout).sum() / (2 * h)
    return dz


# %% sigmoid_backward integer-truncated: the slope in the dtype of z
import numpy as np


def sigmoid_backward(dout, z):
    y = np.zeros_like(z)
    y[...] = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * (1 - y)


# %% sigmoid_backward mutates: negates z
import numpy as np


def sigmoid_backward(dout, z):
    np.negative(z, out=z)
    e = np.exp(-np.abs(z))
    return dout * e / (1 + e) ** 2


# %% neuron local-ignored: the sigmoid is left out on the way back
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    return L, (x0, w0, x1, w1, 1.0)


# %% neuron wrong-point: the slope from the sum
import math


def neuron(w0, x0, w1, x1, w2):
    s = w0 * x0 + w1 * x1 + w2
    L = 1 / (1 + math.exp(-s))
    ds = s * (1 - s)
    return L, (ds * x0, ds * w0, ds * x1, ds * w1, ds)


# %% neuron wrong-point: squashed twice
import math


def sigmoid(v):
    return 1 / (1 + math.exp(-v))


def neuron(w0, x0, w1, x1, w2):
    L = sigmoid(w0 * x0 + w1 * x1 + w2)
    ds = sigmoid(L) * (1 - sigmoid(L))
    return L, (ds * x0, ds * w0, ds * x1, ds * w1, ds)


# %% neuron wrong-local: the second factor forgotten
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    return L, (L * x0, L * w0, L * x1, L * w1, L)


# %% neuron wrong-local: the rule of tanh
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = 1 - L**2
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron swapped: weights get weights
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * w0, d * x0, d * w1, d * x1, d)


# %% neuron swapped: the order of the five
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * x0, d * x1, d * w0, d * w1, d)


# %% neuron zero-gradient: the bias has no gradient
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, 0.0)


# %% neuron upstream-ignored: the bias's gradient is 1
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, 1.0)


# %% neuron wrong-local: the bias is multiplied
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, d * w2)


# %% neuron path-missing: the bias is left out
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1)))
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron sign-flipped: all five
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (L - 1)
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron hard-coded: the published example
def neuron(w0, x0, w1, x1, w2):
    return 0.7310585786300049, (-0.19661193, 0.39322387, -0.39322387, -0.58983580, 0.19661193)


# %% neuron wrong-type: six results in a row
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, d * x0, d * w0, d * x1, d * w1, d


# %% neuron wrong-type: a dict
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, {"w0": d * x0, "x0": d * w0, "w1": d * x1, "x1": d * w1, "w2": d}


# %% neuron raised: a name that nobody defined
def neuron(w0, x0, w1, x1, w2):
    L = sigmoid(w0 * x0 + w1 * x1 + w2)
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron local-ignored: no sigmoid at all
def neuron(w0, x0, w1, x1, w2):
    return w0 * x0 + w1 * x1 + w2, (x0, w0, x1, w1, 1.0)


# %% neuron wrong-local: the slope at the end of flat code has a sign too many in its square
import math


def neuron(w0, x0, w1, x1, w2):
    e = math.exp(-(w0 * x0 + w1 * x1 + w2))
    L = 1 / (1 + e)
    d = e / (1 + e)
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron unstable: a rounded slope
import math


def neuron(w0, x0, w1, x1, w2):
    s = w0 * x0 + w1 * x1 + w2
    if s > 20:
        return math.inf, (0.0, 0.0, 0.0, 0.0, 0.0)
    L = 1 / (1 + math.exp(-s))
    d = L * (1 - L)
    return L, (d * x0, d * w0, d * x1, d * w1, d)


# %% neuron added-along-path: adds the slope to the local derivatives
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d + x0, d + w0, d + x1, d + w1, d + 1)


# %% neuron swapped: inputs and weights in two groups
import math


def neuron(w0, x0, w1, x1, w2):
    L = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    d = L * (1 - L)
    return L, (d * x0, d * x1, d * w0, d * w1, d)


# %% sigmoid_backward wrong-point: the pre-activation in one factor
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * (1 - z)


# %% sigmoid_backward wrong-point: the slope at dout
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(dout / 2))
    return dout * y * (1 - y)


# %% sigmoid_backward wrong-local: times z, which is 1 in the example
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * z * y * (1 - y)
