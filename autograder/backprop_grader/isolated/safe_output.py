"""Text and pictures of strangers, made harmless: no terminal escapes, no control characters, no extras in a PNG.

Knows two formats and nothing of where they come from or go to. HTML is made elsewhere, by templates that escape.
"""

from __future__ import annotations

import re
import struct
import zlib

from backprop_grader.isolated.wire import ProtocolError

MAX_SIDE = 4096
"""Pixels: a picture of that size is 64 MiB in the memory of whoever opens it."""
MAGIC = b"\x89PNG\r\n\x1a\n"
CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"IDAT", b"IEND"))
"""What a picture needs; texts, profiles and animations are left out."""

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and cursor
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # window titles, links, clipboard
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without terminal escapes; other control characters become U+FFFD. Line ends and tabs stay."""
    return _CONTROL.sub("\ufffd", _ESCAPES.sub("", text))


def one_line(text: str) -> str:
    """The text for one line of a terminal or of a log: what cannot be printed becomes U+FFFD."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in clean(text))


def plain_text(data: bytes | bytearray) -> str:
    """Bytes as clean text; what is not UTF-8 becomes U+FFFD."""
    return clean(data.decode("utf-8", "replace"))


def plain_png(data: bytes) -> bytes:
    """The picture, rebuilt from the chunks that a picture needs.

    Raises:
        ProtocolError: it is not a PNG, or larger than MAX_SIDE pixels.
    """
    if not data.startswith(MAGIC):
        raise ProtocolError("a picture that is not a PNG")
    kept = [MAGIC]
    position, kind = len(MAGIC), b""
    while kind != b"IEND":
        kind, body = _chunk(data, position)
        if position == len(MAGIC):
            _check_size(kind, body)
        position += 12 + len(body)
        if kind in CHUNKS:
            kept.append(data[position - 12 - len(body) : position])
    if position != len(data):
        raise ProtocolError("bytes after the end of a picture")
    return b"".join(kept)


def _chunk(data: bytes, position: int) -> tuple[bytes, bytes]:
    """Type and body of the chunk that begins here; length and checksum must agree."""
    head = data[position : position + 8]
    if len(head) != 8:
        raise ProtocolError("a picture that ends early")
    length, kind = struct.unpack(">I4s", head)
    body = data[position + 8 : position + 8 + length]
    checksum = data[position + 8 + length : position + 12 + length]
    if len(body) != length or checksum != struct.pack(">I", zlib.crc32(kind + body)):
        raise ProtocolError("a picture with a damaged chunk")
    return kind, body


def _check_size(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != 13:
        raise ProtocolError("a picture that does not begin with its size")
    width, height = struct.unpack(">II", body[:8])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ProtocolError(f"a picture of {width} x {height} pixels")
