"""Two clocks for a whole command: seconds by the wall, and of the machine's cores, its sandboxes included.

A sandbox does not hand its processes' times on to who started it, so CPU is read from a control group made for the
command, and where none can be made, from the whole machine: then run this where nothing else is at work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEW_GROUP = Path("/sys/fs/cgroup/cgroup.controllers")
OLD_GROUP = Path("/sys/fs/cgroup/cpuacct")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, seconds of the cores, and its own memory at most, in MiB."""

    wall: float
    cpu: float
    memory: float


def measured(words: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end.

    Raises:
        SystemExit: it failed; the message is the end of what it said.
    """
    # nbgrader starts `alembic` by that name, which is only found where this Python's programs are
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "OPENBLAS_NUM_THREADS": "1"}
    with _meter() as (enter, seconds), Path(os.devnull).open("w", encoding="ascii") as nowhere:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=folder, env=environment, stdout=nowhere, stderr=subprocess.PIPE, preexec_fn=enter, text=True
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(words)} failed: {said[-2000:]}")
        return Cost(wall, seconds(), usage.ru_maxrss / 1024)


@contextmanager
def _meter() -> Iterator[tuple[Callable[[], None], Callable[[], float]]]:
    """How a process enters the meter, and what the meter says."""
    group = _make_group()
    if group is None:
        before = _busy_seconds()
        yield lambda: None, lambda: _busy_seconds() - before
        return
    procs, old = group / "cgroup.procs", (group / "cpuacct.usage").exists()
    try:
        yield lambda: _write(procs, str(os.getpid())), lambda: _used_seconds(group, old)
    finally:
        _wait_until_empty(procs)
        group.rmdir()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="ascii")


def _make_group() -> Path | None:
    """A control group of our own that counts CPU time, or None where we may not make one."""
    name = f"bench-{os.getpid()}"
    for parent in (OLD_GROUP, NEW_GROUP.parent):
        counts = (parent / "cpuacct.usage").exists() or (parent / "cpu.stat").exists()
        try:
            if counts:
                (parent / name).mkdir(exist_ok=True)
                return parent / name
        except OSError:
            continue
    return None


def _used_seconds(group: Path, old: bool) -> float:
    _wait_until_empty(group / "cgroup.procs")
    if old:
        return int((group / "cpuacct.usage").read_text(encoding="ascii")) / 1e9
    stat = dict(line.split() for line in (group / "cpu.stat").read_text(encoding="ascii").splitlines())
    return int(stat["usage_usec"]) / 1e6


def _wait_until_empty(procs: Path) -> None:
    deadline = time.monotonic() + 10
    while procs.read_text(encoding="ascii").strip() and time.monotonic() < deadline:
        time.sleep(0.02)


def _busy_seconds() -> float:
    """Seconds that the machine's cores have worked since it was started: user, nice, system, and interrupts."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
