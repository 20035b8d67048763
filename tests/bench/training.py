"""What a training step of the reference costs, beside PyTorch's; the measuring is done by `bench.step`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.table import Row, Section

ROOT = Path(__file__).parents[2]


def sections() -> list[Section]:
    """(f): on the CPU, by the Python at $TORCH_PYTHON (for one that has PyTorch) or by this one."""
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'course'}:{ROOT / 'solutions'}"}
    words = [python, str(Path(__file__).with_name("step.py"))]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    rows = [Row(name, _figures(*seconds)) for name, seconds in json.loads(done.stdout).items()]
    return [Section("A training step of the reference beside PyTorch, float32, one thread", rows)]


def _figures(ours: float, theirs: float | None = None) -> dict[str, float]:
    figures = {"ours, ms": 1000 * ours}
    return figures if theirs is None else {**figures, "PyTorch, ms": 1000 * theirs, "ours / PyTorch": ours / theirs}
