# The commands of the house. Needs Python 3.11, make and a package index; nothing else.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

PORT ?= 8000
SANDBOX_PORT ?= 8100
SMTP_PORT ?= 8125
export NEWSROOM_PORT = $(PORT)
export SANDBOX_PORT
export SANDBOX_SMTP_PORT = $(SMTP_PORT)
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo run web worker beat sandbox publish test faults nightly check fix lock

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Everything the newsroom runs on; the stamp spares a second visit to the index.
$(VENV)/.run: requirements/run.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python fehlt. Bitte Python 3.11 oder neuer installieren." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Gebraucht wird Python 3.11 oder neuer: make PYTHON=python3.11 …" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Pakete werden eingerichtet (einmalig) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt >&2
	@touch $@

setup: $(VENV)/.run ## packages, database, static files
	@$(BIN)/python manage.py migrate --verbosity 0 --no-input
	@$(BIN)/python manage.py collectstatic --verbosity 0 --no-input

setup-dev: $(VENV)/.dev ## the same with the tools for tests and checks

demo: $(VENV)/.run ## the newsroom with a published story; ONCE=1 stops afterwards
	@$(BIN)/python manage.py demo $(if $(filter-out 0,$(ONCE)),--once)

run: setup ## web, worker, beat and sandbox until Ctrl-C
	@$(BIN)/python manage.py run

worker: setup ## one more worker, here or on another host
	@$(BIN)/python -m celery -A newsroom worker --pool threads --concurrency 4 --queues publish,mail,media,listen --loglevel INFO

sandbox: $(VENV)/.run ## only the stand-in platforms
	@$(BIN)/python -m sandbox --http-port $(SANDBOX_PORT) --smtp-port $(SMTP_PORT) --data "$${NEWSROOM_VAR:-var}/sandbox"

publish: setup ## FILE=… ARGS=…: releases from a file to every channel, headless
	@test -n "$(FILE)" || { echo "Welche Datei? make publish FILE=mitteilungen.json" >&2; exit 2; }
	@$(BIN)/python manage.py publish --with-sandbox "$(FILE)" $(ARGS)

test: setup-dev ## the whole suite, on SQLite and, where found, on PostgreSQL with Redis
	@$(BIN)/python -m tests.run $(ARGS)

faults: setup-dev ## everything that can go wrong, on both arrangements; ARGS="--seed 7"
	@$(BIN)/python -m tests.faults $(ARGS)

nightly: test faults ## the suite, the faults, and each engine broken on purpose
	@$(BIN)/python -m pytest -n 2 -m faults tests/faults

check: setup-dev ## style, types, floors, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

fix: setup-dev ## what the tools can mend by themselves
	-$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade $$(git ls-files 'templates/*.html')

lock: setup-dev ## compile the requirement files anew
	@$(BIN)/uv pip compile pyproject.toml --extra sandbox --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --custom-compile-command 'make lock' -q -o requirements/dev.txt
	@$(BIN)/uv pip compile pyproject.toml --extra sandbox -c requirements/dev.txt --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 --custom-compile-command 'make lock' -q -o requirements/run.txt
