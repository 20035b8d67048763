"""The arguments that the commands take, one by one: what is typed, what it may be, and its line of help.

Knows words and their types; what they are for is the commands' business.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backprop_grader.notebook.conventions import REPOSITORY

RUN = Path(os.environ.get("BACKPROP_RUN") or REPOSITORY / "autograder" / "run")


@dataclass(frozen=True)
class Argument:
    """One argument: its name, and what `argparse` has to know of it."""

    name: str
    settings: Mapping[str, Any]


def _argument(name: str, **settings: Any) -> Argument:
    return Argument(name, settings)


def _flag(name: str, told: str) -> Argument:
    return Argument(name, {"action": "store_true", "help": told})


def _repeated(name: str, told: str) -> Argument:
    told = f"{told} (may be repeated)"
    return Argument(name, {"action": "append", "default": [], "metavar": "NAME", "help": told})


def _assignment(word: str) -> str:
    """The name of a notebook, of which the number is enough; what is no number is looked at later."""
    if not word.isdecimal():
        return word
    from backprop.exercises import ASSIGNMENTS  # noqa: PLC0415  loads NumPy, which --help need not

    return next((name for name in ASSIGNMENTS if int(name.partition("-")[0]) == int(word)), word)


def _part(word: str) -> object:
    from backprop_grader.shards import Shard  # noqa: PLC0415  loads NumPy, which --help need not

    try:
        return Shard.read(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is not a number of workers")
    return int(word)


_NAMED = "a notebook by its name or its number: 01-apple-orange, 01"
_NOTEBOOK: dict[str, Any] = {"type": _assignment, "metavar": "ASSIGNMENT"}
ASSIGNMENT = _argument("assignment", **_NOTEBOOK, help=_NAMED)
ASSIGNMENTS = _argument("assignments", **_NOTEBOOK, nargs="+", help=_NAMED)
ALL_OR_SOME = _argument("assignments", **_NOTEBOOK, nargs="*", help=f"{_NAMED} (default: all)")
DOWNLOAD = _argument("source", type=Path, metavar="FOLDER_OR_ZIP", help="as downloaded from Moodle or Canvas")
FILE = _argument("file", type=Path, metavar="FILE", help="a .py or .ipynb file")
FOR_JUPYTER = _argument("options", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)

RUN_FOLDER = _argument(
    "--run", type=Path, default=RUN, metavar="DIR", help="the run folder (default: BACKPROP_RUN, else autograder/run)"
)
JSON = _flag("--json", "print JSON and nothing else")
ISOLATION = _argument(
    "--isolation",
    choices=("auto", "bwrap", "landlock", "none"),
    default="auto",
    help="the sandbox to insist on (default: the best there is)",
)
REGRADE = _flag("--force", "grade again what is unchanged, too")
REWRITE = _flag("--force", "write every page again")
REPLACE = _flag("--force", "replace other files that lie there already")
STUDENT = _repeated("--student", "only this student, by the folder's name")
EXERCISE = _repeated("--exercise", "only this exercise")
FOLDER = _argument("--output", type=Path, required=True, metavar="DIR", help="where to write")
TABLE = _argument(
    "--output", type=Path, metavar="FILE", help="where to write, in a folder that is there (default: print)"
)
TO = _argument("--to", choices=("csv", "canvas", "moodle"), required=True, help="who is to read the table")
WORKERS = _argument(
    "--workers",
    type=_positive,
    default=os.cpu_count() or 1,
    metavar="N",
    help="submissions at a time (default: one a core)",
)
SCHEDULER = _argument(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="grade on the workers of this Dask scheduler (tcp://... or a file)",
)
SHARD = _argument(
    "--shard", type=_part, default=None, metavar="I/N", help="grade part I of N, for batch queues; then `merge`"
)
TEACHER = _flag("--teacher", "with the formgrader, and all of the checkout")
