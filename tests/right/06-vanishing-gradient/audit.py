# Right answers to the audit of notebook 06. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 5, "kind": "range", "value": 1.0}


# %% audit: nudged, in another order
import numpy as np


def audit():
    def chain(x):
        for _ in range(10):
            x = np.tanh(x)
        return x

    return {"value": (chain(1e-6) - chain(-1e-6)) / 2e-6, "kind": "range", "line": np.int64(5)}
