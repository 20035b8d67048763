"""Releasing feedback through nbgrader's exchange: whoever handed in another way costs nobody else their page."""

import logging
from pathlib import Path

import pytest
from traitlets.config import Config

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ASSIGNMENT = "01-apple-orange"
BY_MAIL = "Ada, [1] *"  # first in the alphabet, and a pattern for those who look for files by name
WITHOUT_PAGE = "carl"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Pages of three students, two of whom handed in through the exchange, and the folder of one without a page."""
    for student, receipts in {BY_MAIL: False, "bea": True, "dora": True, WITHOUT_PAGE: False}.items():
        folder = tmp_path / "feedback" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        if student != WITHOUT_PAGE:
            (folder / f"{ASSIGNMENT}.html").write_text(f"page of {student}", encoding="utf-8")
        if receipts:
            (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC", encoding="utf-8")
            (folder / "submission_secret.txt").write_text(student, encoding="utf-8")
    return tmp_path


def released(course: Path, **settings: object) -> set[str]:
    """What can be fetched after `nbgrader release_feedback`."""
    from nbgrader.coursedir import CourseDirectory

    from backprop_grader.exchange.releasing import ReleaseToSubmitters

    config = Config()
    settings |= {"root": str(course), "course_id": "backprop", "assignment_id": ASSIGNMENT}
    config.CourseDirectory.update(settings)
    config.Exchange.root = str(course / "exchange")
    (course / "exchange").mkdir()
    ReleaseToSubmitters(coursedir=CourseDirectory(config=config), config=config).start()
    return {page.read_text(encoding="utf-8") for page in (course / "exchange/backprop/feedback").glob("*.html")}


def test_all_who_handed_in_through_the_exchange_get_their_page_and_the_others_are_named(
    course: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert released(course) == {"page of bea", "page of dora"}
    (said,) = (record.getMessage() for record in caplog.records if "not released" in record.getMessage())
    assert BY_MAIL in said
    assert "send the page yourself" in said


@pytest.mark.parametrize(
    ("settings", "pages"),
    [
        ({"student_id": "dora"}, {"page of dora"}),
        ({"student_id_exclude": "dora"}, {"page of bea"}),
    ],
)
def test_one_student_can_be_chosen_or_left_out(course: Path, settings: dict[str, str], pages: set[str]) -> None:
    assert released(course, **settings) == pages
