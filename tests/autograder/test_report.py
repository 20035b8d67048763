"""`report`: counts that are right, advice that follows from them, examples that name nobody, a page on its own."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backprop_grader.class_report.drawing import histogram
from backprop_grader.class_report.examples import Names, anonymous_code, anonymous_message
from backprop_grader.class_report.meanings import MEANINGS
from backprop_grader.class_report.page import report_html
from backprop_grader.class_report.tally import tally
from backprop_grader.cli import main
from backprop_grader.commands.report import class_report
from backprop_grader.examination import exercises_of
from backprop_grader.run_folder import RunFolder
from backprop_grader.standings import Person, Standing
from graded_class import ASSIGNMENT, SWAPPED, Graded, give_by_hand, make_late, record, write_class

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SWAPPING = '''
class MulLayer:
    """Written by Zacharias."""

    def forward(self, x, y):  # ask Bea
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.x, dout * self.y
'''
AFTER = ("value-mismatch", "Your MulLayer is not right yet: if apple_orange calls it, begin there. And so on.")
HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"
CLASS = (
    *(Graded(f"right-{k}") for k in range(4)),
    *(
        Graded(f"swaps-{k}", {"MulLayer": (0.0, *SWAPPED), "apple_orange": (0.0, *AFTER)}, code={"MulLayer": SWAPPING})
        for k in range(3)
    ),
    Graded("Bea", {"basket": (0.4, "not-summed", "Bea's own words: some sum is missing.")}),
    Graded("carl", {"audit": (0.0, "not-implemented", "audit is still to be written.")}, repairs=["restored: 1 cell"]),
    Graded("dora", error="the file is empty"),
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Ten students: five right or nearly, three with one mistake, one with another, one unreadable."""
    return write_class(tmp_path / "run", CLASS)


def mistakes(found: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(one["code"], one["exercise"]): one["students"] for one in found["mistakes"]}


def exercise(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["exercises"] if one["exercise"] == name)


# Counting ----------------------------------------------------------------------------------------------------------


def test_everybody_is_counted_once_and_who_could_not_be_read_is_counted_apart(folder: RunFolder) -> None:
    found = class_report(folder, ASSIGNMENT)
    assert (found["submissions"], found["readable"]) == (10, 9)
    assert sum(bar["students"] for bar in found["scores"]["histogram"]) == 9
    for one in found["exercises"]:
        assert sum(one[kind] for kind in ("full", "some", "none", "open")) == 9
    assert found["damaged"] == {"dora": "the file is empty"}
    assert found["repaired"] == {"carl": ["restored: 1 cell"]}
    assert found["isolation"] == {"bwrap": 10}


def test_every_exercise_is_full_some_none_or_not_written(folder: RunFolder) -> None:
    found = class_report(folder, ASSIGNMENT)
    assert exercise(found, "MulLayer")["none"] == 3
    assert exercise(found, "basket")["some"] == 1
    assert exercise(found, "audit")["open"] == 1
    assert exercise(found, "AddLayer")["full"] == 9


def test_a_mistake_that_follows_from_another_exercise_is_not_counted_again(folder: RunFolder) -> None:
    found = class_report(folder, ASSIGNMENT)
    assert mistakes(found) == {("swapped", "MulLayer"): 3, ("not-summed", "basket"): 1}
    assert exercise(found, "apple_orange")["after_another"] == 3


@pytest.mark.parametrize(
    ("softmax", "its_code", "vjp", "its_counts"),
    [
        ((True, False), "unstable", (True, False), {"unstable": 1}),
        ((True, False), "tie", (True, False), {"tie": 1, "unstable": 1}),
        ((True, True), "unstable", (True, False), {"unstable": 2}),
        ((True, False), "unstable", (False, False), {"unstable": 2}),
    ],
    ids=["the same", "another mistake", "not at its edges", "wrong everywhere"],
)
def test_an_edge_that_fails_in_what_an_exercise_calls_is_not_counted_again(
    softmax: tuple[bool, bool], its_code: str, vjp: tuple[bool, bool], its_counts: dict[str, int]
) -> None:
    exercises = exercises_of("03-vectors")
    made = record(
        Graded(
            "zoe", {"softmax": (0.8, its_code, "On large inputs."), "softmax_vjp": (1.7, "unstable", "On large ones.")}
        ),
        "03-vectors",
    )
    for found in made["exercises"]:
        passed = {"softmax": softmax, "softmax_vjp": vjp}.get(found["exercise"], (True, True))
        found["checks"] = [{"name": name, "passed": one} for name, one in zip(("value", "edge"), passed, strict=True)]
    counted = tally(exercises, [("zoe", made)], {})
    codes = Counter(mistake.code for mistake in counted.mistakes.values())
    assert codes == its_counts
    assert counted.courses["softmax_vjp"].after_others == 2 - sum(its_counts.values())


def test_the_grader_words_what_follows_as_the_count_expects() -> None:
    """`follows` reads the beginning of a sentence that the examination writes."""
    import inspect

    from backprop.examination import examine

    assert "Your {needed} is not right yet" in inspect.getsource(examine)
    assert "Your {used} is not right yet" in inspect.getsource(examine)


def test_a_persons_score_counts_and_takes_the_mistake_away(folder: RunFolder) -> None:
    give_by_hand(folder, "swaps-0", "MulLayer", manual_score=2.0)
    found = class_report(folder, ASSIGNMENT)
    assert mistakes(found)["swapped", "MulLayer"] == 2
    assert exercise(found, "MulLayer")["none"] == 2


def test_a_penalty_for_lateness_counts_in_the_scores_only(folder: RunFolder) -> None:
    make_late(folder, "right-0", 2.0)
    found = class_report(folder, ASSIGNMENT)
    assert found["late"] == 1
    assert found["scores"]["histogram"][-1]["students"] == 3
    assert exercise(found, "MulLayer")["full"] == 6


def test_a_student_whom_the_gradebook_lacks_counts_as_recorded() -> None:
    counted = tally(exercises_of(ASSIGNMENT), [("eve", record(Graded("eve")))], {})
    assert counted.totals == [counted.best]


@pytest.mark.parametrize(("best", "totals"), [(9.0, [0, 0.5, 8.99, 9, 9.5]), (37.0, [0, 36.9, 37]), (0.5, [0.2])])
def test_every_score_falls_into_exactly_one_bar(best: float, totals: list[float]) -> None:
    bars = histogram(totals, best)
    assert sum(bar.count for bar in bars) == len(totals)
    assert len(bars) <= 14
    assert [left.high for left in bars[:-1]] == [right.low for right in bars[1:]]


# Advice ------------------------------------------------------------------------------------------------------------


def test_the_first_paragraph_says_what_to_teach_again_what_is_settled_and_what_is_not_written(
    folder: RunFolder,
) -> None:
    found = class_report(folder, ASSIGNMENT)["advice"]
    assert found["text"].startswith("Begin with section 1.4, ")
    assert "3 of 9 made a mistake there. The most frequent one, by 3, in MulLayer: the right gradients" in found["text"]
    assert "Settled: AddLayer, basket, price_change and audit." in found["text"]
    assert "Not written yet: audit by 1." in found["text"]
    assert "1 notebook could not be read" in found["text"]


def test_a_class_without_mistakes_is_told_so(tmp_path: Path) -> None:
    folder = write_class(tmp_path / "run", [Graded(f"right-{k}") for k in range(3)])
    found = class_report(folder, ASSIGNMENT)
    assert found["advice"]["text"].startswith("No section needs a second hour: no mistake was found")
    assert found["mistakes"] == []
    assert not {"The most frequent mistakes", "Mistakes of one student each"} & set(headings(report_html(found)))


def headings(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", page)


def test_mistakes_of_one_student_each_are_not_called_frequent(tmp_path: Path) -> None:
    one = Graded("bea", {"MulLayer": (0.0, *SWAPPED)})
    folder = write_class(tmp_path / "run", [one, *(Graded(f"right-{k}") for k in range(20))])
    page = report_html(class_report(folder, ASSIGNMENT))
    assert "Mistakes of one student each" in headings(page)
    assert "the mistakes that were made are a matter of a few words" in page
    write_class(folder.path, [Graded("carl", {"MulLayer": (0.0, *SWAPPED)})])
    assert "The most frequent mistakes" in headings(report_html(class_report(folder, ASSIGNMENT)))


def test_no_sentence_of_the_terminal_points_to_a_place_that_is_not_there(folder: RunFolder) -> None:
    said = class_report(folder, ASSIGNMENT)["advice"]["text"]
    assert "1 notebook could not be read and stands at the end of the page." in said
    assert "this page" not in said
    assert "below" not in said


def test_a_class_of_which_nothing_could_be_read_has_a_page(tmp_path: Path) -> None:
    folder = write_class(tmp_path / "run", [Graded("dora", error="the file is empty")])
    found = class_report(folder, ASSIGNMENT)
    assert found["scores"]["mean"] is None
    assert "No section needs" not in found["advice"]["text"]
    assert "dora" in report_html(found)


def test_every_code_of_the_table_of_mistakes_has_a_meaning() -> None:
    table = Path(__file__).parents[2] / "autograder" / "DIAGNOSES.md"
    codes = set(re.findall(r"^\| `([a-z-]+)` \| \d+ \|$", table.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(codes) > 30
    unexplained = sorted(codes - set(MEANINGS))
    assert not unexplained, "say what they mean in autograder/backprop_grader/class_report/meanings.py"


# Nobody can be recognised ------------------------------------------------------------------------------------------


def test_an_example_shows_the_message_and_the_answer_without_comments_and_docstrings(folder: RunFolder) -> None:
    first = class_report(folder, ASSIGNMENT)["mistakes"][0]
    assert first["example"] == SWAPPED[1]
    assert "return (dout * self.x, dout * self.y)" in first["example_code"]
    assert "Zacharias" not in first["example_code"]
    assert "Bea" not in first["example_code"]


def test_no_name_of_the_class_stands_in_an_example(folder: RunFolder) -> None:
    found = class_report(folder, ASSIGNMENT)
    page = report_html(found)
    assert next(one for one in found["mistakes"] if one["code"] == "not-summed")["example"] == ""
    for student in CLASS:
        assert (student.name in page) == (student.name in ("dora", "carl")), student.name


@pytest.mark.parametrize(
    "text", ["ask Ada", "ADA wrote it", "ada_backward", "s1234567x", "Lovelace's sum", "ada@example.org", "(Özge)"]
)
def test_names_are_found_however_they_are_written(text: str) -> None:
    people = [Person("s1234567", "Ada", "Lovelace", "ada@example.org"), Person("özge")]
    assert Names(Standing(person) for person in people).occur_in(text)


def test_a_name_inside_a_word_is_no_name() -> None:
    assert not Names([Standing(Person("fig"))]).occur_in("the figure of the adapted sum")


def test_a_name_that_is_a_word_of_the_notebook_hides_nothing() -> None:
    assert not Names([Standing(Person("max"))], "np.max takes the largest").occur_in(
        "Which input does max let through?"
    )


def test_what_an_exception_said_is_left_out() -> None:
    said = (
        "Your code raised KeyError in line 3, `raise KeyError('Max.')`: 'I am Max. Hi'. Which keys does that dict have?"
    )
    assert anonymous_message("raised", said) == "Your code raised KeyError. Which keys does that dict have?"
    assert anonymous_message("raised", "Your code raised KeyError: by Max") == "Your code raised KeyError."
    for cell in ("raised an exception", "raised SyntaxError"):
        said = f"vjp was never defined: its cell {cell} (by Max). What does that cell do when it is run?"
        shown = f"vjp was never defined: its cell {cell}. What does that cell do when it is run?"
        assert anonymous_message("raised", said) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('def f(x):\n    """By Max."""', "def f(x):\n    pass"),
        ("x = 'made by Max M.'  # Max", "x = '…'"),
        ("grads['apple'] = 1", "grads['apple'] = 1"),
        ("x = f'for Max {y}'", "x = f'…{y}'"),
        ("x = b'Max'", "x = b''"),
        ("this is no Python", ""),
        ("x = 1\n" * 20, ""),
        ("x = " + "(" * 300 + ")" * 300, ""),
        ("x = " + "-" * 1100 + "1", ""),
        ("x = '\x00'", ""),
    ],
)
def test_code_is_shown_without_texts_or_not_at_all(source: str, shown: str) -> None:
    assert anonymous_code(source) == shown


# The page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["student", "reason", "repair", "message", "code"])
def test_nothing_of_a_students_is_live(tmp_path: Path, place: str) -> None:
    hostile = {
        "student": Graded(HOSTILE.replace("/", "|"), error="x"),
        "reason": Graded("eve", error=HOSTILE),
        "repair": Graded("eve", repairs=[HOSTILE]),
        "message": Graded("eve", {"basket": (0.0, "scaled", HOSTILE)}),
        "code": Graded("eve", {"basket": (0.0, "scaled", "x")}, code={"basket": "a = x </pre>1\nb = c < script > d"}),
    }[place]
    page = report_html(class_report(write_class(tmp_path / "run", [hostile]), ASSIGNMENT))
    assert "<script" not in page
    assert "<img" not in page


def test_pictures_have_a_role_a_title_and_a_description(folder: RunFolder) -> None:
    page = report_html(class_report(folder, ASSIGNMENT))
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        assert 'role="img"' in picture
        title, description = re.search(r'aria-labelledby="(\S+) (\S+)"', picture).groups()
        assert f'<title id="{title}">' in picture
        assert f'<desc id="{description}">' in picture
    assert "MulLayer: 6 all points, 0 some, 3 none, 0 not written." in page


def test_grading_without_walls_is_said(tmp_path: Path) -> None:
    folder = write_class(tmp_path / "run", [Graded("ada", level="none"), Graded("bea")])
    text = re.sub(r"\s+", " ", report_html(class_report(folder, ASSIGNMENT)))
    assert "WITHOUT isolation (1)" in text
    assert "Student code ran without walls." in text


def test_the_page_renders_asks_for_nothing_and_complains_of_nothing(folder: RunFolder, chromium: "Browser") -> None:
    assert main(["report", ASSIGNMENT, "--run", str(folder.path)]) == 0
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 800})
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
        address = folder.report(ASSIGNMENT, "html").as_uri()
        page.goto(address)
        assert [url for url in asked if not url.startswith("data:")] == [address]
        assert complaints == []
        assert page.get_by_role("img").count() == 2
        advice = page.get_by_role("region", name="What to go over again").bounding_box()
        assert advice is not None
        assert advice["y"] + advice["height"] < 800
        widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1]
        page.close()


# The command -------------------------------------------------------------------------------------------------------


def test_the_page_and_the_same_as_json_are_written_and_their_place_is_said(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", ASSIGNMENT, "--run", str(folder.path)]) == 0
    assert str(folder.report(ASSIGNMENT, "html")) in capsys.readouterr().out
    assert main(["report", ASSIGNMENT, "--run", str(folder.path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(folder.report(ASSIGNMENT, "json").read_text(encoding="utf-8"))
    assert report_html(printed) == folder.report(ASSIGNMENT, "html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("assignment", "damage", "said"),
    [
        ("99-nothing", "none", "there is no assignment"),
        (ASSIGNMENT, "run", "nothing of 01-apple-orange has been graded"),
        (ASSIGNMENT, "gradebook", "it is something else"),
    ],
)
def test_bad_input_is_one_line_and_leaves_no_page(
    folder: RunFolder, assignment: str, damage: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = folder.path / "nowhere" if damage == "run" else folder.path
    if damage == "gradebook":
        folder.gradebook.write_bytes(b"no database\n" * 500)
    assert main(["report", assignment, "--run", str(run)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert not (run / "report").exists()
