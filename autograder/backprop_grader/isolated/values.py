"""Values that may cross the wire: plain trees of numbers, text and arrays, as JSON nodes and raw little-endian buffers.

Strict in both directions: what is not in the list is refused, never pickled. It knows nothing of exercises.

    node     | value                              node     | value
    null, true, 1, 2.5, "x" | themselves          {"t": …} | tuple
    {"f": "nan"} | nan, inf, -inf                 {"d": …} | dict, as pairs
    [ … ]    | list                               {"a": …} | array: buffer, dtype, shape, layout
    {"r": 3} | Ref                                {"s": …} | NumPy scalar: buffer, dtype
    {"b": "read"} | Builtin                       {"m": …} | Make: name, parameters as pairs
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.rooms.room import Builtin, Make, Ref
from backprop_grader.isolated.wire import ProtocolError, is_count

DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(f"<{name}")
    for name in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")  # no complex, no object
}
MAX_DIMENSIONS = 32
MAX_DEPTH = 32
LARGEST_EMPTY = 1 << 20
"""Entries that an empty array would have if its sizes of 0 were 1: what is computed from it may have as many."""
MAX_NODES = 100_000

Buffers = Sequence[bytes | bytearray]


class Encoder:
    """Turns values into nodes and collects the buffers that the nodes refer to."""

    def __init__(self) -> None:
        self.buffers: list[bytes] = []

    def encode(self, value: Any) -> Any:
        """The node of a value.

        Raises:
            TypeError: the value is of a kind that does not cross the wire.
        """
        for kind, encode in self._encoders:
            if isinstance(value, kind):
                return encode(self, value)
        raise TypeError(f"a {type(value).__name__} cannot be sent into a sandbox")

    def array(self, array: NDArray[Any]) -> list[Any]:
        """Buffer, dtype and shape of an array."""
        return [self._buffer(array), _dtype_name(array.dtype), list(array.shape)]

    def _buffer(self, data: NDArray[Any]) -> int:
        little = np.asarray(data, dtype=DTYPES[_dtype_name(data.dtype)], order="C")
        self.buffers.append(little.tobytes())
        return len(self.buffers) - 1

    def _items(self, values: Sequence[Any]) -> list[Any]:
        return [self.encode(value) for value in values]

    def _pairs(self, mapping: Mapping[Any, Any]) -> list[Any]:
        return [[self.encode(key), self.encode(value)] for key, value in mapping.items()]

    def _array(self, value: NDArray[Any]) -> Any:
        return {"a": [*self.array(value), _layout(value)]}

    def _scalar(self, value: np.generic) -> Any:
        return {"s": [self._buffer(np.asarray(value)), _dtype_name(value.dtype)]}

    def _float(self, value: float) -> Any:
        return float(value) if math.isfinite(value) else {"f": repr(float(value))}

    _encoders: tuple[tuple[Any, Callable[[Encoder, Any], Any]], ...] = (
        (np.ndarray, _array),
        (np.generic, _scalar),  # before float: np.float64 is one
        ((type(None), bool, int, str), lambda self, value: value),
        (float, _float),
        (list, _items),
        (tuple, lambda self, value: {"t": self._items(value)}),
        (dict, lambda self, value: {"d": self._pairs(value)}),
        (Ref, lambda self, value: {"r": value.number}),
        (Builtin, lambda self, value: {"b": value.name}),
        (Make, lambda self, value: {"m": [value.name, self._pairs(value.params)]}),
    )


class Decoder:
    """Turns the nodes of one frame back into values; `finish` refuses a frame with buffers that nothing refers to."""

    def __init__(self, buffers: Buffers) -> None:
        self._buffers = buffers
        self._used: set[int] = set()
        self._nodes = 0

    def decode(self, node: Any, depth: int = 0) -> Any:
        """The value of a node.

        Raises:
            ProtocolError: the node is none of the table above, or too deep, or one of too many.
        """
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ProtocolError("a value that is too large or too deep")
        if node is None or isinstance(node, (bool, int, float, str)):
            return node
        if isinstance(node, list):
            return [self.decode(item, depth + 1) for item in node]
        if not isinstance(node, dict) or len(node) != 1:
            raise ProtocolError("a node of no known kind")
        ((kind, body),) = node.items()
        if kind not in self._decoders:
            raise ProtocolError("a node of no known kind")
        return self._decoders[kind](self, body, depth + 1)

    def finish(self) -> None:
        """Every buffer must have been used.

        Raises:
            ProtocolError: one was not.
        """
        if len(self._used) != len(self._buffers):
            raise ProtocolError("a buffer that belongs to nothing")

    def take(self, index: Any) -> bytes | bytearray:
        """A buffer by its number, once."""
        if not is_count(index) or index >= len(self._buffers) or index in self._used:
            raise ProtocolError("a buffer that does not exist or is used twice")
        self._used.add(index)
        buffer: bytes | bytearray = self._buffers[index]
        return buffer

    def array(self, body: Any) -> NDArray[Any]:
        """The array of [buffer, dtype, shape]; its own writable memory."""
        index, dtype, shape = fields(body, 3)
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise ProtocolError("a dtype that does not cross the wire")
        if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS or not all(is_count(size) for size in shape):
            raise ProtocolError("a shape that is not a list of sizes")
        data = self.take(index)
        if max(shape, default=0) > 1 << 40 or math.prod(shape) * DTYPES[dtype].itemsize != len(data):
            raise ProtocolError("an array whose shape and bytes do not agree")
        if not data and math.prod(max(size, 1) for size in shape) > LARGEST_EMPTY:
            raise ProtocolError("an empty array whose sums and transposes would be huge")
        if dtype == "b1" and not set(data) <= {0, 1}:
            raise ProtocolError("a boolean that is neither true nor false")
        return _native(np.frombuffer(data, DTYPES[dtype]).reshape(shape))

    def pairs(self, body: Any, depth: int) -> list[tuple[Any, Any]]:
        """Keys and values; keys are scalars and occur once."""
        if not isinstance(body, list):
            raise ProtocolError("pairs that are not a list")
        found = [(self.decode(key, depth), self.decode(value, depth)) for key, value in (fields(p, 2) for p in body)]
        if any(isinstance(key, (list, dict, np.ndarray)) for key, _ in found):
            raise ProtocolError("a key that is not a scalar")
        try:
            keys = {key for key, _ in found}
        except TypeError:
            raise ProtocolError("a key that is not a scalar") from None
        if len(keys) != len(found):
            raise ProtocolError("a key that occurs twice")
        return found

    def _make(self, body: Any, depth: int) -> Make:
        name, params = fields(body, 2)
        pairs = self.pairs(params, depth)
        if not all(isinstance(key, str) for key, _ in pairs):
            raise ProtocolError("a parameter without a name")
        return Make(_text(name), dict(pairs))

    def _array(self, body: Any, depth: int) -> NDArray[Any]:
        *plain, layout = fields(body, 4)
        if layout not in ("C", "F", "S"):
            raise ProtocolError("a layout that is none of C, F and S")
        array = self.array(plain)
        if layout == "F":
            return np.asfortranarray(array)
        return _strided(array) if layout == "S" else array

    def _scalar(self, body: Any, depth: int) -> Any:
        index, dtype = fields(body, 2)
        return self.array([index, dtype, []])[()]

    def _float(self, body: Any, depth: int) -> float:
        if body not in ("nan", "inf", "-inf"):
            raise ProtocolError("a float that is none of nan, inf and -inf")
        return float(body)

    def _ref(self, body: Any, depth: int) -> Ref:
        if not is_count(body):
            raise ProtocolError("a reference that is not a number")
        return Ref(body)

    def _tuple(self, body: Any, depth: int) -> tuple[Any, ...]:
        if not isinstance(body, list):
            raise ProtocolError("a tuple that is not a list")
        return tuple(self.decode(item, depth) for item in body)

    _decoders: dict[str, Callable[[Decoder, Any, int], Any]] = {  # noqa: RUF012
        "f": _float,
        "t": _tuple,
        "d": lambda self, body, depth: dict(self.pairs(body, depth)),
        "a": _array,
        "s": _scalar,
        "r": _ref,
        "b": lambda self, body, depth: Builtin(_text(body)),
        "m": _make,
    }


def fields(body: Any, count: int) -> list[Any]:
    """A list of exactly so many items.

    Raises:
        ProtocolError: it is not.
    """
    if not isinstance(body, list) or len(body) != count:
        raise ProtocolError(f"{count} fields were expected")
    return body


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ProtocolError("a name that is not text")
    return value


def _dtype_name(dtype: np.dtype[Any]) -> str:
    name = f"{dtype.kind}{dtype.itemsize}"
    if name not in DTYPES:
        raise TypeError(f"an array of dtype {dtype} does not cross the wire")
    return name


def _native(array: NDArray[Any]) -> NDArray[Any]:
    """The same in this machine's byte order, in memory that is its own and aligned."""
    return array.astype(array.dtype.newbyteorder("="), copy=True)


def _layout(array: NDArray[Any]) -> str:
    if array.flags.c_contiguous:
        return "C"
    return "F" if array.flags.f_contiguous else "S"


def _strided(array: NDArray[Any]) -> NDArray[Any]:
    """The same values, not contiguous in memory."""
    if array.ndim == 0 or array.size < 2:
        return array
    return np.repeat(array, 2, axis=-1)[..., ::2]
