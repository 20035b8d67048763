"""The exchange's small files beside a submission: when it was handed in, and the secret by which a student is found.

They are read from the submission's own folder only: a link anywhere in their place would show another student's.
"""

from __future__ import annotations

import stat
from pathlib import Path

TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"
RECEIPTS = (TIMESTAMP, SECRET)
"""What the exchange put beside a submission: `nbgrader release_feedback` finds the student by it."""
LARGEST = 4096


def receipt(submission: Path, name: str) -> bytes | None:
    """What a receipt holds; None where there is none, or a link, or something too large.

    Args:
        submission: `submitted/<student>/<assignment>`; the student's folder may be no link either.
        name: one of RECEIPTS.

    Raises:
        OSError: it is there and cannot be read.
    """
    file = submission / name
    try:
        if not all(stat.S_ISDIR(folder.lstat().st_mode) for folder in (submission.parent, submission)):
            return None
        status = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    small = stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST
    return file.read_bytes() if small else None
