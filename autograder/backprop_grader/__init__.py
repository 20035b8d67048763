"""The grader: what decides."""

import os

# Before NumPy is imported: OpenBLAS threads wait for each other on a busy machine (notebook 06 took 25 s, not 2.6).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
