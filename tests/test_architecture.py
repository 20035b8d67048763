"""The direction of knowledge: who may import whom, and what may not be where."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "backprop": ROOT / "course" / "backprop",
    "backprop_reference": ROOT / "solutions" / "backprop_reference",
    "backprop_grader": ROOT / "autograder" / "backprop_grader",
}
MAY_IMPORT = {
    "backprop": {"numpy", "matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython"},
    "backprop_reference": {"backprop", "array_api_compat", "numpy"},
}


def imports_of(folder: Path) -> set[str]:
    """Top-level names that any module below a folder imports, at the top or inside a function."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


def test_the_students_library_knows_nothing_of_the_other_two() -> None:
    assert not imports_of(PACKAGES["backprop"]) & {"backprop_reference", "backprop_grader"}


def test_the_reference_knows_nothing_of_the_grader() -> None:
    assert "backprop_grader" not in imports_of(PACKAGES["backprop_reference"])


def test_grading_a_class_loads_nothing_that_takes_long() -> None:
    """What `grade` loads before it begins: nbgrader and NumPy's far corners are for those who need them."""
    slow = {"nbgrader", "nbformat", "nbconvert", "jsonschema", "sqlalchemy", "IPython", "matplotlib", "dask"}
    slow |= {"numpy.f2py", "numpy.testing"}
    command = "import sys, backprop_grader.commands.grade; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.split()
    assert "backprop_grader" in loaded
    assert not slow & set(loaded)


def test_the_students_library_imports_only_what_it_declares() -> None:
    foreign = imports_of(PACKAGES["backprop"]) - MAY_IMPORT["backprop"] - set(sys.stdlib_module_names) - {"backprop"}
    assert not foreign


def test_what_runs_in_the_sandbox_imports_nothing_that_answers() -> None:
    isolated = imports_of(PACKAGES["backprop_grader"] / "isolated")
    assert not isolated & {"backprop_reference", "nbgrader"}
    for file in (PACKAGES["backprop_grader"] / "isolated").rglob("*.py"):
        assert "backprop_grader.exercises" not in file.read_text(encoding="utf-8"), file
        assert "backprop_grader.oracle" not in file.read_text(encoding="utf-8"), file


def test_the_students_library_holds_no_traversal_and_no_backward_pass() -> None:
    """Topological order and backward are exercises of notebook 07: the graph module must not answer them."""
    names = {
        node.name
        for file in PACKAGES["backprop"].rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert not names & {"topological_order", "backward", "toposort", "relu_backward", "matmul_backward"}


def test_every_import_name_is_what_the_design_says() -> None:
    for name, folder in PACKAGES.items():
        assert (folder / "__init__.py").is_file(), name
        assert (folder / "py.typed").is_file(), name


def test_constraints_hold_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or line.count("==") == 1, line
        assert "/" not in line or line.startswith("#"), line


def test_every_dependency_says_why_it_is_there() -> None:
    for file in (
        ROOT / "pyproject.toml",
        ROOT / "solutions" / "pyproject.toml",
        ROOT / "autograder" / "pyproject.toml",
    ):
        for line in file.read_text(encoding="utf-8").splitlines():
            words = line.strip()
            if words.startswith('"') and words.split("#")[0].strip().endswith('",') and ">=" in words:
                assert "#" in words, f"{file}: {words}"
