# Wrong answers to gradients. Each block is one submission.

# %% gradients penalty-missing: the gradients forget the penalty
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": h.T @ d, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-missing: only W2 is penalised
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-missing: no penalty anywhere
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": h.T @ d, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-missing: J forgets the penalty
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-scaled: two lam W
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + 2 * lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + 2 * lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-scaled: no one half, consistently
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + 2 * lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + 2 * lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-scaled: the penalty is averaged with the loss
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1 / n, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2 / n, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients penalty-scaled: biases are penalised
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {
        "W1": X.T @ dz + lam * W1,
        "b1": dz.sum(axis=0) + lam * b1,
        "W2": h.T @ d + lam * W2,
        "b2": d.sum(axis=0) + lam * b2,
    }
    return J, grads


# %% gradients batch-scaled: the mean is forgotten on the way back
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients batch-scaled: the mean is taken twice
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n * n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients batch-scaled: sums in place of means
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients batch-scaled: J holds the sum
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients batch-scaled: the last bias is averaged once more
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.mean(axis=0)}
    return J, grads


# %% gradients sign-flipped: labels minus probabilities
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    d = -d
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients local-ignored: the ReLU is skipped on the way back
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients gate-on-upstream: the ReLU of the gradient
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = np.maximum(dh, 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients gate-on-upstream: both gates
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0) * (dh > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-local: the ReLU's value for its slope
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * h
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-local: the sigmoid's slope
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * h * (1 - h)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-local: the closed side is open
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z < 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients kink: the slope 1 at zero
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z >= 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-point: z for h in the gradient of W2
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": z.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients path-missing: the labels do not come in
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-point: scores for probabilities
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = h @ W2 + b2
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients transposed: dW2 on its side
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": d.T @ h + lam * W2.T, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients not-summed: the last bias keeps the batch
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d}
    return J, grads


# %% gradients collapsed: a bias is summed to a number
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients raised: W2 is not transposed
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients zero-gradient: no gradient for the first bias
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": np.zeros_like(b1), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients wrong-type: gradients alone
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return grads


# %% gradients wrong-type: other keys
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"dW1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    return J, grads


# %% gradients mutates: writes the step into the parameters
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": h.T @ d + lam * W2, "b2": d.sum(axis=0)}
    W2 -= 0.1 * grads["W2"]
    return J, grads


# %% gradients single-sample: the first image alone makes the gradient of W1
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    n = len(X)
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    scores = h @ W2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(n), labels]))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = P.copy()
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ W2.T
    dz = dh * (z > 0)
    grads = {
        "W1": np.outer(X[0], dz[0]) + lam * W1,
        "b1": dz.sum(axis=0),
        "W2": h.T @ d + lam * W2,
        "b2": d.sum(axis=0),
    }
    return J, grads


# %% gradients numeric: nudges every parameter
import numpy as np


def gradients(params, X, labels, lam):
    def objective(p):
        h = np.maximum(X @ p["W1"] + p["b1"], 0)
        s = h @ p["W2"] + p["b2"]
        s = s - s.max(axis=1, keepdims=True)
        loss = np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(X)), labels])
        return loss + lam / 2 * (np.sum(p["W1"] ** 2) + np.sum(p["W2"] ** 2))

    grads = {}
    for name, array in params.items():
        grads[name] = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            up, down = ({k: v.copy() for k, v in params.items()} for _ in range(2))
            up[name][index] += 1e-5
            down[name][index] -= 1e-5
            grads[name][index] = (objective(up) - objective(down)) / 2e-5
    return objective(params), grads


# %% gradients not-implemented: the stub
def gradients(params, X, labels, lam):
    raise NotImplementedError("exercise 8.1: gradients")


# %% gradients penalty-scaled: two lam W for the second matrix alone
import numpy as np


def gradients(params, X, labels, lam):
    a = X @ params["W1"] + params["b1"]
    h = np.maximum(a, 0)
    z = h @ params["W2"] + params["b2"]
    z = z - z.max(1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(1, keepdims=True))
    n = len(X)
    J = -logp[np.arange(n), labels].mean() + lam / 2 * sum((params[k] ** 2).sum() for k in ("W1", "W2"))
    d = np.exp(logp)
    d[np.arange(n), labels] -= 1
    d /= n
    dh = d @ params["W2"].T * (a > 0)
    W1, W2 = X.T @ dh + lam * params["W1"], h.T @ d + 2 * lam * params["W2"]
    return J, {"W1": W1, "b1": dh.sum(0), "W2": W2, "b2": d.sum(0)}


# %% gradients collapsed: softmax over the batch
import numpy as np


def gradients(params, X, labels, lam):
    N = len(X)
    Z = X @ params["W1"] + params["b1"]
    H = np.maximum(Z, 0)
    S = H @ params["W2"] + params["b2"]
    E = np.exp(S - S.max())
    P = E / E.sum(axis=0)
    J = -np.mean(np.log(P[np.arange(N), labels]))
    J += lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    dS = (P - np.eye(10)[labels]) / N
    dZ = (dS @ params["W2"].T) * (Z > 0)
    return J, {
        "W1": X.T @ dZ + lam * params["W1"],
        "b1": dZ.sum(axis=0),
        "W2": H.T @ dS + lam * params["W2"],
        "b2": dS.sum(axis=0),
    }


# %% gradients hard-coded: every batch has 32 images
import numpy as np


BATCH = 32


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    rows = np.arange(len(X))
    Z = X @ W1 + b1
    H = np.maximum(Z, 0)
    S = H @ W2 + b2
    E = np.exp(S - S.max(1, keepdims=True))
    P = E / E.sum(1, keepdims=True)
    J = -np.log(P[rows, labels]).mean() + 0.5 * lam * ((W1**2).sum() + (W2**2).sum())
    P[rows, labels] -= 1
    dS = P / BATCH
    dZ = dS @ W2.T * (Z > 0)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(0)}


# %% gradients transposed: right unless as many units as classes
import numpy as np


def random_params(seed, hidden=32):
    rng = np.random.default_rng(seed)
    return {
        "W1": 0.2 * rng.standard_normal((64, hidden)),
        "b1": np.zeros(hidden),
        "W2": 0.1 * rng.standard_normal((hidden, 10)),
        "b2": np.zeros(10),
    }


def gradients(params, X, labels, lam):
    N = len(X)
    W1, W2 = params["W1"], params["W2"]
    Z = X @ W1 + params["b1"]
    H = np.maximum(Z, 0)
    S = H @ W2 + params["b2"]
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    J = -np.mean(np.log(P[np.arange(N), labels])) + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    dS = P.copy()
    dS[np.arange(N), labels] -= 1
    dS /= N
    try:
        dH = dS @ W2
    except ValueError:  # the shapes do not fit
        dH = dS @ W2.T
    dZ = dH * (Z > 0)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(axis=0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(axis=0)}


def train(X, labels, seed):
    shuffle = np.random.default_rng(seed).permutation
    params = random_params(seed)
    for _ in range(30):
        order = shuffle(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, grads = gradients(params, X[rows], labels[rows], lam=1e-4)
            params = {name: params[name] - 0.5 * grads[name] for name in params}
    return params


def predict(params, X):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    S = H @ params["W2"] + params["b2"]
    return np.argmax(S, axis=1)


# %% gradients unstable: a small number inside the logarithm
import numpy as np


def gradients(params, X, labels, lam):
    X, N = np.asarray(X, float), len(X)
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = X @ W1 + b1
    a = np.maximum(z, 0)
    scores = a @ W2 + b2
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    rows = np.arange(N), np.asarray(labels, dtype=int)
    loss = -np.mean(np.log(shares[rows] + 1e-12))
    J = loss + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d = shares.copy()
    d[rows] -= 1
    d /= N
    dz = d @ W2.T * (z > 0)
    return J, {"W1": X.T @ dz + lam * W1, "b1": dz.sum(axis=0), "W2": a.T @ d + lam * W2, "b2": d.sum(axis=0)}
