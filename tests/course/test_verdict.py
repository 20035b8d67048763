"""What the checks found becomes points and a diagnosis (backprop.examination.verdict)."""

import pytest

from backprop.examination.evidence import Finding
from backprop.examination.verdict import Result, marked, max_points
from backprop.exercises import EXERCISES

EXERCISE = EXERCISES["MulLayer"]
NAMES = ("shape", "value", "edge", "purity", "composition")
RIGHT = {name: Result(True, "right") for name in NAMES}
KINK, ROUGH, NUDGED = Finding("kink", "?"), Finding("precision", "."), Finding("numeric", "?")


def with_result(name, result):
    return {**RIGHT, name: result}


def points(verdict):
    return {check.name: check.points for check in verdict.checks}


def test_all_that_is_right_earns_all_points_and_the_sentence_on_what_was_understood():
    verdict = marked(EXERCISE, RIGHT, "failed")
    assert (verdict.status, verdict.points, verdict.diagnosis) == ("passed", EXERCISE.points, ())
    assert verdict.understood == EXERCISE.understood


def test_an_answer_whose_values_earn_nothing_earns_nothing_and_hears_of_its_values_only():
    results = {**with_result("value", Result(False, "wrong", NUDGED)), "edge": Result(False, "wrong", KINK)}
    verdict = marked(EXERCISE, results, "error")
    assert set(points(verdict).values()) == {0.0}
    assert (verdict.status, verdict.diagnosis) == ("error", (NUDGED,))


@pytest.mark.parametrize("share", [0.25, 0.6])
def test_a_share_of_the_values_earns_that_share_of_their_points_and_the_other_checks_in_full(share):
    best = max_points(EXERCISE, NAMES)
    verdict = marked(EXERCISE, with_result("value", Result(False, "some", credit=share)), "failed")
    assert points(verdict) == {**best, "value": pytest.approx(share * best["value"])}


def test_finite_differences_cost_the_values_and_explain_what_else_looks_odd():
    results = {**with_result("value", Result(True, "right", ROUGH)), "edge": Result(False, "wrong", KINK)}
    verdict = marked(EXERCISE, results, "failed", numeric=NUDGED)
    assert points(verdict)["value"] == 0.0
    assert points(verdict)["purity"] > 0.0
    assert verdict.diagnosis == (NUDGED, KINK)


def test_a_mere_suspicion_of_finite_differences_costs_nothing():
    suspicion = Finding("numeric", ".", note=True)
    verdict = marked(EXERCISE, RIGHT, "failed", numeric=suspicion)
    assert (verdict.status, verdict.points, verdict.diagnosis) == ("passed", EXERCISE.points, (suspicion,))


def test_how_the_process_was_lost_is_said_before_all_else():
    lost, results = Finding("timeout", "?"), with_result("edge", Result(False, "too long", KINK))
    verdict = marked(EXERCISE, results, "timeout", before=lost)
    assert (verdict.status, verdict.diagnosis) == ("timeout", (lost, KINK))
