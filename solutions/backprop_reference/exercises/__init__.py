"""The answers, one module a notebook: every name of every exercise, with the signature that the notebook asks for.

Most are a line over the table of gates. The package hands all of them on: `from backprop_reference import relu_backward`.
"""
