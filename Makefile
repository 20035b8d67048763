# Everything that people type, in one place. `make` alone lists it.
# Works on a fresh machine with make and Python 3.11 or later: the first target that is run sets up .venv.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# The run folder that JupyterLab looks at: `make lab-teacher RUN=autograder/run/demo` shows the sample class.
RUN ?= $(or $(BACKPROP_RUN),autograder/run)

# NumPy's threads only get in each other's way on arrays of this size, and on shared machines.
export OPENBLAS_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install demo test lab lab-teacher notebooks lint bench screenshots diagnoses coverage seeds mutants fuzz constraints clean

help: ## list the targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

$(STAMP): pyproject.toml solutions/pyproject.toml autograder/pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed (python3 --version says otherwise): install it from python.org or your package manager, or set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "==> setting up $(VENV) with $$($(PYTHON) --version): two or three minutes the first time, most of it downloads"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "make: Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[lab,hub]' --editable solutions --editable autograder --group test --group lint
	@touch $(STAMP)

install: $(STAMP) ## only set up .venv
	@echo "==> $(VENV) is ready: the course, the grader, and what they need"

demo: $(STAMP) ## grade a sample class end to end
	@echo "==> grading a sample class of notebook 01"
	@$(BIN)/backprop-grader demo

test: $(STAMP) ## run the tests
	@echo "==> running the tests (without Chromium or bubblewrap some are skipped, and say so)"
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lab: $(STAMP) ## open JupyterLab at the course, as students see it
	@echo "==> starting JupyterLab at course/ (Ctrl-C twice stops it)"
	@BACKPROP_RUN='$(abspath $(RUN))' $(BIN)/backprop-grader lab

lab-teacher: $(STAMP) ## the same with nbgrader's formgrader, for those who grade
	@echo "==> starting JupyterLab with the formgrader (Ctrl-C twice stops it)"
	@BACKPROP_RUN='$(abspath $(RUN))' $(BIN)/backprop-grader lab --teacher

notebooks: $(STAMP) ## build the notebooks from their sources and release them to course/
	@echo "==> building the sources and releasing them to course/"
	@$(BIN)/backprop-grader release

lint: $(STAMP) ## check style and types
	@echo "==> ruff and mypy"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP) ## measure, as ratios in one run
	@echo "==> benchmarks"
	$(BIN)/python -m tests.bench

screenshots: $(STAMP) ## pictures of the notebook, the experiment, a feedback page and the formgrader
	@echo "==> taking pictures in Chromium"
	$(BIN)/python -m tests.screenshots

diagnoses: $(STAMP) ## write the table of mistakes and their names to autograder/DIAGNOSES.md
	@echo "==> judging every wrong answer of the collection"
	@$(BIN)/python -m tests.diagnoses

coverage: $(STAMP) ## write the table of what the sources hold and where it is taught to solutions/COVERAGE.md
	@$(BIN)/python -m tests.coverage_table

seeds: $(STAMP) ## 1,000 seeds for every right answer, 100 for every wrong one (hours)
	@echo "==> judging every right answer with 1,000 seeds and every wrong one with 100"
	@$(BIN)/python -m tests.seeds

mutants: $(STAMP) ## break every right answer in one place at a time, and count what is noticed (a quarter of an hour)
	@echo "==> breaking every right answer in one place at a time"
	@$(BIN)/python -m tests.mutants

fuzz: $(STAMP) ## a million hostile frames against the wire
	@echo "==> fuzzing the wire between the grader and the sandbox"
	FRAMES=1000000 $(BIN)/python -m pytest -q tests/autograder/test_wire_fuzz.py

constraints: $(STAMP) ## write the installed versions to constraints.txt
	@{ head -1 constraints.txt; $(BIN)/python -m pip freeze --all --exclude-editable; } > $(VENV)/constraints.new
	@mv $(VENV)/constraints.new constraints.txt
	@echo "==> constraints.txt written"

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) autograder/build autograder/run build dist
