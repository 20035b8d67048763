"""A real JupyterLab on a folder of its own, and pages of Chromium that look at it.

For the browser tests and for the pictures. It knows how Jupyter is started and driven, and nothing of what is in a
notebook. Everything that Jupyter writes goes below the folder it is given, nothing into a home.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backprop_grader.commands.lab import config_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TOKEN = "for-the-tests"
REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
READY_S = 60


class NoBrowser(Exception):
    """There is no browser on this machine; the message says what to install."""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, and the folder it serves."""

    url: str
    folder: Path

    def address(self, workspace: str, file: str = "") -> str:
        """A workspace that nothing was left in, with a file open in it or without."""
        return f"{self.url}lab/workspaces/{workspace}{'/tree/' if file else ''}{file}?reset&token={TOKEN}"


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start Debian's Chromium (Playwright's own download does not work everywhere); end it with the block.

    Raises:
        NoBrowser: the browser, or the Python package that drives it, is not installed.
    """
    if not CHROMIUM.exists():
        raise NoBrowser(f"{CHROMIUM} is absent (Debian and Ubuntu: apt install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("the Python package playwright is absent (`make install` brings it)") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_lab(
    folder: Path, home: Path, variables: Mapping[str, str] | None = None, *, teacher: bool = False
) -> Iterator[Lab]:
    """Start JupyterLab on `folder`, configured as `make lab` (or `make lab-teacher`) has it; end it with the block.

    home: an empty folder for whatever Jupyter writes; variables: more of the environment.
    """
    environment = _environment(home, teacher) | (variables or {})
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = {"ip": HOST, "port": 0, "root_dir": folder}
    command += [f"--ServerApp.{name}={value}" for name, value in options.items()]
    command += [f"--IdentityProvider.token={TOKEN}"]
    log = home / "jupyter.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield Lab(_started(server, home, log), folder)
        finally:
            server.terminate()  # Jupyter shuts its kernels down on its way out
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _environment(home: Path, teacher: bool) -> dict[str, str]:
    """This process's environment, with `make lab`'s configuration, and all that is written below `home`."""
    folders = {
        "JUPYTER_CONFIG_PATH": config_path(teacher, {}),
        "HOME": home,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "MPLCONFIGDIR": home / "matplotlib",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST", "COV"))}
    return inherited | {name: str(path) for name, path in folders.items()} | {"OPENBLAS_NUM_THREADS": "1"}


def _started(server: subprocess.Popen[bytes], home: Path, log: Path) -> str:
    """Wait until the server says where it listens."""
    note = home / "runtime" / f"jpserver-{server.pid}.json"
    for _ in range(READY_S * 10):
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with status {server.returncode}: {log.read_text()[-2000:]}")
        try:
            url: str = json.loads(note.read_text())["url"]
        except (OSError, ValueError):
            time.sleep(0.1)
        else:
            return url
    raise RuntimeError(f"JupyterLab is not up after {READY_S} s: {log.read_text()[-2000:]}")
