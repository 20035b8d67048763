"""For all tests: one thread for each process, and one Chromium.

Small matrices gain nothing from more threads, and tests run side by side. Playwright can be started once a process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from browser.lab import NoBrowser, running_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, or a skip that says what is missing."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(running_chromium())
        except NoBrowser as missing:
            pytest.skip(f"NO BROWSER, so nothing was tried in it: {missing}")
        yield started
