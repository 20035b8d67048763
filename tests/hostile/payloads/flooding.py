# %% prints-without-end: prints a hundred megabytes
line = "9.0 " * 25_000
for _ in range(1000):
    print(line)


# %% files-one-and-two: writes to the open files behind print
import os

for _ in range(300):
    os.write(1, b"9.0\n" * 25_000)
    os.write(2, b"error " * 25_000)


# %% displays-without-end: ten thousand outputs
for number in range(10_000):
    display(number)


# %% long-repr: a value whose text has a hundred million characters
class Long:
    def __repr__(self):
        return "9" * 100_000_000


Long()


# %% long-exception: an exception with a long story, and a longer name
raise type("E" * 1_000_000, (Exception,), {})("9" * 10_000_000)


# %% pictures-without-end: pictures that are many, large, or none
import struct
import zlib

from IPython.display import display


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, text=b""):
    body = zlib.compress(bytes(1000))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"tEXt", text) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


for picture in (png(1 << 30, 1 << 30), png(8, 8, b"<script>"), png(8, 8, bytes(5 << 20)), b"GIF89a", b"<svg/>"):
    display({"image/png": picture}, raw=True)
for _ in range(200):
    display({"image/png": png(8, 8)}, raw=True)


# %% large-answers: results of many gigabytes
# at: AddLayer
import numpy as np


class AddLayer:
    def forward(self, x, y):
        return np.broadcast_to(np.float64(1.0), (1 << 20, 1 << 20))

    def backward(self, dout):
        return np.zeros(1 << 27), np.zeros(1 << 27)


# %% deep-answers: results that are nested without end
# at: basket
def basket(prices, counts, tax):
    result = ()
    for _ in range(100_000):
        result = (result,)
    return result, result, result, result


# %% wide-results: results of eight million entries
# at: MulLayer
# earns: MulLayer 0
import numpy as np


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.full(8_000_000, x * y) if np.ndim(x) else x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x
