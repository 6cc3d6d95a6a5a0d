# Every command a person needs. The first one run makes the environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo lint format built check test test-pages lab build verify site bench fuzz pictures clean
help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev,site]"
	touch $(READY)

demo: $(READY)   ## grade the example class: table, grades.csv, feedback/, report.html
	$(BIN)/autograder demo

lint: $(READY)   ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## put every file into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

built: $(READY)
	$(BIN)/autograder build --check

check: $(READY)  ## the smoke run for every commit, under a minute
	$(MAKE) --no-print-directory --jobs=2 lint built
	$(BIN)/autograder verify --quiet 01
	$(BIN)/python -m pytest -q -m smoke $$(grep -rl --include="*.py" "mark\.smoke" tests)

test: $(READY)   ## everything CI runs
	$(MAKE) --no-print-directory --jobs=2 lint built
	$(BIN)/autograder verify --quiet
	$(BIN)/python -m pytest -n 2 --dist loadgroup --durations=10

test-pages: $(READY) ## tests/site on the pages of all lessons, not of two as in `make test`
	SITE_LESSONS= $(BIN)/python -m pytest --durations=10 tests/site

lab: $(READY)    ## copy notebooks/ to work/ (never over your answers) and open JupyterLab
	$(BIN)/autograder lab

build: $(READY)  ## lessons -> notebooks/, solutions/, autograder/misconceptions/
	$(BIN)/autograder build

verify: $(READY) ## every gate on every lesson, with the kill matrix
	$(BIN)/autograder verify

SOLUTIONS := yes
LESSONS :=
SITE := site
site: $(READY)   ## the course's pages into site/ (SOLUTIONS=no: without answers; LESSONS="01 03")
	$(if $(filter no,$(SOLUTIONS)),rm -rf $(SITE))
	$(BIN)/python -m sphinx -W --keep-going -q -b html -d build/doctrees \
	  -D course_solutions=$(SOLUTIONS) -D course_lessons="$(LESSONS)" docs $(SITE)

bench: $(READY)  ## timings, side by side with the peers
	$(BIN)/python -m benchmarks

fuzz: $(READY)   ## 100,000 configurations against PyTorch
	FUZZ=1 $(BIN)/python -m pytest -n 2 tests/convkit -k parity

pictures: $(READY) ## one page with every picture of the course
	$(BIN)/python -m convkit.plot

clean:           ## remove what the commands above made
	rm -rf $(VENV) build *.egg-info .import_linter_cache .mypy_cache .pytest_cache .ruff_cache demo \
	  site handout
