"""How much of the machine one submission may use, and the part of it that the kernel enforces as rlimits."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from dataclasses import dataclass

MiB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The budgets of one submission: seconds of wall time, bytes, and counts.

    Attributes:
        exercise_seconds: waiting for the answers of one exercise.
        cell_seconds: one cell.
        submission_seconds: all cells together; a quarter of it is kept for running them again after a hang.
        memory_bytes: what one process may allocate, and what all of them together may occupy.
        text_bytes, image_bytes: outputs that are kept of one cell: text, and each picture.
        output_bytes: outputs that are kept of all cells together.
        answer_bytes: results of one call.
        file_bytes, scratch_bytes: one file, and all files together (the latter where there are namespaces).
        processes: processes and threads.
        open_files: open files of one process; the kernel keeps up to a quarter of a MiB for each that is a socket.
    """

    exercise_seconds: float = 10.0
    cell_seconds: float = 10.0
    submission_seconds: float = 120.0
    memory_bytes: int = 2048 * MiB
    text_bytes: int = MiB // 4
    image_bytes: int = MiB
    output_bytes: int = 8 * MiB
    answer_bytes: int = 64 * MiB
    file_bytes: int = 16 * MiB
    scratch_bytes: int = 64 * MiB
    processes: int = 64
    open_files: int = 64


def apply(limits: Limits, mapped: int, processes: int) -> None:
    """Set this process's rlimits, for good; memory comes on top of the bytes that are mapped already."""
    seconds = int(limits.submission_seconds + limits.exercise_seconds) + 60
    _set(resource.RLIMIT_AS, mapped + limits.memory_bytes)
    _set(resource.RLIMIT_FSIZE, limits.file_bytes)
    _set(resource.RLIMIT_NPROC, processes)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_CPU, seconds)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_MEMLOCK, 0)


def mapped_bytes() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _set(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(*(() if sys.platform == "linux" else (ValueError, OSError))):
        resource.setrlimit(which, (value, value))
