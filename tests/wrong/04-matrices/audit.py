# Wrong answers to the audit of notebook 04. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 4, "kind": "layout", "value": 11}


# %% audit value-mismatch: the calculation is blamed
def audit():
    return {"line": 5, "kind": "arithmetic", "value": 11.0}


# %% audit value-mismatch: what the line says
def audit():
    return {"line": 5, "kind": "layout", "value": 1}


# %% audit value-mismatch: W is not turned
def audit():
    return {"line": 5, "kind": "layout", "value": 9.0}


# %% audit value-mismatch: the factors in the old order, W not turned
def audit():
    return {"line": 5, "kind": "layout", "value": 3.0}


# %% audit wrong-type: a tuple
def audit():
    return 5, "layout", 11.0
