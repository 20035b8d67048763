"""seccomp: the allow list of system calls as a BPF program, written by hand so that no library is needed.

Calls that are not allowed fail with EPERM; ones younger than the list with ENOSYS. See seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import struct
from dataclasses import dataclass
from functools import cache

from backprop_grader.isolated import kernel, syscalls

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, GREATER, ANY_BIT, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in struct seccomp_data."""
MODE_FILTER = 2

AF_UNIX = 1
CLONE_NAMESPACES = 0x7E020080
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME."""
F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY = 8, 10, 15, 1026
"""With these a process can have the kernel send signals to others."""
F_SETPIPE_SZ, SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE = 1031, 7, 8, 32, 33
"""With these the kernel keeps more for a pipe or a socket than it does unasked, in memory that is no process's."""
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
"""Together, memory that stays when a process has let go of it (MADV_DONTNEED): nobody's resident size shows it."""
TERMINAL_QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX: what opening a file and isatty ask."""
HARMLESS_PRCTL = (15, 16, 0x53564D41)
"""PR_SET_NAME, PR_GET_NAME, PR_SET_VMA."""


@dataclass(frozen=True)
class Rule:
    """A condition on one argument: one of `values`, none of `values`, no bit of `mask`, or null."""

    argument: int
    values: tuple[int, ...] = ()
    allow: bool = True
    mask: int = 0


CHECKS: dict[str, Rule] = {
    "clone": Rule(0, mask=CLONE_NAMESPACES),
    "fcntl": Rule(1, (F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY, F_SETPIPE_SZ), allow=False),
    "ioctl": Rule(1, TERMINAL_QUERIES),
    "prctl": Rule(0, HARMLESS_PRCTL),
    "prlimit64": Rule(0, (0,)),
    "socketpair": Rule(0, (AF_UNIX,)),
    "sendto": Rule(4),
    "setsockopt": Rule(2, (SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE), allow=False),
}

SIGNALLING = ("kill", "tgkill")


@cache
def program(machine: str, alone: bool, own_files: bool, process: int) -> bytes:
    """The BPF program.

    Args:
        machine: "x86_64" or "aarch64".
        alone: whether a signal can reach only the submission's own processes; else only `process` may be signalled.
        own_files: whether modes, times and links may be changed (see `syscalls.ATTRIBUTES`).
        process: the id of the process that installs the program.

    Raises:
        KeyError: the list does not know this architecture.
    """
    checked = syscalls.numbers(syscalls.CHECKED, machine)
    code = [_op(LOAD, ARCHITECTURE), _op(EQUAL, ARCHITECTURES[machine], 1, 0), _op(RETURN, KILL), _op(LOAD, NUMBER)]
    for group in _free_groups(own_files):
        for number in syscalls.numbers(group, machine).values():
            code += [_op(EQUAL, number, 0, 1), _op(RETURN, ALLOW)]
    for name, number in checked.items():
        block = _block(name, alone, process)
        code += [_op(EQUAL, number, 0, len(block)), *block]
    code += [_op(GREATER, syscalls.LAST, 0, 1), _fail(errno.ENOSYS), _fail(errno.EPERM)]
    return b"".join(code)


def install(code: bytes) -> None:
    """Put this thread and its future children under the program, for good. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))

    holder = Program(len(code) // 8, code)
    kernel.prctl(kernel.PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(holder))


def _free_groups(own_files: bool) -> list[str]:
    free = [syscalls.FILES, syscalls.MEMORY, syscalls.PROCESS, syscalls.SIGNALS, syscalls.CLOCKS, syscalls.SOCKETS]
    return [*free, syscalls.ATTRIBUTES] if own_files else free


def _block(name: str, alone: bool, process: int) -> list[bytes]:
    """Instructions that decide on one call by its arguments; they always return."""
    if name == "clone3":
        return [_fail(errno.ENOSYS)]  # its flags are behind a pointer; the C library then uses clone
    if name in SIGNALLING:
        return [_op(RETURN, ALLOW)] if alone else _one_of(Rule(0, (process,)))
    if name == "mmap":
        allowed, refused = _op(RETURN, ALLOW), _fail(errno.EPERM)
        return [_low(3), _op(ANY_BIT, MAP_SHARED, 0, 2), _op(ANY_BIT, MAP_ANONYMOUS, 0, 1), refused, allowed]
    rule = CHECKS[name]
    if rule.mask:
        return [_low(rule.argument), _op(ANY_BIT, rule.mask, 0, 1), _fail(errno.EPERM), _op(RETURN, ALLOW)]
    return _one_of(rule) if rule.values else _null(rule.argument)


def _one_of(rule: Rule) -> list[bytes]:
    found, otherwise = _op(RETURN, ALLOW), _fail(errno.EPERM)
    if not rule.allow:
        found, otherwise = otherwise, found
    tests = [piece for value in rule.values for piece in (_op(EQUAL, value, 0, 1), found)]
    return [_low(rule.argument), *tests, otherwise]


def _null(argument: int) -> list[bytes]:
    """A pointer that must be null: both its halves are looked at."""
    refused = _fail(errno.EPERM)
    high = _op(LOAD, ARGUMENTS + 8 * argument + 4)
    zero = _op(EQUAL, 0, 1, 0)
    return [_low(argument), zero, refused, high, zero, refused, _op(RETURN, ALLOW)]


def _low(argument: int) -> bytes:
    """Load the low half (both machines are little-endian), all that the kernel looks at where an argument is an int."""
    return _op(LOAD, ARGUMENTS + 8 * argument)


def _fail(number: int) -> bytes:
    return _op(RETURN, FAIL | number)


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
