# Two commands matter: `make run` and `make test`. Each sets up what it needs.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help run test check bench reset setup setup-dev

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=… names another)."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet uv

# --inexact keeps uv itself in the environment; --no-dev leaves what `make test` put there.
.venv/.run-ready: uv.lock pyproject.toml | $(BIN)/uv
	@$(BIN)/uv sync --frozen --inexact --no-dev --quiet
	@touch $@

.venv/.dev-ready: uv.lock pyproject.toml | $(BIN)/uv
	@$(BIN)/uv sync --frozen --inexact --quiet
	@touch $@ .venv/.run-ready

setup: .venv/.run-ready
setup-dev: .venv/.dev-ready

run: setup ## Set up and start the portal with the real plan and demo people (PORT=8000)
	@$(BIN)/python manage.py run_portal --port $(PORT)

test: setup-dev ## Everything: checks, suite on SQLite and PostgreSQL, browser journeys
	@$(BIN)/python -m tests.suite

check: setup-dev ## Lint, types, import contracts, migrations
	@$(BIN)/python -m tests.suite --checks

bench: setup-dev ## Benchmarks (ONLY=name picks one); none yet in this stage
	@echo "No benchmark yet."

reset: ## Forget the demo: database, files, messages
	@rm -rf .local
