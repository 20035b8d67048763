import os

for _ in range(60):  # deeper than any path is long
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
