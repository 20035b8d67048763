"""`make lab` and `make lab-teacher`: how JupyterLab is started."""

import subprocess
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

        def run(command, *, env, cwd, check):
            seen.command, seen.env, seen.cwd = command, env, cwd
            return subprocess.CompletedProcess(command, 0)

        monkeypatch.setattr(lab.subprocess, "run", run)
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
