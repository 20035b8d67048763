"""Notebook 07's optional cell: the reader's Multiply inside PyTorch, and one friendly line where PyTorch is absent."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from backprop_grader.notebook.release import source_notebook

CELLS = {cell["id"]: cell["source"] for cell in source_notebook("07-autodiff")["cells"]}
STUB = """
class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        raise NotImplementedError("exercise 7.7: Multiply")

    @staticmethod
    def backward(ctx, dout):
        raise NotImplementedError("exercise 7.7: Multiply")
"""


def run_cell(multiply: str, capsys: pytest.CaptureFixture[str]) -> str:
    names: dict[str, object] = {"np": np}
    for source in (CELLS["context"], multiply, CELLS["torch"]):
        exec(source, names)
    return capsys.readouterr().out


def test_without_pytorch_one_line_says_that_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    said = run_cell(CELLS["solution-Multiply"], capsys)
    assert said == "PyTorch is not installed here. Nothing in this course needs it; go on with the next cell.\n"


def test_pytorch_walks_back_through_the_readers_methods(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    said = run_cell(CELLS["solution-Multiply"], capsys)
    assert said.splitlines() == [
        "z = -12, dx = 2, dy = -1.5",
        "gradient check: True",
        "forward mode along (1, 0): 4",
    ]


def test_with_pytorch_an_unwritten_multiply_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    assert "finish exercise 7.7" in run_cell(STUB, capsys)
