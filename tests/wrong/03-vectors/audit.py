# Wrong answers to the audit of notebook 03. Each block is one submission.

# %% audit value-mismatch: another line
def audit():
    return {"line": 3, "kind": "memory", "value": 2880000}


# %% audit value-mismatch: the layout is blamed
def audit():
    return {"line": 5, "kind": "layout", "value": 2880000}


# %% audit value-mismatch: numbers, not bytes
def audit():
    return {"line": 5, "kind": "memory", "value": 360000}


# %% audit value-mismatch: only what is not zero
def audit():
    return {"line": 5, "kind": "memory", "value": 20 * 30 * 30 * 8}


# %% audit value-mismatch: what the line says
def audit():
    return {"line": 5, "kind": "memory", "value": 9600.0}


# %% audit wrong-type: a list
def audit():
    return [5, "memory", 2880000]
