"""The experiments of the notebooks, one widget each; a name is imported when it is first asked for.

`import backprop.widgets` costs nothing: ipywidgets and anywidget come with the first experiment.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = {
    "DeepTrainingExperiment": "deep_training",
    "DigitsExperiment": "digits",
    "GateZoo": "gates",
    "JacobianExperiment": "jacobian",
    "JacobianSizeExperiment": "jacobian_size",
    "PathsExperiment": "paths",
    "ShopExperiment": "shop",
    "SigmoidExperiment": "gates",
    "SliceExperiment": "slices",
    "StepSizeExperiment": "stepsize",
    "TwoTwoOneExperiment": "two_two_one",
    "VanishingExperiment": "vanishing",
    "WalkExperiment": "walk",
}

__all__ = [
    "DeepTrainingExperiment",
    "DigitsExperiment",
    "GateZoo",
    "JacobianExperiment",
    "JacobianSizeExperiment",
    "PathsExperiment",
    "ShopExperiment",
    "SigmoidExperiment",
    "SliceExperiment",
    "StepSizeExperiment",
    "TwoTwoOneExperiment",
    "VanishingExperiment",
    "WalkExperiment",
]


def __getattr__(name: str) -> Any:
    """Import the module of an experiment when its name is used."""
    if name not in _MODULES:
        raise AttributeError(f"backprop.widgets has no experiment {name!r}; there are {', '.join(sorted(_MODULES))}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
