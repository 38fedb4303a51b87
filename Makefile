# Holdfast: the tasks of a checkout. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help install lock demo test check fast examine bench clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help: ## List these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Make .venv in this checkout, with `holdfast` in it

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

lock: ## Pin every dependency again, with hashes and without index addresses
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --no-emit-index-url --generate-hashes --universal --no-header \
	  --python-version 3.11 --extra live --group dev pyproject.toml --output-file requirements.lock

check: install ## Formatting, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: install ## The tests that need no services
	$(BIN)/pytest tests/unit tests/contracts -m "not kafka and not squid and not browser"
