# Wrong answers on the two losses. Each block: `# %% <exercise> <code it must get first>: what it does`.

# %% softmax_loss batch-scaled: the gradient of the sum
import numpy as np


def softmax_loss(scores, labels):
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    n = np.arange(len(p))
    logp = scores - scores.max(axis=1, keepdims=True) - np.log(e.sum(axis=1, keepdims=True))
    d = p.copy()
    d[n, labels] -= 1
    return -logp[n, labels].mean(), d


# %% softmax_loss batch-scaled: loss and gradient of the sum
import numpy as np


def softmax_loss(scores, labels):
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    logp = scores - scores.max(axis=1, keepdims=True)
    logp = logp - np.log(np.exp(logp).sum(axis=1, keepdims=True))
    n = np.arange(len(logp))
    d = np.exp(logp)
    d[n, labels] -= 1
    return -logp[n, labels].sum(), d


# %% softmax_loss batch-scaled: 1/N twice
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    N = len(scores)
    return -(t * logp).sum() / N, (np.exp(logp) - t) / N / N


# %% softmax_loss sign-flipped: labels minus shares
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), (t - np.exp(logp)) / len(t)


# %% softmax_loss sign-flipped: the logarithm without its minus
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return (t * logp).sum() / len(t), (np.exp(logp) - t) / len(t)


# %% softmax_loss scaled: the mean over all entries
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -np.mean(t * logp), (np.exp(logp) - t) / t.size


# %% softmax_loss wrong-point: scores minus labels
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), (scores - t) / len(t)


# %% softmax_loss path-missing: only the diagonal of softmax
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    p = np.exp(logp)
    return -(t * logp).sum() / len(t), p * (1 - p) / len(t)


# %% softmax_loss path-missing: the right class only
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), t * (np.exp(logp) - 1) / len(t)


# %% softmax_loss path-missing: the labels are never taken off
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), np.exp(logp) / len(t)


# %% softmax_loss wrong-local: stops at the shares
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), -t / np.exp(logp) / len(t)


# %% softmax_loss wrong-local: the slope of the sigmoid once more
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    p = np.exp(logp)
    return -(t * logp).sum() / len(t), (p - t) * p * (1 - p) / len(t)


# %% softmax_loss wrong-point: softmax twice
import numpy as np


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), (softmax(softmax(scores)) - t) / len(t)


# %% softmax_loss collapsed: softmax down the columns
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=0, keepdims=True)
    return -(t * logp).sum() / len(t), (np.exp(logp) - t) / len(t)


# %% softmax_loss label-form: rows only
import numpy as np


def softmax_loss(scores, labels):
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(labels * logp).sum() / len(scores), (np.exp(logp) - labels) / len(scores)


# %% softmax_loss label-form: class numbers only
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    d = np.exp(logp)
    d[np.arange(N), labels] -= 1
    return -logp[np.arange(N), labels].mean(), d / N


# %% softmax_loss label-form: rows of integers are taken for class numbers
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    if labels.dtype.kind == "f":
        labels = labels.argmax(axis=1)
    d = np.exp(logp)
    d[np.arange(N), labels] -= 1
    return -logp[np.arange(N), labels].mean(), d / N


# %% softmax_loss unstable: the plain formula
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    d = p.copy()
    d[np.arange(N), labels] -= 1
    return -np.log(p[np.arange(N), labels]).mean(), d / N


# %% softmax_loss unstable: logarithm of a share that is zero
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p.copy()
    d[np.arange(N), labels] -= 1
    return -np.log(p[np.arange(N), labels]).mean(), d / N


# %% softmax_loss unstable: a little something in the logarithm
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d = p.copy()
    d[np.arange(N), labels] -= 1
    return -np.log(p[np.arange(N), labels] + 1e-12).mean(), d / N


# %% softmax_loss mutates: takes off the maximum in place
import numpy as np


def softmax_loss(scores, labels):
    N = len(scores)
    if labels.ndim == 2:
        labels = labels.argmax(axis=1)
    scores -= scores.max(axis=1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    d = np.exp(logp)
    d[np.arange(N), labels] -= 1
    return -logp[np.arange(N), labels].mean(), d / N


# %% softmax_loss transposed: a class a row
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum() / len(t), ((np.exp(logp) - t) / len(t)).T


# %% softmax_loss wrong-shape: one loss for every sample
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum(axis=1), (np.exp(logp) - t) / len(t)


# %% softmax_loss wrong-type: only the gradient
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return (np.exp(logp) - t) / len(t)


# %% softmax_loss hard-coded: the worked example
import numpy as np


def softmax_loss(scores, labels):
    p = np.array([0.09003057, 0.24472847, 0.66524096])
    d = np.zeros(scores.shape)
    d[:, :3] = (p - [0, 0, 1])[: d.shape[1]]
    return 0.40760596, d


# %% bce_loss batch-scaled: sums
import numpy as np


def bce_loss(z, y):
    loss = np.logaddexp(0, z) - y * z
    return loss.sum(), 0.5 * (1 + np.tanh(z / 2)) - y


# %% bce_loss batch-scaled: the gradient of the sum
import numpy as np


def bce_loss(z, y):
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), 0.5 * (1 + np.tanh(z / 2)) - y


# %% bce_loss sign-flipped: targets minus probabilities
import numpy as np


def bce_loss(z, y):
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (y - 0.5 * (1 + np.tanh(z / 2))) / len(z)


# %% bce_loss wrong-point: logits minus targets
import numpy as np


def bce_loss(z, y):
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (z - y) / len(z)


# %% bce_loss wrong-local: the slope of the sigmoid once more
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (p - y) * p * (1 - p) / len(z)


# %% bce_loss wrong-local: stops at the probability
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (p - y) / (p * (1 - p)) / len(z)


# %% bce_loss path-missing: targets of 1 only
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), y * (p - 1) / len(z)


# %% bce_loss path-missing: targets of 0 only
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (1 - y) * p / len(z)


# %% bce_loss path-missing: a loss of one term
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    return np.mean(y * np.logaddexp(0, -z)), (p - y) / len(z)


# %% bce_loss wrong-local: a minus between the terms
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(z / 2))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (y * (p - 1) - (1 - y) * p) / len(z)


# %% bce_loss unstable: the plain formula
import numpy as np


def bce_loss(z, y):
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), (p - y) / len(z)


# %% bce_loss unstable: a stable sigmoid, and its logarithm
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(0.5 * z))
    return -np.mean(np.where(y == 1, np.log(p), np.log(1 - p))), (p - y) / len(z)


# %% bce_loss unstable: clipped probabilities
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(0.5 * z))
    q = np.clip(p, 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)), (p - y) / len(z)


# %% bce_loss unstable: the chain rule node by node
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(0.5 * z))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean(), (p - y) / (p * (1 - p)) * (p * (1 - p)) / len(z)


# %% bce_loss scaled: logarithms to base 2
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(0.5 * z))
    loss = np.logaddexp(0, z) - y * z
    return loss.mean() / np.log(2), (p - y) / len(z)


# %% bce_loss mutates: in place
import numpy as np


def bce_loss(z, y):
    loss = np.mean(np.logaddexp(0, z) - y * z)
    z[...] = 0.5 * (1 + np.tanh(0.5 * z))
    return loss, (z - y) / len(z)


# %% bce_loss wrong-shape: one loss for every sample
import numpy as np


def bce_loss(z, y):
    loss = np.logaddexp(0, z) - y * z
    return loss, (0.5 * (1 + np.tanh(z / 2)) - y) / len(z)


# %% bce_loss wrong-type: the loss alone
import numpy as np


def bce_loss(z, y):
    return np.mean(np.logaddexp(0, z) - y * z)


# %% bce_loss sign-flipped: the loss below zero
import numpy as np


def bce_loss(z, y):
    p = 0.5 * (1 + np.tanh(0.5 * z))
    return np.mean(y * z - np.logaddexp(0, z)), (p - y) / len(z)


# %% bce_loss numeric: nudges every logit
import numpy as np


def bce_loss(z, y, h=1e-6):
    z = np.asarray(z, dtype=float)
    cost = lambda z: np.mean(np.logaddexp(0, z) - y * z)
    dz = np.zeros(len(z))
    for k in range(len(z)):
        if abs(z[k]) > 100:
            dz[k] = (0.5 * (1 + np.tanh(z[k] / 2)) - y[k]) / len(z)
            continue
        d = np.zeros(len(z))
        d[k] = h
        dz[k] = (cost(z + d) - cost(z - d)) / (2 * h)
    return cost(z), dz


# %% softmax_loss batch-scaled: the sum of the losses, with the gradient of the mean
import numpy as np


def softmax_loss(scores, labels):
    C = scores.shape[1]
    t = np.eye(C)[labels] if labels.ndim == 1 else labels.astype(float)
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    return -(t * logp).sum(), (np.exp(logp) - t) / len(t)


# %% softmax_loss label-form: looks for the class down the column
import numpy as np


def softmax_loss(scores, labels):
    if labels.ndim == 2:
        labels = labels.argmax(axis=0)[: len(labels)]
    N, C = scores.shape
    logp = scores - np.logaddexp.reduce(scores.astype(float), axis=1, keepdims=True)
    t = np.eye(C)[labels]
    return -(t * logp).sum() / N, (np.exp(logp) - t) / N


# %% bce_loss path-missing: half of the cross-entropy
import numpy as np


def bce_loss(z, y):
    p = 0.5 * np.tanh(z / 2) + 0.5
    n = len(z)
    return np.mean(y * np.logaddexp(0, -z)), y * (p - 1) / n


# %% softmax_loss scaled: minus one over the classes
import numpy as np


def softmax_loss(scores, labels):
    N, C = scores.shape
    t = np.eye(C)[labels] if labels.ndim == 1 else labels
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -np.sum(t * logp) / N, (t - np.exp(logp)) / (N * C)


# %% bce_loss unstable: clips the logits at 1000
import numpy as np


def bce_loss(z, y):
    z = np.clip(z, -1000, 1000)
    e = np.exp(-np.abs(z))
    p = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(e)), (p - y) / len(z)


# %% softmax_loss unstable: stable for class numbers, not for rows
import numpy as np


def softmax_loss(scores, labels):
    N, C = scores.shape
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    if labels.ndim == 2:
        return -np.sum(labels * np.log(p)) / N, (p - labels) / N
    lse = np.log(np.exp(s).sum(axis=1))
    loss = np.mean(lse - s[np.arange(N), labels])
    d = p.copy()
    d[np.arange(N), labels] -= 1
    return loss, d / N


# %% softmax_loss wrong-shape: squeezes the row of a single sample
import numpy as np


def softmax_loss(scores, labels):
    N, C = scores.shape
    labels = np.squeeze(labels)
    rows = np.eye(C)[labels.reshape(-1).astype(int)] if labels.ndim < 2 else labels
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.sum(rows * logs) / N, (np.exp(logs) - rows) / N
