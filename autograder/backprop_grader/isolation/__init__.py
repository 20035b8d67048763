"""The sandbox as the grader uses it; what runs inside is in `backprop_grader.isolated`.

    with open_isolation("auto") as isolation:                # starts the warm parent, once
        with isolation.submission(Limits()) as submission:   # one fork: a few milliseconds
            outcomes = submission.run(["import numpy as np", "def f(x): return 2 * x"])
            with submission.exercise(seconds=10) as room:    # implements backprop.rooms.room.Room
                seen = room.call("f", 21, returns="y")

A room raises `backprop.rooms.room.RoomLost`; a sandbox that cannot be had raises `IsolationUnavailable`, and then no
byte of a student's has been run.
"""

from backprop_grader.isolated.answers import CellOutcome, Output
from backprop_grader.isolated.limits import Limits
from backprop_grader.isolation.errors import IsolationUnavailable
from backprop_grader.isolation.levels import LEVELS, Isolation, Probe, available, open_isolation, probe
from backprop_grader.isolation.room import RemoteRoom
from backprop_grader.isolation.submission import Submission

__all__ = [
    "LEVELS",
    "CellOutcome",
    "Isolation",
    "IsolationUnavailable",
    "Limits",
    "Output",
    "Probe",
    "RemoteRoom",
    "Submission",
    "available",
    "open_isolation",
    "probe",
]
