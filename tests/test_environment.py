"""environment.yml says the same as the three pyproject files; tests/test_installed.py installs what it names."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
OURS = {"backprop-course", "backprop-reference", "backprop-grader"}


def declared() -> dict[str, str]:
    """Package -> range, of everything the three distributions need to run."""
    found: dict[str, str] = {}
    for file in (
        ROOT / "pyproject.toml",
        ROOT / "solutions" / "pyproject.toml",
        ROOT / "autograder" / "pyproject.toml",
    ):
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        for line in [*project["dependencies"], *project.get("optional-dependencies", {}).get("lab", [])]:
            name, bound = re.fullmatch(r"([A-Za-z0-9_.-]+)(.*)", line).groups()
            assert found.setdefault(name, bound) == bound or name in OURS, f"{name} has two ranges"
    return {name: bound for name, bound in found.items() if name not in OURS}


def conda() -> list[object]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def test_conda_users_get_the_same_ranges() -> None:
    lines = {line for line in conda() if isinstance(line, str)}
    assert {f"{name}{bound}" for name, bound in declared().items()} <= lines


def test_environment_yml_asks_for_nothing_that_no_pyproject_knows() -> None:
    names = {re.split(r"[><=,]", line)[0] for line in conda() if isinstance(line, str)}
    assert names - set(declared()) == {"python", "pip", "pytest"}


def test_the_runner_of_the_tests_has_the_range_of_the_test_group() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert next(line for line in groups["test"] if re.match(r"pytest\b(?!-)", line)) in conda()


def test_the_python_of_conda_is_the_python_of_the_distributions() -> None:
    bound = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert f"python{bound}" in conda()


def test_conda_users_get_the_three_distributions_from_the_checkout() -> None:
    pip = next(line["pip"] for line in conda() if isinstance(line, dict))
    assert pip == ["--editable .", "--editable solutions", "--editable autograder"]
