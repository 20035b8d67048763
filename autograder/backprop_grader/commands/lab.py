"""`lab`: JupyterLab at the course, with nbgrader's extensions finding this course's configuration.

Nothing is written to a home folder: what Jupyter keeps lies below autograder/build/.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import COURSE, REPOSITORY

_FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}
"""Where Jupyter writes, unless the caller has said otherwise: below the checkout."""


def run(arguments: argparse.Namespace) -> int:
    """Start JupyterLab, wait for its end, and return its status."""
    if not COURSE.is_dir():
        raise GraderError(f"{COURSE} does not exist: this command works in a checkout of the course")
    ours = str(REPOSITORY / "autograder")
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join([ours, others] if others else [ours])}
    for variable, name in _FOLDERS.items():
        environment.setdefault(variable, str(REPOSITORY / "autograder" / "build" / "jupyter" / name))
    # The formgrader insists that its course lies below the server's root, so the root is the checkout.
    places = [f"--ServerApp.root_dir={REPOSITORY}", "--LabApp.default_url=/lab/tree/course"]
    words = [sys.executable, "-m", "jupyterlab", *places, *(word for word in arguments.options if word != "--")]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    try:
        return subprocess.run(words, env=environment, cwd=REPOSITORY, check=False).returncode
    except KeyboardInterrupt:
        return 0
