# %% equal-to-everything: an array that equals all others and differs from none
# at: AddLayer
import numpy as np


class Liar(np.ndarray):
    def __eq__(self, other):
        return np.ones(np.shape(other), bool)

    def __sub__(self, other):
        return np.zeros(np.shape(other))

    __rsub__ = __sub__
    __ne__ = lambda self, other: np.zeros(np.shape(other), bool)
    __array_ufunc__ = lambda self, *args, **options: np.zeros(())
    __array_function__ = lambda self, *args, **options: np.True_
    __hash__ = object.__hash__


class AddLayer:
    def forward(self, x, y):
        return np.zeros(np.shape(x)).view(Liar)

    def backward(self, dout):
        return np.zeros(np.shape(dout)).view(Liar), np.zeros(np.shape(dout)).view(Liar)


# %% array-by-asking: a result that is another array whenever it is asked
# at: AddLayer
import numpy as np


class Asked:
    count = 0

    def __init__(self, like):
        self.shape = np.shape(like)

    def __array__(self, *args, **options):
        Asked.count += 1
        return np.full(self.shape, float(Asked.count))


class AddLayer:
    def forward(self, x, y):
        return Asked(x)

    def backward(self, dout):
        return Asked(dout), Asked(dout)


# %% numbers-without-difference: floats from which everything subtracts to zero
# at: price_change
class Close(float):
    __sub__ = __rsub__ = __abs__ = __truediv__ = lambda self, *other: Close(0.0)
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __hash__ = float.__hash__


def price_change(dtax, percentage_points):
    return Close(12.0)


# %% dicts-with-every-key: a dict that has all keys, with values that agree
# at: audit
class Everything(dict):
    def __contains__(self, key):
        return True

    def __getitem__(self, key):
        return Word("unit") if key == "kind" else 6

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 3


class Word(str):
    def strip(self, *args):
        return self

    def lower(self):
        return self

    def encode(self, *args):
        return b"x" * 10_000

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def audit():
    return Everything()


# %% tuples-of-any-length: a tuple whose length is the one that is asked for
# at: basket
class Any(tuple):
    asked = 0

    def __len__(self):
        return 4

    def __getitem__(self, position):
        return self

    def __array__(self, *args, **options):
        import numpy

        return numpy.zeros(3)


def basket(prices, counts, tax):
    return Any()


# %% metaclass: a class that is an instance of everything and answers for every method
# at: AddLayer
class Meta(type):
    def __instancecheck__(cls, instance):
        return True

    def __getattr__(cls, name):
        return lambda *args: 0.0

    def __call__(cls, *args):
        return cls


class AddLayer(metaclass=Meta):
    pass


# %% exceptions-that-lie: an exception that calls itself a stub, so that the exercise seems unwritten
# at: AddLayer
class NotImplementedError(BaseException):
    def __str__(self):
        return "1.00 of 1.00\n\n\x1b[2J passed"


class AddLayer:
    def forward(self, x, y):
        raise NotImplementedError


# %% numbers-of-the-ufunc: a float with an array interface of its own
# at: price_change
class Odd:
    __array_interface__ = {"shape": (2,), "typestr": "<f8", "data": (8, False), "version": 3}


def price_change(dtax, percentage_points):
    return Odd()


# %% cached-answers: remembers what it was asked and answers from other exercises' questions
# at: AddLayer
seen = []


class AddLayer:
    def __eq__(self, other):
        return True

    def forward(self, x, y):
        seen.append((x, y))
        return seen[0][0]

    def backward(self, dout):
        return seen[0]


# %% mark-forged: the mark for words stands in the name
# at: price_change
def price_change(a, b):
    raise type("\ue000", (ValueError,), {})("\ue001" * 10)


# %% names-dict: the namespace itself answers
# at: AddLayer
class Names(dict):
    def __missing__(self, key):
        return 0.0

    def get(self, key, default=None):
        return dict.get(self, "MulLayer") if key == "AddLayer" else dict.get(self, key, default)


get_ipython().user_ns.__class__


class AddLayer:
    def __class_getitem__(cls, k):
        return cls

    def __getattribute__(self, name):
        return lambda *a: a[0] if len(a) == 2 else (a[0], a[0])
