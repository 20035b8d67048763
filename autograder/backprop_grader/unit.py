"""A grading process for a worker on another machine: jobs in at its standard input, results out at its standard output.

Started and watched by `backprop_grader.supervisor`. It opens this machine's sandbox once, lets a canary try to get out,
says `ready`, and then grades. Both ends are trusted; no student's code runs in this process.
"""

from __future__ import annotations

import os
import pickle
import select
import sys
import threading
from typing import Any, BinaryIO

from backprop_grader.fingerprints import environment
from backprop_grader.grading import carry_out
from backprop_grader.isolation import IsolationUnavailable, open_isolation
from backprop_grader.isolation.canary import canary_report


def main() -> None:
    """Serve until the standard input is closed; the argument is the level of isolation."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    _end_with_the_supervisor()
    try:
        with open_isolation(sys.argv[1]) as isolation:
            hits = canary_report(isolation) if isolation.level != "none" else []
            if hits:
                _say(answers, {"refused": f"the canary got out of the sandbox ({'; '.join(hits)})"})
                return
            _say(answers, {"ready": environment()})
            while job := _next(sys.stdin.buffer):
                _say(answers, carry_out(job, isolation))
    except IsolationUnavailable as error:
        _say(answers, {"refused": str(error)})


def _say(answers: BinaryIO, what: Any) -> None:
    pickle.dump(what, answers)
    answers.flush()


def _next(jobs: BinaryIO) -> Any:
    try:
        return pickle.load(jobs)
    except EOFError:
        return None


def _end_with_the_supervisor() -> None:
    """End when the other end of the standard input is gone, also in the middle of a job."""

    def watch() -> None:
        poller = select.poll()
        poller.register(0, 0)  # no event but that the other end hung up
        poller.poll()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
