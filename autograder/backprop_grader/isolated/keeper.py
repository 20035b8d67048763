"""The keeper of one submission: starts it behind its walls, watches its memory, leaves nothing of it when it ends.

Runs no student code. It ends the submission when the trusted side says so or hangs up (also by dying), when the
submission's processes together occupy more memory than allowed, or when the first of them has ended.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backprop_grader.isolated import jail, kernel, landlock
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.wire import Channel, ProtocolError

LOOK = 0.1
"""Seconds between two looks at the memory: what a process can fill in between is a few hundred MiB."""
SLACK = 256 << 20
"""Bytes on top of the limit: what the warm parent had mapped already, counted once for each fork."""
MAX_FILES = 2000
SWEEP_SECONDS = 5.0


def keep(
    control: Channel, plan: jail.Plan, limits: Limits, run: Callable[[str], None], not_ours: socket.socket
) -> None:
    """Start `run(scratch)` as the submission's first process and stay until it has ended; report how.

    `not_ours` is the submission's connection to the trusted side, which the keeper has no business with.

    The report on `control` is {"signal": n, "status": n, "memory": bool}, or {"refused": text} where a wall of the
    keeper's could not be built.
    """
    try:
        _prepare(plan)
        scratch = _make_scratch(plan)
    except OSError as error:
        control.send({"refused": str(error)})
        return
    first = os.fork()
    if first == 0:
        _submission(run, scratch)
    not_ours.close()
    over = _watch(control, first, limits, None if plan.namespaces else scratch)
    signal_number, status = _end(plan, first)
    if not plan.namespaces:
        remove(Path(scratch))
    with suppress(ProtocolError):
        control.send({"signal": signal_number, "status": status, "memory": over}, deadline=time.monotonic() + 1)


def _submission(run: Callable[[str], None], scratch: str) -> None:
    """Never returns: what `run` leaves open belongs to the submission."""
    try:
        die_with_parent()
        adopt_orphans()
        run(scratch)
    finally:
        os._exit(0)


def _prepare(plan: jail.Plan) -> None:
    if plan.user is not None:
        jail.become(plan.user, plan.keep_search)
    if plan.namespaces:
        jail.enter_namespaces()
    elif plan.scoped:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        landlock.restrict_signals()  # from here on kill(-1) reaches the submission and nobody else
    adopt_orphans()
    if sys.platform == "linux":
        _be_the_first_to_go()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _be_the_first_to_go() -> None:
    """If the machine runs out of memory all the same, the kernel is to choose a submission."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends (Linux)."""
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of descendants that lose theirs, so that none gets out of sight (Linux)."""
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)


def _make_scratch(plan: jail.Plan) -> str:
    return plan.scratch if plan.namespaces else tempfile.mkdtemp(prefix="submission-", dir=plan.scratch)


def _watch(control: Channel, first: int, limits: Limits, scratch: str | None) -> bool:
    """Wait until the submission ends or must be ended; whether because of its memory or files."""
    poller = select.poll()
    poller.register(control, select.POLLIN | select.POLLHUP)
    with_handle = hasattr(os, "pidfd_open")
    if with_handle:
        handle = os.pidfd_open(first)
        poller.register(handle, select.POLLIN)
    while not poller.poll(1000 * LOOK):
        if occupied_bytes(first) > limits.memory_bytes + SLACK or overfull(scratch, limits.scratch_bytes):
            return True
        if not with_handle and os.waitid(os.P_PID, first, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
    return False


def descendants(process: int) -> list[int]:
    """The process and its living descendants, as far as /proc tells."""
    found = [process]
    for parent in found:
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def occupied_bytes(process: int) -> int:
    """Resident memory of a process and its descendants, shared pages counted each time; 0 where /proc does not tell."""
    pages = 0
    for each in descendants(process):
        with suppress(OSError, ValueError, IndexError):
            pages += int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def overfull(scratch: str | None, most: int) -> bool:
    """Whether a folder holds too many bytes or files, or something that cannot be looked at."""
    folders = [scratch] if scratch is not None else []
    files = size = 0
    try:
        for folder in folders:
            for entry in os.scandir(folder):
                files += 1
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if size > most or files > MAX_FILES:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
    except FileNotFoundError:
        return False  # deleted meanwhile
    except OSError:
        return True  # deeper than any path, or closed to its owner: nothing that a notebook does
    return False


def _end(plan: jail.Plan, first: int) -> tuple[int, int]:
    """Kill what lives of the submission; the signal that ended its first process, or its exit status."""
    ended = os.waitpid(first, os.WNOHANG)
    with suppress(ProcessLookupError):
        os.kill(first, signal.SIGKILL)  # the first of its process namespace takes all others with it
    _, state = ended if ended[0] else os.waitpid(first, 0)
    if not plan.namespaces:
        _sweep(plan)
    return (os.WTERMSIG(state), 0) if os.WIFSIGNALED(state) else (0, os.WEXITSTATUS(state))


def _sweep(plan: jail.Plan) -> None:
    """Kill leftovers until none is left: all at once where a signal to all reaches only them, else one by one."""
    deadline = time.monotonic() + SWEEP_SECONDS
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if plan.scoped or plan.user is not None:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(-1, signal.SIGKILL)
            else:
                for orphan in descendants(os.getpid())[1:]:
                    with suppress(ProcessLookupError):
                        os.kill(orphan, signal.SIGKILL)
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.002)


def remove(folder: Path) -> None:
    """Delete a folder that a stranger filled: nested too deep for any path, or closed to its owner."""
    with suppress(OSError):
        here, names = os.open(folder, os.O_RDONLY | os.O_DIRECTORY), []
        while True:
            inner = _empty(here)
            if inner is not None:
                os.chmod(inner, 0o700, dir_fd=here)
                place = os.open(inner, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)
                names.append(inner)
            elif names:
                place = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
                os.rmdir(names.pop(), dir_fd=place)
            else:
                break
            os.close(here)
            here = place
        os.close(here)
        folder.rmdir()


def _empty(folder: int) -> str | None:
    """Delete an open folder's files; the name of one folder in it, if there is any."""
    inner = None
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            inner = entry.name
        else:
            os.unlink(entry.name, dir_fd=folder)
    return inner
