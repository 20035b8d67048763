"""A download from a learning platform, a folder or a zip, as a list of files that can be read without harm.

A zip is looked through before anything is read, and refused as a whole if anything in it was made to do harm: names
that lead out of it, links, two files with one name, sizes that lie or that no class has. Nothing is ever unpacked to
the disk here.
"""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from backprop_grader.errors import GraderError
from backprop_grader.isolated.safe_output import one_line
from backprop_grader.notebook.reading import LARGEST

MOST_FILES = 50_000
MOST_BYTES = 4 << 30
"""Of all files together, unpacked: a class of 5,000 with figures in its notebooks has half of that."""
MOST_RATIO = 200
"""Unpacked to packed: notebooks shrink to a tenth; deflate ends at about a thousandth."""
SMALL = 1 << 20
"""Bytes below which no ratio is suspicious."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
UTF8 = 0x800
"""The flag of an entry whose name is UTF-8; else it is the code page of the first PCs, or whatever the program had."""
UNICODE_PATH = 0x7075
"""The extra field in which Info-ZIP repeats such a name as UTF-8 (PKWARE's APPNOTE, 4.6.9)."""
HEADER = 30
"""Bytes of the header before each file, without its name."""


class Damaged(Exception):
    """One file of a download cannot be read. The message is one line."""


@dataclass(frozen=True)
class File:
    """One file of a download: its path in it, and how to get its bytes (raises Damaged)."""

    path: PurePosixPath
    read: Callable[[], bytes]


@contextmanager
def opened(source: Path) -> Iterator[Sequence[File]]:
    """The files of a download, in the order of their names.

    Raises:
        GraderError: there is no such folder or zip, or it is one that was made to do harm.
    """
    if source.is_dir():
        yield sorted(_in_folder(source), key=lambda file: file.path)
        return
    try:
        with zipfile.ZipFile(source) as archive:
            yield sorted(_in_zip(source, archive), key=lambda file: file.path)
    except FileNotFoundError:
        raise GraderError(f"{source} does not exist: give the folder or the zip that was downloaded") from None
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise GraderError(f"{source} is neither a folder nor a zip that can be read: {one_line(str(error))}") from None


def _in_folder(source: Path) -> Iterator[File]:
    for folder, _, names in os.walk(source):
        for name in names:
            path = Path(folder, name)
            yield File(PurePosixPath(path.relative_to(source).as_posix()), lambda path=path: _bytes_of(path))  # type: ignore[misc]


def _bytes_of(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Damaged("a link or a device, and no file")
        with path.open("rb") as file:
            return _at_most(file.read(LARGEST + 1))
    except OSError as error:
        raise Damaged(str(error.strerror)) from None


def _in_zip(source: Path, archive: zipfile.ZipFile) -> list[File]:
    entries = archive.infolist()
    if reason := hostile(entries):
        raise GraderError(f"{source} is refused, nothing was taken from it: {one_line(reason)}")
    files = [entry for entry in entries if not entry.is_dir()]
    return [File(PurePosixPath(name_of(entry)), _reader(archive, entry)) for entry in files]


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name of a file as its sender saw it, also where the zip does not say that it is UTF-8.

    Info-ZIP's field counts as long as nobody has renamed the entry without it: it holds a checksum of the other name.
    """
    stored = entry.orig_filename
    if entry.flag_bits & UTF8 or stored.isascii():
        return stored
    raw = stored.encode("cp437")  # what Python has read it as
    checksum = b"\x01" + zlib.crc32(raw).to_bytes(4, "little")
    repeated = (data[5:] for tag, data in _extra_fields(entry.extra) if tag == UNICODE_PATH and data[:5] == checksum)
    with suppress(UnicodeDecodeError):
        return next(repeated, raw).decode("utf-8")  # some programs write UTF-8 and say so nowhere
    return stored


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each field; Python has refused a zip where one of them is torn."""
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        yield tag, extra[4 : 4 + size]
        extra = extra[4 + size :]


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(entry) as file:
                return _at_most(file.read(LARGEST + 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Damaged(f"damaged in the zip: {one_line(str(error))}") from None

    return read


def _at_most(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Damaged(f"more than {LARGEST >> 20} MiB")
    return data


def hostile(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Why an archive with these entries is refused; empty where it is not."""
    if len(entries) > MOST_FILES:
        return f"it holds {len(entries):,} files, and {MOST_FILES:,} are the limit"
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        return f"unpacked it would have more than {MOST_BYTES >> 30} GiB"
    if _overlap(entries):
        return "its files lie over one another"
    seen: set[str] = set()
    for entry in entries:
        shown = name_of(entry)
        name = unicodedata.normalize("NFC", str(PurePosixPath(shown))).casefold()
        if reason := _bad_name(entry.orig_filename) or _bad_name(shown) or _bad_entry(entry):
            return f"{shown!r} {reason}"
        if name in seen:
            return f"{shown!r} is in it twice"
        seen.add(name)
    return ""


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether two files share bytes: so a few kilobytes become any number of files (Fifield, WOOT 2019)."""
    placed = sorted((entry.header_offset, entry.header_offset + HEADER + entry.compress_size) for entry in entries)
    return any(end > start for (_, end), (start, _) in pairwise(placed))


def _bad_name(name: str) -> str:
    """`name` is as it stands in the archive: nobody has cut it at a NUL yet."""
    if "\\" in name or any(unicodedata.category(letter) == "Cc" for letter in name):
        return "is no name for a file"
    if name.startswith("/") or name[1:2] == ":":
        return "is an absolute path"
    return "leads out of the archive" if ".." in name.split("/") else ""


def _bad_entry(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in METHODS:
        return "is packed in a way that learning platforms do not use"
    if entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size):
        return f"unpacks to more than {MOST_RATIO} times its size"
    return ""
