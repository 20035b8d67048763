"""Runs code in a thread of its own, with an event loop or without: Playwright keeps a loop running in the tests'."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def without(action: Callable[[], T]) -> T:
    """The result of what is done where no loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(action).result()


def run(main: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, main).result()
