"""Errors for people: one line that says what happened, where, and what to do; the command prints that and no more."""

from __future__ import annotations


class GraderError(Exception):
    """Something the caller can mend. `status` is the command's exit status."""

    status = 2


class NoIsolation(GraderError):
    """No sandbox is to be had on this machine, so nothing is graded."""

    status = 3
