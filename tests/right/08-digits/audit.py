# Right answers to the audit of notebook 08. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 6, "kind": "penalty", "value": 1.6}


# %% audit: calculated, in another order
import numpy as np


def audit():
    return {"value": np.array([4, 2]) @ [1.3, 2.2] / 6, "kind": "penalty", "line": np.int64(6)}
