"""Every command on every page is typed by a test: here, in a copy of the repository, or by one that a table names."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backprop_grader.isolation import available
from backprop_grader.notebook.conventions import released
from backprop_grader.notebook.release import source_notebook
from backprop_grader.sample_class import ASSIGNMENT, CLASS, write_class
from browser.notebooks import right_answers, write_copy
from console_blocks import BLOCK, HUB, NOT_TYPED, ROOT, commands_in, commands_of_pages, names_something, tracked

if shutil.which("git") is None or not (ROOT / ".git").exists():
    pytest.skip("NO GIT CHECKOUT, so the pages' commands are NOT tried", allow_module_level=True)

PAGES = commands_of_pages()
LEFT_OUT = {(row.page, command): row for row in NOT_TYPED for command in row.commands}
TYPED = {page: [command for command in commands if (page, command) not in LEFT_OUT] for page, commands in PAGES.items()}
ACTIVATE = "source ../.venv/bin/activate"
"""What a page has people type first if it calls our commands by their bare names."""
MAY_BE_TYPED = (
    "backprop-grader ",
    "nbgrader ",
    "make demo",
    "python -m backprop_reference.selfcheck",
    "python -m pytest -q tests/",
    "git apply ",
    "git checkout course/",
    "cp autograder/run/demo/",
    ACTIVATE,
)
"""How commands begin that do no harm outside the copy. Whoever adds to it thinks of root, and of this very test."""
OURS = "backprop-grader"
ENDS_WITHIN_S = 300
REMEDY = "add it to NOT_TYPED in tests/console_blocks.py, with the test that tries the same"
Shell = Callable[[str, Path], tuple[int, str]]
STANDS_AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "docs/")
"""Pages whose reader stands at the top of the checkout; the reader of any other stands in the page's folder."""


# The copy -----------------------------------------------------------------------------------------------------------


def copy_repository(folder: Path) -> Path:
    """What is under version control here, as it is now, committed in a repository of its own."""
    checkout = folder / "checkout"
    for path in tracked():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, checkout / path)
    borrow_environment(checkout / ".venv")
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "a copy"]):
        named = ["-c", "user.name=copy", "-c", "user.email=copy@localhost", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *named, *words], cwd=checkout, check=True)
    return checkout


def borrow_environment(made: Path) -> None:
    """A .venv that is the one that runs this test, except for make's mark: make must not install the copy into it."""
    made.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".installed":
            (made / entry.name).symlink_to(entry)
    (made / ".installed").touch()


def surroundings(folder: Path, checkout: Path) -> dict[str, str]:
    """The environment of somebody who has just made this checkout, and has an exchange of their own.

    No folder of PATH holds our commands: where they are found is for the page to say.
    """
    ours = ("BACKPROP_", "PYTEST_", "JUPYTER", "MAKE", "MFLAGS", "GIT_", "PYTHON", "COV_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    (folder / "home").mkdir()
    elsewhere = [place for place in os.environ["PATH"].split(os.pathsep) if not (Path(place) / OURS).exists()]
    return inherited | {
        "HOME": str(folder / "home"),
        "BACKPROP_EXCHANGE": str(folder / "exchange"),
        "PATH": os.pathsep.join(elsewhere),
        "PYTHONPATH": os.pathsep.join(str(checkout / part) for part in ("course", "solutions", "autograder")),
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_repository(tmp_path)


@pytest.fixture
def shell(tmp_path: Path, checkout: Path) -> Shell:
    """Type a command in a folder, and get its exit status and what it said; what was sourced before, stays so."""
    environment = surroundings(tmp_path, checkout)
    (tmp_path / "exchange").mkdir()
    sourced: list[str] = []

    def type_command(command: str, where: Path) -> subprocess.CompletedProcess[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        words = ["bash", "-c", " && ".join([*sourced, command])]
        with subprocess.Popen(words, cwd=where, env=environment, text=True, start_new_session=True, **pipes) as process:
            try:
                said, _ = process.communicate(timeout=ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                said = f"not ended within {ENDS_WITHIN_S} s"
        if command.startswith("source ") and process.returncode == 0:
            sourced.append(f"source {where / command.removeprefix('source ')}")
        return process.returncode, said

    return type_command


# What a page takes for granted --------------------------------------------------------------------------------------


def hand_in(checkout: Path) -> None:
    """The grader's page: a class of two, one of them with another notebook too, and two files to examine."""
    autograder = checkout / "autograder"
    submitted = autograder / "run" / "submitted"
    students = [student for student in CLASS if student.name in ("apricot", "cherry")]
    write_class(released(ASSIGNMENT), source_notebook(ASSIGNMENT), submitted, students)
    for student in students:  # what `nbgrader collect` leaves beside a submission
        beside = submitted / student.name / ASSIGNMENT
        (beside / "timestamp.txt").write_text("2026-01-19 08:30:00.000000 UTC", encoding="utf-8")
        (beside / "submission_secret.txt").write_text(f"secret of {student.name}", encoding="utf-8")
    other = submitted / "apricot" / "04-matrices"
    other.mkdir()
    write_copy("04-matrices", right_answers("04-matrices"), other / "04-matrices.ipynb")
    shutil.copy(checkout / "docs" / "tours" / "engineer" / "divides.py", autograder / "answer.py")
    write_copy(ASSIGNMENT, right_answers(ASSIGNMENT), autograder / "notebook.ipynb")


def nothing(checkout: Path) -> None:
    """The other pages begin with the checkout alone."""


BEFORE = {"autograder/README.md": hand_in}


def place_of(page: str, checkout: Path) -> Path:
    """Where the reader of a page stands."""
    return checkout if page.startswith(STANDS_AT_THE_TOP) else (checkout / page).parent


# The tests ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="NO SANDBOX HERE, so the pages' commands are NOT tried")
@pytest.mark.parametrize("page", [page for page, commands in TYPED.items() if commands])
def test_what_a_page_tells_people_to_type_works_in_this_order(page: str, checkout: Path, shell: Shell) -> None:
    BEFORE.get(page, nothing)(checkout)
    for command in TYPED[page]:
        if not command.removeprefix(".venv/bin/").startswith(MAY_BE_TYPED):
            pytest.fail(f"{page}: nobody tries `{command}`: {REMEDY}, or to MAY_BE_TYPED", pytrace=False)
        status, said = shell(command, place_of(page, checkout))
        if status:
            pytest.fail(f"{page}: `{command}` gives {status}: mend it, or {REMEDY}\n{said[-3000:]}", pytrace=False)


def test_the_programs_of_the_copy_are_what_is_tried(checkout: Path, shell: Shell) -> None:
    asked = (
        "import backprop, backprop_grader as g, backprop_reference as r; print(*(m.__file__ for m in (backprop, g, r)))"
    )
    for program in (".venv/bin/python", f"{ACTIVATE} && python"):
        status, said = shell(f'{program} -c "{asked}"', checkout / "autograder" if ACTIVATE in program else checkout)
        assert status == 0, said
        assert [Path(file).is_relative_to(checkout) for file in said.split()] == [True] * 3, said


def test_our_command_is_found_where_a_page_says_and_not_before(checkout: Path, shell: Shell) -> None:
    where, ask = checkout / "autograder", f"command -v {OURS}"
    assert shell(ask, where)[0] != 0
    assert shell(ACTIVATE, where)[0] == 0
    assert shell(ask, where)[0] == 0


@pytest.mark.parametrize("page", [page for page in TYPED if not page.startswith((*STANDS_AT_THE_TOP, HUB))])
def test_a_page_with_bare_names_says_first_where_they_are_found(page: str) -> None:
    bare = [command for command in PAGES[page] if command.startswith(OURS)]
    assert not bare or PAGES[page].index(ACTIVATE) < PAGES[page].index(bare[0]), page


@pytest.mark.parametrize(("page", "command"), LEFT_OUT, ids=str)
def test_what_the_table_names_stands_on_its_page_and_what_tries_it_is_there(page: str, command: str) -> None:
    row = LEFT_OUT[page, command]
    assert command in PAGES.get(page, []), f"{page} has no `{command}` any more: take it out of NOT_TYPED"
    assert row.why
    assert not row.instead or names_something(row.instead), f"{row.instead} is gone: say in NOT_TYPED what tries it now"
    assert tuple(row.instead.split("::")) not in LEFT_OUT, f"{row.instead} is not typed either"


def test_what_nothing_tries_needs_root_and_belongs_to_the_hub() -> None:
    alone = [(page, command) for (page, command), row in LEFT_OUT.items() if not row.instead]
    assert all(page == "autograder/hub/README.md" and command.startswith("sudo ") for page, command in alone)


def test_commands_stand_in_console_blocks_and_nowhere_else() -> None:
    for path in tracked():
        if path.suffix == ".md":
            rest = BLOCK.sub("", (ROOT / path).read_text(encoding="utf-8"))
            assert not re.findall(r"^ *(?:```(?:sh|bash|shell|zsh)\b|\$ ).*", rest, re.MULTILINE), path


def test_no_row_says_again_what_another_says() -> None:
    assert len(LEFT_OUT) == sum(len(row.commands) for row in NOT_TYPED)


def test_commands_are_read_with_their_continuation_and_without_remarks() -> None:
    page = (
        "$ not in a block\n```console\n$ one --a \\\n    --b   # why\nsaid\n$ two '#'\n```\n```python\n$ three\n```\n"
    )
    assert commands_in(page) == ["one --a --b", "two '#'"]
    assert commands_in("1. As an item:\n\n   ```console\n   $ make\n   ```\n") == ["make"]


def test_what_is_gone_is_not_taken_for_a_test() -> None:
    assert names_something("tests/test_console_blocks.py::test_what_is_gone_is_not_taken_for_a_test")
    assert not names_something("tests/test_console_blocks.py::test_that_nobody_wrote")
    assert not names_something("tests/test_nowhere.py::test_what_is_gone_is_not_taken_for_a_test")
    assert names_something(".ci/run::make test")
    assert not names_something(".ci/run::make")
    assert names_something("docs/tours/instructor.md::make demo")
    assert not names_something("docs/tours/instructor.md::make dem")
