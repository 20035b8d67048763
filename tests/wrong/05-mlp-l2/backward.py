# Wrong answers to mlp_backward. Each is a whole submission: its forward pass is right unless the title says otherwise.

# %% mlp_backward penalty-missing: the gradient forgets the penalty
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-missing: only W2 is regularised
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-missing: only W1 is regularised
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: two lam W
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + 2 * lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + 2 * lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: half of lam W
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam / 2 * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam / 2 * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: lam divided by the batch
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam / len(X) * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam / len(X) * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: biases penalised
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0) + lam * params["b2"]
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0) + lam * params["b1"]
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: one bias penalised
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0) + lam * params["b1"]
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward penalty-scaled: pulls away from zero
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do - lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz - lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward local-ignored: the slope of the sigmoid is skipped
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: the slope at h
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh / (1 + np.exp(-h)) * (1 - 1 / (1 + np.exp(-h)))
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: z in the place of h in the slope
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * z * (1 - z)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: z in the place of h in the gradient of W2
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = z.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-local: the slope of tanh
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * (1 - h**2)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-local: half of the slope's formula
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-local: the slope of a ReLU
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * (z > 0)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward square-only: W2 is not transposed
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"]
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward square-only: the columns' formula
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = do @ h.T + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: W2 is updated before the hidden layer is reached
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    W2 = params["W2"] - 0.1 * dW2
    dh = do @ W2.T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: W2 is updated by a full step, penalty left out
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    W2 = params["W2"] - (h.T @ do)
    dh = do @ W2.T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward batch-scaled: the mean is forgotten
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = o - Y
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward batch-scaled: the mean is taken twice
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.mean(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.mean(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward batch-scaled: everything is a mean once more
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X) ** 2
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward scaled: the mean over all entries
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / o.size
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward scaled: the square's 2 without the one half
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = 2 * (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward sign-flipped: y minus o, and minus the penalty
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (Y - o) / len(X)
    dW2 = h.T @ do - lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz - lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward sign-flipped: y minus o
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (Y - o) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-point: starts from o
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = o / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward not-summed: the bias keeps the batch
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward collapsed: the bias is summed along the wrong axis
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=1)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward collapsed: the bias is summed to a number
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum()
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-shape: the bias keeps an axis of length one
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0, keepdims=True)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward transposed: the gradient of W1 on its side
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = dz.T @ X + lam * params["W1"].T
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward single-sample: outer products of the first sample
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = np.outer(h[0], do[0]) + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = np.outer(X[0], dz[0]) + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward zero-gradient: no gradient for the first bias
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = np.zeros_like(params["b1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-type: a key too few
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2}


# %% mlp_backward wrong-type: a tuple in place of the dict
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return dW1, db1, dW2, db2


# %% mlp_backward wrong-type: other keys
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


# %% mlp_backward wrong-type: nothing is returned
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward mutates: writes the penalty into the parameters
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    params["W1"] *= lam
    dW1 = X.T @ dz + params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward mutates: takes the step at once
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    for name, grad in zip(("W1", "b1", "W2", "b2"), (dW1, db1, dW2, db2)):
        params[name] = params[name] - 0.1 * grad
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward mutates: writes the slope into the cache
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dh *= h
    h -= 1
    dz = -dh * h
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward stateful: the cache is a global variable
import numpy as np

LAST = {}


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    LAST.update(X=X, Y=Y, z=z, h=h, o=o, lam=lam)
    return J, None


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (LAST[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward stateful: gradients pile up over the calls
import numpy as np

TOTAL = {}


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    for name, grad in (("W1", dW1), ("b1", db1), ("W2", dW2), ("b2", db2)):
        key = (name, grad.shape)
        TOTAL[key] = TOTAL.get(key, 0) + grad
    return {name: TOTAL[name, params[name].shape].copy() for name in params}


# %% mlp_backward numeric: nudges every parameter
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, lam = cache["X"], cache["Y"], cache["lam"]
    grads = {}
    for name in params:
        grads[name] = np.zeros_like(params[name])
        for index in np.ndindex(params[name].shape):
            up = {key: value.copy() for key, value in params.items()}
            down = {key: value.copy() for key, value in params.items()}
            up[name][index] += 1e-5
            down[name][index] -= 1e-5
            grads[name][index] = (mlp_forward(up, X, Y, lam)[0] - mlp_forward(down, X, Y, lam)[0]) / 2e-5
    return grads


# %% mlp_backward not-implemented: there is no forward pass
import numpy as np


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward not-implemented: the forward pass is the stub
import numpy as np


def mlp_forward(params, X, Y, lam):
    raise NotImplementedError


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward not-implemented: the stub
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    raise NotImplementedError("mlp_backward")


# %% mlp_backward value-mismatch: the forward pass, not this one, forgets the first bias
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward raised: the forward pass does not keep h
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward wrong-type: the forward pass hands back no cache
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward hard-coded: the lam of the example
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    X, Y, z, h, o, lam = (cache[key] for key in ("X", "Y", "z", "h", "o", "lam"))
    lam = 0.1
    do = (o - Y) / len(X)
    dW2 = h.T @ do + lam * params["W2"]
    db2 = do.sum(axis=0)
    dh = do @ params["W2"].T
    dz = dh * h * (1 - h)
    dW1 = X.T @ dz + lam * params["W1"]
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %% mlp_backward single-sample: the last sample overwrites the others
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum((o - Y) ** 2) / len(X) + s
    return J, {"X": X, "Y": Y, "z": z, "h": h, "o": o, "lam": lam}


def mlp_backward(params, cache):
    lam = cache["lam"]
    for x, y, h, o in zip(cache["X"], cache["Y"], cache["h"], cache["o"]):
        do = (o - y) / len(cache["X"])
        dz = params["W2"] @ do * h * (1 - h)
        grads = {
            "W1": np.outer(x, dz) + lam * params["W1"],
            "b1": dz,
            "W2": np.outer(h, do) + lam * params["W2"],
            "b2": do,
        }
    return grads


# %% mlp_backward aliases: one dict for all calls
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp_forward(params, X, Y, lam):
    Z = X @ params["W1"] + params["b1"]
    H = sigmoid(Z)
    O = H @ params["W2"] + params["b2"]
    L = 0.5 * np.sum((O - Y) ** 2) / len(X)
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, (X, Y, H, O, lam)


grads = {}


def mlp_backward(params, cache):
    X, Y, H, O, lam = cache
    dO = (O - Y) / len(X)
    grads["W2"] = H.T @ dO + lam * params["W2"]
    grads["b2"] = dO.sum(axis=0)
    dZ = dO @ params["W2"].T * H * (1 - H)
    grads["W1"] = X.T @ dZ + lam * params["W1"]
    grads["b1"] = dZ.sum(axis=0)
    return grads


# %% mlp_backward transposed: transposes where the shape does not fit
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp_forward(params, X, Y, lam):
    Z = X @ params["W1"] + params["b1"]
    H = sigmoid(Z)
    O = H @ params["W2"] + params["b2"]
    L = 0.5 * np.sum((O - Y) ** 2) / len(X)
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, (X, Y, H, O, lam)


def like(gradient, value):
    return gradient if gradient.shape == value.shape else gradient.T


def mlp_backward(params, cache):
    X, Y, H, O, lam = cache
    dO = (O - Y) / len(X)
    dZ = dO @ params["W2"].T * H * (1 - H)
    dW2 = like(dO.T @ H, params["W2"]) + lam * params["W2"]
    return {"W1": X.T @ dZ + lam * params["W1"], "b1": dZ.sum(axis=0), "W2": dW2, "b2": dO.sum(axis=0)}
