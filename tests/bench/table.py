"""Figures as a table: on a terminal, as JSON, and as Markdown for autograder/README.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One thing that was measured: column -> figure."""

    name: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Section:
    """A table of figures that belong together."""

    title: str
    rows: Sequence[Row]

    @property
    def columns(self) -> list[str]:
        """All columns, in the order in which they come."""
        return list(dict.fromkeys(column for row in self.rows for column in row.figures))

    def lines(self) -> list[list[str]]:
        """A name and a text for every column, row by row; a figure that was not taken is a dash."""
        return [[row.name, *(_number(row.figures.get(column)) for column in self.columns)] for row in self.rows]

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title)
        table.add_column("")
        for column in self.columns:
            table.add_column(column, justify="right")
        for line in self.lines():
            table.add_row(*line)
        console.print(table)

    def markdown(self) -> str:
        """The table for a README."""
        head = ["", *self.columns]
        rule = ["---", *("---:" for _ in self.columns)]
        rows = [f"| {' | '.join(cells)} |" for cells in (head, rule, *self.lines())]
        return "\n".join([f"**{self.title}**", "", *rows])


def _number(figure: float | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def machine() -> str:
    """The machine in one sentence: enough to read the figures by."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU"
    )
    return (
        f"{os.cpu_count()} cores ({cpu}), {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, NumPy {version('numpy')}, nbgrader {version('nbgrader')}"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).is_file() else []


BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def write_into(readme: Path, sections: Sequence[Section]) -> None:
    """Put the tables between the marks in a README; those of other subjects stay if they are of the same machine."""
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    old, after = rest.split(END)
    measured = f"Measured by `make bench` on {machine()}."
    first, *tables = re.split(r"\n\n(?=\*\*)", old.strip())
    known = {table.partition("\n")[0]: table for table in tables if first == measured}
    known |= {f"**{section.title}**": section.markdown() for section in sections}
    made = "\n\n".join([measured, *known.values()])
    readme.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
