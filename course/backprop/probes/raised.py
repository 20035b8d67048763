"""What to ask a reader whose code raised an exception. Knows exceptions, and nothing of exercises."""

from __future__ import annotations

from backprop.rooms.room import Raised

QUESTIONS = {
    "NameError": "Where does that name get its value, is it spelled the same there, and can this function see it?",
    "AttributeError": "Which object is asked for that name, what is it, and who should have put the name there?",
    "UnboundLocalError": "Is that name given a value on every way through the function?",
    "TypeError": "Which types meet there, and how many arguments does each call take?",
    "UFuncTypeError": "Which type has the array that is written into, and which one have the numbers that go in?",
    "ValueError": "Which shapes meet in that line, and which axis of each counts what?",
    "IndexError": "How long is each axis there, and which index was asked for?",
    "KeyError": "Which keys does that dict have?",
    "ZeroDivisionError": "Which inputs make that denominator zero?",
    "RecursionError": "Which function calls itself, and how many such calls begin before the first one ends?",
    "NotImplementedError": "That part is still to be written: what does the exercise say of it?",
    "MemoryError": "How many numbers does that line keep at once, and how many does the answer have?",
    "SystemExit": "Who would go on working if a backward pass ended the program?",
}
"""Exception -> what to ask about it."""


def question(raised: Raised) -> str:
    """What to ask about an exception: by its message where that says more, else by its kind."""
    if "truth value" in raised.message:
        return "`if` decides once, for all entries together: what would decide for each entry on its own?"
    if "negative integer powers" in raised.message:
        return "Which of your operations does NumPy refuse for integers, and how else can it be written?"
    if "not callable" in raised.message:
        return "What stands before the round brackets in that line, and is it a function?"
    if "to unpack" in raised.message:
        return "How many names stand on the left of that line, and how many things on the right?"
    return QUESTIONS.get(raised.type, "Which values meet in that line, and what are they there?")
