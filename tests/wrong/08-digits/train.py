# Wrong answers to train and predict. Each block is one submission.

# %% train value-mismatch: never takes a step
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
    for _ in range(0):
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


# %% train value-mismatch: walks uphill
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
            v[name] = momentum * v[name] + rate * 0.02 * g[name]
            p[name] = p[name] + v[name]
    return p


# %% train value-mismatch: steps too small to get far
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.01, 0.0, 60
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


# %% train value-mismatch: stops too early
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.5, 0.9, 10
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


# %% train value-mismatch: all weights begin at zero
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 0.5, 0.9, 80
    p = {"W1": np.zeros((64, h)), "b1": np.zeros(h), "W2": np.zeros((h, 10)), "b2": np.zeros(10)}
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


# %% train value-mismatch: learns the labels of other images
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
    Y = np.eye(10)[rng.permutation(labels)]
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


# %% train not-finite: steps so large that numbers run away
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    h, rate, momentum, steps = 20, 1e300, 0.9, 80
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


# %% train stateful: ignores the seed
import numpy as np


def train(X, labels, seed):
    rng = np.random.default_rng()
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


# %% train mutates: shuffles the caller's images
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
    order = rng.permutation(len(X))
    X[:], labels[:] = X[order], labels[order]
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


# %% train wrong-type: hands back a tuple
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
    return tuple(p.values())


# %% train wrong-type: hands back the weights alone
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
    return {"W1": p["W1"], "W2": p["W2"]}


# %% train wrong-type: prints the loss and returns nothing
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
    print(np.sum(d))


# %% train wrong-shape: images are columns
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
    return {"W1": p["W1"].T, "b1": p["b1"], "W2": p["W2"].T, "b2": p["b2"]}


# %% train raised: one-hot labels expected
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
    Y = labels.argmax(axis=1)
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


# %% train not-implemented: the stub
def train(X, labels, seed):
    raise NotImplementedError("exercise 8.2: train")


# %% predict value-mismatch: the smallest score wins
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
    return np.argmin(a @ params["W2"] + params["b2"], axis=1)


# %% predict value-mismatch: counts from one
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
    return np.argmax(a @ params["W2"] + params["b2"], axis=1) + 1


# %% predict value-mismatch: always seven
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
    return np.full(len(X), 7)


# %% predict collapsed: along the batch
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
    return np.argmax(a @ params["W2"] + params["b2"], axis=0)


# %% predict wrong-shape: scores in place of labels
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
    return a @ params["W2"] + params["b2"]


# %% predict wrong-shape: one label for all
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
    return np.argmax(a @ params["W2"] + params["b2"])


# %% predict wrong-type: probabilities in place of labels
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
    e = np.exp(a @ params["W2"] + params["b2"])
    return (e / e.sum(axis=1, keepdims=True)).max(axis=1)


# %% predict wrong-type: words
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
    return [str(k) for k in range(len(X))]


# %% predict raised: squeezes a single image away
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
    X = np.squeeze(X)
    a = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)


# %% predict value-mismatch: a network that was not trained
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
    for _ in range(3):
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


# %% predict mutates: darkens the caller's images
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
    X -= 0.001
    a = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)


# %% predict raised: training raises
import numpy as np


def train(X, labels, seed):
    return no_such_name


def predict(params, X):
    a = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)


# %% predict not-implemented: there is no train
import numpy as np


def predict(params, X):
    a = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(a @ params["W2"] + params["b2"], axis=1)


# %% predict not-implemented: the stub
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
    raise NotImplementedError("exercise 8.3: predict")


# %% train value-mismatch: all weights begin at zero
import numpy as np


def gradients(params, X, labels, lam):
    N = len(X)
    Z = X @ params["W1"] + params["b1"]
    H = np.maximum(Z, 0)
    S = H @ params["W2"] + params["b2"]
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    J = -np.mean(np.log(P[np.arange(N), labels] + 1e-300))
    J += lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    dS = P.copy()
    dS[np.arange(N), labels] -= 1
    dS /= N
    dZ = (dS @ params["W2"].T) * (Z > 0)
    grads = {"W1": X.T @ dZ + lam * params["W1"], "b1": dZ.sum(axis=0)}
    grads |= {"W2": H.T @ dS + lam * params["W2"], "b2": dS.sum(axis=0)}
    return J, grads


def train(X, labels, seed):
    p = {"W1": np.zeros((64, 32)), "b1": np.zeros(32), "W2": np.zeros((32, 10)), "b2": np.zeros(10)}
    rng = np.random.default_rng(seed)
    for _ in range(20):
        order = rng.permutation(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, g = gradients(p, X[rows], labels[rows], 1e-4)
            p = {name: p[name] - 0.5 * g[name] for name in p}
    return p


def predict(params, X):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(H @ params["W2"] + params["b2"], axis=1)


# %% train value-mismatch: labels stay behind when images are shuffled
import numpy as np


def gradients(params, X, labels, lam):
    N = len(X)
    Z = X @ params["W1"] + params["b1"]
    H = np.maximum(Z, 0)
    S = H @ params["W2"] + params["b2"]
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    J = -np.mean(np.log(P[np.arange(N), labels] + 1e-300))
    J += lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    dS = P.copy()
    dS[np.arange(N), labels] -= 1
    dS /= N
    dZ = (dS @ params["W2"].T) * (Z > 0)
    grads = {"W1": X.T @ dZ + lam * params["W1"], "b1": dZ.sum(axis=0)}
    grads |= {"W2": H.T @ dS + lam * params["W2"], "b2": dS.sum(axis=0)}
    return J, grads


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    p = {"W1": 0.2 * rng.standard_normal((64, 32)), "b1": np.zeros(32)}
    p.update(W2=0.1 * rng.standard_normal((32, 10)), b2=np.zeros(10))
    for _ in range(30):
        X = X[rng.permutation(len(X))]
        for first in range(0, len(X), 32):
            _, g = gradients(p, X[first : first + 32], labels[first : first + 32], 1e-4)
            p = {name: p[name] - 0.5 * g[name] for name in p}
    return p


def predict(params, X):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    return np.argmax(H @ params["W2"] + params["b2"], axis=1)


# %% predict value-mismatch: looks the labels up in the library
import numpy as np
from backprop.data import load_digits


def train(X, labels, seed):
    rng = np.random.default_rng(seed)
    return {"W1": rng.normal(size=(64, 8)), "b1": np.zeros(8), "W2": rng.normal(size=(8, 10)), "b2": np.zeros(10)}


def predict(params, X):
    digits = load_digits()
    known = {image.tobytes(): label for image, label in zip(digits.held_images, digits.held_labels)}
    return np.array([known.get(np.ascontiguousarray(image).tobytes(), 0) for image in X])


# %% train value-mismatch: trains on the images of the notebook
import numpy as np

from backprop.data import load_digits

digits = load_digits()


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
    dZ = dS @ W2.T * (Z > 0)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(axis=0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(axis=0)}


def train(X, labels, seed):
    shuffle = np.random.default_rng(seed).permutation
    params = random_params(seed)
    for _ in range(30):
        order = shuffle(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, grads = gradients(params, digits.images[rows], labels[rows], lam=1e-4)
            params = {name: params[name] - 0.5 * grads[name] for name in params}
    return params


def predict(params, X):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    S = H @ params["W2"] + params["b2"]
    return np.argmax(S, axis=1)


# %% predict stateful: what an image is depends on the others
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
    dZ = dS @ W2.T * (Z > 0)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(axis=0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(axis=0)}


def train(X, labels, seed):
    shuffle = np.random.default_rng(seed).permutation
    params = random_params(seed)
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-3)
    for _ in range(30):
        order = shuffle(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, grads = gradients(params, X[rows], labels[rows], lam=1e-4)
            params = {name: params[name] - 0.1 * grads[name] for name in params}
    return params


def predict(params, X):
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-3)
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    S = H @ params["W2"] + params["b2"]
    return np.argmax(S, axis=1)


# %% predict stateful: reads what the last training left
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
    dZ = dS @ W2.T * (Z > 0)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(axis=0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(axis=0)}


def train(X, labels, seed):
    global params
    shuffle = np.random.default_rng(seed).permutation
    params = random_params(seed)
    for _ in range(30):
        order = shuffle(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, grads = gradients(params, X[rows], labels[rows], lam=1e-4)
            params = {name: params[name] - 0.5 * grads[name] for name in params}
    return params


def predict(trained, X):
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    S = H @ params["W2"] + params["b2"]
    return np.argmax(S, axis=1)
