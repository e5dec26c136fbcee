# Two commands for a fresh machine with Python 3.11 or newer: make demo, make test.
# Another Python: make test PYTHON=python3.13

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test clean

demo: $(VENV)/.demo
	$(BIN)/coalition-graph demo

test: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses=auto --dist=loadfile --cov --cov-report=term

clean:
	rm -rf $(VENV)

# The stamps are older than pyproject.toml only when what must be installed may have changed.
$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --editable .
	touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --editable '.[test,browser]'
	touch $(VENV)/.demo $@
