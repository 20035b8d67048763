"""One module a command of `backprop-grader`; each has `run(arguments) -> exit status`."""
