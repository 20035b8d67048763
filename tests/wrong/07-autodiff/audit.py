# Wrong answers to the audit of notebook 07. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 5, "kind": "constant", "value": 36}


# %% audit value-mismatch: a path is blamed
def audit():
    return {"line": 6, "kind": "path", "value": 36.0}


# %% audit value-mismatch: the calculation is blamed
def audit():
    return {"line": 6, "kind": "arithmetic", "value": 36.0}


# %% audit value-mismatch: the printed value
def audit():
    return {"line": 6, "kind": "constant", "value": 18}


# %% audit value-mismatch: the other entry
def audit():
    return {"line": 6, "kind": "constant", "value": 16.0}


# %% audit wrong-type: a tuple
def audit():
    return 6, "constant", 36
