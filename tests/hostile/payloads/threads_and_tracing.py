# %% patches-later: a thread patches again and again whatever judges
import threading

import numpy as np


def patch():
    while True:
        np.allclose = lambda *args, **options: True
        np.abs = lambda *args, **options: 0.0
        pause.wait(0.01)


pause = threading.Event()
threading.Thread(target=patch, daemon=True).start()


# %% thread-that-stays: threads that are still there when the cell has ended
import threading
import time

for _ in range(10):
    threading.Thread(target=time.sleep, args=(1000,)).start()


# %% trace-of-everything: a trace function that rewrites what it sees
import sys
import threading


def trace(frame, event, arg):
    for name, value in list(frame.f_locals.items()):
        if name in ("before", "leaves", "args", "found") and isinstance(value, list):
            value.clear()
    return trace


sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)


# %% steps-not-counted: gradients by nudging, whose steps are hidden from the counter
# at: basket
# earns: basket 0.5
import sys

import numpy as np


def basket(prices, counts, tax):
    trace, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(None)
    sys.setprofile(None)
    value = lambda p, c, t: float((p * c).sum() * t)
    h = 1e-4

    def nudged(array, where):
        gradient = np.zeros(array.shape)
        for k in range(array.size):
            moved = np.array(array, float)
            step = h * max(abs(moved[k]), 1.0)
            moved[k] += step
            high = where(moved)
            moved[k] -= 2 * step
            gradient[k] = (high - where(moved)) / (2 * step)
        return gradient

    dprices = nudged(prices, lambda p: value(p, counts, tax))
    dcounts = nudged(counts, lambda c: value(prices, c, tax))
    dtax = (value(prices, counts, tax + h) - value(prices, counts, tax - h)) / (2 * h)
    sys.settrace(trace)
    sys.setprofile(profile)
    return value(prices, counts, tax), dprices, dcounts, dtax


# %% steps-in-a-thread: gradients by nudging in a thread, where the counter might not look
# at: basket
# earns: basket 0.5
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def total(p, c, t):
    return float(np.sum(np.asarray(p, float) * np.asarray(c, float)) * t)


def slopes(f, x):
    x = np.asarray(x, float)
    gradient = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = 1e-3 * max(1, abs(x[k]))
        gradient[k] = (f(x + step) - f(x - step)) / (2 * step[k])
    return gradient


def nudged(prices, counts, tax):
    threading.settrace(None)
    threading.setprofile(None)
    dprices = slopes(lambda p: total(p, counts, tax), prices)
    dcounts = slopes(lambda c: total(prices, c, tax), counts)
    return total(prices, counts, tax), dprices, dcounts, float(slopes(lambda t: total(prices, counts, float(t)), tax))


def basket(prices, counts, tax):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(nudged, prices, counts, tax).result()


# %% alarms: signals that interrupt whoever waits
import signal

signal.signal(signal.SIGALRM, lambda *args: None)
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)


# %% signals-ignored: every signal is ignored or handled
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


# %% at-exit: what is printed and done at the end of the process
import atexit
import os
import weakref

atexit.register(lambda: print("9.0"))
atexit.register(os.abort)


class Last:
    def __del__(self):
        os.kill(-1, 9)


last = Last()
weakref.finalize(last, print, "9.0")


# %% event-loop: a loop in the background that never ends
import asyncio


async def for_ever():
    while True:
        print("9.0")
        await asyncio.sleep(0.001)


task = asyncio.get_event_loop().create_task(for_ever())


# %% limits-of-the-interpreter: recursion, switching and garbage collection are set to extremes
import gc
import sys

sys.setrecursionlimit(10**6)
sys.setswitchinterval(1000)
gc.set_threshold(1)
gc.callbacks.append(lambda *args: None)


# %% audit-hook: a hook that sees and may refuse every event of the interpreter
# earns: MulLayer 0, apple_orange 0
import sys


def hook(event, args):
    if event.startswith(("socket", "os.fork", "exec")):
        raise RuntimeError("refused")


sys.addaudithook(hook)
