"""`intake`: Moodle's and Canvas's downloads land where `grade` looks; what was made to do harm is refused whole."""

import csv
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import pytest

from backprop_grader.cli import main
from backprop_grader.intake import download
from backprop_grader.intake.naming import Sender, chosen, folder_name, folders, sender
from backprop_grader.intake.senders import senders
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import Person
from graded_class import ASSIGNMENT, Graded, in_gradebook, write_class

MOODLE = {
    "Ada Lovelace_1234_assignsubmission_file_/01-apple-orange.ipynb": b"ada",
    "Ada Lovelace_1234_assignsubmission_onlinetext_/onlinetext.html": b"hello",
    "Özge Çelik_1235_assignsubmission_file/my work.ipynb": b"ozge",
    "Jean_Luc Picard_1236_assignsubmission_file_01-apple-orange.ipynb": b"jean",
    "Bob_1237_assignsubmission_file_/essay.pdf": b"no notebook",
    "__MACOSX/Ada Lovelace_1234_assignsubmission_file_/._01-apple-orange.ipynb": b"a ghost",
}
CANVAS = {
    "lovelaceada_40312_90001_01-apple-orange.ipynb": b"ada",
    "celikozge_LATE_40313_90002_01-apple-orange-2.ipynb": b"ozge",
    "picardjeanluc_late_40314_90003_01-apple-orange.ipynb": b"first",
    "picardjeanluc_late_40314_90004_01-apple-orange-1.ipynb": b"second",
    "picardjeanluc_late_40314_90005_notes.ipynb": b"notes",
}


def make_zip(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def make_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def taken(run: Path) -> dict[str, bytes]:
    return {
        file.parts[-3]: file.read_bytes() for file in (run / "submitted").glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    }


def intake(source: Path, run: Path, *options: str, status: int = 0) -> None:
    assert main(["intake", ASSIGNMENT, str(source), "--run", str(run), *options]) == status


# What is taken -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_download_of_moodles_lands_where_it_is_graded(tmp_path: Path, make, capsys) -> None:  # type: ignore[no-untyped-def]
    intake(make(tmp_path / "download", MOODLE), tmp_path / "run")
    assert taken(tmp_path / "run") == {"Ada Lovelace": b"ada", "Özge Çelik": b"ozge", "Jean_Luc Picard": b"jean"}
    assert RunFolder(tmp_path / "run").students_of(ASSIGNMENT) == ["Ada Lovelace", "Jean_Luc Picard", "Özge Çelik"]
    printed = capsys.readouterr().out
    assert "3 taken in" in printed
    assert "Bob: no notebook in what was sent" in printed


@pytest.mark.parametrize("text", ["onlinetext_/onlinetext.html", "onlinetext/onlinetext.html", "onlinetext_text.html"])
def test_who_typed_a_text_in_place_of_a_file_is_told(tmp_path: Path, text: str, capsys) -> None:  # type: ignore[no-untyped-def]
    typed = {f"Max Muster_1003_assignsubmission_{text}": b"my answer is 42"}
    intake(make_zip(tmp_path / "1.zip", MOODLE | typed), tmp_path / "run")
    printed = capsys.readouterr().out.splitlines()
    assert "  Max Muster: no notebook in what was sent" in printed
    assert not [line for line in printed if "Ada" in line], "she sent a notebook beside her text"


def test_what_is_printed_says_where_submissions_lie_apart_from_the_count(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run = tmp_path / "run"
    intake(make_zip(tmp_path / "1.zip", MOODLE), run)
    assert capsys.readouterr().out.startswith(f"{ASSIGNMENT}: 3 taken in (submissions lie in {run / 'submitted'})\n")
    intake(make_zip(tmp_path / "2.zip", {"Ada Lovelace_1234_assignsubmission_file_/x.ipynb": b"newer"}), run)
    assert capsys.readouterr().out.startswith(f"{ASSIGNMENT}: 1 not taken: another lies there (")


def test_one_students_new_file_is_taken_without_the_others(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run = tmp_path / "run"
    intake(make_zip(tmp_path / "1.zip", MOODLE), run)
    newer = make_zip(tmp_path / "2.zip", {name: data + b", newer" for name, data in MOODLE.items()})
    intake(newer, run)
    assert "  Ada Lovelace: another file lies there already; --force --student 'Ada Lovelace' replaces it" in (
        capsys.readouterr().out
    )
    intake(newer, run, "--force", "--student", "Ada Lovelace")
    assert taken(run) == {"Ada Lovelace": b"ada, newer", "Özge Çelik": b"ozge", "Jean_Luc Picard": b"jean"}
    intake(newer, tmp_path / "other", "--student", "Ada", status=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert "nobody in this download is called 'Ada'; there are: Ada Lovelace, Bob, Jean_Luc Picard" in line
    assert not (tmp_path / "other").exists()


def test_moodles_numbers_come_back_in_the_export_to_moodle(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    folder = write_class(tmp_path / "run", [Graded("Ada Lovelace"), Graded("Özge Çelik"), Graded("by hand")])
    intake(make_zip(tmp_path / "1.zip", MOODLE), folder.path)
    capsys.readouterr()
    assert main(["export", ASSIGNMENT, "--to", "moodle", "--run", str(folder.path)]) == 0
    printed = capsys.readouterr()
    header, *rows = csv.reader(printed.out.splitlines())
    assert header[-1] == "Identifier"
    assert {row[1]: row[-1] for row in rows} == {
        "Ada Lovelace": "Participant 1234", "Özge Çelik": "Participant 1235", "by hand": ""
    }  # fmt: skip
    assert "beside the Identifier" in printed.err
    (folder.path / "intake" / f"{ASSIGNMENT}.json").write_text("[1]", encoding="utf-8")
    assert main(["export", ASSIGNMENT, "--to", "moodle", "--run", str(folder.path)]) == 0
    assert "Participant" not in capsys.readouterr().out


def test_a_second_download_adds_to_whom_the_first_one_named(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    for number, name in enumerate(("Ada Lovelace_1234", "Bo_7")):
        intake(make_zip(tmp_path / f"{number}.zip", {f"{name}_assignsubmission_file_/x.ipynb": b"x"}), run.path)
    assert {name: one.number for name, one in senders(run, ASSIGNMENT).items()} == {"Ada Lovelace": "1234", "Bo": "7"}


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_download_of_canvass_lands_where_it_is_graded_the_last_attempt_of_each(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    intake(make(tmp_path / "download", CANVAS), tmp_path / "run")
    expected = {"lovelaceada_40312": b"ada", "celikozge_40313": b"ozge", "picardjeanluc_40314": b"second"}
    assert taken(tmp_path / "run") == expected


def test_whom_nbgrader_knows_keeps_their_name_there(tmp_path: Path) -> None:
    folder = write_class(tmp_path / "run", [Graded("al1815"), Graded("oc1")])
    in_gradebook(folder, "UPDATE student SET first_name = 'Ada', last_name = 'LOVELACE' WHERE id = 'al1815'")
    in_gradebook(folder, "UPDATE student SET lms_user_id = '40313' WHERE id = 'oc1'")
    intake(make_zip(tmp_path / "moodle.zip", MOODLE), folder.path)
    intake(make_zip(tmp_path / "canvas.zip", CANVAS), folder.path)
    assert {"al1815", "oc1", "lovelaceada_40312"} <= set(taken(folder.path))
    assert "Ada Lovelace" not in taken(folder.path)


def test_two_of_one_name_get_their_numbers_and_two_of_one_identity_are_left_out() -> None:
    senders = [Sender("moodle", "Ann Lee", "1"), Sender("moodle", "Ann Lee", "2"), Sender("moodle", "Bo", "3")]
    assert list(folders(senders).values()) == ["Ann Lee_1", "Ann Lee_2", "Bo"]
    assert list(folders(senders, [Person("al", "Ann", "Lee")]).values()) == ["al", "al", "Bo"]
    for unclear in ([Person("al", "Ann", "Lee"), Person("al2", "Ann", "Lee")], [Person("../al", "Ann", "Lee")]):
        assert list(folders(senders, unclear).values()) == ["Ann Lee_1", "Ann Lee_2", "Bo"]


def test_the_same_again_changes_nothing_and_what_differs_waits_for_force(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run = tmp_path / "run"
    intake(make_zip(tmp_path / "1.zip", CANVAS), run)
    intake(make_zip(tmp_path / "1.zip", CANVAS), run)
    assert "3 unchanged" in capsys.readouterr().out
    changed = make_zip(tmp_path / "2.zip", {"lovelaceada_40312_90001_01-apple-orange.ipynb": b"newer"})
    intake(changed, run)
    assert "another file lies there already" in capsys.readouterr().out
    assert taken(run)["lovelaceada_40312"] == b"ada"
    intake(changed, run, "--force")
    assert taken(run)["lovelaceada_40312"] == b"newer"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a_b_12_assignsubmission_file_/x.ipynb", (Sender("moodle", "a_b", "12"), "x.ipynb")),
        ("top/Ann Lee_12_assignsubmission_file_/sub/x.ipynb", (Sender("moodle", "Ann Lee", "12"), "x.ipynb")),
        ("Participant_12_assignsubmission_file_x_y.ipynb", (Sender("moodle", "Participant", "12"), "x_y.ipynb")),
        ("submissions/leeann_1_2_x_3_4.ipynb", (Sender("canvas", "leeann", "1"), "x_3_4.ipynb")),
        ("01-apple-orange.ipynb", None),
        ("Ann Lee/01-apple-orange.ipynb", None),
        ("leeann_1_x.ipynb", None),
    ],
)
def test_whose_a_file_is_stands_in_its_name(path: str, expected: tuple[Sender, str] | None) -> None:
    assert sender(PurePosixPath(path)) == expected


def test_several_notebooks_without_the_assignments_name_are_nobodys_choice() -> None:
    files = [(name, download.File(PurePosixPath(name), bytes)) for name in ("a.ipynb", "b.ipynb")]
    assert chosen(files, ASSIGNMENT) is None
    assert chosen(files[:1], ASSIGNMENT) is files[0][1]


@pytest.mark.parametrize(
    "name", ["..", ".", "", " . ", "a/b", "a\\b", "\x00", "\u202e", ".hidden", "é" * 300, "a+b", "a\nb"]
)
def test_any_name_becomes_one_folder(name: str) -> None:
    made = folder_name(name)
    assert made
    assert len(made.encode()) <= 100
    assert PurePosixPath(made).parts == (made,)
    assert made.isprintable()
    assert not made.startswith(".")


def unicode_path(raw: bytes, name: str) -> bytes:
    """Info-ZIP's field for a name that stands as other bytes in the zip."""
    content = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", download.UNICODE_PATH, len(content)) + content


def without_flag(path: Path, raw: bytes, extra: bytes) -> Path:
    """A zip with one file, whose name is these bytes, and no flag that says what they are."""
    placeholder = "x" * len(raw)
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo(placeholder)
        entry.extra = extra
        archive.writestr(entry, b"omer")
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), raw))
    return path


OMER = "Ömer Öz_1238_assignsubmission_file_/x.ipynb"


@pytest.mark.parametrize(
    ("raw", "extra", "student"),
    [
        (OMER.encode(), b"", "Ömer Öz"),
        (OMER.encode("cp437"), b"", "Ömer Öz"),
        (OMER.encode("cp1252"), unicode_path(OMER.encode("cp1252"), OMER), "Ömer Öz"),
        (OMER.encode("cp437"), b"UT\x05\x00\x03abcd" + unicode_path(OMER.encode("cp437"), OMER), "Ömer Öz"),
        (OMER.encode("cp437"), unicode_path(b"what it was called before", OMER.replace("Ö", "U")), "Ömer Öz"),
    ],
    ids=["UTF-8", "code page", "Info-ZIP", "after another field", "renamed since"],
)
def test_a_name_of_which_the_zip_does_not_say_that_it_is_utf_8_is_read_all_the_same(
    tmp_path: Path, raw: bytes, extra: bytes, student: str
) -> None:
    intake(without_flag(tmp_path / "1.zip", raw, extra), tmp_path / "run")
    assert set(taken(tmp_path / "run")) == {student}


# What is refused ---------------------------------------------------------------------------------------------------

GOOD = {"lovelaceada_40312_90001_01-apple-orange.ipynb": b"ada"}
EVIL = "x_1_2_01-apple-orange.ipynb"


def with_link(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo(EVIL)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")


def with_duplicate(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(next(iter(GOOD)), b"another")


def with_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(EVIL, bytes(8 << 20))


def with_method(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(EVIL, b"x", zipfile.ZIP_LZMA)


def encrypted(path: Path) -> None:
    """The bit that says so, in the entry of the directory."""
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))


def overlapping(path: Path) -> None:
    """A second entry of the directory that shows the same bytes under another name, many times."""
    data = path.read_bytes()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    name = next(iter(GOOD)).encode()
    many = b"".join(entry.replace(name, f"{k:02d}".encode() + name[2:]) for k in range(90))
    tail = bytearray(data[end:])
    struct.pack_into("<HHLL", tail, 8, 90, 90, len(many), start)
    path.write_bytes(data[:start] + many + bytes(tail))


def named(name: str):  # type: ignore[no-untyped-def]
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            entry = zipfile.ZipInfo("x" * len(name))
            entry.filename = name
            archive.writestr(entry, b"evil")

    return add


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (named(f"/tmp/{EVIL}"), "absolute"),
        (named(f"C:/{EVIL}"), "absolute"),
        (named(f"../../{EVIL}"), "leads out"),
        (named(f"a/../../{EVIL}"), "leads out"),
        (named(f"..\\{EVIL}"), "no name for a file"),
        (named(f"a\n{EVIL}"), "no name for a file"),
        (named(f"./{next(iter(GOOD)).upper()}"), "twice"),
        (with_link, "a link"),
        (with_duplicate, "twice"),
        (with_bomb, "times its size"),
        (with_method, "packed in a way"),
        (encrypted, "encrypted"),
        (overlapping, "over one another"),
    ],
)
def test_a_hostile_zip_is_refused_in_one_line_and_nothing_is_taken(tmp_path: Path, harm, said: str, capsys) -> None:  # type: ignore[no-untyped-def]
    source = make_zip(tmp_path / "download.zip", {name: data * 40 for name, data in GOOD.items()})
    harm(source)
    intake(source, tmp_path / "run", status=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert "refused" in line
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", ["../é_1_2_01-apple-orange.ipynb", "/é_1_2_01-apple-orange.ipynb", "é\n_1_2_x.ipynb"])
def test_a_hostile_name_in_info_zips_field_is_refused(tmp_path: Path, name: str, capsys) -> None:  # type: ignore[no-untyped-def]
    raw = "é_1_2_01-apple-orange.ipynb".encode("cp437")
    intake(without_flag(tmp_path / "1.zip", raw, unicode_path(raw, name)), tmp_path / "run", status=2)
    assert "refused" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 2), ("MOST_BYTES", 10)])
def test_too_much_is_refused(tmp_path: Path, limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, limit, value)
    intake(make_zip(tmp_path / "download.zip", CANVAS), tmp_path / "run", status=2)
    assert not (tmp_path / "run").exists()


def test_a_damaged_or_huge_file_costs_its_student_only(tmp_path: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(download, "LARGEST", 1000)
    files = {**CANVAS, "huge_1_2_01-apple-orange.ipynb": bytes(range(256)) * 8}
    source = make_zip(tmp_path / "download.zip", files, zipfile.ZIP_STORED)
    data = source.read_bytes()
    source.write_bytes(data.replace(b"ipynbada", b"ipynbadx"))
    intake(source, tmp_path / "run")
    assert set(taken(tmp_path / "run")) == {"celikozge_40313", "picardjeanluc_40314"}
    printed = capsys.readouterr().out
    assert "lovelaceada_40312: damaged in the zip" in printed
    assert "huge_1: more than" in printed


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    source = make_folder(tmp_path / "download", CANVAS)
    (source / "evil_1_2_01-apple-orange.ipynb").symlink_to(secret)
    (source / "outside_1_2").symlink_to(tmp_path, target_is_directory=True)
    intake(source, tmp_path / "run")
    assert set(taken(tmp_path / "run")) == {"lovelaceada_40312", "celikozge_40313", "picardjeanluc_40314"}


@pytest.mark.parametrize("kind", ["absent", "text", "empty", "foreign"])
def test_what_is_no_download_is_one_line(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "download"
    if kind == "text":
        source.write_text("no zip", encoding="utf-8")
    elif kind == "empty":
        source.mkdir()
    elif kind == "foreign":
        make_zip(source, {"01-apple-orange.ipynb": b"x"})
    intake(source, tmp_path / "run", status=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert str(source) in line
    assert not (tmp_path / "run").exists()


def test_a_wrong_assignment_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["intake", "99-nothing", str(tmp_path), "--run", str(tmp_path / "run")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "there is no assignment" in line
