"""The notebook's cells, run by IPython as on the student's screen: magics, rich output, top-level await, figures.

What a screen has and a grader has not: nobody types into `input()`, figures are pictures, HTML is not kept.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import sys
import time
import zlib
from types import TracebackType
from typing import Any, NoReturn

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from backprop_grader.isolated.answers import CellOutcome
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolated.outputs import Recorder, Spill, Stream

ENDS = 20
"""Entries that are kept of each end of a long traceback."""
EMPTY_LINES = re.compile(r"(?:[ \t]*\n)*")
"""At the top of a cell."""


class Compiler(CachingCompiler):
    """Names the code of a cell like a file, as notebook kernels do: tracebacks of `<...>` names look different."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """A name that depends on the text only."""
        return f"/tmp/cell_{zlib.crc32(raw_code.encode('utf-8', 'replace')):08x}.py"


class Publisher(DisplayPublisher):
    """Hands `display(...)` to the recorder."""

    recorder: Recorder

    def publish(self, data: dict[str, Any], metadata: Any = None, **kwargs: Any) -> None:
        """Record one MIME bundle."""
        self.recorder.display("display", data)

    def clear_output(self, wait: bool = False) -> None:
        """Drop what the cell has shown."""
        self.recorder.clear(wait)


class Hook(DisplayHook):
    """Hands the value of a cell's last expression to the recorder."""

    recorder: Recorder

    def write_output_prompt(self) -> None:
        """No prompt: the notebook draws its own."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Record the value's MIME bundle."""
        self.recorder.display("result", format_dict)

    def start_displayhook(self) -> None:
        """Nothing is printed, so nothing is to be begun."""

    def finish_displayhook(self) -> None:
        """Nothing was printed, so nothing is to be ended."""


class Shell(InteractiveShell):
    """IPython without terminal, history and profile."""

    compiler_class = Compiler
    recorder: Recorder
    own_transforms: tuple[Any, ...] = ()
    """IPython's own; a notebook may hook in others."""

    def transform_cell(self, raw_cell: str) -> str:
        """Turn IPython's own syntax into Python; a cell that is Python already stays as it is, but for hooks.

        That is most cells, and looking for magics token by token takes as long as running them. Empty lines at the top
        stay, which IPython takes away: else every line after them has another number than in the student's editor.
        """
        if self.transforms() == self.own_transforms and is_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        transformed: str = super().transform_cell(raw_cell)
        empty = EMPTY_LINES.match(raw_cell)
        return (empty[0] if empty else "") + transformed

    def transforms(self) -> tuple[Any, ...]:
        """Everything that changes a cell's text before it is run."""
        manager = self.input_transformer_manager
        kinds = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        return tuple(tuple(kind) for kind in (*kinds, self.input_transformers_post))

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show the exception; of a deep recursion only both ends (all of it takes IPython ten seconds)."""
        exc_tuple = exc_tuple or sys.exc_info()
        shorten(exc_tuple[2])
        super().showtraceback(exc_tuple, *args, **kwargs)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        try:
            value = str(evalue)
        except Exception:
            value = "(an exception whose text cannot be read)"
        self.recorder.error(etype.__name__, value, "\n".join(stb))

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to be drawn in."""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Figures are pictures here, also after `%matplotlib widget`."""
        return super().enable_matplotlib("inline")

    def system(self, cmd: str) -> None:
        """`!pip install ...` and the like: nothing is run, and the cell goes on."""
        print(f"(not run when a notebook is graded: {cmd})")
        self.user_ns["_exit_code"] = 0

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """`lines = !command`: no lines."""
        self.system(cmd)
        return [] if split else ""

    def ask_exit(self) -> None:
        """`exit` and `quit` in a cell change nothing."""


def is_python(code: str) -> bool:
    """Whether a cell is plain Python: one with magics, shell commands or question marks does not parse."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return "In [" not in code  # a prompt that was copied along parses: as an annotation


def shorten(trace: TracebackType | None) -> None:
    """Take the middle out of a long traceback."""
    entries = []
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    if len(entries) > 2 * ENDS:
        entries[ENDS - 1].tb_next = entries[-ENDS]


def no_input(*_: Any) -> NoReturn:
    """There is nobody to answer."""
    raise EOFError("input() has no answer here: nobody sits at the keyboard when a notebook is graded")


def make_shell() -> Shell:
    """A shell with inline figures; made once, in the warm parent. It records nothing until `connect`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.display_page = True
    shell: Shell = Shell.instance(config=config, displayhook_class=Hook, display_pub_class=Publisher)
    shell.display_formatter.active_types = ["text/plain", "image/png"]
    connect(shell, Recorder(Limits()))
    shell.run_line_magic("matplotlib", "inline")
    shell.own_transforms = shell.transforms()
    return shell


def connect(shell: Shell, recorder: Recorder) -> None:
    """Let this recorder have what the shell shows."""
    shell.recorder = recorder
    shell.display_pub.recorder = recorder
    shell.displayhook.recorder = recorder


class Cells:
    """Runs cells, one at a time, and tells what came of each."""

    def __init__(self, shell: Shell, limits: Limits, spill: Spill) -> None:
        self._shell, self._limits, self._spill = shell, limits, spill
        self._recorder = Recorder(limits)
        connect(shell, self._recorder)
        builtins.input = no_input
        sys.stdin = io.StringIO()
        sys.stdout, sys.stderr = Stream(self._recorder, "stdout"), Stream(self._recorder, "stderr")

    @property
    def names(self) -> dict[str, Any]:
        """The notebook's namespace."""
        names: dict[str, Any] = self._shell.user_ns
        return names

    def run(self, code: str, number: int) -> CellOutcome:
        """Run one cell as In[number]."""
        self._recorder.begin()
        start = time.monotonic()
        self._shell.execution_count = number
        succeeded = self._attempt(code)
        spilled = self._spill.collect(self._limits.text_bytes)
        if spilled:
            self._recorder.stream("stdout", spilled)
        return CellOutcome("ok" if succeeded else "error", self._recorder.outputs(), time.monotonic() - start, number)

    def _attempt(self, code: str) -> bool:
        try:
            return bool(self._shell.run_cell(code, store_history=True).success)
        except BaseException as error:  # the shell reports what a cell raises: this is one that it let through
            self._recorder.error(type(error).__name__, "", "")
            return False
