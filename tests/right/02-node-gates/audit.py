# Right answers to the audit of notebook 02. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 6, "kind": "shared", "value": 30.0}


# %% audit: calculated, in another order
def audit():
    return dict(value=3 * 10, kind="Shared", line=6.0)
