"""One thread for each process: small matrices gain nothing from more, and tests run side by side."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
