"""The engineer's tour: the changes that it shows are those that it applies, and they fit today's code."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOURS = ROOT / "docs" / "tours"
PATCHES = sorted((TOURS / "engineer").glob("*.patch"))


def added(patch: Path) -> list[str]:
    """The lines that the first change of a patch adds."""
    change = patch.read_text(encoding="utf-8").split("\n@@ ")[1].split("\ndiff ")[0]
    return [line for line in change.splitlines() if line.startswith("+") and line != "+"]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_patch_of_the_tour_fits_the_code_as_it_is(patch):
    check = ["git", "apply", "--check", str(patch)]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_the_page_shows_what_the_patch_adds(patch):
    assert "\n".join(added(patch)) in (TOURS / "engineer.md").read_text(encoding="utf-8")


def test_there_are_patches():
    assert [patch.stem for patch in PATCHES] == ["divides", "square"]
