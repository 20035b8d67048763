"""The report card that a student reads in the notebook."""

import re

import pytest

from backprop import check, validate
from backprop.diagnose import VARIANTS
from backprop.examination.report import WIDTH
from backprop.examination.verdict import SHARES
from backprop.exercises import ASSIGNMENTS, EXERCISES


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class SwappedMulLayer(MulLayer):
    def backward(self, dout):
        return dout * self.x, dout * self.y


class UnwrittenMulLayer:
    def forward(self, x, y):
        raise NotImplementedError("exercise 1.1: MulLayer")


def card_of(answer: type) -> str:
    """The card of a class that answers for MulLayer, whatever its own name is."""
    answer.__name__ = "MulLayer"
    return str(check(answer))


def test_a_right_answer_reads_as_full_points_and_one_sentence() -> None:
    card = check(MulLayer)
    assert "2.00 of 2.00" in str(card)
    assert "FAIL" not in str(card)
    assert EXERCISES["MulLayer"].understood.split()[0] in str(card)


def test_a_wrong_answer_is_named_with_a_question_and_a_section() -> None:
    card = card_of(SwappedMulLayer)
    assert "It looks like: swapped" in card
    assert "FAIL  value" in card
    assert re.search(r"\?\s+→\s+section\s+1\.4", card)


def test_a_stub_is_not_a_failure() -> None:
    card = card_of(UnwrittenMulLayer)
    assert "to be written" in card
    assert "FAIL" not in card
    assert "exercise 1.1: MulLayer" in card


def test_text_and_html_say_the_same_words() -> None:
    bundle = check(MulLayer)._repr_mimebundle_()
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", bundle["text/html"])
    for word in re.findall(r"\w{3,}", bundle["text/plain"]):
        assert word in bare, word


def test_no_line_of_a_card_is_wider_than_the_cell() -> None:
    assert max(map(len, card_of(SwappedMulLayer).splitlines())) <= WIDTH


def test_the_card_escapes_what_the_student_wrote() -> None:
    class MulLayer:
        def forward(self, x, y):
            raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check(MulLayer)._repr_mimebundle_()["text/html"]


def test_an_answer_may_be_given_by_name_or_by_assignment() -> None:
    globals()["price_change"] = lambda dtax, points: dtax * points / 100
    assert "1.00 of 1.00" in str(check("price_change"))
    assert "1.00 of 1.00" in str(check(globals()["price_change"]))


def test_a_name_that_is_no_exercise_is_one_clear_line() -> None:
    def unheard_of():
        """Nothing."""

    with pytest.raises(ValueError, match=r"^no exercise is called 'unheard_of'; there are: MulLayer"):
        check(unheard_of)


def test_validate_says_one_line_or_fails_with_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    validate(MulLayer)
    assert len(capsys.readouterr().out.strip().splitlines()) == 1
    SwappedMulLayer.__name__ = "MulLayer"
    with pytest.raises(AssertionError, match="It looks like: swapped"):
        validate(SwappedMulLayer)


def test_what_an_answer_prints_does_not_drown_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    class MulLayer:
        def forward(self, x, y):
            print("x" * 10_000)
            self.x, self.y = x, y
            return x * y

        def backward(self, dout):
            return dout * self.y, dout * self.x

    check(MulLayer)
    assert capsys.readouterr().out == ""


def test_an_audit_is_examined_for_its_form_only() -> None:
    def audit():
        return {"line": 1, "kind": "path", "value": 0.0}

    card = str(check(audit, assignment="01-apple-orange"))
    assert "answered" in card
    assert "the grader knows whether it is right" in card


def audit_of(kind: str) -> dict[str, object]:
    """An audit's answer, with a kind of mistake that the table of one notebook has."""
    return {"line": 1, "kind": kind, "value": 0.0}


@pytest.fixture
def no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that nobody has told which notebook it belongs to."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


ASK = "verdict = check(audit).verdict"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_audit_belongs_to_the_notebook_that_asks_as_its_file_says(
    assignment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"check": check, "audit": lambda: audit_of("arithmetic")}
    monkeypatch.setenv("JPY_SESSION_NAME", f"week/{assignment}/{assignment}-Copy1.ipynb")
    exec(ASK, names)
    assert names["verdict"].section == ASSIGNMENTS[assignment][-1].section
    monkeypatch.setenv("JPY_SESSION_NAME", "8d1f0c2e")
    names["__vsc_ipynb_file__"] = f"/home/ada/{assignment}.ipynb"
    exec(ASK, names)
    assert names["verdict"].section == ASSIGNMENTS[assignment][-1].section


@pytest.mark.usefixtures("no_session")
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_audit_belongs_to_the_notebook_whose_exercises_are_all_there(assignment: str) -> None:
    names = {exercise.name: None for exercise in ASSIGNMENTS[assignment]}
    names |= {"check": check, "audit": lambda: audit_of("arithmetic")}
    exec(ASK, names)
    assert names["verdict"].section == ASSIGNMENTS[assignment][-1].section


@pytest.mark.usefixtures("no_session")
@pytest.mark.parametrize("ask", [check, validate])
def test_an_audit_of_nobody_knows_which_notebook_is_one_clear_line(ask) -> None:
    def audit():
        return audit_of("path")

    listed = f"there are: {', '.join(ASSIGNMENTS)}$"
    with pytest.raises(ValueError, match=rf"^every notebook has an audit: .*assignment='01-apple-orange'.*{listed}"):
        ask(audit)
    with pytest.raises(ValueError, match=rf"^no notebook is called '03'; {listed}"):
        ask(audit, assignment="03")
    with pytest.raises(ValueError, match=rf"^no notebook is called 'nonsense'; {listed}"):
        ask(MulLayer, assignment="nonsense")
    with pytest.raises(ValueError, match=r"^03-vectors has no exercise 'MulLayer'; it has: relu_jacobian, .*, audit$"):
        ask(MulLayer, assignment="03-vectors")


def test_the_shares_of_the_checks_make_a_whole() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_exercise_has_a_section_and_a_sentence(assignment: str) -> None:
    for exercise in ASSIGNMENTS[assignment]:
        assert exercise.section, exercise.name
        assert exercise.understood.endswith("."), exercise.name
        assert exercise.points > 0, exercise.name


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_variant_has_words_for_the_mistake_that_it_shows(assignment: str) -> None:
    for exercise in ASSIGNMENTS[assignment]:
        unknown = set(exercise.variants) - set(VARIANTS)
        assert not unknown, f"{exercise.name}: give them a row in VARIANTS in course/backprop/diagnose.py"
