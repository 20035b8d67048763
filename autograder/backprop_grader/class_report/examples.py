"""One example of a mistake, with nothing in it that says whose it is.

Of the report card it shows what the grader said, not what the student's code said. Of the code it shows the solution
cell if that is short: laid out anew, without comments and docstrings, with texts left out unless they are single words.
An example in which a name of the class stands is not taken.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backprop_grader.class_report.tally import Mistake
from backprop_grader.isolated.safe_output import clean
from backprop_grader.standings import Standing

MOST_LINES = 14
MOST_CHARACTERS = 1200
LONGEST_LINE = 160
HIDDEN = "…"
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_TEXT = re.compile(r"[A-Za-z_]\w{0,20}")
_OWN_WORDS = re.compile(r"(raised (?:an exception|\w+)).*?(?P<question> [^.?]*\?)?$", re.DOTALL)
"""From the type of an exception to the question at the end: what lies between is the student's."""

Source = Callable[[str, str], str]
"""Student, exercise -> the code of their solution cell, or nothing."""


@dataclass(frozen=True)
class Example:
    """What was said of one answer, and the answer itself where it can be shown; either may be empty."""

    message: str = ""
    code: str = ""


class Names:
    """The names of a class, to keep them out of what is shown.

    A name that is also a word of the notebook (Max, Mark) tells nothing where it stands, and is let through.
    """

    def __init__(self, standings: Iterable[Standing], notebook: str = "") -> None:
        self._words: set[str] = set()
        self._whole: set[str] = set()
        for person in (standing.person for standing in standings):
            known = (person.name, person.first_name, person.last_name, person.email.partition("@")[0])
            self._words |= {word for text in known for word in _words(text) if len(word) > 2}
            self._whole |= {text.lower() for text in known if any(letter.isdigit() for letter in text)}
        self._words -= set(_words(notebook))

    def occur_in(self, text: str) -> bool:
        """Whether a word of the text is, or one of its numbers holds, somebody's name."""
        return bool(self._words & set(_words(text))) or any(name in text.lower() for name in self._whole)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def example(mistake: Mistake, names: Names, source: Source) -> Example:
    """The most usual message, and the first answer with it that is short enough and says nobody's name."""
    messages = Counter(anonymous_message(mistake.code, message) for _, message in mistake.told)
    usual = [message for message, _ in messages.most_common() if not names.occur_in(message)]
    if not usual:
        return Example()
    students = [who for who, message in mistake.told if anonymous_message(mistake.code, message) == usual[0]]
    answers = (anonymous_code(source(student, mistake.exercise.name)) for student in students)
    shown = next((code for code in answers if code and not names.occur_in(code)), "")
    return Example(usual[0], shown)


def anonymous_message(code: str, message: str) -> str:
    """What the report card said, without what the student's own code said."""
    said = clean(message)
    return _OWN_WORDS.sub(r"\1.\g<question>", said) if code == "raised" else said


def anonymous_code(source: str) -> str:
    """The code, laid out anew; nothing where it is long or does not parse."""
    if not source or len(source) > MOST_CHARACTERS:
        return ""
    try:
        shown = clean(ast.unparse(_Anonymous().visit(ast.parse(source))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    lines = shown.splitlines()
    return shown if len(lines) <= MOST_LINES and all(len(line) <= LONGEST_LINE for line in lines) else ""


class _Anonymous(ast.NodeTransformer):
    """Takes docstrings out, and the words of longer texts."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """A block from which everything was taken needs something in it."""
        super().generic_visit(node)
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A text that stands by itself is a docstring or a note."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str | bytes):
            return None
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Single words are keys and modes; what is longer may say anything."""
        if isinstance(node.value, str) and not _PLAIN_TEXT.fullmatch(node.value):
            return ast.Constant(HIDDEN)
        return ast.Constant(b"") if isinstance(node.value, bytes) else node
