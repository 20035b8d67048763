"""The student's library of the course on backpropagation.

Holds what is needed to learn and nothing that answers: `check` and its report card, nudging, graphs and their
pictures, and the experiments, which run on the reader's own code.
"""

from backprop.check import check, validate
from backprop.graph import Graph, Node

__version__ = "0.1.0"
__all__ = ["Graph", "Node", "__version__", "check", "validate"]
