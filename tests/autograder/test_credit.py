"""Shares of the points: linear between nothing and everything, and worth only what the answer itself has earned."""

import numpy as np
import pytest

from backprop.data import load_digits
from backprop.examination.examine import examine
from backprop.examination.verdict import Verdict
from backprop.exercises import EXERCISES
from backprop.exercises.worth import accuracy_credit
from backprop.rooms.observe import LocalRoom
from backprop_grader.exercises import SECRETS
from backprop_grader.oracle import Reference


def examined(name: str, **names: object) -> Verdict:
    secret = SECRETS["08-digits"]
    return examine(EXERCISES[name], LocalRoom(names), Reference(secret.answers, secret.credits), 1)


def names_of(X: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """A train that learns what the classes are called: digit -> label."""
    digits, names = load_digits(), np.zeros(10, dtype=np.int64)
    known = {image.tobytes(): label for image, label in zip(digits.images, digits.labels, strict=True)}
    names[[known[np.ascontiguousarray(image).tobytes()] for image in X]] = labels
    return names


def reader(accuracy: float) -> object:
    """A predict that reads the library's first images right and takes the others for another class."""
    digits = load_digits()
    places = {image.tobytes(): place for place, image in enumerate(digits.held_images)}

    def predict(names: np.ndarray, X: np.ndarray) -> np.ndarray:
        found = np.array([places[np.ascontiguousarray(image).tobytes()] for image in X])
        right = names[digits.held_labels[found]]
        return np.where(found < round(accuracy * len(places)), right, (right + 3) % 10)

    return predict


@pytest.mark.parametrize(("share", "earned"), [(0.4, 0.0), (0.5, 0.0), (0.715, 0.5), (0.93, 1.0), (1.0, 1.0)])
def test_credit_is_linear_between_one_half_and_93_percent(share: float, earned: float) -> None:
    right = np.zeros(1000)
    read = np.where(np.arange(1000) < share * 1000, 0, 1)
    assert accuracy_credit(read, right).share == pytest.approx(earned, abs=1e-3)


def test_a_reader_that_gets_715_of_1000_right_earns_half_of_the_value() -> None:
    verdict = examined("predict", train=names_of, predict=reader(0.715))
    points = {check.name: (check.points, check.max_points) for check in verdict.checks}
    assert points["value"][0] == pytest.approx(points["value"][1] / 2, rel=0.01)
    assert points["shape"][0] == points["shape"][1]
    assert verdict.status == "failed"
    assert "71" in verdict.diagnosis[0].message


def test_a_reader_that_gets_40_percent_right_earns_nothing_at_all() -> None:
    verdict = examined("predict", train=names_of, predict=reader(0.4))
    assert (verdict.points, verdict.status) == (0.0, "failed")


def test_training_is_judged_without_a_predict_of_the_readers() -> None:
    still = {"W1": np.zeros((64, 3)), "b1": np.zeros(3), "W2": np.zeros((3, 10)), "b2": np.zeros(10)}
    verdict = examined("train", train=lambda X, labels, seed: {name: array.copy() for name, array in still.items()})
    assert verdict.points == 0.0


def test_a_broken_predict_does_not_spoil_a_good_training() -> None:
    from backprop_reference import train

    verdict = examined("train", train=train, predict=lambda params, X: 1 / 0)
    assert verdict.points == verdict.max_points
