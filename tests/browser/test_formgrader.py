"""nbgrader's formgrader in JupyterLab as `make lab-teacher` opens it, on a class that our `grade` has written down."""

import sqlite3

import pytest

from backprop_grader.gradebook import ByHand, Gradebook
from backprop_grader.lateness import settle
from backprop_grader.notebook.conventions import REPOSITORY
from backprop_grader.notebook.release import build_missing_sources
from browser.lab import running_lab
from browser.page import LabPage
from graded_class import ASSIGNMENT, SWAPPED, Graded, in_gradebook, make_late, record, write_class

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("lab")]

ADA = Graded("ada", {"MulLayer": (0.5, *SWAPPED)}, code={"MulLayer": "class MulLayer: ..."})

WORDS = "solution-MulLayer-comment"
ADAS_NOTEBOOK = """
SELECT n.id FROM submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = 'ada'
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Ada, whose name is known and who was late, and Bea, of whom nothing is known."""
    made = write_class(tmp_path_factory.mktemp("class") / "run", (ADA, Graded("bea", code={"MulLayer": "pass"})))
    in_gradebook(made, "UPDATE student SET first_name = 'Ada', last_name = 'Lovelace' WHERE id = 'ada'")
    for student in ("ada", "bea"):
        (made.submitted / student / ASSIGNMENT).mkdir(parents=True)
        (made.submitted / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").touch()
    (made.submitted / "ada" / ASSIGNMENT / "timestamp.txt").write_text("2026-03-01 12:30:15.250000 UTC")
    with Gradebook(made.gradebook) as gradebook:
        settle(made, ASSIGNMENT, gradebook)
    make_late(made, "ada", 1.5)
    return made


@pytest.fixture(scope="module")
def teacher(chromium, folder, tmp_path_factory):
    """The teacher's JupyterLab with the formgrader open."""
    build_missing_sources()
    with running_lab(
        REPOSITORY, tmp_path_factory.mktemp("teacher"), {"BACKPROP_RUN": str(folder.path)}, teacher=True
    ) as lab:
        opened = LabPage(chromium.new_page(viewport={"width": 1320, "height": 800}))
        opened.page.goto(lab.address("teacher"))
        opened.menu("Nbgrader", "Formgrader")
        yield opened, lab
        opened.page.close()


def test_it_shows_the_names_the_times_and_the_scores(teacher):
    opened, _ = teacher
    inside = opened.page.frame_locator("iframe")
    inside.locator(f"a[href*='manage_submissions/{ASSIGNMENT}']").click(timeout=90_000)
    row = inside.locator("tr", has_text="Lovelace, Ada")
    row.wait_for()
    said = row.inner_text()
    assert "2026-03-01" in said
    assert "7.5 / 9" in said


def test_a_score_and_a_comment_entered_there_survive_a_regrade(teacher, chromium, folder):
    _, lab = teacher
    with sqlite3.connect(folder.gradebook) as gradebook:
        ((notebook,),) = gradebook.execute(ADAS_NOTEBOOK).fetchall()
    gradebook.close()
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    page.goto(lab.address("grading"))  # logs in
    page.goto(f"{lab.url}formgrader/submissions/{notebook}")
    for field, text, kind in (("test-MulLayer", "1.75", "grade"), (WORDS, "Said in person.", "comment")):
        page.locator(f"#{field}[placeholder]:not([placeholder=''])").wait_for(timeout=60_000)  # it listens now
        with page.expect_response(lambda answer, kind=kind: f"api/{kind}/" in answer.url) as saved:
            page.locator(f"#{field}").fill(text)
            page.locator(f"#{field}").press("Tab")
        assert saved.value.ok
    page.close()
    with Gradebook(folder.gradebook) as gradebook:
        gradebook.save(record(ADA))
        found = gradebook.by_hand(ASSIGNMENT)
    assert found == {"ada": {"MulLayer": ByHand(1.75, "Said in person.")}}
