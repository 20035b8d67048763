"""What a grade depends on, hashed: the submission, the grader around it, and each exercise by itself.

An exercise is hashed through everything that its record reaches: functions by their code and by what they refer to,
never by their place in a file. So a changed exercise is told from one that has only moved, and from its neighbours.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import platform
import stat
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

import backprop
import backprop_reference
from backprop.examination.exercise import Exercise
from backprop_grader.exercises import SECRETS
from backprop_grader.notebook.reading import LARGEST

PACKAGES = tuple(Path(str(file)).parent for file in (backprop.__file__, backprop_reference.__file__, __file__))
EXERCISES = "exercises"
"""Folders of exercises, which are hashed one by one."""
APART = frozenset({"widgets", "commands", "exports", "class_report", "intake", "exchange"}) | {
    *("arguments.py", "class_tables.py", "cli.py", "feedback.py", "misplaced.py", "pending.py", "sample_class.py"),
    *("standings.py", "submission_file.py"),
}
"""Folders and modules that no grade depends on: nothing that decides one imports them, by way of others either."""
OURS = tuple(package.name for package in PACKAGES)
_BETWEEN = "."
"""What stands between the parts of a key."""


def submission_key(folder: Path, release: Any, seed: int, walled: bool) -> str:
    """The key of a submission in the journal: what was handed in, how it is graded, and by which grader."""
    terms = hashlib.sha256(f"{seed} {walled} {_text_of(release)}".encode())
    return _BETWEEN.join((contents_key(folder), terms.hexdigest(), environment()))


def contents_key(folder: Path) -> str:
    """The part of a submission's key that says what was handed in, and nothing of who grades it."""
    digest = hashlib.sha256()
    for part in _parts(folder):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def is_of(key: str, folder: Path) -> bool:
    """Whether what lies in a folder is what a key of the journal was made of; yes where the key does not say."""
    contents, between, _ = key.partition(_BETWEEN)
    return not between or contents == contents_key(folder)


def of_this_grader(key: str) -> bool:
    """Whether the key of a submission was made by the grader as it is now."""
    return key.rpartition(_BETWEEN)[2] == environment()


@cache
def environment() -> str:
    """The versions and the code that every grade depends on."""
    digest = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('ipython')}".encode())
    for package in PACKAGES:
        for file in sorted(package.rglob("*.py")):
            place = file.relative_to(package)
            if EXERCISES not in place.parts and not is_apart(place):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def is_apart(place: Path) -> bool:
    """Whether no grade depends on a module, of which the place in its package is given."""
    return not APART.isdisjoint(place.parts)


def exercise_key(exercise: Exercise) -> str:
    """The key of an exercise: its record, its reference, its known mistakes, and all that these refer to."""
    secret = SECRETS[exercise.assignment]
    name = exercise.name
    answer = secret.answers.get(name) or getattr(backprop_reference, name, None)
    parts = (exercise, answer, secret.credits.get(name), tuple(secret.mistakes.get(name, ())))
    digest = hashlib.sha256()
    for part in _Walk().text(parts):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


class _Walk:
    """One walk over an object and what it refers to; an object that is met again is named by when it was met first."""

    def __init__(self) -> None:
        self._met: dict[int, int] = {}
        self._alive: list[Any] = []  # an id is an object's only as long as it lives

    def text(self, thing: Any) -> Iterator[str]:
        """The object as pieces of text: equal for objects that do the same, whatever file and line they come from."""
        if thing is None or isinstance(thing, (bool, int, float, complex, str, bytes)):
            yield f"{type(thing).__name__} {thing!r}"
            return
        if id(thing) in self._met:
            yield f"met {self._met[id(thing)]}"
            return
        self._met[id(thing)] = len(self._met)
        self._alive.append(thing)
        yield type(thing).__name__
        for part in self._parts(thing):
            yield from self.text(part)

    @staticmethod
    def _parts(thing: Any) -> Iterator[Any]:
        for kind, parts in _KINDS:
            if isinstance(thing, kind):
                return parts(thing)
        if dataclasses.is_dataclass(thing):
            return iter([type(thing), *(getattr(thing, field.name) for field in dataclasses.fields(thing))])
        return iter([type(thing), getattr(thing, "__wrapped__", None), sorted(getattr(thing, "__dict__", {}).items())])


def _of_code(code: types.CodeType) -> Iterator[Any]:
    yield from (code.co_code, code.co_names, code.co_varnames, code.co_argcount, code.co_kwonlyargcount)
    yield from code.co_consts


def _of_function(function: types.FunctionType) -> Iterator[Any]:
    """Its code, and what the names in it mean, where that is ours; `module.name` as well."""
    yield from (function.__code__, function.__defaults__, function.__kwdefaults__)
    yield [cell.cell_contents for cell in function.__closure__ or ()]
    names = sorted(_names_in(function.__code__))
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, types.ModuleType):
            yield from (vars(value)[part] for part in names if _is_ours(value) and part in vars(value))
        elif value is not None:
            yield value


def _of_class(kind: type) -> Iterator[Any]:
    if _is_ours(kind):
        yield from (value for key, value in sorted(vars(kind).items()) if key not in _PLACE)
    yield kind.__qualname__


_KINDS: tuple[tuple[Any, Callable[[Any], Iterator[Any]]], ...] = (
    (types.CodeType, _of_code),
    (types.FunctionType, _of_function),
    (types.MethodType, lambda method: iter((method.__func__, method.__self__))),
    (type, _of_class),
    (types.ModuleType, lambda module: iter((module.__name__,))),
    (types.BuiltinFunctionType, lambda function: iter((function.__qualname__,))),
    (functools.partial, lambda made: iter((made.func, made.args, made.keywords))),
    (np.ndarray, lambda array: iter((array.dtype.str, array.shape, array.tobytes()))),
    (WeakKeyDictionary, lambda memory: iter(())),  # what a process remembers while it runs decides nothing
    (Mapping, lambda mapping: (item for pair in mapping.items() for item in pair)),
    ((tuple, list), iter),
    ((set, frozenset), lambda members: iter(sorted(map(repr, members)))),
)
"""Kind of object -> what it is made of."""
_PLACE = frozenset({"__dict__", "__weakref__", "__module__", "__firstlineno__", "__abstractmethods__", "_abc_impl"})
"""Attributes of a class that say where it stands, not what it does."""


def _names_in(code: types.CodeType) -> set[str]:
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _names_in(constant)
    return found


def _is_ours(thing: Any) -> bool:
    module = getattr(thing, "__module__", None) or getattr(thing, "__name__", "")
    return str(module).split(".", maxsplit=1)[0] in OURS


def _text_of(release: Any) -> str:
    return hashlib.sha256(repr(release).encode()).hexdigest()


def _parts(folder: Path) -> Iterator[bytes]:
    """What is in a submission's folder, as bytes to be hashed; no link is followed and nothing strange is opened."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name) if not folder.is_symlink() else []
    except OSError as error:
        yield f"{error.errno}".encode()
        return
    for entry in entries:
        status = entry.stat(follow_symlinks=False)
        yield f"{os.fsencode(entry.name)!r} {status.st_mode} {status.st_size}".encode()
        if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST and entry.name.endswith(".ipynb"):
            yield _read(entry.path)


def _read(path: str) -> bytes:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        return f"{error.errno}".encode()
