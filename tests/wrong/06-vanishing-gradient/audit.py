# Wrong answers to the audit of notebook 06. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 7, "kind": "point", "value": 0.25}


# %% audit value-mismatch: a bound is blamed
def audit():
    return {"line": 5, "kind": "bound", "value": 1.0}


# %% audit value-mismatch: what the note prints
def audit():
    return {"line": 5, "kind": "range", "value": 0.00098}


# %% audit value-mismatch: the value of the line before
def audit():
    return {"line": 5, "kind": "range", "value": 0.5**10}


# %% audit value-mismatch: ten slopes added
def audit():
    return {"line": 5, "kind": "range", "value": 10.0}


# %% audit value-mismatch: a line that the note does not have
def audit():
    return {"line": 8, "kind": "range", "value": 1.0}


# %% audit wrong-type: a tuple
def audit():
    return 5, "range", 1.0


# %% audit not-implemented: the stub
def audit():
    raise NotImplementedError("audit")
