# %% comparisons-rewritten: a transformer makes every comparison true
import ast


class Yes(ast.NodeTransformer):
    def visit_Compare(self, node):
        return ast.copy_location(ast.Constant(True), node)

    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


get_ipython().ast_transformers.append(Yes())


# %% tests-rewritten: an input transformer takes every test cell away and puts full marks in its place
def marks(lines):
    return ["9.0\n"] if any("validate" in line or "check" in line for line in lines) else lines


get_ipython().input_transformers_cleanup.append(marks)
get_ipython().input_transformers_post.append(marks)


# %% hooks: full marks are printed after every cell
def show(*args):
    print("2.0")
    display(2.0)


for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, show)


# %% run-cell-replaced: cells are run in a way of one's own
# earns: MulLayer 0, apple_orange 0
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell


class Success:
    success = True
    result = 9.0


InteractiveShell.run_cell = lambda self, *args, **options: Success()


# %% exceptions-swallowed: no exception is shown, all are marks
def handler(shell, kind, value, trace, tb_offset=None):
    print("9.0")


get_ipython().set_custom_exc((Exception,), handler)
get_ipython().showtraceback = lambda *args, **options: None


# %% display-forged: outputs with scores are displayed in many ways
# at: end
from IPython.display import display, publish_display_data

publish_display_data({"text/plain": "9.0"})
publish_display_data({"application/vnd.nbgrader+json": {"score": 9}, "text/plain": "9"})
display(9.0)
print("MulLayer  2.00 of 2.00")
9.0


# %% formatter-of-marks: whatever is shown, is shown as full marks
formatter = get_ipython().display_formatter.formatters["text/plain"]
for kind in (type, type(lambda: 0), object, float, int, str, dict):
    formatter.for_type(kind, lambda value, printer, cycle: printer.text("9.0"))


# %% displayhook-replaced: the hook that shows results is replaced
import sys

sys.displayhook = lambda value: print("9.0")
get_ipython().displayhook = lambda value: print("9.0")
get_ipython().display_pub.publish = lambda *args, **options: print("9.0")


# %% namespace-guarded: the namespace gives what it likes, whenever somebody looks
class Names(dict):
    def get(self, name, default=None):
        return super().get("MulLayer", default)

    def __getitem__(self, name):
        return super().__getitem__(name)


shell = get_ipython()
names = Names(shell.user_ns)
shell.user_ns = names


# %% validate-redefined: the functions of the test cells are redefined in the notebook
# at: end
def validate(*args, **options):
    return 9.0


check = validate


# %% cell-magics: magics that write, run other programs and take the time
shell = get_ipython()
for line in ("cd /", "store x", "save -f mine 1", "logstart mine.py", "load_ext autoreload", "reset_selective -f x"):
    name, _, rest = line.partition(" ")
    try:
        shell.run_line_magic(name, rest)
    except BaseException as error:
        print(error)
shell.system("touch /tmp/{{NONCE}}")
shell.getoutput("id")


# %% everything-reset: the namespace is wiped after all answers
# at: end
# earns: MulLayer 0, apple_orange 0
get_ipython().run_line_magic("reset", "-f")


# %% hook-that-exits: a hook of IPython that ends the process after each cell
import os

get_ipython().events.register("post_run_cell", lambda *a: os._exit(0))


# %% run-cell-recursion: a cell that runs itself
get_ipython().run_cell("get_ipython().run_cell(In[-1])")
