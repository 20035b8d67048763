import os
import time

for _ in range(20):
    if os.fork() == 0:
        block = bytearray(150 << 20)
        time.sleep(100)
time.sleep(100)
