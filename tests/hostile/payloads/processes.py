# %% answers-twice: a fork answers first, with something else
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        os.fork()
        return x - y

    def backward(self, dout):
        os.fork()
        return dout, dout


# %% daemon: a process that stays when its parent has gone
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)


# %% child-goes-on: a child that lives on in the cell and answers in the place of its parent
import os

if os.fork():
    os._exit(0)


# %% fork-bomb: processes without end, in an answer
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        try:
            for _ in range(200):
                os.fork()
        except OSError:
            pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% other-programs: starts programs in all ways there are
import os
import subprocess
import sys

for attempt in (
    lambda: subprocess.run(["/bin/sh", "-c", "touch /tmp/{{NONCE}}"], timeout=5),
    lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True),
    lambda: os.system("touch /dev/shm/{{NONCE}}"),
    lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "sleep 600"], {}),
):
    try:
        print(attempt())
    except (OSError, subprocess.SubprocessError) as error:
        print(error)


# %% another-program-instead: becomes another program in the middle of an answer
# at: AddLayer
import os
import sys


class AddLayer:
    def forward(self, x, y):
        os.execv(sys.executable, [sys.executable, "-c", "print(9.0)"])

    def backward(self, dout):
        return dout, dout


# %% everybody-killed: kills its parent, its group and everybody
# at: AddLayer
import os
import signal


class AddLayer:
    def forward(self, x, y):
        for target in (os.getppid(), 0, -1, 1):
            try:
                os.kill(target, signal.SIGKILL)
            except OSError:
                pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% parent-stopped: stops the process that would end it
# at: AddLayer
import os
import signal


class AddLayer:
    def forward(self, x, y):
        os.kill(os.getppid(), signal.SIGSTOP)
        return x - y

    def backward(self, dout):
        return dout, dout


# %% sixty-sleepers: fills the table of processes before the exercises
# at: end
import os, time

try:
    for _ in range(100):
        if os.fork() == 0:
            time.sleep(100)
            os._exit(0)
except OSError:
    pass
