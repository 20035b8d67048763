"""Collecting from an exchange that others write to: only what is a student's own, and one odd folder costs nobody."""

import logging
import os
import pwd
from pathlib import Path

import pytest
from traitlets.config import Config, PyFileConfigLoader

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ASSIGNMENT = "01-apple-orange"
TIME = "2026-03-01 12:00:00.000000 UTC"
ME = pwd.getpwuid(os.getuid()).pw_name


class Exchange:
    """An exchange's inbox, and where what is collected goes."""

    def __init__(self, folder: Path) -> None:
        self.root, self.collected = folder / "exchange", folder / "run" / "submitted"
        self.inbox = self.root / "backprop" / "inbound"
        self.inbox.mkdir(parents=True)
        self.collected.mkdir(parents=True)

    def hand_in(self, student: str, time: str = TIME, text: str = "{}") -> Path:
        """Put a folder into the inbox, as the account that runs the tests."""
        made = self.inbox / f"{student}+{ASSIGNMENT}+{time}+Zm9v"
        made.mkdir()
        (made / f"{ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")
        return made

    def collect(self, **settings: object) -> list[str]:
        """What has been collected, as paths below `submitted/`."""
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config

        from backprop_grader.exchange.collecting import CollectOwn

        config = Config()
        config.CourseDirectory.root = str(self.collected.parent)
        config.CourseDirectory.course_id = "backprop"
        config.CourseDirectory.assignment_id = ASSIGNMENT
        config.Exchange.root = str(self.root)
        config.CollectOwn.update(settings)
        CollectOwn(coursedir=CourseDirectory(config=config), config=config).start()
        return sorted(str(file.relative_to(self.collected)) for file in self.collected.rglob("*"))


class NoDueDate:
    """A gradebook in which the assignment is not yet known: nothing is late, and no database is made."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> "NoDueDate":
        return self

    def __exit__(self, *_: object) -> None: ...

    def find_assignment(self, name: str) -> None:
        from nbgrader.api import MissingEntry

        raise MissingEntry(name)


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    from nbgrader.exchange.default import collect

    monkeypatch.setattr(collect, "Gradebook", NoDueDate)
    return Exchange(tmp_path)


def below(student: str, *names: str) -> list[str]:
    return [student, f"{student}/{ASSIGNMENT}", *(f"{student}/{ASSIGNMENT}/{name}" for name in names)]


def test_what_a_student_handed_in_is_collected_with_all_that_is_theirs(exchange: Exchange) -> None:
    made = exchange.hand_in(ME)
    (made / "data").mkdir()
    (made / "data" / "prices.csv").write_text("1,2\n", encoding="utf-8")
    assert exchange.collect() == below(ME, f"{ASSIGNMENT}.ipynb", "data", "data/prices.csv")


@pytest.mark.parametrize("student", ["nobody-of-this-name", "daemon", "..", ".hidden"])
def test_a_folder_in_anothers_name_is_not_theirs(exchange: Exchange, student: str) -> None:
    exchange.hand_in(student)
    exchange.hand_in(ME)
    assert exchange.collect() == below(ME, f"{ASSIGNMENT}.ipynb")


def test_a_later_folder_in_anothers_name_does_not_take_the_place_of_their_own(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = exchange.hand_in(ME, "2026-03-02 12:00:00.000000 UTC", "forged")
    exchange.hand_in(ME, text="own")
    status = os.lstat
    other = os.stat_result([*status(forged)[:4], os.getuid() + 1, *status(forged)[5:]])
    monkeypatch.setattr(os, "lstat", lambda path, **words: other if path == str(forged) else status(path, **words))
    exchange.collect()
    assert (exchange.collected / ME / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8") == "own"


@pytest.mark.parametrize("time", ["yesterday", "", "2026-99-99 00:00:00 UTC"])
def test_a_name_that_cannot_be_read_costs_nobody_else(exchange: Exchange, time: str) -> None:
    exchange.hand_in("odd", time)
    exchange.hand_in(ME)
    assert exchange.collect() == below(ME, f"{ASSIGNMENT}.ipynb")


def test_nothing_but_plain_files_is_collected_and_that_is_said(
    exchange: Exchange, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "secret").write_text("5ecret", encoding="utf-8")
    made = exchange.hand_in(ME)
    (made / "link").symlink_to(tmp_path / "answers" / "secret")
    (made / "folder").symlink_to(tmp_path / "answers")
    os.mkfifo(made / "pipe")
    with caplog.at_level(logging.WARNING):
        found = exchange.collect()
    assert "5ecret" not in {file.read_text() for file in exchange.collected.rglob("*") if file.is_file()}
    assert [path for path in found if path.endswith(("link", "pipe", "secret"))] == []


def test_the_whole_folder_may_not_be_a_link_either(exchange: Exchange, tmp_path: Path) -> None:
    exchange.hand_in(ME).rename(tmp_path / "elsewhere")
    (exchange.inbox / f"{ME}+{ASSIGNMENT}+{TIME}+Zm9v").symlink_to(tmp_path / "elsewhere")
    assert exchange.collect() == below(ME)


def test_a_file_of_somebody_else_is_not_copied(tmp_path: Path) -> None:
    from backprop_grader.exchange.collecting import copy_own

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "file").write_text("not theirs", encoding="utf-8")
    assert list(copy_own(tmp_path / "in", tmp_path / "out", os.getuid() + 1, 10**6)) == [tmp_path / "in" / "file"]
    assert list((tmp_path / "out").iterdir()) == []


def test_many_small_files_and_folders_end_at_the_same_limit_as_a_large_one(tmp_path: Path) -> None:
    from backprop_grader.exchange.collecting import copy_own

    for number in range(100):
        (tmp_path / "in" / f"folder-{number}").mkdir(parents=True)
        (tmp_path / "in" / f"file-{number}").touch()
    (tmp_path / "in" / "large").write_bytes(bytes(10**6))
    left = list(copy_own(tmp_path / "in", tmp_path / "out", None, 20 * 4096))
    assert tmp_path / "in" / "large" in left
    assert len(list((tmp_path / "out").rglob("*"))) <= 20


def test_where_all_share_one_account_names_are_believed(exchange: Exchange) -> None:
    exchange.hand_in("somebody")
    assert exchange.collect(check_owner=False) == below("somebody", f"{ASSIGNMENT}.ipynb")


def configuration() -> Config:
    from backprop_grader.notebook.conventions import REPOSITORY

    return PyFileConfigLoader("nbgrader_config.py", path=str(REPOSITORY / "autograder")).load_config()


def test_nbgrader_is_told_to_collect_and_to_release_this_way() -> None:
    from nbgrader.exchange import ExchangeFactory

    from backprop_grader.exchange.collecting import CollectOwn
    from backprop_grader.exchange.releasing import ReleaseToSubmitters

    steps = ExchangeFactory(config=configuration())
    assert (steps.collect, steps.release_feedback) == (CollectOwn, ReleaseToSubmitters)


def test_where_the_exchange_is_a_service_no_step_goes_through_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_EXCHANGE", "ngshare")
    told = configuration()
    assert told.ExchangeFactory == {
        "exchange": "ngshare_exchange.Exchange",
        "list": "ngshare_exchange.ExchangeList",
        "fetch_assignment": "ngshare_exchange.ExchangeFetchAssignment",
        "fetch_feedback": "ngshare_exchange.ExchangeFetchFeedback",
        "submit": "ngshare_exchange.ExchangeSubmit",
        "release_assignment": "ngshare_exchange.ExchangeReleaseAssignment",
        "release_feedback": "ngshare_exchange.ExchangeReleaseFeedback",
        "collect": "ngshare_exchange.ExchangeCollect",
    }
    assert "root" not in told.Exchange
