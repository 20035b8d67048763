"""What each code of the diagnosis means, in a clause that a colleague understands without having seen the exercise."""

from __future__ import annotations

MEANINGS = {
    "added-along-path": "upstream and local gradient are added where a path multiplies them",
    "aliases": "results share memory with an argument, or with each other",
    "batch-scaled": "off by exactly the size of the batch: a mean for a sum, or 1/N twice",
    "collapsed": "summed over an axis that the variable still has",
    "crashed": "the code ended its own process",
    "gate-on-upstream": "the sign or size of the upstream gradient decides what passes, not the forward input",
    "hard-coded": "the notebook's own numbers, whatever the arguments are",
    "integer-truncated": "integer inputs lose their fractions on the way",
    "kink": "another slope at the very kink than the course's convention",
    "label-form": "right for one form of labels only, one-hot or integers",
    "local-ignored": "the upstream gradient is handed on without the node's own derivative",
    "materialises": "the whole Jacobian is formed where only a product with it is needed",
    "memory-limit": "more memory than an exercise is given",
    "mutates": "right numbers, but the caller's arrays are overwritten",
    "not-finite": "nan or inf on ordinary inputs",
    "not-implemented": "still to be written",
    "not-summed": "the gradients of a value that is used several times were not added up",
    "numeric": "finite differences where a backward pass was asked for",
    "order-dependent": "a gradient is passed on before all of it has arrived",
    "path-missing": "one of several paths to the output is left out, or overwritten by the last",
    "path-mixed": "paths are multiplied, averaged or counted twice where they add",
    "penalty-missing": "the gradient of the penalty is left out",
    "penalty-scaled": "the gradient of the penalty has another factor",
    "precision": "single precision inside: right to five digits",
    "raised": "an exception, on ordinary inputs or before the function was defined",
    "scaled": "right but for one constant factor",
    "sign-flipped": "exactly the negative of the gradient",
    "single-sample": "right for one sample, wrong for a batch",
    "square-only": "right only when the sizes happen to be equal",
    "stateful": "a second call gives another answer",
    "swapped": "the right gradients, handed back for the wrong inputs",
    "tie": "wrong only where two inputs are equal",
    "timeout": "no answer in time: an endless loop, or one turn for every number",
    "transposed": "the right matrix, transposed",
    "unstable": "nan, inf or wrong on large inputs",
    "upstream-ignored": "the local derivative alone, without the upstream gradient",
    "value-mismatch": "wrong numbers of a kind that has no name",
    "wrong-local": "the derivative of another function",
    "wrong-point": "the right derivative, taken at the wrong value",
    "wrong-shape": "a gradient without the shape of its variable",
    "wrong-type": "not an array of numbers, or not as many results as asked for",
    "zero-gradient": "zeros where the output does depend on the input",
}
"""Code -> what it means."""


def meaning(code: str) -> str:
    """The clause; empty for a code that is not known."""
    return MEANINGS.get(code, "")
