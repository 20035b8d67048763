import os

os.makedirs("a/b/c")
with open("a/b/c/file", "w") as file:
    file.write("x")
os.symlink("/", "root")
os.mkdir("closed", 0)
