# Right answers to the audit of notebook 03. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 5, "kind": "memory", "value": 2880000.0}


# %% audit: calculated, in another order
def audit():
    return dict(value=(20 * 30) ** 2 * 8, kind="Memory", line=5.0)


# %% audit: measured
import numpy as np


def audit():
    return {"line": np.int64(5), "kind": "memory", "value": np.zeros((600, 600)).nbytes}
