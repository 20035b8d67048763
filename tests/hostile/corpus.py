"""The hostile corpus as data: payloads, mutations and honest submissions, each with what must come of it.

A payload is a block of a file in `payloads/`, one file a class of attack. Knows how a class is made of them, and nothing
of how it is graded.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backprop_grader.notebook.conventions import Notebook, grade_id, released

ASSIGNMENT = "01-apple-orange"
POINTS = {"MulLayer": 2.0, "AddLayer": 1.0, "apple_orange": 3.0, "basket": 1.0, "price_change": 1.0, "audit": 1.0}
PAYLOADS = Path(__file__).parent / "payloads"
_HEAD = re.compile(r"^# %% (?P<name>[\w-]+): (?P<title>.+)$", re.MULTILINE)
_FIELD = re.compile(r"\A# (?P<key>at|earns|says): (?P<value>.+)\n")

RIGHT = {
    "MulLayer": """class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x""",
    "AddLayer": """class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout * 1.0, dout * 1.0""",
    "apple_orange": """def apple_orange(apple, apple_num, orange, orange_num, tax):
    subtotal = apple * apple_num + orange * orange_num
    grads = {"apple": apple_num * tax, "apple_num": apple * tax, "tax": subtotal}
    return subtotal * tax, {**grads, "orange": orange_num * tax, "orange_num": orange * tax}""",
    "basket": """def basket(prices, counts, tax):
    subtotal = (prices * counts).sum()
    return subtotal * tax, counts * tax, prices * tax, subtotal""",
    "price_change": """def price_change(dtax, percentage_points):
    return dtax * percentage_points / 100""",
    "audit": """def audit():
    return {"line": 6, "kind": "unit", "value": 0.64}""",
}
"""Answers that need none of the others, so that an attack on one exercise can cost that one only."""
WRONG = {
    "AddLayer": """class AddLayer:
    def forward(self, x, y):
        return x - y

    def backward(self, dout):
        return dout * 2.0, dout * 3.0""",
    "basket": """def basket(prices, counts, tax):
    return tax * 0.0, prices * 0.0, counts * 0.0, tax * 0.0""",
    "price_change": """def price_change(dtax, percentage_points):
    return dtax - 1.5""",
    "audit": """def audit():
    return {"line": 2, "kind": "path", "value": 1.0}""",
}
"""Answers of the right form that earn nothing."""
MIXED = RIGHT | WRONG
"""What stands beside an attack: right answers that it should not lose, wrong ones for which it should gain nothing."""
KEEPS = {name: 0.0 if name in WRONG else points for name, points in POINTS.items()}
FULL = POINTS
NOTHING = dict.fromkeys(POINTS, 0.0)


@dataclass(frozen=True)
class Entry:
    """One student of the hostile class.

    Attributes:
        name: the student.
        group: the class of attack, "mutations" or "honest".
        title: what is tried, in a line.
        write: puts the submission into a folder that exists.
        scores: exercise -> points; None where nothing can be read.
        says: pattern of a repair, or of the reason why nothing could be read; empty: no repair at all is expected.
    """

    name: str
    group: str
    title: str
    write: Callable[[Path], None] = field(repr=False)
    scores: Mapping[str, float] | None = field(default_factory=lambda: KEEPS)
    says: str = ""

    def __str__(self) -> str:
        return f"{self.group}-{self.name}"


@dataclass(frozen=True)
class Places:
    """Where a class is graded: what stands for {{NAME}} in payloads, so that they aim at something that is there."""

    run: str
    repository: str
    secrets: str
    port: int
    nonce: str

    def fill(self, text: str) -> str:
        """The text with every {{NAME}} replaced."""
        for key, value in vars(self).items():
            text = text.replace("{{" + key.upper() + "}}", str(value))
        return text


def notebook_with(answers: Mapping[str, str]) -> Notebook:
    """The released notebook with these answers in it."""
    notebook = copy.deepcopy(released(ASSIGNMENT))
    for exercise, source in answers.items():
        cell_of(notebook, f"solution-{exercise}")["source"] = source
    return notebook


def cell_of(notebook: Notebook, name: str) -> dict[str, Any]:
    """The cell with this grade_id."""
    return next(cell for cell in notebook["cells"] if grade_id(cell) == name)


def code(source: str, identity: str = "mine") -> dict[str, Any]:
    """A code cell of a student's own."""
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def text(source: str, identity: str = "mine") -> dict[str, Any]:
    """A Markdown cell of a student's own."""
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}


def save(notebook: Notebook, folder: Path, name: str = f"{ASSIGNMENT}.ipynb") -> None:
    """Write a notebook as JSON."""
    (folder / name).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def payloads(places: Places) -> Iterator[Entry]:
    """All payloads."""
    for file in sorted(PAYLOADS.glob("*.py")):
        source = file.read_text(encoding="utf-8")
        heads = list(_HEAD.finditer(source))
        ends = [head.start() for head in heads[1:]] + [len(source)]
        for head, end in zip(heads, ends, strict=True):
            yield _payload(file.stem, head["name"], head["title"], places.fill(source[head.end() + 1 : end]))


def _payload(group: str, name: str, title: str, block: str) -> Entry:
    fields = {"at": "top", "earns": "", "says": ""}
    while found := _FIELD.match(block):
        fields[found["key"]] = found["value"]
        block = block[found.end() :]
    at, answers = fields["at"], FULL_ANSWERS if group == "honest" else MIXED
    notebook = notebook_with(answers | ({at: block.strip()} if at in POINTS else {}))
    if at == "top":
        notebook["cells"].insert(0, code(block.strip()))
    elif at == "end":
        notebook["cells"].append(code(block.strip()))
    else:
        assert at in POINTS, f"{name}: there is no place {at!r}"
    expected = FULL if group == "honest" else KEEPS | ({at: 0.0} if at in POINTS else {})
    for earned in filter(None, fields["earns"].split(", ")):
        exercise, points = earned.split()
        assert exercise in POINTS, f"{name}: there is no exercise {exercise!r}"
        expected = {**expected, exercise: float(points)}
    return Entry(name, group, title, lambda folder: save(notebook, folder), expected, fields["says"])


FULL_ANSWERS = RIGHT
