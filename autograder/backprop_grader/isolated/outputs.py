"""What a cell shows, kept as text and PNG within a budget; everything richer is dropped where it arises."""

from __future__ import annotations

import base64
import fcntl
import io
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from backprop_grader.isolated.answers import MAX_OUTPUTS, Output
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.safe_output import plain_png
from backprop_grader.isolated.wire import ProtocolError

MAX_IMAGES = 20
CUT = "\n… cut here: a cell's output is kept up to {kib} KiB\n"


class Recorder:
    """Collects the outputs of one cell at a time, in order; neighbouring pieces of one stream become one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.begin()

    def begin(self) -> None:
        """Forget everything: a new cell starts."""
        self._outputs: list[Output] = []
        self._pieces: list[str] = []
        self._stream = ""
        self._left = self._limits.text_bytes
        self._images = MAX_IMAGES
        self._clear_at_next = False

    def outputs(self) -> tuple[Output, ...]:
        """The outputs so far."""
        self._close_stream()
        return tuple(self._outputs)

    def stream(self, name: str, text: str) -> None:
        """Text printed to "stdout" or "stderr"."""
        self._clear_if_asked()
        if name != self._stream:
            self._close_stream()
            self._stream = name
        if kept := self._within_budget(text):
            self._pieces.append(kept)

    def display(self, kind: str, data: Mapping[str, Any]) -> None:
        """A rich output ("display" or "result") as a MIME bundle."""
        text, png = str(data.get("text/plain", "")), data.get("image/png")
        picture = b""
        if png:
            picture = self._picture(base64.b64decode(png) if isinstance(png, str) else bytes(png))
            text += "" if picture else " (a picture that is too large to keep, one too many, or no PNG)"
        self._add(Output(kind, self._within_budget(text), picture))

    def _picture(self, png: bytes) -> bytes:
        """The picture, or nothing if the trusted side would refuse it."""
        if len(png) > self._limits.image_bytes or not self._images:
            return b""
        self._images -= 1
        try:
            return plain_png(png)
        except ProtocolError:
            return b""

    def error(self, name: str, value: str, traceback: str) -> None:
        """An exception that ended the cell; its traceback is kept whatever was printed before."""
        self._left = max(self._left, 20_000)
        self._add(Output("error", self._within_budget(traceback), name=name, value=value))

    def clear(self, wait: bool) -> None:
        """Forget the outputs, now or when the next one comes."""
        self._clear_at_next = True
        if not wait:
            self._clear_if_asked()

    def _add(self, output: Output) -> None:
        self._clear_if_asked()
        self._close_stream()
        if len(self._outputs) < MAX_OUTPUTS:
            self._outputs.append(output)

    def _clear_if_asked(self) -> None:
        if self._clear_at_next:
            self._outputs, self._pieces, self._stream, self._clear_at_next = [], [], "", False

    def _close_stream(self) -> None:
        text = "".join(self._pieces)
        if text and len(self._outputs) < MAX_OUTPUTS:
            self._outputs.append(Output(self._stream, text))
        self._pieces, self._stream = [], ""

    def _within_budget(self, text: str) -> str:
        """The text up to what is left of the budget (in UTF-8 bytes, at most 4 a character), with a notice once."""
        if self._left <= 0:
            return ""
        kept = text[: self._left]
        size = len(kept.encode("utf-8", "replace"))
        if size > self._left:
            kept = kept.encode("utf-8", "replace")[: self._left].decode("utf-8", "ignore")
        self._left -= size
        cut = len(kept) < len(text)
        self._left = 0 if cut else self._left
        return kept + CUT.format(kib=self._limits.text_bytes >> 10) * cut


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder, self.name = recorder, name

    def write(self, text: str) -> int:
        """Record the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True


class Spill:
    """An unnamed file in place of the open files 1 and 2: what C code and `os.write` print; its size is limited."""

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("output")
        else:
            self._file, name = tempfile.mkstemp()
            os.unlink(name)  # noqa: PTH108
        fcntl.fcntl(self._file, fcntl.F_SETFL, os.O_APPEND)

    def take_over(self, *numbers: int) -> None:
        """Let these open files write here."""
        for number in numbers:
            os.dup2(self._file, number)
        os.close(self._file)
        self._file = numbers[0]

    def collect(self, most: int) -> str:
        """What has been written since the last time, at most so many bytes."""
        data = os.pread(self._file, most, 0)
        if data:
            os.ftruncate(self._file, 0)
        return data.decode("utf-8", "replace")
