"""Everything that runs inside the sandbox: the warm parent, its forks, the shell and the room server.

This folder is the only part of the grader that is visible to a student's code, so nothing here is a secret: no
reference, no inputs, no seeds. It builds its own walls (`jail`, `landlock`, `seccomp`) before it runs foreign code, and
the trusted side believes nothing that it says afterwards.
"""
