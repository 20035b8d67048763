"""The reference implementation of the course: gates, graphs and networks, for NumPy, CuPy and other array libraries.

Start with `gates.py`, the table. `linear.py` and `losses.py` continue it, `graph.py` walks backwards over it,
`forward_mode.py` forwards, `second_order.py` both ways; `exercises/` has the answers, one module a notebook.
"""

from .exercises.apple_orange import AddLayer, MulLayer, apple_orange, basket, price_change
from .exercises.autodiff import Dual, Multiply, backward, chain_cost, hvp, jvp, topological_order
from .exercises.digits import gradients, predict, train
from .exercises.matrices import (
    affine_backward,
    bce_loss,
    jacobian_bytes,
    local_gradient_slice,
    matmul_backward,
    softmax_loss,
)
from .exercises.mlp_l2 import (
    l2_penalty,
    memory_floats,
    mlp_backward,
    mlp_forward,
    sgd_step,
    swap_witness,
    two_two_one,
)
from .exercises.node_gates import (
    add_backward,
    copy_backward,
    exp_backward,
    max_backward,
    mul_backward,
    neuron,
    numeric_gradient,
    reciprocal_backward,
    relu_backward,
    sigmoid_backward,
    sigmoid_forward,
)
from .exercises.vanishing_gradient import layer_gradient_norms, rescue, sigmoid_bound
from .exercises.vectors import numeric_jacobian, relu_jacobian, relu_vjp, softmax, softmax_jacobian, softmax_vjp, vjp
from .gates import GATES, Gate
from .graph import Graph, differentiate
from .second_order import exact_hvp

__all__ = [
    "GATES",
    "AddLayer",
    "Dual",
    "Gate",
    "Graph",
    "MulLayer",
    "Multiply",
    "add_backward",
    "affine_backward",
    "apple_orange",
    "backward",
    "basket",
    "bce_loss",
    "chain_cost",
    "copy_backward",
    "differentiate",
    "exact_hvp",
    "exp_backward",
    "gradients",
    "hvp",
    "jacobian_bytes",
    "jvp",
    "l2_penalty",
    "layer_gradient_norms",
    "local_gradient_slice",
    "matmul_backward",
    "max_backward",
    "memory_floats",
    "mlp_backward",
    "mlp_forward",
    "mul_backward",
    "neuron",
    "numeric_gradient",
    "numeric_jacobian",
    "predict",
    "price_change",
    "reciprocal_backward",
    "relu_backward",
    "relu_jacobian",
    "relu_vjp",
    "rescue",
    "sgd_step",
    "sigmoid_backward",
    "sigmoid_bound",
    "sigmoid_forward",
    "softmax",
    "softmax_jacobian",
    "softmax_loss",
    "softmax_vjp",
    "swap_witness",
    "topological_order",
    "train",
    "two_two_one",
    "vjp",
]
