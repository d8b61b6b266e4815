# Every command of the project. Nothing needs to be installed first: `make run` and `make test` see to it.
.DEFAULT_GOAL := help
.PHONY: help run test check format lock bench setup

PY := .venv/bin/python

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve with demonstration data on http://127.0.0.1:8000 (PORT=... changes it; DEMO=0: no data)
	@exec python3 .ci/launch.py

test: ## Run the whole suite on SQLite and on PostgreSQL (ARGS=... goes to pytest)
	@exec python3 .ci/suite.py $(ARGS)

check: setup ## Style, types, imports, templates, migrations and deployment settings
	@exec $(PY) .ci/check.py

bench: setup ## Measure the goals for speed on a private PostgreSQL (BENCH_CASES=1000000 for the full size)
	@exec $(PY) -m tests.benchmarks

format: setup ## Put code into the project's style
	@.venv/bin/ruff check --fix-only --quiet . ; .venv/bin/ruff format .

setup: ## Install what development needs into .venv
	@python3 .ci/environment.py requirements-dev.txt

lock: setup ## Write the hashed lock files from pyproject.toml
	@$(PY) .ci/lock.py
