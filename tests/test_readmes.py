"""What the READMEs tell people to type exists, and what they point to is there.

That it also works, `test_console_blocks.py` tries.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from backprop_grader.cli import parser
from console_blocks import commands_in

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(
            path
            for part in ("course", "solutions", "autograder", "tests", "docs")
            for path in (ROOT / part).rglob("*.md")
        ),
    ]
)
ELSEWHERE = {"python", "pip", "conda", "git", "nbgrader", "jupyter", "cd", "cp", "docker", "source", "sudo"}
"""Programs of others."""
COMMANDS = [(page, command) for page in PAGES for command in commands_in(page.read_text(encoding="utf-8"))]
LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    if "://" not in target and not target.startswith("mailto:")
]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def name(value):
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else str(value)


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=name)
def test_a_command_in_a_readme_is_one(page, command):
    words = [Path(word).name if word.startswith(".venv/bin/") else word for word in shlex.split(command)]
    if words[0] == "make":
        assert {word for word in words[1:] if "=" not in word} <= TARGETS
    elif words[0] == "backprop-grader":
        parser().parse_args(words[1:])
    else:
        assert words[0] in ELSEWHERE, f"{name(page)}: who is {words[0]}?"


@pytest.mark.parametrize(("page", "target"), LINKS, ids=name)
def test_a_link_in_a_readme_leads_somewhere(page, target):
    assert (page.parent / target).exists()


def test_there_is_something_to_look_at():
    assert len(COMMANDS) > 20
    assert len(LINKS) > 20
