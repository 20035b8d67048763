"""What the isolation raises: one line for people each."""

from __future__ import annotations


class IsolationUnavailable(Exception):
    """No sandbox of the level asked for can be had here; nothing of a student's was run."""
