"""What the sandbox answers: observations of calls and outcomes of cells, written inside and read strictly outside.

The reading half trusts nothing: fields are checked one by one, text is cleaned of what a terminal or a page could take
for a command, pictures are rebuilt from the chunks that a picture needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.rooms.room import WORD_SIZE, Leaves, Observation, Raised, Ref, Spec, kept_names, leaf_names, word_names
from backprop_grader.isolated.safe_output import clean, plain_png, plain_text
from backprop_grader.isolated.values import Decoder, Encoder, fields
from backprop_grader.isolated.wire import Frame, ProtocolError, is_count

MAX_TEXT = 2_000
"""Characters of a message, a name or a line of source."""
MAX_OUTPUTS = 200
"""Outputs of one cell."""
MAX_PAIRS = 64
"""Arguments that changed, and results that share memory, of one call."""
STATUSES = ("ok", "error")


@dataclass(frozen=True)
class Output:
    """One output of a cell, without anything that could be live: text, and at most one PNG picture.

    Attributes:
        kind: "stdout", "stderr", "display", "result" or "error".
        text: the text; for an error, its traceback.
        png: the picture of a display or result.
        name: the exception's type, of an error.
        value: the exception's message, of an error.
    """

    kind: str
    text: str = ""
    png: bytes = b""
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class CellOutcome:
    """What happened when a cell was run.

    `status`: "ok", "error" (it raised), "died" (it ended its process), "timeout", or "skipped" (the submission's time
    was used up before). `seconds` is wall time, `number` the N of In[N].
    """

    status: str
    outputs: tuple[Output, ...] = ()
    seconds: float = 0.0
    number: int | None = field(default=None, compare=False)


def encode_observation(seen: Observation) -> tuple[dict[str, Any], list[bytes]]:
    """The observation as a header and buffers."""
    encoder = Encoder()
    leaves = [[name, *encoder.array(array)] for name, array in (seen.leaves or {}).items()]
    raised = seen.raised
    return {
        "leaves": leaves if seen.leaves is not None else None,
        "refs": [[name, ref.number] for name, ref in seen.refs.items()],
        "problem": clip(seen.problem),
        "raised": raised and [clip(raised.type), clip(raised.message), raised.line, clip(raised.source)],
        "changed": list(seen.changed[:MAX_PAIRS]),
        "shared": [list(two) for two in seen.shared[:MAX_PAIRS]],
        "seconds": seen.seconds,
        "calls": seen.calls,
    }, encoder.buffers


def clip(text: str | None) -> str | None:
    """At most MAX_TEXT characters that can be encoded."""
    return text and text[:MAX_TEXT].encode("utf-8", "replace").decode()


def decode_observation(frame: Frame, spec: Spec) -> Observation:
    """The observation in a frame, which must have exactly the results that were asked for.

    Raises:
        ProtocolError: it is anything else.
    """
    body = record(frame.header, {"leaves", "refs", "problem", "raised", "changed", "shared", "seconds", "calls"})
    decoder = Decoder(frame.buffers)
    leaves = None
    if body["leaves"] is not None:
        leaves = dict(_leaf(decoder, item) for item in items(body["leaves"], MAX_OUTPUTS))
        if list(leaves) != list(leaf_names(spec)):
            raise ProtocolError("other results than were asked for")
        if any(leaves[name].dtype != np.uint8 or leaves[name].shape != (WORD_SIZE,) for name in word_names(spec)):
            raise ProtocolError("a word that is none")
    decoder.finish()
    refs = dict(_ref(item) for item in items(body["refs"], MAX_OUTPUTS))
    if sorted(refs) != (sorted(kept_names(spec)) if leaves is not None else []):
        raise ProtocolError("other references than were asked for")
    return Observation(
        leaves=leaves,
        refs=refs,
        problem=optional_text(body["problem"]),
        raised=_raised(body["raised"]),
        changed=tuple(count(item) for item in items(body["changed"], MAX_PAIRS)),
        shared=tuple(_pair(item, leaves or {}) for item in items(body["shared"], MAX_PAIRS)),
        seconds=seconds(body["seconds"]),
        calls=count(body["calls"]),
    )


def _leaf(decoder: Decoder, item: Any) -> tuple[str, Any]:
    name, *array = fields(item, 4)
    found = decoder.array(array)
    if found.dtype.kind not in "iuf":
        raise ProtocolError("a result that is not of real numbers")
    return text(name), found


def _pair(item: Any, leaves: Leaves) -> tuple[str, str]:
    """A result, and the argument or other result that is the same memory."""
    one, other = map(text, fields(item, 2))
    kind, _, position = other.partition(" ")
    of_argument = kind == "argument" and position.isascii() and position.isdecimal()
    if one not in leaves or not (of_argument or other in leaves):
        raise ProtocolError("shared memory of something that was not asked for")
    return one, other


def _ref(item: Any) -> tuple[str, Ref]:
    name, number = fields(item, 2)
    return text(name), Ref(count(number))


def _raised(item: Any) -> Raised | None:
    if item is None:
        return None
    kind, message, line, source = fields(item, 4)
    return Raised(text(kind), text(message), None if line is None else count(line), optional_text(source))


def encode_outcome(outcome: CellOutcome) -> tuple[dict[str, Any], list[bytes]]:
    """The outcome of a cell as a header and buffers."""
    buffers: list[bytes] = []

    def buffer(data: bytes) -> int:
        buffers.append(data)
        return len(buffers) - 1

    def words(text: str) -> int:
        return buffer(text.encode("utf-8", "replace"))

    outputs = [
        [out.kind, words(out.text), buffer(out.png) if out.png else None, words(out.name), words(out.value[:MAX_TEXT])]
        for out in outcome.outputs[:MAX_OUTPUTS]
    ]
    return {"status": outcome.status, "number": outcome.number, "outputs": outputs}, buffers


def decode_outcome(frame: Frame, wall: float) -> CellOutcome:
    """The outcome in a frame; `wall` is the time that the trusted side measured.

    Raises:
        ProtocolError: it is anything else.
    """
    body = record(frame.header, {"status", "number", "outputs"})
    if body["status"] not in STATUSES:
        raise ProtocolError("a cell with an unknown status")
    decoder = Decoder(frame.buffers)
    outputs = tuple(_output(decoder, item) for item in items(body["outputs"], MAX_OUTPUTS))
    decoder.finish()
    number = None if body["number"] is None else count(body["number"])
    return CellOutcome(body["status"], outputs, wall, number)


def _output(decoder: Decoder, item: Any) -> Output:
    kind, words, picture, name, value = fields(item, 5)
    if kind not in ("stdout", "stderr", "display", "result", "error"):
        raise ProtocolError("an output of an unknown kind")
    return Output(
        kind,
        plain_text(decoder.take(words)),
        b"" if picture is None else plain_png(bytes(decoder.take(picture))),
        plain_text(decoder.take(name)),
        plain_text(decoder.take(value)),
    )


def record(value: Any, names: set[str]) -> dict[str, Any]:
    """An object with exactly these keys.

    Raises:
        ProtocolError: it is not.
    """
    if not isinstance(value, dict) or set(value) != names:
        raise ProtocolError("an answer with other fields than were asked for")
    return value


def items(value: Any, most: int) -> list[Any]:
    """A list with at most so many items."""
    if not isinstance(value, list) or len(value) > most:
        raise ProtocolError("a list that is none or too long")
    return value


def count(value: Any) -> int:
    """A natural number below 2^53."""
    if not is_count(value) or value >= 1 << 53:
        raise ProtocolError("a number that is none or too large")
    return int(value)


def seconds(value: Any) -> float:
    """A duration."""
    if type(value) not in (int, float) or not 0 <= value < 1e6:
        raise ProtocolError("a duration that is none")
    return float(value)


def text(value: Any) -> str:
    """Text of at most MAX_TEXT characters, cleaned."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ProtocolError("text that is none or too long")
    return clean(value)


def optional_text(value: Any) -> str | None:
    """Text or None."""
    return None if value is None else text(value)
