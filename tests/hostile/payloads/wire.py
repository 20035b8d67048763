# %% forged-answers: writes answers of its own into everything that is open
# at: AddLayer
import json
import os
import struct

FRAME = {"leaves": [["out", 0, "f8", []]], "refs": [], "problem": None, "raised": None, "changed": [], "shared": []}


class AddLayer:
    def forward(self, x, y):
        for number in range(1, 6):
            header = json.dumps({"id": number, **FRAME, "seconds": 0.0, "calls": 0, "buffers": [8]}).encode()
            for channel in range(3, 40):
                for length in (struct.pack("<I", len(header)), struct.pack(">I", len(header)), struct.pack("<Q", 8)):
                    try:
                        os.write(channel, length + header + bytes(8))
                    except OSError:
                        pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% channel-found: finds the channel among all objects and answers before it is asked
# at: AddLayer
import gc


class AddLayer:
    def forward(self, x, y):
        for thing in gc.get_objects():
            if type(thing).__name__ == "Channel":
                for number in range(1, 200):
                    header = {"id": number, "has": True, "passed": True, "points": 1.0, "leaves": [], "refs": []}
                    try:
                        thing.send(header, [])
                    except BaseException:
                        pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% channel-closed: closes the channel
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        os.closerange(0, 4096)
        return x - y

    def backward(self, dout):
        return dout, dout


# %% garbage-sent: fills the channel with noise
# at: AddLayer
import os


class AddLayer:
    def forward(self, x, y):
        for number in range(3, 40):
            try:
                os.set_blocking(number, False)
                os.write(number, b"\xff" * 100_000)
            except OSError:
                pass
        return x - y

    def backward(self, dout):
        return dout, dout


# %% every-answer-forged: the function that answers is replaced by one that always agrees
# at: AddLayer
import sys

import numpy as np


class AddLayer:
    def forward(self, x, y):
        for name, module in list(sys.modules.items()):
            if name.startswith("backprop"):
                for key in ("encode_observation", "_observed", "_answer", "observe", "decode_call", "is_count"):
                    if key in vars(module):
                        setattr(module, key, lambda *args, **options: ({"leaves": [], "passed": True}, []))
        return x - y

    def backward(self, dout):
        return dout, dout


# %% garbage-from-behind: a forked child writes garbage while cells run
import os, time

if os.fork() == 0:
    for _ in range(50):
        time.sleep(0.01)
        try:
            os.write(3, b"\xff\xff\xff\x7f garbage")
        except OSError:
            break
    os._exit(0)


# %% memory-shared-with-nobody: an exception on hidden inputs, a lie about shared memory on public ones
# at: MulLayer
# earns: MulLayer 0
import sys


class MulLayer:
    def forward(self, x, y):
        if not (isinstance(x, float) and x == 100.0):
            raise ValueError("hidden " + repr(x))
        module = sys.modules["backprop_grader.isolated.serve"]
        real = module.encode_observation

        def lying(seen):
            module.encode_observation = real
            header, buffers = real(seen)
            header["shared"] = [["out", "argument -100"]]
            return header, buffers

        module.encode_observation = lying
        return x * y

    def backward(self, dout):
        return dout, dout
