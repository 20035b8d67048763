"""`lab`: JupyterLab at the course, with nbgrader's extensions finding this course's configuration.

Students get nbgrader's Assignment List and its Validate button; the formgrader and the making of assignments are a
teacher's. Nothing is written to a home folder: what Jupyter keeps lies below autograder/build/.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.notebook.conventions import COURSE, REPOSITORY
from backprop_grader.notebook.release import build_missing_sources
from backprop_grader.run_folder import RunFolder

CONFIGURATION = REPOSITORY / "autograder"
STUDENT_VIEW = CONFIGURATION / "student_view"
"""A folder of Jupyter's configuration that switches off what is not for students."""
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
    handed_on = _handed_on(arguments.options)
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": config_path(arguments.teacher, os.environ)}
    for variable, name in _FOLDERS.items():
        environment.setdefault(variable, str(CONFIGURATION / "build" / "jupyter" / name))
    _make_exchange(Path(os.environ.get("BACKPROP_RUN") or CONFIGURATION / "run"))
    if arguments.teacher:
        build_missing_sources()
    words = [sys.executable, "-m", "jupyterlab", *places(arguments.teacher)]
    words += handed_on
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    return serve(words, environment, start_folder(arguments.teacher))


def _handed_on(options: Sequence[str]) -> Sequence[str]:
    """The words for jupyter lab, which stand after `--`: what stands before was meant for this command."""
    if options and options[0] != "--":
        raise GraderError(
            f"{options[0]} means nothing here; what jupyter lab is to be told comes after --, as in "
            "backprop-grader lab -- --no-browser"
        )
    return options[1:]


def serve(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Run a server until it ends; its status. Ctrl-C or SIGTERM here ends it, so that it never outlives the command."""
    server: subprocess.Popen[bytes] | None = None

    def end(*_: object) -> None:
        if server is None:
            raise SystemExit(128 + signal.SIGTERM)
        server.terminate()

    before = signal.signal(signal.SIGTERM, end)
    try:
        server = subprocess.Popen(words, env=environment, cwd=folder)
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()  # it got the Ctrl-C too, and would ask whether it is meant
            server.wait()
            return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def config_path(teacher: bool, environment: Mapping[str, str]) -> str:
    """JUPYTER_CONFIG_PATH for a teacher or a student: ours before what the environment has."""
    ours = [str(CONFIGURATION)] if teacher else [str(STUDENT_VIEW), str(CONFIGURATION)]
    return os.pathsep.join([*ours, *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])])


def places(teacher: bool) -> list[str]:
    """Where JupyterLab is rooted, and what it opens with.

    The formgrader insists that its course lies below the server's root, so a teacher's root is the checkout.
    """
    if teacher:
        return [f"--ServerApp.root_dir={REPOSITORY}", "--LabApp.default_url=/lab/tree/course"]
    return [f"--ServerApp.root_dir={COURSE}"]


def start_folder(teacher: bool) -> Path:
    """Where the server starts: its root, since the Assignment List fetches to the former and opens from the latter."""
    return REPOSITORY if teacher else COURSE


def _make_exchange(run: Path) -> None:
    """An exchange of one's own, where nbgrader_config.py looks on a machine that has none: empty, not an error."""
    RunFolder(run).make()
    (run / "exchange").mkdir(exist_ok=True)
