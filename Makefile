# Two commands are enough: `make run` and `make test`. Both prepare what is missing first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test setup fmt lint bench chaos

run: setup
	@$(BIN)/tanggap run

setup:
	@$(PYTHON) tools/setup.py

test:
	@$(PYTHON) tools/setup.py --tests
	@$(BIN)/python tools/check.py

fmt:
	@$(PYTHON) tools/setup.py --tests
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lint:
	@$(PYTHON) tools/setup.py --tests
	@$(BIN)/python tools/check.py --lint

bench: setup
	@for name in pipeline group assess start; do $(BIN)/tanggap bench $$name --json || exit 1; done

chaos:
	@$(PYTHON) tools/setup.py --tests
	@TANGGAP_CHAOS_ROUNDS=100 $(BIN)/python tools/check.py --chaos
