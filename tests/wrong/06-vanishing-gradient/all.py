# Wrong answers to layer_gradient_norms, sigmoid_bound and rescue.

# %% layer_gradient_norms swapped: the last layer first
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms)


# %% layer_gradient_norms local-ignored: no slopes on the way back
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms local-ignored: dout taken for the gradient of the last z
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation) if l < len(weights) - 1 else da
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-point: slopes at the output
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(activations[l + 1], phi(activations[l + 1], activation), activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-point: slopes written in z
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": z * (1 - z), "tanh": 1 - z**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-local: the sigmoid's slope for all
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": a * (1 - a), "relu": a * (1 - a)}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-local: the tanh without its square
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-local: the sigmoid's slope cut in half
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a, "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-local: a quarter for every sigmoid
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": 0.25 + 0 * a, "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-local: the relu's gate the wrong way round
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z < 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms local-ignored: the relu is open everywhere
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (a >= 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms local-ignored: the norms of dz
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dz))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms local-ignored: the norms of da
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(da))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-point: the layer's output in the place of its input
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l + 1].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-point: the z below in the place of a
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = (zs[l - 1] if l else X).T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms upstream-ignored: begins with ones
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = np.ones_like(dout)
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms single-sample: only the first sample
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    X, dout = X[:1], dout[:1]
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms batch-scaled: the mean over the batch
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz / len(X)
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms value-mismatch: squared norms
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.sum(dW**2))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms value-mismatch: spectral norms
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW, 2))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms value-mismatch: mean moduli
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.mean(np.abs(dW)))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms scaled: ratios to the last layer
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1]) / norms[0]


# %% layer_gradient_norms square-only: the weights are not transposed
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l]
    return np.array(norms[::-1])


# %% layer_gradient_norms raised: an activation that is not known
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "ReLU": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-shape: the first layer alone
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array([norms[-1]])


# %% layer_gradient_norms wrong-shape: one number for the whole stack
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.linalg.norm(norms)


# %% layer_gradient_norms wrong-shape: the norm of dX as well
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    norms.append(np.linalg.norm(da))
    return np.array(norms[::-1])


# %% layer_gradient_norms wrong-type: a dict
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return {l: norm for l, norm in enumerate(norms[::-1])}


# %% layer_gradient_norms wrong-type: the gradients themselves
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(dW)
        da = dz @ weights[l].T
    return norms[::-1]


# %% layer_gradient_norms wrong-type: nothing
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    print(norms)


# %% layer_gradient_norms mutates: multiplies dout in place
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        da *= slope(zs[l], activations[l + 1], activation)
        dz = da
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms kink: an open gate at zero
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z >= 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms zero-gradient: every norm is zero
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(0.0)
        da = dz @ weights[l].T
    return np.array(norms[::-1])


# %% layer_gradient_norms stateful: the list of norms is a global
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


norms = []


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return np.array(norms[::-1][: len(weights)]) * len(norms) / len(weights)


# %% layer_gradient_norms sign-flipped: minus the norms
import numpy as np


def phi(z, name):
    return {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
        name
    ]()


def slope(z, a, name):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}[name]


def layer_gradient_norms(weights, X, dout, activation):
    activations, zs = [X], []
    for W in weights:
        zs.append(activations[-1] @ W)
        activations.append(phi(zs[-1], activation))
    norms = []
    da = dout
    for l in range(len(weights) - 1, -1, -1):
        dz = da * slope(zs[l], activations[l + 1], activation)
        dW = activations[l].T @ dz
        norms.append(np.linalg.norm(dW))
        da = dz @ weights[l].T
    return -np.array(norms[::-1])


# %% layer_gradient_norms numeric: nudges every weight
import numpy as np


def layer_gradient_norms(weights, X, dout, activation):
    phi = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[activation]
    work = [np.array(W, dtype=float) for W in weights]

    def value():
        a = X
        for W in work:
            a = phi(a @ W)
        return np.sum(dout * a)

    norms = []
    for W in work:
        g = np.zeros_like(W)
        for index in np.ndindex(W.shape):
            old = W[index]
            W[index] = old + 1e-5
            up = value()
            W[index] = old - 1e-5
            down = value()
            W[index] = old
            g[index] = (up - down) / 2e-5
        norms.append(np.linalg.norm(g))
    return np.array(norms)


# %% layer_gradient_norms not-implemented: the stub
def layer_gradient_norms(weights, X, dout, activation):
    raise NotImplementedError("layer_gradient_norms")


# %% sigmoid_bound path-missing: no weights
def sigmoid_bound(depth, weight_norm):
    return 0.25**depth


# %% sigmoid_bound local-ignored: no slopes
def sigmoid_bound(depth, weight_norm):
    return weight_norm**depth


# %% sigmoid_bound path-mixed: one slope for all layers
def sigmoid_bound(depth, weight_norm):
    return weight_norm**depth / 4


# %% sigmoid_bound path-mixed: the weights once
def sigmoid_bound(depth, weight_norm):
    return weight_norm * 0.25**depth


# %% sigmoid_bound path-missing: one layer
def sigmoid_bound(depth, weight_norm):
    return weight_norm / 4


# %% sigmoid_bound path-missing: one layer too few
def sigmoid_bound(depth, weight_norm):
    return (weight_norm / 4) ** (depth - 1)


# %% sigmoid_bound path-mixed: one layer too many
def sigmoid_bound(depth, weight_norm):
    return (weight_norm / 4) ** (depth + 1)


# %% sigmoid_bound added-along-path: proportional to the depth
def sigmoid_bound(depth, weight_norm):
    return depth * weight_norm / 4


# %% sigmoid_bound wrong-local: one half for the steepest slope
def sigmoid_bound(depth, weight_norm):
    return (weight_norm / 2) ** depth


# %% sigmoid_bound wrong-local: never above one
def sigmoid_bound(depth, weight_norm):
    return min(1.0, (weight_norm / 4) ** depth)


# %% sigmoid_bound swapped: depth and norm exchanged
def sigmoid_bound(depth, weight_norm):
    return (depth / 4) ** weight_norm


# %% sigmoid_bound wrong-type: text
def sigmoid_bound(depth, weight_norm):
    return f"{(weight_norm / 4) ** depth}"


# %% sigmoid_bound wrong-type: nothing
def sigmoid_bound(depth, weight_norm):
    return None


# %% sigmoid_bound sign-flipped: minus
def sigmoid_bound(depth, weight_norm):
    return -((weight_norm / 4) ** depth)


# %% sigmoid_bound scaled: twice
def sigmoid_bound(depth, weight_norm):
    return 2 * (weight_norm / 4) ** depth


# %% sigmoid_bound wrong-shape: a list
def sigmoid_bound(depth, weight_norm):
    return [(weight_norm / 4) ** depth]


# %% sigmoid_bound wrong-shape: one for each layer
def sigmoid_bound(depth, weight_norm):
    return [(weight_norm / 4) ** k for k in range(1, depth + 1)]


# %% sigmoid_bound raised: the names of another function
def sigmoid_bound(depth, weight_norm):
    return (norm / 4) ** depth


# %% sigmoid_bound value-mismatch: integer division
def sigmoid_bound(depth, weight_norm):
    return (weight_norm // 4) ** depth


# %% sigmoid_bound value-mismatch: rounded
def sigmoid_bound(depth, weight_norm):
    return round((weight_norm / 4) ** depth, 3)


# %% sigmoid_bound hard-coded: the first example
def sigmoid_bound(depth, weight_norm):
    return 0.25


# %% sigmoid_bound not-implemented: the stub
def sigmoid_bound(depth, weight_norm):
    raise NotImplementedError("sigmoid_bound")


# %% rescue value-mismatch: sigmoid at Xavier's scale
import math


def rescue(depth, width):
    return {"activation": "sigmoid", "scale": 1 / math.sqrt(width)}


# %% rescue value-mismatch: sigmoid at four times that scale
import math


def rescue(depth, width):
    return {"activation": "sigmoid", "scale": 4 / math.sqrt(width)}


# %% rescue value-mismatch: relu at Xavier's scale
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": 1 / math.sqrt(width)}


# %% rescue value-mismatch: relu with a variance
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": 2 / width}


# %% rescue value-mismatch: tanh with a variance
import math


def rescue(depth, width):
    return {"activation": "tanh", "scale": 1 / width}


# %% rescue value-mismatch: relu, small weights
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": 0.01}


# %% rescue value-mismatch: relu, weights of size one
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": 1.0}


# %% rescue value-mismatch: tanh, weights of size one
import math


def rescue(depth, width):
    return {"activation": "tanh", "scale": 1.0}


# %% rescue value-mismatch: relu with the depth in place of the width
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": math.sqrt(2 / depth)}


# %% rescue value-mismatch: no weights
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": 0.0}


# %% rescue hard-coded: right for one of the three stacks
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": math.sqrt(2 / 64)}


# %% rescue value-mismatch: the end of a uniform distribution for a standard deviation
import math


def rescue(depth, width):
    return {"activation": "tanh", "scale": math.sqrt(6 / (width + width))}


# %% rescue value-mismatch: another activation
import math


def rescue(depth, width):
    return {"activation": "leaky_relu", "scale": math.sqrt(2 / width)}


# %% rescue not-finite: an infinite scale
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": math.inf}


# %% rescue wrong-shape: a scale for every layer
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": [math.sqrt(2 / width)] * depth}


# %% rescue wrong-type: a tuple
import math


def rescue(depth, width):
    return ("relu", math.sqrt(2 / width))


# %% rescue wrong-type: another key
import math


def rescue(depth, width):
    return {"activation": "relu", "std": math.sqrt(2 / width)}


# %% rescue wrong-type: the function in place of its name
import math


def rescue(depth, width):
    return {"activation": max, "scale": math.sqrt(2 / width)}


# %% rescue wrong-type: text for the scale
import math


def rescue(depth, width):
    return {"activation": "relu", "scale": "sqrt(2 / width)"}


# %% rescue wrong-type: nothing
import math


def rescue(depth, width):
    return None


# %% rescue raised: a name that was not imported
def rescue(depth, width):
    return {"activation": "relu", "scale": np.sqrt(2 / width)}


# %% rescue not-implemented: the stub
def rescue(depth, width):
    raise NotImplementedError("rescue")


# %% layer_gradient_norms single-sample: the norms of the samples, added up
import numpy as np


ACT = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
SLOPE = {
    "sigmoid": lambda z: ACT["sigmoid"](z) * (1 - ACT["sigmoid"](z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0) * 1.0,
}


def one_sample(weights, x, d, activation):
    inputs, zs = [], []
    for W in weights:
        inputs.append(x)
        zs.append(x @ W)
        x = ACT[activation](zs[-1])
    norms = []
    for W, a, z in zip(weights[::-1], inputs[::-1], zs[::-1]):
        dz = d * SLOPE[activation](z)
        norms.append(np.linalg.norm(np.outer(a, dz)))
        d = dz @ W.T
    return np.array(norms[::-1])


def layer_gradient_norms(weights, X, dout, activation):
    return sum(one_sample(weights, x, d, activation) for x, d in zip(X, dout))


# %% layer_gradient_norms integer-truncated: gradients of the type of dout
import numpy as np

ACT = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}


def layer_gradient_norms(weights, X, dout, activation):
    acts = [X]
    for W in weights:
        acts.append(ACT[activation](acts[-1] @ W))
    norms = np.zeros(len(weights))
    da = dout
    for l in reversed(range(len(weights))):
        a = acts[l + 1]
        slope = {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": a > 0}[activation]
        dz = np.zeros_like(da)
        for n in range(len(X)):
            dz[n] = da[n] * slope[n]
        norms[l] = np.linalg.norm(acts[l].T @ dz)
        da = dz @ weights[l].T
    return norms


# %% sigmoid_bound not-finite: by way of logarithms
import numpy as np


def sigmoid_bound(depth, weight_norm):
    return np.exp(depth * np.log(weight_norm / 4))
