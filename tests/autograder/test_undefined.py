"""A name that is not defined: the cell that should define it is to blame, or none is, whatever else failed."""

import pytest

from backprop_grader.examination import examine_submission, exercises_of
from backprop_grader.exercises import SECRETS
from backprop_grader.grading import release_of
from backprop_grader.isolation import CellOutcome, Output
from backprop_grader.notebook.conventions import cells_to_run, exercise_of, is_solution
from backprop_grader.undefined import OURS, Ran, alike, mentions, undefined

ASSIGNMENT = "03-vectors"
STUB = "def vjp(jacobian, dout):\n    raise NotImplementedError"
(VJP,) = exercises_of(ASSIGNMENT, ["vjp"])
OK = CellOutcome("ok")


def raised(name, value, text=""):
    return CellOutcome("error", (Output("error", name=name, value=value, text=text),))


def owners(count, home):
    return () if home is None else ["vjp" if position == home else "" for position in range(count)]


def judged(*cells, home=None):
    """Status and message of vjp after cells that are given as (text, outcome)."""
    texts, outcomes = zip(*cells, strict=True)
    verdict = undefined(VJP, Ran(texts, outcomes, owners(len(cells), home)))
    return verdict.status, verdict.diagnosis[0].message


def test_a_failed_cell_that_has_nothing_to_do_with_it_is_not_blamed():
    unrelated = ("import seaborn_is_not_there", raised("ModuleNotFoundError", "No module named 'seaborn_is_not_there'"))
    broken = ("def vjp(jacobian, dout)\n    return 0", raised("SyntaxError", "expected ':' (cell_7505cdf0.py, line 1)"))
    later = ("print(vjp(1, 2))", raised("NameError", "name 'vjp' is not defined"))
    status, said = judged(unrelated, broken, later, home=1)
    assert status == "error"
    assert said == (
        "vjp was never defined: its cell raised SyntaxError (expected ':', line 1). "
        "What does that cell do when it is run?"
    )


def test_the_line_that_was_reached_last_is_said_where_the_exception_names_none():
    text = "Cell In[3], line 4\n----> 4 f()\n\nCell In[3], line 2, in f()\n----> 2 1 / 0\n\nZeroDivisionError"
    broken = ("def vjp(jacobian, dout):\n    return 0\n1 / 0", raised("ZeroDivisionError", "division by zero", text))
    assert "its cell raised ZeroDivisionError (division by zero, line 2). " in judged(broken)[1]


def test_a_file_is_called_by_its_name():
    broken = raised("SyntaxError", "expected ':' (cell_7505cdf0.py, line 4)")
    verdict = undefined(VJP, Ran(["def vjp(jacobian, dout)"], [broken], file="answer.py"))
    assert verdict.diagnosis[0].message == (
        "vjp was never defined: answer.py raised SyntaxError (expected ':', line 4). "
        "What does that file do when it is run?"
    )
    assert {check.detail for check in verdict.checks} == {"its file did not come to its end"}


def test_another_name_is_said_and_counts_as_missing():
    other = ("def vjp_mine(jacobian, dout):\n    return 0", OK)
    later = ("print(vjp(1, 2))", raised("NameError", "name 'vjp' is not defined"))
    assert judged(other, later, home=0) == ("missing", "No vjp is defined, but vjp_mine is. Which name is asked for?")


@pytest.mark.parametrize(
    ("name", "found"),
    [("VJP", ["VJP"]), ("vpj", ["vpj"]), ("my_vjp", ["my_vjp"]), ("relu_vjp", []), ("draw", []), ("softmax", [])],
)
def test_only_a_similar_name_is_held_for_it_and_none_that_is_asked_for_itself(name, found):
    cells = [f"def {name}(a, b):\n    return a", "x = 1"]
    assert alike("vjp", Ran(cells, [OK, OK])) == found


def test_a_cell_too_large_to_be_taken_apart_is_searched_as_text():
    large = "x = 1\n" * 10_000 + "def vjp_mine(a, b):\n    return a\n"
    assert alike("vjp", Ran([large, "y = 2"], [OK, OK])) == []
    assert mentions(large.replace("vjp_mine", "vjp"), "vjp")


def test_in_the_exercises_own_cell_any_function_may_have_been_meant():
    cells = ["def pullback(a, b):\n    return a", "x = 1"]
    assert alike("vjp", Ran(cells, [OK, OK], owners(2, 0))) == ["pullback"]


def test_a_cell_that_never_finished_is_blamed_when_it_should_have_defined_the_name():
    other = ("1 / 0", raised("ZeroDivisionError", "division by zero"))
    for ended, status in (("timeout", "timeout"), ("died", "crashed"), ("skipped", "timeout")):
        assert judged((STUB, CellOutcome(ended)), other)[0] == status


def test_what_is_deleted_again_is_said():
    assert judged((STUB, OK), ("del vjp", OK))[1].startswith("vjp is defined in a cell, but no longer there at the end")


def test_an_answer_that_is_commented_out_is_still_to_be_written():
    status, said = judged(("# def vjp(jacobian, dout):", OK), ("1 / 0", raised("ZeroDivisionError", "")), home=0)
    assert status == "missing"
    assert "nothing of that name is defined" in said


@pytest.mark.parametrize(
    ("cell", "does"),
    [
        ("class vjp:\n    pass", True),
        ("vjp: object = 3", True),
        ("vjp == 3", False),
        ("from mine import vjp", True),
        ("  def vjp(a):\n return", True),
        ("class Gate:\n    def vjp(self):\n        return 1", False),
        ("def vjp_mine(a): pass", False),
    ],
)
def test_a_cell_defines_what_stands_at_its_top_level(cell, does):
    assert mentions(cell, "vjp") == does


@pytest.mark.parametrize("assignment", SECRETS)
def test_no_function_of_the_notebook_is_held_for_an_answer_that_is_not_there(assignment):
    cells = list(cells_to_run(release_of(assignment)))
    kinds = [exercise_of(cell) if is_solution(cell) else OURS for cell in cells]
    for name in (exercise.name for exercise in exercises_of(assignment)):
        texts = ["" if owner == name else cell["source"] for cell, owner in zip(cells, kinds, strict=True)]
        assert alike(name, Ran(texts, [OK] * len(texts), kinds)) == [], name


def test_a_submission_is_blamed_for_what_it_did_and_a_stub_stays_a_stub(isolation):
    cells = ["1 / 0", "def vjp(jacobian, dout)\n    return 0", "def softmax_mine(z):\n    return z"]
    cells += ["def relu_vjp(z, dout):\n    raise NotImplementedError()"]
    asked = [one for one in exercises_of(ASSIGNMENT) if one.name in ("vjp", "softmax", "relu_vjp")]
    with isolation.submission() as submission:
        verdicts = examine_submission(submission, cells, asked, 1, owners=["", "", "softmax", ""])
    found = {verdict.exercise: verdict for verdict in verdicts}
    said = {name: (verdict.status, verdict.diagnosis[0].message) for name, verdict in found.items()}
    assert said["vjp"][0] == "error"
    assert "its cell raised SyntaxError (expected ':', line 1)" in said["vjp"][1]
    assert said["softmax"] == ("missing", "No softmax is defined, but softmax_mine is. Which name is asked for?")
    assert said["relu_vjp"][1].startswith("relu_vjp is still to be written. Can you")
