import os
import time

for _ in range(10):
    if os.fork() == 0:
        for _ in range(3):
            os.fork()
        time.sleep(1000)
