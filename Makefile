# `make run` and `make test` set themselves up on a machine with python3 (3.11 or newer) and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: run test test-browser check bench fuzz clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

run: $(READY)
	$(BIN)/orsupport identify fixtures/oregon-like --rules oregon-2023 --out out/oregon-like

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/pytest -n 2

# The pages in a real browser; installs Chromium where that is missing and may be installed
$(VENV)/.browser: $(READY) browser/set-up browser/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,browser]'
	browser/set-up
	touch $@

test-browser: $(VENV)/.browser
	$(BIN)/pytest browser

bench: $(READY)
	$(BIN)/python -m benchmarks

# FUZZ_SECONDS=600 for longer, FUZZ_SEED=7 for other inputs; what is found is kept in out/fuzz
fuzz: $(READY)
	PYTHONPATH=tests $(BIN)/python -m fuzz

clean:
	rm -rf $(VENV) out browser/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
