"""`doctor`: what this machine can do for the grader, what it lacks, and how to mend it."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backprop.exercises import ASSIGNMENTS
from backprop_grader import isolation
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.misplaced import misplaced
from backprop_grader.run_folder import RunFolder

ENOUGH_BYTES = 1 << 30
LATE_SECONDS = 60.0
OTHERS = stat.S_IRGRP | stat.S_IROTH | stat.S_IXOTH
SERVER_EXTENSIONS = ("formgrader", "validate_assignment", "assignment_list", "course_list")
MOST_MISPLACED = 10
PACKAGES = ("numpy", "matplotlib", "ipython", "jupyterlab", "nbgrader", "ipywidgets", "anywidget", "soupsieve")


@dataclass(frozen=True)
class Advice:
    """One finding: `word` is "ok", "note" or "FAIL"; `remedy` is empty where nothing is to be done."""

    word: str
    subject: str
    finding: str
    remedy: str = ""


def run(arguments: argparse.Namespace) -> int:
    """Print all findings; exit status 0, or 3 where no sandbox is to be had."""
    advice = list(examine_machine(arguments.run))
    table = Table(title="backprop-grader doctor", show_lines=False)
    for column in ("", "subject", "finding", "remedy"):
        table.add_column(column, overflow="fold")
    styles = {"ok": "green", "note": "yellow", "FAIL": "bold red"}
    for one in advice:
        table.add_row(f"[{styles[one.word]}]{one.word}[/]", *map(escape, (one.subject, one.finding, one.remedy)))
    Console().print(table)
    return 3 if any(one.word == "FAIL" and one.subject == "isolation" for one in advice) else 0


def examine_machine(run_folder: Path) -> Iterator[Advice]:
    """All findings, in the order of their weight."""
    checks: tuple[Callable[[Path], Iterator[Advice]], ...] = (
        _isolation, _versions, _extensions, _run_folder, _disk, _clock,
    )  # fmt: skip
    for check in checks:
        yield from check(run_folder)


def _isolation(_: Path) -> Iterator[Advice]:
    probes = isolation.probe()
    best = next((probe for probe in probes if probe.available and probe.level != "none"), None)
    if best is None:
        reasons = "; ".join(f"{probe.level}: {probe.reason}" for probe in probes if probe.level != "none")
        yield Advice(
            "FAIL", "isolation", reasons, "grade in the repository's devcontainer; on Debian: apt install bubblewrap"
        )
        return
    yield Advice("ok", "isolation", f"{best.level}: {best.reason}")
    for probe in probes:
        if not probe.available and probe.level == "bwrap":
            yield Advice(
                "note", "isolation", f"bwrap cannot be had: {probe.reason}", "on Debian: apt install bubblewrap"
            )


def _versions(_: Path) -> Iterator[Advice]:
    yield Advice("ok", "Python", f"{platform.python_version()} ({platform.system()} {platform.machine()})")
    for name in PACKAGES:
        try:
            yield Advice("ok", name, version(name))
        except PackageNotFoundError:
            yield Advice("FAIL", name, "not installed", "make install")
    if sys.version_info[:3] <= (3, 11, 2) and int(version("soupsieve").split(".")[0]) >= 3:
        yield Advice(
            "FAIL",
            "feedback by nbgrader",
            "soupsieve 3 or later fails on Python 3.11.2 and older",
            "pip install --constraint constraints.txt soupsieve",
        )


def _run_folder(run_folder: Path) -> Iterator[Advice]:
    if not run_folder.exists():
        yield Advice("note", "run folder", f"{run_folder} does not exist yet", "`grade` makes it")
        return
    if not os.access(run_folder, os.W_OK):
        yield Advice("FAIL", "run folder", f"{run_folder} cannot be written", f"chown -R $USER {run_folder}")
    if run_folder.stat().st_mode & OTHERS:
        yield Advice("note", "run folder", f"{run_folder} can be read by others", f"chmod 700 {run_folder}")
    else:
        yield Advice("ok", "run folder", f"{run_folder} is readable by its owner only")
    yield from _submitted(RunFolder(run_folder))


def _submitted(folder: RunFolder) -> Iterator[Advice]:
    """What lies in `submitted/` where it is not looked for."""
    if not (os.access(folder.submitted, os.R_OK | os.X_OK) and folder.submitted.is_dir()):
        return
    found = {place for assignment in ASSIGNMENTS for place in misplaced(folder, assignment).values()}
    for place in sorted(found)[:MOST_MISPLACED]:
        layout = "submitted/<student>/<assignment>/<assignment>.ipynb"
        yield Advice("note", "submission", f"submitted/{one_line(place)} is not where `grade` looks for it", layout)
    if len(found) > MOST_MISPLACED:
        yield Advice("note", "submission", f"and {len(found) - MOST_MISPLACED} more like it")


def _extensions(_: Path) -> Iterator[Advice]:
    """nbgrader's part of JupyterLab: its halves on the server, and its half in the browser."""
    try:
        from jupyter_core.paths import jupyter_config_path, jupyter_path  # noqa: PLC0415  half a second
        from jupyter_server.extension.config import ExtensionConfigManager  # noqa: PLC0415
    except ImportError:
        return  # said above: JupyterLab is not installed
    config: Any = ExtensionConfigManager(read_config_path=jupyter_config_path())
    enabled = config.get_jpserver_extensions()
    for name in SERVER_EXTENSIONS:
        module = f"nbgrader.server_extensions.{name}"
        if enabled.get(module):
            yield Advice("ok", f"{name} (JupyterLab)", "enabled: for whoever starts JupyterLab with this Python")
        else:
            yield Advice("note", f"{name} (JupyterLab)", "disabled", f"jupyter server extension enable {module}")
    if not any((Path(place) / "@jupyter" / "nbgrader").is_dir() for place in jupyter_path("labextensions")):
        yield Advice("FAIL", "nbgrader in JupyterLab", "its buttons are not installed", "pip install nbgrader")
    if enabled.get("nbgrader.server_extensions.formgrader") and _many_users():
        yield Advice(
            "note",
            "formgrader",
            "enabled on a hub: students' servers should not offer it",
            "on their side: jupyter server extension disable nbgrader.server_extensions.formgrader",
        )


def _many_users() -> bool:
    return "JUPYTERHUB_USER" in os.environ


def _clock(_: Path) -> Iterator[Advice]:
    """A clock that is behind dates feedback before its grades, which is then taken for old."""
    newest = max(file.stat().st_mtime for file in Path(isolation.__file__).parents[1].rglob("*.py"))
    behind = newest - time.time()
    if behind > LATE_SECONDS:
        yield Advice(
            "FAIL",
            "clock",
            f"at least {behind / 3600:.1f} hours behind the grader's own files",
            "timedatectl set-ntp true",
        )
    else:
        yield Advice("ok", "clock", time.strftime("%Y-%m-%d %H:%M %Z"))


def _disk(run_folder: Path) -> Iterator[Advice]:
    place = next(folder for folder in (run_folder, *run_folder.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    word = "ok" if free > ENOUGH_BYTES else "FAIL"
    yield Advice(word, "disk", f"{free / 2**30:.1f} GiB free at {place}", "" if word == "ok" else "free a gigabyte")
