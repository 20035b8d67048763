# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% gradients: as taught
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
    return J, grads


# %% gradients: one-hot labels inside, einsum, log-sum-exp
import numpy as np


def gradients(p, X, labels, lam):
    print("batch of", len(X))
    z = np.einsum("nd,dh->nh", X, p["W1"]) + p["b1"]
    h = np.where(z > 0, z, 0.0)
    s = np.einsum("nh,hc->nc", h, p["W2"]) + p["b2"]
    T = (np.asarray(labels)[:, None] == np.arange(s.shape[1])).astype(float)
    L = np.logaddexp.reduce(s, axis=1)
    J = (L - (s * T).sum(1)).mean() + 0.5 * lam * sum((p[k] ** 2).sum() for k in ("W1", "W2"))
    d = (np.exp(s - L[:, None]) - T) / len(X)
    dz = np.einsum("nc,hc->nh", d, p["W2"]) * np.heaviside(z, 0.0)
    return [
        J,
        dict(
            b2=d.sum(0),
            W2=np.einsum("nh,nc->hc", h, d) + lam * p["W2"],
            b1=dz.sum(0),
            W1=np.einsum("nd,nh->dh", X, dz) + lam * p["W1"],
        ),
    ]


# %% gradients: image by image
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    grads = {"W1": lam * W1, "b1": 0 * b1, "W2": lam * W2, "b2": 0 * b2}
    J = lam / 2 * ((W1 * W1).sum() + (W2 * W2).sum())
    for x, label in zip(X, labels):
        z = x @ W1 + b1
        h = z * (z > 0)
        s = h @ W2 + b2
        e = np.exp(s - max(s))
        p = e / sum(e)
        J -= np.log(p[label]) / len(X)
        d = p / len(X)
        d[label] -= 1 / len(X)
        dz = (W2 @ d) * (z > 0)
        grads["W1"] += np.outer(x, dz)
        grads["b1"] += dz
        grads["W2"] += np.outer(h, d)
        grads["b2"] += d
    return J, grads


# %% gradients: in single precision
import numpy as np


def gradients(params, X, labels, lam):
    W1, b1, W2, b2 = (params[name].astype(np.float32) for name in ("W1", "b1", "W2", "b2"))
    X = X.astype(np.float32)
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
    return J, grads


# %% train: full batches with momentum
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.5, 0.9, 80
    p = {
        "W1": rng.normal(size=(64, h)) * 0.18,
        "b1": np.zeros(h),
        "W2": rng.normal(size=(h, 10)) * 0.22,
        "b2": np.zeros(10),
    }
    v = {name: np.zeros_like(array) for name, array in p.items()}
    Y = np.eye(10)[labels]
    for _ in range(steps):
        z = X @ p["W1"] + p["b1"]
        a = np.maximum(z, 0)
        s = a @ p["W2"] + p["b2"]
        e = np.exp(s - s.max(axis=1, keepdims=True))
        d = (e / e.sum(axis=1, keepdims=True) - Y) / len(X)
        dz = (d @ p["W2"].T) * (z > 0)
        g = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": a.T @ d, "b2": d.sum(axis=0)}
        for name in p:
            v[name] = momentum * v[name] - rate * g[name]
            p[name] = p[name] + v[name]
    return p


# %% train: small batches, a plain step, and its own gradients function
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
    return J, grads


def train(X, labels, seed):
    rng = np.random.RandomState(seed)
    params = {
        "W1": rng.randn(64, 24) * np.sqrt(2 / 64),
        "b1": np.zeros(24),
        "W2": rng.randn(24, 10) / 5,
        "b2": np.zeros(10),
    }
    for epoch in range(20):
        for rows in np.array_split(rng.permutation(len(X)), max(1, len(X) // 32)):
            J, grads = gradients(params, X[rows], labels[rows], 1e-4)
            params = {name: params[name] - 0.2 * grads[name] for name in params}
        print(epoch, J)
    return params


# %% train: parameters of another form, read by the same file's predict
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    W = rng.normal(size=(64, 200)) * 0.3
    b = rng.uniform(-1, 1, 200)
    H = np.hstack([np.maximum(X @ W + b, 0), np.ones((len(X), 1))])
    V = np.linalg.solve(H.T @ H + 0.1 * np.eye(201), H.T @ np.eye(10)[labels])
    return W, b, V


def predict(params, X):
    W, b, V = params
    H = np.hstack([np.maximum(X @ W + b, 0), np.ones((len(X), 1))])
    return (H @ V).argmax(axis=1)


# %% predict: the largest score
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.5, 0.9, 80
    p = {
        "W1": rng.normal(size=(64, h)) * 0.18,
        "b1": np.zeros(h),
        "W2": rng.normal(size=(h, 10)) * 0.22,
        "b2": np.zeros(10),
    }
    v = {name: np.zeros_like(array) for name, array in p.items()}
    Y = np.eye(10)[labels]
    for _ in range(steps):
        z = X @ p["W1"] + p["b1"]
        a = np.maximum(z, 0)
        s = a @ p["W2"] + p["b2"]
        e = np.exp(s - s.max(axis=1, keepdims=True))
        d = (e / e.sum(axis=1, keepdims=True) - Y) / len(X)
        dz = (d @ p["W2"].T) * (z > 0)
        g = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": a.T @ d, "b2": d.sum(axis=0)}
        for name in p:
            v[name] = momentum * v[name] - rate * g[name]
            p[name] = p[name] + v[name]
    return p


def predict(params, X):
    a = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)


# %% predict: probabilities, a loop, a list of floats
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.5, 0.9, 80
    p = {
        "W1": rng.normal(size=(64, h)) * 0.18,
        "b1": np.zeros(h),
        "W2": rng.normal(size=(h, 10)) * 0.22,
        "b2": np.zeros(10),
    }
    v = {name: np.zeros_like(array) for name, array in p.items()}
    Y = np.eye(10)[labels]
    for _ in range(steps):
        z = X @ p["W1"] + p["b1"]
        a = np.maximum(z, 0)
        s = a @ p["W2"] + p["b2"]
        e = np.exp(s - s.max(axis=1, keepdims=True))
        d = (e / e.sum(axis=1, keepdims=True) - Y) / len(X)
        dz = (d @ p["W2"].T) * (z > 0)
        g = {"W1": X.T @ dz, "b1": dz.sum(axis=0), "W2": a.T @ d, "b2": d.sum(axis=0)}
        for name in p:
            v[name] = momentum * v[name] - rate * g[name]
            p[name] = p[name] + v[name]
    return p


def predict(params, X):
    labels = []
    for x in X:
        s = np.maximum(x @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]
        p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
        labels.append(float(sorted(range(10), key=lambda k: p[k])[-1]))
    return labels


# %% predict: parameters of another form
import numpy as np


def train(X, labels, seed):
    means = np.array([X[labels == k].mean(axis=0) for k in range(10)])
    return {"X": np.array(X), "labels": np.array(labels), "means": means}


def predict(params, X):
    far = (X**2).sum(1)[:, None] - 2 * X @ params["X"].T + (params["X"] ** 2).sum(1)
    return params["labels"][far.argmin(axis=1)].astype(np.uint8)
