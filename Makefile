# The two commands of the README, for a machine with Python 3.11 or newer.
#
#   make demo   installs the program in .venv and makes every format of the bundled specimen in out/
#   make test   installs what the tests need, judges included, and runs all of them

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test judges golden clean

demo: .venv/installed
	$(BIN)/gallica-export demo --output out --force

test: .venv/tested-with judges
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gallica-export needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/tested-with: .venv/installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

# The outside judges: Chromium, jing and Java from the system's packages, the Nu checker and Ace
# from npm. Where they cannot be installed the tests that need them are skipped, except in CI.
judges:
	tests/install-judges

golden: .venv/tested-with
	$(BIN)/pytest -q --update-golden tests

clean:
	rm -rf .venv node_modules out
