"""One Chromium and one JupyterLab for all tests of this folder; each test opens a notebook of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from browser.lab import Lab, running_lab
from browser.notebooks import write_copy
from browser.page import LabPage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Opener = Callable[..., LabPage]


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on an empty folder."""
    with running_lab(tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("jupyter")) as started:
        yield started


@pytest.fixture(scope="module")
def open_notebook(chromium: Browser, lab: Lab) -> Iterator[Opener]:
    """Return a function that opens a copy of a notebook with some answers; at the end all must have been quiet."""
    opened: list[LabPage] = []

    def open_copy(assignment: str, answers: Mapping[str, str], theme: str) -> LabPage:
        name = f"copy-{len(list(lab.folder.iterdir()))}"
        file = lab.folder / name / f"{assignment}.ipynb"
        file.parent.mkdir()
        write_copy(assignment, answers, file)
        notebook = LabPage(chromium.new_page(viewport={"width": 1280, "height": 1000}, color_scheme=theme))
        opened.append(notebook)
        notebook.open(lab.address(name, f"{name}/{file.name}"))
        return notebook

    yield open_copy
    for notebook in opened:
        notebook.page.close()
        notebook.assert_quiet()
