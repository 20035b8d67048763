# Right answers to the sigmoid, the neuron and the numeric gradient. Each block is one submission: `# %% <exercise>: how`.

# %% sigmoid_forward: the formula, which warns and is right
import numpy as np


def sigmoid_forward(z):
    return 1 / (1 + np.exp(-z))


# %% sigmoid_forward: by tanh
import numpy as np


def sigmoid_forward(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


# %% sigmoid_forward: two branches on masks
import numpy as np


def sigmoid_forward(z):
    z = np.asarray(z, dtype=float)
    y = np.empty(z.shape)
    p = z >= 0
    y[p] = 1 / (1 + np.exp(-z[p]))
    e = np.exp(z[~p])
    y[~p] = e / (1 + e)
    return y


# %% sigmoid_forward: clipped far out
import numpy as np


def sigmoid_forward(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


# %% sigmoid_forward: logaddexp
import numpy as np


def sigmoid_forward(z):
    return np.exp(-np.logaddexp(0, -z))


# %% sigmoid_forward: math with a branch, vectorised
import math
import numpy as np


def one(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    e = math.exp(v)
    return e / (1 + e)


sigmoid_forward = np.vectorize(one, otypes=[float])

# %% sigmoid_forward: a softmax over two
import numpy as np


def sigmoid_forward(z):
    pair = np.stack([np.asarray(z, float), np.zeros(np.shape(z))])
    pair = np.exp(pair - pair.max(axis=0))
    return (pair / pair.sum(axis=0))[0]


# %% sigmoid_forward: single precision
import numpy as np


def sigmoid_forward(z):
    z = np.asarray(z, dtype=np.float32)
    return np.float32(0.5) * (1 + np.tanh(z / 2))


# %% sigmoid_backward: by the output
import numpy as np


def sigmoid_backward(dout, z):
    y = 0.5 * (1 + np.tanh(z / 2))
    return dout * y * (1 - y)


# %% sigmoid_backward: the formula of the output, which warns
import numpy as np


def sigmoid_backward(dout, z):
    y = 1 / (1 + np.exp(-z))
    return dout * (1 - y) * y


# %% sigmoid_backward: by the absolute value
import numpy as np


def sigmoid_backward(dout, z):
    e = np.exp(-np.abs(z))
    return dout * e / (1 + e) ** 2


# %% sigmoid_backward: four small nodes, clipped
import numpy as np


def sigmoid_backward(dout, z):
    a = -np.clip(z, -300, 300)
    b = np.exp(a)
    c = 1 + b
    dc = -dout / c / c
    da = dc * b
    return -da


# %% sigmoid_backward: by cosh, entry by entry
import math
import numpy as np


def sigmoid_backward(dout, z):
    dz = np.zeros(np.shape(z))
    for k in np.ndindex(np.shape(z)):
        dz[k] = dout[k] * 0.25 / math.cosh(min(abs(z[k]) / 2, 300)) ** 2
    return dz


# %% sigmoid_backward: its own forward pass, in a list
import numpy as np


def sigmoid_forward(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, float)))


def sigmoid_backward(dout, z):
    return (dout * sigmoid_forward(z) * sigmoid_forward(-z)).tolist()


# %% sigmoid_backward: one less the square of a tanh
import numpy as np


def sigmoid_backward(dout, z):
    t = np.tanh(z / 2)
    return dout * (1 - t * t) / 4


# %% sigmoid_backward: single precision, entry by entry
import numpy as np


def sigmoid_backward(dout, z):
    dz = np.empty(np.shape(z))
    for k in np.ndindex(np.shape(z)):
        y = np.float32(0.5) * (1 + np.tanh(np.float32(z[k]) / np.float32(2)))
        dz[k] = dout[k] * y * (1 - y)
    return dz


# %% neuron: as taught
import math


def neuron(w0, x0, w1, x1, w2):
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = 1 / (1 + math.exp(-s3))
    ds3 = (1 - L) * L
    return L, (ds3 * x0, ds3 * w0, ds3 * x1, ds3 * w1, ds3)


# %% neuron: arrays and a list
import numpy as np


def neuron(w0, x0, w1, x1, w2):
    w, x = np.array([w0, w1, w2], float), np.array([x0, x1, 1.0], float)
    L = 0.5 * (1 + np.tanh(w @ x / 2))
    dw, dx = L * (1 - L) * x, L * (1 - L) * w
    return [L, [dw[0], dx[0], dw[1], dx[1], dw[2]]]


# %% neuron: with the gates of the notebook
import numpy as np


def mul_backward(dout, x, y):
    return dout * y, dout * x


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def neuron(w0, x0, w1, x1, w2):
    s = w0 * x0 + w1 * x1 + w2
    L = sigmoid(s)
    ds = 1.0 * L * sigmoid(-s)
    dw0, dx0 = mul_backward(ds, w0, x0)
    dw1, dx1 = mul_backward(ds, w1, x1)
    return (L, (dw0, dx0, dw1, dx1, ds))


# %% neuron: dual numbers, one direction after the other
import math


class D:
    def __init__(self, v, t=0.0):
        self.v, self.t = v, t

    def __add__(self, o):
        return D(self.v + o.v, self.t + o.t)

    def __mul__(self, o):
        return D(self.v * o.v, self.v * o.t + self.t * o.v)


def f(a):
    s = a[0] * a[1] + a[2] * a[3] + a[4]
    y = 1 / (1 + math.exp(-s.v))
    return D(y, y * (1 - y) * s.t)


def neuron(*values):
    grads = []
    for k in range(5):
        out = f([D(float(v), float(k == j)) for j, v in enumerate(values)])
        grads.append(out.t)
    print("done")
    return out.v, tuple(grads)


# %% numeric_gradient: as taught
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * h)
    return grad


# %% numeric_gradient: steps along unit vectors
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + e) - f(x - e)) / (2 * h) for e in steps], x.shape)


# %% numeric_gradient: on x itself, put back as it was
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    work = x if x.dtype.kind == "f" else x.astype(float)
    grad = np.zeros(work.shape)
    it = np.nditer(work, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = work[i].copy()
        work[i] = old + h
        up = f(work)
        work[i] = old - h
        down = f(work)
        work[i] = old
        grad[i] = (up - down) / (2 * h)
        it.iternext()
    return grad


# %% numeric_gradient: the width that was really stepped
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    point = np.asarray(x, dtype=np.float64)
    out = np.empty_like(point)
    for k in range(point.size):
        up, down = point.copy(), point.copy()
        up.flat[k] += h
        down.flat[k] -= h
        out.flat[k] = (f(up) - f(down)) / (up.flat[k] - down.flat[k])
    return out


# %% numeric_gradient: a step that grows with x
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    out = np.zeros(point.shape)
    for i in np.ndindex(point.shape):
        step = h * max(1.0, abs(point[i]))
        up, down = point.copy(), point.copy()
        up[i] += step
        down[i] -= step
        out[i] = (f(up) - f(down)) / (2 * step)
    return out


# %% numeric_gradient: recursion over the entries
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    flat = [float(v) for v in np.ravel(x)]

    def slope(k):
        if k == len(flat):
            return []
        up, down = list(flat), list(flat)
        up[k] += h
        down[k] -= h
        there = np.reshape(up, np.shape(x))
        back = np.reshape(down, np.shape(x))
        return [(f(there) - f(back)) / (2 * h)] + slope(k + 1)

    return np.reshape(slope(0), np.shape(x))


# %% neuron: the gradients as one row of numbers
import numpy as np


def neuron(w0, x0, w1, x1, w2):
    w, x = np.array([w0, w1, w2]), np.array([x0, x1, 1.0])
    L = 1 / (1 + np.exp(-w @ x))
    return L, L * (1 - L) * np.array([x0, w0, x1, w1, 1.0])


# %% numeric_gradient: five points with the given step
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.empty_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = h
        g[i] = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h)
    return g


# %% sigmoid_forward: boolean masks, filled half by half
import numpy as np


def sigmoid_forward(z):
    z = np.asarray(z, float)
    out = np.empty(z.shape)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    return out
