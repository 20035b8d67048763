# Right answers to the audit of notebook 07. Each block is one submission.

# %% audit: as it is
def audit():
    return {"line": 6, "kind": "constant", "value": 36.0}


# %% audit: calculated, in another order
def audit():
    def P(w1, w2):
        return (2 * w1 * w2) ** 2 + (w1**2) ** 2

    slope = (P(1 + 1e-5, 2) - P(1 - 1e-5, 2)) / 2e-5
    return dict(value=round(slope, 6), kind="Constant", line=6.0)
