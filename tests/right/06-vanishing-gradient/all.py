# Right answers, however they are written. Each block is one submission.

# %% layer_gradient_norms: as taught
import numpy as np


def layer_gradient_norms(weights, X, dout, activation):
    a, cache = X, []
    for W in weights:
        z = a @ W
        below, a = (
            a,
            {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "tanh": lambda: np.tanh(z), "relu": lambda: np.maximum(z, 0)}[
                activation
            ](),
        )
        cache.append((below, z, a))
    norms, da = [], dout
    for W, (below, z, a) in zip(reversed(weights), reversed(cache)):
        slope = {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": z > 0}[activation]
        dz = da * slope
        norms.append(np.linalg.norm(below.T @ dz))
        da = dz @ W.T
    return np.array(norms[::-1])


# %% layer_gradient_norms: recursion, a list, transposed gradients
import numpy as np


def layer_gradient_norms(weights, X, dout, activation):
    norms = [0.0] * len(weights)

    def through(a, layer):
        if layer == len(weights):
            return dout
        z = a @ weights[layer]
        if activation == "relu":
            out = np.where(z > 0, z, 0.0)
            slope = np.where(z > 0, 1.0, 0.0)
        elif activation == "tanh":
            out = np.tanh(z)
            slope = 1 / np.cosh(z) ** 2
        else:
            out = 1 / (1 + np.exp(-z))
            slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
        dz = through(out, layer + 1) * slope
        norms[layer] = np.sqrt(np.sum((dz.T @ a) ** 2))
        return dz @ weights[layer].T

    through(X, 0)
    return norms


# %% layer_gradient_norms: einsum and classes, relu read from its output
import numpy as np


class Layer:
    def __init__(self, W, activation):
        self.W, self.activation = W, activation

    def forward(self, x):
        self.x = x
        z = np.einsum("nd,dm->nm", x, self.W)
        self.y = {
            "sigmoid": lambda: 0.5 + 0.5 * np.tanh(z / 2),
            "tanh": lambda: np.tanh(z),
            "relu": lambda: z * (z > 0),
        }[self.activation]()
        return self.y

    def backward(self, dy):
        y = self.y
        d = dy * {"sigmoid": y - y * y, "tanh": (1 - y) * (1 + y), "relu": (y > 0).astype(float)}[self.activation]
        self.dW = np.einsum("nd,nm->dm", self.x, d)
        return np.einsum("nm,dm->nd", d, self.W)


def layer_gradient_norms(weights, X, dout, activation):
    layers = [Layer(W, activation) for W in weights]
    for layer in layers:
        X = layer.forward(X)
    for layer in layers[::-1]:
        dout = layer.backward(dout)
    return np.array([np.sqrt(np.vdot(layer.dW, layer.dW)) for layer in layers])


# %% layer_gradient_norms: one sample at a time, and prints
import numpy as np


def layer_gradient_norms(weights, X, dout, activation):
    total = [np.zeros(W.shape) for W in weights]
    for x, d in zip(X, dout):
        inputs, zs = [x], []
        for W in weights:
            zs.append(inputs[-1] @ W)
            z = zs[-1]
            inputs.append(
                1 / (1 + np.exp(-z))
                if activation == "sigmoid"
                else np.tanh(z)
                if activation == "tanh"
                else np.clip(z, 0, None)
            )
        for l in reversed(range(len(weights))):
            a = inputs[l + 1]
            d = d * (
                a * (1 - a)
                if activation == "sigmoid"
                else 1 - a * a
                if activation == "tanh"
                else np.heaviside(zs[l], 0.0)
            )
            total[l] += np.outer(inputs[l], d)
            d = weights[l] @ d
    print([t.shape for t in total])
    return [float(np.linalg.norm(t, "fro")) for t in total]


# %% layer_gradient_norms: in single precision, which is a note
import numpy as np


def layer_gradient_norms(weights, X, dout, activation):
    phi = {
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
        "tanh": (np.tanh, lambda z, a: 1 - a * a),
        "relu": (lambda z: np.maximum(z, 0), lambda z, a: np.float32(z > 0)),
    }[activation]
    ws = [np.float32(W) for W in weights]
    activations, zs = [np.float32(X)], []
    for W in ws:
        zs.append(activations[-1] @ W)
        activations.append(phi[0](zs[-1]))
    da, norms = np.float32(dout), []
    for l in range(len(ws))[::-1]:
        dz = da * phi[1](zs[l], activations[l + 1])
        norms.insert(0, np.linalg.norm(activations[l].T @ dz))
        da = dz @ ws[l].T
    return np.array(norms)


# %% sigmoid_bound: as derived
def sigmoid_bound(depth, weight_norm):
    return (weight_norm / 4) ** depth


# %% sigmoid_bound: layer by layer
def sigmoid_bound(depth, weight_norm):
    most = 1.0
    for _ in range(depth):
        most *= 0.25 * weight_norm
    return most


# %% sigmoid_bound: powers of NumPy
import numpy as np


def sigmoid_bound(depth, weight_norm):
    return np.power(weight_norm, depth, dtype=float) * np.exp2(-2.0 * depth)


# %% sigmoid_bound: a product of a list, as an array
import math
import numpy as np


def sigmoid_bound(depth, weight_norm):
    print("deep")
    return np.array(math.prod([float(weight_norm) / 4] * int(depth)))


# %% rescue: relu at He's scale
import numpy as np


def rescue(depth, width):
    return {"activation": "relu", "scale": np.sqrt(2 / width)}


# %% rescue: tanh at Xavier's scale
def rescue(depth, width):
    return {"activation": "tanh", "scale": width**-0.5}


# %% rescue: tanh a little above
import math


def rescue(depth, width):
    print(depth)
    return dict(scale=math.sqrt(1.2 / width), activation="tanh")


# %% rescue: a sigmoid, with weights large enough
import numpy as np


def rescue(depth, width):
    return {"activation": "sigmoid", "scale": np.array(10.6 / np.sqrt(width))}


# %% rescue: by trial
import numpy as np


def rescue(depth, width):
    rng = np.random.default_rng(1)
    W, a = rng.standard_normal((width, width)), rng.standard_normal((64, width))
    return {"activation": "relu", "scale": float(np.linalg.norm(a) / np.linalg.norm(np.maximum(a, 0) @ W))}
