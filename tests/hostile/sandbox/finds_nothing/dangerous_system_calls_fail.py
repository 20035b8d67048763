import ctypes
import errno
import os

# ptrace, process_vm_readv, process_vm_writev, bpf, perf_event_open, userfaultfd, io_uring_setup, mount, unshare, setns,
# name_to_handle_at, open_by_handle_at, pidfd_open, pidfd_getfd, keyctl, add_key, chroot, pivot_root, setuid, execveat, execve
numbers = {
    "x86_64": (101, 310, 311, 321, 298, 323, 425, 165, 272, 308, 303, 304, 434, 438, 250, 248, 161, 155, 105, 322, 59),
    "aarch64": (117, 270, 271, 280, 241, 282, 425, 40, 97, 268, 264, 265, 434, 438, 219, 217, 51, 41, 146, 281, 221),
}
libc = ctypes.CDLL(None, use_errno=True)


def refused(number):
    return libc.syscall(number, 0, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM


[number for number in numbers[os.uname().machine] if not refused(number)]
