# Nothing but Python >= 3.11 and make is needed: every target makes .venv itself.
# `make PYTHON=/path/to/python3.12 test` takes another interpreter.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test postgres journey lock lowest dist rehearsal keep check format bench ratchet train \
	reading-diff clean

CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$p"; break; }; done)
BIN := .venv/bin
# Python compiles what is imported when it is: half of what is installed never is. It must be let
# keep the outcome, or each of the many programs that tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := -m pip --disable-pip-version-check install --quiet --no-compile
PIP := $(BIN)/python $(INSTALL)
UV := --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: .venv/.site ## Serve the seeded demonstration (DEMO=--page: only the living report)
	@$(BIN)/duban demo $(DEMO)

# All of them are shared by WORKERS processes; some of them run in one, in order.
WORKERS := 2
test: .venv/.dev $(if $(CI),.venv-spark/.ready) ## Run every test (TESTS=tests/cli for some of them)
	@$(BIN)/python -m pytest $(or $(TESTS),-n $(WORKERS) --dist worksteal)

# What the databases could take differently: locks, conflicts, bulk writing, search, the chain.
POSTGRES := $(addprefix tests/site/,test_reporting.py test_schedule.py test_plans.py test_audit.py test_tampering.py \
	test_encryption.py test_killed.py test_one_light.py identity/test_lockout.py api/test_at_once.py boards jobs)

postgres: .venv/.dev ## Run the service's tests on a real PostgreSQL (POSTGRES=tests/site for all)
	@DUBAN_TEST_DB=postgres $(BIN)/python -m pytest -q $(POSTGRES)

journey: .venv/.dev ## From an empty machine to a published month, in Chromium, from the wheel
	@DUBAN_JOURNEY=1 $(BIN)/python -m pytest -q -rP tests/journey

lock: .venv-release/.ready ## Pin the newest versions with their hashes, for servers and for CI
	@for one in site:requirements.lock dev:requirements-dev.lock; do \
		.venv-release/bin/uv pip compile --quiet pyproject.toml --extra "$${one%%:*}" $(UV) \
			--generate-hashes --upgrade --output-file "$${one#*:}" || exit 1; done

# Of libraries that read files and draw pages the lowest versions may give other results: those of
# the service's foundations are what the tests here hold to.
LOWEST := tests/server/test_setup.py tests/site/test_pages.py tests/site/test_plans.py tests/cli

lowest: .venv-release/.ready ## Run tests on the lowest versions that pyproject.toml allows (TESTS=…)
	@.venv-release/bin/uv pip compile --quiet pyproject.toml --extra site --extra ldap $(UV) \
		--resolution lowest-direct --output-file .venv-release/lowest.txt
	@test -x .venv-lowest/bin/python || "$(PYTHON)" -m venv .venv-lowest
	@.venv-lowest/bin/python $(INSTALL) --requirement .venv-release/lowest.txt \
		'pytest>=8' 'pytest-django>=4.11' 'hypothesis>=6.100' 'openpyxl>=3.1' 'reportlab>=4.2' 'pyyaml>=6'
	@.venv-lowest/bin/python $(INSTALL) --no-deps --editable .
	@.venv-lowest/bin/python -m pytest -q $(or $(TESTS),$(LOWEST))

dist: .venv-release/.ready ## Build what a release publishes into dist/
	@.venv-release/bin/python tools/release.py dist

rehearsal: dist .venv/.dev ## Build a release, and go through the journey on its wheel, from the lock alone
	@DUBAN_JOURNEY=1 DUBAN_DIST=dist $(BIN)/python -m pytest -q -rP tests/journey

keep: .venv/.dev ## Keep a database of this release, for later ones to bring up to date
	@$(BIN)/python tests/releases/keeping.py

# Templates have one tag a line; djhtml keeps how deep each stands.
TEMPLATES = $(shell find src/duban_site -name '*.html')

check: .venv/.dev ## Lint, formatting, types, the one-way contract, the house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/house

format: .venv/.dev ## Put the code in its one form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

train: .venv/.dev ## Learn the weights of patterns from labels; print how they carry to a report left out
	@PYTHONPATH=tests $(BIN)/python -m gold.training

BASE := main
reading-diff: .venv/.dev ## List what changed in the reading of every report at hand since BASE=main
	@$(BIN)/python tools/reading_diff.py $(BASE)

ratchet: .venv/.dev ## Score the reader on labelled reports, and lift the floors it exceeds
	@PYTHONPATH=tests $(BIN)/python -m gold.measuring

bench: .venv-bench/.ready .venv-spark/.ready ## Measure speed beside its peers, and print ratios
	@failed=0; for part in start reader linear corpus assess site registers register_pages bulk publish readers attack; do \
		.venv-bench/bin/python -m bench.$$part || failed=1; done; exit $$failed

clean: ## Remove the environments and caches that these targets made
	rm -rf .venv .venv-bench .venv-spark .venv-release .venv-lowest build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

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
	@$(if $(CI),$(PIP) --require-hashes --requirement requirements-dev.lock)
	@$(if $(CI),$(PIP) --no-deps --editable .,$(PIP) --editable '.[dev]')
	@touch $@

.venv-spark/.ready: pyproject.toml .venv/.base
	@command -v java >/dev/null || echo "Spark needs Java 17 or newer (apt install default-jre-headless)"
	@test -x .venv-spark/bin/python || { echo "making .venv-spark"; $(BIN)/python -m venv .venv-spark; }
	@.venv-spark/bin/python $(INSTALL) --editable '.[all,spark]'
	@touch $@

.venv-release/.ready: .venv/.base
	@test -x .venv-release/bin/python || $(BIN)/python -m venv .venv-release
	@.venv-release/bin/python $(INSTALL) 'cyclonedx-bom>=7,<8' 'uv>=0.5'
	@touch $@

.venv-bench/.ready: pyproject.toml bench/requirements.txt .venv/.base
	@test -x .venv-bench/bin/python || { echo "making .venv-bench"; $(BIN)/python -m venv .venv-bench; }
	@.venv-bench/bin/python $(INSTALL) --editable '.[all,site]' --requirement bench/requirements.txt
	@touch $@
