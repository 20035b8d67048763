"""What has happened in `submitted/` since a class was graded: who came, whose work is another by now, who is gone.

Whatever is made of grades (a table, a report, the pages) says so in one line. Costs the reading of what was handed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from backprop_grader.fingerprints import is_of
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.journal import Journal
from backprop_grader.misplaced import misplaced
from backprop_grader.run_folder import RunFolder

SHOWN = 5
"""Names in the sentence."""


@dataclass(frozen=True)
class Pending:
    """Students, by name.

    Attributes:
        assignment: of which assignment.
        ungraded: who has handed in and is in no journal yet.
        changed: who has handed in something else since.
        gone: who was graded, and has nothing in `submitted/` any more.
        beside: notebooks that lie there, and not where they are looked for.
    """

    assignment: str
    ungraded: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is still to be done, in one line; empty where the grades are those of what lies there."""
        parts = [f"{_count(self.ungraded)} not graded yet"] * bool(self.ungraded)
        if self.changed:
            has, was = ("has", "it was") if len(self.changed) == 1 else ("have", "they were")
            parts.append(f"{len(self.changed)} {has} changed since {was} graded")
        if self.gone:
            counts = "counts" if len(self.gone) == 1 else "count"
            parts.append(f"{len(self.gone)} still {counts}, though no longer in submitted/ ({_some(self.gone)})")
        if self.beside:
            lies = "1 notebook lies" if len(self.beside) == 1 else f"{len(self.beside)} notebooks lie"
            parts.append(f"{lies} where `grade` does not look ({_some(self.beside)})")
        if not parts:
            return ""
        remedy = f"; `backprop-grader grade {self.assignment}` first" if self.ungraded or self.changed else ""
        return one_line(f"{self.assignment}: {', '.join(parts)}{remedy}")


def pending(folder: RunFolder, journal: Journal, assignment: str) -> Pending:
    """Compare what was graded with what lies in `submitted/`; where that folder is gone, there is nothing to say."""
    if not folder.submitted.is_dir():
        return Pending(assignment)
    here = folder.students_of(assignment)
    keys = {student: found.key for student in here if (found := journal.find(student))}
    return Pending(
        assignment,
        tuple(student for student in here if student not in keys),
        tuple(student for student, key in keys.items() if not is_of(key, folder.submitted / student / assignment)),
        tuple(sorted(set(journal) - set(here))),
        tuple(f"submitted/{place}" for place in misplaced(folder, assignment).values()),
    )


def _some(students: tuple[str, ...]) -> str:
    return ", ".join(students[:SHOWN]) + ", ..." * (len(students) > SHOWN)


def _count(students: tuple[str, ...]) -> str:
    return "1 submission is" if len(students) == 1 else f"{len(students)} submissions are"
