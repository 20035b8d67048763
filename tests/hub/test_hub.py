"""A hub on this machine, made as autograder/hub/README.md says: a teacher and students who must not see each other's.

Needs root, for the accounts; they, their processes and their files are gone at the end.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from collection import answers

pytest.importorskip("jupyterhub", reason="NO HUB, so nothing was tried in it: pip install '.[hub]'")
pytest.importorskip("pamela", reason="NO HUB, so nothing was tried in it: pip install '.[hub]'")

from hub.person import Person
from hub.place import NoHub, Place, furnished, running_hub

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hub")]

ASSIGNMENT = "01-apple-orange"
NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
MARK = "# as I worked it out on paper"
MULTIPLY = f"{MARK}\n" + next(answer.source for answer in answers("right") if answer.exercise == "MulLayer")
PEOPLE = ("ada", "bea", "dan", "tea")


@dataclass(frozen=True)
class Course:
    """The hub and those who are logged in: two students with their servers, one about to leave, and a teacher."""

    place: Place
    ada: Person
    bea: Person
    dan: Person
    tea: Person

    def teach(self, *commands: str) -> None:
        """Type commands in the course's server, in the folder where they are typed."""
        for command in commands:
            status, screen = self.tea.type(self.place.course, f"cd {self.place.checkout}/autograder && {command}")
            assert status == 0, screen


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with ExitStack() as stack:
        try:
            place = stack.enter_context(furnished(PEOPLE, teachers=("tea",)))
            passwords = {person: place.give_password(place.account(person)) for person in PEOPLE}
        except NoHub as missing:
            pytest.skip(f"NO HUB, so nothing was tried in it: {missing}")
        address = stack.enter_context(running_hub(place))
        people = {person: Person(address, place.account(person), word) for person, word in passwords.items()}
        for person in people.values():
            stack.callback(person.close)
            assert person.log_in().status_code == 302
        made = Course(place, **people)
        made.tea.start(place.course)
        for student in (made.ada, made.bea):
            student.start(student.account)
        yield made


@pytest.fixture(scope="module")
def handed_in(course: Course) -> Course:
    """Released and handed in by both students; Ada has written the first exercise."""
    course.teach(f"nbgrader release_assignment {ASSIGNMENT}")
    for student in (course.ada, course.bea):
        student.assignments("fetch", ASSIGNMENT)
    write(course.ada, "solution-MulLayer", MULTIPLY)
    for student in (course.ada, course.bea):
        student.assignments("submit", ASSIGNMENT)
    return course


@pytest.fixture(scope="module")
def graded(handed_in: Course) -> Course:
    """Collected and graded, the feedback on its way to the students."""
    handed_in.teach(
        f"nbgrader collect {ASSIGNMENT}",
        f"backprop-grader grade {ASSIGNMENT}",
        f"backprop-grader feedback {ASSIGNMENT}",
        f"nbgrader release_feedback {ASSIGNMENT}",
        f"backprop-grader scores {ASSIGNMENT} --json > ~/scores.json",
    )
    return handed_in


def write(student: Person, grade_id: str, source: str) -> None:
    """Write an answer into a cell and save the notebook."""
    notebook = content(student, student.account, NOTEBOOK)
    (cell,) = [one for one in notebook["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == grade_id]
    cell["source"] = source
    saved = student.ask(student.account, f"api/contents/{NOTEBOOK}", "PUT", type="notebook", content=notebook)
    saved.raise_for_status()


def content(person: Person, server: str, path: str) -> Any:
    """What a file holds, as JupyterLab opens it."""
    answer = person.ask(server, f"api/contents/{path}")
    answer.raise_for_status()
    return answer.json()["content"]


def listed(student: Person, status: str) -> list[dict[str, Any]]:
    """The rows of the Assignment List that have this status."""
    return [row for row in student.assignments() if row["status"] == status]


def switched_off(person: Person, server: str) -> list[str]:
    """The extensions that JupyterLab is told not to load."""
    page = person.ask(server, "lab")
    assert "<title>JupyterLab</title>" in page.text
    told = re.search(r'"disabledExtensions": (\[.*?\])', page.text)
    return json.loads(told[1]) if told else []


# The way of an assignment -------------------------------------------------------------------------------------------


def test_what_a_student_hands_in_is_collected_and_graded_under_their_name(graded: Course) -> None:
    scores = json.loads(content(graded.tea, graded.place.course, "teacher/scores.json"))
    assert set(scores) == {graded.ada.account, graded.bea.account}
    earned = {name: sum(exercise["score"] for exercise in card.values()) for name, card in scores.items()}
    multiply = scores[graded.ada.account]["MulLayer"]
    assert multiply["score"] == multiply["max_score"] == earned[graded.ada.account]
    assert earned[graded.bea.account] == 0


def test_everybody_fetches_the_feedback_on_their_own_answer(graded: Course) -> None:
    pages = {}
    for student in (graded.ada, graded.bea):
        student.assignments("fetch_feedback", ASSIGNMENT)
        ((submission,),) = [row["submissions"] for row in listed(student, "submitted")]
        page = f"{submission['local_feedback_path']}/{ASSIGNMENT}.html"
        pages[student.account] = content(student, student.account, page)
    assert MARK in pages[graded.ada.account]
    assert MARK not in pages[graded.bea.account]


def test_the_formgrader_lists_the_assignments_to_the_teacher(graded: Course) -> None:
    answer = graded.tea.ask(graded.place.course, "formgrader/api/assignments")
    found = {row["name"]: row["num_submissions"] for row in answer.json()}
    assert found[ASSIGNMENT] == 2
    assert len(found) == 8


# What students have -------------------------------------------------------------------------------------------------


def test_students_have_no_formgrader(course: Course) -> None:
    assert course.ada.ask(course.ada.account, "formgrader").status_code == 404
    assert "@jupyter/nbgrader:formgrader" in switched_off(course.ada, course.ada.account)
    assert "@jupyter/nbgrader:formgrader" not in switched_off(course.tea, course.place.course)


@pytest.mark.parametrize("package", ["backprop_reference", "backprop_grader"])
def test_students_have_the_library_and_nothing_that_answers(course: Course, package: str) -> None:
    status, screen = course.ada.type(course.ada.account, f"python -c 'import backprop; import {package}'")
    assert status == 1
    assert f"No module named '{package}'" in screen


@pytest.mark.parametrize(
    "command",
    [
        "cat {hub}/teacher/run/gradebook.db",
        "ls {hub}/teacher/run/submitted",
        "ls {hub}/checkout/solutions",
        "ls {hub}/environments/teacher",
        "cat {hub}/hub/jupyterhub.sqlite",
        "ls {hub}/exchange/backprop/inbound",
        "ls {hub}/exchange/backprop/feedback",
        "touch {hub}/exchange/backprop/outbound/" + NOTEBOOK,
        "mv {hub}/exchange/backprop {hub}/exchange/elsewhere",
        "ls {bea}",
        "cat {bea}/" + NOTEBOOK,
    ],
)
def test_a_student_is_refused_what_is_not_theirs(graded: Course, command: str) -> None:
    places = {"hub": graded.place.folder, "bea": f"/home/{graded.bea.account}"}
    status, screen = graded.ada.type(graded.ada.account, "LC_ALL=C " + command.format(**places))
    assert status != 0
    assert "Permission denied" in screen or "Operation not permitted" in screen


def test_a_student_cannot_take_away_what_another_has_handed_in(handed_in: Course) -> None:
    inbound = handed_in.place.folder / "exchange" / "backprop" / "inbound"
    (theirs,) = inbound.glob(f"{handed_in.bea.account}+*")
    status, screen = handed_in.ada.type(handed_in.ada.account, f"LC_ALL=C mv '{theirs}' '{inbound}/gone'")
    assert status == 1
    assert "Operation not permitted" in screen


# Whose server it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["api/status", "api/contents", "api/terminals", "assignments?course_id=backprop"])
def test_a_students_server_answers_403_to_another_student(course: Course, path: str) -> None:
    assert course.ada.ask(course.ada.account, path).status_code == 200
    assert course.bea.ask(course.ada.account, path).status_code == 403


def test_a_students_server_answers_403_to_another_students_browser(course: Course) -> None:
    assert course.ada.look(f"user/{course.ada.account}/lab").status_code == 200
    assert course.bea.look(f"user/{course.ada.account}/lab").status_code == 403


def test_a_students_server_answers_403_to_a_teacher(course: Course) -> None:
    assert course.tea.ask(course.ada.account, "api/contents").status_code == 403


def test_a_students_server_answers_403_without_a_login_and_leads_browsers_to_it(course: Course) -> None:
    server = f"{course.ada.address}user/{course.ada.account}"
    assert requests.get(f"{server}/api/contents", timeout=60).status_code == 403
    assert "/hub/login" in requests.get(f"{server}/lab", timeout=60).url


def test_the_courses_server_answers_403_to_a_student(course: Course) -> None:
    assert course.tea.ask(course.place.course, "api/contents").status_code == 200
    assert course.ada.ask(course.place.course, "api/contents").status_code == 403
    assert course.ada.hub("DELETE", f"users/{course.place.course}/server").status_code in (403, 404)


# Who may come in ----------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_refused(course: Course) -> None:
    stranger = Person(course.ada.address, course.ada.account, "wrong")
    assert stranger.log_in().status_code == 403
    stranger.close()


def test_who_is_taken_out_of_the_course_is_out_with_everything_they_still_have(course: Course) -> None:
    dan = course.dan
    assert dan.hub("GET", "user").status_code == 200
    course.place.take_out(dan.account)
    time.sleep(1.5)  # longer than the hub of this test goes without looking again
    assert dan.hub("GET", "user").status_code == 403
    assert dan.programs.get(f"{dan.address}hub/api/user").status_code == 403
    again = Person(dan.address, dan.account, dan.password)
    assert again.log_in().status_code == 403
    again.close()
