"""The command `backprop-grader`: reads the words, finds the command, prints errors as one line.

What a command does is in the module of its name under `commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from backprop_grader.errors import GraderError
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.notebook.conventions import REPOSITORY, insist_on_checkout

RUN = Path(os.environ.get("BACKPROP_RUN") or REPOSITORY / "autograder" / "run")
LEVELS = ("auto", "bwrap", "landlock", "none")

Adder = Callable[[argparse.ArgumentParser], None]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, one_line(f"{self.prog}: {message} ({self.prog} --help shows how it is used)") + "\n")


_NAMED = "a notebook by its name or its number: 01-apple-orange, 01"


def _assignment(word: str) -> str:
    """The name of a notebook, of which the number is enough; what is no number is looked at later."""
    if not word.isdecimal():
        return word
    from backprop.exercises import ASSIGNMENTS  # noqa: PLC0415  loads NumPy, which --help need not

    return next((name for name in ASSIGNMENTS if int(name.partition("-")[0]) == int(word)), word)


def _assignments(count: str) -> Adder:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("assignments", nargs=count, type=_assignment, metavar="ASSIGNMENT", help=_NAMED)

    return add


def _run(parser: argparse.ArgumentParser) -> None:
    told = "the run folder (default: BACKPROP_RUN, else autograder/run)"
    parser.add_argument("--run", type=Path, default=RUN, metavar="DIR", help=told)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")


def _isolation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--isolation", choices=LEVELS, default="auto", help="the sandbox to insist on (default: the best there is)"
    )


def _force(told: str) -> Adder:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help=told)

    return add


_regrade = _force("grade again what is unchanged, too")
_rewrite = _force("write every page again")
_replace = _force("replace other files that lie there already")


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where to write")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", choices=("csv", "canvas", "moodle"), required=True, help="who is to read the table")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write (default: print)")


def _workers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="submissions at a time (default: one a core)",
    )


def _scheduler(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler (tcp://... or a file)",
    )


def _shard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--shard", type=_part, default=None, metavar="I/N", help="grade part I of N, for batch queues; then `merge`"
    )


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


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", type=_assignment, metavar="ASSIGNMENT", help=_NAMED)
    parser.add_argument("file", type=Path, metavar="FILE", help="a .py or .ipynb file")
    parser.add_argument(
        "--exercise", action="append", default=[], metavar="NAME", help="only this exercise (may be repeated)"
    )


def _download(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", type=_assignment, metavar="ASSIGNMENT", help=_NAMED)
    parser.add_argument("source", type=Path, metavar="FOLDER_OR_ZIP", help="as downloaded from Moodle or Canvas")
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="NAME",
        help="only this student, by the folder's name (may be repeated)",
    )


def _teacher(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--teacher", action="store_true", help="with the formgrader, and all of the checkout")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "options", nargs=argparse.REMAINDER, help="handed on to jupyter lab, for example -- --no-browser"
    )


COMMANDS: dict[str, tuple[str, tuple[Adder, ...]]] = {
    "source": ("notebooks with solutions, ready to run", (_assignments("+"), _output)),
    "release": ("build the notebooks and release them to course/", (_assignments("*"),)),
    "intake": ("put a download from Moodle or Canvas where it is graded", (_download, _run, _replace)),
    "grade": ("grade a class", (_assignments("+"), _run, _workers, _regrade, _json, _isolation, _scheduler, _shard)),
    "merge": ("put together what `grade --shard I/N` has graded", (_assignments("+"), _run)),
    "feedback": ("one HTML page a student", (_assignments("+"), _run, _rewrite)),
    "report": ("one page for the class: what to go over again", (_assignments("+"), _run, _json)),
    "scores": ("print the scores of a run", (_assignments("*"), _run, _json)),
    "export": ("the grades as a table for a spreadsheet, Canvas or Moodle", (_assignments("+"), _run, _export)),
    "examine": ("examine one file, without a gradebook", (_file, _json, _isolation)),
    "doctor": ("what this machine can do, and what it lacks", (_run,)),
    "demo": ("a sample class, graded end to end", (_run, _isolation)),
    "lab": ("open JupyterLab at the course, as students see it", (_teacher, _options)),
}
"""Command -> what it does, and the arguments it takes."""
KEPT = {
    "intake": "what was taken in is kept, the same command takes in the rest",
    "grade": "what was graded is kept, the same command goes on from there",
    "merge": "what was entered is kept, the same command enters the rest",
    "feedback": "the pages that were written are kept, the same command writes the rest",
}
"""Command -> what is left of it when it is stopped; of the others, nothing that is worth going on from."""
FORCED = {
    "grade": "what was graded is kept, but with --force the same command begins anew",
    "feedback": "the pages that were written are kept, but with --force the same command begins anew",
}
ANYWHERE = frozenset({"scores", "export", "examine", "doctor"})
"""The commands that need no checkout of the course: the installed packages are enough."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command."""
    top = _Parser(prog="backprop-grader", description="Grades the course on backpropagation, and names the mistake.")
    top.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (what, adders) in COMMANDS.items():
        sub = commands.add_parser(name, help=what, description=what)
        for add in adders:
            add(sub)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit status."""
    arguments = parser().parse_args(words)
    try:
        if arguments.command not in ANYWHERE:
            insist_on_checkout()
        command = importlib.import_module(f"backprop_grader.commands.{arguments.command}")
        status = int(command.run(arguments))
        sys.stdout.flush()  # a full disk is noticed here, and not by Python on its way out
        return status
    except GraderError as error:
        if arguments.debug:
            raise
        return _failed(False, error.status, str(error))
    except KeyboardInterrupt:
        kept = (FORCED if getattr(arguments, "force", False) else {}).get(arguments.command) or KEPT.get(
            arguments.command
        )
        print(f"backprop-grader: stopped; {kept}" if kept else "backprop-grader: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    except OSError as error:
        return _failed(arguments.debug, 2, f"{error.strerror}: {error.filename or 'what is printed here'}")
    except Exception as error:
        said = " ".join(str(error).split())[:300]
        return _failed(arguments.debug, 1, f"this should not happen, {type(error).__name__}: {said}; see --debug")


def _failed(debug: bool, status: int, said: str) -> int:
    """Say an error in one line, or let its traceback through."""
    if debug:
        raise  # noqa: PLE0704  called in an except block only
    print(f"backprop-grader: {one_line(said)}", file=sys.stderr)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        return status
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries again, and complains
    return status


if __name__ == "__main__":
    sys.exit(main())
