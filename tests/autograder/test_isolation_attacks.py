"""Submissions that attack the sandbox gain nothing, leave nothing, and do not hurt whoever is graded next."""

import os
import time
from pathlib import Path

import pytest

from backprop.room import RoomLost
from backprop_grader.isolated.keeper import descendants
from backprop_grader.isolation import Limits, Output
from backprop_grader.isolation.canary import canary_report

MiB = 1 << 20
SMALL = Limits(
    cell_seconds=1.5, submission_seconds=12, memory_bytes=256 * MiB, scratch_bytes=16 * MiB, file_bytes=4 * MiB
)
HONEST = "def double(x): return 2 * x"

LAST_LINE_IS_FALSE = {
    "the grader's modules are not loaded": "import sys; [m for m in sys.modules if 'reference' in m or 'nbgrader' in m]",
    "of the grader only the sandbox's own part is loaded": (
        "import sys; [m for m in sys.modules if m.startswith('backprop_grader.') and not m.startswith('backprop_grader.isolated')]"
    ),
    "nothing in memory came from the reference": (
        "import gc; [f for f in gc.get_objects() if 'solutions' in str(getattr(f, '__file__', '')) and 'site-packages' not in f.__file__]"
    ),
    "the environment is the sandbox's own": (
        "import os; set(os.environ) - set('LANG HOME TMPDIR USER PYTHONHASHSEED MPLCONFIGDIR IPYTHONDIR MALLOC_ARENA_MAX"
        " OPENBLAS_NUM_THREADS OMP_NUM_THREADS MKL_NUM_THREADS PWD LC_CTYPE MPLBACKEND GIT_PAGER PAGER CLICOLOR FORCE_COLOR CLICOLOR_FORCE"
        " KMP_DUPLICATE_LIB_OK KMP_INIT_AT_FORK PYDEVD_USE_FRAME_EVAL'.split())"
    ),
    "open files lead nowhere": (
        "import os, stat\ndef kind(n):\n    try: return stat.S_IFMT(os.fstat(n).st_mode)\n    except OSError: return 0\n"
        "[n for n in range(4, 256) if kind(n)]"
    ),
    "limits cannot be raised": (
        "import resource\ndef raised(which):\n"
        "    try: resource.setrlimit(which, (resource.RLIM_INFINITY,) * 2); return True\n    except (ValueError, OSError): return False\n"
        "[w for w in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE) if raised(w)]"
    ),
    "no program can be started": (
        "import os, sys\ndef started(call):\n    try: return call()\n    except OSError: return 0\n"
        "started(lambda: os.posix_spawn('/bin/sh', ['sh'], {})) or started(lambda: os.execv(sys.executable, ['python']))"
    ),
    "shared memory is not to be had": (
        "from multiprocessing import shared_memory\ntry: shared_memory.SharedMemory(create=True, size=8); found = True\n"
        "except OSError: found = False\nfound"
    ),
    "System V memory, message queues and memory files are not to be had": (
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "[f for f in (lambda: libc.shmget(0, 4096, 0o1600), lambda: libc.msgget(0, 0o1600), lambda: libc.memfd_create(b'x', 0),"
        " lambda: libc.mq_open(b'/x', 0o102, 0o600, None)) if f() >= 0]"
    ),
    "no socket of any kind can be made or bound": (
        "import socket\ndef made(*kind):\n    try: socket.socket(*kind); return True\n    except OSError: return False\n"
        "[k for k in ((2, 1), (2, 2), (10, 1), (1, 1), (16, 3), (17, 3), (40, 1)) if made(*k)]"
    ),
    "a datagram cannot be sent to an address": (
        "import socket\none, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "try: one.sendto(b'x', '/run/systemd/journal/socket'); sent = True\nexcept PermissionError: sent = False\nsent"
    ),
    "the kernel cannot be made to signal others": (
        "import fcntl, os\nr, w = os.pipe()\ndef done(*a):\n    try: fcntl.fcntl(r, *a); return True\n    except OSError: return False\n"
        "[a for a in ((fcntl.F_SETOWN, 1), (10, 9), (15, bytes(8))) if done(*a)]"
    ),
    "dangerous system calls fail": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nnumbers = {'x86_64': (101, 310, 311, 321, 298, 323, 425, 165, 272, 308, 304,"
        " 434, 438, 157, 250, 161, 155, 105, 322, 59), 'aarch64': (117, 270, 271, 280, 241, 282, 425, 40, 97, 268, 265, 434, 438, 219, 51,"
        " 41, 146, 281, 221)}\n[n for n in numbers[os.uname().machine] if libc.syscall(n, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1]"
    ),
}  # fmt: skip

COSTS_ITS_CELL = {
    "exits": "import os; os._exit(0)",
    "sleeps": "import time; time.sleep(10**6)",
    "loops": "while True: pass",
    "closes all files": "import os; os.closerange(0, 1000)",
    "kills itself": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV); import ctypes; ctypes.string_at(0)",
    "fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "memory bomb of many processes": "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        x = bytearray(150 << 20); time.sleep(100)\ntime.sleep(100)",
    "shared memory bomb": "import mmap, os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        m = mmap.mmap(-1, 150 << 20)\n        for _ in range(150): m.write(bytes(1 << 20))\n        time.sleep(100)\ntime.sleep(100)",
    "swallows interrupts": "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except OSError: pass\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "garbage on the channel": "import os; os.write(3, b'garbage' * 1000)",
}  # fmt: skip

ENDS_BY_ITSELF = {
    "memory bomb": "x = bytearray(10**10)",
    "memory bomb in small pieces": "x = []\nwhile True: x.append(bytearray(1 << 20))",
    "thread bomb": "import threading, time\nfor _ in range(10**4): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
    "opens files": "files = []\nwhile True: files.append(open('/dev/null'))",
    "large file": "with open('x', 'wb') as f:\n    while True: f.write(bytes(1 << 20))",
    "recursion": "def f(): return f()\nf()",
}  # fmt: skip

LEFTOVERS = {
    "daemon": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(1000)\n    os._exit(0)",
    "a family of daemons": "import os, time\nfor _ in range(10):\n    if os.fork() == 0:\n        for _ in range(3): os.fork()\n        time.sleep(1000)",
    "threads": "import threading, time\n[threading.Thread(target=time.sleep, args=(1000,)).start() for _ in range(10)]",
    "a stopped child": "import os, signal, time\npid = os.fork()\nif pid == 0: time.sleep(1000)\nos.kill(pid, signal.SIGSTOP)",
    "files": "import os\nos.makedirs('a/b/c'); open('a/b/c/f', 'w').write('x'); os.symlink('/', 'root'); os.mkdir('closed', 0)",
    "a deep nest": "import os\nfor _ in range(60): os.mkdir('d' * 100); os.chdir('d' * 100)",
}  # fmt: skip


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


@pytest.mark.parametrize("code", LAST_LINE_IS_FALSE.values(), ids=LAST_LINE_IS_FALSE)
def test_there_is_nothing_to_be_found_or_done(unharmed, code):
    with unharmed.submission() as submission:
        *_, outcome = submission.run([code, "bool(_)", "import os; os.getcwd()"])[:2]
        first = submission.run(["_1"])[0]
    assert outcome.status == "ok"
    assert outcome.outputs == (Output("result", "False"),), first.outputs


@pytest.mark.parametrize("code", COSTS_ITS_CELL.values(), ids=COSTS_ITS_CELL)
def test_an_attack_on_its_process_costs_the_cell(unharmed, code):
    with unharmed.submission(SMALL) as submission:
        first, second, third = submission.run([HONEST, code, "double(2)"])
        assert first.status == "ok"
        assert second.status in ("died", "timeout")
        assert third.outputs == (Output("result", "4"),)


@pytest.mark.parametrize("code", ENDS_BY_ITSELF.values(), ids=ENDS_BY_ITSELF)
def test_using_up_a_resource_is_an_error_in_the_cell(unharmed, code):
    with unharmed.submission(SMALL) as submission:
        first, second, third = submission.run([HONEST, code, "double(2)"])
        assert first.status == "ok"
        assert second.status == "error"
        assert second.outputs[-1].name in ("MemoryError", "RuntimeError", "OSError", "RecursionError")
        submission.run(["x = files = None"])
        assert third.outputs == (Output("result", "4"),)


@pytest.mark.parametrize("code", LEFTOVERS.values(), ids=LEFTOVERS)
def test_nothing_is_left_of_a_submission(unharmed, code):
    with unharmed.submission(SMALL) as submission:
        submission.run([HONEST, code])
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


def test_files_outside_cannot_be_touched_in_any_way(unharmed, tmp_path):
    file = tmp_path / "gradebook.db"
    file.write_text("grades")
    for path in (file, *file.parents):
        if path.stat().st_uid == os.getuid() and path != path.parent and str(path).startswith(str(tmp_path)):
            path.chmod(0o777)
    file.chmod(0o666)
    before = file.stat()
    actions = (
        "open(p).read()", "open(p, 'w')", "os.truncate(p, 0)", "os.chmod(p, 0)", "os.unlink(p)", "os.rename(p, p + 'x')", "os.utime(p)",
        "os.link(p, 'linked')", "os.symlink('x', p + 'x')", "os.mkdir(p + 'x')", "os.setxattr(p, 'user.x', b'x')", "os.listdir(os.path.dirname(p))",
        "open(os.path.join(os.getcwd(), '..', '..', p.lstrip('/'))).read()", "os.mkfifo(p + 'x')", "os.chown(p, 1, 1)",
    )  # fmt: skip
    with unharmed.submission() as submission:
        outcomes = submission.run([f"import os; p = {str(file)!r}", *actions])
    assert [action for action, outcome in zip(actions, outcomes[1:], strict=True) if outcome.status == "ok"] == []
    assert (file.read_text(), file.stat().st_mtime_ns, file.stat().st_mode) == (
        "grades",
        before.st_mtime_ns,
        before.st_mode,
    )
    assert os.listdir(tmp_path) == ["gradebook.db"]


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
def doubles(x):
    os.fork()
    return 2 * x
"""


def test_answers_in_advance_are_answers_to_nothing(unharmed):
    with unharmed.submission() as submission:
        submission.run([HONEST, FORGERY])
        with pytest.raises(RoomLost, match="crashed"), submission.exercise() as room:
            room.call("frames", 1.0, returns="y")
            for _ in range(5):
                room.call("frames", 1.0, returns="y")
        with submission.exercise() as room:
            assert room.call("double", 21, returns="y").leaves["y"] == 42


def test_two_processes_that_answer_are_one_too_many(unharmed):
    with unharmed.submission() as submission:
        submission.run([FORGERY])
        with pytest.raises(RoomLost, match="crashed"), submission.exercise() as room:
            for _ in range(50):  # now and then the second answer is torn, or in place of the first
                room.call("doubles", 1.0, returns="y")


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
