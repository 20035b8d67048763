"""Which words of an exception may be shown while code works on inputs that are not public: a few, as they stand in it.

Code that means to can choose its words by its inputs. Who picks one of 60 sentences tells less than two digits; who has
a table of 40,000 numbers in a string, and may say any part of it, tells an input whole.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Sequence

import numpy as np

from backprop.exercises.autodiff import MOST_CALLS
from backprop.rooms.programs import too_many_calls
from backprop.rooms.testgraphs import TOO_MANY_READS

FEW = 64
"""So many sentences, keys and classes a code may choose from; from one that has more, none is shown."""
LINES = 500
"""Lines of a cell up to which the one is shown that raised."""

_SAID = re.compile(r"\b(?:raise|assert)\b(?P<rest>.*)")
_SENTENCE = re.compile(r"""(?<![\w'"])(?P<mark>['"])(?P<text>(?:(?!(?P=mark))[^\\\n])+)(?P=mark)""")
"""A string as it is: no f-string, no escapes, in one piece."""
_KEY = re.compile(r"""\[\s*(?P<key>'\w{1,40}'|"\w{1,40}")\s*\]""")
_KIND = re.compile(r"\b(?:class|raise)\s+(?:\w+\.)*(?P<name>\w+)")
_EXCEPTIONS = frozenset(
    name
    for place in (builtins, np.exceptions, np.linalg)
    for name, value in vars(place).items()
    if isinstance(value, type) and issubclass(value, BaseException)
) | {"UFuncTypeError"}  # what NumPy raises where a fraction is added to an array of integers
_APPARATUS = frozenset({TOO_MANY_READS, too_many_calls(MOST_CALLS)})
"""What is said by the things that code is handed to work with: the same words for every input."""


def sentences(cells: Sequence[str]) -> frozenset[str]:
    """What code says by a string of its own, behind `raise` and `assert` and as a missing key; and what ours say."""
    said = [rest for cell in cells for rest in _SAID.findall(cell)]
    spoken = {found["text"] for rest in said for found in _SENTENCE.finditer(rest)}
    keys = {repr(found["key"][1:-1]) for cell in cells for found in _KEY.finditer(cell)}
    return frozenset({""}) | _APPARATUS | _if_few(spoken | keys)


def kinds(cells: Sequence[str]) -> frozenset[str]:
    """Names of exceptions: Python's and NumPy's, and those that code defines or raises."""
    return _EXCEPTIONS | _if_few(found["name"] for cell in cells for found in _KIND.finditer(cell))


def lines(cells: Sequence[str]) -> list[list[str]]:
    """The lines of the cells in which one says little."""
    split = [cell.splitlines() for cell in cells]
    return [one for one in split if len(one) <= LINES]


def _if_few(said: Iterable[str]) -> frozenset[str]:
    every = frozenset(said)
    return every if len(every) <= FEW else frozenset()
