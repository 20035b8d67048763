import threading
import time

for _ in range(10**4):
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
