# Wrong answers to add_backward, mul_backward, copy_backward and max_backward. Each block is one submission.

# %% add_backward zero-gradient: y is taken for a constant
def add_backward(dout, x, y):
    return dout * 1.0, dout * 0.0


# %% add_backward upstream-ignored: ones for both
import numpy as np


def add_backward(dout, x, y):
    return np.ones_like(dout), np.ones_like(dout)


# %% add_backward scaled: shares dout out
def add_backward(dout, x, y):
    return dout / 2, dout / 2


# %% add_backward wrong-local: the multiplication's rule
def add_backward(dout, x, y):
    return dout * y, dout * x


# %% add_backward wrong-local: each input times dout
def add_backward(dout, x, y):
    return dout * x, dout * y


# %% add_backward aliases: the same array twice
def add_backward(dout, x, y):
    d = dout * 1.0
    return d, d


# %% add_backward aliases: dout itself
def add_backward(dout, x, y):
    return dout, dout.copy()


# %% add_backward sign-flipped: a subtraction's rule
def add_backward(dout, x, y):
    return dout * 1, -dout


# %% add_backward added-along-path: adds the local derivative
def add_backward(dout, x, y):
    return dout + 1, dout + 1


# %% add_backward collapsed: sums the gradient
def add_backward(dout, x, y):
    return dout.sum(), dout.sum()


# %% add_backward wrong-type: one result
def add_backward(dout, x, y):
    return dout * 1.0


# %% add_backward wrong-type: prints and hands back nothing
def add_backward(dout, x, y):
    print(dout, dout)


# %% add_backward hard-coded: the notebook's numbers
import numpy as np


def add_backward(dout, x, y):
    return np.full_like(dout, -4.0), np.full_like(dout, -4.0)


# %% add_backward wrong-local: weighs dout by the inputs' share of the sum
def add_backward(dout, x, y):
    return dout * x / (x + y), dout * y / (x + y)


# %% add_backward numeric: nudges every entry
import numpy as np


def add_backward(dout, x, y, h=1e-5):
    x, y = np.array(x, float), np.array(y, float)
    dx, dy = np.zeros(x.shape), np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        for a, d in ((x, dx), (y, dy)):
            old = a[k]
            a[k] = old + h
            up = np.sum((x + y) * dout)
            a[k] = old - h
            down = np.sum((x + y) * dout)
            a[k] = old
            d[k] = (up - down) / (2 * h)
    return dx, dy


# %% mul_backward swapped: operands not exchanged
def mul_backward(dout, x, y):
    return dout * x, dout * y


# %% mul_backward upstream-ignored: the local derivatives alone
def mul_backward(dout, x, y):
    return y * 1.0, x * 1.0


# %% mul_backward swapped: right gradients in the wrong order
def mul_backward(dout, x, y):
    dx = dout * y
    dy = dout * x
    return dy, dx


# %% mul_backward added-along-path: adds where it should multiply
def mul_backward(dout, x, y):
    return dout + y, dout + x


# %% mul_backward wrong-local: the product rule for both
def mul_backward(dout, x, y):
    d = dout * (x + y)
    return d, d.copy()


# %% mul_backward mutates: overwrites dout
def mul_backward(dout, x, y):
    dx = dout * y
    dout *= x
    return dx, dout.copy()


# %% mul_backward mutates: dy from a dout that has changed
def mul_backward(dout, x, y):
    dy = dout * x
    dout *= y
    return dout, dy


# %% mul_backward local-ignored: hands dout on
def mul_backward(dout, x, y):
    return dout.copy(), dout.copy()


# %% mul_backward wrong-local: dout times the product
def mul_backward(dout, x, y):
    out = x * y
    return dout * out, dout * out


# %% mul_backward wrong-point: dx by the wrong factor
def mul_backward(dout, x, y):
    return dout * x, dout * x


# %% mul_backward sign-flipped: dy with a minus
def mul_backward(dout, x, y):
    return dout * y, -dout * x


# %% mul_backward wrong-local: divides by the own factor
def mul_backward(dout, x, y):
    return dout * y / x, dout * x / y


# %% mul_backward transposed: transposes the matrices
def mul_backward(dout, x, y):
    return (dout * y).T, (dout * x).T


# %% mul_backward raised: a matrix product
import numpy as np


def mul_backward(dout, x, y):
    return np.dot(dout, y), np.dot(x, dout)


# %% mul_backward integer-truncated: results in the dtype of the inputs
import numpy as np


def mul_backward(dout, x, y):
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    dx[...] = dout * y
    dy[...] = dout * x
    return dx, dy


# %% mul_backward zero-gradient: y is taken for a constant
import numpy as np


def mul_backward(dout, x, y):
    return dout * y, np.zeros_like(dout)


# %% mul_backward numeric: nudges every entry of both
import numpy as np


def mul_backward(dout, x, y):
    def f(x, y):
        return float(np.sum(x * y * dout))

    def slopes(g, a, h=1e-6):
        a = np.array(a, dtype=float)
        out = np.zeros_like(a)
        for k in range(a.size):
            up, down = a.copy(), a.copy()
            up.flat[k] += h
            down.flat[k] -= h
            out.flat[k] = (g(up) - g(down)) / (2 * h)
        return out

    return slopes(lambda a: f(a, y), x), slopes(lambda a: f(x, a), y)


# %% copy_backward path-missing: the first use only
def copy_backward(dout1, dout2):
    return dout1 * 1.0


# %% copy_backward path-missing: the last use wins
def copy_backward(dout1, dout2):
    grad = dout1
    grad = dout2
    return grad.copy()


# %% copy_backward path-mixed: the mean
def copy_backward(dout1, dout2):
    return (dout1 + dout2) / 2


# %% copy_backward path-mixed: the product
def copy_backward(dout1, dout2):
    return dout1 * dout2


# %% copy_backward path-mixed: the larger one
import numpy as np


def copy_backward(dout1, dout2):
    return np.maximum(dout1, dout2)


# %% copy_backward path-mixed: the difference
def copy_backward(dout1, dout2):
    return dout1 - dout2


# %% copy_backward path-mixed: counts the second use twice
def copy_backward(dout1, dout2):
    dx = dout1 + dout2
    dx = dx + dout2
    return dx


# %% copy_backward path-mixed: twice the first use
def copy_backward(dout1, dout2):
    return dout1 + dout1


# %% copy_backward path-mixed: twice the sum
def copy_backward(dout1, dout2):
    return 2 * (dout1 + dout2)


# %% copy_backward mutates: gathers in the first upstream gradient
def copy_backward(dout1, dout2):
    dout1 += dout2
    return dout1


# %% copy_backward upstream-ignored: two, because it is used twice
import numpy as np


def copy_backward(dout1, dout2):
    return np.full_like(dout1, 2.0)


# %% copy_backward sign-flipped: a minus too many
def copy_backward(dout1, dout2):
    return -(dout1 + dout2)


# %% copy_backward collapsed: adds up everything
def copy_backward(dout1, dout2):
    return sum(dout1.ravel()) + sum(dout2.ravel())


# %% copy_backward wrong-type: nothing is handed back
def copy_backward(dout1, dout2):
    dx = dout1 + dout2


# %% copy_backward zero-gradient: never accumulates
import numpy as np


def copy_backward(dout1, dout2):
    dx = np.zeros_like(dout1)
    for d in (dout1, dout2):
        dx + d
    return dx


# %% max_backward local-ignored: dout to both
def max_backward(dout, x, y):
    return dout * 1.0, dout * 1.0


# %% max_backward swapped: to the loser
def max_backward(dout, x, y):
    return dout * (x < y) + dout * (x == y) / 2, dout * (y < x) + dout * (x == y) / 2


# %% max_backward wrong-local: times the winning value
import numpy as np


def max_backward(dout, x, y):
    m = np.maximum(x, y)
    return dout * m * (x > y), dout * m * (y > x)


# %% max_backward tie: at a tie both get everything
def max_backward(dout, x, y):
    return dout * (x >= y), dout * (y >= x)


# %% max_backward tie: at a tie nobody gets anything
def max_backward(dout, x, y):
    return dout * (x > y), dout * (y > x)


# %% max_backward tie: at a tie x gets everything
import numpy as np


def max_backward(dout, x, y):
    return np.where(x >= y, dout, 0.0), np.where(x >= y, 0.0, dout)


# %% max_backward tie: at a tie the second gets everything
def max_backward(dout, x, y):
    first = x > y
    return dout * first, dout * ~first


# %% max_backward wrong-local: half to each, always
def max_backward(dout, x, y):
    return 0.5 * dout, 0.5 * dout


# %% max_backward upstream-ignored: the mask alone
def max_backward(dout, x, y):
    tie = (x == y) * 0.5
    return (x > y) + tie, (y > x) + tie


# %% max_backward gate-on-upstream: drops negative gradients
import numpy as np


def max_backward(dout, x, y):
    up = np.maximum(dout, 0)
    tie = 0.5 * (x == y)
    return up * ((x > y) + tie), up * ((y > x) + tie)


# %% max_backward zero-gradient: the second input gets nothing
def max_backward(dout, x, y):
    return dout * ((x > y) + 0.5 * (x == y)), 0 * dout


# %% max_backward raised: asks an array whether it is larger
def max_backward(dout, x, y):
    if x > y:
        return dout, 0 * dout
    return 0 * dout, dout


# %% max_backward wrong-local: the loser gets minus dout
import numpy as np


def max_backward(dout, x, y):
    s = np.sign(x - y)
    return dout * s, -dout * s


# %% max_backward mutates: routes in place
def max_backward(dout, x, y):
    dy = dout * ((y > x) + 0.5 * (x == y))
    dout *= (x > y) + 0.5 * (x == y)
    return dout.copy(), dy


# %% max_backward integer-truncated: results in the dtype of x
import numpy as np


def max_backward(dout, x, y):
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    dx[x > y] = dout[x > y]
    dy[y > x] = dout[y > x]
    tie = x == y
    dx[tie] = dout[tie] / 2
    dy[tie] = dout[tie] / 2
    return dx, dy


# %% max_backward numeric: nudges, entry by entry
import numpy as np


def max_backward(dout, x, y):
    h = 1e-6

    def slopes(f, a):
        a = np.array(a, float)
        out = np.empty(a.shape)
        for k in np.ndindex(a.shape):
            e = np.zeros(a.shape)
            e[k] = h
            out[k] = (f(a + e) - f(a - e)) / (2 * h)
        return out

    dx = slopes(lambda a: np.sum(dout * np.maximum(a, y)), x)
    dy = slopes(lambda a: np.sum(dout * np.maximum(x, a)), y)
    return dx, dy


# %% max_backward tie: near is equal
import numpy as np


def max_backward(dout, x, y):
    tie = np.isclose(x, y)
    share = np.where(tie, 0.5, np.where(np.greater(x, y), 1.0, 0.0))
    return dout * share, dout * (1 - share)


# %% copy_backward path-missing: the larger one wins
import numpy as np


def copy_backward(dout1, dout2):
    """Only the stronger of the two uses matters."""
    return np.where(np.abs(dout1) >= np.abs(dout2), dout1, dout2) * 1.0


# %% mul_backward value-mismatch: sums the upstream gradients
import numpy as np


def mul_backward(dout, x, y):
    upstream = np.sum(dout)
    return upstream * y, upstream * x


# %% copy_backward tie: equal entries are counted once
import numpy as np


def copy_backward(dout1, dout2):
    # if both uses report the same gradient it is the same gradient
    return np.where(dout1 == dout2, dout1, dout1 + dout2)


# %% copy_backward tie: equal gradients are counted once
import numpy as np


def copy_backward(dout1, dout2):
    if np.array_equal(dout1, dout2):
        return np.array(dout1, dtype=float)
    return 1.0 * dout1 + dout2


# %% copy_backward not-finite: a ratio, which a 0 ends
def copy_backward(dout1, dout2):
    return dout1 * (1 + dout2 / dout1)


# %% max_backward not-finite: divides by dout
import numpy as np


def max_backward(dout, x, y):
    # right unless dout is 0 somewhere: 0 / 0
    s = np.where(x > y, 1.0, np.where(x == y, 0.5, 0.0))
    dx = dout * s
    return dx, dout * (1 - dx / dout)


# %% mul_backward tie: equal inputs are a square
import numpy as np


def mul_backward(dout, x, y):
    # x * x has the derivative 2x
    return np.where(x == y, 2 * x * dout, y * dout), np.where(x == y, 2 * x * dout, x * dout)


# %% mul_backward aliases: the same two buffers in every call
import numpy as np

_buffers = {}


def mul_backward(dout, x, y):
    shape = np.shape(dout)
    if shape not in _buffers:
        _buffers[shape] = np.zeros(shape), np.zeros(shape)
    dx, dy = _buffers[shape]
    np.multiply(dout, y, out=dx)
    np.multiply(dout, x, out=dy)
    return dx, dy


# %% add_backward value-mismatch: clips what comes in
import numpy as np


def add_backward(dout, x, y):
    return np.clip(dout, -5, 5), np.clip(dout, -5, 5)


# %% max_backward tie: equal is what nearly is
import numpy as np


def max_backward(dout, x, y):
    tie = np.abs(x - y) < 1e-10
    share = np.where(tie, 0.5, (x > y) * 1.0)
    return dout * share, dout * (1 - share)
