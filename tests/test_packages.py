"""What people install: each wheel holds its package, whole, with its licence, and nothing of the others."""

from __future__ import annotations

import email
import re
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


@pytest.fixture(scope="module")
def all_built(tmp_path_factory):
    """Distribution -> its wheel and its sdist, as built from this checkout."""
    return {name: build(folder, tmp_path_factory.mktemp(name)) for name, folder in FOLDERS.items()}


@pytest.fixture(params=sorted(FOLDERS))
def built(request, all_built):
    """A distribution: its name, its wheel, its sdist."""
    return request.param, *all_built[request.param]


@pytest.fixture
def student(all_built):
    """The student's wheel and sdist."""
    return all_built["backprop-course"]


def contents_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def names_in(wheel: Path) -> set[str]:
    return set(contents_of(wheel))


def files_of(sdist: Path) -> set[str]:
    """The files in an sdist, below the folder that it unpacks to."""
    with tarfile.open(sdist) as archive:
        return {member.name.split("/", 1)[1] for member in archive if member.isfile()}


def unpacked(sdist: Path, where: Path) -> Path:
    """The folder that an sdist unpacks to."""
    with tarfile.open(sdist) as archive:
        archive.extractall(where, filter="data")
    (folder,) = where.iterdir()
    return folder


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
    folder = unpacked(sdist, tmp_path)
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


def test_a_package_has_its_licence_with_it(built):
    _, wheel, sdist = built
    contents = contents_of(wheel)
    (licence,) = [name for name in contents if name.endswith("licenses/LICENSE")]
    assert contents[licence] == (ROOT / "LICENSE").read_bytes()
    assert "LICENSE" in files_of(sdist)


def test_the_data_come_with_their_licence(student):
    contents = contents_of(student[0])
    assert "backprop/optdigits.npz" in contents
    assert re.search(r"CC.BY|Creative Commons Attribution", contents["backprop/optdigits.txt"].decode())


def test_an_sdist_makes_the_same_wheel(built, tmp_path):
    _, wheel, sdist = built
    again, _ = build(unpacked(sdist, tmp_path), tmp_path / "out")
    assert contents_of(again) == contents_of(wheel)


def test_a_wheel_says_what_it_is_and_what_it_needs(built):
    name, wheel, _ = built
    contents = contents_of(wheel)
    (metadata,) = [file for file in contents if file.endswith("dist-info/METADATA")]
    said = email.message_from_bytes(contents[metadata])
    project = PROJECTS[name]["project"]
    assert (said["Name"], said["Version"]) == (name, project["version"])
    assert said["License-Expression"] == "BSD-3-Clause"
    assert said["Requires-Python"] == project["requires-python"]
    needed = set(project["dependencies"])
    for extra, lines in project.get("optional-dependencies", {}).items():
        needed |= {f"{line}; extra == '{extra}'" for line in lines}
    assert set(said.get_all("Requires-Dist")) == needed


def test_there_is_one_version():
    (version,) = {project["project"]["version"] for project in PROJECTS.values()}
    assert backprop.__version__ == version
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == version
    newest = re.search(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest[1].split()[0] == version
