# Right answers to the audit of notebook 05. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 6, "kind": "local", "value": 0.18}


# %% audit: calculated, in another order
import numpy as np


def audit():
    h = 1 / (1 + np.exp(-np.log(3.0)))
    return {"value": 0.96 * h * (1 - h), "kind": "local", "line": np.int64(6)}
