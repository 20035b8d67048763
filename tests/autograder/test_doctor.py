"""`doctor`: each finding comes with its remedy, and what is wrong is found."""

import os
from types import SimpleNamespace

import pytest

from backprop_grader import isolation
from backprop_grader.commands import doctor


def findings(run_folder, subject):
    return [one for one in doctor.examine_machine(run_folder) if one.subject.startswith(subject)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Sandboxes are tried elsewhere."""
    probes = (
        isolation.Probe("bwrap", False, "bubblewrap is not installed"),
        isolation.Probe("landlock", True, "walls"),
    )
    monkeypatch.setattr(doctor.isolation, "probe", lambda: probes)


def test_whatever_is_not_in_order_has_a_remedy(tmp_path):
    tmp_path.chmod(0o755)
    found = list(doctor.examine_machine(tmp_path))
    assert {"ok", "note"} <= {one.word for one in found}
    assert all(one.remedy for one in found if one.word != "ok")
    assert not any(one.remedy for one in found if one.word == "ok")


def test_a_run_folder_that_others_can_read_is_found(tmp_path):
    tmp_path.chmod(0o750)
    assert [(one.word, one.remedy) for one in findings(tmp_path, "run folder")] == [("note", f"chmod 700 {tmp_path}")]
    tmp_path.chmod(0o700)
    assert [one.word for one in findings(tmp_path, "run folder")] == ["ok"]


def test_the_next_best_level_is_named_with_what_the_best_one_lacks(tmp_path):
    first, second = findings(tmp_path, "isolation")
    assert (first.word, first.finding) == ("ok", "landlock: walls")
    assert (second.word, second.remedy) == ("note", "on Debian: apt install bubblewrap")


def test_a_full_disk_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda place: SimpleNamespace(free=10 << 20))
    (one,) = findings(tmp_path, "disk")
    assert (one.word, one.finding.split(" GiB")[0]) == ("FAIL", "0.0")


def test_a_clock_that_is_behind_is_found(tmp_path, monkeypatch):
    assert findings(tmp_path, "clock")[0].word == "ok"
    monkeypatch.setattr(doctor.time, "time", lambda: 1e9)
    (one,) = findings(tmp_path, "clock")
    assert one.word == "FAIL"
    assert "hours behind" in one.finding


def test_a_soupsieve_that_fails_on_an_old_python_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 11, 2, "final", 0))
    monkeypatch.setattr(doctor, "version", lambda name: "3.0")
    assert findings(tmp_path, "feedback by nbgrader")[0].word == "FAIL"


def test_extensions_that_are_off_are_found_and_on_a_hub_the_formgrader_that_is_on(tmp_path, monkeypatch):
    class Config:
        def __init__(self, **_):
            pass

        def get_jpserver_extensions(self):
            return {"nbgrader.server_extensions.formgrader": True}

    monkeypatch.setattr("jupyter_server.extension.config.ExtensionConfigManager", Config)
    monkeypatch.setitem(os.environ, "JUPYTERHUB_USER", "ada")
    assert [one.word for one in findings(tmp_path, "validate_assignment")] == ["note"]
    words = {one.subject: one.word for one in findings(tmp_path, "formgrader")}
    assert words == {"formgrader (JupyterLab)": "ok", "formgrader": "note"}
