"""Before a class is graded: a submission of our own that tries to get out. Any hit, and nothing is graded.

It is told where everything is (the canary file, the reference, a listener, a process to be killed), which no student
is. What counts as a hit is what the trusted side sees, or what the canary says that it could read.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from backprop_grader.isolation.levels import Isolation

ATTEMPTS = """
import ctypes, glob, importlib, os, signal, socket, sys

def attempt(what, action):
    try:
        found = action()
    except BaseException:
        return
    if found and what:
        print("HIT", what)

def read(path):
    with open(path, "rb") as file:
        return len(file.read(1)) >= 0

def write(path):
    with open(path, "wb") as file:
        return file.write(b"x")

def connect(family, address):
    with socket.socket(family) as sock:
        sock.settimeout(1)
        sock.connect(address)
        return True

def imported(name):
    sys.path += TARGETS["import_path"]
    return importlib.import_module(name).__spec__.origin is not None  # an empty folder can be imported, too

def environment():
    ours = f"/proc/{os.getpid()}/environ"
    return any(read(path) for path in glob.glob("/proc/[0-9]*/environ") if path != ours)

library = ctypes.CDLL(None)
for path in TARGETS["files"]:
    attempt("could read " + path, lambda: read(path))
for path, entry in TARGETS["folders"].items():
    attempt("could list " + path, lambda: entry in os.listdir(path))
    attempt("", lambda: write(path + "/" + TARGETS["trace"]))
for name in ("backprop_reference", "backprop_grader.cli", "backprop_grader.isolation", "nbgrader"):
    attempt("could import " + name, lambda: imported(name))
for path in ("/proc/1/environ", "/proc/self/mem", "/etc/passwd", "/etc/shadow"):
    attempt("could read " + path, lambda: read(path))
attempt("could read another process's environment", environment)
attempt("could see other processes", lambda: len(glob.glob("/proc/[0-9]*")) > 0)
attempt("could connect to a listener", lambda: connect(socket.AF_INET, ("127.0.0.1", TARGETS["port"])))
attempt("could connect to a local socket", lambda: connect(socket.AF_UNIX, TARGETS["socket"]))
attempt("could trace a process", lambda: library.ptrace(16, TARGETS["process"], 0, 0) == 0)
attempt("could start a program", lambda: os.posix_spawn(sys.executable or "/bin/sh", ["sh"], {}))
attempt("could make namespaces", lambda: library.unshare(0x10000000) == 0)
attempt("could mount", lambda: library.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0)
attempt("could become root", lambda: os.setuid(0) is None)
attempt("", lambda: os.kill(TARGETS["process"], signal.SIGKILL))
attempt("", lambda: os.kill(TARGETS["trusted"], signal.SIGURG))
print("tried everything")
"""
FINISHED = "tried everything"


def canary_report(isolation: Isolation, folder: Path | None = None) -> list[str]:
    """What a submission can reach that it must not; empty is good.

    Args:
        isolation: the open sandbox; level "none" has no walls, so everything there is a hit.
        folder: where the canary file is put for a moment, for example the run folder with the gradebook in it.

    Returns:
        one line for each hit; also where the canary itself could not run, for then nothing is known.
    """
    with ExitStack() as stack:
        file = stack.enter_context(_canary_file(folder))
        listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        process = stack.enter_context(_victim())
        address = stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp")) + "/canary"  # such names must be short
        local = stack.enter_context(closing(socket.socket(socket.AF_UNIX)))
        local.bind(address)
        local.listen()
        targets = {
            "files": [str(path) for path in (file, *_answers())],
            "folders": {str(path): _an_entry(path) for path in (file.parent, *_folders())},
            "import_path": [path for path in sys.path if path],
            "port": listener.getsockname()[1],
            "socket": address,
            "process": process.pid,
            "trusted": os.getpid(),
            "trace": f"canary-{secrets.token_hex(8)}",  # others may be grading here at the same time
        }
        hits = _run(isolation, f"TARGETS = {json.dumps(targets)}\n{ATTEMPTS}")
        hits += ["could connect to a listener"] * (_called(listener) or _called(local))
        hits += ["could kill a process outside"] * (process.poll() is not None)
        hits += [f"could write into {path}" for path in _traces(targets["folders"], targets["trace"])]
    return sorted(set(hits))


def _an_entry(folder: Path) -> str:
    """The name of something in there, by which the canary can tell that it sees this very folder."""
    return min((path.name for path in folder.iterdir()), default="")


def _run(isolation: Isolation, code: str) -> list[str]:
    with isolation.submission() as submission:
        (outcome,) = submission.run([code])
    lines = [line for out in outcome.outputs if out.kind == "stdout" for line in out.text.splitlines()]
    hits = [line.removeprefix("HIT ") for line in lines if line.startswith("HIT ")]
    return hits if FINISHED in lines else [*hits, f"the canary did not finish ({outcome.status})"]


@contextmanager
def _canary_file(folder: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".canary-", dir=folder) as place:
        file = Path(place) / "gradebook.db"
        file.write_text(secrets.token_hex(16), encoding="ascii")
        for path in (Path(place), file):
            path.chmod(0o777)  # as careless as can be: the walls must do
        yield file


@contextmanager
def _victim() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that would not be missed."""
    process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answers() -> Iterator[Path]:
    """Files that hold answers, or decide."""
    for package in ("backprop_reference", "backprop_grader.isolation", "nbgrader"):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin)


def _folders() -> Iterator[Path]:
    """Folders that a submission has no business in."""
    yield from (path.parent for path in _answers())
    yield from (path for path in (Path.home(), Path("/etc"), Path("/proc"), Path("/dev/shm")) if path.is_dir())


def _called(listener: socket.socket) -> bool:
    listener.setblocking(False)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _traces(folders: Iterable[str], name: str) -> Iterator[str]:
    for folder in folders:
        trace = Path(folder) / name
        if trace.exists():
            trace.unlink()
            yield folder
