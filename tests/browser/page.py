"""One notebook, open in JupyterLab in Chromium: its cells by position, its menus, and what went wrong meanwhile.

Like the reader it waits until the status bar says Idle before it runs anything; a cell has run when it has its number.
What does not come in time fails with an account of what the page showed instead.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .lab import HOST

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

READY_MS = 60_000
RUN_MS = 60_000
PAUSE_MS = 100
QUIET = 30  # pauses in a row without a running cell: then nothing more will come
IDLE = "Python 3 (ipykernel) | Idle"
HAS_RUN = re.compile(r"^\[\d+\]:$")
ATTEMPTS = 3
STILL_RUNNING = "() => [...document.querySelectorAll('.jp-InputArea-prompt')].some((one) => one.textContent === '[*]:')"
ACCOUNT = """() => ({
    status: [...document.querySelectorAll('.jp-StatusBar-TextItem, .jp-Dialog-content')].map((one) => one.textContent),
    cells: [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map((cell) => [
        cell.dataset.windowedListIndex,
        cell.querySelector('.jp-InputArea-prompt').textContent,
        (cell.querySelector("[data-mime-type$='.error']")?.textContent ?? '').slice(-200)].join(' ')),
})"""


class LabPage:
    """A page of JupyterLab with one notebook in it.

    complaints  errors in the browser's console, exceptions, answers with an error status
    hosts       every host that the page asked for something
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))

    def open(self, address: str) -> None:
        """Load a notebook and wait for its kernel."""
        self.page.goto(address)
        self._idle.wait_for(timeout=READY_MS)

    def cell(self, position: int) -> Locator:
        """A cell by its position, from 0."""
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{position}"]')

    def output(self, position: int) -> str:
        """The text that a cell put out, on the screen or not (what is far from it has no `inner_text`)."""
        return "\n".join(self.cell(position).locator(".jp-OutputArea-output").all_text_contents())

    def select(self, position: int) -> None:
        """Make a cell the active one, in command mode (a click while outputs arrive can end up as a selection)."""
        self.cell(position).focus()
        self.page.locator(f'.jp-Cell.jp-mod-active[data-windowed-list-index="{position}"]').wait_for()

    def run(self, position: int) -> None:
        """Run one cell and wait for it."""
        self.select(position)
        self.page.keyboard.press("Control+Enter")
        self.wait_for_run(position)

    def run_from(self, position: int, until: int) -> None:
        """Run a cell and all below it, and wait until a later one has its number.

        A kernel that has just failed throws away what is sent before it has done with the rest of that run, and says
        nothing of it: the cells stay without a number, and a reader presses again.
        """
        for _ in range(ATTEMPTS):
            self.select(position)
            self.menu("Run", "Run Selected Cell and All Below")
            if self._has_run(until):
                return
        raise AssertionError(f"cell {until} was sent {ATTEMPTS} times and did not run: {self._account()}")

    def wait_for_run(self, position: int) -> None:
        """Wait until a cell has its number."""
        if not self._has_run(position):
            raise AssertionError(f"cell {position} did not run: {self._account()}")

    def _has_run(self, position: int) -> bool:
        """Whether a cell has got its number by the time that nothing runs any more."""
        prompt = self.cell(position).locator(".jp-InputArea-prompt", has_text=HAS_RUN)
        end = time.monotonic() + RUN_MS / 1000
        quiet = 0
        while not prompt.count() and quiet < QUIET and time.monotonic() < end:
            self.page.wait_for_timeout(PAUSE_MS)
            quiet = 0 if self.page.evaluate(STILL_RUNNING) or not self._idle.count() else quiet + 1
        return bool(prompt.count())

    @property
    def _idle(self) -> Locator:
        return self.page.get_by_text(IDLE)

    def _account(self) -> str:
        return json.dumps(self.page.evaluate(ACCOUNT), ensure_ascii=False, indent=1)

    def menu(self, *path: str) -> None:
        """Choose an entry of the menu bar: menu("Run", "Run All Cells")."""
        self.page.locator(".lm-MenuBar-item", has_text=path[0]).click()
        for label in path[1:]:
            self.page.locator(".lm-Menu-item", has=self.page.get_by_text(label, exact=True)).click()

    def validate(self) -> str:
        """Press nbgrader's button; return what its dialog says, with the dialog closed again."""
        self.page.get_by_role("button", name="Validate", exact=True).click()
        dialog = self.page.locator(".jp-Dialog", has_text="Validation Results")
        dialog.wait_for(timeout=RUN_MS)
        said = dialog.inner_text()
        dialog.get_by_role("button", name="Ok").click()
        return said

    def assert_quiet(self) -> None:
        """Fail if anything complained, or if another host than this one was asked."""
        assert self.complaints == []
        assert self.hosts <= {HOST}

    def _asked(self, url: str) -> None:
        if host := urlsplit(url).hostname:  # data: and blob: have none
            self.hosts.add(host)

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page itself thought better of it
            self.complaints.append(f"{request.url}: {request.failure}")
