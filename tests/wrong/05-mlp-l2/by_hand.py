# Wrong answers to two_two_one and swap_witness.

# %% two_two_one swapped: reads the inputs in the wrong order
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x[::-1], dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one transposed: the gradient of W1 on its side, as in the published table
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(dz, x)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one transposed: W1 for its transpose throughout
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = W1 @ x + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(dz, x)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one transposed: W1 for its transpose in the forward pass
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = W1 @ x + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one swapped: the hidden units change places
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1[:, ::-1].copy(), "b1": dz[::-1].copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one swapped: the entries of W2's gradient change places
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h[::-1], dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one path-missing: the loss and gradient of y = 0 for either class
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -np.log(1 - p[0])
    dz3 = p
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one path-missing: the other half of the cross-entropy left out
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(1 - y) * np.log(1 - p[0])
    dz3 = (1 - y) * p
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one path-missing: only the term of y = 1
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -y * np.log(p[0])
    dz3 = -y * (1 - p)
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one path-missing: gradients of y = 0 for either class
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-local: the slope of the last sigmoid once too often
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = (p - y) * p * (1 - p)
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-local: a squared error
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = 0.5 * (p[0] - y) ** 2
    dz3 = (p - y) * p * (1 - p)
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one local-ignored: starts from the gradient at p
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = (p - y) / (p * (1 - p))
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: z3 is compared with y
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = z3 - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one sign-flipped: y minus p
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = y - p
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one sign-flipped: the loss without its minus
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = y * np.log(p[0]) + (1 - y) * np.log(1 - p[0])
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one local-ignored: the hidden slope is skipped
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one local-ignored: the gradient of h taken for that of W1
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(np.ones(2), dh)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one local-ignored: x is left out, which the published example hides
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(np.ones(2), dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: the slope of the last sigmoid in the hidden layer
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * p * (1 - p)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: squashes twice
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * sigma(h) * (1 - sigma(h))
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: the slope's formula with z
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * z * (1 - z)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: the hidden layer sees the updated W2
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = (W2 - dW2) @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-point: z in the gradient of W2
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(z, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-local: the slope of tanh
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * (1 - h**2)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one path-missing: W2 is left out on the way back
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = dz3 * np.ones(2)
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one scaled: logarithms to base 2
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log2(p[0]) + (1 - y) * np.log2(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-shape: the gradient of W2 lost an axis
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = h * dz3
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one wrong-type: the loss alone
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss


# %% two_two_one wrong-type: gradients in a tuple
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, (dW1, dz, dW2, dz3)


# %% two_two_one mutates: takes the step at once
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    params["b2"] = b2 - dz3
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one mutates: centres x in place
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    if x.dtype.kind == "f":
        x -= 1e-12
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one not-finite: divides by the difference of p and y
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p / (p - p)
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one hard-coded: the published input
import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    x = np.ones(2)
    z = x @ W1 + b1
    h = sigma(z)
    z3 = h @ W2 + b2
    p = sigma(z3)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y
    dW2 = np.outer(h, dz3)
    dh = W2 @ dz3
    dz = dh * h * (1 - h)
    dW1 = np.outer(x, dz)
    return loss, {"W1": dW1, "b1": dz.copy(), "W2": dW2, "b2": dz3.copy()}


# %% two_two_one hard-coded: the published gradients
import numpy as np


def two_two_one(params, x, y):
    grads = {
        "W1": np.array([[-0.016160, 0.010319], [-0.016160, 0.010319]]),
        "b1": np.array([-0.016160, 0.010319]),
        "W2": np.array([[0.272738], [0.279652]]),
        "b2": np.array([0.415433]),
    }
    return 0.536884, grads


# %% two_two_one not-implemented: the stub
def two_two_one(params, x, y):
    raise NotImplementedError("two_two_one")


# %% two_two_one raised: rows and columns
import numpy as np


def two_two_one(params, x, y):
    h = 1 / (1 + np.exp(-(params["W1"] @ x.reshape(2, 1) + params["b1"].reshape(2, 1))))
    p = 1 / (1 + np.exp(-(params["W2"] @ h + params["b2"])))
    return -np.log(1 - p), {}


# %% swap_witness value-mismatch: the published input
import numpy as np


def swap_witness():
    return np.array([1.0, 1.0])


# %% swap_witness value-mismatch: zeros
def swap_witness():
    return [0, 0]


# %% swap_witness value-mismatch: twice the published input
import numpy as np


def swap_witness():
    return 2 * np.ones(2)


# %% swap_witness value-mismatch: hardly different
import numpy as np


def swap_witness():
    return np.array([1.0, 1.001])


# %% swap_witness value-mismatch: so large that everything saturates
import numpy as np


def swap_witness():
    return np.array([300.0, 200.0])


# %% swap_witness wrong-shape: a column
import numpy as np


def swap_witness():
    return np.array([[1.0], [2.0]])


# %% swap_witness wrong-shape: three numbers
def swap_witness():
    return [1.0, 2.0, 3.0]


# %% swap_witness not-finite: no number
import numpy as np


def swap_witness():
    return np.array([1.0, np.nan])


# %% swap_witness wrong-type: nothing
def swap_witness():
    x = [1.0, 2.0]


# %% swap_witness wrong-type: text
def swap_witness():
    return "x = (1, 2)"


# %% swap_witness not-implemented: the stub
def swap_witness():
    raise NotImplementedError("swap_witness")


# %% two_two_one wrong-shape: the gradient of b2 is a bare number
import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    h = sig(x @ params["W1"] + params["b1"])
    p = sig(h @ params["W2"] + params["b2"])
    loss = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    d2 = p - y
    d1 = (params["W2"] @ d2) * h * (1 - h)
    return loss.item(), {"W1": np.outer(x, d1), "b1": d1, "W2": np.outer(h, d2), "b2": d2.item()}


# %% two_two_one wrong-point: x for h in the second layer
import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    h = sig(x @ params["W1"] + params["b1"])
    p = sig(h @ params["W2"] + params["b2"])
    loss = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    d2 = p - y
    d1 = (params["W2"] @ d2) * h * (1 - h)
    return loss.item(), {"W1": np.outer(x, d1), "b1": d1, "W2": np.outer(x, d2), "b2": d2}


# %% two_two_one unstable: clips p at 1e-8
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def two_two_one(params, x, y):
    h = sigmoid(x @ params["W1"] + params["b1"])
    p = sigmoid(h @ params["W2"] + params["b2"])
    q = np.clip(p[0], 1e-8, 1 - 1e-8)
    loss = -(y * np.log(q) + (1 - y) * np.log(1 - q))
    dz3 = p - y
    dz = params["W2"][:, 0] * dz3 * h * (1 - h)
    return float(loss), {"W1": np.outer(x, dz), "b1": dz, "W2": np.outer(h, dz3), "b2": dz3}
