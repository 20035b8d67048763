"""What instructors and students open of hostile submissions, opened in Chromium: no script runs, nobody is asked.

Our feedback pages, nbgrader's feedback pages and the formgrader's page of a submission, which is made by the same
templates of nbgrader's from the graded copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from backprop_grader.isolation import available
from hostile.classroom import HostileClass, hostile_class
from hostile.corpus import ASSIGNMENT
from hostile.live import OUTSIDE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.xdist_group("hostile-pages"),
    pytest.mark.skipif(not available(), reason="no isolation to be had here: bubblewrap or Landlock is needed"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
LIVE = [
    "outputs-handed-in",
    "outputs-made",
    "texts",
    "answers",
    "escapes",
    "odd-cells",
    "magics",
    "pictures-without-end",
]
KNOWN = ("cdnjs.cloudflare.com", "cdn.jsdelivr.net", "unpkg.com")
"""Where nbgrader's own pages ask for MathJax and the like; nobody is asked by ours."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileClass]:
    """The live part of the class, graded, with our feedback in `feedback-ours` and nbgrader's in `feedback`."""
    with hostile_class(tmp_path_factory.mktemp("hostile"), LIVE) as made:
        for words in (
            ("backprop-grader", "grade", ASSIGNMENT, "--run", str(made.run)),
            ("backprop-grader", "feedback", ASSIGNMENT, "--run", str(made.run)),
            ("nbgrader", "generate_feedback", ASSIGNMENT),
        ):
            done = made.command(*words)
            assert done.returncode == 0, done.stderr[-2000:]
            if words[1] == "feedback":
                (made.run / "feedback").rename(made.run / "feedback-ours")
        yield made


class Visit:
    """A page that is opened with everything shut off but itself, and what it tried."""

    def __init__(self, browser: Browser) -> None:
        self.asked: list[str] = []
        self.page: Page = browser.new_page()
        self.page.route("**/*", self._decide)
        self.page.on("dialog", lambda dialog: (self.asked.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.asked.append("popup"))

    def _decide(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(("file:", "data:image/png")):
            route.continue_()
        else:
            self.asked.append(address)
            route.abort()

    def look(self, file: Path) -> None:
        """Open the page, then do what a reader does: open, point at and click what can be."""
        self.page.goto(file.as_uri())
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        links = self.page.evaluate("[...document.links].map(each => [each.getAttribute('href'), each.textContent])")
        for address, shown in links:
            assert address.startswith(("#", "https://", "http://")), address
            hides = OUTSIDE in address and not address.startswith("#") and shown != unquote(address)
            assert not hides, f"{shown!r} leads to {address}"
        self.page.mouse.move(200, 200)
        self.page.wait_for_timeout(150)
        assert self.page.evaluate("window.owned") is None
        assert self.page.locator("iframe, object, embed, base, form, [onload], [onerror], [ontoggle]").count() == 0
        assert OUTSIDE not in " ".join(self.asked)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """A page of Chromium."""
    made = Visit(chromium)
    yield made
    made.page.close()


@pytest.mark.parametrize("name", LIVE)
def test_our_feedback_is_inert_and_asks_nobody(graded: HostileClass, visit: Visit, name: str) -> None:
    visit.look(graded.run / "feedback-ours" / name / ASSIGNMENT / f"{ASSIGNMENT}.html")
    assert visit.asked == []
    assert visit.page.locator("script").count() == 0


@pytest.mark.parametrize("name", LIVE)
def test_nbgrader_s_feedback_of_a_graded_copy_is_inert(graded: HostileClass, visit: Visit, name: str) -> None:
    visit.look(graded.run / "feedback" / name / ASSIGNMENT / f"{ASSIGNMENT}.html")
    assert all(any(host in address for host in KNOWN) for address in visit.asked), visit.asked


@pytest.mark.parametrize("name", LIVE[:4])
def test_the_formgrader_s_page_of_a_graded_copy_is_inert(
    graded: HostileClass, visit: Visit, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(_formgrader(graded.run / "autograded" / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"), "utf-8")
    visit.look(file)
    assert all(any(host in address for host in KNOWN) or "/formgrader/" in address for address in visit.asked)


def _formgrader(notebook: Path) -> str:
    """The formgrader's page, as its server makes it."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.handlers import template_path

    exporter: Any = HTMLExporter(template_name="formgrade", extra_template_basedirs=[template_path])
    resources = {
        "assignment_id": ASSIGNMENT,
        "notebook_id": ASSIGNMENT,
        "submission_id": "0",
        "index": 0,
        "total": 1,
        "base_url": "http://127.0.0.1:9/formgrader/",
        "student": "eve",
        "last_name": "",
        "first_name": "",
        "notebook_path": "x",
    }
    body: str = exporter.from_filename(str(notebook), resources=resources)[0]
    return body


def test_the_page_would_show_what_is_live(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "live.html"
    file.write_text(f"<img src='{OUTSIDE}.png' onerror='window.owned = 1'>", encoding="utf-8")
    with pytest.raises(AssertionError):
        visit.look(file)
    assert visit.asked == [f"{OUTSIDE}.png"]
