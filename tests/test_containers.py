"""The files for Binder (.binder/) and for development containers: what they name exists, and what they run works."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BINDER = ROOT / ".binder"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture(scope="module")
def container() -> dict[str, object]:
    """devcontainer.json, which may hold comments; ours are whole lines."""
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


@pytest.fixture
def steps(container) -> list[list[str]]:
    """The commands that make the container, one by one."""
    return [shlex.split(step) for step in container["postCreateCommand"].split(" && ")]


def test_the_container_installs_what_ci_installs_and_make(steps):
    (install,) = [step for step in steps if step[:2] == ["apt-get", "install"]]
    packages = {word for word in install[2:] if not word.startswith("-")}
    needed = re.findall(r"^need \S+ (\S+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert packages == {*needed, "make"}
    assert "--yes" in install, "nobody is there to answer"


def test_the_container_ends_with_a_target_that_exists(steps):
    assert steps[0] == ["apt-get", "update"], "the image holds no list of packages"
    assert steps[-1] == ["make", "install"]
    assert subprocess.run([*steps[-1], "--dry-run"], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_the_pythons_of_the_containers_are_among_those_that_we_support(container):
    (image,) = re.findall(r"^python:(\d+)\.(\d+)-bookworm$", container["image"])
    (binder,) = re.findall(r"^python-(\d+)\.(\d+)$", (BINDER / "runtime.txt").read_text(encoding="utf-8").strip())
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    oldest = tuple(int(number) for number in asked.removeprefix(">=").split("."))
    assert tuple(map(int, image)) >= oldest
    assert tuple(map(int, binder)) >= oldest


def test_binder_installs_the_students_part_and_nothing_of_the_grader(tmp_path):
    """The command itself, with pip's own switches for a dry run without dependencies."""
    for name in ("pyproject.toml", "constraints.txt", "LICENSE", "LICENSE-CONTENT"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "course", tmp_path / "course")
    dry = {"PATH": PATH, "PIP_DRY_RUN": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    script = [str(BINDER / "postBuild")]
    done = subprocess.run(script, cwd=tmp_path, env=os.environ | dry, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^Would install (.*)$", done.stdout, re.MULTILINE) == ["backprop-course-0.1.0"]
    assert "does not provide the extra" not in done.stderr


def test_binder_starts_in_the_course_with_nothing_of_the_teachers(tmp_path):
    look = (
        "import json, os\n"
        "from jupyter_core.paths import jupyter_path\n"
        "from jupyterlab_server.config import get_page_config\n"
        "off = get_page_config(jupyter_path('labextensions'), 'nowhere')['disabledExtensions']\n"
        "print(json.dumps([os.getcwd(), off]))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    home = {"HOME": str(tmp_path), "PATH": PATH}
    command = [str(BINDER / "start"), sys.executable, "-c", look]
    done = subprocess.run(command, cwd=ROOT, env=clean | home, capture_output=True, text=True, check=True)
    folder, switched_off = json.loads(done.stdout)
    assert Path(folder) == ROOT / "course"
    teachers = {"formgrader", "create-assignment", "course-list", "assignment-list"}
    assert {name.removeprefix("@jupyter/nbgrader:") for name in switched_off} == teachers
