# Wrong answers to numeric_gradient. Each block is one submission.

# %% numeric_gradient value-mismatch: forward differences
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x)) / h
    return g


# %% numeric_gradient value-mismatch: backward differences
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x) - f(x - e)) / h
    return g


# %% numeric_gradient value-mismatch: smaller is not better
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    h = 1e-13
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% numeric_gradient value-mismatch: float32
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float32)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += np.float32(h)
        down[i] -= np.float32(h)
        g[i] = (np.float32(f(up)) - np.float32(f(down))) / (2 * h)
    return g


# %% numeric_gradient integer-truncated: nudges integers
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = x.copy()
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# %% numeric_gradient integer-truncated: the result is like x
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    g = np.zeros_like(x)
    xf = x.astype(float)
    for i in np.ndindex(x.shape):
        old = xf[i]
        xf[i] = old + h
        up = f(xf)
        xf[i] = old - h
        down = f(xf)
        xf[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# %% numeric_gradient mutates: forgets to restore x
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        g[i] = (up - down) / (2 * h)
    return g


# %% numeric_gradient mutates: restores x but for the rounding
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    if x.dtype.kind == "i":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        x[i] += h
        g[i] = (up - down) / (2 * h)
    return g


# %% numeric_gradient scaled: divides by h
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / h
    return g


# %% numeric_gradient scaled: a forward difference over 2 h
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x)) / (2 * h)
    return g


# %% numeric_gradient collapsed: moves all entries at once
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


# %% numeric_gradient collapsed: one number
def numeric_gradient(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


# %% numeric_gradient sign-flipped: the other way round
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x - e) - f(x + e)) / (2 * h)
    return g


# %% numeric_gradient wrong-shape: a flat result
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    out = []
    for k in range(x.size):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        out.append((f(x + e) - f(x - e)) / (2 * h))
    return np.array(out)


# %% numeric_gradient local-ignored: never divides
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = f(x + e) - f(x - e)
    return g


# %% numeric_gradient zero-gradient: nudges a copy and looks at the original
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    flat = x.flatten()
    for k in range(flat.size):
        old = flat[k]
        flat[k] = old + h
        up = f(x)
        flat[k] = old - h
        down = f(x)
        flat[k] = old
        g.flat[k] = (up - down) / (2 * h)
    return g


# %% numeric_gradient zero-gradient: a flat view that is none for strided arrays
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = x * 1.0 if x.dtype.kind == "i" else x
    flat = x.reshape(-1)
    g = np.zeros(flat.size)
    for k in range(flat.size):
        old = flat[k]
        flat[k] = old + h
        up = f(x)
        flat[k] = old - h
        down = f(x)
        flat[k] = old
        g[k] = (up - down) / (2 * h)
    return g.reshape(x.shape)


# %% numeric_gradient hard-coded: h is 1e-5 whatever is asked
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = 1e-5
        g[i] = (f(x + e) - f(x - e)) / 2e-5
    return g


# %% numeric_gradient raised: expects a vector
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    g = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g


# %% numeric_gradient wrong-type: nothing is handed back
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)


# %% numeric_gradient zero-gradient: moves a copy where the array is not in C order
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float, order="K") if np.ndim(x) else np.array(x, float)
    flat = x.ravel()
    g = np.zeros(x.size)
    for i in range(x.size):
        t = flat[i]
        flat[i] = t + h
        a = f(x)
        flat[i] = t - h
        b = f(x)
        flat[i] = t
        g[i] = (a - b) / (2 * h)
    return g.reshape(x.shape)


# %% numeric_gradient collapsed: moves whole blocks along the first axis
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    if x.ndim == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    for i in range(len(x)):
        p, m = x.copy(), x.copy()
        p[i] += h
        m[i] -= h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


# %% numeric_gradient hard-coded: five points with a step of its own
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.empty_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = 1e-3
        g[i] = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / 12e-3
    return g


# %% numeric_gradient not-finite: a step relative to x
import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = h * x[i]
        kept = x[i]
        x[i] = kept + step
        high = f(x)
        x[i] = kept - step
        low = f(x)
        x[i] = kept
        g[i] = (high - low) / (2 * step)
    return g
