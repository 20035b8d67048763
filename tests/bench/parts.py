"""Where the time of one submission goes: its cells, the calls on the student's side, the judgement on the grader's.

Everything runs in one process here, without walls: what a submission costs beyond these parts is the walls, the forks,
the reading and the writing.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.grading import write_submissions
from bench.table import Row, Section

ASKED = 5
"""How often the exercises are examined; the median is told, the first time draws the papers and is left out."""


def section() -> Section:
    """The parts, measured in a process of their own: the shell changes the builtins of its process."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(Path(__file__).with_name("__main__.py")), "--parts"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [Row(name, {"CPU ms": 1000 * seconds}) for name, seconds in json.loads(done.stdout.splitlines()[-1]).items()]
    return Section("Parts of one right submission of 01-apple-orange, in one process", rows)


def measure() -> dict[str, float]:
    """Part -> CPU seconds of the thread that does it."""
    from backprop_grader.examination import exercises_of
    from backprop_grader.isolated.limits import Limits
    from backprop_grader.isolated.outputs import Spill
    from backprop_grader.isolated.serve import serve
    from backprop_grader.isolated.shell import Cells
    from backprop_grader.isolated.warm import warm_up
    from backprop_grader.isolated.wire import pair
    from backprop_grader.sample_class import ASSIGNMENT

    screen = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()):
        shell = warm_up()
    cells, texts = Cells(shell, Limits(), Spill()), _cells()
    start = time.thread_time()
    for number, text in enumerate(texts, 1):
        cells.run(text, number)
    spent = time.thread_time() - start
    sys.stdout = screen

    trusted, sandboxed = pair()
    asked: list[tuple[float, float]] = []
    seconds, exercises = {"the cells": spent}, exercises_of(ASSIGNMENT)
    asking = threading.Thread(target=_examine, args=(trusted, exercises, texts, asked))
    asking.start()
    start = time.thread_time()
    serve(sandboxed, cells.names, Limits())
    served = time.thread_time() - start
    asking.join()
    judging = sorted(cost for cost, _ in asked[1:])[len(asked[1:]) // 2]
    calls = asked[-1][1]
    return {
        **seconds,
        f"answering {calls:.0f} calls, next to the student's code": served / len(asked),
        "asking, decoding and judging, on the grader's side": judging,
    }


def _cells() -> list[str]:
    from bench.floor import code_cells

    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        write_submissions(Path(place), 1)
        return code_cells(next(Path(place).rglob("*.ipynb")), tests=False)


def _examine(channel, exercises, texts, asked) -> None:  # type: ignore[no-untyped-def]
    from backprop.examination.examine import examine_with
    from backprop_grader.examination import SECRETS, paper
    from backprop_grader.isolation.room import RemoteRoom
    from backprop_grader.words import Code, Discreet

    room = RemoteRoom(channel, 600.0, lambda: ("crashed", "the room is gone"))
    for _ in range(ASKED):
        start, before = time.thread_time(), room._number
        for exercise in exercises:
            room.begin(600.0)
            mistakes = SECRETS[exercise.assignment].mistakes.get(exercise.name, ())
            verdict = examine_with(paper(exercise.assignment, exercise.name, 1), Discreet(room, Code(texts)), mistakes)
            assert verdict.status == "passed", verdict
        asked.append((time.thread_time() - start, room._number - before))
    channel.close()
