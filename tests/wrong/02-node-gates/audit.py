# Wrong answers to the audit of notebook 02. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 5, "kind": "shared", "value": 30}


# %% audit value-mismatch: the path is blamed
def audit():
    return {"line": 6, "kind": "path", "value": 30.0}


# %% audit value-mismatch: what the program prints
def audit():
    return {"line": 6, "kind": "shared", "value": 0}


# %% audit value-mismatch: the closed path is counted
def audit():
    return {"line": 6, "kind": "shared", "value": 40.0}


# %% audit wrong-type: a tuple
def audit():
    return 6, "shared", 30
