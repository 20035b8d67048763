"""A student's whole path through one assignment in a real JupyterLab, and the teacher's beside it.

Out of nbgrader's exchange by the Assignment List, a wrong answer and its report card, a right one, Validate, Submit;
then collected, graded and handed back. At the end the browser's console holds no error, and no host but this one was
asked for anything.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backprop_grader.notebook.conventions import REPOSITORY
from browser.lab import running_lab
from browser.notebooks import graded, place_of, right_answers
from browser.page import IDLE, READY_MS, RUN_MS, LabPage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("lab")]

ASSIGNMENT = "01-apple-orange"
SWAPPED = """
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.y
"""


@dataclass
class Desk:
    """The folders of both sides, what the student sees, and what was said to them on the way."""

    folder: Path
    notebook: LabPage | None = None
    said: dict[str, str] = field(default_factory=dict)

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def variables(self) -> dict[str, str]:
        return {"BACKPROP_RUN": str(self.run), "BACKPROP_EXCHANGE": str(self.folder / "exchange")}

    @property
    def handed_in(self) -> Path:
        """The one submission that was collected."""
        (found,) = (self.run / "submitted").glob(f"*/{ASSIGNMENT}")
        return found

    def teacher(self, program: str, *words: str) -> str:
        """Run a command as the teacher does, in autograder/."""
        data = {f"JUPYTER_{kind}_DIR": str(self.folder / "teacher" / kind) for kind in ("DATA", "CONFIG", "RUNTIME")}
        done = subprocess.run(
            [Path(sys.executable).parent / program, *words],
            cwd=REPOSITORY / "autograder",
            env={**os.environ, **self.variables, **data, "PYTHONWARNINGS": "default"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def item(self, kind: str):
        """The assignment's row in a part of the Assignment List: released, fetched or submitted."""
        return self.notebook.page.locator(f"#{kind}_assignments_list .list_item", has_text=ASSIGNMENT).first

    def to_the_list(self) -> None:
        """Bring the Assignment List to the front, as it is now."""
        self.notebook.menu("Nbgrader", "Assignment List")
        self.notebook.page.locator("#refresh_assignments_list").click()

    def write(self, exercise: str, answer: str) -> None:
        """Put an answer into its cell as typing does, and run it."""
        place = place_of(ASSIGNMENT, f"solution-{exercise}")
        self.notebook.select(place)
        self.notebook.page.keyboard.press("Enter")
        self.notebook.page.keyboard.press("Control+a")
        self.notebook.page.keyboard.insert_text(answer.strip())
        self.notebook.page.keyboard.press("Escape")
        self.notebook.run(place)

    def card(self, exercise: str) -> str:
        """Whether an exercise's report card says that all is well, and its text."""
        place = place_of(ASSIGNMENT, f"check-{exercise}")
        self.notebook.run(place)
        card = self.notebook.cell(place).locator(".backprop-card")
        return f"passed: {card.get_attribute('data-passed')}\n{card.inner_text()}"


@pytest.fixture(scope="module")
def released(chromium, tmp_path_factory):
    """The assignment is in the exchange, and a student has JupyterLab open on an empty folder."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    for name in ("home", "student", "exchange", "run"):
        (desk.folder / name).mkdir()
    desk.teacher("nbgrader", "release_assignment", ASSIGNMENT)
    with running_lab(desk.folder / "student", desk.folder / "home", desk.variables) as lab:
        desk.notebook = LabPage(chromium.new_page(viewport={"width": 1280, "height": 1000}))
        desk.notebook.page.goto(lab.address("path"))
        desk.notebook.page.locator(".jp-Launcher").wait_for(timeout=READY_MS)
        yield desk
        desk.notebook.page.close()


@pytest.fixture(scope="module")
def opened(released):
    """Fetched by the Assignment List, opened from it, run up to the first exercise."""
    released.to_the_list()
    released.item("released").get_by_role("button", name="Fetch").click()
    released.item("fetched").get_by_role("button", name=ASSIGNMENT).click()
    released.item("fetched").locator(".nested_list_item a", has_text=ASSIGNMENT).click()
    released.notebook.page.get_by_text(IDLE).wait_for(timeout=READY_MS)
    return released


@pytest.fixture(scope="module")
def failed(opened):
    """The first exercise is answered wrongly."""
    notebook = opened.notebook
    notebook.select(place_of(ASSIGNMENT, "solution-MulLayer"))
    notebook.menu("Run", "Run All Above Selected Cell")
    opened.write("MulLayer", SWAPPED)
    opened.said["wrong"] = opened.card("MulLayer")
    opened.said["validated too early"] = notebook.validate()
    return opened


@pytest.fixture(scope="module")
def mended(failed):
    """All exercises are answered, and the first one is right now."""
    for exercise, answer in right_answers(ASSIGNMENT).items():
        failed.write(exercise, answer)
    failed.said["right"] = failed.card("MulLayer")
    failed.said["validated"] = failed.notebook.validate()
    return failed


@pytest.fixture(scope="module")
def submitted(mended):
    """Handed in by the Assignment List."""
    mended.to_the_list()
    mended.item("fetched").get_by_role("button", name="Submit").click()
    mended.item("submitted").wait_for(timeout=RUN_MS)
    return mended


@pytest.fixture(scope="module")
def returned(submitted):
    """Collected, graded, and its feedback fetched and opened."""
    desk = submitted
    desk.said["collect"] = desk.teacher("nbgrader", "collect", ASSIGNMENT)
    desk.said["grade"] = desk.teacher("backprop-grader", "grade", ASSIGNMENT, "--run", str(desk.run))
    desk.teacher("backprop-grader", "feedback", ASSIGNMENT, "--run", str(desk.run))
    desk.teacher("nbgrader", "release_feedback", ASSIGNMENT)
    desk.to_the_list()
    desk.item("submitted").get_by_text("feedback available to fetch").wait_for()
    desk.item("submitted").get_by_role("button", name="Fetch Feedback").click()
    desk.item("submitted").get_by_text("view feedback").click()
    page = desk.notebook.page
    page.locator(".jp-DirListing-item", has_text=f"{ASSIGNMENT}.html").dblclick()
    inside = page.frame_locator(".jp-HTMLViewer iframe")
    inside.locator("h1").first.wait_for()
    desk.said["feedback"] = inside.locator("body").inner_text()
    return desk


def test_a_student_is_offered_the_assignment_list_and_nothing_of_the_teachers(released):
    page = released.notebook.page
    page.locator(".lm-MenuBar-item", has_text="Nbgrader").click()
    offered = [text for text in page.locator(".lm-Menu-itemLabel").all_inner_texts() if text]
    page.keyboard.press("Escape")
    assert offered == ["Assignment List"]
    assert page.get_by_text("Create Assignment").count() == 0
    assert page.request.get(page.url.split("/lab")[0] + "/formgrader").status == 404


def test_a_wrong_answer_gets_a_card_and_does_not_validate(failed):
    assert failed.said["wrong"].startswith("passed: false\nMulLayer")
    assert "validate(MulLayer)" in failed.said["validated too early"]


def test_the_mended_notebook_passes(mended):
    assert mended.said["right"].startswith("passed: true\nMulLayer")
    assert "Success! Your notebook passes all the tests." in mended.said["validated"]


def test_what_is_collected_is_what_the_student_wrote(returned):
    notebook = (returned.handed_in / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "dout * self.y" in notebook
    assert (returned.handed_in / "timestamp.txt").is_file()


def test_the_feedback_names_every_exercise_and_gives_full_points(returned):
    for exercise in graded(ASSIGNMENT):
        assert exercise in returned.said["feedback"]
    assert "9 of 9 points" in returned.said["feedback"]


def test_nothing_complained_and_nobody_else_was_asked(returned):
    returned.notebook.assert_quiet()
