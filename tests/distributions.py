"""The three distributions, built from this checkout as people build them; for the tests of what they hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = {"backprop-course": ROOT, "backprop-reference": ROOT / "solutions", "backprop-grader": ROOT / "autograder"}
"""Distribution -> where its pyproject.toml lies."""
PACKAGES = {
    "backprop-course": ROOT / "course" / "backprop",
    "backprop-reference": ROOT / "solutions" / "backprop_reference",
    "backprop-grader": ROOT / "autograder" / "backprop_grader",
}
"""Distribution -> the package in it."""


def build(folder: Path, out: Path) -> tuple[Path, Path]:
    """Build wheel and sdist of the project in a folder; return their paths."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist
