# Everything from a bare clone with Python 3.11+ and make: `make run`, `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
# Real addresses to measure on, where they are beside the project.
BENCH_CSV ?= $(wildcard ../shared/data/locations_dev.csv)

.DEFAULT_GOAL := help
.PHONY: help run test check bench format pictures catalogues atlas clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/python: pyproject.toml
	@test -n "$(PYTHON)" || { echo "innoveici needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/run: $(VENV)/python tools/hatch_build.py $(wildcard innoveici/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

run: $(VENV)/run ## route one real request, in a ledger of its own
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(BIN)/innoveici --ledger sqlite:///$(DEMO)/ledger.db route --company "Fromagerie du Lac" --postal-code "J0K 2M0" \
		--need "Automatiser l'affinage de nos fromages"

test: $(VENV)/dev ## the tests, on SQLite, on a real PostgreSQL, in a real browser and a real terminal
	@sh tools/ensure_postgresql.sh
	@sh tools/ensure_chromium.sh
	@sh tools/ensure_tmux.sh
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/dev ## lint, types, imports, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check

bench: $(VENV)/dev ## accuracy (BENCH_CSV=FILE, PGEOCODE=FOLDER), start-up, batch and notify, beside peers
	@test -n "$(BENCH_CSV)" || echo "accuracy: name a file of real addresses, make bench BENCH_CSV=addresses.csv"
	$(if $(BENCH_CSV),$(BIN)/python benchmarks/accuracy.py $(BENCH_CSV) $(if $(PGEOCODE),--pgeocode $(PGEOCODE)))
	$(if $(BENCH_CSV),$(BIN)/python benchmarks/nearest.py $(BENCH_CSV) $(if $(PGEOCODE),--pgeocode $(PGEOCODE)))
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/batch.py $(if $(PGEOCODE),--pgeocode $(PGEOCODE))
	$(BIN)/python benchmarks/triage.py
	$(BIN)/python benchmarks/notify.py

format: $(VENV)/dev ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(VENV)/dev ## draw the screens of the docs again
	$(BIN)/python -m tests.triage.screens

catalogues: $(VENV)/dev ## bring fr.po and en.po up to the code, compile them
	$(BIN)/python tools/catalogues.py update
	$(BIN)/python tools/catalogues.py compile

atlas: $(VENV)/dev ## rebuild the atlas from its sources
	$(BIN)/python tools/build_atlas.py

clean: ## remove what make made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
