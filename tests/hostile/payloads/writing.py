# %% grades-written: writes full marks into the gradebook
import sqlite3

for path in ("{{RUN}}/gradebook.db", "gradebook.db", "../gradebook.db", "{{SECRETS}}/gradebook.db"):
    try:
        with sqlite3.connect(path) as database:
            database.execute("update grade set auto_score = 9, manual_score = 9")
    except Exception as error:
        print(error)


# %% files-everywhere: leaves a file in every place that comes to mind
import os

for folder in (
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/",
    "/usr/lib",
    "/etc",
    os.path.expanduser("~"),
    "/root",
    "{{RUN}}",
    "{{RUN}}/submitted",
    "{{RUN}}/feedback",
    "{{SECRETS}}",
    "{{REPOSITORY}}",
    "{{REPOSITORY}}/course/backprop",
    "{{REPOSITORY}}/autograder/backprop_grader",
    ".",
    "..",
):
    try:
        with open(os.path.join(folder, "{{NONCE}}"), "w") as file:
            file.write("9.0")
    except OSError as error:
        print(folder, error.strerror)


# %% secrets-changed: deletes, renames, truncates and links what it finds
import os
import shutil

for folder in ("{{SECRETS}}", "{{RUN}}", "{{REPOSITORY}}/solutions"):
    for attempt in (
        lambda: shutil.rmtree(folder),
        lambda: os.rename(folder, folder + "{{NONCE}}"),
        lambda: os.chmod(folder, 0),
        lambda: os.symlink(folder, "{{NONCE}}"),
        lambda: os.truncate(folder + "/gradebook.db", 0),
        lambda: os.mkdir(folder + "/{{NONCE}}"),
        lambda: os.mkfifo(folder + "/{{NONCE}}"),
    ):
        try:
            attempt()
        except OSError as error:
            print(error.strerror)


# %% own-notebook-rewritten: rewrites notebooks, its own and those of others
import glob
import json

for path in glob.glob("**/*.ipynb", recursive=True) + [
    "{{RUN}}/autograded/apricot/01-apple-orange/01-apple-orange.ipynb"
]:
    try:
        with open(path, "w") as file:
            json.dump({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, file)
    except OSError as error:
        print(error.strerror)


# %% disk-filled: writes until nothing can be written any more
try:
    for number in range(10_000):
        with open(f"{number}", "wb") as file:
            file.write(bytes(1 << 20))
except OSError as error:
    print(error.strerror)
