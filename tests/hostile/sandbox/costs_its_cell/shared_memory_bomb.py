import mmap
import os
import time

for _ in range(20):
    if os.fork() == 0:
        block = mmap.mmap(-1, 150 << 20)
        for _ in range(150):
            block.write(bytes(1 << 20))
        time.sleep(100)
time.sleep(100)
