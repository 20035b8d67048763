"""Submissions that attack the sandbox gain nothing, leave nothing, and do not hurt whoever is graded next."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from backprop.rooms.room import Builtin, RoomLost
from backprop_grader.isolated.keeper import descendants
from backprop_grader.isolation import Limits, Output
from backprop_grader.isolation.canary import canary_report

MiB = 1 << 20
SMALL = Limits(
    cell_seconds=1.5, submission_seconds=12, memory_bytes=256 * MiB, scratch_bytes=16 * MiB, file_bytes=4 * MiB
)
HONEST = "def double(x): return 2 * x"

CORPUS = Path(__file__).parents[1] / "hostile" / "sandbox"


def attacks(folder):
    """The attacks in one folder of the corpus, by their names."""
    return pytest.mark.parametrize("attack", sorted((CORPUS / folder).glob("*.py")), ids=lambda path: path.stem)


def assert_within_seconds(holds, seconds=5):
    """What has been told to end, ends soon."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def unharmed(isolation):
    """After the attack: nothing lives that did not before, and the next submission is graded as ever."""
    parent = isolation._parent
    before = set(descendants(os.getpid()))
    yield isolation
    assert_within_seconds(lambda: set(descendants(os.getpid())) <= before)
    assert isolation._parent is parent, "the warm parent had to be started again"
    with isolation.submission() as submission:
        assert submission.run([HONEST, "double(1)"])[1].outputs == (Output("result", "2"),)
        with submission.exercise() as room:
            assert room.call("double", 21, returns="y").leaves["y"] == 42


@attacks("finds_nothing")
def test_there_is_nothing_to_be_found_or_done(unharmed, attack):
    with unharmed.submission() as submission:
        found, judged = submission.run([attack.read_text(), "bool(_)"])
    assert found.status == "ok"
    assert judged.outputs == (Output("result", "False"),), found.outputs


@attacks("costs_its_cell")
def test_an_attack_on_its_process_costs_the_cell(unharmed, attack):
    with unharmed.submission(SMALL) as submission:
        first, second, third = submission.run([HONEST, attack.read_text(), "double(2)"])
        assert first.status == "ok"
        assert second.status in ("died", "timeout")
        assert third.outputs == (Output("result", "4"),)


@attacks("ends_by_itself")
def test_using_up_a_resource_is_an_error_in_the_cell(unharmed, attack):
    with unharmed.submission(SMALL) as submission:
        first, second, third = submission.run([HONEST, attack.read_text(), "double(2)"])
        assert first.status == "ok"
        assert second.status == "error"
        assert second.outputs[-1].name in ("MemoryError", "RuntimeError", "OSError", "RecursionError")
        submission.run(["x = files = None"])
        assert third.outputs == (Output("result", "4"),)


@attacks("leaves_nothing")
def test_nothing_is_left_of_a_submission(unharmed, attack):
    with unharmed.submission(SMALL) as submission:
        submission.run([HONEST, attack.read_text()])
    scratch = unharmed._start.plan.scratch
    if unharmed.level == "landlock":
        assert_within_seconds(lambda: not any(Path(scratch).glob("submission-*")))


def test_filling_the_disk_ends_at_the_limit(unharmed):
    code = (
        "n = 0\ntry:\n    while True:\n        with open(str(n), 'wb') as f: f.write(bytes(1 << 20))\n        n += 1\n"
        "except OSError: pass"
    )
    with unharmed.submission(SMALL) as submission:
        outcome, count = submission.run([code, "n"])
    if outcome.status == "ok":
        assert int(count.outputs[0].text) <= 16
    else:
        assert outcome.status in ("died", "timeout")


@pytest.mark.parametrize("target", ["-1", "0", "1", "os.getppid()", "trusted", "parent"])
def test_no_signal_reaches_the_grader(unharmed, target):
    names = f"import os, signal\ntrusted, parent = {os.getpid()}, {unharmed._parent._process.pid}\n"
    with unharmed.submission(SMALL) as submission:
        submission.run([HONEST, f"{names}os.kill({target}, signal.SIGKILL)"])
    assert unharmed._parent._process.poll() is None


TOUCHES = (
    "open(p).read()",
    "open(p, 'w')",
    "os.truncate(p, 0)",
    "os.chmod(p, 0)",
    "os.chown(p, 1, 1)",
    "os.utime(p)",
    "os.setxattr(p, 'user.x', b'x')",
    "os.unlink(p)",
    "os.rename(p, p + 'x')",
    "os.link(p, 'linked')",
    "os.symlink('x', p + 'x')",
    "os.mkdir(p + 'x')",
    "os.mkfifo(p + 'x')",
    "os.listdir(os.path.dirname(p))",
    "open('../..' + p).read()",
    "os.symlink(p, 'here'); open('here').read()",
)


def test_files_outside_cannot_be_touched_in_any_way(unharmed, tmp_path):
    file = tmp_path / "gradebook.db"
    file.write_text("grades")
    tmp_path.chmod(0o777)  # as careless as can be: the walls must do
    file.chmod(0o666)
    before = file.stat()
    with unharmed.submission() as submission:
        outcomes = submission.run([f"import os; p = {str(file)!r}", *TOUCHES])
    assert [touch for touch, outcome in zip(TOUCHES, outcomes[1:], strict=True) if outcome.status == "ok"] == []
    assert file.read_text() == "grades"
    assert (file.stat().st_mtime_ns, file.stat().st_mode) == (before.st_mtime_ns, before.st_mode)
    assert list(tmp_path.iterdir()) == [file]


FORGERY = """
import json, os, struct
def frames(x):
    for number in range(2, 6):
        header = {"id": number, "leaves": [["y", 0, "f8", []]], "refs": [], "problem": None, "raised": None,
                  "changed": [], "shared": [], "seconds": 0.0, "calls": 0, "buffers": [8]}
        text = json.dumps(header).encode()
        for channel in range(3, 20):
            try: os.write(channel, struct.pack("<I", len(text)) + text + struct.pack("<d", 999.0))
            except OSError: pass
    return 2 * x
"""


def call_often(submission, name):
    with submission.exercise() as room:
        for _ in range(50):
            room.call(name, 1.0, returns="y")


def test_answers_in_advance_are_answers_to_nothing(unharmed):
    with unharmed.submission() as submission:
        submission.run([HONEST, FORGERY])
        with pytest.raises(RoomLost, match="crashed"):
            call_often(submission, "frames")
        with submission.exercise() as room:
            assert room.call("double", 21, returns="y").leaves["y"] == 42


PATCHES = """
import builtins, numpy as np
import backprop.rooms.observe, backprop.rooms.room
np.shares_memory = np.may_share_memory = lambda *a, **k: False
np.asarray = np.array = lambda *a, **k: None
builtins.zip = builtins.enumerate = lambda *a, **k: iter(())
backprop.rooms.observe._changed = backprop.rooms.observe._snapshot = lambda *a, **k: ()
backprop.rooms.room.Observation = dict
def spoils(x): x *= 2; return x
from backprop.rooms import apparatus, counting, programs
apparatus.TOOLS["read"] = lambda value: 0
def forges(x):
    apparatus.TOOLS.clear()
    programs.OPERATIONS["neg"] = programs._plain = print
    apparatus.TOOLS = {"read": lambda value: 0}
    counting._setters_of = lambda place: {}
    return x
"""


def test_what_cells_patch_does_not_blind_the_observer(unharmed):
    with unharmed.submission() as submission:
        submission.run([HONEST, PATCHES])
        with submission.exercise() as room:
            assert room.call("double", 21, returns="y").leaves["y"] == 42
            seen = room.call("spoils", np.ones(2), returns="y")
            assert (seen.changed, seen.shared) == ((0,), (("y", "argument 0"),))
            assert room.call(Builtin("read"), 3, returns="y").leaves["y"] == 3
            room.call("forges", 1, returns="y")
            assert room.call(Builtin("read"), 3, returns="y").leaves["y"] == 3
            assert room.call("double", 21, returns="y", count_calls=True).calls > 0
            negated = {"steps": [["out", "neg", "x"]], "names": {"x": 2.0}}
            assert room.call(Builtin("run"), *negated.values(), returns="y").leaves["y"] == -2


FORKS = """
import os
def doubles(x):
    os.fork()
    return 2 * x
os.fork()
"""


def test_of_several_processes_one_answers(unharmed):
    with unharmed.submission() as submission:
        assert [outcome.status for outcome in submission.run([FORKS, "doubles(1)", "1"])] == ["ok"] * 3
        with submission.exercise() as room:
            assert [room.call("doubles", k, returns="y").leaves["y"] for k in range(20)] == list(range(0, 40, 2))


def test_a_forged_outcome_of_a_cell_changes_nothing_but_what_is_shown(unharmed):
    forge = (
        "import json, os, struct\nfor number in range(1, 9):\n"
        "    text = json.dumps({'id': number, 'status': 'ok', 'number': 1, 'outputs': []}).encode()\n"
        "    os.write(3, struct.pack('<I', len(text)) + text)\nos._exit(0)"
    )
    with unharmed.submission() as submission:
        assert [outcome.outputs for outcome in submission.run([forge, "1 + 1"])] == [(), ()]
        with pytest.raises(RoomLost, match="crashed"), submission.exercise() as room:
            room.has("double")


def test_a_room_leaves_no_process_to_the_next_exercise(unharmed):
    code = "import os, time\ndef f(x):\n    if os.fork() == 0: time.sleep(1000)\n    return x"
    with unharmed.submission() as submission:
        submission.run([code])
        living = set(descendants(os.getpid()))
        for _ in range(5):
            with submission.exercise() as room:
                for _ in range(20):
                    assert room.call("f", 1, returns="y").leaves["y"] == 1
        assert_within_seconds(lambda: set(descendants(os.getpid())) <= living)


def test_the_canary_finds_nothing(isolation, tmp_path):
    assert canary_report(isolation, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_without_walls_the_canary_finds_a_lot(isolations, tmp_path):
    hits = canary_report(isolations("none"), tmp_path)
    assert "could kill a process outside" in hits
    assert "could connect to a listener" in hits
    assert "could import backprop_reference" in hits
    assert any(hit.startswith(f"could read {tmp_path}") for hit in hits)
