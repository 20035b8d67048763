"""The commands that our pages tell people to type, and the table of those that a test does not type after them.

Knows what stands in ```console blocks and where a reader stands when they type it; runs nothing.
"""

from __future__ import annotations

import ast
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^ *```console\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
HUB = "autograder/hub/README.md"
HUB_DAY = "tests/hub/test_hub.py::test_what_a_student_hands_in_is_collected_and_graded_under_their_name"
SETUP = "sudo /srv/backprop/checkout/autograder/hub/setup.sh"
TOUR_DEMO = "docs/tours/instructor.md::make demo"


@dataclass(frozen=True)
class NotTyped:
    """Commands of a page that are not run as they stand there.

    `instead` is what tries the same: a test (`file::function`), a page that has the same to type (`page::command`) or a
    line of the script that CI runs (`file::line`); empty where nothing does, and then `why` says what it would take.
    """

    page: str
    commands: tuple[str, ...]
    why: str
    instead: str


NOT_TYPED = (
    NotTyped("README.md", ("make demo",), "the instructor's tour has it too", TOUR_DEMO),
    NotTyped("README.md", ("make test",), "it would run itself, without end", ".ci/run::make test"),
    NotTyped(
        "README.md",
        (
            "python -m venv .venv",
            ".venv/bin/pip install --constraint constraints.txt --editable '.[lab]' "
            "--editable solutions --editable autograder",
        ),
        "minutes of downloads, which CI spends once: make sets up .venv in this way before it does anything",
        ".ci/run::make lint",
    ),
    NotTyped(
        "README.md",
        (".venv/bin/backprop-grader demo", "backprop-grader demo"),
        "`make demo` is this very command",
        TOUR_DEMO,
    ),
    NotTyped(
        "README.md",
        (".venv/bin/backprop-grader lab",),
        "ends when somebody ends it",
        "tests/browser/test_students_path.py::test_a_student_is_offered_the_assignment_list_and_nothing_of_the_teachers",
    ),
    NotTyped(
        "README.md",
        ("conda env create --file environment.yml", "conda activate backprop"),
        "CI has no conda; the test installs with pip what the file asks for, and our wheels",
        "tests/test_installed.py::test_what_conda_would_install_imports_from_the_wheels",
    ),
    NotTyped(
        "autograder/README.md",
        ("backprop-grader demo",),
        "`make demo` is this very command",
        TOUR_DEMO,
    ),
    NotTyped(
        "autograder/README.md",
        ("pip install 'backprop-grader[dask]'", "backprop-grader grade 04-matrices --scheduler tcp://10.0.0.1:8786"),
        "needs a cluster; the test starts one on this machine, with the same package",
        "tests/autograder/test_cluster.py::test_a_cluster_grades_as_this_machine_does_and_loses_nothing_with_a_worker",
    ),
    NotTyped(
        HUB,
        (f"{SETUP} folders", f"{SETUP} students ada bea", f"{SETUP} teachers tea"),
        "needs root; the hub's test says the same words to setup.sh, with accounts and a folder that it throws away",
        HUB_DAY,
    ),
    NotTyped(
        HUB,
        (
            "cd /srv/backprop/checkout/autograder",
            "nbgrader release_assignment 01-apple-orange",
            "nbgrader collect 01-apple-orange",
            "backprop-grader grade 01-apple-orange",
            "backprop-grader feedback 01-apple-orange",
            "nbgrader release_feedback 01-apple-orange",
        ),
        "typed by the hub's test in the terminal of the course's server",
        HUB_DAY,
    ),
    NotTyped(
        HUB,
        ("sudo passwd ada", "sudo userdel --remove ada"),
        "needs root; the hub's test gives its accounts passwords and removes them",
        HUB_DAY,
    ),
    NotTyped(
        HUB,
        ("sudo gpasswd --delete ada nbgrader-backprop", "sudo pkill -u ada"),
        "needs root; the hub's test takes a student out of the group, and kills what accounts still run",
        "tests/hub/test_hub.py::test_who_is_taken_out_of_the_course_is_out_with_everything_they_still_have",
    ),
    NotTyped(
        HUB,
        ("sudo git clone URL /srv/backprop/checkout", "sudo git -C /srv/backprop/checkout pull"),
        "needs a server that the repository comes from; the hub's test copies the checkout",
        "",
    ),
    NotTyped(
        HUB,
        (f"{SETUP} environments",),
        "minutes of downloads, as root; the hub's test builds the two Pythons from the packages that are here",
        "",
    ),
    NotTyped(
        HUB,
        (
            "sudo systemctl enable --now backprop-hub",
            "sudo systemctl restart backprop-hub",
            "sudo systemctl stop backprop-hub",
            "sudo systemctl start backprop-hub",
        ),
        "needs a machine that systemd has started; the hub's test starts the same program itself",
        "",
    ),
    NotTyped(
        HUB,
        (
            "sudo tar -C /srv/backprop -czf /root/term.tar.gz teacher/run",
            "sudo rm -r /srv/backprop/teacher/run /srv/backprop/exchange/backprop /srv/backprop/hub/jupyterhub.sqlite",
        ),
        "removes a term, as root, in folders that a test has no business in",
        "",
    ),
    NotTyped(
        "docs/tours/engineer.md",
        ("make install", "make lint"),
        "CI's first line, on a fresh checkout: it sets up .venv and looks at all files",
        ".ci/run::make lint",
    ),
    NotTyped(
        "docs/tours/instructor.md",
        ("make lab-teacher RUN=autograder/run/demo",),
        "ends when somebody ends it",
        "tests/browser/test_formgrader.py::test_it_shows_the_names_the_times_and_the_scores",
    ),
    NotTyped(
        "docs/tours/student.md",
        ("make install",),
        "CI's first line sets up .venv on a fresh checkout",
        ".ci/run::make lint",
    ),
    NotTyped(
        "docs/tours/student.md",
        ("make lab",),
        "ends when somebody ends it",
        "tests/browser/test_students_path.py::test_a_student_is_offered_the_assignment_list_and_nothing_of_the_teachers",
    ),
    NotTyped(
        "solutions/README.md",
        ("python -m backprop_reference.selfcheck --backend cupy",),
        "needs a GPU; the test runs it on the second device of a library that keeps devices apart as strictly",
        "tests/solutions/test_reference_selfcheck.py::test_the_second_device_of_the_strict_library",
    ),
)
"""The whole table. A command that stands on a page and not here is run."""


def tracked(root: Path = ROOT) -> list[Path]:
    """The files under version control that are there, relative to the root."""
    words = ["git", "-c", "safe.directory=*", "ls-files", "-z"]  # also where another account has made the checkout
    listed = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name and (root / name).is_file()]


def commands_in(text: str) -> list[str]:
    """The commands in the ```console blocks of a page, in order: continued lines joined, remarks taken off."""
    lines = "".join(BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    typed = [line.strip().removeprefix("$ ") for line in lines if line.strip().startswith("$ ")]
    return [re.sub(r" {2,}(?!#)", " ", re.sub(r"\s+# .*", "", line)).strip() for line in typed]


def commands_of_pages(root: Path = ROOT) -> dict[str, list[str]]:
    """Page -> its commands, for every Markdown file under version control that has any."""
    pages = {path.as_posix(): path for path in sorted(tracked(root)) if path.suffix == ".md"}
    found = {name: commands_in((root / path).read_text(encoding="utf-8")) for name, path in pages.items()}
    return {name: commands for name, commands in found.items() if commands}


def names_something(instead: str, root: Path = ROOT) -> bool:
    """Whether there is what `file::name` names: a function, on a page a command, in any other file a line."""
    path, _, name = instead.partition("::")
    if not (root / path).is_file():
        return False
    text = (root / path).read_text(encoding="utf-8")
    if path.endswith(".py"):
        return name in {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    return name in (commands_in(text) if path.endswith(".md") else text.splitlines())
