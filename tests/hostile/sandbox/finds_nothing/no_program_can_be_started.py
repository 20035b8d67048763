import os
import sys


def started(call):
    try:
        return call()
    except OSError:
        return 0


started(lambda: os.posix_spawn("/bin/sh", ["sh"], {})) or started(lambda: os.execv(sys.executable, ["python"]))
