"""Open sandboxes for the tests, one of each level that can be had here, each started once."""

import sys
from contextlib import ExitStack

import pytest

from backprop_grader.isolation import Isolation, IsolationUnavailable, open_isolation

WALLED = ("bwrap", "landlock")


@pytest.fixture(scope="session")
def isolations():
    """Level -> open sandbox, started when it is first asked for. On Linux, one of the walled levels must be there."""
    with ExitStack() as stack:
        opened: dict[str, Isolation | IsolationUnavailable] = {}

        def start(level):
            if level not in opened:
                try:
                    opened[level] = stack.enter_context(open_isolation(level))
                except IsolationUnavailable as error:
                    opened[level] = error
            return opened[level]

        def get(level):
            found = start(level)
            if isinstance(found, Isolation):
                return found
            if sys.platform == "linux" and not any(isinstance(start(other), Isolation) for other in WALLED):
                pytest.fail(f"no sandbox at all: {[f'{other}: {opened[other]}' for other in WALLED]}")
            return pytest.skip(f"{level}: {found}")

        yield get


@pytest.fixture(params=WALLED)
def isolation(request, isolations):
    """A sandbox with walls."""
    return isolations(request.param)


@pytest.fixture(params=[*WALLED, "none"])
def any_isolation(request, isolations):
    """A sandbox of any level, for what must work with and without walls."""
    return isolations(request.param)
