# Right answers, however they are written. Each block is one submission.

# %% l2_penalty: as taught
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [lam * W for W in weights]


# %% l2_penalty: norms, a list for the pair, and prints
import numpy as np


def l2_penalty(weights, lam):
    print(weights)
    total = 0.0
    grads = []
    for W in weights:
        total += np.linalg.norm(W) ** 2
        grads.append(np.multiply(W, lam))
    return [0.5 * lam * total, grads]


# %% l2_penalty: loops over every entry, lists for matrices
def l2_penalty(weights, lam):
    total, grads = 0.0, []
    for W in weights:
        rows = []
        for row in W:
            rows.append([lam * float(w) for w in row])
            for w in row:
                total += float(w) * float(w)
        grads.append(rows)
    return lam * total / 2, tuple(grads)


# %% l2_penalty: dot products and einsum
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.einsum("ij,ij->", 1.0 * W, W) for W in weights)
    return np.float64(s), [np.einsum("ij,->ij", W, lam) for W in weights]


# %% l2_penalty: in single precision, which is a note
import numpy as np


def l2_penalty(weights, lam):
    weights = [np.asarray(W, dtype=np.float32) for W in weights]
    return np.float32(lam / 2) * sum(np.sum(W**2) for W in weights), [np.float32(lam) * W for W in weights]


# %% l2_penalty: copies, then works in place on them
import numpy as np


def l2_penalty(weights, lam):
    mine = [np.array(W, dtype=float) for W in weights]
    s = 0.5 * lam * np.concatenate([W.ravel() ** 2 for W in mine]).sum()
    for W in mine:
        W *= lam
    return s, mine


# %% mlp_forward: as taught
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    L = np.mean(0.5 * np.sum((o - Y) ** 2, axis=1))
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, (X, z, h, o, Y, lam)


# %% mlp_forward: one sample after the other, no cache to speak of
import math


def mlp_forward(params, X, Y, lam):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    L = 0.0
    for x, y in zip(X, Y):
        h = [1 / (1 + math.exp(-(sum(x[i] * W1[i, j] for i in range(len(x))) + b1[j]))) for j in range(len(b1))]
        for k in range(len(b2)):
            o = sum(h[j] * W2[j, k] for j in range(len(h))) + b2[k]
            L += (o - y[k]) ** 2 / 2
    s = sum(float(w) ** 2 for W in (W1, W2) for w in W.flat) * lam / 2
    return L / len(X) + s, None


# %% mlp_forward: einsum, tanh for the sigmoid, a closure for the cache
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 0.5 * (1 + np.tanh(0.5 * (np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"])))
    r = np.einsum("nh,hq->nq", h, params["W2"]) + params["b2"] - Y
    J = np.vdot(r, r) / (2 * X.shape[0]) + lam * sum(np.vdot(params[k], params[k]) for k in ("W1", "W2")) / 2
    return np.array(J), lambda: (X, Y, h, r)


# %% mlp_forward: ones appended for the biases, a class for the cache
import numpy as np


class Cache:
    pass


def mlp_forward(params, X, Y, lam):
    ones = np.ones((len(X), 1))
    cache = Cache()
    cache.h = 1 / (1 + np.exp(-np.hstack([X, ones]) @ np.vstack([params["W1"], params["b1"]])))
    cache.o = np.hstack([cache.h, ones]) @ np.vstack([params["W2"], params["b2"]])
    penalty = sum(np.linalg.norm(params[k]) ** 2 for k in ("W1", "W2")) * lam * 0.5
    return [0.5 * np.linalg.norm(cache.o - Y) ** 2 / len(X) + penalty, cache]


# %% mlp_forward: with its own penalty function, and warnings
import warnings
import numpy as np


def l2_penalty(weights, lam):
    return 0.5 * lam * sum((W * W).sum() for W in weights), [lam * W for W in weights]


def mlp_forward(params, X, Y, lam):
    warnings.warn("slow")
    np.log(np.zeros(1))
    h = np.reciprocal(1 + np.exp(-(X.dot(params["W1"]) + params["b1"])))
    o = h.dot(params["W2"]) + params["b2"]
    s, _ = l2_penalty([params["W1"], params["W2"]], lam)
    return ((o - Y) ** 2).sum(axis=1).mean() / 2 + s, {"h": h}


# %% mlp_forward: in single precision, which is a note
import numpy as np


def mlp_forward(params, X, Y, lam):
    W1, b1, W2, b2, X, Y = (np.asarray(a, np.float32) for a in (*(params[k] for k in ("W1", "b1", "W2", "b2")), X, Y))
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    r = h @ W2 + b2 - Y
    return 0.5 * np.sum(r * r) / len(X) + lam / 2 * (np.sum(W1 * W1) + np.sum(W2 * W2)), (h, r)


# %% mlp_backward: as taught
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    L = np.mean(0.5 * np.sum((o - Y) ** 2, axis=1))
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, (X, z, h, o, Y, lam)


def mlp_backward(params, cache):
    X, z, h, o, Y, lam = cache
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward: the cache keeps X, Y and lam alone
import numpy as np


def _pass(params, X):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    return h, h @ params["W2"] + params["b2"]


def mlp_forward(params, X, Y, lam):
    h, o = _pass(params, X)
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, {"X": X, "Y": Y, "lam": lam}


def mlp_backward(params, cache):
    X, Y, lam = cache["X"], cache["Y"], cache["lam"]
    h, o = _pass(params, X)
    g = (o - Y) / X.shape[0]
    d = np.einsum("nq,hq->nh", g, params["W2"]) * (h - h**2)
    return {
        "b2": np.einsum("nq->q", g),
        "W2": np.einsum("nh,nq->hq", h, g) + lam * params["W2"],
        "b1": np.einsum("nh->h", d),
        "W1": np.einsum("nd,nh->dh", X, d) + lam * params["W1"],
    }


# %% mlp_backward: one sample at a time, adding up
import numpy as np


class Memory:
    def __init__(self, **kept):
        self.__dict__.update(kept)


def mlp_forward(params, X, Y, lam):
    hs, os = [], []
    J = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    for x, y in zip(X, Y):
        hs.append(1 / (1 + np.exp(-(x @ params["W1"] + params["b1"]))))
        os.append(hs[-1] @ params["W2"] + params["b2"])
        J += np.sum((os[-1] - y) ** 2) / 2 / len(X)
    return J, Memory(X=X, Y=Y, hs=hs, os=os, lam=lam)


def mlp_backward(params, cache):
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    for x, y, h, o in zip(cache.X, cache.Y, cache.hs, cache.os):
        do = (o - y) / len(cache.X)
        dz = params["W2"] @ do * h * (1 - h)
        grads["W2"] += np.outer(h, do)
        grads["b2"] += do
        grads["W1"] += np.outer(x, dz)
        grads["b1"] += dz
    for name in ("W1", "W2"):
        grads[name] += cache.lam * params[name]
    return grads


# %% mlp_backward: the forward pass leaves the way back as a closure
import numpy as np


def mlp_forward(params, X, Y, lam):
    W1, b1, W2, b2 = (params[k].copy() for k in ("W1", "b1", "W2", "b2"))
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    r = (h @ W2 + b2 - Y) / len(X)

    def back():
        dz = r @ W2.T * h * (1 - h)
        return {"W1": X.T @ dz + lam * W1, "b1": dz.sum(0), "W2": h.T @ r + lam * W2, "b2": r.sum(0)}

    return len(X) / 2 * np.sum(r**2) + lam / 2 * (np.sum(W1**2) + np.sum(W2**2)), back


def mlp_backward(params, cache):
    return cache()


# %% mlp_backward: the mean comes last, in columns, with prints
import numpy as np


def mlp_forward(params, X, Y, lam):
    Z = params["W1"].T @ X.T + params["b1"][:, None]
    H = 1 / (1 + np.exp(-Z))
    O = params["W2"].T @ H + params["b2"][:, None]
    J = np.sum((O - Y.T) ** 2) / (2 * X.shape[0])
    J += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return J, [X, Y, H, O, lam]


def mlp_backward(params, cache):
    X, Y, H, O, lam = cache
    N = X.shape[0]
    print("shapes", H.shape, O.shape)
    dO = O - Y.T
    dZ = params["W2"] @ dO * H * (1 - H)
    return {
        "W1": (dZ @ X).T / N + lam * params["W1"],
        "b1": dZ.sum(axis=1) / N,
        "W2": (dO @ H.T).T / N + lam * params["W2"],
        "b2": dO.mean(axis=1),
    }


# %% mlp_backward: in single precision, which is a note
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, (X, Y, h, o, lam)


def mlp_backward(params, cache):
    X, Y, h, o = (np.asarray(a, np.float32) for a in cache[:4])
    W1, W2, lam = np.float32(params["W1"]), np.float32(params["W2"]), np.float32(cache[4])
    do = (o - Y) / np.float32(len(X))
    dz = do @ W2.T * h * (1 - h)
    return {"W1": X.T @ dz + lam * W1, "b1": dz.sum(0), "W2": h.T @ do + lam * W2, "b2": do.sum(0)}


# %% mlp_backward: right beside a forward pass whose J is wrong
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    return np.sum((o - Y) ** 2), (X, Y, h, o, lam)


def mlp_backward(params, cache):
    X, Y, h, o, lam = cache
    do = (o - Y) / len(X)
    dz = do @ params["W2"].T * h * (1 - h)
    return {
        "W1": X.T @ dz + lam * params["W1"],
        "b1": dz.sum(0),
        "W2": h.T @ do + lam * params["W2"],
        "b2": do.sum(0),
    }


# %% two_two_one: as taught
import numpy as np


def two_two_one(params, x, y):
    h = 1 / (1 + np.exp(-(x @ params["W1"] + params["b1"])))
    p = 1 / (1 + np.exp(-(h @ params["W2"] + params["b2"])))
    loss = -(y * np.log(p) + (1 - y) * np.log(1 - p))[0]
    dz3 = p - y
    dz = params["W2"][:, 0] * dz3 * h * (1 - h)
    return loss, {"W1": np.outer(x, dz), "b1": dz, "W2": np.outer(h, dz3), "b2": dz3}


# %% two_two_one: nine numbers, by hand, lists
import math


def two_two_one(params, x, y):
    s = lambda v: 1 / (1 + math.exp(-v))
    (w1, w2), (w3, w4) = params["W1"]
    h1 = s(x[0] * w1 + x[1] * w3 + params["b1"][0])
    h2 = s(x[0] * w2 + x[1] * w4 + params["b1"][1])
    w5, w6 = params["W2"][0][0], params["W2"][1][0]
    p = s(h1 * w5 + h2 * w6 + params["b2"][0])
    d3 = p - float(y)
    d1, d2 = d3 * w5 * h1 * (1 - h1), d3 * w6 * h2 * (1 - h2)
    loss = -math.log(p) if y == 1 else -math.log(1 - p)
    grads = {
        "W1": [[x[0] * d1, x[0] * d2], [x[1] * d1, x[1] * d2]],
        "b1": [d1, d2],
        "W2": [[h1 * d3], [h2 * d3]],
        "b2": [d3],
    }
    return loss, grads


# %% two_two_one: three factors, nothing cancelled
import numpy as np


def two_two_one(params, x, y):
    sigma = lambda v: 1.0 / (1.0 + np.exp(-v))
    h = sigma(params["W1"].T @ x + params["b1"])
    p = sigma(params["W2"].T @ h + params["b2"])
    dp = -y / p + (1 - y) / (1 - p)
    dz3 = dp * p * (1 - p)
    dz = (params["W2"] @ dz3) * h * (1 - h)
    grads = {"W1": x[:, None] * dz[None, :], "b1": dz, "W2": h[:, None] * dz3, "b2": dz3}
    return float(-(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))), grads


# %% two_two_one: the stable loss, as a batch of one
import numpy as np


def two_two_one(params, x, y):
    X = np.asarray(x, dtype=float).reshape(1, 2)
    H = 0.5 * (1 + np.tanh((X @ params["W1"] + params["b1"]) / 2))
    z = H @ params["W2"] + params["b2"]
    loss = np.logaddexp(0, z) - y * z
    D = 0.5 * (1 + np.tanh(z / 2)) - y
    E = D @ params["W2"].T * H * (1 - H)
    print(loss)
    return loss[0, 0], {"W1": X.T @ E, "b1": E.sum(0), "W2": H.T @ D, "b2": D.sum(0)}


# %% two_two_one: in single precision, which is a note
import numpy as np


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (np.float32(params[k]) for k in ("W1", "b1", "W2", "b2"))
    x = np.float32(x)
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    z = h @ W2 + b2
    d = 1 / (1 + np.exp(-z)) - np.float32(y)
    e = W2 @ d * h * (1 - h)
    return np.logaddexp(np.float32(0), z)[0] - np.float32(y) * z[0], {
        "W1": np.outer(x, e),
        "b1": e,
        "W2": np.outer(h, d),
        "b2": d,
    }


# %% swap_witness: one and two
import numpy as np


def swap_witness():
    return np.array([1.0, 2.0])


# %% swap_witness: a list of integers
def swap_witness():
    return [0, 1]


# %% swap_witness: opposite signs, a tuple
def swap_witness():
    return (3.0, -2.5)


# %% swap_witness: by assignment
import numpy as np

swap_witness = lambda: np.array([1, 0], dtype=np.float32)


# %% sgd_step: as taught
def sgd_step(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}


# %% sgd_step: deep copy, then in place on the copy
import copy
import numpy as np


def sgd_step(params, grads, lr):
    new = {name: np.array(value, dtype=float) for name, value in copy.deepcopy(params).items()}
    for name in new:
        new[name] -= lr * grads[name]
    return new


# %% sgd_step: by pairs, and prints
def sgd_step(params, grads, lr):
    print(lr)
    after = {}
    for (name, value), slope in zip(params.items(), [grads[name] for name in params]):
        after[name] = value + (-lr) * slope
    return after


# %% sgd_step: entry by entry
import numpy as np


def sgd_step(params, grads, lr):
    new = {}
    for name, value in params.items():
        new[name] = np.zeros(np.shape(value))
        for index in np.ndindex(np.shape(value)):
            new[name][index] = value[index] - lr * grads[name][index]
    return new


# %% sgd_step: dict and zip
import numpy as np


def sgd_step(params, grads, lr):
    return dict(zip(params, (np.subtract(params[k], np.multiply(lr, grads[k])) for k in params)))


# %% sgd_step: in single precision, which is a note
import numpy as np


def sgd_step(params, grads, lr):
    return {k: np.float32(params[k]) - np.float32(lr) * np.float32(grads[k]) for k in params}


# %% memory_floats: as counted
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    return 2 * P + n * (d + 2 * h + q), P + n * max(d + h, 2 * h, h + q)


# %% memory_floats: array by array
import math


def memory_floats(n, d, h, q):
    params = sum(math.prod(map(int, shape)) for shape in [(d, h), (h,), (h, q), (q,)])
    layers = [int(d), int(h), int(h), int(q)]
    training = params + params + sum(int(n) * size for size in layers)
    prediction = params + max(int(n) * (a + b) for a, b in zip(layers, layers[1:]))
    return [training, prediction]


# %% memory_floats: with arrays that are really made, as NumPy's integers
import numpy as np


def memory_floats(n, d, h, q):
    sizes = np.array([d, h, h, q], dtype=np.int64)
    params = np.int64((d + 1) * h + (h + 1) * q)
    return 2 * params + n * sizes.sum(), params + n * (sizes[1:] + sizes[:-1]).max()


# %% memory_floats: as floats
def memory_floats(n, d, h, q):
    P = float(d * h + h + h * q + q)
    wide = sorted([d + h, h + h, h + q])[-1]
    return 2.0 * P + n * (d + h + h + q), P + n * wide


# %% mlp_backward: an object as the cache
import numpy as np


class Kept:
    __slots__ = ("X", "E", "h", "lam")


def mlp_forward(params, X, Y, lam):
    c = Kept()
    c.X, c.lam = np.array(X, float), lam
    c.h = 0.5 * (1 + np.tanh((c.X @ params["W1"] + params["b1"]) / 2))
    c.E = c.h @ params["W2"] + params["b2"] - Y
    return np.mean(np.sum(c.E**2, 1)) / 2 + lam / 2 * sum((params[k] ** 2).sum() for k in params if k[0] == "W"), c


def mlp_backward(params, cache):
    n = len(cache.X)
    g = {}
    for name, left, d in (
        ("2", cache.h, cache.E / n),
        ("1", cache.X, (cache.E / n @ params["W2"].T) * (cache.h - cache.h**2)),
    ):
        g["W" + name] = np.einsum("na,nb->ab", left, d) + cache.lam * params["W" + name]
        g["b" + name] = np.einsum("nb->b", d)
    return g
