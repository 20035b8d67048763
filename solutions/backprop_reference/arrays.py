"""The entrance of every rule: arrays of any library come in, and what goes out shares memory with nothing.

Here live the promises that all gates keep, so that a rule itself is one line of mathematics: integers, numbers and
lists become floating arrays; float32 and float64 stay what they are, on the device where they are; a result is never an
argument, nor another result. This module knows the array API standard and no derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import inf, prod
from typing import Any, TypeAlias

import array_api_compat
import numpy as np
from array_api_compat import device, is_array_api_obj

Array: TypeAlias = Any
"""An array of NumPy, CuPy, PyTorch or any other library that follows https://data-apis.org/array-api."""

Rule: TypeAlias = Callable[..., Any]
"""A formula: arrays in; one array out, or a tuple of arrays where there are several."""


def array_namespace(*arrays: Array) -> Any:
    """Return the module that has the standard's functions for these arrays; NumPy where there are none.

    NumPy itself has had them since 2.0; array_api_compat wraps it by loading every corner of it, which takes longer
    than all else that this package needs. Other libraries are wrapped.
    """
    if all(isinstance(array, np.ndarray | np.generic) for array in arrays):
        return np
    return array_api_compat.array_namespace(*arrays)


def is_traced(value: object) -> bool:
    """Whether `value` says for itself what a gate does to it (see `operators.Traced`)."""
    return hasattr(value, "__gate__")


def promote(*values: Any) -> tuple[Array, ...]:
    """Return `values` as floating arrays of one library, on one device.

    The widest floating type among the arrays counts; integers, booleans and numbers follow it, and where there is none
    all are float64. An array that is fine as it is comes back as the same object. A traced value brings the others to
    its own kind.
    """
    for value in values:
        if is_traced(value):
            return tuple(map(value.lift, values))
    arrays = [value for value in values if is_array_api_obj(value)]
    arrays = [array for array in arrays if not isinstance(array, np.generic)] or arrays  # NumPy's scalars are numbers
    xp = array_namespace(*arrays)
    floating = [array.dtype for array in arrays if xp.isdtype(array.dtype, "real floating")]
    dtype = xp.result_type(*floating) if floating else xp.float64
    place = device(arrays[0]) if arrays else None
    return tuple(_floating(value, xp, dtype, place) for value in values)


def _floating(value: Any, xp: Any, dtype: Any, place: Any) -> Array:
    if not is_array_api_obj(value) or isinstance(value, np.generic):
        return xp.asarray(value, dtype=dtype, device=place)
    if xp.isdtype(value.dtype, "complex floating"):
        raise TypeError(f"backprop_reference: gradients here are of real numbers, and this array is {value.dtype}")
    return value if value.dtype == dtype else xp.astype(value, dtype)


def pure(rule: Rule) -> Rule:
    """Return `rule` with promoted arguments, and with results that are neither an argument nor each other."""

    @wraps(rule)
    def kept(*values: Any) -> Any:
        arguments = promote(*values)
        results = rule(*arguments)
        taken = [id(argument) for argument in arguments]
        if not isinstance(results, tuple):
            return _own(results, taken)
        return tuple(_own(result, taken) for result in results)

    return kept


def _own(result: Any, taken: list[int]) -> Any:
    """Return `result`, or a copy where that very array has been handed over before; remember what was handed over."""
    if id(result) in taken and not is_traced(result):
        return copied(result)
    taken.append(id(result))
    return result


def copied(array: Array) -> Array:
    """Return `array` in memory of its own."""
    return array_namespace(array).asarray(array, copy=True)


def several(results: Any) -> tuple[Any, ...]:
    """Return the results of a rule as a tuple, whether there are several or one."""
    return results if isinstance(results, tuple) else (results,)


def shape(value: Any) -> tuple[int, ...]:
    """Return the shape of an array or a traced value; a number has shape ()."""
    return tuple(getattr(value, "shape", ()))


def size(value: Any) -> int:
    """Return the number of entries of an array or a traced value."""
    return prod(shape(value))


def primal(value: Any) -> Array:
    """Return the array inside a traced value, however deep; an array as it is."""
    while is_traced(value):
        value = value.value
    return value


def like(data: Any, model: Any) -> Array:
    """Return `data` (numbers, labels, targets) in the library, type and place of `model`; as it is if it fits."""
    model = primal(model)
    xp = array_namespace(model)
    return xp.astype(xp.asarray(data, device=device(model)), model.dtype, copy=False)


def zeros_like(value: Any) -> Array:
    """Return zeros in the shape, type and place of `value`; 0.0 for a number, which has no place."""
    if isinstance(value, int | float):
        return 0.0
    (array,) = promote(primal(value))
    return array_namespace(array).zeros_like(array)


def ones_like(value: Any) -> Array:
    """Return ones in the shape, type and place of `value`."""
    (array,) = promote(primal(value))
    return array_namespace(array).ones_like(array)


def norm(value: Any) -> float:
    """Return the Frobenius norm, that is the Euclidean length of all entries in one row.

    The largest entry is factored out first: the squares of 1e-200 are zero, and deep networks have such gradients.
    """
    (array,) = promote(value)
    xp = array_namespace(array)
    if size(array) == 0:
        return 0.0
    largest = float(xp.max(xp.abs(array)))
    if largest in {0.0, inf}:
        return largest
    return largest * float(xp.sqrt(xp.sum((array / largest) ** 2)))
