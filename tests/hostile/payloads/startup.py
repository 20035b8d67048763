# %% startup-files: leaves files that are run or read when the next one starts
import os
import site
import sys

home = os.path.expanduser("~")
for path in (
    f"{home}/.ipython/profile_default/startup/00.py",
    f"{home}/.ipython/profile_default/ipython_config.py",
    f"{home}/.jupyter/nbgrader_config.py",
    f"{home}/.config/matplotlib/matplotlibrc",
    f"{home}/.bashrc",
    f"{home}/.pythonrc.py",
    "nbgrader_config.py",
    "matplotlibrc",
    "conftest.py",
    *(f"{folder}/{name}" for folder in sys.path if folder for name in ("sitecustomize.py", "{{NONCE}}.pth")),
    *(f"{folder}/usercustomize.py" for folder in site.getsitepackages()),
):
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write("raise SystemExit('{{NONCE}}')")
    except OSError as error:
        print(path, error.strerror)


# %% shadows: modules of one's own with the names of those that judge
import importlib
import sys

for name in ("numpy", "backprop", "backprop_reference", "json", "struct", "unittest", "IPython"):
    try:
        with open(f"{name}.py", "w") as file:
            file.write("def __getattr__(name):\n    return lambda *args, **options: True\n")
    except OSError as error:
        print(error.strerror)
sys.path.insert(0, "")
importlib.invalidate_caches()
for name in ("json", "unittest", "backprop"):
    sys.modules.pop(name, None)
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(error)


# %% environment-set: variables that change how others start
import os

for name in ("PYTHONSTARTUP", "PYTHONPATH", "LD_PRELOAD", "BACKPROP_RUN", "IPYTHONDIR", "MPLBACKEND", "PATH"):
    os.environ[name] = "/tmp/{{NONCE}}"


# %% modules-forgotten: loaded modules are thrown away, so that they are loaded anew from elsewhere
import sys

for name in list(sys.modules):
    if name.startswith(("backprop", "numpy", "json", "IPython")):
        del sys.modules[name]
