"""Every notebook ends with an audit: a passage with one wrong line. Its form is public, its answer is not here."""

from __future__ import annotations

from collections.abc import Sequence

from backprop.examination.exercise import Inputs, Property
from backprop.rooms.observe import decode_word
from backprop.rooms.room import Leaves


def in_form(lines: int, kinds: Sequence[str]) -> Property:
    """A complaint about a line that the passage does not have, or a kind that the table does not have."""

    def complaint(inputs: Inputs, leaves: Leaves) -> str | None:
        line, kind = float(leaves["line"]), decode_word(leaves["kind"])
        if line not in range(1, lines + 1):
            return f"The passage has the lines 1 to {lines}, and your line is {line:g}. Which of them do you mean?"
        if kind not in kinds:
            return f"Your kind is {kind!r}, and the table has only {', '.join(kinds)}. Which of these is it?"
        return None

    return complaint
