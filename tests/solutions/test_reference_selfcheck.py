"""The command that a teacher runs on a machine with a GPU."""

from dataclasses import replace

import pytest

from backprop_reference import selfcheck
from backprop_reference.gates import mul


def test_a_sound_installation_passes(capsys):
    assert selfcheck.main(["--draws", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("numpy")
    assert lines[-1] == "{0} of {0} right".format(len(list(selfcheck.samples())))


def test_the_second_device_of_the_strict_library(capsys):
    assert selfcheck.main(["--backend", "strict", "--device", "device1", "--draws", "1"]) == 0
    assert "strict:device1" in capsys.readouterr().out


def test_a_wrong_gate_is_named_and_fails(capsys, monkeypatch):
    wrong = selfcheck.Sample(replace(mul, vjp=lambda dout, x, y: (dout * x, dout * y)), ((3, 4), (3, 4)))
    monkeypatch.setattr(selfcheck, "samples", lambda: iter([wrong]))
    assert selfcheck.main(["--draws", "1"]) == 1
    assert any(line.startswith("mul") and line.endswith("WRONG") for line in capsys.readouterr().out.splitlines())


def test_a_library_that_is_missing_is_named_in_one_line(capsys, monkeypatch):
    monkeypatch.setitem(selfcheck.BACKENDS, "cupy", "a_library_that_is_not_there")
    assert selfcheck.main(["--backend", "cupy"]) == 2
    assert capsys.readouterr().out.count("\n") == 1


def test_another_library_is_refused():
    with pytest.raises(SystemExit):
        selfcheck.main(["--backend", "abacus"])
