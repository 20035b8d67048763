"""The warm parent: imports, draws and formats once, then forks a submission whenever it is asked to.

Holds no secret and runs no student code. Started by the trusted side as `python -c "... main()"` with the control
socket as standard input; ends when that is closed.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from backprop_grader.isolated import jail, keeper, kernel, submission
from backprop_grader.isolated.landlock import Place
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.originals import remember
from backprop_grader.isolated.shell import Shell, make_shell
from backprop_grader.isolated.wire import Channel, Frame, ProtocolError

PRELOADED = ("numpy.testing", "unittest", "matplotlib.pyplot", "ipywidgets", "anywidget", "asyncio")
REHEARSAL = (
    "import numpy as np, matplotlib.pyplot as plt\n"
    "figure, axes = plt.subplots()\naxes.plot([0, 1], label='a'); axes.set_title('$x^2$'); axes.legend()\nplt.show()",
    "np.zeros(2)",
    "def wrong(x):\n    return x / [0]\nwrong(np.zeros(3))",
    "raise ValueError('rehearsal')",
)
"""What costs most the first time: a figure with a formula, an array's repr, a traceback (150 ms)."""
GRACE = 6.0
"""Seconds that the keepers get to clean up once the trusted side is gone."""


def main() -> None:
    """Serve until the trusted side hangs up."""
    control = Channel(socket.socket(fileno=os.dup(0)), takes_files=True)
    sys.argv = [""]
    plan = control.receive().header
    _harden(plan["capabilities"])
    places = jail.open_places(tuple(plan["readable"]))
    shell = warm_up()
    control.send({"warm": True})
    _serve(control, shell, places)
    if plan["remove"]:
        keeper.remove(Path(plan["remove"]))


def _serve(control: Channel, shell: Shell, places: list[Place]) -> None:
    """Fork submissions, and doors for other trusted processes, until the trusted side hangs up."""
    with suppress(ProtocolError):
        while True:
            question = control.receive()
            if "door" in question.header:
                _open_door(control, shell, places)
            else:
                _fork(control, question, shell, places)
    _wait_for_keepers()


def _open_door(control: Channel, shell: Shell, places: list[Place]) -> None:
    """Fork another parent, as warm as this one, that serves the connection which came along."""
    (theirs,) = control.files
    control.files = []
    if os.fork() == 0:
        try:
            control.close()
            door = Channel(socket.socket(fileno=theirs), takes_files=True)
            door.send({"warm": True})
            _serve(door, shell, places)
        finally:
            os._exit(0)
    os.close(theirs)


def _harden(capabilities: Sequence[int] | None) -> None:
    """Let nobody look into this process, and keep no more privileges than forking submissions takes."""
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    if capabilities is not None:
        kernel.set_capabilities(frozenset(capabilities))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the trusted side, which then hangs up
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers report to the trusted side; the kernel buries them


def warm_up() -> Shell:
    """A shell with everything loaded that a submission is going to need."""
    backprop = importlib.import_module("backprop")
    library = pkgutil.walk_packages(backprop.__path__, "backprop.")
    for name in (*PRELOADED, *(module.name for module in library)):
        importlib.import_module(name)
    shell = make_shell()
    for cell in REHEARSAL:
        shell.run_cell(cell)
    importlib.import_module("matplotlib.pyplot").close("all")
    shell.reset(new_session=True)
    shell.execution_count = 1
    remember()
    gc.collect()
    gc.freeze()
    return shell


def _fork(control: Channel, question: Frame, shell: Shell, places: list[Place]) -> None:
    """Start the keeper of one submission with the two connections that came along."""
    plan = jail.Plan(**question.header["plan"])
    if plan.alone:
        jail.system_calls(plan)  # written once, here, and inherited by every fork
    ours, theirs = control.files
    control.files = []
    if os.fork() == 0:
        _be_a_keeper(Channel(socket.socket(fileno=ours)), theirs, question.header, shell, places)
    os.close(ours)
    os.close(theirs)


def _be_a_keeper(control: Channel, channel: int, header: dict[str, Any], shell: Shell, places: list[Place]) -> None:
    """Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        limits = Limits(**header["limits"])
        plan = jail.Plan(**header["plan"])
        inherited = submission.Inherited(socket.socket(fileno=channel), places, shell)
        keeper.keep(control, plan, limits, partial(submission.run, inherited, plan, limits), inherited.raw)
    finally:
        os._exit(0)


def _wait_for_keepers() -> None:
    deadline = time.monotonic() + GRACE
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
