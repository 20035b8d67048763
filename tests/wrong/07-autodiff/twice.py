# Wrong answers to chain_cost, hvp and Multiply. Each block is one submission.

# %% chain_cost swapped: the two modes exchanged
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "forward":
        return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k))
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k))


# %% chain_cost value-mismatch: the same in both modes
def chain_cost(sizes, mode):
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, len(sizes) - 1))


# %% chain_cost value-mismatch: the cheaper of the two
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    one = sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k))
    return min(one, sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k)))


# %% chain_cost scaled: multiplications and additions
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "reverse":
        return 2 * sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k))
    return 2 * sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k))


# %% chain_cost path-mixed: the product of all sizes
import math


def chain_cost(sizes, mode):
    return math.prod(sizes)


# %% chain_cost path-mixed: one product too many
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "reverse":
        return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k + 1))
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(k))


# %% chain_cost path-missing: the entries of the products
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "reverse":
        return sum(sizes[-1] * sizes[i - 1] for i in range(1, k))
    return sum(sizes[0] * sizes[i + 1] for i in range(1, k))


# %% chain_cost path-missing: the first product alone
def chain_cost(sizes, mode):
    if len(sizes) < 3:
        return 0
    return sizes[-1] * sizes[-2] * sizes[-3] if mode == "reverse" else sizes[0] * sizes[1] * sizes[2]


# %% chain_cost value-mismatch: three neighbours at a time
def chain_cost(sizes, mode):
    return sum(a * b * c for a, b, c in zip(sizes, sizes[1:], sizes[2:]))


# %% chain_cost raised: a single Jacobian has no product
def chain_cost(sizes, mode):
    sizes = list(sizes) if mode == "forward" else list(sizes)[::-1]
    cost, first, middle = 0, sizes.pop(0), sizes.pop(0)
    while True:
        last = sizes.pop(0)
        cost += first * middle * last
        middle = last
        if not sizes:
            return cost


# %% chain_cost value-mismatch: a single Jacobian costs its own entries
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if k == 1:
        return sizes[0] * sizes[1]
    if mode == "reverse":
        return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k))
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k))


# %% chain_cost mutates: eats the caller's list
def chain_cost(sizes, mode):
    if mode == "reverse":
        sizes.reverse()
    cost, first, middle = 0, sizes.pop(0), sizes.pop(0)
    while sizes:
        cost += first * middle * sizes[0]
        middle = sizes.pop(0)
    return cost


# %% chain_cost value-mismatch: off by one
def chain_cost(sizes, mode):
    k = len(sizes) - 1
    if mode == "reverse":
        return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, k)) + 1
    return sum(sizes[0] * sizes[i] * sizes[i + 1] for i in range(1, k)) + 1


# %% hvp wrong-local: the gradient times v
def hvp(grad, x, v):
    return grad(x) * v


# %% hvp wrong-local: every entry moves by the same step, v comes in afterwards
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x + h) - grad(x - h)) / (2 * h) * v


# %% hvp collapsed: v twice
def hvp(grad, x, v):
    h = 1e-5
    return v @ (grad(x + h * v) - grad(x - h * v)) / (2 * h)


# %% hvp path-missing: the diagonal of the Hessian
import numpy as np


def hvp(grad, x, v):
    out = np.zeros(len(x))
    for k in range(len(x)):
        e = np.zeros(len(x))
        e[k] = 1e-5
        out[k] = (grad(x + e)[k] - grad(x - e)[k]) / 2e-5 * v[k]
    return out


# %% hvp scaled: a one-sided difference over two steps
def hvp(grad, x, v):
    h = 1e-6
    n = (v @ v) ** 0.5 + 1e-300
    return n * (grad(x + h * v / n) - grad(x)) / (2 * h)


# %% hvp scaled: two steps, divided by one
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x + h * v) - grad(x - h * v)) / h


# %% hvp wrong-point: the gradient at v
def hvp(grad, x, v):
    return grad(v)


# %% hvp wrong-point: around v in place of x
def hvp(grad, x, v):
    h = 1e-5
    return (grad(v + h * v) - grad(v - h * v)) / (2 * h)


# %% hvp wrong-point: around the origin
def hvp(grad, x, v):
    h = 1e-5
    return (grad(h * v) - grad(-h * v)) / (2 * h)


# %% hvp wrong-point: x and v exchanged in the step
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x + h * x) - grad(x - h * x)) / (2 * h)


# %% hvp wrong-shape: the Hessian itself
import numpy as np


def hvp(grad, x, v):
    h, n = 1e-5, len(x)
    return np.array([(grad(x + h * e) - grad(x - h * e)) / (2 * h) for e in np.eye(n)])


# %% hvp materialises: builds the Hessian and multiplies
import numpy as np


def hvp(grad, x, v):
    h, n = 1e-5, len(x)
    H = np.array([(grad(x + h * e) - grad(x - h * e)) / (2 * h) for e in np.eye(n)])
    return H @ v


# %% hvp scaled: forgets the length of v
import numpy as np


def hvp(grad, x, v):
    h, u = 1e-5, v / max(np.linalg.norm(v), 1e-300)
    return (grad(x + h * u) - grad(x - h * u)) / (2 * h)


# %% hvp unstable: a step that a long v stretches, both sides
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x + h * v) - grad(x - h * v)) / (2 * h)


# %% hvp not-finite: v = 0 has no direction
import numpy as np


def hvp(grad, x, v):
    h, n = 1e-5, np.linalg.norm(v)
    return n * (grad(x + h * v / n) - grad(x - h * v / n)) / (2 * h)


# %% hvp value-mismatch: one-sided, with a step that v stretches
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x + h * v) - grad(x)) / h


# %% hvp sign-flipped: behind minus ahead
def hvp(grad, x, v):
    h = 1e-5
    return (grad(x - h * v) - grad(x + h * v)) / (2 * h)


# %% hvp mutates: walks with the caller's x
def hvp(grad, x, v):
    h = 1e-5
    step = h * v
    x = x if x.dtype == float else x * 1.0
    x += step
    ahead = grad(x)
    x -= 2 * step
    return (ahead - grad(x)) / (2 * h)


# %% hvp raised: an integer x cannot be moved in place
import numpy as np


def hvp(grad, x, v):
    h = 1e-5
    ahead, behind = np.array(x), np.array(x)
    ahead += h * v
    behind -= h * v
    return (grad(ahead) - grad(behind)) / (2 * h)


# %% hvp zero-gradient: a step too small to be seen
def hvp(grad, x, v):
    h = 1e-30
    return (grad(x + h * v) - grad(x - h * v)) / (2 * h)


# %% Multiply swapped: operands not exchanged
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return dout * x, dout * y


# %% Multiply upstream-ignored: the local gradients alone
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return y * 1.0, x * 1.0


# %% Multiply local-ignored: hands dout on
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, dout):
        return dout * 1.0, dout * 1.0


# %% Multiply added-along-path: adds the local gradient
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return dout + y, dout + x


# %% Multiply wrong-local: saves the product
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x * y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        (out,) = ctx.saved_tensors
        return dout * out, dout * out * 1.0


# %% Multiply raised: nothing was saved
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return dout * y, dout * x


# %% Multiply raised: methods of an instance
class Multiply:
    def forward(self, ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    def backward(self, ctx, dout):
        x, y = ctx.saved_tensors
        return dout * y, dout * x


# %% Multiply stateful: remembers on the class
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        Multiply.x, Multiply.y = x, y
        return x * y

    @staticmethod
    def backward(ctx, dout):
        return dout * Multiply.y, dout * Multiply.x


# %% Multiply wrong-type: one gradient for two inputs
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        return dout * y


# %% Multiply mutates: scales dout in place
import numpy as np


class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, dout):
        x, y = ctx.saved_tensors
        dx = dout * y
        if isinstance(dout, np.ndarray) and dout.ndim:
            dout *= x
            return dx, dout.copy()
        return dx, dout * x


# %% Multiply not-implemented: the stub
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        raise NotImplementedError("exercise 7.6: Multiply")


# %% hvp scaled: a fine one-sided difference over two steps
import numpy as np


def hvp(grad, x, v):
    h = 1e-6
    return (grad(x + h * np.asarray(v)) - grad(np.asarray(x, float))) / (2 * h)


# %% chain_cost value-mismatch: multiplies the costs, beyond what 64 bits hold
def chain_cost(sizes, mode):
    k = sizes[-1] if mode == "reverse" else sizes[0]
    cost = 1
    for a, b in zip(sizes[1:], sizes[2:]):
        cost *= k * a * b
    return cost if len(sizes) > 2 else 0


# %% hvp not-finite: a step that shrinks with x
import numpy as np


def hvp(grad, x, v):
    length = np.linalg.norm(v)
    if length == 0:
        return np.zeros(len(x))
    h = 1e-5 * np.linalg.norm(x)  # a step in proportion to x
    u = v / length
    return length * (grad(x + h * u) - grad(x - h * u)) / (2 * h)
