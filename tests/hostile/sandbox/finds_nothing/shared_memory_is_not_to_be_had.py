from multiprocessing import shared_memory

try:
    shared_memory.SharedMemory(create=True, size=8)
    found = True
except OSError:
    found = False
found
