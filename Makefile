# Holdfast: the tasks of a checkout. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help install demo test check fast examine bench pictures lock clean
VENV := .venv
BIN := $(VENV)/bin
# Word for the demonstration, as in `make demo DEMO=--forever`.
DEMO ?=
# `make bench BENCH_FULL=1` measures at 30 million lines too.
BENCH_FULL ?=

help: ## List these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Make .venv in this checkout, with `holdfast` in it

$(VENV)/.installed: requirements.lock pyproject.toml streams/formats/squid_one_pass.c
	@infra/setup/debian-parts install
	"$$(PYTHON='$(PYTHON)' infra/setup/find-python)" -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	$(BIN)/python -m compileall -q api dashboards infra monitors streams
	@$(BIN)/python -c 'from streams.formats.squid_compiled import HOW; print("Squid'"'"'s lines are read", HOW)'
	@touch $@

demo: install ## See it work: two weeks of history, then an outage live; about four minutes
	@infra/setup/debian-parts demo
	@$(BIN)/holdfast demo $(DEMO)

test: check ## Everything that CI runs: `check`, then all tests but the storms
	@infra/setup/debian-parts test
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m "not storm"

check: install ## Formatting, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: install ## The tests that need no services
	$(BIN)/pytest tests/unit tests/contracts -m "not kafka and not postgresql and not squid and not browser and not storm"

examine: install ## The long storms: kill -9, fuzzing, large logs; up to an hour
	@infra/setup/debian-parts test
	$(BIN)/pytest -m storm

bench: install ## Measure beside GoAccess and SARG, and the hub; BENCH_FULL=1 for 30 million lines too
	@infra/setup/debian-parts bench
	$(BIN)/python -m tests.benchmarks --write $(if $(BENCH_FULL),--full)

pictures: install ## Take the README's pictures from a real report
	@infra/setup/debian-parts test
	$(BIN)/python -m tests.pictures

lock: install ## Pin every dependency again, with hashes and without index addresses
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --no-emit-index-url --generate-hashes --universal --no-header \
	  --python-version 3.11 --extra live --group dev pyproject.toml --output-file requirements.lock

clean: ## Remove .venv, caches and what was built; data and Kafka's jars stay
	rm -rf $(VENV) build dist *.egg-info .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
