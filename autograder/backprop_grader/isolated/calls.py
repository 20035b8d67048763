"""Questions to a room as frames: call, put, has. The trusted side writes them, the room's server reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backprop.rooms.room import Builtin, Keep, Ref, Spec, Word
from backprop_grader.isolated.values import Decoder, Encoder, fields
from backprop_grader.isolated.wire import Frame, ProtocolError


@dataclass(frozen=True)
class Call:
    """One call: what `backprop.rooms.room.Room.call` takes."""

    target: str | Ref | Builtin
    args: tuple[Any, ...]
    method: str | None
    returns: Spec
    count_calls: bool


def encode_call(call: Call) -> tuple[dict[str, Any], list[bytes]]:
    """The call as a header and buffers.

    Raises:
        TypeError: an argument is of a kind that does not cross the wire.
    """
    encoder = Encoder()
    return {
        "op": "call",
        "target": encoder.encode(call.target),
        "args": [encoder.encode(arg) for arg in call.args],
        "method": call.method,
        "returns": _encode_spec(call.returns),
        "count_calls": call.count_calls,
    }, encoder.buffers


def decode_call(frame: Frame) -> Call:
    """The call in a frame.

    Raises:
        ProtocolError: the frame holds none.
    """
    decoder = Decoder(frame.buffers)
    body = frame.header
    call = Call(
        target=decoder.decode(body["target"]),
        args=tuple(decoder.decode(arg) for arg in body["args"]),
        method=body["method"],
        returns=_decode_spec(body["returns"]),
        count_calls=bool(body["count_calls"]),
    )
    decoder.finish()
    return call


def encode_put(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """A value to be kept in the room."""
    encoder = Encoder()
    return {"op": "put", "value": encoder.encode(value)}, encoder.buffers


def decode_put(frame: Frame) -> Any:
    """The value to be kept."""
    decoder = Decoder(frame.buffers)
    value = decoder.decode(frame.header["value"])
    decoder.finish()
    return value


def _encode_spec(spec: Spec) -> Any:
    if isinstance(spec, str):
        return spec
    if isinstance(spec, Keep):
        return {"keep": spec.name}
    if isinstance(spec, Word):
        return {"word": spec.name}
    if isinstance(spec, Mapping):
        return {"mapping": [[key, _encode_spec(item)] for key, item in spec.items()]}
    return [_encode_spec(item) for item in _sequence(spec)]


def _sequence(spec: Sequence[Spec]) -> Sequence[Spec]:
    return spec


def _decode_spec(node: Any) -> Spec:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return tuple(_decode_spec(item) for item in node)
    match node:
        case {"keep": str(name)}:
            return Keep(name)
        case {"word": str(name)}:
            return Word(name)
        case {"mapping": list(pairs)}:
            return {str(key): _decode_spec(item) for key, item in (fields(pair, 2) for pair in pairs)}
    raise ProtocolError("a shape of results of no known kind")
