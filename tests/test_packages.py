"""What people install: each wheel holds its package, whole, with its licence, and nothing of the others."""

from __future__ import annotations

import email
import re
import shutil
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

import backprop
from distributions import FOLDERS, PACKAGES, ROOT, build

PROJECTS = {
    name: tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")) for name, folder in FOLDERS.items()
}
LITTER = (".venv/lib/secret.py", ".hypothesis/unicode", "run/gradebook.db", "build/source/solved.ipynb", "notes.txt")
"""What lies about in people's folders."""


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def built(request, tmp_path_factory):
    """A distribution: its name, its wheel, its sdist."""
    return request.param, *build(FOLDERS[request.param], tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """The student's wheel and sdist."""
    return build(ROOT, tmp_path_factory.mktemp("student"))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_of(sdist: Path) -> set[str]:
    """The files in an sdist, below the folder that it unpacks to."""
    with tarfile.open(sdist) as archive:
        return {member.name.split("/", 1)[1] for member in archive if member.isfile()}


def package_in(names: set[str]) -> set[str]:
    """What is not about the distribution."""
    return {name for name in names if ".dist-info/" not in name}


def test_a_wheel_holds_its_package_whole_and_nothing_else(built):
    name, wheel, _ = built
    package = PACKAGES[name]
    files = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and ".ipynb_checkpoints" not in path.parts
    }
    assert package_in(names_in(wheel)) == files


def test_what_lies_about_in_the_folder_gets_into_no_package(built, tmp_path):
    _, wheel, sdist = built
    folder = tmp_path / "folder"
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    shutil.copytree(unpacked, folder)
    for litter in (*LITTER, *(f"{other}/secret.py" for other in ("solutions", "autograder", "tests"))):
        (folder / litter).parent.mkdir(parents=True, exist_ok=True)
        (folder / litter).write_text("not for others", encoding="utf-8")
    littered, from_littered = build(folder, tmp_path / "out")
    assert names_in(littered) == names_in(wheel)
    assert files_of(from_littered) == files_of(sdist)


def test_an_sdist_holds_its_package_and_what_describes_it(built):
    name, wheel, sdist = built
    prefix = PACKAGES[name].parent.relative_to(FOLDERS[name])
    package = {(prefix / file).as_posix() for file in package_in(names_in(wheel))}
    about = {Path(file).name for file in files_of(sdist) - package}
    assert package <= files_of(sdist)
    assert about <= {"pyproject.toml", "README.md", "LICENSE", "LICENSE-CONTENT", "PKG-INFO", ".gitignore"}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_what_a_student_installs_contains_nothing_that_answers(student, kind):
    names = names_in(student[0]) if kind == "wheel" else files_of(student[1])
    assert any(name.endswith("backprop/check.py") for name in names)
    assert any(name.endswith("backprop/py.typed") for name in names)
    forbidden = ("solutions", "autograder", "backprop_reference", "backprop_grader", "tests", ".ipynb")
    assert not [name for name in names if any(word in name for word in forbidden)]


def test_a_wheel_has_its_licence_with_it(built):
    _, wheel, _ = built
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()


def test_an_sdist_makes_the_same_wheel(built, tmp_path):
    _, wheel, sdist = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    out = tmp_path / "out"
    out.mkdir()
    again, _ = build(unpacked, out)
    assert names_in(again) == names_in(wheel)


def test_a_wheel_says_what_it_is_and_what_it_needs(built):
    name, wheel, _ = built
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [file for file in archive.namelist() if file.endswith("dist-info/METADATA")]
        said = email.message_from_bytes(archive.read(metadata))
    project = PROJECTS[name]["project"]
    assert (said["Name"], said["Version"]) == (name, project["version"])
    assert said["License-Expression"] == "BSD-3-Clause"
    needed = {line for line in said.get_all("Requires-Dist") if "extra ==" not in line}
    assert needed == set(project["dependencies"])


def test_the_data_come_with_their_licence(student):
    with zipfile.ZipFile(student[0]) as archive:
        assert "backprop/optdigits.npz" in archive.namelist()
        assert re.search(r"CC.BY|Creative Commons Attribution", archive.read("backprop/optdigits.txt").decode())


def test_there_is_one_version():
    (version,) = {project["project"]["version"] for project in PROJECTS.values()}
    assert backprop.__version__ == version
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == version
    newest = re.search(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest[1].split()[0] == version
