import fcntl
import mmap
import os
import socket

one, other = socket.socketpair()
reading, writing = os.pipe()


def zeros():
    return mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096)


makers = {
    "shared": lambda: mmap.mmap(-1, 4096),
    "shared, checked": lambda: mmap.mmap(-1, 4096, flags=3 | mmap.MAP_ANONYMOUS),
    "zeros": zeros,
    "long queue": lambda: one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26),
    "long queue at the other end": lambda: other.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 26),
    "long pipe": lambda: fcntl.fcntl(writing, 1031, 1 << 20),  # F_SETPIPE_SZ
    "many sockets": lambda: [socket.socketpair() for _ in range(50)],
}
found = []
for name, make in makers.items():
    try:
        make()
        found.append(name)
    except OSError:
        pass
found
