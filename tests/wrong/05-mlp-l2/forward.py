# Wrong answers to mlp_forward.

# %% mlp_forward penalty-missing: J is the loss alone
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    return 0.5 * np.sum((o - Y) ** 2) / len(X), (X, Y, z, h, o, lam)


# %% mlp_forward penalty-missing: only W2 is penalised
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = X @ params["W1"] + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = h @ params["W2"] + params["b2"]
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + lam / 2 * np.sum(params["W2"] ** 2), (X, Y, z, h, o, lam)


# %% mlp_forward penalty-scaled: lam without one half
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    L = 0.5 * np.mean(np.sum((o - Y) ** 2, axis=1))
    return L + lam * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2)), None


# %% mlp_forward penalty-scaled: the mean is taken of loss and penalty together
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    L = 0.5 * np.sum((o - Y) ** 2)
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return (L + s) / len(X), None


# %% mlp_forward penalty-scaled: the penalty once for every sample
import numpy as np


def mlp_forward(params, X, Y, lam):
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.0
    for x, y in zip(X, Y):
        h = 1 / (1 + np.exp(-(x @ params["W1"] + params["b1"])))
        o = h @ params["W2"] + params["b2"]
        J += 0.5 * np.sum((o - y) ** 2) / len(X) + s
    return J, None


# %% mlp_forward penalty-scaled: biases penalised
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * sum(np.sum(p**2) for p in params.values())
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, {"X": X}


# %% mlp_forward batch-scaled: a sum over the batch
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) + s, None


# %% mlp_forward scaled: the mean over all entries
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.mean((o - Y) ** 2) + s, None


# %% mlp_forward scaled: the squared error without one half
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward local-ignored: no activation
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = X @ params["W1"] + params["b1"]
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward wrong-local: tanh
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = np.tanh(X @ params["W1"] + params["b1"])
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward wrong-point: squashes the output too
import numpy as np


def mlp_forward(params, X, Y, lam):
    sigma = lambda z: 1 / (1 + np.exp(-z))
    h = sigma(X @ params["W1"] + params["b1"])
    o = sigma(h @ params["W2"] + params["b2"])
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward path-missing: no biases
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"])))
    o = h @ params["W2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward path-missing: the output has no bias
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward single-sample: only the first sample
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X[0] @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y[0]) ** 2) + s, None


# %% mlp_forward not-summed: one J for each sample
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2, axis=1) / len(X) + s / len(X), None


# %% mlp_forward wrong-type: no cache
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s


# %% mlp_forward raised: the columns' convention
import numpy as np


def mlp_forward(params, X, Y, lam):
    z = params["W1"] @ X + params["b1"]
    h = 1 / (1 + np.exp(-z))
    o = params["W2"] @ h + params["b2"]
    return 0.5 * np.sum((o - Y) ** 2) / len(X), None


# %% mlp_forward mutates: subtracts the targets in place
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    r = h @ params["W2"] + params["b2"] - Y
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    J = 0.5 * np.sum(r**2) / len(X) + s
    Y[...] = r
    return J, (X, Y, h, lam)


# %% mlp_forward hard-coded: the lam of the example
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = 0.1 / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return 0.5 * np.sum((o - Y) ** 2) / len(X) + s, None


# %% mlp_forward sign-flipped: the negative of J
import numpy as np


def mlp_forward(params, X, Y, lam):
    h = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    o = h @ params["W2"] + params["b2"]
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return -0.5 * np.sum((o - Y) ** 2) / len(X) - s, None


# %% mlp_forward not-implemented: the stub
def mlp_forward(params, X, Y, lam):
    raise NotImplementedError("mlp_forward")


# %% mlp_forward scaled: divides by the number of inputs
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp_forward(params, X, Y, lam):
    n = X.shape[1]
    H = sigmoid(X @ params["W1"] + params["b1"])
    O = H @ params["W2"] + params["b2"]
    L = 0.5 * np.sum((O - Y) ** 2) / n
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, (X, Y, H, O, lam)


# %% mlp_forward raised: unpacks the parameters by their places
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp_forward(params, X, Y, lam):
    W1, b1, W2, b2 = params.values()
    H = sigmoid(X @ W1 + b1)
    O = H @ W2 + b2
    J = 0.5 * np.sum((O - Y) ** 2) / len(X) + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    return J, (X, Y, H, O, lam)
