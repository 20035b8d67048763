"""Pages for the experiments: each test gets its own, and none of them may complain."""

import pytest

from widget_page import show


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
