# Wrong answers to the audit of notebook 08. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 7, "kind": "optimizer", "value": 3.1}


# %% audit value-mismatch: the mean is blamed
def audit():
    return {"line": 6, "kind": "mean", "value": 1.6}


# %% audit value-mismatch: what the report prints
def audit():
    return {"line": 6, "kind": "penalty", "value": 2.4}


# %% audit value-mismatch: the loss alone
def audit():
    return {"line": 6, "kind": "penalty", "value": 0.8}


# %% audit value-mismatch: the plain mean of two devices
def audit():
    return {"line": 6, "kind": "penalty", "value": (1.3 + 2.2) / 2}


# %% audit wrong-type: a tuple
def audit():
    return 6, "penalty", 1.6
