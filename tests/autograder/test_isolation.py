"""The sandbox as such: which levels there are, how it refuses, what it shows of this machine, and that it ends."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backprop_grader.isolated import landlock
from backprop_grader.isolated.keeper import descendants
from backprop_grader.isolation import IsolationUnavailable, available, open_isolation, probe
from backprop_grader.isolation import commands as starts
from backprop_grader.isolation.runtime import _without, runtime

REPOSITORY = Path(__file__).parents[2]


def test_the_walls_that_stand_are_named(isolation):
    assert {"Landlock", "seccomp", "rlimits"} <= set(isolation.walls)
    assert ("bubblewrap" in isolation.walls) == (isolation.level == "bwrap")
    assert ("a user of its own" in isolation.walls) == (os.geteuid() == 0)


def test_levels_are_tried_for_real():
    probes = probe()
    assert [each.level for each in probes] == ["bwrap", "landlock", "none"]
    assert all(each.reason and "\n" not in each.reason for each in probes)
    assert available() == tuple(each.level for each in probes if each.available)


def open_and_close(level):
    with open_isolation(level):
        pass


def test_an_unknown_level_is_refused_with_the_ones_there_are():
    with pytest.raises(IsolationUnavailable, match="bwrap, landlock, none"):
        open_and_close("docker")


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(IsolationUnavailable, match="apt install bubblewrap"):
        open_and_close("bwrap")


def test_without_bubblewrap_the_next_level_is_taken(monkeypatch, isolations):
    isolations("landlock")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with open_isolation("auto") as isolation:
        assert isolation.level == "landlock"


def test_without_any_level_it_refuses_with_all_reasons_and_names_the_container(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    with pytest.raises(IsolationUnavailable) as refusal:
        open_and_close("auto")
    for words in ("bubblewrap is not installed", "no Landlock", "devcontainer", "--isolation none"):
        assert words in str(refusal.value)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_are_refused_with_the_container_in_one_line(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(IsolationUnavailable, match=rf"{system}.*devcontainer.*--isolation none") as refusal:
        open_and_close("auto")
    assert "\n" not in str(refusal.value)


def test_an_architecture_without_a_list_of_system_calls_is_refused(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(IsolationUnavailable, match="riscv64"):
        open_and_close("auto")


def test_a_wall_that_cannot_be_built_is_loud_and_nothing_foreign_is_run(isolations, monkeypatch):
    isolation = isolations("landlock")
    plan = replace(isolation._start.plan, scratch="/nowhere")
    monkeypatch.setattr(isolation, "_start", replace(isolation._start, plan=plan))
    with pytest.raises(IsolationUnavailable, match=r"not ready.*/nowhere"), isolation.submission():
        pytest.fail("it was entered")


def test_a_sandbox_that_does_not_start_says_why(monkeypatch):
    monkeypatch.setattr(starts, "BOOT", "raise SystemExit('no such module: numpy')")
    with pytest.raises(IsolationUnavailable, match="no such module: numpy"):
        open_and_close("none")


def test_a_killed_warm_parent_is_started_again():
    with open_isolation(available()[0]) as isolation:
        for process in reversed(descendants(isolation._parent._process.pid)):
            os.kill(process, signal.SIGKILL)
        with isolation.submission() as submission:
            assert submission.run(["1 + 1"])[0].outputs[0].text == "2"


def test_nothing_that_answers_is_shown():
    shown = runtime()
    readable = shown.readable()
    for name in ("backprop_reference", "nbgrader"):
        hidden = Path(sysconfig.get_path("purelib")) / name
        assert not any(hidden.resolve().is_relative_to(path) for path in readable)
    for folder in (
        "solutions",
        "tests",
        "autograder/backprop_grader/isolation",
        "autograder/backprop_grader/exercises",
    ):
        assert not any((REPOSITORY / folder).is_relative_to(path) for path in readable)
        assert not any(path.is_relative_to(REPOSITORY / folder) for path in readable)
    assert not any(Path.home().is_relative_to(path) or Path("/etc") == path for path in readable)


def test_a_hidden_folder_is_cut_out_of_what_is_shown(tmp_path):
    for name in ("packages/numpy", "packages/nbgrader/deep", "packages/backprop_grader/isolated", "other"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "packages/secret_link").symlink_to(tmp_path / "packages/nbgrader")
    hidden = (tmp_path / "packages/nbgrader", tmp_path / "packages/backprop_grader")
    assert set(_without(tmp_path, hidden)) == {tmp_path / "packages/numpy", tmp_path / "other"}


def processes(marked):
    """Living processes with this word in their environment or command line, this one excepted."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if marked in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


TRUSTED = """
import os, sys, threading
from backprop_grader.isolation import open_isolation
from backprop_grader.isolated.keeper import descendants
with open_isolation(sys.argv[1]) as isolation, isolation.submission() as submission:
    busy = "import os, time; open('left', 'w').write('x'); os.fork(); os.fork(); time.sleep(600)"
    threading.Timer(0.7, lambda: print(*descendants(os.getpid()), flush=True)).start()
    submission.run([busy])
"""


@pytest.mark.parametrize("level", ["bwrap", "landlock", "none"])
def test_nothing_lives_on_when_the_trusted_process_is_killed(isolations, level, tmp_path):
    isolations(level)
    trusted = subprocess.Popen(
        [sys.executable, "-c", TRUSTED, level],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    with trusted:
        living = [int(word) for word in trusted.stdout.readline().split()][1:]
        assert len(living) >= 6  # parent, keeper, first process, three children
        os.killpg(trusted.pid, signal.SIGKILL)
    deadline = time.monotonic() + 15
    while alive := [process for process in living if Path(f"/proc/{process}").exists()]:
        assert time.monotonic() < deadline, f"still there: {alive}"
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_after_closing(tmp_path, monkeypatch):
    before = set(descendants(os.getpid()))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for level in available():
        with open_isolation(level) as isolation, isolation.submission() as submission:
            submission.run(["open('left', 'w').write('x')"])
    deadline = time.monotonic() + 10  # what was killed may take a moment to be gone
    while not set(descendants(os.getpid())) <= before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(descendants(os.getpid())) <= before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_holds_for_packages_that_are_installed_side_by_side(tmp_path, isolations):
    """All three distributions in one folder of packages, as a regular installation has them."""
    site = tmp_path / "site"
    for source in ("course/backprop", "solutions/backprop_reference", "autograder/backprop_grader"):
        shutil.copytree(REPOSITORY / source, site / Path(source).name)
    packages = sorted({str(Path(np.__file__).parents[1]), str(Path(pytest.__file__).parents[1])})
    script = (
        "import sys, backprop_reference\nfrom backprop_grader.isolation import open_isolation\n"
        "from backprop_grader.isolation.canary import canary_report\n"
        "with open_isolation(sys.argv[1]) as isolation: print(isolation.level, canary_report(isolation))"
    )
    for level in ("bwrap", "landlock"):
        isolations(level)
        done = subprocess.run(
            [sys.executable, "-S", "-c", script, level],
            env={"PYTHONPATH": os.pathsep.join([str(site), *packages]), "PATH": os.environ["PATH"]},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip() == f"{level} []", done.stderr


def ordinary_python():
    """A command that runs Python with our packages as a user without privileges, or None."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return None
    packages = [str(REPOSITORY / folder) for folder in ("course", "autograder", "solutions")]
    path = os.pathsep.join([str(Path(np.__file__).parents[1]), *packages])
    become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "env", "-i", f"PYTHONPATH={path}"]
    for python in (sys.executable, "/usr/bin/python3"):
        command = [*become, "PATH=/usr/bin:/bin", "HOME=/tmp", "PYTHONDONTWRITEBYTECODE=1", python]
        trial = subprocess.run([*command, "-c", "import numpy, IPython, hypothesis"], check=False, capture_output=True)
        if trial.returncode == 0:
            return command
    return None


@pytest.mark.slow
def test_all_of_this_holds_for_an_ordinary_user():
    command = ordinary_python()
    if command is None:
        pytest.skip("not root (then all tests run as an ordinary user), or no Python that an ordinary user may start")
    files = [str(Path(__file__).parent / f"test_{name}.py") for name in ("isolation_attacks", "remote_room")]
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            "-c",
            str(REPOSITORY / "pyproject.toml"),
            f"--basetemp={folder}/base",
        ]
        done = subprocess.run(
            [*command, "-m", "pytest", *options, *files], cwd="/tmp", capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "passed" in done.stdout
