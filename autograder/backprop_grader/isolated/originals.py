"""What a process of the sandbox works with, as it was before the first cell: cells may put something else in its place.

A cell that patches NumPy, the builtins or the observer means to, or does not know that others depend on them; either
way it is undone before an exercise, and again after every call of the student's code. Code that wants to can still lie
about what it does in its own process: no number becomes right by that.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import json
import linecache
import os
import select
import socket
import struct
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backprop.rooms import apparatus, observe, room

getpid, exit_now = os.getpid, os._exit
_set_trace, _set_profile = sys.settrace, sys.setprofile

OURS = ("backprop.rooms.", "backprop_grader.isolated.")
"""Modules whose functions and classes are restored too, down to their code."""
WATCHERS = (builtins, np, observe, room)
"""Modules through which a call is observed: restored after every call."""
OTHERS = (apparatus, contextlib, inspect, json, linecache, os, select, socket, struct, time, warnings)
"""Modules on which the channel and the observer depend: restored before every exercise."""

Contents = list[tuple[types.ModuleType, dict[str, Any]]]
_CODE = ("__code__", "__defaults__", "__kwdefaults__")


def _modules() -> Iterator[types.ModuleType]:
    yield from OTHERS
    for name, module in list(sys.modules.items()):
        if name.startswith(OURS):
            yield module


def _functions(place: Any) -> Iterator[types.FunctionType]:
    """The functions that a module or a class defines."""
    for value in list(vars(place).values()):
        if isinstance(value, types.FunctionType) and value.__module__.startswith(OURS):
            yield value


def _classes(module: types.ModuleType) -> Iterator[type]:
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield value


_watched: Contents = []
_all: Contents = []
_class_contents: list[tuple[type, dict[str, Any]]] = []
_codes: list[tuple[types.FunctionType, tuple[Any, ...]]] = []


def remember() -> None:
    """Take down everything as it is now, if that has not been done: before the first cell."""
    if _all:
        return
    _watched[:] = [(module, dict(vars(module))) for module in WATCHERS]
    _all[:] = [(module, dict(vars(module))) for module in _modules()]
    ours = [module for module, _ in _all if module.__name__.startswith(OURS)]
    classes = [kind for module in ours for kind in _classes(module)]
    _class_contents[:] = [(kind, dict(vars(kind))) for kind in classes]
    functions = [function for place in (*ours, *classes) for function in _functions(place)]
    _codes[:] = [(function, tuple(getattr(function, name) for name in _CODE)) for function in functions]


def restore() -> None:
    """Undo what has been put in place of anything, since `remember`."""
    _set_trace(None)
    _set_profile(None)
    for module, contents in (*_watched, *_all):
        vars(module).update(contents)
    for kind, contents in _class_contents:
        for name in vars(kind).keys() - contents.keys():
            delattr(kind, name)
        for name, value in contents.items():
            if vars(kind).get(name) is not value:
                setattr(kind, name, value)
    for function, parts in _codes:
        for name, part in zip(_CODE, parts, strict=True):
            if getattr(function, name) is not part:
                setattr(function, name, part)


def settler() -> Callable[[], None]:
    """What undoes what has been put in place of the means to observe: quick, since it follows every call.

    It holds on to what it needs, so that putting something in place of this module's contents does not stop it.
    """
    watched = tuple((vars(module), dict(contents)) for module, contents in _watched)
    set_trace, set_profile = _set_trace, _set_profile

    def settle() -> None:
        set_trace(None)
        set_profile(None)
        for place, contents in watched:
            place.update(contents)

    return settle
