"""The array libraries that every gate is tested on; one that is not installed is skipped, and says so."""

import pytest

from backprop_reference.selfcheck import backend

BACKENDS = ["numpy", "strict", "strict:device1", "torch", "cupy"]


@pytest.fixture(params=BACKENDS)
def where(request):
    name, _, place = request.param.partition(":")
    try:
        return backend(name, place or None)
    except ImportError:
        pytest.skip(f"{name} is not installed here")
