# Two commands on a fresh machine: `make run` and `make test`. Needs Python 3.11 or newer and make.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: run setup test lint types contracts test-slow test-model bench-smoke bench bench-memory eval eval-memory train system check clean

run: setup ## Start the app on 127.0.0.1:8501 and open it
	@$(BIN)/lossbook serve

setup: .venv/.synced ## Environment, dependencies as locked, embedder, warm caches
	@$(BIN)/lossbook setup

.venv/.synced: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Lossbook needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@command -v uv >/dev/null 2>&1 || test -x .uv/bin/uv \
		|| { $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9; }
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

test: setup system ## Everything a contributor needs to trust a change
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not real_model"

system: ## Chromium and PostgreSQL for the tests, from Debian where that is possible
	@sh tests/system.sh

lint: .venv/.synced
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/.synced
	@$(BIN)/mypy

contracts: .venv/.synced ## The import laws of the four folders
	@$(BIN)/lint-imports

test-slow: setup ## kill -9 a hundred times, large stores
	@$(BIN)/pytest -m "slow and not real_model"

test-model: setup ## The embedded language model, for real (downloads 1.1 GB once)
	@$(BIN)/lossbook model pull
	@$(BIN)/pytest -m real_model --real-model

bench: setup
	@$(BIN)/python -m eval bench

bench-smoke: setup
	@$(BIN)/python -m eval bench --smoke
	@$(BIN)/python -m eval bench-memory --smoke

bench-memory: setup ## 10,000 and 100,000 reviews, half an hour and 10 GB of disk
	@$(BIN)/python -m eval bench-memory

eval: setup ## Labelled notes, dev part; fails when a figure falls below eval/cases/baseline.json
	@$(BIN)/python -m eval diagnosis --compare

train: setup ## What is learned from the labels of train and dev: ingest/diagnose/notehead.npz, ingest/diagnose/ways.npz
	@$(BIN)/python -m eval train

eval-memory: setup ## Labelled questions; fails when a figure falls below eval/memory/baseline.json
	@$(BIN)/python -m eval memory --no-peers --compare

check: test lint types contracts test-slow test-model bench-smoke eval eval-memory ## What CI runs

clean:
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis
