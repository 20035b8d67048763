"""How the warm parent is started at each level: the command, its environment, and which walls its forks build.

Nothing is started here; `parent` does that, and `levels` finds out what works.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from backprop_grader.isolated import kernel, landlock, seccomp
from backprop_grader.isolated.jail import Plan
from backprop_grader.isolation.errors import IsolationUnavailable
from backprop_grader.isolation.runtime import Runtime

FIRST_FREE_ID = 0x70000000
"""User ids from here to 2^31 belong to nobody by convention (systemd.io/UIDS-GIDS); 64 for each trusted process."""
MAX_PROCESS_ID = 1 << 22
LAST_RESORT_ID = 60600
BOOT = "import sys; sys.path += sys.argv[1:]; from backprop_grader.isolated.warm import main; main()"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
CONTAINER = "grade in the repository's devcontainer (.devcontainer/), or insist with --isolation none"


@dataclass(frozen=True)
class Start:
    """How to start the warm parent of one level.

    Attributes:
        command: program and arguments.
        environment: all of its environment.
        plan: the walls that each submission builds.
        capabilities: what the parent keeps of root's powers; None where it never had any.
    """

    command: tuple[str, ...]
    environment: dict[str, str]
    plan: Plan
    capabilities: tuple[int, ...] | None = None


def environment(home: str) -> dict[str, str]:
    """The sandbox's environment: nothing of ours; one BLAS thread; the same order of sets in every run."""
    return {
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "PYTHONHASHSEED": "0",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "IPYTHONDIR": f"{home}/.ipython",
        "MALLOC_ARENA_MAX": "2",  # each arena maps 64 MiB, which would count as used
        **dict.fromkeys(THREADS, "1"),
    }


def python(runtime: Runtime) -> tuple[str, ...]:
    """The interpreter with the runtime's import path, without site, user folders and byte code writing."""
    options = ("-s", "-S", "-P", "-B", "-X", "utf8", "-c", BOOT)
    return (str(runtime.executable), *options, *(str(place) for place in runtime.import_path))


def bubblewrap(runtime: Runtime) -> Start:
    """Level "bwrap": an empty root with a read-only runtime, no network, own processes; walls of each fork inside.

    Raises:
        IsolationUnavailable: bubblewrap is not installed, or this is not Linux.
    """
    _need_linux()
    program = shutil.which("bwrap")
    if program is None:
        raise IsolationUnavailable("bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)")
    root = os.geteuid() == 0
    inside_tmp = any(place.is_relative_to("/tmp") for place in (*runtime.shown, *runtime.shown_again))
    home = "/home/student" if inside_tmp else "/tmp"  # what is mounted there hides what was there before
    plan = Plan(
        scratch=home,
        namespaces=True,
        landlock=landlock.abi() > 0,
        user=_own_user() if root else None,
        readable=tuple(map(str, runtime.readable())),
    )
    command = (program, *_namespaces(root), *_mounts(runtime, home), "--chdir", "/", "--", *python(runtime))
    return Start(command, environment(home), plan, (kernel.CAP_SETUID, kernel.CAP_SETGID) if root else None)


def _namespaces(root: bool) -> Iterator[str]:
    """As root no user namespace: the forks become an unprivileged user, which a namespace of one user has not."""
    yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--die-with-parent", "--new-session", "--hostname", "sandbox", "--cap-drop", "ALL")
    yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID") if root else ("--unshare-user",)


def _mounts(runtime: Runtime, home: str) -> Iterator[str]:
    yield from ("--perms", "1777", "--tmpfs", home)
    places = (*runtime.shown, *runtime.shown_again, *runtime.devices)
    for folder in sorted({folder for place in places for folder in place.parents}):
        yield from ("--dir", str(folder))  # left to bubblewrap, some of them would be closed to the forks' user
    for place in runtime.shown:
        if place.is_symlink():
            yield from ("--symlink", str(place.readlink()), str(place))
        else:
            yield from ("--ro-bind", str(place), str(place))
    for place in runtime.hidden:
        yield from ("--tmpfs", str(place)) if place.is_dir() else ("--ro-bind", os.devnull, str(place))
    for place in runtime.shown_again:
        yield from ("--ro-bind", str(place), str(place))
    for place in runtime.hidden:
        yield from ("--remount-ro", str(place))
    for device in runtime.devices:
        yield from ("--dev-bind", str(device), str(device))
    yield from ("--proc", "/proc", "--remount-ro", "/")


def landlocked(runtime: Runtime, scratch: str) -> Start:
    """Level "landlock": no namespaces; Landlock, seccomp and rlimits around each fork.

    Raises:
        IsolationUnavailable: the kernel has no Landlock, or this is not Linux.
    """
    _need_linux()
    if landlock.abi() == 0:
        raise IsolationUnavailable("this kernel has no Landlock (Linux 5.13 or later, with landlock among its LSMs)")
    root = os.geteuid() == 0
    readable = tuple(map(str, runtime.readable()))
    search = root and not all(_open_to_all(Path(place)) for place in readable)
    plan = Plan(
        landlock=True, user=_own_user() if root else None, keep_search=search, readable=readable, scratch=scratch
    )
    kept = (kernel.CAP_SETUID, kernel.CAP_SETGID, kernel.CAP_DAC_READ_SEARCH) if root else None
    return Start(python(runtime), environment(scratch), plan, kept)


def unprotected(runtime: Runtime, scratch: str) -> Start:
    """Level "none": a plain process.

    Raises:
        IsolationUnavailable: this system cannot fork.
    """
    if not hasattr(os, "fork"):
        raise IsolationUnavailable(f"this system cannot fork processes: {CONTAINER.split(',', maxsplit=1)[0]}")
    return Start(python(runtime), environment(scratch), Plan(walls=False, scratch=scratch))


def with_own_user(start: Start, number: int) -> Start:
    """The same with another user for each fork, so that none can do anything to another; 60 of them, in turn."""
    user = start.plan.user
    if user is None or user < FIRST_FREE_ID:
        return start
    return replace(start, plan=replace(start.plan, user=user + (number % 60) * MAX_PROCESS_ID))


def without_namespaces(start: Start) -> Start:
    """The same where submissions cannot have namespaces of their own within bubblewrap's."""
    return replace(start, plan=replace(start.plan, namespaces=False))


def _need_linux() -> None:
    if sys.platform != "linux":
        raise IsolationUnavailable(f"{sys.platform} has no sandbox that we know: {CONTAINER}")
    if kernel.machine() not in seccomp.ARCHITECTURES:
        raise IsolationUnavailable(f"no list of system calls for {kernel.machine()}: {CONTAINER}")


def _own_user() -> int:
    """A user id that nobody else has: that of no other trusted process either."""
    mapped = Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    wanted = FIRST_FREE_ID + os.getpid()
    highest = wanted + 63 * MAX_PROCESS_ID
    return wanted if int(mapped[0]) + int(mapped[2]) > highest else LAST_RESORT_ID + os.getpid() % 500


def _open_to_all(path: Path) -> bool:
    """Whether any user may pass through all folders on the way."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)
