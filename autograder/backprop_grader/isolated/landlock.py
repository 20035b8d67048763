"""Landlock: after `restrict`, this process and its children reach the named files and nothing else, for good.

Works without privileges and without namespaces. See landlock(7); access rights and scopes are used as far as the
running kernel knows them.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from functools import cache

from backprop_grader.isolated import kernel

READ_FILE, READ_DIR = 1 << 2, 1 << 3
WRITE_FILE, TRUNCATE = 1 << 1, 1 << 14
ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""File system rights that a kernel with this ABI can withhold; since 5 with ioctl on devices."""
MAKE = sum(1 << bit for bit in (4, 5, 7, 8, 12))
"""Removing and making directories and files, and symbolic links: what a scratch folder is for. No sockets, devices."""
REFER = 1 << 13
TCP = 0b11
SCOPES = 0b11
"""Abstract sockets and signals stay within the domain."""
CREATE_VERSION = 1
RULE_PATH_BENEATH = 1
ABI_NETWORK, ABI_SCOPES = 4, 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@cache
def abi() -> int:
    """The version of Landlock that this kernel speaks; 0 where it has none."""
    try:
        return kernel.syscall(kernel.SYS_LANDLOCK_CREATE_RULESET, None, 0, CREATE_VERSION)
    except OSError:
        return 0


Place = tuple[int, _PathBeneath]
"""A file or folder, opened O_PATH, and the rule that lets it be read."""


def readable(path: str) -> Place:
    """A place to be read, for `restrict`; devices also to be written, /dev/null above all."""
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    kind = os.fstat(place).st_mode
    rights = READ_FILE | READ_DIR * stat.S_ISDIR(kind) | WRITE_FILE * stat.S_ISCHR(kind)
    return place, _PathBeneath(rights, place)


def restrict(readable: Iterable[Place], writable: str | None) -> None:
    """Give up every access but reading beneath `readable` and everything ordinary beneath `writable`.

    Also: no TCP (ABI 4), no signals to and no abstract sockets of processes outside (ABI 6). Needs no_new_privs.

    Raises:
        OSError: the kernel refused; nothing is restricted then.
    """
    ruleset = _ruleset(ALL_BY_ABI[min(abi(), 5)])
    try:
        for _, rule in readable:
            _allow(ruleset, rule)
        if writable is not None:
            place = os.open(writable, os.O_PATH | os.O_CLOEXEC)
            rights = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE | REFER
            _allow(ruleset, _PathBeneath(rights & ALL_BY_ABI[min(abi(), 5)], place))
            os.close(place)
        kernel.syscall(kernel.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def restrict_signals() -> None:
    """A domain that signals do not leave; files stay as they are. Needs ABI 6.

    Raises:
        OSError: the kernel refused.
    """
    ruleset = _ruleset(0)
    kernel.syscall(kernel.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _ruleset(handled: int) -> int:
    version = abi()
    rules = _Ruleset(handled, TCP * (version >= ABI_NETWORK), SCOPES * (version >= ABI_SCOPES))
    size = 24 if version >= ABI_SCOPES else 16 if version >= ABI_NETWORK else 8
    return kernel.syscall(kernel.SYS_LANDLOCK_CREATE_RULESET, ctypes.byref(rules), size, 0)


def _allow(ruleset: int, rule: _PathBeneath) -> None:
    kernel.syscall(kernel.SYS_LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
