# Wrong answers to l2_penalty.

# %% l2_penalty penalty-scaled: two lam W
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [2 * lam * W for W in weights]


# %% l2_penalty penalty-scaled: half of lam W
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [lam / 2 * W for W in weights]


# %% l2_penalty penalty-scaled: the convention without one half
import numpy as np


def l2_penalty(weights, lam):
    return lam * sum(np.sum(W**2) for W in weights), [2 * lam * W for W in weights]


# %% l2_penalty penalty-scaled: s without one half, gradients right
import numpy as np


def l2_penalty(weights, lam):
    return lam * sum(np.sum(W**2) for W in weights), [lam * W for W in weights]


# %% l2_penalty penalty-scaled: divided by the rows
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum((W**2).sum() for W in weights)
    return s, [lam * W / len(W) for W in weights]


# %% l2_penalty penalty-scaled: a mean in place of a sum
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.mean(W**2) for W in weights)
    return s, [lam * W / W.size for W in weights]


# %% l2_penalty penalty-scaled: lam forgotten in the gradients
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.sum(np.square(W)) for W in weights)
    return s, [1.0 * W for W in weights]


# %% l2_penalty wrong-local: the penalty itself as its slope
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.sum(W * W) for W in weights)
    return s, [lam * W**2 for W in weights]


# %% l2_penalty wrong-local: the slope of the modulus
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.sum(W * W) for W in weights)
    return s, [lam * np.sign(W) for W in weights]


# %% l2_penalty wrong-local: the slope of the norm
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.sum(W * W) for W in weights)
    return s, [lam * W / np.linalg.norm(W) for W in weights]


# %% l2_penalty wrong-local: the norm not squared
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.linalg.norm(W) for W in weights)
    return s, [lam * W for W in weights]


# %% l2_penalty collapsed: one number for each matrix
import numpy as np


def l2_penalty(weights, lam):
    s = 0.5 * lam * sum(np.sum(W * W) for W in weights)
    return s, [lam * np.linalg.norm(W) for W in weights]


# %% l2_penalty path-missing: only the last matrix is counted
import numpy as np


def l2_penalty(weights, lam):
    grads = []
    for W in weights:
        s = lam / 2 * np.sum(W**2)
        grads.append(lam * W)
    return s, grads


# %% l2_penalty sign-flipped: pulls away from zero
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [-lam * W for W in weights]


# %% l2_penalty transposed: gradients on their side
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [lam * W.T for W in weights]


# %% l2_penalty wrong-type: gradients in a dict
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, {k: lam * W for k, W in enumerate(weights)}


# %% l2_penalty wrong-type: the gradients are forgotten
import numpy as np


def l2_penalty(weights, lam):
    return lam / 2 * sum(np.sum(W**2) for W in weights)


# %% l2_penalty mutates: scales the weights in place
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    grads = []
    for W in weights:
        if W.dtype.kind != "f":
            W = W.astype(float)
        W *= lam
        grads.append(W)
    return s, grads


# %% l2_penalty raised: squares a list
import numpy as np


def l2_penalty(weights, lam):
    return lam / 2 * np.sum(weights**2), [lam * W for W in weights]


# %% l2_penalty wrong-type: one gradient in which all are lost
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [lam * weights[0]]


# %% l2_penalty zero-gradient: zeros
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [np.zeros_like(W) for W in weights]


# %% l2_penalty stateful: adds up over the calls
import numpy as np

TOTAL = [0.0]


def l2_penalty(weights, lam):
    for W in weights:
        TOTAL[0] += lam / 2 * np.sum(W**2)
    return TOTAL[0], [lam * W for W in weights]


# %% l2_penalty integer-truncated: gradients kept in the type of the weights
import numpy as np


def l2_penalty(weights, lam):
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    grads = []
    for W in weights:
        g = np.zeros_like(W)
        g[...] = lam * W
        grads.append(g)
    return s, grads


# %% l2_penalty numeric: nudges every weight
import numpy as np


def l2_penalty(weights, lam):
    def s():
        return lam / 2 * sum(np.sum(W**2) for W in work)

    work = [np.array(W, dtype=float) for W in weights]
    grads = []
    for W in work:
        g = np.zeros_like(W)
        for index in np.ndindex(W.shape):
            old = W[index]
            W[index] = old + 1e-5
            up = s()
            W[index] = old - 1e-5
            down = s()
            W[index] = old
            g[index] = (up - down) / 2e-5
        grads.append(g)
    return s(), grads


# %% l2_penalty not-implemented: the stub
def l2_penalty(weights, lam):
    raise NotImplementedError("l2_penalty")


# %% l2_penalty wrong-local: the penalty of each weight in place of its slope
import numpy as np


def l2_penalty(weights, lam):
    return lam / 2 * sum((W * W).sum() for W in weights), [lam / 2 * np.asarray(W) ** 2 for W in weights]


# %% l2_penalty aliases: one list for all calls
import numpy as np

grads = []


def l2_penalty(weights, lam):
    grads.clear()
    s = 0.0
    for W in weights:
        s += lam / 2 * np.sum(W**2)
        grads.append(lam * W)
    return s, grads
