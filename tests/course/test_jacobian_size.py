"""The size of a Jacobian against n: measured on the reader's, then counted (backprop.widgets.jacobian_size)."""

import json

import numpy as np
import pytest

import backprop.widgets
from backprop.widgets.jacobian_size import JacobianSizeExperiment
from backprop.widgets.jacobian_size_model import FORMED, SIZES, in_units, measure, plot
from vector_answers import softmax_jacobian


@pytest.mark.parametrize(
    ("size", "text"),
    [(8, "8 bytes"), (1023, "1,023 bytes"), (1024, "1.0 KiB"), (8 * 10**12, "7.3 TiB"), (2**60, "1,024.0 PiB")],
)
def test_bytes_in_words(size, text):
    assert in_units(size) == text


def test_a_million_takes_what_the_notebook_says():
    experiment = JacobianSizeExperiment(softmax_jacobian)
    assert backprop.widgets.JacobianSizeExperiment is JacobianSizeExperiment
    assert experiment.frames[-1]["heading"] == "n = 1,000,000: 7.3 TiB"
    assert "One vector takes 7.6 MiB" in experiment.frames[-1]["text"]
    assert round(8 * 10**12 / (16 * 2**30)) == 466


def test_tables_are_formed_up_to_a_thousand_only():
    asked = []

    def watched(z):
        asked.append(z.size)
        return softmax_jacobian(z)

    assert measure(watched).measured == tuple(8 * n * n for n in SIZES if n <= FORMED)
    assert max(asked) == FORMED


def test_single_precision_is_told_as_it_is():
    experiment = JacobianSizeExperiment(lambda z: softmax_jacobian(z).astype(np.float32))
    assert "takes 3.8 MiB" in experiment.frames[3]["text"]


def test_it_opens_on_two_points_and_asks_for_the_last():
    experiment = JacobianSizeExperiment(softmax_jacobian)
    assert (experiment.step, experiment.frames[1]["shown"], len(experiment.frames)) == (1, 2, len(SIZES))
    assert "Write down the size for n = 1,000,000" in experiment.frames[1]["ask"]


@pytest.mark.parametrize(
    ("function", "waiting", "said"),
    [
        (None, True, "finish exercise 3.3, softmax_jacobian"),
        (lambda z: None, False, "an array of shape (1, 1) was expected"),
        (lambda z: z, False, "returned an array of shape (1,)"),
        (lambda z: z[1], False, "raised IndexError"),
    ],
)
def test_what_cannot_be_measured_becomes_one_line(function, waiting, said):
    experiment = JacobianSizeExperiment(function)
    (frame,) = experiment.frames
    assert frame["tone"] == ("waiting" if waiting else "trouble")
    assert said in frame["text"]
    assert said in experiment._repr_mimebundle_()[0]["text/plain"]


def test_the_export_has_the_numbers_of_the_live_table():
    experiment = JacobianSizeExperiment(softmax_jacobian)
    json.dumps([experiment.frames, experiment.plot], allow_nan=False)
    data = experiment._repr_mimebundle_()[0]
    for line in experiment.plot["lines"]:
        for point in line["points"]:
            assert point["size"] in data["text/html"]
            assert point["size"] in data["text/plain"]


def test_points_keep_inside_the_axes():
    record = plot()
    for line in record["lines"]:
        for point in line["points"]:
            assert record["left"] <= point["x"] <= record["right"]
            assert record["top"] <= point["y"] <= record["bottom"]
