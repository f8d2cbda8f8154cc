# Everything from a bare clone with Python 3.11+ and make: `make run`, `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
# What is installed is what was tested (`make update` renews it), whatever the day: run, dev and build requirements alike.
TESTED := --constraint constraints.txt --build-constraint constraints.txt
UV := build/uv/bin/uv
# Real addresses to measure on, where they are beside the project.
BENCH_CSV ?= $(wildcard ../shared/data/locations_dev.csv)

.DEFAULT_GOAL := help
.PHONY: help run test quick check update test-newest test-oldest servers bench format pictures catalogues atlas clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/python: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "innoveici needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@touch $@

$(VENV)/run: $(VENV)/python tools/hatch_build.py $(wildcard innoveici/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m pip install --quiet $(TESTED) --editable .
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/python -m pip install --quiet $(TESTED) --group dev
	@touch $@

run: $(VENV)/run ## route one real request, in a ledger of its own
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(BIN)/innoveici --ledger sqlite:///$(DEMO)/ledger.db route --company "Fromagerie du Lac" --postal-code "J0K 2M0" \
		--need "Automatiser l'affinage de nos fromages"
	@$(BIN)/python tools/what_next.py $(abspath $(BIN)/innoveici) sqlite:///$(DEMO)/ledger.db

servers:
	@sh tools/ensure_postgresql.sh
	@sh tools/ensure_chromium.sh
	@sh tools/ensure_tmux.sh

test: $(VENV)/dev servers ## the tests, on SQLite, on a real PostgreSQL, in a real browser and a real terminal
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(VENV)/dev ## in half a minute: the tests that need no server, browser, terminal or other process
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

check: $(VENV)/dev ## lint, types, imports, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check

update: $(UV) pyproject.toml ## renew constraints.txt: the newest versions that pyproject.toml allows; then run the tests
	$(UV) pip compile --no-config --quiet --universal --python-version 3.11 --all-extras --group dev --upgrade \
		--no-header --no-annotate --output-file build/constraints.txt pyproject.toml
	{ sed -n '/^#/p' constraints.txt; cat build/constraints.txt; } > build/constraints.new
	mv build/constraints.new constraints.txt

test-newest: $(UV) servers ## the tests on the newest versions that pyproject.toml allows
	$(call test_on,newest,highest,$(PYTHON))

test-oldest: $(UV) servers ## the tests on the oldest versions, of Python too, that pyproject.toml allows
	$(call test_on,oldest,lowest-direct,3.11)

define test_on
	$(UV) venv --no-config --quiet --clear --seed --python $(3) build/$(1)
	$(UV) pip install --no-config --quiet --python build/$(1) --resolution $(2) --editable . --group dev
	build/$(1)/bin/python -m pytest -n auto --dist worksteal
endef

$(UV):
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet uv

bench: $(VENV)/dev ## accuracy (BENCH_CSV=FILE, PGEOCODE=FOLDER), start-up, batch and notify, beside peers
	@test -n "$(BENCH_CSV)" || echo "accuracy: name a file of real addresses, make bench BENCH_CSV=addresses.csv"
	$(if $(BENCH_CSV),$(BIN)/python benchmarks/accuracy.py $(BENCH_CSV) $(if $(PGEOCODE),--pgeocode $(PGEOCODE)))
	$(if $(BENCH_CSV),$(BIN)/python benchmarks/nearest.py $(BENCH_CSV) $(if $(PGEOCODE),--pgeocode $(PGEOCODE)))
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/batch.py $(if $(PGEOCODE),--pgeocode $(PGEOCODE))
	$(BIN)/python benchmarks/triage.py
	$(BIN)/python benchmarks/notify.py
	$(BIN)/python benchmarks/serve.py

format: $(VENV)/dev ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(VENV)/dev ## draw the screens of the docs again
	$(BIN)/python -m tests.triage.screens
	$(BIN)/python -m tests.web.pictures

catalogues: $(VENV)/dev ## bring fr.po and en.po up to the code, compile them
	$(BIN)/python tools/catalogues.py update
	$(BIN)/python tools/catalogues.py compile

atlas: $(VENV)/dev ## rebuild the atlas from its sources
	$(BIN)/python tools/build_atlas.py

clean: ## remove what make made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
