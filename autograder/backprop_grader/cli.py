"""The command `backprop-grader`: reads the words, finds the command, prints errors as one line.

What a command does is in the module of its name under `commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from backprop_grader import arguments as takes
from backprop_grader.errors import GraderError
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.notebook.conventions import insist_on_checkout


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, and which takes no part of an option's name for the whole."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Nothing stays unknown: the command itself complains, which can say how it is used."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"{unknown[0]} means nothing here")
        return found, []

    def error(self, message: str) -> NoReturn:
        self.exit(2, one_line(f"{self.prog}: {message} ({self.prog} --help shows how it is used)") + "\n")


@dataclass(frozen=True)
class Command:
    """A word that may follow `backprop-grader`.

    Attributes:
        what: what it does.
        arguments: what may follow it, or has to.
        example: what may be typed, without the name of the program.
        more: whole lines on where it reads and writes; empty where there is nothing to say.
        usage: its usage, where argparse's own would not be plain.
    """

    what: str
    arguments: tuple[takes.Argument, ...]
    example: str
    more: str = ""
    usage: str | None = None


COMMANDS: dict[str, Command] = {
    "source": Command(
        "notebooks with solutions, ready to run", (takes.ASSIGNMENTS, takes.FOLDER), "source 03 --output solved"
    ),
    "release": Command("build the notebooks and release them to course/", (takes.ALL_OR_SOME,), "release 03-vectors"),
    "intake": Command(
        "put a download from Moodle or Canvas where it is graded",
        (takes.ASSIGNMENT, takes.DOWNLOAD, takes.STUDENT, takes.RUN_FOLDER, takes.REPLACE),
        "intake 03-vectors submissions.zip",
        "It is put, in the run folder, at submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb",
    ),
    "grade": Command(
        "grade a class",
        (
            *(takes.ASSIGNMENTS, takes.RUN_FOLDER, takes.WORKERS, takes.REGRADE, takes.JSON, takes.ISOLATION),
            *(takes.SCHEDULER, takes.SHARD),
        ),
        "grade 03-vectors --workers 4",
        "Submissions, in the run folder: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb\n"
        "What was graded and has not changed is not graded again.",
    ),
    "merge": Command(
        "put together what `grade --shard I/N` has graded", (takes.ASSIGNMENTS, takes.RUN_FOLDER), "merge 03-vectors"
    ),
    "feedback": Command(
        "one HTML page a student",
        (takes.ASSIGNMENTS, takes.RUN_FOLDER, takes.REWRITE),
        "feedback 03-vectors",
        "The pages, in the run folder: feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html",
    ),
    "report": Command(
        "one page for the class: what to go over again",
        (takes.ASSIGNMENTS, takes.RUN_FOLDER, takes.JSON),
        "report 03-vectors",
        "The page, in the run folder: report/ASSIGNMENT.html",
    ),
    "scores": Command(
        "print the scores of a run", (takes.ALL_OR_SOME, takes.RUN_FOLDER, takes.JSON), "scores 03-vectors --json"
    ),
    "export": Command(
        "the grades as a table for a spreadsheet, Canvas or Moodle",
        (takes.ASSIGNMENTS, takes.RUN_FOLDER, takes.TO, takes.TABLE),
        "export 03-vectors --to moodle --output moodle.csv",
    ),
    "examine": Command(
        "examine one file, without a gradebook",
        (takes.ASSIGNMENT, takes.FILE, takes.EXERCISE, takes.JSON, takes.ISOLATION),
        "examine 03-vectors answer.py --exercise softmax",
    ),
    "doctor": Command("what this machine can do, and what it lacks", (takes.RUN_FOLDER,), "doctor"),
    "demo": Command(
        "a sample class, graded end to end",
        (takes.RUN_FOLDER, takes.ISOLATION),
        "demo",
        "The class lies in the folder demo of the run folder, unless --run names another.",
    ),
    "lab": Command(
        "open JupyterLab at the course, as students see it",
        (takes.TEACHER, takes.FOR_JUPYTER),
        "lab -- --no-browser",
        "What follows -- is handed on to jupyter lab.",
        "%(prog)s [-h] [--teacher] [-- OPTION ...]",
    ),
}
"""Command -> what it does, the arguments it takes, and what its help says."""
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
    for name, command in COMMANDS.items():
        epilog = "\n\n".join((*filter(None, [command.more]), f"example: {top.prog} {command.example}"))
        sub = commands.add_parser(name, help=command.what, description=command.what, usage=command.usage, epilog=epilog)
        for argument in command.arguments:
            sub.add_argument(argument.name, **argument.settings)
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
