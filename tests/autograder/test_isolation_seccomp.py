"""The list of system calls, executed by a small interpreter of BPF: for both architectures, on any machine."""

import errno
import re
import struct
from pathlib import Path

import pytest

from backprop_grader.isolated import seccomp, syscalls

GROUPS = (
    *(syscalls.FILES, syscalls.MEMORY, syscalls.PROCESS, syscalls.SIGNALS, syscalls.CLOCKS),
    *(syscalls.SOCKETS, syscalls.CHECKED, syscalls.ATTRIBUTES),
)
ARCHITECTURES = ("x86_64", "aarch64")
FORBIDDEN = {
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "connect": (42, 203),
    "bind": (49, 200),
    "socket": (41, 198),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425),
    "process_vm_readv": (310, 270),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138),
    "tkill": (200, 130),
    "memfd_create": (319, 279),
    "setuid": (105, 146),
    "keyctl": (250, 219),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "setpriority": (141, 140),
    "seccomp": (317, 277),
    "landlock_restrict_self": (446, 446),
}
ALLOWED, DENIED, UNKNOWN = seccomp.ALLOW, seccomp.FAIL | errno.EPERM, seccomp.FAIL | errno.ENOSYS


def decide(program, machine, number, *arguments, architecture=None):
    """What the kernel does with a call: runs the program on its struct seccomp_data."""
    arguments = [value & (1 << 64) - 1 for value in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    data = struct.pack("<IIQ6Q", number, architecture or seccomp.ARCHITECTURES[machine], 0, *arguments)
    position, accumulator = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("<HBBI", program, 8 * position)
        position += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x25: accumulator > value, 0x45: accumulator & value != 0}[code]
            position += if_true if holds else if_false


@pytest.fixture(params=ARCHITECTURES)
def machine(request):
    return request.param


@pytest.fixture
def strict(machine):
    return seccomp.program(machine, False, False, 77)


@pytest.fixture
def contained(machine):
    return seccomp.program(machine, True, True, 0)


def number_of(machine, name):
    return next(numbers[name] for group in GROUPS if name in (numbers := syscalls.numbers(group, machine)))


def test_what_python_needs_is_allowed(machine, strict):
    for name in ("read", "write", "openat", "mmap", "futex", "exit_group", "wait4", "clock_gettime", "getrandom"):
        assert decide(strict, machine, number_of(machine, name)) == ALLOWED


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_reaches_out_is_not(machine, strict, contained, name):
    number = FORBIDDEN[name][ARCHITECTURES.index(machine)]
    assert decide(strict, machine, number) == decide(contained, machine, number) == DENIED


def test_of_all_numbers_only_the_listed_are_allowed(machine, contained):
    listed = {number for group in GROUPS for number in syscalls.numbers(group, machine).values()}
    assert {number for number in range(1000) if decide(contained, machine, number) == ALLOWED} <= listed
    assert decide(contained, machine, 900) == UNKNOWN


def test_another_architecture_or_calling_convention_is_no_way_around(machine, contained):
    other = 0x40000003  # i386
    assert decide(contained, machine, 11, architecture=other) == seccomp.KILL
    assert decide(contained, machine, 0x40000000 | 59) == UNKNOWN  # x32's numbers


def test_forks_and_threads_may_not_make_namespaces(machine, contained):
    clone = number_of(machine, "clone")
    for flags in (0x01200011, 0x003D0F00):  # fork, thread
        assert decide(contained, machine, clone, flags) == ALLOWED
    for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x80):
        assert decide(contained, machine, clone, 0x11 | flag) == DENIED
    assert decide(contained, machine, number_of(machine, "clone3")) == UNKNOWN


@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_only_where_nobody_else_can_be_hit_others_may_be_signalled(machine, strict, contained, name):
    number = number_of(machine, name)
    assert decide(strict, machine, number, 77) == ALLOWED
    assert [decide(strict, machine, number, process) for process in (1, 0, -1, 78, -77)] == [DENIED] * 5
    assert decide(contained, machine, number, -1) == ALLOWED


def test_only_where_files_are_its_own_their_modes_may_be_changed(machine, strict, contained):
    for name, number in syscalls.numbers(syscalls.ATTRIBUTES, machine).items():
        assert decide(strict, machine, number) in (DENIED, UNKNOWN), name
        assert decide(contained, machine, number) == ALLOWED, name


def test_arguments_are_looked_at(machine, strict):
    def ask(name, *arguments):
        return decide(strict, machine, number_of(machine, name), *arguments)

    assert (ask("socketpair", 1), ask("socketpair", 2)) == (ALLOWED, DENIED)
    assert (ask("sendto", 3, 0, 0, 0, 0), ask("sendto", 3, 0, 0, 0, 4096)) == (ALLOWED, DENIED)
    assert ask("sendto", 3, 0, 0, 0, 1 << 40) == DENIED
    assert (ask("ioctl", 1, 0x5401), ask("ioctl", 1, 0x5412)) == (ALLOWED, DENIED)  # TCGETS, TIOCSTI
    assert (ask("fcntl", 1, 3), ask("fcntl", 1, 8)) == (ALLOWED, DENIED)  # F_GETFL, F_SETOWN
    assert (ask("fcntl", 1, 1030), ask("fcntl", 1, 1031)) == (ALLOWED, DENIED)  # F_DUPFD_CLOEXEC, F_SETPIPE_SZ
    assert (ask("setsockopt", 3, 1, 2), ask("setsockopt", 3, 1, 7)) == (ALLOWED, DENIED)  # SO_REUSEADDR, SO_SNDBUF
    assert (ask("prctl", 15), ask("prctl", 1), ask("prctl", 4)) == (ALLOWED, DENIED, DENIED)
    assert (ask("prlimit64", 0), ask("prlimit64", 1)) == (ALLOWED, DENIED)


def test_memory_is_shared_by_files_only(machine, strict, contained):
    private, shared, checked, anonymous = 0x02, 0x01, 0x03, 0x20
    for program in (strict, contained):
        flags = (private, private | anonymous, 0x20022, shared, checked, shared | anonymous, checked | anonymous)
        seen = [decide(program, machine, number_of(machine, "mmap"), 0, 4096, 3, flag) for flag in flags]
        assert seen == [ALLOWED] * 5 + [DENIED] * 2


HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}


def test_the_numbers_are_those_of_the_kernels_headers(machine):
    header = Path(HEADERS[machine])
    if not header.exists():
        pytest.skip(f"no {header}")
    known = {m[1]: int(m[2]) for m in re.finditer(r"#define __NR(?:3264)?_(\w+) (\d+)\b", header.read_text())}
    known["newfstatat"] = known.get("newfstatat", known.get("fstatat"))
    for group in GROUPS:
        for name, number in syscalls.numbers(group, machine).items():
            assert known.get(name, number) == number, name


def test_an_architecture_that_the_list_does_not_know_has_no_program():
    with pytest.raises(KeyError):
        seccomp.program("riscv64", True, True, 0)
