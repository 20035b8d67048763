"""Right answers to the exercises of notebook 03 that experiments run, as a reader might write them."""

import numpy as np


def relu_jacobian(x):
    return np.diag((x > 0) * 1.0)


def softmax(z):
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers)


def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - y[:, None] * y


def numeric_jacobian(f, x, h=1e-5):
    return np.stack([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(np.size(x))], axis=1)


def vjp(jacobian, dout):
    return dout @ jacobian


def relu_vjp(dout, x):
    return np.where(x > 0, dout, 0.0)


def softmax_vjp(dout, z):
    weighed = softmax(z) * dout
    return weighed - softmax(z) * weighed.sum()


TABLES = (relu_jacobian, softmax_jacobian, numeric_jacobian, vjp)
ALL = (*TABLES, relu_vjp, softmax_vjp)
