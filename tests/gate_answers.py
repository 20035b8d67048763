"""Right answers to the exercises of notebook 02 that experiments run, as a reader might write them."""

import numpy as np


def add_backward(dout, x, y):
    return dout * 1.0, dout * 1.0


def mul_backward(dout, x, y):
    return dout * y, dout * x


def copy_backward(dout1, dout2):
    return dout1 + dout2


def max_backward(dout, x, y):
    share = (x > y) + 0.5 * (x == y)
    return dout * share, dout * (1 - share)


def exp_backward(dout, x):
    return dout * np.exp(x)


def reciprocal_backward(dout, x):
    return -dout / (x * x)


def sigmoid_forward(z):
    return (1 + np.tanh(z / 2)) / 2


def sigmoid_backward(dout, z):
    return dout * sigmoid_forward(z) * sigmoid_forward(-z)


def numeric_gradient(f, x, h=1e-5):
    gradient = np.zeros(np.shape(x))
    for i in np.ndindex(gradient.shape):
        nudge = np.zeros(gradient.shape)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient


FUNCTIONS = {
    function.__name__: function
    for function in (
        add_backward,
        mul_backward,
        copy_backward,
        max_backward,
        exp_backward,
        reciprocal_backward,
        sigmoid_forward,
        sigmoid_backward,
    )
}
