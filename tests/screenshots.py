"""`make screenshots`: the pictures of the product for people to look at, written to docs/pictures/.

Every picture is a row of `PICTURES`: its file and the function that takes it. Those of a class need a run folder, which
`make demo` leaves behind; without it they are left as they are, and that is said.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image
from tests.browser.lab import REPOSITORY, Lab, NoBrowser, running_chromium, running_lab
from tests.browser.notebooks import place_of, right_answers, write_copy
from tests.browser.page import LabPage
from tests.experiments import made
from tests.widget_page import show

from backprop_grader.notebook.release import build_missing_sources

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES_AT = REPOSITORY / "docs" / "pictures"
ASSIGNMENT = "01-apple-orange"
STUDENT = "cherry"
"""The one of the sample class whose feedback is shown."""
COLOURS = 128
"""Enough for flat colours with smooth letters; a picture of the whole window stays below 250 kB."""
NOWHERE = (700, 5)
"""Where the pointer is out of the way: at the menu bar's empty end."""
SCALE = 1.5
"""Device pixels a CSS pixel: sharp on today's screens at the width of a README."""

SWAPPED = """
class MulLayer:
    \"\"\"A node that multiplies two numbers, or two arrays of one shape entry by entry.\"\"\"

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.y
"""
SHARED_OUT = """
class AddLayer:
    \"\"\"A node that adds two numbers, or two arrays of one shape entry by entry.\"\"\"

    def forward(self, x: Value, y: Value) -> Value:
        return x + y

    def backward(self, dout: Value) -> tuple[Value, Value]:
        return dout / 2, dout / 2
"""


class NothingToShow(Exception):
    """A picture cannot be taken now; the message says what to do first."""


class Studio:
    """A browser, a scratch folder, and the run folder of a class that has been graded."""

    def __init__(self, browser: Browser, scratch: Path, run: Path, stack: ExitStack) -> None:
        self.browser, self.run = browser, run
        self._scratch, self._stack = scratch, stack
        self._opened = 0

    def folder(self, name: str) -> Path:
        """A new folder."""
        made = self._scratch / name
        made.mkdir()
        return made

    @cached_property
    def lab(self) -> Lab:
        """JupyterLab on copies of the notebook."""
        return self._stack.enter_context(running_lab(self.folder("course"), self.folder("student")))

    @cached_property
    def teachers_lab(self) -> Lab:
        """JupyterLab at the root of the repository, its formgrader looking at the run folder."""
        build_missing_sources()  # as `make lab-teacher` does: without a source there is no assignment to list
        looking_at = {"BACKPROP_RUN": str(self.run)}
        return self._stack.enter_context(running_lab(REPOSITORY, self.folder("teacher"), looking_at, teacher=True))

    def page(self, **options: object) -> LabPage:
        """An empty page."""
        shown = {"viewport": {"width": 1120, "height": 1290}, "device_scale_factor": SCALE} | options
        return LabPage(self.browser.new_page(**shown))

    def notebook(self, answers: dict[str, str], **options: object) -> LabPage:
        """The notebook with right answers but for these, open and not yet run."""
        self._opened += 1
        name = f"view-{self._opened}"
        file = self.lab.folder / name / f"{ASSIGNMENT}.ipynb"
        file.parent.mkdir()
        write_copy(ASSIGNMENT, {**right_answers(ASSIGNMENT), **answers}, file)
        opened = self.page(**options)
        opened.open(self.lab.address(name, f"{name}/{file.name}"))
        opened.page.keyboard.press("Control+b")  # the list of files away
        return opened


def run_up_to(notebook: LabPage, grade_id: str) -> int:
    """Run everything above a cell, and the cell; return its position."""
    place = place_of(ASSIGNMENT, grade_id)
    notebook.select(place)
    notebook.menu("Run", "Run All Above Selected Cell")
    notebook.run(place)
    return place


def into_the_walk_back(notebook: LabPage, steps: int) -> None:
    """Run the experiment and step into its backward pass."""
    notebook.run(place_of(ASSIGNMENT, "shop-experiment"))
    notebook.page.locator(".bp-main").focus()
    notebook.page.keyboard.type("s" * steps, delay=50)
    notebook.page.get_by_text(f"{5 + steps} of 10").wait_for()
    notebook.page.evaluate("() => document.activeElement.blur()")
    notebook.page.mouse.move(*NOWHERE)  # what is under the pointer looks different
    notebook.page.wait_for_timeout(1000)  # until the pulse has run along its wire


def whole_notebook(studio: Studio) -> bytes:
    """A wrong answer's report card above the experiment that runs on this very answer."""
    notebook = studio.notebook({"AddLayer": SHARED_OUT})
    card = run_up_to(notebook, "check-AddLayer")
    into_the_walk_back(notebook, steps=3)
    notebook.cell(card).evaluate("(cell) => cell.scrollIntoView({ block: 'start' })")
    return notebook.page.screenshot()


def experiment(theme: str) -> Callable[[Studio], bytes]:
    """The experiment alone, on right answers, in the middle of its backward pass."""

    def take(studio: Studio) -> bytes:
        notebook = studio.notebook({}, color_scheme=theme)
        run_up_to(notebook, "solution-AddLayer")
        into_the_walk_back(notebook, steps=4)
        return notebook.page.locator(".bp-experiment").screenshot()

    return take


def alone(name: str, keys: str = "", *, trained: int = 0) -> Callable[[Studio], bytes]:
    """An experiment on a page of its own, on right answers, after some keys (and some steps of training)."""

    def take(studio: Studio) -> bytes:
        widget = made(name)
        if trained:
            widget.run(trained)
        page = studio.page(viewport={"width": 960, "height": 1200}, reduced_motion="reduce").page
        show(page, widget)
        page.locator(".bp-main").focus()
        page.keyboard.type(keys, delay=50)
        page.evaluate("() => document.activeElement.blur()")
        page.wait_for_timeout(500)
        return page.locator(".bp-experiment").screenshot()

    return take


def class_report(studio: Studio) -> bytes:
    """The top of the class report."""
    page = studio.run / "report" / f"{ASSIGNMENT}.html"
    if not page.is_file():
        raise NothingToShow(f"there is no {page}; `backprop-grader report {ASSIGNMENT} --run {studio.run}` makes it")
    shown = studio.page(viewport={"width": 1100, "height": 1150}).page
    shown.goto(page.as_uri())
    return shown.screenshot()


def report_card(studio: Studio) -> bytes:
    """The report card of a multiplication whose operands are not exchanged."""
    notebook = studio.notebook({"MulLayer": SWAPPED})
    place = run_up_to(notebook, "check-MulLayer")
    return notebook.cell(place).locator(".backprop-card").screenshot()


def assignment_list(studio: Studio) -> bytes:
    """The Assignment List of a student whose folder holds the notebook already."""
    desk = studio.folder("desk")
    copied = desk / "course" / ASSIGNMENT
    shutil.copytree(REPOSITORY / "course" / ASSIGNMENT, copied)
    exchange = {"BACKPROP_EXCHANGE": str(desk / "exchange"), "BACKPROP_RUN": str(desk / "run")}
    (desk / "exchange").mkdir()
    release = [sys.executable, "-m", "nbgrader", "release_assignment", ASSIGNMENT]
    subprocess.run(release, cwd=REPOSITORY / "autograder", env=os.environ | exchange, capture_output=True, check=True)
    with running_lab(copied.parent, studio.folder("list"), exchange) as lab:
        shown = studio.page(viewport={"width": 1120, "height": 420})
        shown.page.goto(lab.address("list"))
        shown.page.locator(".jp-Launcher").wait_for()
        shown.menu("Nbgrader", "Assignment List")
        shown.page.locator("#fetched_assignments_list .list_item", has_text=ASSIGNMENT).first.wait_for()
        shown.page.mouse.move(*NOWHERE)
        return shown.page.screenshot()


def feedback(studio: Studio) -> bytes:
    """The top of the page that a student gets whose operands are not exchanged."""
    page = studio.run / "feedback" / STUDENT / ASSIGNMENT / f"{ASSIGNMENT}.html"
    if not page.is_file():
        raise NothingToShow(f"there is no {page}; `make demo` makes it")
    shown = studio.page(viewport={"width": 1000, "height": 1200}).page
    shown.goto(page.as_uri())
    return shown.screenshot()


def formgrader(studio: Studio) -> bytes:
    """The class in nbgrader's formgrader, inside JupyterLab."""
    if not (studio.run / "gradebook.db").is_file():
        raise NothingToShow(f"no class is graded in {studio.run}; `make demo` grades one")
    shown = studio.page(viewport={"width": 1320, "height": 860}, device_scale_factor=1.25)
    shown.page.goto(studio.teachers_lab.address("teacher"))
    shown.menu("Nbgrader", "Formgrader")
    shown.page.keyboard.press("Control+b")
    inside = shown.page.frame_locator("iframe")
    inside.locator(f"a[href*='manage_submissions/{ASSIGNMENT}']").click()
    inside.get_by_text(STUDENT).first.wait_for()
    shown.page.mouse.move(*NOWHERE)
    return shown.page.screenshot()


@dataclass(frozen=True)
class Picture:
    """One file in docs/pictures, and how it is taken (the bytes of a PNG)."""

    name: str
    take: Callable[[Studio], bytes]


PICTURES = (
    Picture("notebook", whole_notebook),
    Picture("experiment-light", experiment("light")),
    Picture("experiment-dark", experiment("dark")),
    Picture("gates", alone("GateZoo", "ss")),
    Picture("jacobian", alone("JacobianExperiment", "ss")),
    Picture("slices", alone("SliceExperiment", "ss")),
    Picture("two-two-one", alone("TwoTwoOneExperiment", "s" * 8)),
    Picture("vanishing", alone("VanishingExperiment", "s" * 9)),
    Picture("walk", alone("WalkExperiment", "sss")),
    Picture("digits", alone("DigitsExperiment", "ss", trained=150)),
    Picture("report-card", report_card),
    Picture("assignment-list", assignment_list),
    Picture("feedback", feedback),
    Picture("class-report", class_report),
    Picture("formgrader", formgrader),
)


def small(png: bytes) -> bytes:
    """The same picture with `COLOURS` colours."""
    shrunk = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(shrunk, "PNG", optimize=True)
    return shrunk.getvalue()


def main(arguments: list[str]) -> int:
    """Take the pictures named, or all; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PICTURE", help="only these: " + " ".join(p.name for p in PICTURES))
    parser.add_argument(
        "--run", type=Path, default=REPOSITORY / "autograder" / "run" / "demo", help="the run folder of a graded class"
    )
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - {picture.name for picture in PICTURES}:
        parser.error(f"there is no picture {', '.join(sorted(unknown))}; see --help for those there are")
    wanted = [picture for picture in PICTURES if not asked.names or picture.name in asked.names]
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(running_chromium())
        except NoBrowser as missing:
            print(f"screenshots: no browser to take pictures with: {missing}", file=sys.stderr)
            return 2
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="backprop-pictures-")))
        studio = Studio(browser, scratch, asked.run.resolve(), stack)
        for picture in wanted:
            take(studio, picture)
    return 0


def take(studio: Studio, picture: Picture) -> None:
    """Take one picture and say so."""
    try:
        png = small(picture.take(studio))
    except NothingToShow as reason:
        print(f"  {picture.name:<18} left as it was: {reason}")
        return
    PICTURES_AT.mkdir(parents=True, exist_ok=True)
    (PICTURES_AT / f"{picture.name}.png").write_bytes(png)
    print(f"  {picture.name:<18} {len(png) / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
