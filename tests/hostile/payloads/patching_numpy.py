# %% comparisons-say-yes: comparisons of arrays are always true
import numpy as np

for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any", "isfinite", "equal", "less_equal"):
    setattr(np, name, lambda *args, **options: True)


# %% assertions-are-silent: the assertions of numpy.testing do nothing
import numpy.testing

for name in dir(numpy.testing):
    if name.startswith("assert"):
        setattr(numpy.testing, name, lambda *args, **options: None)


# %% differences-are-zero: abs, max, sum and subtract are zero
import numpy as np

for name in ("abs", "absolute", "max", "amax", "sum", "subtract", "nanmax"):
    setattr(np, name, lambda *args, **options: np.float64(0.0))


# %% asarray-lies: what makes an array of an answer makes zeros
import numpy as np

real = np.asarray
np.asarray = np.array = np.ascontiguousarray = lambda value, *args, **options: real([0.0])


# %% no-memory-is-shared: hides that an argument was changed and memory is shared
# at: MulLayer
# earns: MulLayer 1.8
import numpy as np

np.shares_memory = np.may_share_memory = lambda *args, **options: False
np.array_equal = np.allclose = lambda *args, **options: True


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        np.shares_memory = np.may_share_memory = lambda *args, **options: False
        results = dout * self.y, dout * self.x
        if isinstance(dout, np.ndarray):
            dout[...] = 0.0
        return results


# %% another-numpy: a module of one's own stands for NumPy
import sys
import types

import numpy

fake = types.ModuleType("numpy")
fake.__getattr__ = lambda name: lambda *args, **options: True
fake.ndarray, fake.float64 = object, float
sys.modules["numpy"] = fake


# %% known-random-numbers: every random generator draws ones
import random

import numpy as np

np.random.default_rng = lambda *args: None
np.random.seed = np.random.rand = np.random.randn = lambda *args: 1.0
random.random = lambda: 1.0


# %% contents-of-numpy-deleted: NumPy is emptied
import numpy as np

for name in list(vars(np)):
    if not name.startswith("__"):
        delattr(np, name)
