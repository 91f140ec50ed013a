# Everything a fresh machine with Python 3.11 or newer needs is installed by the targets themselves, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SCENARIO ?= winter_week

.DEFAULT_GOAL := help
.PHONY: help setup sim compare validate test lint types bench soak campaign lock clean

help:  ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed  ## make the environment in .venv

$(VENV)/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1); try make PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 2; }
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.board-stubs: .ci/board-stubs.lock $(VENV)/.installed
	@rm -rf $(VENV)/typings
	@$(PIP) install --require-hashes --no-deps --target $(VENV)/typings -r .ci/board-stubs.lock
	@touch $@

sim: setup  ## run SCENARIO (default winter_week), print the figures, write the report
	@$(BIN)/python -m host_sim run $(SCENARIO)

compare: setup  ## run every scenario with our controller and with what people use today
	@$(BIN)/python -m host_sim compare all

validate: setup  ## compare room, heat pump, frost and learning with published figures
	@$(BIN)/python -m host_sim validate

test: setup  ## run all tests
	@$(BIN)/python -m pytest

lint: setup  ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup $(VENV)/.board-stubs  ## mypy: the laptop's code, and the board's against what MicroPython has
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file .ci/mypy-board.ini

bench: setup  ## speed of core, plant and closed loop
	@$(BIN)/python -m host_sim.bench

soak: setup  ## 10 million random steps against the independent judge
	@$(BIN)/python -m tests.soak

campaign: setup  ## the diagnosis over units, climates and seeds: five minutes
	@$(BIN)/python -m tests.campaign

lock: setup  ## pin the dependencies of pyproject.toml anew
	@$(PIP) install uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --extra dev --no-emit-index-url --generate-hashes \
		--no-header --upgrade -q pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --only-extra --extra board-stubs --no-emit-index-url --generate-hashes \
		--no-header --upgrade -q pyproject.toml -o .ci/board-stubs.lock

clean:  ## remove the environment and all output
	rm -rf $(VENV) out build .pytest_cache .mypy_cache .ruff_cache .hypothesis
