# Wrong answers to MulLayer and AddLayer. Each block is one submission: `# %% <exercise> <code it must get first>: what it does`.

# %% MulLayer swapped: operands not exchanged
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.y


# %% MulLayer swapped: the right gradients in the wrong order
class MulLayer:
    def forward(self, x, y):
        self.saved = (x, y)
        return x * y

    def backward(self, dout):
        x, y = self.saved
        dx = y * dout
        dy = x * dout
        return dy, dx


# %% MulLayer upstream-ignored: hands back the local derivatives
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return self.y * 1.0, self.x * 1.0


# %% MulLayer upstream-ignored: only for the second input
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, self.x + 0.0


# %% MulLayer added-along-path: adds along the path
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout + self.y, dout + self.x


# %% MulLayer wrong-local: the product rule for both at once
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        d = dout * (self.x + self.y)
        return d, d * 1


# %% MulLayer local-ignored: the rule of the addition
class MulLayer:
    def forward(self, x, y):
        return x * y

    def backward(self, dout):
        return dout * 1, dout * 1


# %% MulLayer wrong-local: multiplies by the product
class MulLayer:
    def forward(self, x, y):
        self.out = x * y
        return self.out

    def backward(self, dout):
        return dout * self.out, dout * self.out


# %% MulLayer wrong-local: the forward pass adds
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return dout * self.y, dout * self.x


# %% MulLayer sign-flipped: minus in front
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return -dout * self.y, -dout * self.x


# %% MulLayer zero-gradient: y taken for a constant
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, 0 * dout


# %% MulLayer scaled: half of everything
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return 0.5 * dout * self.y, 0.5 * dout * self.x


# %% MulLayer gate-on-upstream: keeps only positive gradients
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        g = np.maximum(dout, 0)
        return g * self.y, g * self.x


# %% MulLayer wrong-point: both with the first input
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.x


# %% MulLayer mutates: multiplies dout in place
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx = dout * self.y
        dout *= self.x
        dy = dout * 1
        return dx, dy


# %% MulLayer mutates: forward writes into x
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x * 1.0, y
        try:
            x *= y
        except TypeError:
            return x * y
        return x * 1.0

    def backward(self, dout):
        return dout * self.y, dout * self.x


# %% MulLayer stateful: the inputs are kept on the class, so the last instance wins
class MulLayer:
    def forward(self, x, y):
        MulLayer.x, MulLayer.y = x, y
        return x * y

    def backward(self, dout):
        return dout * MulLayer.y, dout * MulLayer.x


# %% MulLayer stateful: only the first inputs are ever remembered
seen = {}


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        seen.setdefault("n", 0)
        seen["n"] += 1
        return x * y

    def backward(self, dout):
        k = 1 if seen["n"] < 10 else 2
        return k * dout * self.y, k * dout * self.x


# %% MulLayer raised: forgets to keep the inputs
class MulLayer:
    def forward(self, x, y):
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


# %% MulLayer raised: there is no backward
class MulLayer:
    def forward(self, x, y):
        return x * y


# %% MulLayer wrong-type: prints in place of returning
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        print(dout * self.y, dout * self.x)


# %% MulLayer wrong-type: one result
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y


# %% MulLayer wrong-type: a dict
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return {"dx": dout * self.y, "dy": dout * self.x}


# %% MulLayer collapsed: adds everything up
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return np.sum(dout * self.y), np.sum(dout * self.x)


# %% MulLayer not-implemented: still the stub
class MulLayer:
    def forward(self, x, y):
        raise NotImplementedError("exercise 1.1: MulLayer")

    def backward(self, dout):
        raise NotImplementedError("exercise 1.1: MulLayer")


# %% MulLayer hard-coded: the numbers of the shop
class MulLayer:
    def forward(self, x, y):
        return 200.0

    def backward(self, dout):
        return 2.2, 110.0


# %% MulLayer zero-gradient: tests for truth, so a zero input stops the gradient
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        if np.all(self.x == 0):
            return np.zeros_like(dout), np.zeros_like(dout)
        return dout * self.y, dout * self.x


# %% MulLayer integer-truncated: casts to integers
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        dy = np.zeros_like(self.y)
        dx[...] = dout * self.y
        dy[...] = dout * self.x
        return dx, dy


# %% AddLayer zero-gradient: y taken for a constant
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout * 1, dout * 0


# %% AddLayer upstream-ignored: ones
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return np.ones(np.shape(dout)), np.ones(np.shape(dout))


# %% AddLayer scaled: shares the gradient out
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout / 2, dout / 2


# %% AddLayer wrong-local: the rule of the multiplication
class AddLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return dout * self.y, dout * self.x


# %% AddLayer aliases: one array handed back twice
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        d = dout * 1
        return d, d


# %% AddLayer aliases: hands back dout itself
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout, dout


# %% AddLayer sign-flipped: a subtraction's second half
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout * 1, -dout


# %% AddLayer wrong-local: the forward pass multiplies
class AddLayer:
    def forward(self, x, y):
        return x * y

    def backward(self, dout):
        return 1 * dout, 1 * dout


# %% AddLayer gate-on-upstream: the size of dout only
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return np.abs(dout), np.abs(dout)


# %% AddLayer added-along-path: adds the inputs
class AddLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return dout + self.x, dout + self.y


# %% AddLayer mutates: forward adds in place
class AddLayer:
    def forward(self, x, y):
        x += y
        return x * 1

    def backward(self, dout):
        return 1 * dout, 1 * dout


# %% AddLayer collapsed: mean of the gradient
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return np.mean(dout), np.mean(dout)


# %% AddLayer wrong-type: None
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        pass


# %% AddLayer upstream-ignored: ones, whatever comes from above, and as plain numbers
class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return 1.0, 1.0


# %% MulLayer stateful: keeps its numbers on the class, for all instances
class MulLayer:
    def forward(self, x, y):
        MulLayer.x, MulLayer.y = x, y
        return x * y

    def backward(self, dout):
        return dout * MulLayer.y, dout * MulLayer.x


# %% MulLayer stateful: keeps its first inputs for good
import numpy as np


class MulLayer:
    def __init__(self):
        self.inputs = None

    def forward(self, x, y):
        if self.inputs is None:
            self.inputs = (x, y)
        return x * y

    def backward(self, dout):
        x, y = self.inputs
        return dout * y, dout * x


# %% AddLayer stateful: one input for both counts once
class AddLayer:
    def forward(self, x, y):
        self.same = x is y
        return x + y

    def backward(self, dout):
        return dout * 1.0, dout * (0.0 if self.same else 1.0)


# %% AddLayer tie: the sum in a denominator
import numpy as np


class AddLayer:
    def forward(self, x, y):
        self.s = np.add(x, y)
        return self.s

    def backward(self, dout):
        g = dout * self.s
        return g / self.s, g / self.s


# %% AddLayer value-mismatch: clips what comes in
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return np.clip(dout, -5, 5) * 1.0, np.clip(dout, -5, 5) * 1.0


# %% MulLayer stateful: buffers of the first shape
import numpy as np


class MulLayer:
    out = None

    def forward(self, x, y):
        self.x, self.y = np.array(x, float), np.array(y, float)
        if self.out is None:
            self.out = np.empty(self.x.shape)
            self.dx, self.dy = np.empty(self.x.shape), np.empty(self.x.shape)
        np.multiply(x, y, out=self.out)
        return self.out

    def backward(self, dout):
        np.multiply(dout, self.y, out=self.dx)
        np.multiply(dout, self.x, out=self.dy)
        return self.dx, self.dy


# %% MulLayer integer-truncated: results of the type of dout
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx, dy = np.empty_like(dout), np.empty_like(dout)
        dx[...] = dout * self.y
        dy[...] = dout * self.x
        return dx, dy


# %% MulLayer stateful: one stack for all instances
class MulLayer:
    cache = []

    def forward(self, x, y):
        self.cache.append((x, y))
        return x * y

    def backward(self, dout):
        x, y = self.cache.pop()
        return dout * y, dout * x


# %% MulLayer stateful: first in, first out
class MulLayer:
    def __init__(self):
        self.pending = []

    def forward(self, x, y):
        self.pending.append((x, y))
        return x * y

    def backward(self, dout):
        x, y = self.pending.pop(0)
        return dout * y, dout * x


# %% MulLayer wrong-shape: squeezes axes of length 1
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.squeeze(x * y)

    def backward(self, dout):
        return np.squeeze(dout * self.y), np.squeeze(dout * self.x)


# %% MulLayer aliases: writes its gradients into its output
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        self.out = np.multiply(x, y, dtype=float) if isinstance(x, np.ndarray) else x * y
        return self.out

    def backward(self, dout):
        if isinstance(self.out, np.ndarray):
            np.multiply(dout, self.y, out=self.out)
            return self.out, dout * self.x
        return dout * self.y, dout * self.x
