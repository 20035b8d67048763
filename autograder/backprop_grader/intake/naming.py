"""Whose file it is, by the names that Moodle and Canvas give to the files of a download.

Moodle:  <full name>_<number>_assignsubmission_file_/<file>, or the same in one name without folders; where somebody
         typed a text in place of a file, "onlinetext" stands for "file".
Canvas:  <lastnamefirstname>[_LATE]_<user id>_<attachment id>_<file>; a file handed in again ends in -1, -2 ...
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from backprop_grader.intake.download import File
from backprop_grader.isolated.safe_output import clean
from backprop_grader.standings import Person

LONGEST = 100
"""Bytes of a student folder's name."""
_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d{1,20})_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?:_late)?_(?P<number>\d{1,20})_\d{1,20}_(?P<file>.+)", re.IGNORECASE)
_AGAIN = re.compile(r"-(\d{1,3})$")
_NOT_IN_A_NAME = re.compile(r"[/\\:*?\"<>|+\ufffd\s]+")


@dataclass(frozen=True, order=True)
class Sender:
    """Who handed in, as the platform says: `platform` is "moodle" or "canvas"."""

    platform: str
    name: str
    number: str


def sender(path: PurePosixPath) -> tuple[Sender, str] | None:
    """Who sent a file, and what they called it; None where the path is neither platform's."""
    *folders, last = path.parts
    if "__MACOSX" in folders or last.startswith("."):
        return None
    for folder in folders:
        if (found := _MOODLE.fullmatch(folder)) and not found["file"]:
            return Sender("moodle", found["name"], found["number"]), last
    if (found := _MOODLE.fullmatch(last)) and found["file"]:
        return Sender("moodle", found["name"], found["number"]), found["file"]
    if found := _CANVAS.fullmatch(last):
        return Sender("canvas", found["name"], found["number"]), found["file"]
    return None


def by_sender(files: Iterable[File]) -> dict[Sender, list[tuple[str, File]]]:
    """Sender -> the names and files of their notebooks; whoever sent something else has an empty list."""
    found: dict[Sender, list[tuple[str, File]]] = defaultdict(list)
    for file in files:
        if named := sender(file.path):
            who, name = named
            notebooks = found[who]
            if name.lower().endswith(".ipynb"):
                notebooks.append((name, file))
    return dict(found)


def chosen(notebooks: Sequence[tuple[str, File]], assignment: str) -> File | None:
    """The one notebook there is, or the newest of those with the assignment's name; None where that is not clear."""
    if len(notebooks) == 1:
        return notebooks[0][1]
    named = {}
    for name, file in notebooks:
        stem = name[: -len(".ipynb")]
        if _AGAIN.sub("", stem) == assignment or stem == assignment:
            again = None if stem == assignment else _AGAIN.search(stem)
            named[int(again[1]) if again else 0] = file
    return named[max(named)] if named else None


def folders(senders: Iterable[Sender], known: Iterable[Person] = ()) -> dict[Sender, str]:
    """Sender -> the name of their folder in `submitted/`.

    Where nbgrader's list of students knows them (Canvas's number as `lms_user_id`, Moodle's full name), it is their id
    there. Else it is the name that the platform gives, with its number for Canvas, whose export needs it, and where
    two have the same name.
    """
    senders = list(senders)
    ids = _ids(known)
    taken = Counter(folder_name(one.name) for one in senders)
    result = {}
    for one in senders:
        key = one.number if one.platform == "canvas" else _plain(one.name)
        name, plain = folder_name(one.name), one.platform == "moodle" and taken[folder_name(one.name)] == 1
        result[one] = ids.get((one.platform, key)) or (name if plain else f"{name}_{one.number}")
    return result


def _ids(known: Iterable[Person]) -> Mapping[tuple[str, str], str]:
    """(platform, key) -> id, of those whom the key tells from all others."""
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for person in known:
        if person.name.startswith(".") or "/" in person.name:
            continue  # no name for a folder
        if person.lms_user_id:
            ids["canvas", person.lms_user_id].add(person.name)
        if person.first_name and person.last_name:
            ids["moodle", _plain(f"{person.first_name} {person.last_name}")].add(person.name)
    return {key: names.pop() for key, names in ids.items() if len(names) == 1}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("_", " ").casefold().split())


def folder_name(name: str) -> str:
    """A name for one folder, whatever somebody is called."""
    shown = _NOT_IN_A_NAME.sub(" ", unicodedata.normalize("NFC", clean(name))).strip(" .")
    return shown.encode()[:LONGEST].decode(errors="ignore").strip(" .") or "nameless"
