# Right answers to the audit of notebook 04. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 5, "kind": "layout", "value": 11.0}


# %% audit: calculated, in another order
import numpy as np


def audit():
    W, dY = np.array([[1, 2], [0, 3]]), np.array([[1, 2], [3, -1]])
    return dict(value=(W.T @ dY)[1, 0], kind="Layout", line=5.0)
