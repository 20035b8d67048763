"""`export`: the grades as a table for a spreadsheet, for Canvas, or for Moodle."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from backprop_grader.errors import GraderError
from backprop_grader.examination import exercises_of
from backprop_grader.exports.cells import as_csv, safe
from backprop_grader.exports.tables import MOODLE_MOST, TABLES, Sheet, people, remark
from backprop_grader.gradebook import Gradebook
from backprop_grader.intake.senders import senders
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.notebook.conventions import write
from backprop_grader.pending import pending
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import standings


def run(arguments: argparse.Namespace) -> int:
    """Write the table to a file, or to the terminal's output where none is named."""
    folder = RunFolder(arguments.run)
    if arguments.output is not None and not arguments.output.parent.is_dir():
        raise GraderError(f"{arguments.output.parent} is no folder: make it, or name another file after --output")
    sheets = [read_sheet(folder, assignment) for assignment in dict.fromkeys(arguments.assignments)]
    since = [pending(folder, folder.journal(sheet.assignment), sheet.assignment).sentence for sheet in sheets]
    for warning in (*filter(None, since), *warnings(sheets, arguments.to)):
        print(f"backprop-grader: {warning}", file=sys.stderr)
    text = as_csv(TABLES[arguments.to](sheets), bom=arguments.to == "csv")
    if arguments.output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    else:
        write(arguments.output, text)
        print(f"{len(people(sheets))} students: {arguments.output}")
    return 0


def read_sheet(folder: RunFolder, assignment: str) -> Sheet:
    """Everything of one assignment that a table can show.

    Raises:
        GraderError: no such assignment, nothing graded, or no gradebook that can be read.
    """
    exercises = exercises_of(assignment)
    journal = folder.graded(assignment)
    counting = standings(folder.gradebook, assignment)
    if not counting:
        raise GraderError(
            f"the gradebook {folder.gradebook} holds nothing of {assignment}: `backprop-grader grade {assignment} "
            "--force` enters it"
        )
    with Gradebook(folder.gradebook) as gradebook:
        by_hand = gradebook.by_hand(assignment)
    unread = {student: record["error"] for student, record in journal.latest() if record["error"]}
    remarks = {
        name: remark(found, exercises, by_hand.get(name, {}), unread.get(name)) for name, found in counting.items()
    }
    given = frozenset(name for name, hands in by_hand.items() if any(hand.score is not None for hand in hands.values()))
    numbers = {name: one.number for name, one in senders(folder, assignment).items() if one.platform == "moodle"}
    return Sheet(assignment, exercises, counting, remarks, unread, given, numbers)


def warnings(sheets: Sequence[Sheet], to: str) -> list[str]:
    """What somebody who uploads the table has to know."""
    said = [_unread(sheet, name) for sheet in sheets for name in sheet.unread if name in sheet.standings]
    if to != "csv":
        said += [_changed(person.name) for person in people(sheets) if safe(person.name) != person.name]
        empty = any(sheet.total(person.name) is None for sheet in sheets for person in people(sheets))
        said += [
            "not everybody has handed in everything, and an empty cell empties the grade: export one by one"
        ] * empty
    if to == "moodle" and not any(person.email or person.lms_user_id for person in people(sheets)):
        where = " (Moodle's grading worksheet has them, beside the Identifier)" if sheets[0].numbers else ""
        said.append(
            "nobody here has an e-mail address or an ID number, and unless the folders are called by Moodle's user "
            f"names it refuses this file: `nbgrader db student import roster.csv` enters them{where}"
        )
    if to == "moodle" and any(found.total > MOODLE_MOST for sheet in sheets for found in sheet.standings.values()):
        said.append(f"a grade is above {MOODLE_MOST}: Moodle refuses the file unless its settings allow more")
    return said


def _unread(sheet: Sheet, name: str) -> str:
    total = f"{sheet.total(name):g}"
    ending = f"; the {total} here is what a person gave" if name in sheet.given else f", so this grade is {total}"
    return one_line(f"{name}: {sheet.assignment} could not be read{ending}")


def _changed(name: str) -> str:
    guarded = safe(name) == f"'{one_line(name)}"
    reason = "could be read as a formula" if guarded else "holds characters that cannot be printed"
    return f"{one_line(name)!r} {reason} and was changed: enter it by hand"
