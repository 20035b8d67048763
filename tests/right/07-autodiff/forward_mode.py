# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% Dual: as taught
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual: rules in terms of each other, NumPy's functions, always floats
import numpy as np


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value = float(value)
        self.tangent = float(tangent)

    def _of(self, other):
        return other if isinstance(other, Dual) else Dual(other)

    def __neg__(self):
        return self * -1

    def __add__(self, other):
        other = self._of(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -self._of(other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = self._of(other)
        return Dual(self.value * other.value, other.value * self.tangent + other.tangent * self.value)

    def __rmul__(self, other):
        return self * other

    def reciprocal(self):
        return Dual(1 / self.value, -self.tangent / self.value**2)

    def __truediv__(self, other):
        return self * self._of(other).reciprocal()

    def __rtruediv__(self, other):
        return self.reciprocal() * other

    def exp(self):
        y = np.exp(self.value)
        return Dual(y, y * self.tangent)

    def sin(self):
        return Dual(np.sin(self.value), np.cos(self.value) * self.tangent)


# %% Dual: a frozen dataclass that refuses NumPy's broadcasting
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Dual:
    value: float
    tangent: float = 0.0

    __array_ufunc__ = None

    def __add__(self, other):
        a, da = (other.value, other.tangent) if isinstance(other, Dual) else (other, 0)
        return Dual(self.value + a, self.tangent + da)

    def __sub__(self, other):
        return self + other * -1

    def __mul__(self, other):
        a, da = (other.value, other.tangent) if isinstance(other, Dual) else (other, 0)
        return Dual(self.value * a, self.value * da + self.tangent * a)

    def __truediv__(self, other):
        a, da = (other.value, other.tangent) if isinstance(other, Dual) else (other, 0)
        quotient = self.value / a
        return Dual(quotient, (self.tangent - quotient * da) / a)

    def __rsub__(self, other):
        return Dual(other - self.value, -self.tangent)

    def __rtruediv__(self, other):
        return Dual(other / self.value, -other * self.tangent / (self.value * self.value))

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), self.tangent * math.exp(self.value))

    def sin(self):
        return Dual(math.sin(self.value), self.tangent * math.sin(self.value + math.pi / 2))

    __radd__, __rmul__ = __add__, __mul__


# %% Dual: a matrix of two rows underneath, and prints
import numpy as np


class Dual:
    def __init__(self, value, tangent=0.0):
        self.M = np.array([[value, tangent], [0.0, value]], dtype=float)

    value = property(lambda self: self.M[0, 0])
    tangent = property(lambda self: self.M[0, 1])

    @classmethod
    def of(cls, M):
        print(M)
        return cls(M[0, 0], M[0, 1])

    @staticmethod
    def matrix(other):
        return other.M if isinstance(other, Dual) else float(other) * np.eye(2)

    def __add__(self, other):
        return Dual.of(self.M + Dual.matrix(other))

    def __sub__(self, other):
        return Dual.of(self.M - Dual.matrix(other))

    def __rsub__(self, other):
        return Dual.of(Dual.matrix(other) - self.M)

    def __mul__(self, other):
        return Dual.of(self.M @ Dual.matrix(other))

    def __truediv__(self, other):
        return Dual.of(self.M @ np.linalg.inv(Dual.matrix(other)))

    def __rtruediv__(self, other):
        return Dual.of(Dual.matrix(other) @ np.linalg.inv(self.M))

    def __neg__(self):
        return Dual.of(-self.M)

    def exp(self):
        return Dual(np.exp(self.value), np.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(np.sin(self.value), np.cos(self.value) * self.tangent)

    __radd__ = __add__
    __rmul__ = __mul__


# %% jvp: one pass
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


def jvp(f, x, v):
    out = f([Dual(a, b) for a, b in zip(x, v)])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp: one pass for each input, and their sum
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


def jvp(f, x, v):
    total = 0.0
    for k, speed in enumerate(v):
        out = f([Dual(a, float(j == k)) for j, a in enumerate(x)])
        total += speed * getattr(out, "tangent", 0.0)
    return total


# %% jvp: checks the value on plain numbers first, NumPy arrays on the way
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


import numpy as np


def jvp(f, x, v):
    print("f(x) =", f(list(x)))
    out = f([Dual(np.float64(a), np.float64(b)) for a, b in zip(np.array(x), np.array(v))])
    return np.float64(0) if not isinstance(out, Dual) else np.array(out.tangent)


# %% jvp: one more Dual makes a plain number a Dual
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    __radd__ = __add__

    def __sub__(self, other):
        other = lift(other)
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = lift(other)
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


def jvp(f, x, v):
    return (f([Dual(*pair) for pair in zip(x, v)]) + Dual(0.0, 0.0)).tangent


# %% jvp: right beside a Dual whose product is wrong
import math


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    @staticmethod
    def of(number):
        return number if isinstance(number, Dual) else Dual(number)

    def __add__(self, other):
        other = Dual.of(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = Dual.of(other)
        return Dual(self.value * other.value, self.tangent * other.tangent)

    def __truediv__(self, other):
        other = Dual.of(other)
        return Dual(self.value / other.value, self.tangent / other.value)

    def __neg__(self):
        return Dual(-self.value, self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), self.tangent)

    def sin(self):
        return Dual(math.sin(self.value))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self


def jvp(f, x, v):
    return Dual.of(f([Dual(a, speed) for a, speed in zip(x, v, strict=True)])).tangent


# %% jvp: right beside a Dual that still has its stubs and writes into its operands
class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    @staticmethod
    def of(number):
        return number if isinstance(number, Dual) else Dual(number)

    def __add__(self, other):
        other = Dual.of(other)
        self.value += other.value
        self.tangent += other.tangent
        return self

    def __mul__(self, other):
        raise NotImplementedError("exercise 7.3: Dual")

    def __truediv__(self, other):
        raise NotImplementedError("exercise 7.3: Dual")

    def __neg__(self):
        raise NotImplementedError("exercise 7.3: Dual")

    def exp(self):
        raise NotImplementedError("exercise 7.3: Dual")

    def sin(self):
        raise NotImplementedError("exercise 7.3: Dual")

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self


def jvp(f, x, v):
    moving = [Dual(a, speed) for a, speed in zip(x, v, strict=True)]
    return Dual.of(f(moving)).tangent


# %% jvp: a private class of dual numbers, and no Dual in the file
import math


class _Moving:
    def __init__(self, number, speed):
        self.number, self.speed = number, speed

    def _pair(self, other):
        return (other.number, other.speed) if isinstance(other, _Moving) else (other, 0.0)

    def __add__(self, other):
        number, speed = self._pair(other)
        return _Moving(self.number + number, self.speed + speed)

    __radd__ = __add__

    def __neg__(self):
        return _Moving(-self.number, -self.speed)

    def __sub__(self, other):
        return self + -_Moving(*self._pair(other))

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        number, speed = self._pair(other)
        return _Moving(self.number * number, self.number * speed + self.speed * number)

    __rmul__ = __mul__

    def __truediv__(self, other):
        number, speed = self._pair(other)
        return self * _Moving(1 / number, -speed / number**2)

    def __rtruediv__(self, other):
        return _Moving(other, 0.0) / self

    def exp(self):
        return _Moving(math.exp(self.number), math.exp(self.number) * self.speed)

    def sin(self):
        return _Moving(math.sin(self.number), math.cos(self.number) * self.speed)


def jvp(f, x, v):
    return getattr(f([_Moving(a, speed) for a, speed in zip(x, v, strict=True)]), "speed", 0.0)
