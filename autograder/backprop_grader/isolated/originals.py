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
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from backprop.rooms import apparatus, counting, memory, observe, programs, room, testfunctions, testgraphs

getpid, exit_now = os.getpid, os._exit
_set_trace, _set_profile = sys.settrace, sys.setprofile

OURS = ("backprop.rooms.", "backprop_grader.isolated.")
"""Modules whose functions and classes are restored too, down to their code."""
WATCHERS = (builtins, np, observe, counting, room, apparatus, programs, testfunctions, testgraphs, memory)
"""Modules through which a call is observed: restored after every call, of NumPy what our functions name."""
OTHERS = (contextlib, inspect, json, linecache, os, select, socket, struct, time, warnings)
"""Modules on which the channel and the observer depend: restored before every exercise."""

Contents = list[tuple[types.ModuleType, dict[str, Any]]]
Ids = tuple[int, ...]
_NAMES = ("__code__", "__defaults__", "__kwdefaults__")
_PARTS = tuple(map(attrgetter, _NAMES))


def _modules() -> Iterator[types.ModuleType]:
    yield from OTHERS
    for name, module in list(sys.modules.items()):
        if name.startswith(OURS):
            yield module


def _functions_of(place: Any) -> Iterator[types.FunctionType]:
    """The functions that a module or a class defines."""
    for value in list(vars(place).values()):
        if isinstance(value, types.FunctionType) and value.__module__.startswith(OURS):
            yield value


def _classes(module: types.ModuleType) -> Iterator[type]:
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield value


def _names_in(code: types.CodeType) -> set[str]:
    """Everything that is looked up by name in a function, and in those within it."""
    inner = (part for part in code.co_consts if isinstance(part, types.CodeType))
    return set(code.co_names).union(*map(_names_in, inner))


def _tables(module: types.ModuleType) -> Iterator[dict[Any, Any]]:
    """The dicts that a module of ours looks things up in: one can be changed and still be the same dict."""
    if module.__name__.startswith(OURS):
        yield from (value for name, value in vars(module).items() if type(value) is dict and not name.startswith("__"))


_watched: Contents = []
_table_contents: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
_all: Contents = []
_class_contents: list[tuple[type, dict[str, Any], Ids]] = []
_functions: list[types.FunctionType] = []
_codes: list[tuple[tuple[Any, ...], Ids]] = []


def remember() -> None:
    """Take down everything as it is now, if that has not been done: before the first cell."""
    if _all:
        return
    _all[:] = [(module, dict(vars(module))) for module in dict.fromkeys((*WATCHERS, *_modules()))]
    ours = [module for module, _ in _all if module.__name__.startswith(OURS)]
    classes = [kind for module in ours for kind in _classes(module)]
    _class_contents[:] = [(kind, dict(vars(kind)), _ids(vars(kind).values())) for kind in classes]
    _functions[:] = [function for place in (*ours, *classes) for function in _functions_of(place)]
    parts = [tuple(map(part, _functions)) for part in _PARTS]
    _codes[:] = [(of_all, _ids(of_all)) for of_all in parts]
    _table_contents[:] = [(table, dict(table)) for module in ours for table in _tables(module)]
    used = set().union(*(_names_in(function.__code__) for function in _functions))
    _watched[:] = [
        (module, {name: value for name, value in contents.items() if name in used or module is not np})
        for module, contents in _all
        if module in WATCHERS
    ]


def restore() -> None:
    """Undo what has been put in place of anything, since `remember`."""
    _set_trace(None)
    _set_profile(None)
    for place, contents in _all:
        vars(place).update(contents)
    for kind, contents, ids in _class_contents:
        if _ids(vars(kind).values()) != ids:
            _restore_class(kind, contents)
    _restore_functions()
    for table, contents in _table_contents:
        table.clear()
        table.update(contents)


def _restore_functions() -> None:
    for part, (of_all, ids), name in zip(_PARTS, _codes, _NAMES, strict=True):
        if _ids(map(part, _functions)) != ids:
            for function, original in zip(_functions, of_all, strict=True):
                setattr(function, name, original)


def _restore_class(kind: type, contents: dict[str, Any]) -> None:
    for name in vars(kind).keys() - contents.keys():
        delattr(kind, name)
    for name, value in contents.items():
        if vars(kind).get(name) is not value:
            setattr(kind, name, value)


def _ids(values: Iterable[Any]) -> Ids:
    """Which objects these are, in this order. They are compared so because a value may lie about what it equals."""
    return tuple(map(id, values))


def settler() -> Callable[[], None]:
    """What undoes what has been put in place of the means to observe: quick, since it follows every call.

    It holds on to what it needs, so that putting something in place of this module's contents does not stop it.
    """
    watched = tuple((vars(module), dict(contents)) for module, contents in _watched)
    tables = tuple((table, dict(contents)) for table, contents in _table_contents)
    set_trace, set_profile = _set_trace, _set_profile

    def settle() -> None:
        set_trace(None)
        set_profile(None)
        for place, contents in watched:
            place.update(contents)
        for table, contents in tables:
            table.clear()
            table.update(contents)

    return settle
