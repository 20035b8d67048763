"""Somebody at the hub: logs in as a browser does, and uses the servers that the hub lets them.

Speaks HTTP and the terminal's websocket, as JupyterLab does; knows nothing of how the hub was set up.
"""

from __future__ import annotations

import json
import re
import time
from contextlib import closing
from typing import Any

import requests
import websocket

READY_S = 60
COURSE_ID = "backprop"


class Person:
    """Logged in with an account's password, and with a token that may do what they may."""

    def __init__(self, address: str, account: str, password: str) -> None:
        self.address, self.account, self.password = address, account, password
        self.browser, self.programs = requests.Session(), requests.Session()

    def close(self) -> None:
        """Close their connections."""
        self.browser.close()
        self.programs.close()

    def log_in(self) -> requests.Response:
        """Fill in the form; if it lets them in, also get a token."""
        self.browser.get(f"{self.address}hub/login")
        form = {"username": self.account, "password": self.password, "_xsrf": self.browser.cookies["_xsrf"]}
        answer = self.browser.post(f"{self.address}hub/login", data=form, allow_redirects=False)
        if answer.status_code == 302:
            made = self.hub("POST", f"users/{self.account}/tokens")
            made.raise_for_status()
            self.programs.headers["Authorization"] = f"token {made.json()['token']}"
        return answer

    def hub(self, method: str, path: str) -> requests.Response:
        """Ask the hub's API, as its own pages do."""
        tokens = [cookie.value for cookie in self.browser.cookies if cookie.name == "_xsrf" and cookie.path == "/hub/"]
        headers = {"X-XSRFToken": tokens[-1], "Referer": f"{self.address}hub/home"}
        return self.browser.request(method, f"{self.address}hub/api/{path}", headers=headers, json={})

    def start(self, server: str) -> None:
        """Start the server of an account, and wait until it answers."""
        self.hub("POST", f"users/{server}/server").raise_for_status()
        for _ in range(READY_S * 5):
            if self.ask(server, "api/status").status_code == 200:
                return
            time.sleep(0.2)
        raise TimeoutError(f"the server of {server} is not up after {READY_S} s")

    def ask(self, server: str, path: str, method: str = "GET", **body: Any) -> requests.Response:
        """Ask the server of an account with the token."""
        words = {"json": body} if body else {}
        return self.programs.request(method, f"{self.address}user/{server}/{path}", allow_redirects=False, **words)

    def look(self, path: str) -> requests.Response:
        """Open a page in the browser, wherever it leads."""
        return self.browser.get(f"{self.address}{path}")

    def assignments(self, action: str = "", assignment: str = "") -> list[dict[str, Any]]:
        """What the Assignment List shows, after one of its buttons was pressed: fetch, submit or fetch_feedback."""
        if action:
            answer = self.ask(
                self.account, f"assignments/{action}", "POST", course_id=COURSE_ID, assignment_id=assignment
            )
        else:
            answer = self.ask(self.account, f"assignments?course_id={COURSE_ID}")
        answer.raise_for_status()
        shown = answer.json()
        assert shown["success"], shown["value"]
        return list(shown["value"])

    def type(self, server: str, command: str) -> tuple[int, str]:
        """Type a line into a terminal of a server; its exit status, and what was on the screen."""
        made = self.ask(server, "api/terminals", "POST", cwd="")
        made.raise_for_status()
        url = f"{self.address}user/{server}/terminals/websocket/{made.json()['name']}".replace("http", "ws", 1)
        header = {"Authorization": self.programs.headers["Authorization"]}
        with closing(websocket.create_connection(url, header=header, timeout=READY_S)) as terminal:
            terminal.send(json.dumps(["set_size", 50, 400, 800, 1600]))
            terminal.send(json.dumps(["stdin", f"{command}; printf 'ended with %d.\\n' $?\r"]))
            screen = ""
            while not (ended := re.search(r"ended with (\d+)\.", screen)):
                kind, *rest = json.loads(terminal.recv())
                screen += rest[0] if kind == "stdout" else ""
        return int(ended[1]), screen
