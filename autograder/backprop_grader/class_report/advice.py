"""The first paragraph of the report: what to go over again, what is settled, and who needs a word.

Made of counts by rules that stand here. It advises where to begin and leaves the teaching to the teacher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backprop_grader.class_report.meanings import meaning
from backprop_grader.class_report.tally import Course, Mistake, Tally

SETTLED = 0.85
"""From this share of full points on an exercise needs no second hour."""
WORTH_AN_HOUR = 0.1
"""From this share of the class on, a section is worth going over for all."""
SECTIONS = 2


@dataclass(frozen=True)
class Reteach:
    """A section to go over again: how many made a mistake there, out of how many, and the most frequent ones."""

    section: str
    students: int
    of: int
    mistakes: Sequence[Mistake]

    @property
    def sentence(self) -> str:
        """How many, and what they did."""
        first, *others = self.mistakes
        text = f"{_of(self.students, self.of)} made a mistake there. "
        if first.count > 1 and (not others or first.count > others[0].count):
            return text + f"The most frequent one, by {first.count}, in {first.exercise.name}: {meaning(first.code)}."
        named = [f"in {mistake.exercise.name}, {meaning(mistake.code)}" for mistake in self.mistakes[:2]]
        return text + f"For example, {'; '.join(named)}."


@dataclass(frozen=True)
class Advice:
    """What stands on top of the page.

    Attributes:
        reteach: sections to go over again, the most needed first; none where a few words to a few will do.
        settled: exercises in which nearly everybody has everything.
        unwritten: exercises that somebody has not written.
        unread: how many notebooks could not be read.
        mistakes: how many mistakes there are to be named, all students together.
        readable: how many notebooks could be read.
    """

    reteach: Sequence[Reteach]
    settled: Sequence[Course]
    unwritten: Sequence[Course]
    unread: int
    mistakes: int
    readable: int

    @property
    def paragraph(self) -> str:
        """The same in plain sentences."""
        if self.reteach:
            first, *others = self.reteach
            sentences = [f"Begin with section {first.section}: {_lower(first.sentence)}"]
            sentences += [f"Then section {other.section}: {_lower(other.sentence)}" for other in others]
        else:
            sentences = [self.calm] * bool(self.calm)
        return " ".join([*sentences, *self.others])

    @property
    def calm(self) -> str:
        """What is said where no section has to be gone over again; empty where one has, or nothing could be read."""
        if self.reteach or not self.readable:
            return ""
        if not self.mistakes:
            return "No section needs a second hour: no mistake was found in what was written."
        return "No section needs a second hour for everybody: the mistakes that were made are a matter of a few words."

    @property
    def others(self) -> list[str]:
        """The sentences on what is settled, what was not written, and what could not be read."""
        sentences = []
        if self.settled:
            sentences.append(f"Settled: {_names(self.settled)}.")
        if self.unwritten:
            counted = [f"{course.exercise.name} by {course.results['open']}" for course in self.unwritten]
            sentences.append(f"Not written yet: {', '.join(counted)}.")
        if self.unread:
            stands = "stands" if self.unread == 1 else "stand"
            sentences.append(f"{_notebooks(self.unread)} could not be read and {stands} at the end of the page.")
        return sentences


def advice(tally: Tally) -> Advice:
    """What the counts say."""
    courses = list(tally.courses.values())
    readable = len(tally.totals)
    sections = sorted(tally.struggling.items(), key=lambda found: -len(found[1]))
    worth = [found for found in sections if len(found[1]) >= WORTH_AN_HOUR * readable][:SECTIONS]
    return Advice(
        [Reteach(section, len(students), readable, _in_section(tally, section)) for section, students in worth],
        [course for course in courses if readable and course.share("full") >= SETTLED],
        [course for course in courses if course.results["open"]],
        len(tally.unread),
        len(tally.mistakes),
        readable,
    )


def _in_section(tally: Tally, section: str) -> list[Mistake]:
    return [mistake for mistake in tally.ranked() if mistake.exercise.section == section]


def _of(count: int, of: int) -> str:
    return f"{count} of {of}"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _names(courses: Sequence[Course]) -> str:
    *names, last = (course.exercise.name for course in courses)
    return f"{', '.join(names)} and {last}" if names else last


def _notebooks(count: int) -> str:
    return "1 notebook" if count == 1 else f"{count} notebooks"
