"""One Chromium and one JupyterLab for all tests of this folder; each test opens a notebook of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from browser.lab import Lab, NoBrowser, chromium, running_lab
from browser.notebooks import write_copy
from browser.page import LabPage, lab_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Opener = Callable[..., LabPage]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says what is missing."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except NoBrowser as missing:
            pytest.skip(f"NO BROWSER, so nothing was tried in JupyterLab: {missing}")
        yield started


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on an empty folder."""
    with running_lab(tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("jupyter")) as started:
        yield started


@pytest.fixture
def open_notebook(browser: Browser, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Return a function that opens a copy of a notebook with some answers filled in."""
    name = request.node.name
    with ExitStack() as stack:

        def opened(assignment: str, answers: Mapping[str, str], theme: str) -> LabPage:
            write_copy(assignment, answers, lab.folder / f"{name}.ipynb")
            options = {"viewport": {"width": 1280, "height": 1000}, "color_scheme": theme}
            notebook = stack.enter_context(lab_page(browser, **options))
            notebook.open(lab.address(f"{name}.ipynb", workspace=name))
            return notebook

        yield opened
