# %% endless-loop: a loop without end in one exercise
# at: AddLayer
class AddLayer:
    def forward(self, x, y):
        while True:
            pass

    def backward(self, dout):
        return dout, dout


# %% endless-loop-at-import: a loop without end beside the definition
# at: AddLayer
class AddLayer:
    pass


while True:
    pass


# %% sleeps-and-refuses-to-die: an answer that sleeps, whatever is sent to it
# at: price_change
import signal
import time


def price_change(dtax, percentage_points):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            time.sleep(1000)
        except BaseException:
            pass


# %% leaves: the process is ended in an answer
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        os._exit(0)

    def backward(self, dout):
        return dout, dout


# %% leaves-in-a-cell: the process is ended in a cell
import os

os._exit(0)


# %% exits-politely: the interpreter is asked to end, in a cell and in an answer
# at: AddLayer
import sys


class AddLayer:
    def forward(self, x, y):
        sys.exit(0)

    def backward(self, dout):
        raise KeyboardInterrupt


exit()
quit()
raise SystemExit("9.0")


# %% segmentation-fault: reads at address zero
# at: AddLayer
import ctypes


class AddLayer:
    def forward(self, x, y):
        return ctypes.string_at(0)

    def backward(self, dout):
        return dout, dout


# %% aborts: ends with the help of the C library
import os

os.abort()


# %% memory-without-end: takes all the memory there is, in an answer
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        kept = []
        try:
            while True:
                kept.append(bytearray(256 << 20))
        except MemoryError:
            os.abort()

    def backward(self, dout):
        return dout, dout


# %% recursion-without-end: calls itself until there is no room
# at: price_change
import sys


def price_change(dtax, percentage_points):
    sys.setrecursionlimit(300_000)
    return price_change(dtax, percentage_points)


# %% builtins-deleted: the builtins are emptied
# earns: MulLayer 0, apple_orange 0
import builtins

for name in list(vars(builtins)):
    if not name.startswith("__"):
        delattr(builtins, name)


# %% unspeakable-exceptions: exceptions whose text, name and comparison raise others
# at: AddLayer
class Unspeakable(Exception):
    def __str__(self):
        raise Unspeakable

    __repr__ = __eq__ = __getattr__ = __str__
    __hash__ = Exception.__hash__


class AddLayer:
    def forward(self, x, y):
        raise Unspeakable

    def backward(self, dout):
        raise Unspeakable


# %% garbage-that-fights: objects that raise when they are looked at or thrown away
class Fights:
    def __repr__(self):
        raise BaseException("9.0")

    def __del__(self):
        raise BaseException("9.0")

    _repr_html_ = _repr_png_ = _ipython_display_ = _repr_mimebundle_ = __repr__


fights = Fights()
fights


# %% stdout-closed: closes its streams
import sys, os

sys.stdout.close()
sys.stderr.close()
sys.stdin = None
os.close(0)
os.close(1)
os.close(2)


# %% exception-cycle: exceptions that cause each other
a, b = ValueError("a"), ValueError("b")
a.__cause__, b.__cause__ = b, a
a.__context__, b.__context__ = b, a
raise a


# %% breakpoint: a breakpoint left in an answer, and one in a cell
# at: price_change
def price_change(a, b):
    breakpoint()
    return 0.0


breakpoint()


# %% own-limits: lowers its own limits
# earns: MulLayer 2
import resource

resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
