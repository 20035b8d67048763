"""Makes the hostile class with everything that it could get at, and runs the grader's commands on it under watch."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import hostile.live  # noqa: F401  declares its submissions
from backprop_grader.notebook.conventions import REPOSITORY
from hostile.corpus import ASSIGNMENT, RIGHT, Entry, Places, notebook_with, payloads, save
from hostile.mutations import entries

SECRET = "the-canary-sang"
"""Stands in every file and variable that no submission may read."""
WATCH = """
import ctypes, os, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)  # orphans of what is started here become children of this process
done = subprocess.run(sys.argv[1:])
from backprop_grader.isolated.keeper import descendants
deadline = time.monotonic() + 3
while (left := descendants(os.getpid())[1:]) and time.monotonic() < deadline:
    time.sleep(0.02)
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        break
if left:
    for pid in left:
        print("LEFT OVER:", pid, open(f"/proc/{pid}/cmdline").read(), file=sys.stderr)
        os.kill(pid, 9)
sys.exit(done.returncode or (99 if left else 0))
"""


@dataclass
class HostileClass:
    """A run folder full of hostile submissions, and what happened to it."""

    places: Places
    run: Path
    entries: Mapping[str, Entry]
    temporary: Path
    calls: list[str] = field(default_factory=list)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment, and wait until nothing of it lives on (status 99: something does)."""
        tools = Path(sys.executable).parent
        environment = {
            **os.environ,
            "TMPDIR": str(self.temporary),
            "BACKPROP_RUN": str(self.run),
            "CANARY": SECRET,
            "PATH": f"{tools}:/usr/bin:/bin",
        }
        program = [sys.executable, "-c", WATCH, str(tools / words[0]), *words[1:]]
        return subprocess.run(
            program, cwd=REPOSITORY / "autograder", env=environment, capture_output=True, text=True, check=False
        )

    def litter(self) -> list[str]:
        """What carries this class's mark outside the submissions, and what lies in the grader's temporary folder."""
        places = [Path(place) for place in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root", Path.home())]
        places += [REPOSITORY, REPOSITORY / "course" / "backprop", self.run, Path(self.places.secrets)]
        found = [str(path) for place in places if place.is_dir() for path in place.glob(f"*{self.places.nonce}*")]
        return found + [str(path) for path in self.temporary.iterdir()]


@contextmanager
def hostile_class(folder: Path, chosen: Iterable[str] | None = None) -> Iterator[HostileClass]:
    """Write the class, or some of it, to a folder, with canaries beside it and a listener on this machine."""
    canaries = folder / "secrets"
    canaries.mkdir(mode=0o777)
    for name in ("gradebook.db", "answers.py", "id_rsa"):
        (canaries / name).write_text(SECRET, encoding="ascii")
        (canaries / name).chmod(0o666)
    save(notebook_with(RIGHT), canaries, "solved.ipynb")
    temporary = folder / "temporary"
    temporary.mkdir()
    with _listener() as (port, calls):
        places = Places(str(folder / "run"), str(REPOSITORY), str(canaries), port, f"nonce-{secrets.token_hex(6)}")
        every = {entry.name: entry for entry in (*payloads(places), *entries(places))}
        wanted = list(every) if chosen is None else list(chosen)
        made = HostileClass(places, folder / "run", {name: every[name] for name in wanted}, temporary, calls)
        for entry in made.entries.values():
            place = made.run / "submitted" / entry.name / ASSIGNMENT
            place.mkdir(parents=True)
            entry.write(place)
        yield made


def names_of(groups: Iterable[str] = ()) -> list[str]:
    """All students' names, or those of some groups."""
    nowhere = Places("", "", "", 0, "")
    return [e.name for e in (*payloads(nowhere), *entries(nowhere)) if not groups or e.group in groups]


@contextmanager
def _listener() -> Iterator[tuple[int, list[str]]]:
    """A listener on TCP and UDP that writes down who calls."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as post:
        port = server.getsockname()[1]
        post.bind(("127.0.0.1", port))

        def answer() -> None:
            while True:
                try:
                    line, caller = server.accept()
                except OSError:
                    return
                calls.append(str(caller))
                line.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield port, calls
        post.setblocking(False)
        try:
            calls.append(str(post.recvfrom(100)))
        except BlockingIOError:
            pass
        server.shutdown(socket.SHUT_RDWR)
    thread.join(1)


def scores_of(text: str) -> dict[str, dict[str, float] | str]:
    """Student -> exercise -> points, or the reason why nothing could be read, from `scores --json`."""
    return {
        student: found["error"] if "error" in found else {name: one["score"] for name, one in found.items()}
        for student, found in json.loads(text).items()
    }
