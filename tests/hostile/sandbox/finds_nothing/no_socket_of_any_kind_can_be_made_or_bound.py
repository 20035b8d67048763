import socket


def made(family, kind):
    try:
        socket.socket(family, kind)
    except OSError:
        return False
    return True


families = ((2, 1), (2, 2), (10, 1), (1, 1), (1, 2), (16, 3), (17, 3), (40, 1))  # internet, local, netlink, raw, vsock
[family for family in families if made(*family)]
