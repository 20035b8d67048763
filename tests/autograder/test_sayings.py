"""What is shown of an exception that was raised on inputs that are not public: what code can say in few ways only."""

import pytest

from backprop.rooms.room import Raised
from backprop_grader.words import MESSAGE, Code


def shown(code: str, *said: str | int | None) -> Raised:
    return Code([code]).without_words(Raised(*said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ('raise ValueError("x has to be two-dimensional")', "ValueError", "x has to be two-dimensional"),
        ("    assert x.ndim == 2, 'two dimensions'", "AssertionError", "two dimensions"),
        ("    if x: raise mine.Odd('an odd one')", "Odd", "an odd one"),
        ("return cache['dW']", "KeyError", "'dW'"),
        ("class Odd(Exception): pass", "Odd", ""),
        ("raise NotImplementedError", "NotImplementedError", ""),
    ],
)
def test_words_that_stand_in_the_code_are_shown(code: str, kind: str, words: str) -> None:
    assert shown(code, kind, words) == Raised(kind, words)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('TABLE = "2971 2972 2973"\nraise ValueError("%.4g" % x)', "2972"),
        ('TABLE = ["2971", "2972"]\nraise ValueError(TABLE[k])', "2972"),
        ('raise ValueError("x is 2972 or so")', "2972"),
        ('raise ValueError(f"2972{x}")', "2972{x}"),
        ("\n".join(f'if x == {k}: raise ValueError("{k}")' for k in range(2900, 3000)), "2972"),
        ('raise ValueError({"' + '", "'.join(map(str, range(2900, 3000))) + '"}[k])', "2972"),
        ("x = {}; " + "; ".join(f"x['k{k}']" for k in range(100)), "'k72'"),
    ],
    ids=["table", "list", "part", "format", "many raises", "many strings", "many keys"],
)
def test_words_that_a_code_can_choose_from_many_are_not(code: str, said: str) -> None:
    assert shown(code, "ValueError", said).message == MESSAGE


def test_the_name_of_a_class_is_shown_if_there_are_few() -> None:
    assert shown("class E72(Exception): pass", "E72", "").type == "E72"
    assert shown("\n".join(f"class E{k}(Exception): pass" for k in range(100)), "E72", "").type == "Exception"
    assert shown("E72 = type(name, (Exception,), {})", "E72", "").type == "Exception"
    assert shown("\n".join(f"class E{k}(Exception): pass" for k in range(100)), "ValueError", "").type == "ValueError"


def test_the_line_is_shown_where_there_are_not_too_many() -> None:
    assert shown("x = 1\n" * 20 + "raise 5", "TypeError", "", 21, "raise 5").line == 21
    assert shown("x = 1\n" * 2000 + "raise 5", "TypeError", "", 2001, "raise 5").line is None
