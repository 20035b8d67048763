# Wrong answers to Dual and jvp. Each block is one submission, a class with one rule wrong.

# %% Dual path-missing: the product keeps one of its two terms
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
        return Dual(self.value * other.value, self.value * other.tangent)

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


# %% Dual path-missing: the product keeps the other term
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
        return Dual(self.value * other.value, self.tangent * other.value)

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


# %% Dual path-mixed: the product multiplies the tangents
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
        return Dual(self.value * other.value, self.tangent * other.tangent)

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


# %% Dual wrong-local: the product pairs each value with its own tangent
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
        return Dual(self.value * other.value, self.value * self.tangent + other.value * other.tangent)

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


# %% Dual sign-flipped: a plus for a minus in the quotient
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
        slope = (self.tangent * other.value + self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual sign-flipped: the quotient's difference the wrong way round
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
        slope = (self.value * other.tangent - self.tangent * other.value) / other.value**2
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual wrong-local: the quotient's denominator is not squared
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
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual path-missing: the divisor is taken for a constant
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
        slope = self.tangent / other.value
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual upstream-ignored: exp forgets the speed of its input
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
        return Dual(math.exp(self.value), math.exp(self.value))

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual wrong-local: exp has the slope of a power
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
        return Dual(math.exp(self.value), self.value * math.exp(self.value - 1) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual local-ignored: exp passes the tangent on
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
        return Dual(math.exp(self.value), self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual wrong-local: sine for cosine
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
        return Dual(math.sin(self.value), math.sin(self.value) * self.tangent)


# %% Dual sign-flipped: minus cosine
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
        return Dual(math.sin(self.value), -math.cos(self.value) * self.tangent)


# %% Dual upstream-ignored: sin forgets the speed of its input
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
        return Dual(math.sin(self.value), math.cos(self.value))


# %% Dual wrong-point: the cosine is taken of the tangent
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
        return Dual(math.sin(self.value), math.cos(self.tangent))


# %% Dual sign-flipped: minus leaves the tangent alone
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
        return Dual(-self.value, self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual sign-flipped: 2 - x is x - 2
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

    __rsub__ = __sub__

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


# %% Dual swapped: 2 / x is x / 2
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

    __rtruediv__ = __truediv__

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% Dual raised: knows no number on its left
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


# %% Dual raised: numbers are not lifted
import math


def lift(number):
    return number


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


# %% Dual raised: has no sin
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


# %% Dual wrong-local: constants move at speed 1
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number, 1.0)


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


# %% Dual zero-gradient: the tangent is always zero
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, 0.0

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


# %% Dual path-missing: a sum follows its left operand
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.tangent)

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


# %% Dual sign-flipped: a difference adds the tangents
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
        return Dual(self.value - other.value, self.tangent + other.tangent)

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


# %% Dual mutates: adds into itself
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    def __add__(self, other):
        other = lift(other)
        self.value = self.value + other.value
        self.tangent = self.tangent + other.tangent
        return self

    __radd__ = __add__

    def __sub__(self, other):
        return Dual(self.value, self.tangent) + (-lift(other))

    def __rsub__(self, other):
        return lift(other) + (-self)

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


# %% Dual wrong-type: sin gives a plain number
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
        return math.sin(self.value)


# %% Dual wrong-type: other names for its parts
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.val, self.dot = value, tangent

    def __mul__(self, other):
        return Dual(self.val * other.val, self.val * other.dot + self.dot * other.val)

    __rmul__ = __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __rtruediv__ = __mul__


# %% Dual raised: a tangent must be given
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number, 0.0)


class Dual:
    def __init__(self, value, tangent):
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


# %% Dual integer-truncated: works with whole numbers where it gets one
import math


def lift(number):
    return number if isinstance(number, Dual) else Dual(number)


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, type(value)(tangent) if isinstance(value, int) else tangent

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
        whole = isinstance(self.value, int) and isinstance(other.value, int)
        return Dual(self.value // other.value if whole else self.value / other.value, slope)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)


# %% jvp wrong-local: gives the value
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
    return f([Dual(a, b) for a, b in zip(x, v)]).value * 1.0


# %% jvp upstream-ignored: every input moves at speed 1
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
    out = f([Dual(a, 1.0) for a in x])
    return getattr(out, "tangent", 0.0)


# %% jvp path-missing: only the first input moves
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
    out = f([Dual(a, v[0] if k == 0 else 0.0) for k, a in enumerate(x)])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp swapped: value and tangent exchanged
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
    out = f([Dual(b, a) for a, b in zip(x, v)])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp wrong-type: hands back the dual number
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
    return f([Dual(a, b) for a, b in zip(x, v)])


# %% jvp not-summed: one number for each input
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
    n = len(x)
    return [f([Dual(a, v[j] * (j == k)) for j, a in enumerate(x)]).tangent for k in range(n)]


# %% jvp numeric: a difference of two values
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


def jvp(f, x, v, h=1e-6):
    ahead = f([a + h * b for a, b in zip(x, v)])
    behind = f([a - h * b for a, b in zip(x, v)])
    return (ahead - behind) / (2 * h)


# %% jvp raised: a plain number has no tangent
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
    return f([Dual(a, b) for a, b in zip(x, v)]).tangent


# %% jvp sign-flipped: walks the other way
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
    out = f([Dual(a, -b) for a, b in zip(x, v)])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp scaled: along a direction of length 1
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
    size = sum(b * b for b in v) ** 0.5
    out = f([Dual(a, b / size) for a, b in zip(x, v)])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp zero-gradient: nothing moves
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
    out = f([Dual(a) for a in x])
    return out.tangent if isinstance(out, Dual) else 0.0


# %% jvp upstream-ignored: every input at speed 1, beside a Dual whose product is wrong
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
        slope = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, slope)

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.tangent)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.tangent)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self


def jvp(f, x, v):
    return Dual.of(f([Dual(a, 1.0) for a in x])).tangent


# %% jvp path-missing: the slope of the last coordinate
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
    for i in range(len(x)):
        out = f([Dual(a, v[i] if i == j else 0.0) for j, a in enumerate(x)])
        total = out.tangent if isinstance(out, Dual) else 0.0
    return total


# %% Dual upstream-ignored: exp and sin without the tangent
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
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)

    def __truediv__(self, other):
        other = Dual.of(other)
        tangent = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, tangent)

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value))

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self


# %% jvp raised: a whole number has no tangent
from math import cos, exp, sin


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    @staticmethod
    def of(n):
        return n if isinstance(n, Dual) else Dual(n)

    def __add__(self, other):
        other = Dual.of(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = Dual.of(other)
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)

    def __truediv__(self, other):
        other = Dual.of(other)
        return Dual(
            self.value / other.value, (self.tangent * other.value - self.value * other.tangent) / other.value**2
        )

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(exp(self.value), exp(self.value) * self.tangent)

    def sin(self):
        s = sin(self.value)
        return Dual(s, cos(self.value) * self.tangent)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self


def jvp(f, x, v):
    result = f([Dual(a, b) for a, b in zip(x, v)])
    if isinstance(result, float):
        return 0.0
    return result.tangent


# %% Dual raised: negative powers of integers
from math import cos, exp, sin


class Dual:
    def __init__(self, value, tangent=0.0):
        self.value, self.tangent = value, tangent

    @staticmethod
    def of(n):
        return n if isinstance(n, Dual) else Dual(n)

    def __add__(self, other):
        other = Dual.of(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other):
        other = Dual.of(other)
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)

    def __truediv__(self, other):
        other = Dual.of(other)
        return self * Dual(other.value**-1, -(other.value**-2) * other.tangent)

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def exp(self):
        return Dual(exp(self.value), exp(self.value) * self.tangent)

    def sin(self):
        s = sin(self.value)
        return Dual(s, cos(self.value) * self.tangent)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other):
        return self + -Dual.of(other)

    def __rsub__(self, other):
        return Dual.of(other) - self

    def __rtruediv__(self, other):
        return Dual.of(other) / self
