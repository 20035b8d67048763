import ctypes

libc = ctypes.CDLL(None)
makers = (
    lambda: libc.shmget(0, 4096, 0o1600),
    lambda: libc.msgget(0, 0o1600),
    lambda: libc.semget(0, 1, 0o1600),
    lambda: libc.memfd_create(b"x", 0),
    lambda: libc.mq_open(b"/x", 0o102, 0o600, None),
)
[position for position, make in enumerate(makers) if make() >= 0]
