# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% jacobian_bytes: a product
def jacobian_bytes(N, D, M, itemsize=4):
    return (N * M) * (N * D) * itemsize


# %% jacobian_bytes: NumPy's integers
import numpy as np


def jacobian_bytes(N, D, M, itemsize=4):
    return np.prod([N, M, N, D, itemsize], dtype=np.int64)


# %% jacobian_bytes: asks an array that is never filled
import numpy as np


def jacobian_bytes(N, D, M, itemsize=4):
    return np.broadcast_to(np.zeros((), np.uint8), (N, M, N, D)).nbytes * itemsize


# %% jacobian_bytes: the math module, other names
import math


def jacobian_bytes(n, d, m, size=4):
    print(n, d, m)
    return math.prod((n, n, d, m, size))


# %% local_gradient_slice: a row of W in a table of zeros
import numpy as np


def local_gradient_slice(X, W, i, j):
    out = np.zeros((X.shape[0], W.shape[1]))
    out[i] = W[j]
    return out


# %% local_gradient_slice: the unit matrix E_ij
import numpy as np


def local_gradient_slice(X, W, i, j):
    E = np.zeros_like(X)
    E[i, j] = 1
    return E @ W


# %% local_gradient_slice: an outer product
import numpy as np


def local_gradient_slice(X, W, i, j):
    return np.outer(np.arange(len(X)) == i, W[j])


# %% local_gradient_slice: lists and loops
def local_gradient_slice(X, W, i, j):
    return [[float(W[j, m]) if n == i else 0.0 for m in range(W.shape[1])] for n in range(len(X))]


# %% local_gradient_slice: the difference of two products, exact as Y is linear in X
import numpy as np


def local_gradient_slice(X, W, i, j):
    moved = np.zeros(X.shape)
    still = moved.copy()
    moved[i, j] = 1.0
    return moved @ W - still @ W


# %% matmul_backward: as taught
def matmul_backward(dout, X, W):
    return dout @ W.T, X.T @ dout


# %% matmul_backward: einsum
import numpy as np


def matmul_backward(dout, X, W):
    return np.einsum("nm,dm->nd", dout, W), np.einsum("nd,nm->dm", X, dout)


# %% matmul_backward: a list of outer products, added
import numpy as np


def matmul_backward(dout, X, W):
    dX = np.array([W @ row for row in dout])
    dW = sum(np.outer(x, d) for x, d in zip(X, dout))
    return [dX, dW]


# %% matmul_backward: three loops
import numpy as np


def matmul_backward(dout, X, W):
    N, D = X.shape
    M = W.shape[1]
    dX, dW = np.zeros((N, D)), np.zeros((D, M))
    for n in range(N):
        for d in range(D):
            for m in range(M):
                dX[n, d] += dout[n, m] * W[d, m]
                dW[d, m] += dout[n, m] * X[n, d]
    return dX, dW


# %% matmul_backward: single precision, transposes of transposes
import numpy as np


def matmul_backward(dout, X, W):
    d, X, W = (np.asarray(a, dtype=np.float32) for a in (dout, X, W))
    return (W @ d.T).T, (d.T @ X).T


# %% affine_backward: as taught
def affine_backward(dout, X, W, b):
    flat = X.reshape(X.shape[0], -1)
    return (dout @ W.T).reshape(X.shape), flat.T @ dout, dout.sum(axis=0)


# %% affine_backward: a row of ones, tensordot
import numpy as np


def affine_backward(dout, X, W, b):
    N = len(X)
    rows = np.reshape(X, (N, int(np.prod(X.shape[1:]))))
    db = np.ones(N) @ dout
    return np.tensordot(dout, W, axes=([1], [1])).reshape(X.shape), np.tensordot(rows, dout, axes=(0, 0)), db


# %% affine_backward: sample by sample
import numpy as np


def affine_backward(dout, X, W, b):
    dX = np.zeros(X.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    for n in range(len(X)):
        dX[n] = (W @ dout[n]).reshape(X.shape[1:])
        dW += np.outer(X[n].ravel(), dout[n])
        db += dout[n]
    return dX, dW, db


# %% affine_backward: einsum, a dict on the way, prints
import numpy as np


def affine_backward(dout, X, W, b):
    grads = {"b": np.einsum("nm->m", dout)}
    flat = X.reshape(len(X), -1)
    grads["W"] = np.einsum("nd,nm->dm", flat, dout)
    grads["X"] = np.einsum("nm,dm->nd", dout, W).reshape(X.shape)
    print({name: g.shape for name, g in grads.items()})
    return grads["X"], grads["W"], grads["b"]


# %% affine_backward: a layer with memory, a new one in every call
class Affine:
    def forward(self, X, W, b):
        self.shape = X.shape
        self.X, self.W = X.reshape(X.shape[0], -1), W
        return self.X @ W + b

    def backward(self, dout):
        return (dout @ self.W.T).reshape(self.shape), self.X.T @ dout, dout.sum(0)


def affine_backward(dout, X, W, b):
    layer = Affine()
    layer.forward(X, W, b)
    return layer.backward(dout)


# %% softmax_loss: as taught
import numpy as np


def softmax_loss(scores, labels):
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    N = len(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(N), labels].mean()
    d = np.exp(logp)
    d[np.arange(N), labels] -= 1
    return loss, d / N


# %% softmax_loss: one-hot throughout, logaddexp
import numpy as np


def softmax_loss(scores, labels):
    scores = np.asarray(scores, dtype=float)
    labels = np.asarray(labels)
    t = np.eye(scores.shape[1])[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    return float(-(t * logp).sum() / len(t)), (np.exp(logp) - t) / len(t)


# %% softmax_loss: sample by sample, lists
import math


def softmax_loss(scores, labels):
    loss, grads = 0.0, []
    N = len(scores)
    for row, label in zip(scores.tolist(), labels.tolist()):
        k = label.index(max(label)) if isinstance(label, list) else int(label)
        top = max(row)
        total = math.fsum(math.exp(s - top) for s in row)
        loss += math.log(total) + top - row[k]
        grads.append([(math.exp(s - top) / total - (1.0 if c == k else 0.0)) / N for c, s in enumerate(row)])
    return loss / N, grads


# %% softmax_loss: the whole Jacobian of every sample, stable
import numpy as np


def softmax_loss(scores, labels):
    labels = labels if labels.ndim == 1 else np.nonzero(labels)[1]
    scores = scores.astype(float)
    N, C = scores.shape
    d = np.zeros((N, C))
    loss = 0.0
    for n in range(N):
        logp = scores[n] - np.logaddexp.reduce(scores[n])
        y = np.exp(logp)
        loss -= logp[labels[n]] / N
        d[n] = y.copy()
        d[n, labels[n]] -= 1.0
    return np.array(loss), d / N


# %% softmax_loss: single precision inside
import numpy as np


def softmax_loss(scores, labels):
    if labels.ndim == 2:
        labels = np.argmax(labels, axis=1)
    s = scores.astype(np.float32)
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    rows = np.arange(len(s))
    d = np.exp(logp)
    d[rows, labels] -= 1
    return -np.mean(logp[rows, labels]), d / np.float32(len(s))


# %% softmax_loss: a logarithm that warns and is not used
import numpy as np


def softmax_loss(scores, labels):
    p = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    np.log(p)
    onehot = np.zeros(p.shape)
    if labels.ndim == 1:
        onehot[range(len(p)), labels] = 1
    else:
        onehot += labels
    top = scores.max(axis=1)
    lse = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    loss = np.mean(lse - np.sum(scores * onehot, axis=1))
    return loss, (p - onehot) / p.shape[0]


# %% bce_loss: logaddexp and tanh
import numpy as np


def bce_loss(z, y):
    return np.mean(np.logaddexp(0, z) - y * z), (0.5 * (1 + np.tanh(0.5 * z)) - y) / len(z)


# %% bce_loss: the usual stable form
import numpy as np


def bce_loss(z, y):
    z, y = np.asarray(z, dtype=float), np.asarray(y, dtype=float)
    loss = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    p = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    return loss.mean(), (p - y) / z.size


# %% bce_loss: the plain sigmoid, which only warns, and a stable loss
import numpy as np


def bce_loss(z, y):
    p = 1 / (1 + np.exp(-z))
    losses = np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))
    return float(losses.mean()), (p - y) / len(y)


# %% bce_loss: sample by sample
import math


def bce_loss(z, y):
    total, grads = 0.0, []
    for logit, target in zip(z.tolist(), y.tolist()):
        margin = logit if target else -logit
        total += max(-margin, 0.0) + math.log1p(math.exp(-abs(margin)))
        e = math.exp(-abs(logit))
        p = 1 / (1 + e) if logit >= 0 else e / (1 + e)
        grads.append((p - target) / len(z))
    return total / len(z), grads


# %% affine_backward: single precision
import numpy as np


def affine_backward(dout, X, W, b):
    d, X, W = (np.asarray(a, dtype=np.float32) for a in (dout, X, W))
    return (d @ W.T).reshape(X.shape), X.reshape(len(X), -1).T @ d, d.sum(axis=0)


# %% bce_loss: single precision
import numpy as np


def bce_loss(z, y):
    z, y = np.asarray(z, dtype=np.float32), np.asarray(y, dtype=np.float32)
    return np.mean(np.logaddexp(0, z) - y * z), (np.float32(0.5) * (1 + np.tanh(z / 2)) - y) / np.float32(len(z))


# %% softmax_loss: take_along_axis
import numpy as np


def softmax_loss(scores, labels):
    labels = np.asarray(labels)
    k = labels.argmax(-1) if labels.ndim > 1 else labels.astype(int)
    m = scores.max(-1, keepdims=True)
    lse = m + np.log(np.exp(scores - m).sum(-1, keepdims=True))
    loss = np.mean(lse - np.take_along_axis(scores, k[:, None], 1))
    d = np.exp(scores - lse)
    np.subtract.at(d, (np.arange(len(k)), k), 1)
    return float(loss), d / len(k)
