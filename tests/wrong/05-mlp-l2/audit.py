# Wrong answers to the audit of notebook 05. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 7, "kind": "local", "value": 0.0046}


# %% audit value-mismatch: the upstream gradient is blamed
def audit():
    return {"line": 6, "kind": "upstream", "value": 0.18}


# %% audit value-mismatch: what the report prints
def audit():
    return {"line": 6, "kind": "local", "value": 0.1536}


# %% audit value-mismatch: the slope of the first hidden unit
def audit():
    return {"line": 6, "kind": "local", "value": 0.96 * 0.25}


# %% audit value-mismatch: the gradient of the weight
def audit():
    return {"line": 6, "kind": "local", "value": 0.54}


# %% audit wrong-type: a tuple
def audit():
    return 6, "local", 0.18
