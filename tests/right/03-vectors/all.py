# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% relu_jacobian: a diagonal of floats
import numpy as np


def relu_jacobian(x):
    return np.diag((np.asarray(x) > 0).astype(float))


# %% relu_jacobian: two loops and integers
import numpy as np


def relu_jacobian(x):
    n = len(x)
    J = np.zeros((n, n), dtype=int)
    for i in range(n):
        for j in range(n):
            if i == j and x[i] > 0:
                J[i, j] = 1
    return J


# %% relu_jacobian: a list of lists
def relu_jacobian(x):
    return [[1.0 if i == j and v > 0 else 0.0 for j in range(len(x))] for i, v in enumerate(x)]


# %% relu_jacobian: the identity times a column, in single precision
import numpy as np


def relu_jacobian(x):
    print("x =", x)
    return np.eye(len(x), dtype=np.float32) * np.heaviside(x, 0).astype(np.float32)[:, None]


# %% softmax: as taught
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


# %% softmax: through the logarithm
import numpy as np


def softmax(z):
    z = np.asarray(z, dtype=float)
    top = z.max()
    return np.exp(z - top - np.log(np.sum(np.exp(z - top))))


# %% softmax: a list and the math module
import math


def softmax(z):
    top = max(float(v) for v in z)
    powers = [math.exp(v - top) for v in z]
    total = math.fsum(powers)
    return [p / total for p in powers]


# %% softmax: ratios, one entry at a time, with warnings
import numpy as np


def softmax(z):
    z = np.asarray(z, dtype=float)
    return np.array([1.0 / np.sum(np.exp(z - v)) for v in z])


# %% softmax: logaddexp, which needs no maximum
import numpy as np


def softmax(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z - np.logaddexp.reduce(z))


# %% softmax: single precision inside
import numpy as np


def softmax(z):
    z = np.asarray(z, dtype=np.float32)
    e = np.exp(z - z.max())
    return e / e.sum()


# %% softmax: works for rows of a matrix too
import numpy as np


def softmax(z):
    shifted = z - np.max(z, axis=-1, keepdims=True)
    e = np.exp(shifted)
    return np.divide(e, np.sum(e, axis=-1, keepdims=True))


# %% softmax_jacobian: as taught
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.diag(y) - np.outer(y, y)


# %% softmax_jacobian: two loops
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_jacobian(z):
    y = softmax(z)
    n = len(y)
    J = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = y[i] * ((1.0 if i == j else 0.0) - y[j])
    return J


# %% softmax_jacobian: einsum, and a loop over the diagonal
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    J = -np.einsum("i,j->ij", y, y)
    for k in range(len(y)):
        J[k, k] = y[k] * (1 - y[k])
    return J


# %% softmax_jacobian: broadcasting against the identity
import numpy as np


def softmax_jacobian(z):
    y = np.exp(z - np.logaddexp.reduce(np.asarray(z, dtype=float)))
    return y[:, None] * (np.eye(len(y)) - y[None, :])


# %% numeric_jacobian: as taught
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    columns = []
    for j in range(len(x)):
        d = np.zeros(len(x))
        d[j] = h
        columns.append((f(x + d) - f(x - d)) / (2 * h))
    return np.stack(columns, axis=1)


# %% numeric_jacobian: fills a matrix, restores a copy
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    p = np.array(x, dtype=np.float64)
    J = np.zeros((np.size(f(p)), p.size))
    for j in range(p.size):
        kept = p[j]
        p[j] = kept + h
        ahead = np.array(f(p))
        p[j] = kept - h
        J[:, j] = (ahead - f(p)) / (2 * h)
        p[j] = kept
    return J


# %% numeric_jacobian: five points, its own step
import numpy as np


def numeric_jacobian(f, x, step=None):
    x = np.asarray(x, dtype=float)
    h = 1e-3
    return np.transpose(
        [(8 * (f(x + h * e) - f(x - h * e)) - (f(x + 2 * h * e) - f(x - 2 * h * e))) / (12 * h) for e in np.eye(len(x))]
    )


# %% numeric_jacobian: a list of rows
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    m = len(f(x))
    return [[(f(x + h * e)[i] - f(x - h * e)[i]) / (2 * h) for e in np.eye(len(x))] for i in range(m)]


# %% vjp: the transpose
def vjp(jacobian, dout):
    return jacobian.T @ dout


# %% vjp: from the left
def vjp(jacobian, dout):
    return dout @ jacobian


# %% vjp: einsum
import numpy as np


def vjp(jacobian, dout):
    return np.einsum("ij,i->j", jacobian, dout)


# %% vjp: loops and lists
def vjp(jacobian, dout):
    m, n = len(jacobian), len(jacobian[0])
    return [sum(float(jacobian[i][j]) * float(dout[i]) for i in range(m)) for j in range(n)]


# %% vjp: weighed rows, added
import numpy as np


def vjp(jacobian, dout):
    return np.sum(np.asarray(dout)[:, np.newaxis] * jacobian, axis=0)


# %% relu_vjp: as taught
def relu_vjp(dout, x):
    return dout * (x > 0)


# %% relu_vjp: where
import numpy as np


def relu_vjp(dout, x):
    return np.where(np.asarray(x) > 0, dout, 0.0)


# %% relu_vjp: a copy and a mask
import numpy as np


def relu_vjp(dout, x):
    dx = np.array(dout, copy=True)
    dx[x <= 0] = 0
    return dx


# %% relu_vjp: single precision
import numpy as np


def relu_vjp(dout, x):
    return np.asarray(dout, dtype=np.float32) * np.heaviside(x, 0).astype(np.float32)


# %% relu_vjp: a list, entry by entry
def relu_vjp(dout, x):
    return [d if v > 0 else 0.0 for d, v in zip(dout.tolist(), x.tolist())]


# %% softmax_vjp: as taught
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (dout - np.dot(dout, y))


# %% softmax_vjp: two terms
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    weighed = y * dout
    return weighed - y * weighed.sum()


# %% softmax_vjp: lists, and the math module
import math


def softmax_vjp(dout, z):
    print("n =", len(z))
    z, dout = z.tolist(), dout.tolist()
    top = max(z)
    powers = [math.exp(v - top) for v in z]
    total = math.fsum(powers)
    mean = sum(p * d for p, d in zip(powers, dout)) / total
    return [p / total * (d - mean) for p, d in zip(powers, dout)]


# %% softmax_vjp: einsum and a helper
import numpy as np


def softmax(z):
    z = np.asarray(z, dtype=np.float64)
    return np.exp(z - np.logaddexp.reduce(z))


def softmax_vjp(dout, z):
    y = softmax(z)
    s = np.einsum("i,i->", dout, y)
    return np.einsum("i,i->i", y, dout - s)


# %% numeric_jacobian: a complex step
import numpy as np


def numeric_jacobian(f, x, h=1e-20):
    x = np.asarray(x, dtype=complex)
    return np.stack([f(x + 1e-20j * e).imag / 1e-20 for e in np.eye(len(x))], axis=1)


# %% softmax_vjp: single precision
import numpy as np


def softmax_vjp(dout, z):
    z, dout = np.asarray(z, dtype=np.float32), np.asarray(dout, dtype=np.float32)
    e = np.exp(z - z.max())
    y = e / e.sum()
    return y * (dout - y @ dout)
