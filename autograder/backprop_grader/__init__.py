"""The grader: what decides."""

import os

# Before NumPy is imported: on a busy machine OpenBLAS's threads wait for each other (`rescue` took 25 s, not 2.6).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
