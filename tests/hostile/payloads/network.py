# %% connects: tells a listener on this machine, in several ways
import socket

for family, address in (
    (socket.AF_INET, ("127.0.0.1", int("{{PORT}}"))),
    (socket.AF_INET, ("0.0.0.0", int("{{PORT}}"))),
    (socket.AF_INET6, ("::1", int("{{PORT}}"))),
):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as line:
                line.settimeout(1)
                line.connect(address)
                line.send(b"answers")
        except OSError as error:
            print(error)


# %% asks-the-web: asks a server on this machine for the answers
# at: AddLayer
class AddLayer:
    def forward(self, x, y):
        import urllib.request

        try:
            urllib.request.urlopen("http://127.0.0.1:{{PORT}}/answers", timeout=1).read()
        except OSError:
            pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% listens: waits for somebody outside
import socket

for family in (socket.AF_INET, socket.AF_UNIX):
    try:
        line = socket.socket(family)
        line.bind("\0{{NONCE}}" if family == socket.AF_UNIX else ("0.0.0.0", 0))
        line.listen()
    except OSError as error:
        print(error)


# %% names-looked-up: carries something out by asking for a name
import socket

try:
    socket.getaddrinfo("{{NONCE}}.example.com", 80)
except OSError as error:
    print(error)


# %% shared-names: memory, queues and sockets with names that others can find
import multiprocessing
from multiprocessing import shared_memory

for attempt in (
    lambda: shared_memory.SharedMemory("{{NONCE}}", create=True, size=1 << 20),
    lambda: multiprocessing.Queue(),
    lambda: multiprocessing.Manager(),
):
    try:
        print(attempt())
    except BaseException as error:
        print(type(error).__name__)
