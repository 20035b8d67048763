"""Open sandboxes for the tests, one of each level that can be had here, each started once."""

from contextlib import ExitStack

import pytest

from backprop_grader.isolation import Isolation, IsolationUnavailable, open_isolation


@pytest.fixture(scope="session")
def isolations():
    """Level -> open sandbox, started when it is first asked for."""
    with ExitStack() as stack:
        opened: dict[str, Isolation | IsolationUnavailable] = {}

        def get(level):
            if level not in opened:
                try:
                    opened[level] = stack.enter_context(open_isolation(level))
                except IsolationUnavailable as error:
                    opened[level] = error
            if isinstance(opened[level], IsolationUnavailable):
                pytest.skip(f"{level}: {opened[level]}")
            return opened[level]

        yield get


@pytest.fixture(params=["bwrap", "landlock"])
def isolation(request, isolations):
    """A sandbox with walls."""
    return isolations(request.param)


@pytest.fixture(params=["bwrap", "landlock", "none"])
def any_isolation(request, isolations):
    """A sandbox of any level, for what must work with and without walls."""
    return isolations(request.param)
