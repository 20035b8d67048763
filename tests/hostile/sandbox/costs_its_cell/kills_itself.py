import ctypes
import os
import signal

os.kill(os.getpid(), signal.SIGSEGV)  # the first process of a namespace does not hear this one
ctypes.string_at(0)
