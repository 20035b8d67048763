"""Collecting from nbgrader's exchange where several accounts write to it: only what is a student's own.

nbgrader takes a folder called `bea+...` for Bea's whoever made it (it warns), follows links in it with the teacher's
rights, and stops the whole class at a name that it cannot read. Named in nbgrader_config.py; it takes the place of
nbgrader's own step, so importing it imports nbgrader. What is in a notebook is for `notebook.ingest` to judge.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

NOBODY = ""
"""The owner of what is not collected: no account has an empty name."""
PAGE = 4096
"""What an empty file or folder is counted as, in bytes: many of them are a flood too."""


class CollectOwn(ExchangeCollect):
    """`nbgrader collect`, which passes over submissions that are not made by whose name they bear."""

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """The record of one folder; of what is not to be collected one that bears nobody's name."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            if self._is_their_own(path, record["username"]):
                return record
            reason = f"it is not {record['username']}'s own"
        except Exception as error:  # whatever a name makes nbgrader raise must not cost the others
            reason = str(error)
        self.log.warning("not collected: %s: %s", path, reason)
        return {"username": NOBODY, "filename": Path(path).name, "timestamp": datetime.min}

    def _is_their_own(self, path: str, student: str) -> bool:
        if student.startswith("."):
            return False
        return not self.check_owner or os.lstat(path).st_uid == uid_of(student)

    def copy_files(self) -> None:
        """Copy what is somebody's."""
        self.src_records = [record for record in self.src_records if record["username"] != NOBODY]
        super().copy_files()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission: its plain files that belong to the student; no link is followed, at no time."""
        owner = os.lstat(src).st_uid if self.check_owner else None
        for file in copy_own(Path(src), Path(dest), owner, self.coursedir.max_dir_size * 1000):
            self.log.warning("not collected: %s: not a plain file of the student's, or too large", file)


def uid_of(account: str) -> int:
    """The number of an account of this machine; -1, which no file has, if there is none."""
    try:
        return pwd.getpwnam(account).pw_uid
    except KeyError:
        return -1


def copy_own(source: Path, goal: Path, owner: int | None, budget: int) -> Iterator[Path]:
    """Copy a folder's plain files, and yield those that are not.

    Each is opened below a folder that is open already and looked at when it is open, so nothing can be exchanged for a
    link in between.

    Args:
        source: a folder that others can write to.
        goal: where the copies go; folders are made as needed.
        owner: the account whose files count; None for anybody's.
        budget: bytes for all of them; none costs less than a page.
    """
    goal.mkdir(parents=True)
    for root, folders, files, handle in os.fwalk(source, follow_symlinks=False):
        place = goal / Path(root).relative_to(source)
        for name in files:
            size = _copy(handle, name, place / name, owner, budget) if budget > 0 else None
            budget -= max(size or 0, PAGE)
            if size is None:
                yield Path(root, name)
        del folders[max(budget, 0) // PAGE :]
        budget -= PAGE * len(folders)
        for name in folders:
            (place / name).mkdir()


def _copy(folder: int, name: str, goal: Path, owner: int | None, largest: int) -> int | None:
    """Copy one file and return its size; None if it is a link, a pipe, a device, somebody else's, or too large."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or owner not in (None, status.st_uid) or status.st_size > largest:
            return None
        return goal.write_bytes(file.read(status.st_size))
