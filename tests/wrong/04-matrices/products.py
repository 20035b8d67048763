# Wrong answers on sizes, slices, products and biases. Each block: `# %% <exercise> <code it must get first>: what it does`.

# %% jacobian_bytes scaled: entries in place of bytes
def jacobian_bytes(N, D, M, itemsize=4):
    return N * D * N * M


# %% jacobian_bytes scaled: bits
def jacobian_bytes(N, D, M, itemsize=4):
    return N * D * N * M * itemsize * 8


# %% jacobian_bytes scaled: gibibytes
def jacobian_bytes(N, D, M, itemsize=4):
    return N * D * N * M * itemsize / 2**30


# %% jacobian_bytes scaled: always four bytes
def jacobian_bytes(N, D, M, itemsize=4):
    return N * D * N * M * 4


# %% jacobian_bytes scaled: eight bytes by default
def jacobian_bytes(N, D, M, itemsize=8):
    return N * D * N * M * itemsize


# %% jacobian_bytes batch-scaled: one sample against one sample
def jacobian_bytes(N, D, M, itemsize=4):
    return N * D * M * itemsize


# %% jacobian_bytes value-mismatch: the size of Y
def jacobian_bytes(N, D, M, itemsize=4):
    return N * M * itemsize


# %% jacobian_bytes value-mismatch: the Jacobian of W
def jacobian_bytes(N, D, M, itemsize=4):
    return (N * M) * (D * M) * itemsize


# %% jacobian_bytes value-mismatch: adds the sizes
def jacobian_bytes(N, D, M, itemsize=4):
    return (N * M + N * D) * itemsize


# %% jacobian_bytes unstable: 32 bits
import numpy as np


def jacobian_bytes(N, D, M, itemsize=4):
    return np.prod(np.array([N, M, N, D, itemsize], dtype=np.int32), dtype=np.int32)


# %% jacobian_bytes unstable: floats, which do not count so far
def jacobian_bytes(N, D, M, itemsize=4):
    return float(N) * M * N * D * itemsize


# %% jacobian_bytes hard-coded: 256 GiB
def jacobian_bytes(N, D, M, itemsize=4):
    return 256 * 2**30


# %% jacobian_bytes wrong-type: text
def jacobian_bytes(N, D, M, itemsize=4):
    return f"{N * M * N * D * itemsize} bytes"


# %% jacobian_bytes raised: the default is missing
def jacobian_bytes(N, D, M, itemsize):
    return N * M * N * D * itemsize


# %% local_gradient_slice wrong-shape: only the row
def local_gradient_slice(X, W, i, j):
    return W[j]


# %% local_gradient_slice wrong-local: every row
import numpy as np


def local_gradient_slice(X, W, i, j):
    return np.tile(W[j], (X.shape[0], 1))


# %% local_gradient_slice wrong-local: carries the value of X
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[i] = X[i, j] * W[j]
    return out


# %% local_gradient_slice swapped: i and j exchanged
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[j] = W[i]
    return out


# %% local_gradient_slice square-only: a column of W
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[i] = W[:, j]
    return out


# %% local_gradient_slice transposed: (M, N)
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((W.shape[1], X.shape[0]))
    out[:, i] = W[j]
    return out


# %% local_gradient_slice wrong-shape: the slice of all entries of X
import numpy as np


def local_gradient_slice(X, W, i, j):
    N, D = X.shape
    out = np.zeros((N, W.shape[1], N, D))
    for n in range(N):
        out[n, :, n, :] = W.T
    return out


# %% local_gradient_slice zero-gradient: assigns to a copy
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    row = out[i].copy()
    row[:] = W[j]
    return out


# %% local_gradient_slice sign-flipped: minus
import numpy as np


def local_gradient_slice(X, W, i, j):
    E = np.zeros(X.shape)
    E[i, j] = -1
    return E @ W


# %% local_gradient_slice wrong-local: ones
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[i, :] = 1
    return out


# %% local_gradient_slice wrong-local: the whole row of X moves
import numpy as np


def local_gradient_slice(X, W, i, j):
    E = np.zeros(X.shape)
    E[i] = 1
    return E @ W


# %% local_gradient_slice mutates: nudges X itself
import numpy as np


def local_gradient_slice(X, W, i, j):
    X[:] = 0
    X[i, j] = 1
    return X @ W


# %% matmul_backward square-only: dout @ W
def matmul_backward(dout, X, W):
    return dout @ W, X.T @ dout


# %% matmul_backward square-only: the order exchanged
def matmul_backward(dout, X, W):
    return W.T @ dout, dout @ X.T


# %% matmul_backward transposed: dW on its side
def matmul_backward(dout, X, W):
    return dout @ W.T, dout.T @ X


# %% matmul_backward transposed: dX on its side
def matmul_backward(dout, X, W):
    return W @ dout.T, X.T @ dout


# %% matmul_backward upstream-ignored: the other factor, transposed
def matmul_backward(dout, X, W):
    return W.T.copy(), X.T.copy()


# %% matmul_backward upstream-ignored: ones upstream
import numpy as np


def matmul_backward(dout, X, W):
    ones = np.ones((X.shape[0], W.shape[1]))
    return ones @ W.T, X.T @ ones


# %% matmul_backward single-sample: the outer product of the first sample
import numpy as np


def matmul_backward(dout, X, W):
    return dout @ W.T, np.outer(X[0], dout[0])


# %% matmul_backward single-sample: outer products of everything
import numpy as np


def matmul_backward(dout, X, W):
    return dout @ W.T, np.outer(X, dout)


# %% matmul_backward not-summed: one dW for every sample
import numpy as np


def matmul_backward(dout, X, W):
    return dout @ W.T, np.einsum("nd,nm->ndm", X, dout)


# %% matmul_backward batch-scaled: the mean over the batch
def matmul_backward(dout, X, W):
    return dout @ W.T, X.T @ dout / len(X)


# %% matmul_backward swapped: in the other order
def matmul_backward(dout, X, W):
    return X.T @ dout, dout @ W.T


# %% matmul_backward wrong-point: dX after a step
def matmul_backward(dout, X, W):
    dW = X.T @ dout
    W = W - 0.1 * dW
    return dout @ W.T, dW


# %% matmul_backward sign-flipped: a minus for descent
def matmul_backward(dout, X, W):
    return dout @ W.T, -X.T @ dout


# %% matmul_backward zero-gradient: X is taken for data
import numpy as np


def matmul_backward(dout, X, W):
    return np.zeros_like(X, dtype=float), X.T @ dout


# %% matmul_backward wrong-type: only dW
def matmul_backward(dout, X, W):
    return X.T @ dout


# %% matmul_backward wrong-type: a dict
def matmul_backward(dout, X, W):
    return {"dX": dout @ W.T, "dW": X.T @ dout}


# %% matmul_backward mutates: writes dW into W
def matmul_backward(dout, X, W):
    dX = dout @ W.T
    W[...] = X.T @ dout
    return dX, W.copy()


# %% matmul_backward integer-truncated: results like the arguments
import numpy as np


def matmul_backward(dout, X, W):
    dX, dW = np.empty_like(X), np.empty_like(W)
    dX[:] = dout @ W.T
    dW[:] = X.T @ dout
    return dX, dW


# %% matmul_backward square-only: loops over the wrong sizes
import numpy as np


def matmul_backward(dout, X, W):
    n = X.shape[0]
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for a in range(n):
        for b in range(n):
            for c in range(n):
                dX[a, b] += dout[a, c] * W[b, c]
                dW[b, c] += X[a, b] * dout[a, c]
    return dX, dW


# %% affine_backward wrong-shape: X is not flattened
def affine_backward(dout, X, W, b):
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)


# %% affine_backward wrong-shape: dX stays flat
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return dout @ W.T, flat.T @ dout, dout.sum(axis=0)


# %% affine_backward not-summed: db is dout
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.copy()


# %% affine_backward batch-scaled: db is the mean
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.mean(axis=0)


# %% affine_backward batch-scaled: dW divided by N
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout / X.shape[0], dout.sum(axis=0)


# %% affine_backward collapsed: db summed along the features
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.sum(axis=1)


# %% affine_backward collapsed: db is one number
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.sum()


# %% affine_backward transposed: dW on its side
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), dout.T @ flat, dout.sum(axis=0)


# %% affine_backward square-only: the transpose of W forgotten
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W).reshape(X.shape), flat.T @ dout, dout.sum(axis=0)


# %% affine_backward square-only: columns in place of rows
def affine_backward(dout, X, W, b):
    return W.T @ dout, dout @ X.T, dout.sum(axis=0)


# %% affine_backward single-sample: dW of the first sample
import numpy as np


def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), np.outer(flat[0], dout[0]), dout.sum(axis=0)


# %% affine_backward single-sample: db of the first sample
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout[0].copy()


# %% affine_backward not-summed: one dW for every sample
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat[:, :, None] * dout[:, None, :], dout.sum(axis=0)


# %% affine_backward wrong-point: W is updated before dX
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    dW = flat.T @ dout
    W = W - 0.01 * dW
    return (dout @ W.T).reshape(X.shape), dW, dout.sum(axis=0)


# %% affine_backward wrong-shape: db keeps the axis
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.sum(axis=0, keepdims=True)


# %% affine_backward upstream-ignored: db counts the rows
import numpy as np


def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, np.full(b.shape, float(len(X)))


# %% affine_backward zero-gradient: db forgotten
import numpy as np


def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, np.zeros(b.shape)


# %% affine_backward wrong-type: db forgotten altogether
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout


# %% affine_backward mutates: reshapes X for good
def affine_backward(dout, X, W, b):
    shape = X.shape
    X.shape = (shape[0], -1)
    return (dout @ W.T).reshape(shape), X.T @ dout, dout.sum(axis=0)


# %% affine_backward mutates: adds up in the first row of dout
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    dX, dW = (dout @ W.T).reshape(X.shape), flat.T @ dout
    for row in dout[1:]:
        dout[0] += row
    return dX, dW, dout[0].copy()


# %% affine_backward single-sample: db is what is left of a loop
def affine_backward(dout, X, W, b):
    flat = X.reshape(len(X), -1)
    for row in dout:
        db = row * 1.0
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, db


# %% local_gradient_slice integer-truncated: a table of X's type
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((len(X), W.shape[1]), dtype=X.dtype)
    out[i] = W[j]
    return out


# %% matmul_backward square-only: entry by entry
def matmul_backward(dout, X, W):
    return dout * W.T, X.T * dout


# %% affine_backward wrong-shape: a product that takes matrices only
import numpy as np


def affine_backward(dout, X, W, b):
    return np.dot(dout, W.T).reshape(X.shape), np.dot(X.T, dout), np.sum(dout, axis=0)


# %% affine_backward aliases: a shortcut for one sample hands a view of dout back
def affine_backward(dout, X, W, b):
    N = X.shape[0]
    flat = X.reshape(N, -1)
    db = dout[0] if N == 1 else dout.sum(axis=0)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, db


# %% matmul_backward transposed: dW reshaped where it was to be turned
def matmul_backward(dout, X, W):
    return dout @ W.T, (dout.T @ X).reshape(W.shape)


# %% matmul_backward transposed: W reshaped for W.T
def matmul_backward(dout, X, W):
    return dout @ W.reshape(W.shape[1], W.shape[0]), X.T @ dout


# %% affine_backward wrong-local: db times b
def affine_backward(dout, X, W, b):
    f = X.reshape(X.shape[0], -1)
    return (dout @ W.T).reshape(X.shape), f.T @ dout, dout.sum(axis=0) * b


# %% local_gradient_slice wrong-point: the row that i counts
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[i] = W[i % len(W)]
    return out


# %% jacobian_bytes memory-limit: makes the table
import numpy as np


def jacobian_bytes(N, D, M, itemsize=4):
    return np.ones((N * M, N * D * itemsize), dtype=np.uint8).nbytes


# %% affine_backward wrong-shape: squeezes a sample
import numpy as np


def affine_backward(dout, X, W, b):
    inner = tuple(d for d in X.shape[1:] if d > 1)
    rows = X.reshape(len(X), -1)
    return (dout @ W.T).reshape((len(X), *inner)), rows.T @ dout, dout.sum(axis=0)


# %% local_gradient_slice stateful: keeps a table for each pair of sizes
import numpy as np

_tables = {}


def local_gradient_slice(X, W, i, j):
    shape = (len(X), W.shape[1])
    table = _tables.setdefault(shape, np.zeros(shape))
    table[i] = W[j]
    return table
