import fcntl
import os

reading, writing = os.pipe()


def done(command, argument):
    try:
        fcntl.fcntl(reading, command, argument)
    except OSError:
        return False
    return True


[pair for pair in ((fcntl.F_SETOWN, 1), (10, 9), (15, bytes(8))) if done(*pair)]  # F_SETSIG, F_SETOWN_EX
