"""Every experiment of the course, made with the reference implementation in place of a reader's answers."""

from __future__ import annotations

from typing import Any

import backprop_reference as reference
from backprop import widgets

NEEDS = {
    "DeepTrainingExperiment": ["layer_gradient_norms"],
    "DigitsExperiment": ["gradients", "train", "predict"],
    "GateZoo": ["add_backward", "mul_backward", "copy_backward", "max_backward"],
    "JacobianExperiment": ["relu_jacobian", "softmax_jacobian", "numeric_jacobian", "vjp", "relu_vjp", "softmax_vjp"],
    "JacobianSizeExperiment": ["softmax_jacobian"],
    "PathsExperiment": ["mlp_forward", "mlp_backward", "l2_penalty"],
    "ShopExperiment": ["MulLayer", "AddLayer"],
    "SigmoidExperiment": [
        *("sigmoid_forward", "sigmoid_backward"),
        *("mul_backward", "exp_backward", "add_backward", "reciprocal_backward"),
    ],
    "SliceExperiment": ["local_gradient_slice", "matmul_backward"],
    "StepSizeExperiment": ["numeric_gradient"],
    "TwoTwoOneExperiment": ["two_two_one", "sgd_step"],
    "VanishingExperiment": ["layer_gradient_norms"],
    "WalkExperiment": ["topological_order", "backward"],
}
"""Experiment -> the exercises that drive it, in the order of its arguments."""


def made(name: str) -> Any:
    """The experiment of that name."""
    return getattr(widgets, name)(*(getattr(reference, need) for need in NEEDS[name]))
