"""Cells in the sandbox behave as on the student's screen, and what is kept of them is harmless."""

import struct
import zlib

import pytest

from backprop_grader.isolated.safe_output import MAGIC, plain_png
from backprop_grader.isolated.wire import ProtocolError
from backprop_grader.isolation import Limits, Output

NORMAL = Limits()


def run(isolation, *cells, limits=NORMAL):
    with isolation.submission(limits) as submission:
        return submission.run(cells)


def run_one(isolation, cell, limits=NORMAL):
    return run(isolation, cell, limits=limits)[0]


def test_an_honest_notebook_runs_as_on_the_screen(any_isolation):
    outcomes = run(
        any_isolation,
        "import numpy as np\nimport matplotlib.pyplot as plt\nfrom backprop import check",
        "def f(x):\n    return 2 * x",
        "print('one'); print('two')\nf(np.arange(3))",
        "plt.plot([1, 2]); plt.title('$x^2$'); plt.show()",
        "%timeit -n 1 -r 1 f(1)",
        "import asyncio\nawait asyncio.sleep(0)\n__name__",
        "with open('notes.txt', 'w') as file: file.write('mine')\nopen('notes.txt').read()",
        "import tempfile\nwith tempfile.TemporaryFile() as file: file.write(b'x')",
        "import os\nwith open(os.devnull, 'w') as file: print('x', file=file)",
        "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(4).map(f, [1, 2]))",
        "_",
    )
    assert [outcome.status for outcome in outcomes] == ["ok"] * 11
    assert outcomes[2].outputs == (Output("stdout", "one\ntwo\n"), Output("result", "array([0, 2, 4])"))
    assert [(out.kind, out.png[:8]) for out in outcomes[3].outputs] == [("display", MAGIC)]
    assert outcomes[5].outputs == (Output("result", "'__main__'"),)
    assert outcomes[6].outputs == (Output("result", "'mine'"),)
    assert outcomes[10].outputs == (Output("result", "[2, 4]"),)
    assert [outcome.number for outcome in outcomes] == list(range(1, 12))


def test_a_widget_shows_as_text_and_breaks_nothing(any_isolation):
    (outcome,) = run(any_isolation, "import ipywidgets\nipywidgets.IntSlider(3)")
    assert outcome.status == "ok"
    assert [out.kind for out in outcome.outputs] == ["result"]
    assert "IntSlider(value=3)" in outcome.outputs[0].text


def test_an_exception_is_told_with_its_line(isolation):
    outcome = run_one(isolation, "def wrong(x):\n    return 1 / x\nwrong(0)")
    (error,) = outcome.outputs
    assert (outcome.status, error.kind, error.name, error.value) == (
        "error",
        "error",
        "ZeroDivisionError",
        "division by zero",
    )
    assert "----> 2     return 1 / x" in error.text
    assert "\x1b" not in error.text


BROKEN = (
    "def f(:",
    "'unfinished",
    "%nonsense",
    "raise KeyboardInterrupt",
    "raise GeneratorExit",
    "import nothing_there",
)


@pytest.mark.parametrize("code", BROKEN)
def test_a_cell_that_cannot_run_is_an_error_and_the_next_one_runs(isolation, code):
    first, second = run(isolation, code, "41 + 1")
    assert first.status == "error"
    assert second.outputs == (Output("result", "42"),)


ELSEWHERE = ("!pip install numpy", "%pip install numpy", "lines = !ls", "%matplotlib widget", "%matplotlib notebook")


@pytest.mark.parametrize("line", ELSEWHERE)
def test_what_works_on_a_screen_only_does_not_cost_the_rest_of_its_cell(isolation, line):
    (outcome,) = run(isolation, f"{line}\nx = 41\nx + 1")
    assert outcome.status == "ok"
    assert outcome.outputs[-1] == Output("result", "42")


@pytest.mark.parametrize("code", ["exit", "quit()", "raise SystemExit", "import sys; sys.exit(3)"])
def test_a_cell_that_wants_to_leave_does_not(isolation, code):
    _, second, third = run(isolation, "x = 1", code, "x + 1")
    assert second.status in ("ok", "error")
    assert third.outputs == (Output("result", "2"),)


def test_a_cell_that_asks_for_input_is_told_at_once_that_nobody_is_there(isolation):
    outcome = run_one(isolation, "name = input('your name? ')")
    assert (outcome.status, outcome.outputs[-1].name) == ("error", "EOFError")


def test_a_cell_that_ends_its_process_costs_only_itself(isolation):
    first, second, third = run(isolation, "x = 20", "import os; x = 0; os._exit(0)", "x + 1")
    assert (first.status, second.status) == ("ok", "died")
    assert third.outputs == (Output("result", "21"),)


def test_a_cell_that_hangs_costs_only_itself_and_its_own_seconds(isolation):
    limits = Limits(cell_seconds=0.5)
    first, second, third = run(isolation, "x = 20", "while True: pass", "x + 1", limits=limits)
    assert (first.status, second.status) == ("ok", "timeout")
    assert third.outputs == (Output("result", "21"),)
    assert second.seconds < 5


def test_a_notebook_full_of_hanging_cells_ends_when_its_time_is_up_and_keeps_what_ran(isolation):
    limits = Limits(cell_seconds=0.4, submission_seconds=2)
    with isolation.submission(limits) as submission:
        outcomes = submission.run(["def f(): return 1", *["while True: pass"] * 20])
        assert outcomes[0].status == "ok"
        assert {outcome.status for outcome in outcomes[1:]} == {"timeout", "skipped"}
        with submission.exercise(5) as room:
            assert room.call("f", returns="y").leaves["y"] == 1


def test_a_flood_of_output_is_cut_and_the_rest_of_the_cell_counts(isolation):
    limits = Limits(text_bytes=10_000)
    code = (
        "import os\nfor _ in range(1000): print('x' * 100_000)\n"
        "for _ in range(100): os.write(1, b'y' * 100_000)\ndone = 1"
    )
    first, second = run(isolation, code, "done", limits=limits)
    assert first.status == "ok"
    assert sum(len(out.text) for out in first.outputs) < 25_000
    assert "cut here" in first.outputs[0].text
    assert second.outputs == (Output("result", "1"),)


def test_a_flood_of_pictures_and_displays_is_cut(isolation):
    code = (
        "from IPython.display import display, Image\nfor k in range(5000): display(k)\n"
        "display(Image(bytes(8 << 20), format='png'))"
    )
    outcome = run_one(isolation, code)
    assert outcome.status == "ok"
    assert len(outcome.outputs) == 200


def test_all_outputs_together_are_cut_too(isolation):
    limits = Limits(text_bytes=1 << 20, output_bytes=1 << 20)
    outcomes = run(isolation, *["print('x' * 400_000)"] * 4, "x = 1", limits=limits)
    assert [outcome.status for outcome in outcomes] == ["ok"] * 5
    assert [len(outcome.outputs[0].text) > 1000 for outcome in outcomes[:4]] == [True, True, False, False]
    assert "up to 1 MiB" in outcomes[3].outputs[0].text
    assert outcomes[4].outputs == ()


def test_c_code_that_prints_is_heard(isolation):
    outcome = run_one(isolation, "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.puts(b'from C'); libc.fflush(None)")
    assert Output("stdout", "from C\n") in outcome.outputs


def test_only_text_and_pictures_are_kept(isolation):
    code = (
        "from IPython.display import HTML, SVG, Javascript, Markdown, display\n"
        "display(HTML('<script>alert(1)</script>'), Javascript('alert(1)'), Markdown('<b onclick=alert(1)>'))\n"
        "display({'text/html': '<script>', 'text/plain': 'plain'}, raw=True)\nHTML('<script>alert(2)</script>')"
    )
    outcome = run_one(isolation, code)
    assert outcome.status == "ok"
    assert "alert" not in "".join(out.text for out in outcome.outputs)
    assert not any(out.png for out in outcome.outputs)


@pytest.mark.parametrize("picture", ["b'<svg onload=alert(1)>'", "bytes(8 << 20)", "a figure"])
def test_a_picture_that_cannot_be_kept_is_named_and_the_cell_goes_on(isolation, picture):
    code = (
        "from IPython.display import display\nimport matplotlib.pyplot as plt\n"
        f"display({{'image/png': {picture}, 'text/plain': ''}}, raw=True)\n'after'"
    )
    if picture == "a figure":  # an honest figure, larger than anybody needs
        code = "import matplotlib.pyplot as plt\nplt.figure(figsize=(60, 1), dpi=100)\nplt.axes()\nplt.show()\n'after'"
    (outcome,) = run(isolation, code)
    assert outcome.status == "ok"
    assert not any(out.png for out in outcome.outputs)
    assert "too large" in outcome.outputs[0].text
    assert outcome.outputs[-1] == Output("result", "'after'")


def test_a_picture_that_would_fill_the_memory_of_its_reader_is_refused():
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    bomb = MAGIC + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(ProtocolError, match="pixels"):
        plain_png(bomb)


def test_clear_output_clears(isolation):
    code = "from IPython.display import clear_output\nprint('old'); clear_output(wait=True); print('new')"
    assert run_one(isolation, code).outputs == (Output("stdout", "new\n"),)


def test_every_submission_starts_afresh(isolation):
    with isolation.submission() as submission:
        submission.run(["x = 1; import numpy; numpy.spoiled = True; open('left.txt', 'w').write('x')"])
    with isolation.submission() as submission:
        first, second = submission.run(
            ["'x' in dir(), hasattr(__import__('numpy'), 'spoiled')", "import os; os.listdir()"]
        )
    assert first.outputs == (Output("result", "(False, False)"),)
    assert second.outputs == (Output("result", "[]"),)


def test_sets_are_walked_in_the_same_order_in_every_run(isolation):
    assert run_one(isolation, "hash('apple')").outputs == run_one(isolation, "hash('apple')").outputs
    assert run_one(isolation, "import sys; sys.flags.hash_randomization").outputs == (Output("result", "0"),)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (">>> 1 + 1", "2"),
        ("In [3]: 1 + 1", "2"),
        ("In [3]: x = 5\n   ...: x", "5"),
        ("    2 + 2", "4"),
        ("x = %pwd\nlen(x) > 0", "True"),
        ("%%timeit -n 1 -r 1 -o -q\n1", None),
        ("\n\n3 % 2", "1"),
    ],
)
def test_prompts_magics_and_indented_cells_run_as_in_ipython(isolation, cell, shown):
    outcome = run_one(isolation, cell)
    assert outcome.status == "ok"
    assert shown in (None, outcome.outputs[-1].text)


@pytest.mark.parametrize("cell", ["\n \t\n\ndef f()\n    return 1", "\n\n%precision 3\n1 +", "\n\n\n1 / 0"])
def test_empty_lines_at_the_top_count_as_in_an_editor(isolation, cell):
    assert "Cell In[1], line 4\n" in run_one(isolation, cell).outputs[-1].text


def test_a_notebook_may_hook_in_a_syntax_of_its_own(isolation):
    hook = "get_ipython().input_transformers_post.append(lambda lines: [line.replace('two', '2') for line in lines])"
    *_, outcome = run(isolation, hook, "two + two")
    assert outcome.outputs == (Output("result", "4"),)
