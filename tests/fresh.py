"""Fresh environments, made as a reader makes them: venv and pip, with the versions of constraints.txt.

They know nothing of the environment that the tests run in, nor of the checkout. Without a package index there are none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUIETLY = ("--quiet", "--disable-pip-version-check", "--constraint", str(ROOT / "constraints.txt"))


class Environment:
    """A virtual environment in a folder of its own; its programs are called by name."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name != "nt")
        self.folder = folder

    def install(self, *what: object) -> None:
        """Install what `pip install` is given; a failure is the test's."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.folder / "bin" / "python"), "install", "--no-compile"]
        words = [*pip, *QUIETLY, *map(str, what)]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    def run(self, program: str, *words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
        """One program of this environment, as if the environment were active and there were no other."""
        outside = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "JUPYTER", "VIRTUAL", "BACKPROP"))
        }
        mine = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "IPYTHONDIR": str(self.folder / "ipython"),
            "JUPYTER_DATA_DIR": str(self.folder / "jupyter" / "data"),
            "JUPYTER_CONFIG_DIR": str(self.folder / "jupyter" / "config"),
        }
        return subprocess.run(
            [str(self.folder / "bin" / program), *map(str, words)],
            env={**outside, **mine}, cwd=cwd, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


def insist_on_index(folder: Path) -> None:
    """Skip, loudly, where pip reaches no package index: one small package is asked for."""
    ask = [sys.executable, "-m", "pip", "download", "--no-deps", "--retries", "1", "--timeout", "15", *QUIETLY]
    if subprocess.run(
        [*ask, "--dest", str(folder), "cycler"], capture_output=True, timeout=120, check=False
    ).returncode:
        pytest.skip("NO PACKAGE INDEX, so nothing was installed in a fresh environment: pip cannot download")
