"""The run folder: where a class's submissions lie, and where its grades go.

`submitted/<student>/<assignment>/`, `autograded/`, `feedback/`, `report/`, `journal/`, `gradebook.db`; readable by its
owner only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backprop_grader.errors import GraderError
from backprop_grader.journal import Journal, Record


@dataclass(frozen=True)
class RunFolder:
    """The paths of one run."""

    path: Path

    @property
    def submitted(self) -> Path:
        """What students handed in."""
        return self.path / "submitted"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.path / "gradebook.db"

    def autograded(self, student: str, assignment: str) -> Path:
        """The graded copy of one submission."""
        return self.path / "autograded" / student / assignment / f"{assignment}.ipynb"

    def feedback(self, student: str, assignment: str) -> Path:
        """The feedback page of one submission."""
        return self.path / "feedback" / student / assignment / f"{assignment}.html"

    def report(self, assignment: str, kind: str) -> Path:
        """The report on one assignment: kind "html" or "json"."""
        return self.path / "report" / f"{assignment}.{kind}"

    def journal(self, assignment: str) -> Journal:
        """What has been graded."""
        return Journal(self.path / "journal", assignment)

    def students(self) -> list[str]:
        """Everybody who has a folder in `submitted/`.

        Raises:
            GraderError: there is no such folder.
        """
        if not self.submitted.is_dir():
            raise GraderError(
                f"{self.submitted} does not exist: put notebooks at submitted/<student>/<assignment>/<assignment>.ipynb"
            )
        return sorted(name for name in self._names() if _is_text(name))

    def misnamed(self) -> list[str]:
        """Folders in `submitted/` whose names are no text in UTF-8: no gradebook can hold them."""
        return sorted(name for name in self._names() if not _is_text(name))

    def _names(self) -> Iterator[str]:
        return (entry.name for entry in os.scandir(self.submitted) if not entry.name.startswith("."))

    def students_of(self, assignment: str) -> list[str]:
        """The students who have handed in something for an assignment, whatever it is."""
        return [student for student in self.students() if _may_exist(self.submitted / student / assignment)]

    def graded(self, assignment: str) -> Journal:
        """The journal of an assignment, with at least one record in it.

        Raises:
            GraderError: nothing of this assignment has been graded here.
        """
        journal = self.journal(assignment) if self.path.is_dir() else None
        if not journal:
            raise GraderError(
                f"nothing of {assignment} has been graded in {self.path}: `backprop-grader grade {assignment}` does"
            )
        return journal

    def records(self, assignment: str) -> dict[str, Record]:
        """Student -> newest record; see `graded`."""
        return dict(self.graded(assignment).latest())

    def graded_assignments(self) -> list[str]:
        """Every assignment that has a journal."""
        return sorted(path.stem for path in (self.path / "journal").glob("*.jsonl"))

    def make(self) -> None:
        """Make the folder, readable by its owner only."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def seed(self) -> int:
        """The seed of this class: drawn once, so that all students get the same inputs, and get them again."""
        known = self.known_seed()
        if known is None:
            self._draw_seed(self.path / "seed")
            known = self.known_seed()
        assert known is not None
        return known

    def known_seed(self) -> int | None:
        """The seed, if it has been drawn.

        Raises:
            GraderError: its file holds something else.
        """
        file = self.path / "seed"
        try:
            return int(file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise GraderError(f"{file} holds no number: delete it, and the next grading draws a new one") from None

    @staticmethod
    def _draw_seed(file: Path) -> None:
        """Write the seed whole or not at all; where several begin at once, one of them draws it for all."""
        drawn = file.with_name(f".seed.{os.getpid()}.{secrets.token_hex(4)}")
        drawn.touch(mode=0o600)
        try:
            drawn.write_text(f"{secrets.randbits(63)}\n", encoding="ascii")
            with contextlib.suppress(FileExistsError):
                os.link(drawn, file)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(file)) from None
        finally:
            drawn.unlink()

    @contextlib.contextmanager
    def locked(self, part: str = "") -> Iterator[None]:
        """Nobody else grades here meanwhile, or, where only a part is graded, that part.

        Raises:
            GraderError: somebody does.
        """
        with (self.path / f".lock{part}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise GraderError(
                    f"another `grade` is at work in {self.path}: wait for it, or give another --run"
                ) from None
            yield


def _may_exist(path: Path) -> bool:
    """Whether something is there, or in a folder that cannot be looked into: that is to be told, not passed over."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
