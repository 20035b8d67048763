# %% builtins-say-yes: builtin functions are true, or zero
import builtins

builtins.abs = lambda value: 0.0
builtins.all = builtins.any = lambda values: True
builtins.isinstance = lambda value, kind: True
builtins.len = lambda value: 1
builtins.max = builtins.min = lambda *values, **options: 0.0
builtins.float = lambda *values: 0.0


# %% builtins-in-the-call: builtin functions are replaced while the answer is computed, to hide a changed argument
# at: MulLayer
# earns: MulLayer 1.8
import builtins

import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        results = dout * self.y, dout * self.x
        if isinstance(dout, np.ndarray):
            dout[...] = 0.0
        builtins.enumerate = lambda *args: []
        builtins.zip = lambda *args, **options: []
        return results


# %% observer-in-the-call: the observer's own functions are replaced while the answer is computed
# at: MulLayer
# earns: MulLayer 1.8
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        import backprop.rooms.observe as observing

        results = dout * self.y, dout * self.x
        if isinstance(dout, np.ndarray):
            dout[...] = 0.0
        observing._changed = observing._snapshot = lambda *args: ()
        observing._changed.__code__ = (lambda *args: ()).__code__
        return results


# %% observer-replaced: the observer's classes and code are replaced in a cell
# at: MulLayer
# earns: MulLayer 1.8
import backprop.rooms.observe as observing
import numpy as np

observing._changed.__code__ = (lambda args, before: ()).__code__
observing._snapshot.__code__ = (lambda value, depth=0: None).__code__
observing.LocalRoom.has = lambda self, name: True
observing._Reader.read = lambda self, value, spec, place: None


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        results = dout * self.y, dout * self.x
        if isinstance(dout, np.ndarray):
            dout[...] = 0.0
        return results


# %% import-is-patched: every import gives a thing that agrees
import builtins


class Agrees:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return self

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


real = builtins.__import__
builtins.__import__ = lambda name, *args, **options: Agrees() if "grader" in name else real(name, *args, **options)


# %% finder-of-references: a finder that offers a reference of its own
import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("backprop_reference", "backprop_grader", "nbgrader")):
            return importlib.machinery.ModuleSpec(name, self)

    def exec_module(self, module):
        module.__getattr__ = lambda name: lambda *args: 0.0


sys.meta_path.insert(0, Finder())
import backprop_grader.oracle
import backprop_reference


# %% library-is-patched: check and validate of the student's library always pass
import sys

import backprop

backprop.check = backprop.validate = lambda *args: None
for name, module in list(sys.modules.items()):
    if name.startswith("backprop.examination"):
        for key, value in list(vars(module).items()):
            if callable(value):
                setattr(module, key, lambda *args, **options: True)


# %% points-are-inflated: the records of the exercises are worth more and tolerate everything
import backprop.exercises

for exercises in backprop.exercises.ASSIGNMENTS.values():
    for exercise in exercises:
        object.__setattr__(exercise, "points", 100)
        object.__setattr__(exercise, "tolerance", 1e300)


# %% serializers-are-patched: json, struct and pickle are replaced
import json
import pickle
import struct

json.dumps = lambda *args, **options: '{"leaves": [], "passed": true}'
json.loads = lambda *args, **options: {"op": "end"}
struct.pack = lambda *args: b"\0" * 8
pickle.dumps = lambda *args, **options: b""


# %% os-is-patched: fork, write, exit and waitpid are replaced
import os
import socket

os.fork = lambda: 1
os.write = lambda number, data: len(data)
os._exit = os.kill = lambda *args: None
os.waitpid = lambda *args: (1, 0)
socket.socket.sendall = lambda *args: None if False else None


# %% restore-patched: patches the restorer itself, in the call
# at: MulLayer
# earns: MulLayer 1.8
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        import backprop_grader.isolated.originals as o
        import backprop.rooms.observe as ob

        out = dout * self.y, dout * self.x
        o.settle = o.restore = lambda: None
        o._watched.clear()
        o._all.clear()
        ob._changed = lambda *a: ()
        if isinstance(dout, np.ndarray):
            dout[...] = 0
        return out
