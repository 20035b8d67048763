"""The floor: a submission's code cells, executed in a plain fork of a process that has run the same cells before.

So everything that a notebook imports is loaded, and what remains is the notebook.

No walls, no reference, no diagnosis, no gradebook: what is left when a grader does nothing but run the notebook. With
`--tests` the cells that show report cards and the graded ones run too, as in a stock autograder.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
from pathlib import Path

import matplotlib as mpl

from backprop_grader.notebook.conventions import NOT_RUN, is_graded, tags


def main() -> None:
    """Run every notebook below a folder; the arguments are the folder and, if wanted, --tests."""
    mpl.use("Agg")
    notebooks = [code_cells(path, "--tests" in sys.argv) for path in sorted(Path(sys.argv[1]).rglob("*.ipynb"))]
    execute(notebooks[0])
    gc.freeze()
    for cells in notebooks:
        if os.fork() == 0:
            execute(cells)
            os._exit(0)
        os.wait()


def code_cells(path: Path, tests: bool) -> list[str]:
    """The text of the code cells that are run: never figures and experiments, and tests only where they are wanted."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    left_out = {"demo"} if tests else NOT_RUN
    wanted = [cell for cell in cells if not tags(cell) & left_out and (tests or not is_graded(cell))]
    return ["".join(cell["source"]) for cell in wanted]


def execute(cells: list[str]) -> None:
    """Execute the cells in one namespace."""
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(compile(cell, "<cell>", "exec"), names)


if __name__ == "__main__":
    main()
