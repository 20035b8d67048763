"""`make lab` and `make lab-teacher`: how JupyterLab is started."""

import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from backprop_grader.cli import main
from backprop_grader.commands import lab
from backprop_grader.notebook.conventions import COURSE, REPOSITORY


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Run the command without JupyterLab; the fixture's value starts it and returns what would have been run."""
    monkeypatch.setenv("BACKPROP_RUN", str(tmp_path / "run"))
    monkeypatch.setattr(lab, "build_missing_sources", lambda: None)

    def start(*words):
        seen = SimpleNamespace()

        def serve(command, environment, folder):
            seen.command, seen.env, seen.cwd = command, environment, folder
            return 0

        monkeypatch.setattr(lab, "serve", serve)
        assert main(["lab", *words]) == 0
        return seen

    return start


@pytest.mark.parametrize(("words", "root"), [((), COURSE), (("--teacher",), REPOSITORY)], ids=["student", "teacher"])
def test_what_the_assignment_list_fetches_lies_where_jupyterlab_looks(started, words, root):
    """It fetches to the folder that the server was started in, and opens what lies below the server's root."""
    seen = started(*words)
    assert seen.cwd == root
    assert f"--ServerApp.root_dir={root}" in seen.command


def test_only_a_student_gets_the_students_view(started):
    view = str(lab.STUDENT_VIEW)
    assert view in started().env["JUPYTER_CONFIG_PATH"]
    assert view not in started("--teacher").env["JUPYTER_CONFIG_PATH"]


def test_what_stands_after_two_dashes_is_jupyters(started):
    command = started("--teacher", "--", "--no-browser", "--port", "8890").command
    assert " ".join(command).endswith(("--no-browser --port 8890", "--no-browser --port 8890 --allow-root"))


@pytest.mark.parametrize("words", [("--teach",), ("--no-browser",), ("here", "--teacher")])
def test_what_stands_before_them_and_is_not_known_starts_nothing(words, monkeypatch, capsys):
    monkeypatch.setattr(lab, "serve", None)
    try:
        status = main(["lab", *words])
    except SystemExit as refused:
        status = refused.code
    assert status == 2
    assert f"{words[0]} means nothing here" in capsys.readouterr().err


SERVER = """
import signal, sys, threading
ended = threading.Event()
signal.signal(signal.SIGINT, lambda *_: print("do you mean it?", flush=True))
signal.signal(signal.SIGTERM, lambda *_: ended.set())
print("ready", flush=True)
ended.wait()
print("ended in order", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_server_does_not_outlive_the_command(number, tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from backprop_grader.commands.lab import serve;"
        f"sys.exit(serve([sys.executable, '-c', {SERVER!r}], os.environ, Path({str(tmp_path)!r})))"
    )
    command = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert command.stdout is not None
    assert command.stdout.readline() == "ready\n"
    command.send_signal(number)
    said, _ = command.communicate(timeout=60)  # it returns when both have ended: the pipe is the server's too
    assert said.splitlines()[-1] == "ended in order"
    assert command.returncode == 0
