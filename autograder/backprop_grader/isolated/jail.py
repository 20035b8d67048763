"""The walls around one submission, built from inside before its first byte is read: identity, namespaces, files, calls.

Every function raises OSError where the kernel refuses; then nothing foreign is run. What is built is named by `Plan`,
which comes from the trusted side.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from backprop_grader.isolated import kernel, landlock, limits, seccomp

INNER_ID = 1000
"""User and group id that a submission sees in its own namespace."""
HIDDEN = ("/proc",)


@dataclass(frozen=True)
class Plan:
    """Which walls to build.

    Attributes:
        walls: False only for level "none": no wall at all but rlimits.
        namespaces: own user, process and mount namespace for each submission.
        landlock: Landlock (the kernel has it).
        user: user and group id to become first; None stays what it is (an ordinary user).
        keep_search: keep the capability to pass through folders that only root may enter: the runtime lies in one.
        readable: files and folders of the runtime.
        scratch: with namespaces, the folder over which a submission's own file system is mounted; without, one in
            which each submission gets a folder of its own.
    """

    walls: bool = True
    namespaces: bool = False
    landlock: bool = False
    user: int | None = None
    keep_search: bool = False
    readable: tuple[str, ...] = ()
    scratch: str = "/tmp"

    @property
    def scoped(self) -> bool:
        """Whether Landlock keeps signals within the submission."""
        return self.landlock and landlock.abi() >= landlock.ABI_SCOPES

    @property
    def alone(self) -> bool:
        """Whether a signal of the submission can reach nothing but the submission."""
        return self.walls and (self.namespaces or self.scoped)


def open_places(paths: tuple[str, ...]) -> list[landlock.Place]:
    """The paths that exist, opened as places (not for reading)."""
    return [landlock.readable(path) for path in paths if Path(path).exists()] if sys.platform == "linux" else []


def system_calls(plan: Plan) -> bytes:
    """The seccomp program of a plan, for the process that asks."""
    return seccomp.program(kernel.machine(), plan.alone, plan.namespaces, 0 if plan.alone else os.getpid())


def become(user: int, keep_search: bool) -> None:
    """Become an unprivileged user, for good."""
    kernel.prctl(kernel.PR_SET_KEEPCAPS, int(keep_search))
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kernel.set_capabilities(frozenset({kernel.CAP_DAC_READ_SEARCH} if keep_search else ()))


def enter_namespaces() -> None:
    """Own user and process namespaces; children of this process live in the latter."""
    user, group = os.getuid(), os.getgid()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # a change of user makes /proc/self root's
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWPID)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{INNER_ID} {user} 1")
    _write("/proc/self/gid_map", f"{INNER_ID} {group} 1")


def _write(path: str, text: str) -> None:
    file = os.open(path, os.O_WRONLY)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)


def own_files(budget: limits.Limits, scratch: str) -> None:
    """An own file system of limited size, and nothing where other processes could be seen."""
    kernel.unshare(kernel.CLONE_NEWNS)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("tmpfs", scratch, flags, f"size={budget.scratch_bytes},nr_inodes=2000,mode=700")
    for place in HIDDEN:
        kernel.mount("tmpfs", place, flags | kernel.MS_RDONLY, "size=4096,nr_inodes=2")


def lock(plan: Plan, places: list[landlock.Place], scratch: str) -> None:
    """Close the jail around this process: capabilities, Landlock, seccomp, in this order.

    Args:
        plan: which walls.
        places: the runtime, opened by `open_places`.
        scratch: the one folder that may be written.
    """
    if not plan.walls:
        return
    kernel.set_capabilities(frozenset({kernel.CAP_DAC_READ_SEARCH} if plan.keep_search else ()))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if plan.landlock:
        landlock.restrict(places, scratch)
    seccomp.install(system_calls(plan))


def processes_allowed(plan: Plan, budget: limits.Limits) -> int:
    """What RLIMIT_NPROC is set to: it counts all of a user's processes, others' too where the user is shared."""
    if plan.namespaces or plan.user is not None or not sys.platform.startswith("linux"):
        return budget.processes
    return budget.processes + sum(_threads(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _threads(process: Path) -> int:
    try:
        return len(list((process / "task").iterdir())) if process.stat().st_uid == os.getuid() else 0
    except OSError:
        return 0
