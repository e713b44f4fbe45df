# The two commands of the README, for a machine with Python 3.11 or newer.
#
#   make demo   installs the program in .venv and makes every format of the bundled specimen in out/
#   make test   installs what the tests need, judges included, and runs all of them
#
# Besides: make site SITE_URL=https://… makes the demonstration site, to be published there.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo site test judges golden clean

demo: .venv/installed
	$(BIN)/gallica-export demo --output out --force

# The demonstration site as it is published: what is in site/ afterwards stands at SITE_URL.
SITE_URL ?= http://localhost:8000/
site: .venv/installed
	$(BIN)/gallica-export demo --output out --force --site-url $(SITE_URL)
	rm -rf site
	cp -r out/*-html site

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

# The outside judges: Chromium, jing, Hugo and Java from the system's packages, the Nu checker and Ace
# from npm. Where they cannot be installed the tests that need them are skipped, except in CI.
judges:
	tests/install-judges

golden: .venv/tested-with
	$(BIN)/pytest -q --update-golden tests

clean:
	rm -rf .venv node_modules out site
