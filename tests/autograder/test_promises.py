"""Every promise of SECURITY.md names the tests that hold it, and there are such tests."""

import re
from pathlib import Path

import pytest

from hostile.classroom import names_of

TESTS = Path(__file__).parent
SECURITY = TESTS.parents[1] / "autograder" / "SECURITY.md"
PROMISES = [
    line for line in SECURITY.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and " | `test_" in line
]


def _names_of_tests():
    files = [
        file for folder in (TESTS, TESTS.parent / "hub", TESTS.parent / "course") for file in folder.glob("test_*.py")
    ]
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))}


def test_there_are_promises():
    assert len(PROMISES) >= 15


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", SECURITY.read_text(encoding="utf-8")))))
def test_a_test_that_is_named_exists(name):
    assert name in _names_of_tests()


def test_the_corpus_has_the_size_that_is_claimed():
    assert "more than two hundred submissions" in SECURITY.read_text(encoding="utf-8")
    assert len(names_of()) > 200
