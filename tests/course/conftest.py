"""One Chromium for the experiments; each test gets pages of its own, and none of them may complain."""

import pytest

from widget_page import CHROMIUM, FLAGS, show


@pytest.fixture(scope="session")
def chromium():
    """Chromium, or a skip that says what is missing."""
    if not CHROMIUM.exists():
        pytest.skip(f"NO BROWSER: {CHROMIUM} is absent, so nothing here was tried (Debian: apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="NO BROWSER: playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_widget(chromium):
    """Return a function that shows an experiment on a page of its own; at the end no page may have complained."""
    pages, complaints = [], []

    def opened(widget, *, light=True, width=900, motion="reduce"):
        page = chromium.new_page(viewport={"width": width, "height": 900}, reduced_motion=motion)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        show(page, widget, light)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []
