# Wrong answers on Jacobians. Each block is one submission: `# %% <exercise> <code it must get first>: what it does`.

# %% relu_jacobian wrong-shape: only the slopes
import numpy as np


def relu_jacobian(x):
    return (np.asarray(x) > 0).astype(float)


# %% relu_jacobian wrong-type: booleans on the diagonal
import numpy as np


def relu_jacobian(x):
    return np.diag(np.asarray(x) > 0)


# %% relu_jacobian wrong-local: the values in place of the slopes
import numpy as np


def relu_jacobian(x):
    return np.diag(np.maximum(x, 0.0))


# %% relu_jacobian wrong-local: x on the diagonal
import numpy as np


def relu_jacobian(x):
    return np.diag(np.asarray(x, dtype=float))


# %% relu_jacobian wrong-local: open and closed exchanged
import numpy as np


def relu_jacobian(x):
    return np.diag(np.where(np.asarray(x) <= 0, 1.0, 0.0))


# %% relu_jacobian wrong-local: the identity
import numpy as np


def relu_jacobian(x):
    return np.eye(len(x))


# %% relu_jacobian wrong-local: the mask in every row
import numpy as np


def relu_jacobian(x):
    n = len(x)
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = 1.0 if x[j] > 0 else 0.0
    return J


# %% relu_jacobian wrong-local: the sign, as for the modulus
import numpy as np


def relu_jacobian(x):
    return np.diag(np.sign(x).astype(float))


# %% relu_jacobian kink: slope 1 at zero
import numpy as np


def relu_jacobian(x):
    return np.diag((np.asarray(x) >= 0).astype(float))


# %% relu_jacobian kink: slope one half at zero
import numpy as np


def relu_jacobian(x):
    return np.diag(0.5 * (np.sign(x) + 1))


# %% relu_jacobian mutates: clips x on the way
import numpy as np


def relu_jacobian(x):
    x[x < 0] = 0
    return np.diag((x > 0).astype(float))


# %% relu_jacobian hard-coded: the notebook's example
import numpy as np


def relu_jacobian(x):
    return np.diag([1.0, 0.0, 1.0])


# %% relu_jacobian zero-gradient: never filled
import numpy as np


def relu_jacobian(x):
    J = np.zeros((len(x), len(x)))
    for i in range(len(x)):
        if x[i] > 0:
            J[i][i] == 1
    return J


# %% relu_jacobian sign-flipped: steps down
import numpy as np


def relu_jacobian(x):
    return np.diag(np.where(np.asarray(x) > 0, -1.0, 0.0))


# %% relu_jacobian wrong-type: prints and forgets to return
import numpy as np


def relu_jacobian(x):
    print(np.diag((x > 0) * 1.0))


# %% relu_jacobian raised: a name that is not there
import numpy as np


def relu_jacobian(x):
    return np.diag(mask * 1.0)


# %% relu_jacobian not-implemented: the stub
def relu_jacobian(x):
    raise NotImplementedError("relu_jacobian")


# %% softmax unstable: the plain formula
import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


# %% softmax unstable: clipped logits
import numpy as np


def softmax(z):
    e = np.exp(np.clip(z, -100, 100))
    return e / e.sum()


# %% softmax unstable: the mean is taken off
import numpy as np


def softmax(z):
    e = np.exp(z - np.mean(z))
    return e / e.sum()


# %% softmax unstable: the smallest is taken off
import numpy as np


def softmax(z):
    e = np.exp(z - np.min(z))
    return e / e.sum()


# %% softmax value-mismatch: not divided
import numpy as np


def softmax(z):
    return np.exp(z - np.max(z))


# %% softmax value-mismatch: shares of the plain sum
import numpy as np


def softmax(z):
    return z / np.sum(z)


# %% softmax value-mismatch: the sigmoid of each
import numpy as np


def softmax(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


# %% softmax value-mismatch: logarithms of the shares
import numpy as np


def softmax(z):
    z = z - np.max(z)
    return z - np.log(np.sum(np.exp(z)))


# %% softmax value-mismatch: divided by the length of the vector
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sqrt(np.sum(e**2))


# %% softmax value-mismatch: divided by the largest logit
import numpy as np


def softmax(z):
    e = np.exp(z / np.max(z))
    return e / e.sum()


# %% softmax sign-flipped: minus in the exponent
import numpy as np


def softmax(z):
    e = np.exp(-(z - np.min(z)))
    return e / e.sum()


# %% softmax scaled: the mean in place of the sum
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.mean()


# %% softmax mutates: in place
import numpy as np


def softmax(z):
    z -= np.max(z)
    e = np.exp(z)
    return e / e.sum()


# %% softmax wrong-shape: a row of a matrix
import numpy as np


def softmax(z):
    z = np.atleast_2d(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# %% softmax integer-truncated: written into an array like z
import numpy as np


def softmax(z):
    out = np.zeros_like(z)
    out[:] = np.exp(z - np.max(z))
    return out / out.sum()


# %% softmax wrong-type: a generator
import numpy as np


def softmax(z):
    top = max(z)
    total = sum(np.exp(v - top) for v in z)
    return (np.exp(v - top) / total for v in z)


# %% softmax hard-coded: the numbers of the example
import numpy as np


def softmax(z):
    return np.array([0.09003057, 0.24472847, 0.66524096])


# %% softmax raised: a method that lists do not have
import numpy as np


def softmax(z):
    e = [np.exp(v - max(z)) for v in z]
    return e / e.sum()


# %% softmax_jacobian path-missing: only the diagonal
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.diag(y * (1 - y))


# %% softmax_jacobian path-missing: only the coupling
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return -np.outer(y, y)


# %% softmax_jacobian path-missing: the sum held fixed
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    return np.diag(e / e.sum())


# %% softmax_jacobian path-missing: the diagonal forgotten
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    J = np.zeros((len(y), len(y)))
    for i in range(len(y)):
        for j in range(len(y)):
            if i != j:
                J[i, j] = -y[i] * y[j]
    return J


# %% softmax_jacobian wrong-local: plus in place of minus
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.diag(y) + np.outer(y, y)


# %% softmax_jacobian wrong-local: y broadcast over the matrix
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y[:, None] - np.outer(y, y)


# %% softmax_jacobian wrong-local: the identity for the diagonal
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.eye(len(y)) - np.outer(y, y)


# %% softmax_jacobian wrong-point: at the logits
import numpy as np


def softmax_jacobian(z):
    z = np.asarray(z, dtype=float)
    return np.diag(z) - np.outer(z, z)


# %% softmax_jacobian wrong-point: squashed twice
import numpy as np


def _soft(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_jacobian(z):
    y = _soft(_soft(z))
    return np.diag(y) - np.outer(y, y)


# %% softmax_jacobian sign-flipped: the other way round
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.outer(y, y) - np.diag(y)


# %% softmax_jacobian wrong-shape: one slope an entry
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (1 - y)


# %% softmax_jacobian unstable: the plain formula inside
import numpy as np


def softmax_jacobian(z):
    y = np.exp(z) / np.exp(z).sum()
    return np.diag(y) - np.outer(y, y)


# %% softmax_jacobian mutates: in place
import numpy as np


def softmax_jacobian(z):
    z -= z.max()
    e = np.exp(z)
    y = e / e.sum()
    return np.diag(y) - np.outer(y, y)


# %% softmax_jacobian value-mismatch: not a distribution
import numpy as np


def softmax_jacobian(z):
    y = np.exp(z - np.max(z))
    return np.diag(y) - np.outer(y, y)


# %% softmax_jacobian hard-coded: two numbers of the example
import numpy as np


def softmax_jacobian(z):
    y = np.array([0.09003057, 0.24472847, 0.66524096])
    return np.diag(y) - np.outer(y, y)


# %% numeric_jacobian transposed: a row for every nudge
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    rows = []
    for j in range(len(x)):
        d = np.zeros_like(x)
        d[j] = h
        rows.append((f(x + d) - f(x - d)) / (2 * h))
    return np.array(rows)


# %% numeric_jacobian value-mismatch: a nudge to one side
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    y = f(x)
    J = np.zeros((len(y), len(x)))
    for j in range(len(x)):
        d = np.zeros_like(x)
        d[j] = h
        J[:, j] = (f(x + d) - y) / h
    return J


# %% numeric_jacobian value-mismatch: a nudge backwards
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.stack([(f(x) - f(x - h * e)) / h for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian scaled: divided by h
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.stack([(f(x + h * e) - f(x - h * e)) / h for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian scaled: a nudge to one side over 2 h
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    h = 1e-7
    return np.stack([(f(x + h * e) - f(x)) / (2 * h) for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian path-mixed: all entries at once
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    column = (f(x + h) - f(x - h)) / (2 * h)
    return np.tile(column[:, None], (1, len(x)))


# %% numeric_jacobian sign-flipped: behind minus ahead
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.stack([(f(x - h * e) - f(x + h * e)) / (2 * h) for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian value-mismatch: the step is too small
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    h = 1e-12
    x = np.asarray(x, dtype=float)
    return np.stack([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian value-mismatch: single precision
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float32)
    h = np.float32(h)
    out = []
    for e in np.eye(len(x), dtype=np.float32):
        out.append((f(x + h * e).astype(np.float32) - f(x - h * e).astype(np.float32)) / (2 * h))
    return np.stack(out, axis=1)


# %% numeric_jacobian integer-truncated: nudges a copy of the same type
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    columns = []
    for j in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[j] += h
        behind[j] -= h
        columns.append((f(ahead) - f(behind)) / (2 * h))
    return np.stack(columns, axis=1)


# %% numeric_jacobian mutates: never puts the entry back
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    columns = []
    for j in range(len(x)):
        x[j] += h
        ahead = f(x)
        x[j] -= 2 * h
        behind = f(x)
        columns.append((ahead - behind) / (2 * h))
    return np.stack(columns, axis=1)


# %% numeric_jacobian square-only: as many outputs as inputs
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    n = len(x)
    J = np.zeros((n, n))
    for j in range(n):
        e = np.zeros(n)
        e[j] = h
        J[:, j] = (f(x + e) - f(x - e)) / (2 * h)
    return J


# %% numeric_jacobian collapsed: the gradient of the sum
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return np.array([(f(x + h * e).sum() - f(x - h * e).sum()) / (2 * h) for e in np.eye(len(x))])


# %% numeric_jacobian raised: takes no step
import numpy as np


def numeric_jacobian(f, x):
    h = 1e-5
    x = np.asarray(x, dtype=float)
    return np.stack([(f(x + h * e) - f(x - h * e)) / (2 * k) for e in np.eye(len(x))], axis=1)


# %% numeric_jacobian wrong-type: a dict of columns
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    return {j: (f(x + h * e) - f(x - h * e)) / (2 * h) for j, e in enumerate(np.eye(len(x)))}


# %% softmax_jacobian wrong-local: the transpose of a vector is the vector
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.diag(y) - y * y.T


# %% softmax_jacobian wrong-local: a dot product in place of an outer one
import numpy as np


def softmax_jacobian(z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return np.diag(y) - np.dot(y, y.T)


# %% numeric_jacobian transposed: the wrong layout, reshaped to fit
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.array(x, float)
    cols = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)]
    return np.array(cols).reshape(len(f(x)), x.size)


# %% softmax mutates: in place, from the first line
import numpy as np


def softmax(z):
    z -= z.max()
    np.exp(z, out=z)
    return z / z.sum()


# %% numeric_jacobian not-finite: a step relative to x
import numpy as np


def numeric_jacobian(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    columns = []
    for j in range(x.size):
        step = h * x[j]
        up, down = x.copy(), x.copy()
        up[j] += step
        down[j] -= step
        columns.append((f(up) - f(down)) / (2 * step))
    return np.column_stack(columns)


# %% relu_jacobian tie: a diagonal told by the values
import numpy as np


def relu_jacobian(x):
    return np.array([[1.0 if a == b and a > 0 else 0.0 for b in x] for a in x])


# %% softmax_jacobian path-missing: the diagonal without the square
import numpy as np


def softmax_jacobian(z):
    q = np.exp(z - np.max(z))
    y = q / q.sum()
    J = -np.outer(y, y)
    np.fill_diagonal(J, y)
    return J


# %% softmax_jacobian wrong-point: a logit for one of the two shares
import numpy as np


def softmax_jacobian(z):
    q = np.exp(z - np.max(z))
    y = q / q.sum()
    return np.array([[y[i] * (1 - y[i]) if i == j else -y[i] * z[j] for j in range(len(z))] for i in range(len(z))])


# %% relu_jacobian kink: open from a hair on
import numpy as np


def relu_jacobian(x):
    return np.diag((x > 1e-10) * 1.0)
