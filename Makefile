# Nothing but Python >= 3.11 and make is needed: every target makes .venv itself.
# `make PYTHON=/path/to/python3.12 test` takes another interpreter.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test postgres journey check format bench ratchet train clean

CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$p"; break; }; done)
BIN := .venv/bin
# Python compiles what is imported when it is: half of what is installed never is.
INSTALL := -m pip --disable-pip-version-check install --quiet --no-compile
PIP := $(BIN)/python $(INSTALL)

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: .venv/.site ## Serve the seeded demonstration (DEMO=--page: only the living report)
	@$(BIN)/duban demo $(DEMO)

# All of them are shared by WORKERS processes; some of them run in one, in order.
WORKERS := 2
test: .venv/.dev $(if $(CI),.venv-spark/.ready) ## Run every test (TESTS=tests/cli for some of them)
	@$(BIN)/python -m pytest $(or $(TESTS),-n $(WORKERS) --dist worksteal)

# What the databases could take differently: locks, conflicts, bulk writing, search, the chain.
POSTGRES := $(addprefix tests/site/,test_reporting.py test_schedule.py test_month_form.py test_plans.py \
	test_audit.py test_killed.py boards)

postgres: .venv/.dev ## Run the service's tests on a real PostgreSQL (POSTGRES=tests/site for all)
	@DUBAN_TEST_DB=postgres $(BIN)/python -m pytest -q $(POSTGRES)

journey: .venv/.dev ## From an empty machine to a published month, in Chromium, from the wheel
	@DUBAN_JOURNEY=1 $(BIN)/python -m pytest -q tests/journey

check: .venv/.dev ## Lint, formatting, types, the one-way contract, the house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/house

format: .venv/.dev ## Put the code in its one form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

train: .venv/.dev ## Learn the weights of patterns from labels; print how they carry to a report left out
	@PYTHONPATH=tests $(BIN)/python -m gold.training

ratchet: .venv/.dev ## Score the reader on labelled reports, and lift the floors it exceeds
	@PYTHONPATH=tests $(BIN)/python -m gold.measuring

bench: .venv-bench/.ready .venv-spark/.ready ## Measure speed beside its peers, and print ratios
	@failed=0; for part in start reader linear corpus assess site registers register_pages publish readers; do \
		.venv-bench/bin/python -m bench.$$part || failed=1; done; exit $$failed

clean: ## Remove the environments and caches that these targets made
	rm -rf .venv .venv-bench .venv-spark build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# An environment is ready when its stamp is newer than what it is made from.
.venv/.base: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Duban needs Python 3.11 or newer with its venv module" \
		"(Debian and Ubuntu: apt install python3-venv); or name one: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || { echo "making .venv with $(PYTHON)"; "$(PYTHON)" -m venv .venv; }
	@$(PIP) --editable .
	@touch $@

.venv/.site: .venv/.base
	@echo "installing what the service needs into .venv"
	@$(PIP) --editable '.[site]'
	@touch $@

.venv/.dev: .venv/.base
	@echo "installing what development needs into .venv"
	@$(PIP) --editable '.[dev]'
	@touch $@

.venv-spark/.ready: pyproject.toml .venv/.base
	@command -v java >/dev/null || echo "Spark needs Java 17 or newer (apt install default-jre-headless)"
	@test -x .venv-spark/bin/python || { echo "making .venv-spark"; $(BIN)/python -m venv .venv-spark; }
	@.venv-spark/bin/python $(INSTALL) --editable '.[all,spark]'
	@touch $@

.venv-bench/.ready: pyproject.toml bench/requirements.txt .venv/.base
	@test -x .venv-bench/bin/python || { echo "making .venv-bench"; $(BIN)/python -m venv .venv-bench; }
	@.venv-bench/bin/python $(INSTALL) --editable '.[all,site]' --requirement bench/requirements.txt
	@touch $@
