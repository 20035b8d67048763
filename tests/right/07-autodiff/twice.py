# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% chain_cost: two sums
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "reverse":
        return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k))
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k))


# %% chain_cost: shapes that are multiplied one after the other
def chain_cost(sizes, mode):
    shapes = [(rows, columns) for columns, rows in zip(sizes, sizes[1:])]
    cost = 0
    while len(shapes) > 1:
        if mode == "reverse":
            (p, n), (m, _) = shapes[-2][::-1], shapes[-1]
            shapes[-2:] = [(m, p)]
        else:
            (n, p), (m, _) = shapes[0], shapes[1]
            shapes[:2] = [(m, p)]
        cost += m * n * p
    return cost


# %% chain_cost: NumPy's integers
import numpy as np


def chain_cost(sizes, mode):
    s = np.array(sizes)
    entries = s[1:] * s[:-1]
    print(entries)
    return s[-1] * entries[:-1].sum() if mode == "reverse" else s[0] * entries[1:].sum()


# %% chain_cost: recursion
def chain_cost(sizes, mode):
    if mode == "reverse":
        return chain_cost(sizes[::-1], "forward")
    if len(sizes) < 3:
        return 0
    first, _, *rest = sizes
    return sizes[0] * sizes[1] * sizes[2] + chain_cost([first, *rest], mode)


# %% hvp: a step along v that is shorter where v is longer
import numpy as np


def hvp(grad, x, v):
    h = 1e-5 / max(np.linalg.norm(v), 1e-3)
    return (grad(x + h * v) - grad(x - h * v)) / (2 * h)


# %% hvp: a step of fixed length
import numpy as np


def hvp(grad, x, v):
    n = np.linalg.norm(v)
    if n == 0:
        return np.zeros(len(x))
    h = 1e-5 / n
    return (grad(x + h * v) - grad(x - h * v)) / (2 * h)


# %% hvp: five points, lists on the way out
import numpy as np


def hvp(grad, x, v):
    x, v = np.asarray(x, float), np.asarray(v, float)
    n = np.sqrt(np.sum(v**2)) or 1.0
    u, h = v / n, 1e-3
    a, b, c, d = (grad(x + k * h * u) for k in (-2, -1, 1, 2))
    return list(n * (a - 8 * b + 8 * c - d) / (12 * h))


# %% hvp: Richardson's extrapolation, with a print
import numpy as np


def hvp(grad, x, v):
    n = max(np.linalg.norm(v), 1e-300)

    def slope(h):
        return (grad(x + h / n * v) - grad(x - h / n * v)) * n / (2 * h)

    coarse, fine = slope(1e-2), slope(5e-3)
    print(coarse - fine)
    return fine + (fine - coarse) / 3 if np.any(v) else 0.0 * x


# %% hvp: one side, a step of fixed small length
import numpy as np


def hvp(grad, x, v):
    n = np.linalg.norm(v)
    if not n:
        return np.zeros_like(x, dtype=float)
    h = 1e-8
    return n * (grad(x + h * v / n) - grad(x)) / h


# %% Multiply: as frameworks ask for
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return dout * y, dout * x


# %% Multiply: attributes on the context, lists
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.x = x
        ctx.y = y
        return y * x

    @staticmethod
    def backward(ctx, dout):
        return [ctx.y * dout, ctx.x * dout]


# %% Multiply: class methods, and a function kept for later
class Multiply:
    @classmethod
    def forward(cls, ctx, *inputs):
        print(cls)
        ctx.back = lambda d: tuple(d * other for other in reversed(inputs))
        return inputs[0] * inputs[1]

    @classmethod
    def backward(cls, ctx, dout):
        return ctx.back(dout)


# %% Multiply: copies in NumPy arrays
import numpy as np


class Multiply:
    forward = staticmethod(lambda ctx, x, y: ctx.save_for_backward(np.array(x), np.array(y)) or np.multiply(x, y))

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return np.multiply(dout, y), np.multiply(dout, x)
